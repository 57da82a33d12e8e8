#include <cmath>
#include <cstring>

#include <fmt/format.h>

#include "base/check.h"
#include "models/formats/gguf_file.h"
#include "models/formats/gguf_reader.h"

// Typed access to the values of a parsed file.

namespace rbench {
namespace {

Error WrongType(const GgufValue& value, const char* wanted) {
  return InvalidInput(fmt::format("key {} has type {}{}; it must be {}",
                                  QuotedForMessage(value.key), value.is_array ? "array of " : "",
                                  GgufTypeName(value.type), wanted));
}

template <typename T>
T ItemAt(const GgufValue& value, size_t index) {
  T item;
  RBENCH_CHECK((index + 1) * sizeof item <= value.items.size());
  std::memcpy(&item, value.items.data() + index * sizeof item, sizeof item);
  return item;
}

// Integers as signed 64 bits, clamped: whatever lies beyond is out of every range that callers ask
// for.
std::optional<int64_t> IntegerAt(const GgufValue& value, size_t index) {
  switch (value.type) {
    case GgufType::kU8:
      return ItemAt<uint8_t>(value, index);
    case GgufType::kI8:
      return ItemAt<int8_t>(value, index);
    case GgufType::kU16:
      return ItemAt<uint16_t>(value, index);
    case GgufType::kI16:
      return ItemAt<int16_t>(value, index);
    case GgufType::kU32:
      return ItemAt<uint32_t>(value, index);
    case GgufType::kI32:
      return ItemAt<int32_t>(value, index);
    case GgufType::kI64:
      return ItemAt<int64_t>(value, index);
    case GgufType::kU64: {
      const uint64_t item = ItemAt<uint64_t>(value, index);
      return item > uint64_t{INT64_MAX} ? INT64_MAX : static_cast<int64_t>(item);
    }
    default:
      return std::nullopt;
  }
}

Result<int64_t> IntegerInRange(const GgufValue& value, size_t index, int64_t low, int64_t high) {
  const std::optional<int64_t> item = IntegerAt(value, index);
  if (!item.has_value())
    return WrongType(value, value.is_array ? "an array of integers" : "an integer");
  if (*item < low || *item > high) {
    return InvalidInput(
        fmt::format("key {} is {}{}; it must lie between {} and {}", QuotedForMessage(value.key),
                    *item, value.is_array ? fmt::format(" at index {}", index) : "", low, high));
  }
  return *item;
}

}  // namespace

Result<std::optional<int64_t>> GgufFile::Integer(std::string_view key, int64_t low,
                                                 int64_t high) const {
  const GgufValue* const value = Find(key);
  if (value == nullptr) return std::optional<int64_t>();
  if (value->is_array) return WrongType(*value, "an integer");
  RBENCH_ASSIGN_OR_RETURN(const int64_t item, IntegerInRange(*value, 0, low, high));
  return std::optional<int64_t>(item);
}

Result<std::optional<std::vector<int64_t>>> GgufFile::Integers(std::string_view key, int64_t low,
                                                               int64_t high) const {
  const GgufValue* const value = Find(key);
  if (value == nullptr) return std::optional<std::vector<int64_t>>();
  if (!value->is_array) return WrongType(*value, "an array of integers");
  std::vector<int64_t> items;
  for (size_t i = 0; i < value->count; ++i) {
    RBENCH_ASSIGN_OR_RETURN(const int64_t item, IntegerInRange(*value, i, low, high));
    items.push_back(item);
  }
  return std::optional<std::vector<int64_t>>(std::move(items));
}

Result<std::optional<double>> GgufFile::Real(std::string_view key) const {
  const GgufValue* const value = Find(key);
  if (value == nullptr) return std::optional<double>();
  const bool single = value->type == GgufType::kF32;
  if (value->is_array || (!single && value->type != GgufType::kF64))
    return WrongType(*value, "f32 or f64");
  const double item = single ? double{ItemAt<float>(*value, 0)} : ItemAt<double>(*value, 0);
  if (!std::isfinite(item)) {
    return InvalidInput(fmt::format("key {} is not finite", QuotedForMessage(value->key)));
  }
  return std::optional<double>(item);
}

Result<std::optional<std::vector<double>>> GgufFile::Reals(std::string_view key) const {
  const GgufValue* const value = Find(key);
  if (value == nullptr) return std::optional<std::vector<double>>();
  if (!value->is_array || value->type != GgufType::kF32) {
    return WrongType(*value, "an array of f32");
  }
  std::vector<double> items;
  for (size_t i = 0; i < value->count; ++i) {
    items.push_back(double{ItemAt<float>(*value, i)});
    if (!std::isfinite(items.back())) {
      return InvalidInput(fmt::format("key {} is not finite", QuotedForMessage(value->key)));
    }
  }
  return std::optional<std::vector<double>>(std::move(items));
}

Result<std::optional<bool>> GgufFile::Bool(std::string_view key) const {
  const GgufValue* const value = Find(key);
  if (value == nullptr) return std::optional<bool>();
  if (value->is_array || value->type != GgufType::kBool) return WrongType(*value, "a bool");
  return std::optional<bool>(ItemAt<uint8_t>(*value, 0) != 0);
}

Result<std::optional<std::string_view>> GgufFile::String(std::string_view key) const {
  const GgufValue* const value = Find(key);
  if (value == nullptr) return std::optional<std::string_view>();
  if (value->is_array || value->type != GgufType::kString) return WrongType(*value, "a string");
  GgufReader reader(value->items);
  std::string_view text;
  RBENCH_CHECK(reader.ReadString(text));
  return std::optional<std::string_view>(text);
}

Result<std::optional<std::vector<std::string>>> GgufFile::Strings(std::string_view key) const {
  const GgufValue* const value = Find(key);
  if (value == nullptr) return std::optional<std::vector<std::string>>();
  if (!value->is_array || value->type != GgufType::kString)
    return WrongType(*value, "an array of strings");
  std::vector<std::string> texts;
  texts.reserve(static_cast<size_t>(value->count));  // each has 8 bytes in the file
  GgufReader reader(value->items);
  for (uint64_t i = 0; i < value->count; ++i) {
    std::string_view text;
    RBENCH_CHECK(reader.ReadString(text));
    texts.emplace_back(text);
  }
  return std::optional<std::vector<std::string>>(std::move(texts));
}

}  // namespace rbench
