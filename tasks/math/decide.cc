#include "tasks/math/decide.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tasks/math/real_set.h"
#include "tasks/math/units.h"

namespace rbench::math {
namespace {

using Kind = ValueKind;

constexpr Outcome kDifferentKind{Decision::kNotEqual, "kind"};
constexpr Outcome kDifferentLength{Decision::kNotEqual, "length"};
constexpr size_t kMaxItems = 128;

Outcome NotEqual(const char* reason) { return {Decision::kNotEqual, reason}; }

// All of several: not equal if one is not, else the first that is not decided.
class All {
 public:
  // Returns whether to go on.
  bool Add(const Outcome& outcome) {
    if (outcome.decision == Decision::kNotEqual) {
      total_ = outcome;
      return false;
    }
    if (!outcome.equal() && total_.equal()) total_ = outcome;
    if (outcome.equal() && total_.equal() && std::string_view(outcome.reason) != "same_form") {
      total_ = outcome;
    }
    return true;
  }
  Outcome total() const { return total_; }

 private:
  Outcome total_{Decision::kEqual, "same_form"};
};

std::vector<std::string_view> Operators(std::string_view text) {
  std::vector<std::string_view> ops;
  while (!text.empty()) {
    const size_t blank = std::min(text.find(' '), text.size());
    ops.push_back(text.substr(0, blank));
    text.remove_prefix(std::min(blank + 1, text.size()));
  }
  return ops;
}

bool IsEquationOperator(std::string_view op) {
  return op == "=" || op == "~" || op == "==" || op == "->";
}

bool IsEquation(const Value& value) {
  if (value.kind != Kind::kRelation) return false;
  const auto ops = Operators(value.text);
  return std::all_of(ops.begin(), ops.end(), IsEquationOperator);
}

class Decider {
 public:
  Decider(const Policy& policy, ExpressionDecider& decider)
      : policy_(policy), d_(decider), e_(decider.expressions()) {}

  Outcome Equal(const Value& gold, const Value& answer);

 private:
  Outcome Numbers(const Value& gold, const Value& answer);
  Outcome Amounts(const Value& gold, const Value& answer, ExprId g, ExprId a);
  Outcome Items(const std::vector<Value>& gold, const std::vector<Value>& answer);
  Outcome Unordered(const std::vector<Value>& gold, const std::vector<Value>& answer,
                    bool collapse);
  Outcome Lists(const Value& gold, const Value& answer);
  Outcome Brackets(const Value& gold, const Value& answer);
  Outcome Matrices(const Value& gold, const Value& answer);
  Outcome Relations(const Value& gold, const Value& answer);
  Outcome AgainstRelation(const Value& gold, const Value& answer);
  Outcome GoldRelation(const Value& gold, const Value& answer);
  Outcome Ratios(const Value& gold, const Value& answer);
  Outcome Families(Value gold, Value answer);
  std::optional<Outcome> UpToConstant(ExprId gold, ExprId answer);
  Outcome Cases(const Value& gold, const Value& answer);
  Outcome Congruences(const Value& gold, const Value& answer);
  Outcome Texts(const Value& gold, const Value& answer);
  std::optional<Outcome> Sets(const Value& gold, const Value& answer);

  bool IsName(const Value& value) const;
  bool IsNameLike(const Value& value) const;
  std::optional<std::pair<ExprId, std::string>> Difference(const Value& relation);
  // Items of a list without their names, where all have the same or only the first has one.
  std::vector<Value> Unnamed(const std::vector<Value>& items) const;

  const Policy& policy_;
  ExpressionDecider& d_;
  Expressions& e_;
  int depth_ = 0;
  int comparisons_left_ = 20000;
};

// ---------------------------------------------------------------- numbers

Outcome Decider::Amounts(const Value& gold, const Value& answer, ExprId g, ExprId a) {
  const Outcome exact = d_.Equal(g, a);
  if (exact.decision != Decision::kNotEqual) return exact;
  if (!policy_.tolerance.empty()) {
    const Outcome near = d_.Within(a, g, e_.Decimal(policy_.tolerance));
    if (near.equal()) return near;
  }
  if (!policy_.relative_tolerance.empty()) {
    const ExprId limit =
        e_.Make(EXACT_ABS, e_.Make(EXACT_MUL, g, e_.Decimal(policy_.relative_tolerance)));
    const Outcome near = d_.Within(a, g, limit);
    if (near.equal()) return near;
  }
  if (gold.decimals > 0 && policy_.decimal_gold_rounds) {
    return d_.RoundsTo(a, g, gold.decimals);
  }
  if (policy_.approx_ok && answer.decimals > 0 && answer.significant >= 3) {
    return d_.RoundsTo(g, a, answer.decimals);
  }
  return exact;
}

// F + C and F + K: the constant of integration is a bound name. Nothing where one side has none.
std::optional<Outcome> Decider::UpToConstant(ExprId gold, ExprId answer) {
  const auto only_in = [&](ExprId here, ExprId there) {
    const auto known = e_.VariablesOf(there);
    std::vector<std::string> names;
    for (std::string& name : e_.VariablesOf(here)) {
      if (std::find(known.begin(), known.end(), name) == known.end()) {
        names.push_back(std::move(name));
      }
    }
    return names;
  };
  const auto g = only_in(gold, answer);
  const auto a = only_in(answer, gold);
  if (g.size() != 1 || a.size() != 1 || (g[0] != "C" && g[0] != "c" && g[0] != "C_1") ||
      a[0].size() > 3) {
    return std::nullopt;
  }
  const auto without = [&](ExprId whole, const std::string& name) -> std::optional<ExprId> {
    const ExprId rest = e_.Substitute(whole, name, e_.Integer(0));
    if (!d_.Equal(whole, e_.Sum({rest, e_.Variable(name)})).equal()) return std::nullopt;
    return rest;
  };
  const auto rest_of_gold = without(gold, g[0]);
  if (!rest_of_gold || !e_.HasVariable(*rest_of_gold)) return std::nullopt;
  const auto rest_of_answer = without(answer, a[0]);
  if (!rest_of_answer) return std::nullopt;
  return d_.Equal(*rest_of_gold, *rest_of_answer);
}

Outcome Decider::Numbers(const Value& gold, const Value& answer) {
  if (!policy_.unevaluated_ok && gold.literal &&
      answer.nodes > 4 * std::max<size_t>(gold.nodes, 1)) {
    return NotEqual("unevaluated");
  }
  ExprId g = gold.expr;
  ExprId a = answer.expr;
  const auto radians = [&](ExprId degrees) {
    return e_.Make(EXACT_DIV, e_.Make(EXACT_MUL, degrees, e_.Constant(EXACT_PI)), e_.Integer(180));
  };
  const bool match_units = policy_.units == "match";
  if (match_units && !gold.unit.empty() && !answer.unit.empty()) {
    const auto mg = MeaningOfUnit(gold.unit);
    const auto ma = MeaningOfUnit(answer.unit);
    if (!mg || !ma) {
      if (!SameUnitName(gold.unit, answer.unit)) return NotEqual("unit");
    } else {
      if (mg->dimension != ma->dimension) return NotEqual("unit");
      if (mg->numerator != ma->numerator || mg->denominator != ma->denominator) {
        // The answer in the gold's unit, so that the gold's decimals keep their meaning.
        const ExprId factor = e_.Make(EXACT_DIV, e_.Fraction(ma->numerator, ma->denominator),
                                      e_.Fraction(mg->numerator, mg->denominator));
        a = e_.Make(EXACT_MUL, a, factor);
      }
    }
  } else if (match_units && gold.degrees && !answer.unit.empty()) {
    if (answer.unit == "rad" || answer.unit.starts_with("radian"))
      return Amounts(gold, answer, radians(g), a);
    return NotEqual("unit");
  } else if (match_units && answer.degrees && !gold.unit.empty()) {
    if (gold.unit == "rad" || gold.unit.starts_with("radian"))
      return Amounts(gold, answer, g, radians(a));
    return NotEqual("unit");
  }
  if (gold.degrees != answer.degrees) {
    const Outcome plain = Amounts(gold, answer, g, a);
    if (plain.equal()) return plain;
    const Outcome turned = gold.degrees ? d_.Equal(radians(g), a) : d_.Equal(g, radians(a));
    if (turned.equal()) return turned;
    return plain.decision == Decision::kUndecided ? plain : turned;
  }
  if (gold.percent && !answer.percent && policy_.bare_percent) {
    const Outcome hundredth = Amounts(gold, answer, g, a);
    if (hundredth.decision != Decision::kNotEqual) return hundredth;
    Value whole = gold;
    whole.decimals = gold.decimals < 0 ? -1 : gold.decimals - 2;
    return Amounts(whole, answer, e_.Make(EXACT_MUL, g, e_.Integer(100)), a);
  }
  if (policy_.form == "factored" && answer.is_sum && e_.HasVariable(a)) return NotEqual("form");
  if (policy_.form == "expanded" && answer.expandable) return NotEqual("form");
  Outcome outcome = Amounts(gold, answer, g, a);
  if (answer.percent && !gold.percent && policy_.percent_stated &&
      outcome.decision == Decision::kNotEqual) {
    outcome = Amounts(gold, answer, g, e_.Make(EXACT_MUL, a, e_.Integer(100)));
  }
  if (outcome.decision == Decision::kNotEqual && e_.HasVariable(g) && e_.HasVariable(a)) {
    if (const auto bound = UpToConstant(g, a); bound && bound->equal()) {
      return {Decision::kEqual, "parameter"};
    }
  }
  if (outcome.equal() && policy_.form == "reduced" && !answer.reduced) return NotEqual("form");
  return outcome;
}

// ---------------------------------------------------------------- structures

Outcome Decider::Items(const std::vector<Value>& gold, const std::vector<Value>& answer) {
  if (gold.size() != answer.size()) return kDifferentLength;
  All all;
  for (size_t i = 0; i < gold.size(); ++i) {
    if (!all.Add(Equal(gold[i], answer[i]))) break;
  }
  return all.total();
}

// Exact matching. Equality is an equivalence, so taking the first partner found is no loss; where a
// pair is undecided, a failed matching proves nothing.
Outcome Decider::Unordered(const std::vector<Value>& gold, const std::vector<Value>& answer,
                           bool collapse) {
  if (gold.size() > kMaxItems || answer.size() > kMaxItems) return {Decision::kUndecided, "bound"};
  if (!collapse && gold.size() != answer.size()) return kDifferentLength;
  std::vector<bool> used(answer.size(), false);
  Outcome open{Decision::kEqual, "same_form"};
  Outcome how{Decision::kEqual, "same_form"};
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
        if (std::string_view(how.reason) == "same_form") how = pair;
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

bool Decider::IsName(const Value& value) const {
  return value.kind == Kind::kExpression && value.unit.empty() &&
         e_.step(value.expr).op == EXACT_VARIABLE;
}

// x, f(x) (read as a product), (x, y), AB, \angle ABC: what an equation defines.
bool Decider::IsNameLike(const Value& value) const {
  if (IsName(value)) return true;
  if (value.kind == Kind::kText) return true;
  if (value.kind == Kind::kBracketed || value.kind == Kind::kList || value.kind == Kind::kRatio) {
    return std::all_of(value.items.begin(), value.items.end(),
                       [&](const Value& item) { return IsNameLike(item); });
  }
  if (value.kind != Kind::kExpression || value.literal) return false;
  // A product, quotient or sum of names, |AB|, tan A.
  std::vector<ExprId> open{value.expr};
  bool sum = false;
  bool number = false;
  while (!open.empty()) {
    const exact_step& step = e_.step(open.back());
    open.pop_back();
    switch (step.op) {
      case EXACT_VARIABLE:
      case EXACT_E:
      case EXACT_I:
        break;
      case EXACT_NUMBER:
        number = true;
        break;
      case EXACT_ADD:
        sum = true;
        [[fallthrough]];
      case EXACT_MUL:
      case EXACT_DIV:
        open.push_back(step.a);
        open.push_back(step.b);
        break;
      case EXACT_ABS:
      case EXACT_SIN:
      case EXACT_COS:
      case EXACT_TAN:
        open.push_back(step.a);
        break;
      default:
        return false;
    }
  }
  // f(0) = 3 defines, since the number may be an argument; m + 1 = 3 is an equation.
  if (value.nodes > 8 || (sum && number)) return false;
  // xy = 12 is a curve, not the name of a product.
  const std::vector<std::string> names = e_.VariablesOf(value.expr);
  const bool coordinates = std::all_of(names.begin(), names.end(), [](const std::string& name) {
    return name == "x" || name == "y" || name == "z";
  });
  return !names.empty() && (names.size() == 1 || !coordinates);
}

std::vector<Value> Decider::Unnamed(const std::vector<Value>& items) const {
  std::vector<Value> bare;
  const auto is_definition = [&](const Value& item) {
    return IsEquation(item) && item.items.size() == 2 && item.text == "=" && IsName(item.items[0]);
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

Outcome Decider::Lists(const Value& gold, const Value& answer) {
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
    return std::all_of(items.begin(), items.end(), [&](const Value& item) {
      return IsEquation(item) && item.items.size() == 2 && IsName(item.items[0]);
    });
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

Outcome Decider::Brackets(const Value& gold, const Value& answer) {
  const bool pair = gold.items.size() == 2 && answer.items.size() == 2;
  const auto is_vector = [](const Value& v) { return v.text == "<>"; };
  if (gold.text != answer.text && pair && !is_vector(gold) && !is_vector(answer)) {
    return NotEqual("brackets"); /* (1,2) and [1,2] may be intervals */
  }
  return Items(gold.items, answer.items);
}

Outcome Decider::Matrices(const Value& gold, const Value& answer) {
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

// ---------------------------------------------------------------- relations

// lhs - rhs and the operator turned to one of = != < <=.
std::optional<std::pair<ExprId, std::string>> Decider::Difference(const Value& relation) {
  if (relation.items.size() != 2) return std::nullopt;
  const Value& left = relation.items[0];
  const Value& right = relation.items[1];
  const auto side = [](const Value& v) -> std::optional<ExprId> {
    if (v.kind == Kind::kExpression) return v.expr;
    if (v.kind == Kind::kText && !v.items.empty()) return v.items[0].expr;
    return std::nullopt;
  };
  const auto l = side(left);
  const auto r = side(right);
  if (!l || !r) return std::nullopt;
  if (relation.text == ">" || relation.text == ">=") {
    return std::pair(e_.Difference(*r, *l), relation.text == ">" ? "<" : "<=");
  }
  if (relation.text == "<" || relation.text == "<=" || relation.text == "!=" ||
      relation.text == "=") {
    return std::pair(e_.Difference(*l, *r), relation.text);
  }
  return std::nullopt;
}

Outcome Decider::Relations(const Value& gold, const Value& answer) {
  // Definitions of one name are their right sides; of two names, never equal.
  const bool both_equations = IsEquation(gold) && IsEquation(answer);
  if (both_equations && IsNameLike(gold.items[0]) && IsNameLike(answer.items[0])) {
    const Outcome names = Equal(gold.items[0], answer.items[0]);
    if (names.equal()) {
      if (gold.items.size() == 2 && answer.items.size() == 2) {
        const Outcome right = Equal(gold.items[1], answer.items[1]);
        if (right.decision != Decision::kNotEqual) return right;
        // y = 2x and y = x + y - x: not the right sides alone.
      } else {
        return AgainstRelation(gold.items.back(), answer);
      }
    }
  }
  if (gold.text == "in" && answer.text == "in" && gold.items.size() == 2 &&
      answer.items.size() == 2) {
    return Items(gold.items, answer.items);
  }
  const auto g = Difference(gold);
  const auto a = Difference(answer);
  if (g && a) {
    if (g->second != a->second) {
      return NotEqual("operator");
    }
    int sign = 1;
    const Outcome same = d_.Proportional(g->first, a->first, &sign);
    if (same.equal() && sign < 0 && (g->second == "<" || g->second == "<=")) {
      return NotEqual("operator");
    }
    if (same.decision != Decision::kUndecided) return same;
    // With kernels: the two differences themselves, either way round.
    const Outcome direct = d_.Equal(g->first, a->first);
    if (direct.equal()) return direct;
    if (g->second == "=" || g->second == "!=") {
      const Outcome turned = d_.Equal(g->first, e_.Negate(a->first));
      if (turned.equal()) return turned;
      if (both_equations && IsNameLike(gold.items[0]) && IsNameLike(answer.items[0])) {
        return Items(gold.items, answer.items);
      }
    }
    return direct.decision == Decision::kNotEqual ? Outcome{Decision::kUndecided, "unknown"}
                                                  : direct;
  }
  if (const auto sets = Sets(gold, answer)) return *sets;
  if (gold.items.size() != answer.items.size()) return kDifferentLength;
  if (gold.text == answer.text) {
    const Outcome forward = Items(gold.items, answer.items);
    if (forward.decision != Decision::kNotEqual) return forward;
  }
  // a < b < c and c > b > a
  Value mirrored = answer;
  std::reverse(mirrored.items.begin(), mirrored.items.end());
  std::vector<std::string_view> ops = Operators(answer.text);
  std::reverse(ops.begin(), ops.end());
  std::string text;
  for (const std::string_view op : ops) {
    if (!text.empty()) text += ' ';
    text += op == "<" ? ">" : op == "<=" ? ">=" : op == ">" ? "<" : op == ">=" ? "<=" : op;
  }
  if (text != gold.text) return NotEqual("operator");
  return Items(gold.items, mirrored.items);
}

// A gold that is no relation, an answer that is one: x = 5 for 5, 2 + 3 = 5, x in (1, 2).
Outcome Decider::AgainstRelation(const Value& gold, const Value& answer) {
  if (answer.text == "in" && answer.items.size() == 2) return Equal(gold, answer.items[1]);
  if (!IsEquation(answer)) {
    if (const auto sets = Sets(gold, answer)) return *sets;
    return kDifferentKind;
  }
  size_t first = 0;
  // "n + r = 11 * 13 = 143": what has names is what the rest is the value of.
  const auto with_names = [&](const Value& v) {
    return v.kind == Kind::kExpression && e_.HasVariable(v.expr);
  };
  const bool label = answer.items.size() > 2 && gold.kind == Kind::kExpression &&
                     !e_.HasVariable(gold.expr) && with_names(answer.items[0]);
  if (answer.items.size() > 1 && (label || IsNameLike(answer.items[0]))) {
    // The name itself may be the gold: "x = y" for x.
    if (!policy_.names_optional) return kDifferentKind;
    first = 1;
  }
  const auto ops = Operators(answer.text);
  All all;
  bool any = false;
  for (size_t i = first; i < answer.items.size(); ++i) {
    // What stands behind "about" counts only where nothing exact stands before it.
    if (i > 0 && ops[i - 1] == "~" && any) {
      const bool decimal_gold = gold.kind == Kind::kExpression && gold.decimals > 0;
      if (!decimal_gold) continue;
      const Outcome rounded = Equal(gold, answer.items[i]);
      if (rounded.equal()) return rounded;
      continue;
    }
    any = true;
    if (!all.Add(Equal(gold, answer.items[i]))) {
      // "2x + 1 = 5" is no chain of equal values but an equation.
      return all.total();
    }
  }
  return all.total();
}

// A gold "x = 5" or "x in S", an answer that is no relation.
Outcome Decider::GoldRelation(const Value& gold, const Value& answer) {
  if (gold.text == "in" && gold.items.size() == 2) return Equal(gold.items[1], answer);
  if (IsEquation(gold) && gold.items.size() >= 2 && IsNameLike(gold.items[0]) &&
      policy_.names_optional) {
    return Equal(gold.items.back(), answer);
  }
  // "1 = x = 0" says last what x is.
  const bool ends_in_definition =
      IsEquation(gold) && gold.items.size() > 2 && IsName(gold.items[gold.items.size() - 2]);
  if (ends_in_definition && policy_.names_optional) return Equal(gold.items.back(), answer);
  if (IsEquation(gold) && gold.items.size() >= 2 && policy_.names_optional &&
      gold.items[0].kind == Kind::kExpression && !IsName(gold.items[0])) {
    // "2 + 3 = 5": a chain of one value.
    const Outcome chain = Equal(gold.items[0], gold.items.back());
    if (chain.equal()) return Equal(gold.items.back(), answer);
  }
  if (const auto sets = Sets(gold, answer)) return *sets;
  return kDifferentKind;
}

// ---------------------------------------------------------------- sets of reals

std::optional<Outcome> Decider::Sets(const Value& gold, const Value& answer) {
  // "x in [0, 1)" names an interval.
  const auto condition = [](const Value& v) {
    return (v.kind == Kind::kRelation && v.text != "in") || v.kind == Kind::kList;
  };
  const bool mixed = condition(gold) != condition(answer);
  const auto g = RealSetOf(gold, condition(gold), d_);
  if (!g) return std::nullopt;
  const auto a = RealSetOf(answer, condition(answer), d_);
  if (!a) return std::nullopt;
  if (mixed && !policy_.interval_for_inequality) return NotEqual("kind");
  return EqualSets(*g, *a, d_);
}

// ---------------------------------------------------------------- the rest

Outcome Decider::Ratios(const Value& gold, const Value& answer) {
  if (gold.kind == Kind::kRatio && answer.kind == Kind::kRatio) {
    if (!gold.text.empty() && !answer.text.empty() && gold.text != answer.text) {
      return NotEqual("time");
    }
    if (gold.items.size() != answer.items.size()) return kDifferentLength;
    // 12:30 may be a time of day: then 24:60 is none, although the ratios are equal.
    if (gold.count == 1) return Items(gold.items, answer.items);
    // a:b:c = ra:rb:rc
    All all;
    for (size_t i = 1; i < gold.items.size(); ++i) {
      for (const Value* v : {&gold.items[0], &gold.items[i], &answer.items[0], &answer.items[i]}) {
        if (v->kind != Kind::kExpression) return kDifferentKind;
      }
      const ExprId left = e_.Make(EXACT_MUL, gold.items[0].expr, answer.items[i].expr);
      const ExprId right = e_.Make(EXACT_MUL, gold.items[i].expr, answer.items[0].expr);
      if (!all.Add(d_.Equal(left, right))) break;
    }
    return all.total();
  }
  const Value& ratio = gold.kind == Kind::kRatio ? gold : answer;
  const Value& other = gold.kind == Kind::kRatio ? answer : gold;
  if (ratio.items.size() != 2 || !ratio.text.empty() || other.kind != Kind::kExpression ||
      ratio.items[0].kind != Kind::kExpression || ratio.items[1].kind != Kind::kExpression) {
    return kDifferentKind;
  }
  return d_.Equal(e_.Make(EXACT_DIV, ratio.items[0].expr, ratio.items[1].expr), other.expr);
}

// {what | k in Z}, or "k pi, k in Z": the parameter's name is bound.
Outcome Decider::Families(Value gold, Value answer) {
  // x = k pi for k pi
  if (policy_.names_optional) {
    ExprId names[2] = {0, 0};
    bool named[2] = {false, false};
    for (int side = 0; side < 2; ++side) {
      Value& what = side == 0 ? gold : answer;
      Value& inner = what.kind == Kind::kSuchThat && what.items.size() == 2 ? what.items[0] : what;
      if (!IsEquation(inner) || inner.items.size() != 2 || !IsName(inner.items[0])) continue;
      named[side] = true;
      names[side] = inner.items[0].expr;
      inner = Value(inner.items[1]);
    }
    if (named[0] && named[1] && names[0] != names[1]) return NotEqual("name");
  }
  const auto parameter = [&](const Value& family) -> std::string {
    if (family.items.size() != 2) return {};
    const Value& where = family.items[1];
    if (where.kind != Kind::kRelation || where.text != "in" || where.items.size() != 2) return {};
    if (where.items[1].kind != Kind::kNumberSet || !IsName(where.items[0])) return {};
    return e_.variables()[e_.step(where.items[0].expr).a];
  };
  const std::string name = parameter(gold);
  if (name.empty() || gold.items[0].kind != Kind::kExpression) {
    if (const auto sets = Sets(gold, answer)) return *sets;
    if (gold.kind == answer.kind) return Items(gold.items, answer.items);
    // A condition that the answer leaves out.
    if (gold.kind == Kind::kSuchThat && gold.items.size() == 2) return Equal(gold.items[0], answer);
    return kDifferentKind;
  }
  const ExprId g = gold.items[0].expr;
  ExprId a = 0;
  std::string other;
  if (answer.kind == Kind::kSuchThat) {
    other = parameter(answer);
    if (other.empty() || answer.items[0].kind != Kind::kExpression) return kDifferentKind;
    if (gold.items[1].items[1].text != answer.items[1].items[1].text) return NotEqual("parameter");
    a = answer.items[0].expr;
  } else if (answer.kind == Kind::kExpression) {
    a = answer.expr;
    // Without a condition the answer's own parameter is the one name that the gold lacks.
    const auto names = e_.VariablesOf(a);
    const auto known = e_.VariablesOf(g);
    for (const std::string& n : names) {
      if (n == name) other = n;
    }
    for (const std::string& n : names) {
      if (other.empty() && std::find(known.begin(), known.end(), n) == known.end()) other = n;
    }
    if (other.empty()) return NotEqual("parameter");
  } else {
    return kDifferentKind;
  }
  const ExprId k = e_.Variable(name);
  if (other != name) a = e_.Substitute(a, other, k);
  const Outcome same = d_.Equal(g, a);
  if (same.equal() || gold.items[1].items[1].text != "Z") return same;
  // g = p k + q and a = p' k + q' run over the same values where |p| = |p'| and (q - q')/p is
  // whole.
  const auto at = [&](ExprId f, int value) { return e_.Substitute(f, name, e_.Integer(value)); };
  const auto slope = [&](ExprId f) { return e_.Difference(at(f, 1), at(f, 0)); };
  const auto linear = [&](ExprId f) {
    return d_.Equal(f, e_.Sum({e_.Make(EXACT_MUL, slope(f), k), at(f, 0)})).equal();
  };
  if (!linear(g) || !linear(a)) return same;
  const ExprId p = slope(g);
  if (!d_.Equal(p, slope(a)).equal() && !d_.Equal(p, e_.Negate(slope(a))).equal()) return same;
  // The shift counted in steps, for the small ones that occur.
  const ExprId shift = e_.Difference(at(a, 0), at(g, 0));
  for (int steps = -8; steps <= 8; ++steps) {
    if (d_.Equal(shift, e_.Make(EXACT_MUL, e_.Integer(steps), p)).equal()) {
      return {Decision::kEqual, "parameter"};
    }
  }
  return same;
}

Outcome Decider::Cases(const Value& gold, const Value& answer) {
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

Outcome Decider::Congruences(const Value& gold, const Value& answer) {
  if (gold.items.size() != 3 || answer.items.size() != 3) return kDifferentLength;
  for (const Value* v : {&gold.items[1], &gold.items[2], &answer.items[1], &answer.items[2]}) {
    if (v->kind != Kind::kExpression) return kDifferentKind;
  }
  All all;
  if (!all.Add(Equal(gold.items[0], answer.items[0]))) return all.total();
  if (!all.Add(Equal(gold.items[2], answer.items[2]))) return all.total();
  const ExprId m = gold.items[2].expr;
  all.Add(d_.Equal(e_.Make(EXACT_MOD, gold.items[1].expr, m),
                   e_.Make(EXACT_MOD, answer.items[1].expr, m)));
  return all.total();
}

Outcome Decider::Texts(const Value& gold, const Value& answer) {
  if (gold.kind == Kind::kText && answer.kind == Kind::kText) {
    if (gold.text == answer.text) return {Decision::kEqual, "text"};
    if (gold.items.empty() || answer.items.empty()) return NotEqual("text");
    return d_.Equal(gold.items[0].expr, answer.items[0].expr);
  }
  const Value& text = gold.kind == Kind::kText ? gold : answer;
  const Value& other = gold.kind == Kind::kText ? answer : gold;
  if (!text.items.empty() && other.kind == Kind::kExpression) {
    return d_.Equal(text.items[0].expr, other.expr);
  }
  return kDifferentKind;
}

Outcome Decider::Equal(const Value& gold, const Value& answer) {
  // Values nest no deeper than syntax, but relations look at their sides again.
  // Matching sets of sets asks about the same pairs again and again.
  if (depth_ > 80 || --comparisons_left_ < 0) return {Decision::kUndecided, "bound"};
  ++depth_;
  const struct Leave {
    int& depth;
    ~Leave() { --depth; }
  } leave{depth_};
  const Kind g = gold.kind;
  const Kind a = answer.kind;
  const auto either = [&](Kind kind) { return g == kind || a == kind; };
  if (g == Kind::kUnevaluated || a == Kind::kUnevaluated) {
    if (g == a && gold.text == answer.text && gold.items.size() == answer.items.size()) {
      const Outcome parts = Items(gold.items, answer.items);
      if (parts.equal()) return {Decision::kEqual, "same_form"};
    }
    if (a == Kind::kUnevaluated && !policy_.unevaluated_ok) return NotEqual("unevaluated");
    return {Decision::kUndecided, "unevaluated"};
  }
  if (g == Kind::kRelation && a == Kind::kRelation) return Relations(gold, answer);
  if (either(Kind::kSuchThat)) {
    if (g == Kind::kSuchThat) return Families(gold, answer);
    if (const auto sets = Sets(gold, answer)) return *sets;
    // "5, where x > 0" for 5
    if (answer.items.size() == 2) return Equal(gold, answer.items[0]);
    return kDifferentKind;
  }
  if (a == Kind::kRelation) {
    if (g == Kind::kList) {
      if (const auto sets = Sets(gold, answer)) return *sets;
    }
    return AgainstRelation(gold, answer);
  }
  if (g == Kind::kRelation) {
    if (a == Kind::kList) {
      if (const auto sets = Sets(gold, answer)) return *sets;
    }
    return GoldRelation(gold, answer);
  }
  if (g == Kind::kExpression && a == Kind::kExpression) return Numbers(gold, answer);
  if (either(Kind::kNumeral)) {
    if (g == a) {
      const Outcome value = d_.Equal(gold.expr, answer.expr);
      if (value.equal() && gold.count != answer.count) return NotEqual("base");
      return value;
    }
    const Value& numeral = g == Kind::kNumeral ? gold : answer;
    const Value& other = g == Kind::kNumeral ? answer : gold;
    if (other.kind != Kind::kExpression) return kDifferentKind;
    if (numeral.count == 10) return d_.Equal(gold.expr, answer.expr);
    if (g == Kind::kNumeral && policy_.base_stated && answer.literal && answer.decimals == 0 &&
        !answer.text.empty()) {
      // The answer's digits in the gold's base.
      ExprId value = e_.Integer(0);
      for (const char c : answer.text) {
        if (c < '0' || c - '0' >= gold.count) return NotEqual("base");
        value = e_.Make(EXACT_ADD, e_.Make(EXACT_MUL, value, e_.Integer(gold.count)),
                        e_.Integer(c - '0'));
      }
      return d_.Equal(gold.expr, value);
    }
    return NotEqual("base");
  }
  if (g == Kind::kInfinity && a == Kind::kInfinity) {
    return gold.count == answer.count ? Outcome{Decision::kEqual, "same_form"}
                                      : NotEqual("infinity");
  }
  if (either(Kind::kText)) return Texts(gold, answer);
  if (either(Kind::kRatio)) return Ratios(gold, answer);
  if (g == Kind::kCases && a == Kind::kCases) return Cases(gold, answer);
  if (g == Kind::kCongruence && a == Kind::kCongruence) return Congruences(gold, answer);
  if (either(Kind::kMatrix)) return Matrices(gold, answer);
  const auto collection = [](Kind k) { return k == Kind::kList || k == Kind::kSet; };
  if (collection(g) && collection(a)) return Lists(gold, answer);
  if (g == Kind::kBracketed && a == Kind::kBracketed) return Brackets(gold, answer);
  const auto real = [](Kind k) {
    return k == Kind::kUnion || k == Kind::kIntersection || k == Kind::kSetMinus ||
           k == Kind::kNumberSet || k == Kind::kEmptySet || k == Kind::kBracketed ||
           k == Kind::kSet;
  };
  if ((real(g) && real(a)) || (real(g) && a == Kind::kList) || (g == Kind::kList && real(a))) {
    if (either(Kind::kBracketed) && (collection(g) || collection(a))) {
      // (1, 2) against {1, 2} or 1, 2
      if (policy_.set_for_tuple && g == Kind::kBracketed) return Items(gold.items, answer.items);
      return kDifferentKind;
    }
    if (g == Kind::kNumberSet && a == Kind::kNumberSet) {
      return gold.text == answer.text ? Outcome{Decision::kEqual, "same_form"} : NotEqual("set");
    }
    if (const auto sets = Sets(gold, answer)) return *sets;
    if (g == a && gold.text == answer.text) return Unordered(gold.items, answer.items, false);
    return kDifferentKind;
  }
  // One item in a list or set is still one item; (1) was unwrapped by reading.
  const auto single = [&](const Value& many, const Value& one, bool gold_is_many) -> Outcome {
    // Several names with one value: \angle A = 90, \angle B = 90.
    const bool named = std::all_of(many.items.begin(), many.items.end(), [&](const Value& item) {
      return IsEquation(item) && IsNameLike(item.items[0]);
    });
    if (gold_is_many && named && policy_.names_optional) {
      All all;
      for (const Value& item : many.items) {
        if (!all.Add(Equal(item, one))) break;
      }
      return all.total();
    }
    if (many.items.size() != 1) return kDifferentLength;
    return gold_is_many ? Equal(many.items[0], one) : Equal(one, many.items[0]);
  };
  if (collection(g) && a == Kind::kExpression) return single(gold, answer, true);
  if (g == Kind::kExpression && collection(a)) return single(answer, gold, false);
  return kDifferentKind;
}

}  // namespace

Outcome EqualValues(const Value& gold, const Value& answer, const Policy& policy,
                    ExpressionDecider& decider) {
  return Decider(policy, decider).Equal(gold, answer);
}

}  // namespace rbench::math
