#include "models/template/value.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/utf8.h"

namespace rbench::jinja {
namespace {

constexpr size_t kIndexFrom = 8;  // entries below which a linear search is faster than hashing

int DepthOf(const std::vector<Value>& items) {
  int depth = 0;
  for (const Value& item : items) depth = std::max(depth, item.depth());
  return depth + 1;
}

Status CheckDepth(int depth) {
  if (depth <= kMaxValueDepth) return {};
  return ResourceExhausted("values nest too deeply");
}

Result<Value> MakeSequence(Kind kind, std::string_view name, std::vector<Value> items) {
  auto sequence = std::make_shared<Sequence>();
  sequence->depth = DepthOf(items);
  RBENCH_RETURN_IF_ERROR(CheckDepth(sequence->depth));
  sequence->items = std::move(items);
  sequence->name = name;
  return Value::Of(kind, std::move(sequence));
}

bool BothNumbers(const Value& a, const Value& b) { return a.IsNumber() && b.IsNumber(); }

// long double has 64 bits of mantissa on x86 and more elsewhere, so mixed comparisons are exact.
int CompareNumbers(const Value& a, const Value& b) {
  if (a.IsIntegral() && b.IsIntegral()) {
    return a.AsInt() < b.AsInt() ? -1 : a.AsInt() > b.AsInt() ? 1 : 0;
  }
  const long double x =
      a.IsIntegral() ? static_cast<long double>(a.AsInt()) : static_cast<long double>(a.AsDouble());
  const long double y =
      b.IsIntegral() ? static_cast<long double>(b.AsInt()) : static_cast<long double>(b.AsDouble());
  if (std::isnan(x) || std::isnan(y)) return 2;
  return x < y ? -1 : x > y ? 1 : 0;
}

Result<bool> EqualSequences(const std::vector<Value>& a, const std::vector<Value>& b,
                            Budget& budget) {
  if (a.size() != b.size()) return false;
  RBENCH_RETURN_IF_ERROR(budget.Steps(a.size()));
  for (size_t i = 0; i < a.size(); ++i) {
    RBENCH_ASSIGN_OR_RETURN(const bool equal, Equal(a[i], b[i], budget));
    if (!equal) return false;
  }
  return true;
}

Result<bool> EqualDicts(const Dict& a, const Dict& b, Budget& budget) {
  if (a.items().size() != b.items().size()) return false;
  RBENCH_RETURN_IF_ERROR(budget.Steps(a.items().size()));
  for (const auto& [key, value] : a.items()) {
    const Value* other = b.Find(key);
    if (other == nullptr) return false;
    RBENCH_ASSIGN_OR_RETURN(const bool equal, Equal(value, *other, budget));
    if (!equal) return false;
  }
  return true;
}

Result<int> CompareSequences(const std::vector<Value>& a, const std::vector<Value>& b,
                             Budget& budget) {
  const size_t count = std::min(a.size(), b.size());
  RBENCH_RETURN_IF_ERROR(budget.Steps(count));
  for (size_t i = 0; i < count; ++i) {
    RBENCH_ASSIGN_OR_RETURN(const bool equal, Equal(a[i], b[i], budget));
    if (!equal) return Compare(a[i], b[i], budget);
  }
  return a.size() < b.size() ? -1 : a.size() > b.size() ? 1 : 0;
}

Result<std::vector<Value>> Characters(const Text& text, Budget& budget) {
  // A character of its own costs about three steps' worth of memory.
  RBENCH_RETURN_IF_ERROR(budget.Steps(3 * text.characters));
  std::vector<Value> items;
  items.reserve(text.characters);
  ForEachCharacter(text, [&](char32_t, bool untrusted, size_t begin, size_t end) {
    items.push_back(
        Value::Str(MakeText(std::string_view(text.bytes).substr(begin, end - begin), untrusted)));
    return true;
  });
  return items;
}

}  // namespace

Value Value::Str(TextPtr text) {
  auto object = std::make_shared<TextObject>();
  object->text = std::move(text);
  return Of(Kind::kText, std::move(object));
}

Value Value::Undefined(std::string message) {
  auto object = std::make_shared<Function>();
  object->name = std::move(message);
  return Of(Kind::kUndefined, std::move(object));
}

const Text& Value::text() const { return *As<TextObject>().text; }
TextPtr Value::text_ptr() const { return As<TextObject>().text; }

std::string Value::UndefinedMessage() const {
  return object_ ? As<Function>().name : "the value is undefined";
}

size_t Dict::IndexOf(std::string_view key) const {
  if (items_.size() > kIndexFrom) {
    const auto found = index_.find(key);
    return found == index_.end() ? items_.size() : found->second;
  }
  for (size_t i = 0; i < items_.size(); ++i) {
    if (items_[i].first.is(Kind::kText) && items_[i].first.text().bytes == key) return i;
  }
  return items_.size();
}

size_t Dict::IndexOf(const Value& key) const {
  if (key.is(Kind::kText)) return IndexOf(std::string_view(key.text().bytes));
  // Keys that are no texts come from dict displays in the template, so there are few.
  Budget budget(1 << 16, 1 << 16);
  for (size_t i = 0; i < items_.size(); ++i) {
    if (items_[i].first.is(Kind::kText)) continue;
    const Result<bool> equal = Equal(items_[i].first, key, budget);
    if (equal && *equal) return i;
  }
  return items_.size();
}

const Value* Dict::Find(std::string_view key) const {
  const size_t index = IndexOf(key);
  return index < items_.size() ? &items_[index].second : nullptr;
}

const Value* Dict::Find(const Value& key) const {
  const size_t index = IndexOf(key);
  return index < items_.size() ? &items_[index].second : nullptr;
}

void Dict::Set(const Value& key, Value value) {
  depth = std::max({depth, key.depth() + 1, value.depth() + 1});
  const size_t found = IndexOf(key);
  if (found < items_.size()) {
    items_[found].second = std::move(value);
    return;
  }
  items_.emplace_back(key, std::move(value));
  if (items_.size() <= kIndexFrom) return;
  // The views stay valid: a text never moves while a value holds it.
  const size_t first = items_.size() == kIndexFrom + 1 ? 0 : items_.size() - 1;
  for (size_t i = first; i < items_.size(); ++i) {
    if (items_[i].first.is(Kind::kText)) index_.emplace(items_[i].first.text().bytes, i);
  }
}

Result<Value> MakeList(std::vector<Value> items) {
  return MakeSequence(Kind::kList, "list", std::move(items));
}

Result<Value> MakeTuple(std::vector<Value> items) {
  return MakeSequence(Kind::kTuple, "tuple", std::move(items));
}

Result<Value> MakeView(std::string_view name, std::vector<Value> items) {
  return MakeSequence(Kind::kView, name, std::move(items));
}

Result<Value> MakeIterator(std::string_view name, std::vector<Value> items) {
  auto iterator = std::make_shared<Iterator>();
  iterator->depth = DepthOf(items);
  RBENCH_RETURN_IF_ERROR(CheckDepth(iterator->depth));
  iterator->items = std::move(items);
  iterator->name = name;
  return Value::Of(Kind::kIterator, std::move(iterator));
}

Result<Value> MakeDict(Dict dict) {
  dict.depth = std::max(dict.depth, 1);
  RBENCH_RETURN_IF_ERROR(CheckDepth(dict.depth));
  return Value::Of(Kind::kDict, std::make_shared<Dict>(std::move(dict)));
}

Result<Value> MakeMethod(Value self, std::string_view name) {
  auto method = std::make_shared<Method>();
  method->depth = self.depth() + 1;
  RBENCH_RETURN_IF_ERROR(CheckDepth(method->depth));
  method->self = std::move(self);
  method->name = name;
  return Value::Of(Kind::kMethod, std::move(method));
}

const char* TypeName(const Value& value) {
  switch (value.kind()) {
    case Kind::kUndefined:
      return "Undefined";
    case Kind::kNone:
      return "NoneType";
    case Kind::kBool:
      return "bool";
    case Kind::kInt:
      return "int";
    case Kind::kFloat:
      return "float";
    case Kind::kText:
      return "str";
    case Kind::kList:
      return "list";
    case Kind::kTuple:
      return "tuple";
    case Kind::kDict:
      return "dict";
    case Kind::kView:
      return value.As<Sequence>().name.c_str();
    case Kind::kIterator:
      return value.As<Iterator>().name.c_str();
    case Kind::kRange:
      return "range";
    case Kind::kNamespace:
      return "Namespace";
    case Kind::kLoop:
      return "LoopContext";
    case Kind::kMacro:
      return "Macro";
    case Kind::kMethod:
      return "builtin_function_or_method";
    case Kind::kFunction:
      return "function";
  }
  return "object";
}

bool Truth(const Value& value) {
  switch (value.kind()) {
    case Kind::kUndefined:
    case Kind::kNone:
      return false;
    case Kind::kBool:
    case Kind::kInt:
      return value.AsInt() != 0;
    case Kind::kFloat:
      return value.AsDouble() != 0;
    case Kind::kText:
      return !value.text().bytes.empty();
    case Kind::kList:
    case Kind::kTuple:
    case Kind::kView:
      return !value.As<Sequence>().items.empty();
    case Kind::kDict:
      return !value.As<Dict>().items().empty();
    case Kind::kRange:
      return value.As<Range>().count != 0;
    default:
      return true;
  }
}

bool IsHashable(const Value& value) {
  if (value.is(Kind::kTuple)) {
    const auto& items = value.As<Sequence>().items;
    return std::all_of(items.begin(), items.end(), IsHashable);
  }
  return !value.is(Kind::kList) && !value.is(Kind::kDict) && !value.is(Kind::kView);
}

Result<bool> Equal(const Value& a, const Value& b, Budget& budget) {
  RBENCH_RETURN_IF_ERROR(budget.Steps(1));
  if (BothNumbers(a, b)) return CompareNumbers(a, b) == 0;
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Kind::kUndefined:
    case Kind::kNone:
      return true;
    case Kind::kText: {
      if (a.text().bytes.size() != b.text().bytes.size()) return false;
      RBENCH_RETURN_IF_ERROR(budget.Steps(a.text().bytes.size() / 64));
      return a.text().bytes == b.text().bytes;
    }
    case Kind::kList:
    case Kind::kTuple:
      return EqualSequences(a.As<Sequence>().items, b.As<Sequence>().items, budget);
    case Kind::kDict:
      return EqualDicts(a.As<Dict>(), b.As<Dict>(), budget);
    case Kind::kRange: {
      const Range& x = a.As<Range>();
      const Range& y = b.As<Range>();
      return x.count == y.count &&
             (x.count == 0 || (x.start == y.start && (x.count == 1 || x.step == y.step)));
    }
    case Kind::kMethod: {
      const Method& x = a.As<Method>();
      const Method& y = b.As<Method>();
      return x.name == y.name && x.self.object() == y.self.object();
    }
    default:
      return a.object() == b.object();
  }
}

Result<int> Compare(const Value& a, const Value& b, Budget& budget) {
  RBENCH_RETURN_IF_ERROR(budget.Steps(1));
  if (BothNumbers(a, b)) return CompareNumbers(a, b);
  if (a.is(Kind::kUndefined)) return InvalidInput(a.UndefinedMessage());
  if (b.is(Kind::kUndefined)) return InvalidInput(b.UndefinedMessage());
  if (a.is(Kind::kText) && b.is(Kind::kText)) {
    RBENCH_RETURN_IF_ERROR(
        budget.Steps(std::min(a.text().bytes.size(), b.text().bytes.size()) / 64));
    // The order of UTF-8 bytes is the order of code points.
    const int order = a.text().bytes.compare(b.text().bytes);
    return order < 0 ? -1 : order > 0 ? 1 : 0;
  }
  if (a.kind() == b.kind() && (a.is(Kind::kList) || a.is(Kind::kTuple))) {
    return CompareSequences(a.As<Sequence>().items, b.As<Sequence>().items, budget);
  }
  return InvalidInput(fmt::format("'{}' and '{}' have no order", TypeName(a), TypeName(b)));
}

bool IsIterable(const Value& value) {
  switch (value.kind()) {
    case Kind::kUndefined:
    case Kind::kText:
    case Kind::kList:
    case Kind::kTuple:
    case Kind::kDict:
    case Kind::kView:
    case Kind::kIterator:
    case Kind::kRange:
    case Kind::kLoop:
      return true;
    default:
      return false;
  }
}

Result<std::vector<Value>> Items(const Value& value, Budget& budget) {
  switch (value.kind()) {
    case Kind::kUndefined:
      return std::vector<Value>();
    case Kind::kText:
      return Characters(value.text(), budget);
    case Kind::kList:
    case Kind::kTuple:
    case Kind::kView: {
      const auto& items = value.As<Sequence>().items;
      RBENCH_RETURN_IF_ERROR(budget.Steps(items.size()));
      return items;
    }
    case Kind::kDict: {
      std::vector<Value> keys;
      RBENCH_RETURN_IF_ERROR(budget.Steps(value.As<Dict>().items().size()));
      for (const auto& item : value.As<Dict>().items()) keys.push_back(item.first);
      return keys;
    }
    case Kind::kIterator: {
      const Iterator& iterator = value.As<Iterator>();
      RBENCH_RETURN_IF_ERROR(budget.Steps(iterator.items.size() - iterator.next));
      std::vector<Value> rest(iterator.items.begin() + static_cast<ptrdiff_t>(iterator.next),
                              iterator.items.end());
      iterator.next = iterator.items.size();
      return rest;
    }
    case Kind::kRange: {
      const Range& range = value.As<Range>();
      RBENCH_RETURN_IF_ERROR(budget.Steps(static_cast<uint64_t>(range.count)));
      std::vector<Value> items;
      for (int64_t i = 0; i < range.count; ++i) items.push_back(Value::Int(range.At(i)));
      return items;
    }
    default:
      return InvalidInput(fmt::format("'{}' object is not iterable", TypeName(value)));
  }
}

Result<int64_t> Length(const Value& value) {
  switch (value.kind()) {
    case Kind::kUndefined:
      return int64_t{0};
    case Kind::kText:
      return static_cast<int64_t>(value.text().characters);
    case Kind::kList:
    case Kind::kTuple:
    case Kind::kView:
      return static_cast<int64_t>(value.As<Sequence>().items.size());
    case Kind::kDict:
      return static_cast<int64_t>(value.As<Dict>().items().size());
    case Kind::kRange:
      return value.As<Range>().count;
    case Kind::kLoop:
      return static_cast<int64_t>(value.As<Loop>().items.size());
    default:
      return InvalidInput(fmt::format("object of type '{}' has no len()", TypeName(value)));
  }
}

}  // namespace rbench::jinja
