#include "tasks/code/value_key.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <vector>

#include <fmt/format.h>

#include "base/check.h"

namespace rbench {
namespace {

// A number that is not an integer: its bits. Zeros are integers, so no value has two spellings.
void AppendFractionKey(double value, std::string& out) {
  out += fmt::format("f{:016x}", std::bit_cast<uint64_t>(value));
}

KeyStatus AppendFloatKey(double value, std::string& out) {
  if (std::isnan(value)) return KeyStatus::kNan;
  const std::string digits = IntegralDigits(value);
  if (digits.empty()) {
    AppendFractionKey(value, out);
  } else {
    out += 'n';
    out += digits;
    out += ';';
  }
  return KeyStatus::kKey;
}

KeyStatus AppendItems(const std::vector<Value>& items, std::string& out) {
  KeyStatus status = KeyStatus::kKey;
  for (const Value& item : items) {
    const KeyStatus one = AppendEqualityKey(item, out);
    if (one == KeyStatus::kUnhashable) return one;
    if (one == KeyStatus::kNan) status = one;
  }
  return status;
}

KeyStatus AppendFrozensetKey(const std::vector<Value>& items, std::string& out) {
  std::vector<std::string> keys(items.size());
  KeyStatus status = KeyStatus::kKey;
  for (size_t i = 0; i < items.size(); ++i) {
    const KeyStatus one = AppendEqualityKey(items[i], keys[i]);
    if (one == KeyStatus::kUnhashable) return one;
    if (one == KeyStatus::kNan) status = one;
  }
  if (status != KeyStatus::kKey) return status;
  std::sort(keys.begin(), keys.end());
  out += fmt::format("Z{}:", keys.size());
  for (const std::string& key : keys) out += key;
  return status;
}

}  // namespace

std::string IntegralDigits(double value) {
  if (!std::isfinite(value) || std::trunc(value) != value) return {};
  if (value == 0) return "0";
  // Fixed notation without digits after the point is exact: the largest double has 309 digits.
  char buffer[400];
  const auto result =
      std::to_chars(buffer, buffer + sizeof(buffer), value, std::chars_format::fixed, 0);
  RBENCH_CHECK(result.ec == std::errc());
  return std::string(buffer, result.ptr);
}

KeyStatus AppendEqualityKey(const Value& value, std::string& out) {
  switch (value.kind()) {
    case ValueKind::kNone:
      out += 'N';
      return KeyStatus::kKey;
    case ValueKind::kBool:
      out += value.boolean() ? "n1;" : "n0;";
      return KeyStatus::kKey;
    case ValueKind::kInt:
      out += 'n';
      out += value.digits();
      out += ';';
      return KeyStatus::kKey;
    case ValueKind::kFloat:
      return AppendFloatKey(value.real(), out);
    case ValueKind::kComplex:
      if (std::isnan(value.imag())) return KeyStatus::kNan;
      if (value.imag() == 0) return AppendFloatKey(value.real(), out);
      if (std::isnan(value.real())) return KeyStatus::kNan;
      out += 'c';
      // -0.0 equals 0.0.
      AppendFractionKey(value.real() == 0 ? 0.0 : value.real(), out);
      AppendFractionKey(value.imag(), out);
      return KeyStatus::kKey;
    case ValueKind::kStr:
    case ValueKind::kBytes:
      out += fmt::format("{}{}:", value.kind() == ValueKind::kStr ? 's' : 'b', value.text().size());
      out += value.text();
      return KeyStatus::kKey;
    case ValueKind::kTuple:
      out += fmt::format("t{}:", value.items().size());
      return AppendItems(value.items(), out);
    case ValueKind::kFrozenset:
      return AppendFrozensetKey(value.items(), out);
    case ValueKind::kList:
    case ValueKind::kSet:
    case ValueKind::kDict:
      return KeyStatus::kUnhashable;
  }
  return KeyStatus::kUnhashable;
}

}  // namespace rbench
