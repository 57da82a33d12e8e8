#include "tasks/formats/parquet/arrow_json.h"

#include <cmath>
#include <string>
#include <string_view>

#include "base/base64.h"
#include "base/utf8.h"

namespace rbench {
namespace {

constexpr int kMaxDepth = 64;

template <typename Array>
Json Number(const arrow::Array& array, int64_t at) {
  return static_cast<const Array&>(array).Value(at);
}

Json Real(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

template <typename Array>
arrow::Result<Json> Text(const arrow::Array& array, int64_t at) {
  const std::string_view text = static_cast<const Array&>(array).GetView(at);
  if (!IsValidUtf8(text)) return arrow::Status::Invalid("a text that is not UTF-8");
  return Json(std::string(text));
}

template <typename Array>
Json Bytes(const arrow::Array& array, int64_t at) {
  return EncodeBase64(static_cast<const Array&>(array).GetView(at));
}

template <typename Array>
arrow::Result<Json> List(const arrow::Array& array, int64_t at, int depth) {
  const auto& list = static_cast<const Array&>(array);
  Json items = Json::array();
  const int64_t begin = list.value_offset(at);
  for (int64_t i = 0; i < list.value_length(at); ++i) {
    ARROW_ASSIGN_OR_RAISE(Json item, ArrowValueToJson(*list.values(), begin + i, depth + 1));
    items.push_back(std::move(item));
  }
  return items;
}

arrow::Result<Json> Struct(const arrow::Array& array, int64_t at, int depth) {
  const auto& record = static_cast<const arrow::StructArray&>(array);
  Json object = Json::object();
  for (int i = 0; i < record.num_fields(); ++i) {
    ARROW_ASSIGN_OR_RAISE(Json member, ArrowValueToJson(*record.field(i), at, depth + 1));
    object[record.type()->field(i)->name()] = std::move(member);
  }
  return object;
}

arrow::Result<Json> Map(const arrow::Array& array, int64_t at, int depth) {
  const auto& map = static_cast<const arrow::MapArray&>(array);
  const bool texts = map.keys()->type_id() == arrow::Type::STRING;
  Json pairs = texts ? Json::object() : Json::array();
  for (int64_t i = 0; i < map.value_length(at); ++i) {
    const int64_t entry = map.value_offset(at) + i;
    ARROW_ASSIGN_OR_RAISE(Json key, ArrowValueToJson(*map.keys(), entry, depth + 1));
    ARROW_ASSIGN_OR_RAISE(Json item, ArrowValueToJson(*map.items(), entry, depth + 1));
    if (texts && key.is_string())
      pairs[key.get<std::string>()] = std::move(item);
    else
      pairs.push_back(Json::array({std::move(key), std::move(item)}));
  }
  return pairs;
}

arrow::Result<Json> Dictionary(const arrow::Array& array, int64_t at, int depth) {
  const auto& coded = static_cast<const arrow::DictionaryArray&>(array);
  return ArrowValueToJson(*coded.dictionary(), coded.GetValueIndex(at), depth + 1);
}

}  // namespace

arrow::Result<Json> ArrowValueToJson(const arrow::Array& array, int64_t at, int depth) {
  if (depth > kMaxDepth) return arrow::Status::Invalid("values nested too deep");
  if (at < 0 || at >= array.length()) return arrow::Status::Invalid("a value out of range");
  if (array.IsNull(at)) return Json(nullptr);
  using arrow::Type;
  switch (array.type_id()) {
    case Type::NA:
      return Json(nullptr);
    case Type::BOOL:
      return Number<arrow::BooleanArray>(array, at);
    case Type::INT8:
      return Number<arrow::Int8Array>(array, at);
    case Type::INT16:
      return Number<arrow::Int16Array>(array, at);
    case Type::INT32:
      return Number<arrow::Int32Array>(array, at);
    case Type::INT64:
      return Number<arrow::Int64Array>(array, at);
    case Type::UINT8:
      return Number<arrow::UInt8Array>(array, at);
    case Type::UINT16:
      return Number<arrow::UInt16Array>(array, at);
    case Type::UINT32:
      return Number<arrow::UInt32Array>(array, at);
    case Type::UINT64:
      return Number<arrow::UInt64Array>(array, at);
    case Type::FLOAT:
      return Real(static_cast<const arrow::FloatArray&>(array).Value(at));
    case Type::DOUBLE:
      return Real(static_cast<const arrow::DoubleArray&>(array).Value(at));
    case Type::STRING:
      return Text<arrow::StringArray>(array, at);
    case Type::LARGE_STRING:
      return Text<arrow::LargeStringArray>(array, at);
    case Type::BINARY:
      return Bytes<arrow::BinaryArray>(array, at);
    case Type::LARGE_BINARY:
      return Bytes<arrow::LargeBinaryArray>(array, at);
    case Type::FIXED_SIZE_BINARY:
      return Bytes<arrow::FixedSizeBinaryArray>(array, at);
    case Type::LIST:
      return List<arrow::ListArray>(array, at, depth);
    case Type::LARGE_LIST:
      return List<arrow::LargeListArray>(array, at, depth);
    case Type::FIXED_SIZE_LIST:
      return List<arrow::FixedSizeListArray>(array, at, depth);
    case Type::STRUCT:
      return Struct(array, at, depth);
    case Type::MAP:
      return Map(array, at, depth);
    case Type::DICTIONARY:
      return Dictionary(array, at, depth);
    case Type::DATE32:
    case Type::DATE64:
    case Type::TIME32:
    case Type::TIME64:
    case Type::TIMESTAMP:
    case Type::DURATION:
    case Type::DECIMAL128:
    case Type::DECIMAL256: {
      ARROW_ASSIGN_OR_RAISE(const auto scalar, array.GetScalar(at));
      return Json(scalar->ToString());
    }
    default:
      return arrow::Status::NotImplemented("columns of type ", array.type()->ToString());
  }
}

arrow::Result<Json> ArrowRowToJson(const arrow::RecordBatch& batch, int64_t row) {
  Json object = Json::object();
  for (int i = 0; i < batch.num_columns(); ++i) {
    auto value = ArrowValueToJson(*batch.column(i), row);
    if (!value.ok()) {
      return value.status().WithMessage("column ", batch.column_name(i), ": ",
                                        value.status().message());
    }
    object[batch.column_name(i)] = *std::move(value);
  }
  return object;
}

}  // namespace rbench
