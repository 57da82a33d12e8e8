#include <algorithm>
#include <functional>
#include <optional>
#include <unordered_set>

#include <fmt/format.h>

#include "models/template/access.h"
#include "models/template/characters.h"
#include "models/template/filters.h"
#include "models/template/operators.h"
#include "models/template/printing.h"
#include "models/template/text_operations.h"

namespace rbench::jinja {
namespace {

// value, or what `attribute` (may be null) finds in it.
Result<Value> Pick(const Value& value, const Value* attribute, Budget& budget) {
  if (attribute == nullptr || attribute->is(Kind::kNone)) return value;
  return GetPath(value, *attribute, budget);
}

// Lower-case texts, everything else as it is: what sorting and comparing use by default.
Result<Value> FoldCase(const Value& value, Budget& budget) {
  if (!value.is(Kind::kText)) return value;
  RBENCH_ASSIGN_OR_RETURN(TextPtr lower, ChangeCase(value.text(), Casing::kLower, budget));
  return Value::Str(std::move(lower));
}

Result<std::vector<Value>> Keys(const std::vector<Value>& items, const Value* attribute,
                                bool case_sensitive, Budget& budget) {
  std::vector<Value> keys;
  keys.reserve(items.size());
  for (const Value& item : items) {
    RBENCH_ASSIGN_OR_RETURN(Value key, Pick(item, attribute, budget));
    if (!case_sensitive) {
      RBENCH_ASSIGN_OR_RETURN(key, FoldCase(key, budget));
    }
    keys.push_back(std::move(key));
  }
  return keys;
}

// The stable order of `keys` as indices.
Result<std::vector<size_t>> SortedOrder(const std::vector<Value>& keys, bool reverse,
                                        Budget& budget) {
  RBENCH_RETURN_IF_ERROR(budget.Steps(keys.size() * 2));
  std::vector<size_t> order(keys.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  Status status;
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    if (!status) return false;
    const Result<int> result =
        reverse ? Compare(keys[b], keys[a], budget) : Compare(keys[a], keys[b], budget);
    if (!result) status = result.error();
    return result && *result == -1;
  });
  if (!status) return status.error();
  return order;
}

// The attributes named in "a,b" one by one; a single null where there is none.
std::vector<Value> AttributeList(const Value* attribute) {
  if (attribute == nullptr) return {Value::None()};
  if (!attribute->is(Kind::kText)) return {*attribute};
  std::vector<Value> parts;
  const std::string_view names = attribute->text().bytes;
  for (size_t begin = 0; begin <= names.size();) {
    const size_t end = std::min(names.find(',', begin), names.size());
    parts.push_back(Value::Str(names.substr(begin, end - begin)));
    begin = end + 1;
  }
  return parts;
}

Result<Value> Sort(const FilterCall& call) {
  RBENCH_ASSIGN_OR_RETURN(const BoundArguments bound,
                          Bind("sort", call.arguments, {"reverse", "case_sensitive", "attribute"}));
  RBENCH_ASSIGN_OR_RETURN(const std::vector<Value> items, Items(call.input, call.budget));
  // Each key is a list, as in Jinja, so equal parts need no order.
  std::vector<std::vector<Value>> parts(items.size());
  for (const Value& attribute : AttributeList(bound[2])) {
    RBENCH_ASSIGN_OR_RETURN(const std::vector<Value> keys,
                            Keys(items, &attribute, BoolOr(bound[1], false), call.budget));
    for (size_t i = 0; i < keys.size(); ++i) parts[i].push_back(keys[i]);
  }
  std::vector<Value> keys;
  for (auto& part : parts) {
    RBENCH_ASSIGN_OR_RETURN(Value key, MakeList(std::move(part)));
    keys.push_back(std::move(key));
  }
  RBENCH_ASSIGN_OR_RETURN(const std::vector<size_t> order,
                          SortedOrder(keys, BoolOr(bound[0], false), call.budget));
  std::vector<Value> sorted;
  for (const size_t index : order) sorted.push_back(items[index]);
  return MakeList(std::move(sorted));
}

Result<Value> DictSort(const FilterCall& call) {
  RBENCH_ASSIGN_OR_RETURN(const BoundArguments bound,
                          Bind("dictsort", call.arguments, {"case_sensitive", "by", "reverse"}));
  if (!call.input.is(Kind::kDict))
    return InvalidInput(fmt::format("dictsort needs a dict, not '{}'", TypeName(call.input)));
  RBENCH_ASSIGN_OR_RETURN(const TextPtr by, TextOr(bound[1], MakeText("key"), "by"));
  if (by->bytes != "key" && by->bytes != "value")
    return InvalidInput("you can only sort by \"key\" or \"value\"");
  const auto& members = call.input.As<Dict>().items();
  std::vector<Value> items;
  for (const auto& [key, value] : members) items.push_back(by->bytes == "key" ? key : value);
  RBENCH_ASSIGN_OR_RETURN(const std::vector<Value> keys,
                          Keys(items, nullptr, BoolOr(bound[0], false), call.budget));
  RBENCH_ASSIGN_OR_RETURN(const std::vector<size_t> order,
                          SortedOrder(keys, BoolOr(bound[2], false), call.budget));
  std::vector<Value> sorted;
  RBENCH_RETURN_IF_ERROR(call.budget.Steps(3 * order.size()));
  for (const size_t index : order) {
    RBENCH_ASSIGN_OR_RETURN(Value pair, MakeTuple({members[index].first, members[index].second}));
    sorted.push_back(std::move(pair));
  }
  return MakeList(std::move(sorted));
}

Result<Value> Unique(const FilterCall& call) {
  RBENCH_ASSIGN_OR_RETURN(const BoundArguments bound,
                          Bind("unique", call.arguments, {"case_sensitive", "attribute"}));
  RBENCH_ASSIGN_OR_RETURN(const std::vector<Value> items, Items(call.input, call.budget));
  RBENCH_ASSIGN_OR_RETURN(const std::vector<Value> keys,
                          Keys(items, bound[1], BoolOr(bound[0], false), call.budget));
  std::vector<Value> kept;
  std::unordered_set<std::string_view> texts;
  std::vector<const Value*> others;
  for (size_t i = 0; i < items.size(); ++i) {
    if (!IsHashable(keys[i]))
      return InvalidInput(fmt::format("unhashable type: '{}'", TypeName(keys[i])));
    bool seen = false;
    if (keys[i].is(Kind::kText)) {
      seen = !texts.insert(keys[i].text().bytes).second;
    } else {
      for (const Value* other : others) {
        RBENCH_ASSIGN_OR_RETURN(seen, Equal(*other, keys[i], call.budget));
        if (seen) break;
      }
      if (!seen) others.push_back(&keys[i]);
    }
    if (!seen) kept.push_back(items[i]);
  }
  return MakeIterator("generator", std::move(kept));
}

Result<Value> MinMax(const FilterCall& call) {
  RBENCH_ASSIGN_OR_RETURN(const BoundArguments bound,
                          Bind(call.name, call.arguments, {"case_sensitive", "attribute"}));
  RBENCH_ASSIGN_OR_RETURN(const std::vector<Value> items, Items(call.input, call.budget));
  if (items.empty()) return Value::Undefined("no aggregated item, sequence was empty");
  RBENCH_ASSIGN_OR_RETURN(const std::vector<Value> keys,
                          Keys(items, bound[1], BoolOr(bound[0], false), call.budget));
  size_t best = 0;
  const int wanted = call.name == "min" ? -1 : 1;
  for (size_t i = 1; i < items.size(); ++i) {
    RBENCH_ASSIGN_OR_RETURN(const int order, Compare(keys[i], keys[best], call.budget));
    if (order == wanted) best = i;
  }
  return items[best];
}

Result<Value> Sum(const FilterCall& call) {
  RBENCH_ASSIGN_OR_RETURN(const BoundArguments bound,
                          Bind("sum", call.arguments, {"attribute", "start"}));
  RBENCH_ASSIGN_OR_RETURN(const std::vector<Value> items, Items(call.input, call.budget));
  Value total = bound[1] == nullptr ? Value::Int(0) : *bound[1];
  if (total.is(Kind::kText)) return InvalidInput("sum() cannot sum strings");
  for (const Value& item : items) {
    RBENCH_ASSIGN_OR_RETURN(const Value picked, Pick(item, bound[0], call.budget));
    RBENCH_ASSIGN_OR_RETURN(total, ApplyBinary(Op::kAdd, total, picked, call.budget));
  }
  return total;
}

Result<Value> JoinItems(const FilterCall& call) {
  RBENCH_ASSIGN_OR_RETURN(const BoundArguments bound,
                          Bind("join", call.arguments, {"d", "attribute"}));
  RBENCH_ASSIGN_OR_RETURN(std::vector<Value> items, Items(call.input, call.budget));
  for (Value& item : items) {
    RBENCH_ASSIGN_OR_RETURN(item, Pick(item, bound[1], call.budget));
  }
  RBENCH_ASSIGN_OR_RETURN(const TextPtr separator,
                          ToText(bound[0] == nullptr ? Value::Str("") : *bound[0], call.budget));
  RBENCH_ASSIGN_OR_RETURN(TextPtr joined, JoinAsText(items, *separator, call.budget));
  return Value::Str(std::move(joined));
}

Result<Value> LengthOf(const FilterCall& call) {
  RBENCH_RETURN_IF_ERROR(Bind(call.name, call.arguments, {}));
  RBENCH_ASSIGN_OR_RETURN(const int64_t length, Length(call.input));
  return Value::Int(length);
}

Result<Value> List(const FilterCall& call) {
  RBENCH_RETURN_IF_ERROR(Bind("list", call.arguments, {}));
  RBENCH_ASSIGN_OR_RETURN(std::vector<Value> items, Items(call.input, call.budget));
  return MakeList(std::move(items));
}

Result<Value> First(const FilterCall& call) {
  RBENCH_RETURN_IF_ERROR(Bind("first", call.arguments, {}));
  if (call.input.is(Kind::kIterator)) {
    const Iterator& iterator = call.input.As<Iterator>();
    if (iterator.next < iterator.items.size()) return iterator.items[iterator.next++];
    return Value::Undefined("no first item, sequence was empty");
  }
  RBENCH_ASSIGN_OR_RETURN(const std::vector<Value> items, Items(call.input, call.budget));
  return items.empty() ? Value::Undefined("no first item, sequence was empty") : items.front();
}

bool IsReversible(const Value& value) {
  return IsIterable(value) && !value.is(Kind::kIterator) && !value.is(Kind::kLoop);
}

Result<Value> Last(const FilterCall& call) {
  RBENCH_RETURN_IF_ERROR(Bind("last", call.arguments, {}));
  if (!IsReversible(call.input)) {
    return InvalidInput(fmt::format("'{}' object is not reversible", TypeName(call.input)));
  }
  RBENCH_ASSIGN_OR_RETURN(const std::vector<Value> items, Items(call.input, call.budget));
  return items.empty() ? Value::Undefined("no last item, sequence was empty") : items.back();
}

Result<Value> Reverse(const FilterCall& call) {
  RBENCH_RETURN_IF_ERROR(Bind("reverse", call.arguments, {}));
  if (call.input.is(Kind::kText))
    return GetSlice(call.input, Value::None(), Value::None(), Value::Int(-1), call.budget);
  RBENCH_ASSIGN_OR_RETURN(std::vector<Value> items, Items(call.input, call.budget));
  std::reverse(items.begin(), items.end());
  if (!IsReversible(call.input) || call.input.is(Kind::kUndefined))
    return MakeList(std::move(items));
  return MakeIterator("list_reverseiterator", std::move(items));
}

Result<Value> ItemPairs(const FilterCall& call) {
  RBENCH_RETURN_IF_ERROR(Bind("items", call.arguments, {}));
  std::vector<Value> pairs;
  if (!call.input.is(Kind::kUndefined)) {
    if (!call.input.is(Kind::kDict)) return InvalidInput("can only get item pairs from a mapping");
    RBENCH_RETURN_IF_ERROR(call.budget.Steps(3 * call.input.As<Dict>().items().size()));
    for (const auto& [key, value] : call.input.As<Dict>().items()) {
      RBENCH_ASSIGN_OR_RETURN(Value pair, MakeTuple({key, value}));
      pairs.push_back(std::move(pair));
    }
  }
  return MakeIterator("generator", std::move(pairs));
}

CallArguments Without(const CallArguments& arguments, size_t count) {
  CallArguments rest;
  rest.positional.assign(arguments.positional.begin() + static_cast<ptrdiff_t>(count),
                         arguments.positional.end());
  rest.keywords = arguments.keywords;
  return rest;
}

Result<Value> MapAttribute(const FilterCall& call) {
  RBENCH_ASSIGN_OR_RETURN(const BoundArguments bound,
                          Bind("map", call.arguments, {"attribute", "default"}));
  RBENCH_ASSIGN_OR_RETURN(std::vector<Value> items, Items(call.input, call.budget));
  for (Value& item : items) {
    RBENCH_ASSIGN_OR_RETURN(item, GetPath(item, *bound[0], call.budget));
    const bool has_default = bound[1] != nullptr && !bound[1]->is(Kind::kNone);
    if (has_default && item.is(Kind::kUndefined)) item = *bound[1];
  }
  return MakeIterator("generator", std::move(items));
}

Result<Value> Map(const FilterCall& call) {
  const auto& keywords = call.arguments.keywords;
  const bool by_attribute = std::any_of(keywords.begin(), keywords.end(),
                                        [](const auto& k) { return k.first == "attribute"; });
  if (call.arguments.positional.empty() && by_attribute) return MapAttribute(call);
  if (call.arguments.positional.empty()) return InvalidInput("map requires a filter argument");
  RBENCH_ASSIGN_OR_RETURN(const TextPtr name,
                          TextOr(&call.arguments.positional[0], MakeText(""), "the filter's name"));
  const CallArguments rest = Without(call.arguments, 1);
  RBENCH_ASSIGN_OR_RETURN(std::vector<Value> items, Items(call.input, call.budget));
  for (Value& item : items) {
    RBENCH_ASSIGN_OR_RETURN(item, ApplyFilter(name->bytes, item, rest, call.budget));
  }
  return MakeIterator("generator", std::move(items));
}

// select, reject, selectattr, rejectattr
Result<Value> Select(const FilterCall& call) {
  const bool by_attribute = call.name.ends_with("attr");
  const bool wanted = call.name.starts_with("select");
  const size_t first = by_attribute ? 1 : 0;
  const auto& positional = call.arguments.positional;
  if (!Truth(call.input)) return MakeIterator("generator", {});
  if (positional.size() < first) return InvalidInput("missing parameter for attribute name");
  RBENCH_ASSIGN_OR_RETURN(const std::vector<Value> items, Items(call.input, call.budget));
  const bool has_test = positional.size() > first;
  const CallArguments rest = has_test ? Without(call.arguments, first + 1) : CallArguments();
  std::vector<Value> kept;
  for (const Value& item : items) {
    RBENCH_ASSIGN_OR_RETURN(const Value subject,
                            Pick(item, by_attribute ? positional.data() : nullptr, call.budget));
    bool holds = Truth(subject);
    if (has_test) {
      RBENCH_ASSIGN_OR_RETURN(const TextPtr name,
                              TextOr(&positional[first], MakeText(""), "the test's name"));
      RBENCH_ASSIGN_OR_RETURN(holds, ApplyTest(name->bytes, subject, rest, call.budget));
    }
    if (holds == wanted) kept.push_back(item);
  }
  return MakeIterator("generator", std::move(kept));
}

constexpr FilterRow kRows[] = {
    {"count", LengthOf},    {"dictsort", DictSort}, {"first", First},     {"items", ItemPairs},
    {"join", JoinItems},    {"last", Last},         {"length", LengthOf}, {"list", List},
    {"map", Map},           {"max", MinMax},        {"min", MinMax},      {"reject", Select},
    {"rejectattr", Select}, {"reverse", Reverse},   {"select", Select},   {"selectattr", Select},
    {"sort", Sort},         {"sum", Sum},           {"unique", Unique},
};

}  // namespace

const FilterRow* FindSequenceFilter(std::string_view name) {
  const auto* row = std::find_if(std::begin(kRows), std::end(kRows),
                                 [&](const FilterRow& r) { return r.name == name; });
  return row == std::end(kRows) ? nullptr : row;
}

Result<Value> ApplyFilter(std::string_view name, const Value& input, const CallArguments& arguments,
                          Budget& budget) {
  // map may call map, with names that come from a list of any length.
  const Budget::Nesting nesting(budget);
  RBENCH_RETURN_IF_ERROR(nesting.status());
  RBENCH_RETURN_IF_ERROR(budget.Steps(1));
  const FilterRow* row = FindScalarFilter(name);
  if (row == nullptr) row = FindSequenceFilter(name);
  if (row == nullptr) return InvalidInput(fmt::format("no filter named '{}'", name));
  return row->apply({name, input, arguments, budget});
}

}  // namespace rbench::jinja
