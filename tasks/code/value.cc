#include "tasks/code/value.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "base/check.h"
#include "tasks/code/value_key.h"

namespace rbench {
namespace {

bool SameBits(double a, double b) {
  return std::bit_cast<uint64_t>(a) == std::bit_cast<uint64_t>(b);
}

// For every member the index of the first one that equals it; `stride` 2 looks at a dict's keys.
Result<std::vector<size_t>> FirstEquals(const std::vector<Value>& items, size_t stride) {
  const size_t count = items.size() / stride;
  std::vector<std::string> keys(count);
  std::vector<size_t> first(count);
  std::vector<size_t> order;
  order.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    first[i] = i;
    const Value& member = items[i * stride];
    const KeyStatus status = AppendEqualityKey(member, keys[i]);
    if (status == KeyStatus::kUnhashable) {
      return InvalidInput(fmt::format("unhashable type: '{}'", ValueKindName(member.kind())));
    }
    if (status == KeyStatus::kKey) order.push_back(i);
  }
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    const int compared = keys[a].compare(keys[b]);
    return compared != 0 ? compared < 0 : a < b;
  });
  for (size_t i = 1; i < order.size(); ++i) {
    if (keys[order[i]] == keys[order[i - 1]]) first[order[i]] = first[order[i - 1]];
  }
  return first;
}

Result<std::vector<Value>> UniqueMembers(std::vector<Value> items) {
  RBENCH_ASSIGN_OR_RETURN(const std::vector<size_t> first, FirstEquals(items, 1));
  std::vector<Value> unique;
  unique.reserve(items.size());
  for (size_t i = 0; i < items.size(); ++i) {
    if (first[i] == i) unique.push_back(std::move(items[i]));
  }
  return unique;
}

Result<std::vector<Value>> UniqueEntries(std::vector<Value> items) {
  RBENCH_ASSIGN_OR_RETURN(const std::vector<size_t> first, FirstEquals(items, 2));
  std::vector<Value> unique;
  unique.reserve(items.size());
  std::vector<size_t> place(first.size());  // of the entry with this first key, in `unique`
  for (size_t i = 0; i < first.size(); ++i) {
    if (first[i] == i) {
      place[i] = unique.size();
      unique.push_back(std::move(items[2 * i]));
      unique.push_back(std::move(items[2 * i + 1]));
    } else {
      unique[place[first[i]] + 1] = std::move(items[2 * i + 1]);
    }
  }
  return unique;
}

}  // namespace

const char* ValueKindName(ValueKind kind) {
  switch (kind) {
    case ValueKind::kNone:
      return "NoneType";
    case ValueKind::kBool:
      return "bool";
    case ValueKind::kInt:
      return "int";
    case ValueKind::kFloat:
      return "float";
    case ValueKind::kComplex:
      return "complex";
    case ValueKind::kStr:
      return "str";
    case ValueKind::kBytes:
      return "bytes";
    case ValueKind::kList:
      return "list";
    case ValueKind::kTuple:
      return "tuple";
    case ValueKind::kSet:
      return "set";
    case ValueKind::kFrozenset:
      return "frozenset";
    case ValueKind::kDict:
      return "dict";
  }
  return "object";
}

Value Value::Bool(bool value) {
  Value result;
  result.kind_ = ValueKind::kBool;
  result.data_ = value;
  return result;
}

Value Value::Int(int64_t value) {
  Value result;
  result.kind_ = ValueKind::kInt;
  result.data_ = fmt::format("{}", value);
  return result;
}

Value Value::IntFromDigits(std::string digits) {
  const size_t start = digits.starts_with('-') ? 1 : 0;
  RBENCH_CHECK(digits.size() > start);
  RBENCH_CHECK(digits[start] != '0' || digits == "0");
  RBENCH_CHECK(std::all_of(digits.begin() + static_cast<ptrdiff_t>(start), digits.end(),
                           [](char c) { return c >= '0' && c <= '9'; }));
  Value result;
  result.kind_ = ValueKind::kInt;
  result.data_ = std::move(digits);
  return result;
}

Value Value::Float(double value) {
  Value result;
  result.kind_ = ValueKind::kFloat;
  result.data_ = std::make_pair(value, 0.0);
  return result;
}

Value Value::Complex(double real, double imag) {
  Value result;
  result.kind_ = ValueKind::kComplex;
  result.data_ = std::make_pair(real, imag);
  return result;
}

Value Value::Str(std::string text) {
  Value result;
  result.kind_ = ValueKind::kStr;
  result.data_ = std::move(text);
  return result;
}

Value Value::Bytes(std::string bytes) {
  Value result;
  result.kind_ = ValueKind::kBytes;
  result.data_ = std::move(bytes);
  return result;
}

Value Value::List(std::vector<Value> items) {
  Value result;
  result.kind_ = ValueKind::kList;
  result.data_ = std::move(items);
  return result;
}

Value Value::Tuple(std::vector<Value> items) {
  Value result;
  result.kind_ = ValueKind::kTuple;
  result.data_ = std::move(items);
  return result;
}

Result<Value> Value::Set(std::vector<Value> items) {
  RBENCH_ASSIGN_OR_RETURN(std::vector<Value> unique, UniqueMembers(std::move(items)));
  Value result;
  result.kind_ = ValueKind::kSet;
  result.data_ = std::move(unique);
  return result;
}

Result<Value> Value::Frozenset(std::vector<Value> items) {
  RBENCH_ASSIGN_OR_RETURN(std::vector<Value> unique, UniqueMembers(std::move(items)));
  Value result;
  result.kind_ = ValueKind::kFrozenset;
  result.data_ = std::move(unique);
  return result;
}

Result<Value> Value::Dict(std::vector<Value> keys_and_values) {
  RBENCH_CHECK(keys_and_values.size() % 2 == 0);
  RBENCH_ASSIGN_OR_RETURN(std::vector<Value> unique, UniqueEntries(std::move(keys_and_values)));
  Value result;
  result.kind_ = ValueKind::kDict;
  result.data_ = std::move(unique);
  return result;
}

bool Value::IsNumber() const {
  return kind_ == ValueKind::kBool || kind_ == ValueKind::kInt || kind_ == ValueKind::kFloat ||
         kind_ == ValueKind::kComplex;
}

bool Value::boolean() const {
  RBENCH_CHECK(kind_ == ValueKind::kBool);
  return std::get<bool>(data_);
}

const std::string& Value::digits() const {
  RBENCH_CHECK(kind_ == ValueKind::kInt);
  return std::get<std::string>(data_);
}

double Value::real() const {
  RBENCH_CHECK(kind_ == ValueKind::kFloat || kind_ == ValueKind::kComplex);
  return std::get<std::pair<double, double>>(data_).first;
}

double Value::imag() const {
  RBENCH_CHECK(kind_ == ValueKind::kFloat || kind_ == ValueKind::kComplex);
  return std::get<std::pair<double, double>>(data_).second;
}

const std::string& Value::text() const {
  RBENCH_CHECK(kind_ == ValueKind::kStr || kind_ == ValueKind::kBytes);
  return std::get<std::string>(data_);
}

const std::vector<Value>& Value::items() const {
  RBENCH_CHECK(IsContainer());
  return std::get<std::vector<Value>>(data_);
}

std::optional<int64_t> Value::AsInt64() const {
  if (kind_ != ValueKind::kInt) return std::nullopt;
  const std::string& text = digits();
  int64_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc()) return std::nullopt;
  return value;
}

size_t Value::size() const {
  return kind_ == ValueKind::kDict ? items().size() / 2 : items().size();
}

const Value* Value::Find(std::string_view key) const {
  if (kind_ != ValueKind::kDict) return nullptr;
  const std::vector<Value>& entries = items();
  for (size_t i = 0; i + 1 < entries.size(); i += 2) {
    if (entries[i].kind() == ValueKind::kStr && entries[i].text() == key) return &entries[i + 1];
  }
  return nullptr;
}

bool Value::Identical(const Value& other) const {
  if (kind_ != other.kind_) return false;
  switch (kind_) {
    case ValueKind::kNone:
      return true;
    case ValueKind::kBool:
      return boolean() == other.boolean();
    case ValueKind::kFloat:
    case ValueKind::kComplex:
      return SameBits(real(), other.real()) && SameBits(imag(), other.imag());
    case ValueKind::kInt:
    case ValueKind::kStr:
    case ValueKind::kBytes:
      return std::get<std::string>(data_) == std::get<std::string>(other.data_);
    default:
      return std::equal(items().begin(), items().end(), other.items().begin(), other.items().end(),
                        [](const Value& a, const Value& b) { return a.Identical(b); });
  }
}

size_t CountNodes(const Value& value) {
  if (!value.IsContainer()) return 1;
  return std::accumulate(value.items().begin(), value.items().end(), size_t{1},
                         [](size_t sum, const Value& item) { return sum + CountNodes(item); });
}

int DepthOf(const Value& value) {
  if (!value.IsContainer()) return 0;
  int deepest = 0;
  for (const Value& item : value.items()) deepest = std::max(deepest, DepthOf(item));
  return deepest + 1;
}

bool IsTruthy(const Value& value) {
  switch (value.kind()) {
    case ValueKind::kNone:
      return false;
    case ValueKind::kBool:
      return value.boolean();
    case ValueKind::kInt:
      return value.digits() != "0";
    case ValueKind::kFloat:
    case ValueKind::kComplex:
      return !(value.real() == 0 && value.imag() == 0);
    case ValueKind::kStr:
    case ValueKind::kBytes:
      return !value.text().empty();
    default:
      return !value.items().empty();
  }
}

std::string CanonicalDigits(bool negative, std::string_view digits) {
  const size_t first = digits.find_first_not_of('0');
  if (first == std::string_view::npos) return "0";
  std::string canonical = negative ? "-" : "";
  canonical += digits.substr(first);
  return canonical;
}

}  // namespace rbench
