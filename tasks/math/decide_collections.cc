#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "tasks/math/relation_operators.h"
#include "tasks/math/value_decider.h"

namespace rbench::math {
namespace {

constexpr size_t kMaxItems = 128;

}  // namespace

Outcome ValueDecider::Items(const std::vector<Value>& gold, const std::vector<Value>& answer) {
  if (gold.size() != answer.size()) return kDifferentLength;
  AllOutcomes all;
  for (size_t i = 0; i < gold.size(); ++i) {
    if (!all.Add(Equal(gold[i], answer[i]))) break;
  }
  return all.total();
}

// Exact matching. Equality is an equivalence, so taking the first partner found is no loss; where a
// pair is undecided, a failed matching proves nothing.
Outcome ValueDecider::Unordered(const std::vector<Value>& gold, const std::vector<Value>& answer,
                                bool collapse) {
  if (gold.size() > kMaxItems || answer.size() > kMaxItems) return {Decision::kUndecided, "bound"};
  if (!collapse && gold.size() != answer.size()) return kDifferentLength;
  std::vector<bool> used(answer.size(), false);
  Outcome open = kSameForm;
  Outcome how = kSameForm;
  Outcome missing{Decision::kEqual, ""};
  for (const Value& g : gold) {
    bool found = false;
    // The same place first: most lists are written in the gold's order.
    const size_t start = static_cast<size_t>(&g - gold.data());
    for (size_t k = 0; k < answer.size() && !found; ++k) {
      const size_t i = (start + k) % answer.size();
      if (used[i] && !collapse) continue;
      const Outcome pair = Equal(g, answer[i]);
      if (pair.equal()) {
        used[i] = true;
        found = true;
        if (std::string_view(how.reason) == kSameForm.reason) how = pair;
      } else if (pair.decision != Decision::kNotEqual) {
        open = pair;
      }
    }
    if (!found) missing = NotEqual("item");
  }
  if (collapse) {
    for (size_t i = 0; i < answer.size(); ++i) {
      if (used[i]) continue;
      bool found = false;
      for (const Value& g : gold) {
        const Outcome pair = Equal(g, answer[i]);
        if (pair.equal()) {
          found = true;
          break;
        }
        if (pair.decision != Decision::kNotEqual) open = pair;
      }
      if (!found) missing = NotEqual("item");
    }
  }
  if (missing.equal()) return how;
  return open.equal() ? missing : open;
}

std::vector<Value> ValueDecider::Unnamed(const std::vector<Value>& items) const {
  std::vector<Value> bare;
  const auto is_definition = [&](const Value& item) {
    return item.text == "=" && IsDefinition(item);
  };
  if (items.empty() || !is_definition(items[0])) return items;
  const ExprId name = items[0].items[0].expr;
  bool rest_named = true;
  bool rest_bare = true;
  for (size_t i = 1; i < items.size(); ++i) {
    if (is_definition(items[i]) && items[i].items[0].expr == name)
      rest_bare = false;
    else
      rest_named = false;
    if (items[i].kind == Kind::kRelation && !is_definition(items[i])) return items;
    if (is_definition(items[i]) && items[i].items[0].expr != name) return items;
  }
  if (items.size() > 1 && !rest_named && !rest_bare) return items;
  for (const Value& item : items) bare.push_back(is_definition(item) ? item.items[1] : item);
  return bare;
}

Outcome ValueDecider::Lists(const Value& gold, const Value& answer) {
  std::vector<Value> g = policy_.names_optional ? Unnamed(gold.items) : gold.items;
  std::vector<Value> a = policy_.names_optional ? Unnamed(answer.items) : answer.items;
  // x = 2, x = 3 against y = 2, y = 3
  const auto first_name = [&](const std::vector<Value>& items) -> std::optional<ExprId> {
    if (items.empty() || !IsEquation(items[0]) || !IsName(items[0].items[0])) return std::nullopt;
    return items[0].items[0].expr;
  };
  const auto gold_name = first_name(gold.items);
  const auto answer_name = first_name(answer.items);
  const bool both_unnamed = !first_name(g) && !first_name(a);
  if (gold_name && answer_name && both_unnamed && *gold_name != *answer_name) {
    return NotEqual("name");
  }
  const auto all_named = [&](const std::vector<Value>& items) {
    return std::all_of(items.begin(), items.end(),
                       [&](const Value& item) { return IsDefinition(item); });
  };
  const bool collapse = gold.kind == Kind::kSet || answer.kind == Kind::kSet ||
                        gold.text == "collapse" || answer.text == "collapse";
  // "x=1, y=2" against "1, 2": without names only the order tells which is which.
  if (policy_.names_optional && all_named(g) != all_named(a) && !g.empty() && !a.empty()) {
    for (auto* side : {&g, &a}) {
      if (!all_named(*side)) continue;
      for (Value& item : *side) item = Value(item.items[1]);
    }
    return Items(g, a);
  }
  if (policy_.list_order && gold.kind == Kind::kList) return Items(g, a);
  return Unordered(g, a, collapse);
}

Outcome ValueDecider::Brackets(const Value& gold, const Value& answer) {
  const bool pair = gold.items.size() == 2 && answer.items.size() == 2;
  const auto is_vector = [](const Value& v) { return v.text == "<>"; };
  if (gold.text != answer.text && pair && !is_vector(gold) && !is_vector(answer)) {
    return NotEqual("brackets"); /* (1,2) and [1,2] may be intervals */
  }
  return Items(gold.items, answer.items);
}

Outcome ValueDecider::Matrices(const Value& gold, const Value& answer) {
  if (gold.kind == Kind::kMatrix && answer.kind == Kind::kMatrix) {
    const bool same_shape = gold.count == answer.count && gold.items.size() == answer.items.size();
    return same_shape ? Items(gold.items, answer.items) : NotEqual("shape");
  }
  const Value& matrix = gold.kind == Kind::kMatrix ? gold : answer;
  const Value& other = gold.kind == Kind::kMatrix ? answer : gold;
  const size_t rows = static_cast<size_t>(matrix.count);
  const size_t columns = rows == 0 ? 0 : matrix.items.size() / rows;
  if (other.kind != Kind::kBracketed) return kDifferentKind;
  // Rows as brackets in brackets.
  const bool nested = std::all_of(other.items.begin(), other.items.end(),
                                  [](const Value& item) { return item.kind == Kind::kBracketed; });
  if (nested && !other.items.empty()) {
    if (other.items.size() != rows) return NotEqual("shape");
    std::vector<Value> flat;
    for (const Value& row : other.items) {
      if (row.items.size() != columns) return NotEqual("shape");
      flat.insert(flat.end(), row.items.begin(), row.items.end());
    }
    return gold.kind == Kind::kMatrix ? Items(gold.items, flat) : Items(flat, answer.items);
  }
  if (rows != 1 && columns != 1) return NotEqual("shape");
  return Items(gold.items, answer.items);
}

Outcome ValueDecider::Cases(const Value& gold, const Value& answer) {
  if (gold.items.size() != answer.items.size()) return kDifferentLength;
  // Branches may come in any order: pairs of value and condition.
  const auto branches = [](const Value& cases) {
    std::vector<Value> out;
    for (size_t i = 0; i < cases.items.size(); i += 2) {
      Value branch;
      branch.kind = Kind::kBracketed;
      branch.text = "()";
      branch.items.push_back(cases.items[i]);
      if (i + 1 < cases.items.size()) branch.items.push_back(cases.items[i + 1]);
      out.push_back(std::move(branch));
    }
    return out;
  };
  return Unordered(branches(gold), branches(answer), false);
}

Outcome ValueDecider::GoldCollection(const Value& gold, const Value& answer) {
  // Several names with one value: \angle A = 90, \angle B = 90.
  const bool named = std::all_of(gold.items.begin(), gold.items.end(), [&](const Value& item) {
    return IsEquation(item) && IsNameLike(item.items[0]);
  });
  if (named && policy_.names_optional) {
    AllOutcomes all;
    for (const Value& item : gold.items) {
      if (!all.Add(Equal(item, answer))) break;
    }
    return all.total();
  }
  if (gold.items.size() != 1) return kDifferentLength;
  return Equal(gold.items[0], answer);
}

Outcome ValueDecider::AnswerCollection(const Value& gold, const Value& answer) {
  if (answer.items.size() != 1) return kDifferentLength;
  return Equal(gold, answer.items[0]);
}

}  // namespace rbench::math
