#include "models/formats/safetensors.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <optional>

#include <fmt/format.h>

#include "base/check.h"
#include "base/json.h"
#include "models/formats/gguf_file.h"

namespace rbench {
namespace {

constexpr size_t kLengthBytes = 8;
constexpr std::string_view kMetadata = "__metadata__";
// Far above every known model; bounds what an error message or a loop over a shape can cost.
constexpr size_t kMaxDims = 8;

// Types of the format. Those without a TensorType are known by name only, so that the error can
// say what is wrong.
struct DtypeRow {
  std::string_view name;
  std::optional<TensorType> type;
};
constexpr DtypeRow kDtypes[] = {
    {"F32", TensorType::kF32},
    {"F16", TensorType::kF16},
    {"BF16", TensorType::kBF16},
    {"F64", {}},
    {"F8_E4M3", {}},
    {"F8_E5M2", {}},
    {"F8_E8M0", {}},
    {"F8_E4M3FNUZ", {}},
    {"F8_E5M2FNUZ", {}},
    {"F4", {}},
    {"F6_E2M3", {}},
    {"F6_E3M2", {}},
    {"I64", {}},
    {"I32", {}},
    {"I16", {}},
    {"I8", {}},
    {"U64", {}},
    {"U32", {}},
    {"U16", {}},
    {"U8", {}},
    {"BOOL", {}},
    {"C64", {}},
};

Error InTensor(std::string_view name, std::string_view what) {
  return InvalidInput(fmt::format("tensor {} {}", QuotedForMessage(name), what));
}

Result<TensorType> TypeOf(const std::string& name, const Json& dtype) {
  if (!dtype.is_string()) return InTensor(name, "has a \"dtype\" that is no text");
  const std::string& text = dtype.get_ref<const std::string&>();
  for (const DtypeRow& row : kDtypes) {
    if (row.name != text) continue;
    if (row.type.has_value()) return *row.type;
    return InTensor(
        name, fmt::format("has the type {}; rbench reads F32, F16 and BF16: convert the checkpoint "
                          "to bfloat16, or use a GGUF file of the model",
                          text));
  }
  return InTensor(name, fmt::format("has the unknown type {}; rbench reads F32, F16 and BF16",
                                    QuotedForMessage(text)));
}

// A list of whole numbers from 0 up.
Result<std::vector<uint64_t>> Numbers(const std::string& name, const char* field,
                                      const Json& value) {
  if (!value.is_array()) return InTensor(name, fmt::format("has a \"{}\" that is no list", field));
  if (value.size() > kMaxDims) {
    return InTensor(name, fmt::format("has a \"{}\" of {} items; at most {} make sense", field,
                                      value.size(), kMaxDims));
  }
  std::vector<uint64_t> numbers;
  for (const Json& item : value) {
    if (!item.is_number_unsigned()) {
      return InTensor(name, fmt::format("has a \"{}\" with an item that is no whole number from 0 "
                                        "up",
                                        field));
    }
    numbers.push_back(item.get<uint64_t>());
  }
  return numbers;
}

// Where one tensor lies, relative to the data.
struct Entry {
  TensorView view;
  uint64_t begin = 0;
  uint64_t end = 0;
};

Result<Entry> ReadEntry(const std::string& name, const Json& value) {
  if (!value.is_object()) return InTensor(name, "is described by something that is no object");
  const Json* fields[3] = {};
  constexpr const char* kFields[] = {"dtype", "shape", "data_offsets"};
  for (const auto& [key, field] : value.items()) {
    const auto* const known = std::find(std::begin(kFields), std::end(kFields), key);
    if (known == std::end(kFields)) {
      return InTensor(name, fmt::format("has the unknown field {}", QuotedForMessage(key)));
    }
    fields[known - std::begin(kFields)] = &field;
  }
  for (size_t i = 0; i < std::size(kFields); ++i) {
    if (fields[i] == nullptr) return InTensor(name, fmt::format("has no \"{}\"", kFields[i]));
  }
  Entry entry;
  entry.view.name = name;
  RBENCH_ASSIGN_OR_RETURN(entry.view.type, TypeOf(name, *fields[0]));
  RBENCH_ASSIGN_OR_RETURN(const std::vector<uint64_t> shape, Numbers(name, "shape", *fields[1]));
  RBENCH_ASSIGN_OR_RETURN(const std::vector<uint64_t> offsets,
                          Numbers(name, "data_offsets", *fields[2]));
  if (offsets.size() != 2 || offsets[0] > offsets[1]) {
    return InTensor(name, "has \"data_offsets\" that are no begin and end");
  }
  entry.begin = offsets[0];
  entry.end = offsets[1];
  uint64_t bytes = TensorBlockBytes(entry.view.type);
  bool overflow = false;
  for (const uint64_t size : shape) {
    overflow = __builtin_mul_overflow(bytes, size, &bytes) || overflow;
    entry.view.shape.push_back(static_cast<size_t>(size));
  }
  if (overflow || bytes != entry.end - entry.begin) {
    return InTensor(name, fmt::format("of type {} and shape [{}] does not fill its {} bytes",
                                      TensorTypeName(entry.view.type), fmt::join(shape, ", "),
                                      entry.end - entry.begin));
  }
  return entry;
}

Status CheckMetadata(const Json& value) {
  if (!value.is_object()) return InvalidInput("\"__metadata__\" is no object");
  for (const auto& [key, text] : value.items()) {
    if (!text.is_string()) {
      return InvalidInput(
          fmt::format("\"__metadata__\" has {}, which is no text", QuotedForMessage(key)));
    }
  }
  return {};
}

}  // namespace

Status SafetensorsFile::ReadTensors(std::string_view header, std::span<const std::byte> data) {
  JsonLimits limits;
  limits.max_depth = 3;  // tensors, their fields, lists of numbers
  limits.max_bytes = kMaxHeaderBytes;
  Result<Json> json = ParseJson(header, limits);
  if (!json) return std::move(json).error().WithContext("header");
  if (!json->is_object()) return InvalidInput("header is no JSON object");
  std::vector<Entry> entries;
  entries.reserve(json->size());
  for (const auto& [name, value] : json->items()) {
    if (name == kMetadata) {
      RBENCH_RETURN_IF_ERROR(CheckMetadata(value));
      continue;
    }
    RBENCH_ASSIGN_OR_RETURN(entries.emplace_back(), ReadEntry(name, value));
  }
  // Tensors of no bytes come before the one that begins at the same place.
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
  });
  uint64_t end = 0;
  tensors_.reserve(entries.size());
  for (Entry& entry : entries) {
    if (entry.begin != end) {
      return InTensor(entry.view.name,
                      fmt::format("begins at byte {} of the data, where byte {} is next: tensors "
                                  "must lie back to back",
                                  entry.begin, end));
    }
    if (entry.end > data.size()) {
      return InTensor(entry.view.name,
                      fmt::format("ends at byte {} of the data, which has {}: the file is cut or "
                                  "not fully downloaded",
                                  entry.end, data.size()));
    }
    end = entry.end;
    entry.view.bytes =
        data.subspan(static_cast<size_t>(entry.begin), static_cast<size_t>(end - entry.begin));
    tensors_.push_back(std::move(entry.view));
  }
  if (end != data.size()) {
    return InvalidInput(
        fmt::format("has {} bytes after its last tensor", data.size() - static_cast<size_t>(end)));
  }
  return {};
}

Result<SafetensorsFile> SafetensorsFile::Parse(std::span<const std::byte> bytes) {
  if (bytes.size() < kLengthBytes) {
    return InvalidInput(fmt::format("is not a safetensors file: {} bytes", bytes.size()));
  }
  uint64_t length = 0;
  std::memcpy(&length, bytes.data(), kLengthBytes);
  const std::span<const std::byte> rest = bytes.subspan(kLengthBytes);
  if (length > kMaxHeaderBytes) {
    return InvalidInput(
        fmt::format("is not a safetensors file: its header would have {} bytes; at most {} are "
                    "allowed",
                    length, kMaxHeaderBytes));
  }
  if (length > rest.size()) {
    return InvalidInput(fmt::format(
        "has a header of {} bytes, but only {} bytes follow: the file is cut or not fully "
        "downloaded",
        length, rest.size()));
  }
  const std::string_view header(reinterpret_cast<const char*>(rest.data()),
                                static_cast<size_t>(length));
  if (!header.starts_with('{')) {
    return InvalidInput("is not a safetensors file: its header does not begin with \"{\"");
  }
  SafetensorsFile file;
  RBENCH_RETURN_IF_ERROR(file.ReadTensors(header, rest.subspan(static_cast<size_t>(length))));
  file.by_name_.resize(file.tensors_.size());
  std::iota(file.by_name_.begin(), file.by_name_.end(), 0);
  std::sort(file.by_name_.begin(), file.by_name_.end(),
            [&](uint32_t a, uint32_t b) { return file.tensors_[a].name < file.tensors_[b].name; });
  return file;
}

const TensorView* SafetensorsFile::Find(std::string_view name) const {
  const auto at = std::lower_bound(
      by_name_.begin(), by_name_.end(), name,
      [&](uint32_t index, std::string_view wanted) { return tensors_[index].name < wanted; });
  if (at == by_name_.end() || tensors_[*at].name != name) return nullptr;
  return &tensors_[*at];
}

std::string SafetensorsHeader(std::span<const TensorView> tensors,
                              std::span<const std::pair<std::string, std::string>> metadata) {
  Json header = Json::object();
  if (!metadata.empty()) {
    Json& texts = header[std::string(kMetadata)] = Json::object();
    for (const auto& [key, text] : metadata) texts[key] = text;
  }
  auto& entries = header.get_ref<Json::object_t&>();
  uint64_t begin = 0;
  for (const TensorView& tensor : tensors) {
    RBENCH_CHECK(TensorBlockElements(tensor.type) == 1);
    uint64_t end = TensorBlockBytes(tensor.type);
    for (const size_t size : tensor.shape) end *= size;
    end += begin;
    Json entry = Json::object();
    entry["dtype"] = TensorTypeName(tensor.type);
    entry["shape"] = tensor.shape;
    entry["data_offsets"] = {begin, end};
    entries.emplace_back(tensor.name, std::move(entry));
    begin = end;
  }
  std::string text = DumpJson(header);
  text.resize((text.size() + 7) / 8 * 8, ' ');
  const uint64_t length = text.size();
  std::string out(kLengthBytes, '\0');
  std::memcpy(out.data(), &length, kLengthBytes);
  return out + text;
}

}  // namespace rbench
