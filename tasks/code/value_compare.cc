#include "tasks/code/value_compare.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/check.h"
#include "tasks/code/float_text.h"
#include "tasks/code/value_key.h"

namespace rbench {
namespace {

using Compare = bool (*)(const Value&, const Value&, const StrictTolerance&);

// The keys of a set's members or a dict's keys with their places, sorted; empty optional where one
// of them is a NaN, which nothing equals.
std::optional<std::vector<std::pair<std::string, size_t>>> SortedKeys(const Value& container) {
  const size_t stride = container.kind() == ValueKind::kDict ? 2 : 1;
  const std::vector<Value>& items = container.items();
  std::vector<std::pair<std::string, size_t>> keys(items.size() / stride);
  for (size_t i = 0; i < keys.size(); ++i) {
    keys[i].second = i * stride;
    if (AppendEqualityKey(items[i * stride], keys[i].first) != KeyStatus::kKey) {
      return std::nullopt;
    }
  }
  std::sort(keys.begin(), keys.end());
  return keys;
}

bool EqualSets(const Value& a, const Value& b) {
  if (a.size() != b.size()) return false;
  const auto a_keys = SortedKeys(a);
  const auto b_keys = SortedKeys(b);
  if (!a_keys || !b_keys) return false;
  return std::equal(a_keys->begin(), a_keys->end(), b_keys->begin(),
                    [](const auto& x, const auto& y) { return x.first == y.first; });
}

bool EqualDicts(const Value& a, const Value& b, Compare compare, const StrictTolerance& tolerance) {
  if (a.size() != b.size()) return false;
  const auto a_keys = SortedKeys(a);
  const auto b_keys = SortedKeys(b);
  if (!a_keys || !b_keys) return false;
  for (size_t i = 0; i < a_keys->size(); ++i) {
    if ((*a_keys)[i].first != (*b_keys)[i].first) return false;
    if (!compare(a.items()[(*a_keys)[i].second + 1], b.items()[(*b_keys)[i].second + 1],
                 tolerance)) {
      return false;
    }
  }
  return true;
}

bool EqualItems(const Value& a, const Value& b, Compare compare, const StrictTolerance& tolerance) {
  const std::vector<Value>& x = a.items();
  const std::vector<Value>& y = b.items();
  if (x.size() != y.size()) return false;
  for (size_t i = 0; i < x.size(); ++i) {
    if (!compare(x[i], y[i], tolerance)) return false;
  }
  return true;
}

bool EqualNumbers(const Value& a, const Value& b) {
  if (a.kind() == b.kind()) {
    if (a.kind() == ValueKind::kBool) return a.boolean() == b.boolean();
    if (a.kind() == ValueKind::kInt) return a.digits() == b.digits();
    return a.real() == b.real() && a.imag() == b.imag();
  }
  // Different kinds: the key of a number is its exact value.
  std::string a_key;
  std::string b_key;
  return AppendEqualityKey(a, a_key) == KeyStatus::kKey &&
         AppendEqualityKey(b, b_key) == KeyStatus::kKey && a_key == b_key;
}

bool EqualByPython(const Value& a, const Value& b, const StrictTolerance& unused) {
  if (a.IsNumber() && b.IsNumber()) return EqualNumbers(a, b);
  if (a.IsSet() && b.IsSet()) return EqualSets(a, b);
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case ValueKind::kNone:
      return true;
    case ValueKind::kStr:
    case ValueKind::kBytes:
      return a.text() == b.text();
    case ValueKind::kList:
    case ValueKind::kTuple:
      return EqualItems(a, b, &EqualByPython, unused);
    case ValueKind::kDict:
      return EqualDicts(a, b, &EqualByPython, unused);
    default:
      return false;
  }
}

bool WithinTolerance(double result, double expected, const StrictTolerance& tolerance) {
  if (std::isnan(expected)) return std::isnan(result);
  if (!std::isfinite(expected) || !std::isfinite(result)) return result == expected;
  return std::fabs(result - expected) <=
         tolerance.absolute + tolerance.relative * std::fabs(expected);
}

bool EqualByStrict(const Value& result, const Value& expected, const StrictTolerance& tolerance) {
  if (expected.kind() == ValueKind::kFloat && result.IsNumber() &&
      result.kind() != ValueKind::kComplex) {
    return EqualNumbers(result, expected) ||
           WithinTolerance(NearestDouble(result), expected.real(), tolerance);
  }
  if (expected.kind() == ValueKind::kComplex && result.IsNumber()) {
    const bool complex = result.kind() == ValueKind::kComplex;
    return WithinTolerance(complex ? result.real() : NearestDouble(result), expected.real(),
                           tolerance) &&
           WithinTolerance(complex ? result.imag() : 0.0, expected.imag(), tolerance);
  }
  if (expected.IsSequence() && result.IsSequence()) {
    return EqualItems(result, expected, &EqualByStrict, tolerance);
  }
  if (expected.kind() == ValueKind::kDict && result.kind() == ValueKind::kDict) {
    return EqualDicts(result, expected, &EqualByStrict, tolerance);
  }
  return PythonEqual(result, expected);
}

bool StrictRule(const Value& result, const Value& expected) {
  return StrictEqual(result, expected);
}

struct RuleRow {
  std::string_view name;
  ValueRule rule;
};
constexpr RuleRow kRules[] = {
    {"python", &PythonEqual},
    {"livecodebench", &LiveCodeBenchEqual},
    {"strict", &StrictRule},
};

}  // namespace

double NearestDouble(const Value& real_number) {
  if (real_number.kind() == ValueKind::kBool) return real_number.boolean() ? 1.0 : 0.0;
  if (real_number.kind() == ValueKind::kInt) {
    const std::optional<double> value = ParseDecimalFloat(real_number.digits());
    RBENCH_CHECK(value.has_value());
    return *value;
  }
  return real_number.real();
}

bool PythonEqual(const Value& a, const Value& b) { return EqualByPython(a, b, {}); }

bool LiveCodeBenchEqual(const Value& result, const Value& expected) {
  if (result.kind() == ValueKind::kTuple && expected.kind() == ValueKind::kList) {
    return EqualItems(result, expected, &EqualByPython, {});
  }
  // A tuple has become a list and equals no tuple; none can be expected, as JSON has none.
  if (result.kind() == ValueKind::kTuple) return false;
  return PythonEqual(result, expected);
}

bool StrictEqual(const Value& result, const Value& expected, const StrictTolerance& tolerance) {
  return EqualByStrict(result, expected, tolerance);
}

Result<ValueRule> FindValueRule(std::string_view name) {
  std::string known;
  for (const RuleRow& row : kRules) {
    if (row.name == name) return row.rule;
    known += fmt::format("{}{}", known.empty() ? "" : ", ", row.name);
  }
  return InvalidInput(fmt::format("unknown rule \"{}\" for values (known: {})", name, known));
}

}  // namespace rbench
