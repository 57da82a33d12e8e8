#include "models/formats/gguf_file.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "base/utf8.h"
#include "models/formats/gguf_reader.h"
#include "models/formats/gguf_tensor_type.h"

static_assert(std::endian::native == std::endian::little);

namespace rbench {
namespace {

constexpr size_t kMaxMessageText = 64;
constexpr size_t kMaxKeyBytes = 65535;        // by the specification
constexpr size_t kMaxTensorNameBytes = 64;    // by the specification
constexpr size_t kMinValueBytes = 8 + 4 + 1;  // length of an empty key, type, one byte
constexpr size_t kMinTensorBytes = 8 + 1 + 4 + 8 + 4 + 8;
constexpr uint32_t kTypeString = static_cast<uint32_t>(GgufType::kString);
constexpr uint32_t kTypeArray = static_cast<uint32_t>(GgufType::kArray);
constexpr const char* kAlignmentKey = "general.alignment";

// Value types by their number in the file. size 0: not of fixed size.
struct ValueTypeRow {
  const char* name;
  uint32_t size;
};
constexpr ValueTypeRow kValueTypes[] = {
    {"u8", 1},   {"i8", 1},     {"u16", 2},   {"i16", 2}, {"u32", 4}, {"i32", 4}, {"f32", 4},
    {"bool", 1}, {"string", 0}, {"array", 0}, {"u64", 8}, {"i64", 8}, {"f64", 8},
};

std::string_view TextOf(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Error Truncated(const std::string& where) {
  return InvalidInput("is truncated: the file ends inside " + where);
}

bool AddOverflows(uint64_t a, uint64_t b, uint64_t& sum) {
  return __builtin_add_overflow(a, b, &sum);
}
bool MultiplyOverflows(uint64_t a, uint64_t b, uint64_t& product) {
  return __builtin_mul_overflow(a, b, &product);
}
// False where rounding up to a multiple of `alignment` (a power of two) leaves 64 bits.
bool PadTo(uint64_t alignment, uint64_t& offset) {
  if (AddOverflows(offset, alignment - 1, offset)) return false;
  offset &= ~(alignment - 1);
  return true;
}

struct Header {
  uint32_t version = 0;
  uint64_t num_tensors = 0;
  uint64_t num_values = 0;
};

Result<Header> ReadHeader(GgufReader& reader) {
  std::span<const std::byte> magic;
  if (!reader.Take(4, magic) || TextOf(magic) != "GGUF") {
    return InvalidInput(R"(is not a GGUF file: it does not start with "GGUF")");
  }
  Header header;
  if (!reader.Read(header.version)) return Truncated("the version");
  if ((header.version & 0xFFFF) == 0 && header.version != 0) {
    return InvalidInput("is a big-endian GGUF file; convert it to little endian");
  }
  if (header.version == 1) {
    return InvalidInput("has GGUF version 1, which is no longer read; convert the model again");
  }
  if (header.version != 2 && header.version != 3) {
    return InvalidInput(
        fmt::format("has GGUF version {}; rbench reads versions 2 and 3", header.version));
  }
  if (!reader.Read(header.num_tensors) || !reader.Read(header.num_values)) {
    return Truncated("the counts of tensors and keys");
  }
  if (header.num_values > reader.remaining() / kMinValueBytes) {
    return InvalidInput(
        fmt::format("says that it has {} keys, more than its {} remaining bytes can hold",
                    header.num_values, reader.remaining()));
  }
  if (header.num_tensors > reader.remaining() / kMinTensorBytes) {
    return InvalidInput(
        fmt::format("says that it has {} tensors, more than its {} remaining bytes can describe",
                    header.num_tensors, reader.remaining()));
  }
  return header;
}

// Checks the text of strings and the range of bools, item by item.
Status CheckItems(const GgufValue& value) {
  if (value.type == GgufType::kBool) {
    for (const std::byte item : value.items) {
      if (std::to_integer<unsigned>(item) > 1) {
        return InvalidInput(fmt::format("key {} has the bool {}; only 0 and 1 are bools",
                                        QuotedForMessage(value.key),
                                        std::to_integer<unsigned>(item)));
      }
    }
  }
  return {};
}

Status ReadStringItems(GgufReader& reader, std::span<const std::byte> all, GgufValue& value) {
  const size_t start = reader.position();
  for (uint64_t i = 0; i < value.count; ++i) {
    std::string_view text;
    if (!reader.ReadString(text)) {
      return Truncated(fmt::format("string {} of key {}", i, QuotedForMessage(value.key)));
    }
    if (!IsValidUtf8(text)) {
      return InvalidInput(fmt::format("key {} has a string ({}) that is not UTF-8",
                                      QuotedForMessage(value.key), i));
    }
  }
  value.items = all.subspan(start, reader.position() - start);
  return {};
}

Status ReadKey(GgufReader& reader, std::string_view& key) {
  if (!reader.ReadString(key)) return Truncated("a key's name");
  if (key.empty()) return InvalidInput("has a key without a name");
  if (key.size() > kMaxKeyBytes) {
    return InvalidInput(
        fmt::format("has a key of {} bytes; at most {} are allowed", key.size(), kMaxKeyBytes));
  }
  if (!IsValidUtf8(key)) {
    return InvalidInput(fmt::format("has a key, {}, that is not UTF-8", QuotedForMessage(key)));
  }
  return {};
}

Result<GgufValue> ReadValue(GgufReader& reader, std::span<const std::byte> all) {
  GgufValue value;
  RBENCH_RETURN_IF_ERROR(ReadKey(reader, value.key));
  const std::string name = QuotedForMessage(value.key);
  uint32_t type = 0;
  if (!reader.Read(type)) return Truncated("the type of key " + name);
  if (type == kTypeArray) {
    value.is_array = true;
    if (!reader.Read(type) || !reader.Read(value.count))
      return Truncated("the array of key " + name);
    if (type == kTypeArray)
      return InvalidInput("key " + name + " has an array of arrays, which is not read");
  }
  if (type >= std::size(kValueTypes)) {
    return InvalidInput(fmt::format("key {} has the unknown value type {}", name, type));
  }
  value.type = static_cast<GgufType>(type);
  // By division: the product of a count and a size from the file may overflow.
  const uint64_t item_bytes = type == kTypeString ? sizeof(uint64_t) : kValueTypes[type].size;
  if (value.count > reader.remaining() / item_bytes) {
    if (!value.is_array) return Truncated("the value of key " + name);
    return InvalidInput(fmt::format(
        "is truncated: key {} says that it has {} items of type {}, and {} bytes remain", name,
        value.count, kValueTypes[type].name, reader.remaining()));
  }
  if (type == kTypeString) {
    RBENCH_RETURN_IF_ERROR(ReadStringItems(reader, all, value));
  } else if (!reader.Take(value.count * item_bytes, value.items)) {
    return Truncated("the value of key " + name);
  }
  RBENCH_RETURN_IF_ERROR(CheckItems(value));
  return value;
}

Status ReadDims(GgufReader& reader, const std::string& name, GgufTensor& tensor) {
  if (!reader.Read(tensor.num_dims)) return Truncated("the dimensions of tensor " + name);
  if (tensor.num_dims < 1 || tensor.num_dims > 4) {
    return InvalidInput(
        fmt::format("tensor {} has {} dimensions; 1 to 4 are allowed", name, tensor.num_dims));
  }
  for (uint32_t i = 0; i < tensor.num_dims; ++i) {
    if (!reader.Read(tensor.dims[i])) return Truncated("the dimensions of tensor " + name);
    if (tensor.dims[i] == 0) return InvalidInput("tensor " + name + " has a dimension of 0");
  }
  return {};
}

Status SizeTensor(const std::string& name, GgufTensor& tensor) {
  const uint64_t block = TensorBlockElements(tensor.type);
  if (tensor.dims[0] % block != 0) {
    return InvalidInput(fmt::format(
        "tensor {} has rows of {} elements, which is no multiple of the {} of a {} block", name,
        tensor.dims[0], block, TensorTypeName(tensor.type)));
  }
  uint64_t elements = tensor.dims[0];
  uint64_t bytes = tensor.dims[0] / block;
  bool overflows = MultiplyOverflows(bytes, TensorBlockBytes(tensor.type), bytes);
  for (uint32_t i = 1; i < tensor.num_dims; ++i) {
    overflows = MultiplyOverflows(elements, tensor.dims[i], elements) || overflows;
    overflows = MultiplyOverflows(bytes, tensor.dims[i], bytes) || overflows;
  }
  if (overflows || elements > uint64_t{std::numeric_limits<int64_t>::max()}) {
    return InvalidInput("tensor " + name + " has dimensions whose product overflows");
  }
  tensor.num_bytes = bytes;
  return {};
}

Result<GgufTensor> ReadTensor(GgufReader& reader) {
  GgufTensor tensor;
  if (!reader.ReadString(tensor.name)) return Truncated("a tensor's name");
  const std::string name = QuotedForMessage(tensor.name);
  if (tensor.name.empty()) return InvalidInput("has a tensor without a name");
  if (tensor.name.size() > kMaxTensorNameBytes) {
    return InvalidInput(fmt::format("tensor {} has a name of {} bytes; at most {} are allowed",
                                    name, tensor.name.size(), kMaxTensorNameBytes));
  }
  if (!IsValidUtf8(tensor.name))
    return InvalidInput("tensor " + name + " has a name that is not UTF-8");
  RBENCH_RETURN_IF_ERROR(ReadDims(reader, name, tensor));
  uint32_t type = 0;
  if (!reader.Read(type)) return Truncated("the type of tensor " + name);
  if (!reader.Read(tensor.offset)) return Truncated("the offset of tensor " + name);
  Result<TensorType> known = TensorTypeOfGguf(type);
  if (!known) return std::move(known).error().WithContext("tensor " + name);
  tensor.type = *known;
  RBENCH_RETURN_IF_ERROR(SizeTensor(name, tensor));
  return tensor;
}

// Every tensor starts at the padded end of the one before it: no holes, no overlaps.
Status CheckOffsets(uint64_t alignment, const std::vector<GgufTensor>& tensors) {
  uint64_t running = 0;
  for (const GgufTensor& tensor : tensors) {
    const std::string name = QuotedForMessage(tensor.name);
    if (!PadTo(alignment, running)) {
      return InvalidInput("tensor " + name +
                          " starts beyond 64 bits: the sizes of the tensors overflow");
    }
    if (tensor.offset != running) {
      return InvalidInput(
          fmt::format("tensor {} has the offset {}, and the tensors before it end at {}", name,
                      tensor.offset, running));
    }
    if (AddOverflows(running, tensor.num_bytes, running)) {
      return InvalidInput("tensor " + name +
                          " ends beyond 64 bits: the sizes of the tensors overflow");
    }
  }
  return {};
}

// Indices of `items` in the order of their names, or the name that two of them have.
template <typename Item, typename NameOf>
Result<std::vector<uint32_t>> SortedByName(const std::vector<Item>& items, const char* what,
                                           NameOf name_of) {
  std::vector<uint32_t> order(items.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = static_cast<uint32_t>(i);
  std::sort(order.begin(), order.end(),
            [&](uint32_t a, uint32_t b) { return name_of(items[a]) < name_of(items[b]); });
  for (size_t i = 1; i < order.size(); ++i) {
    if (name_of(items[order[i]]) != name_of(items[order[i - 1]])) continue;
    return InvalidInput(
        fmt::format("has the {} {} twice", what, QuotedForMessage(name_of(items[order[i]]))));
  }
  return order;
}

template <typename Item, typename NameOf>
const Item* FindSorted(const std::vector<Item>& items, const std::vector<uint32_t>& order,
                       std::string_view name, NameOf name_of) {
  const auto at = std::lower_bound(
      order.begin(), order.end(), name,
      [&](uint32_t index, std::string_view wanted) { return name_of(items[index]) < wanted; });
  if (at == order.end() || name_of(items[*at]) != name) return nullptr;
  return &items[*at];
}

std::string_view KeyOf(const GgufValue& value) { return value.key; }
std::string_view NameOf(const GgufTensor& tensor) { return tensor.name; }

Result<uint64_t> AlignmentOf(const GgufValue* value) {
  if (value == nullptr) return uint64_t{32};
  uint32_t alignment = 0;
  if (value->type != GgufType::kU32 || value->is_array) {
    return InvalidInput(fmt::format("key {} has type {}{}; it must be u32", kAlignmentKey,
                                    value->is_array ? "array of " : "", GgufTypeName(value->type)));
  }
  std::memcpy(&alignment, value->items.data(), sizeof alignment);
  // Below 8 the tensors would not be aligned for their elements.
  if (!std::has_single_bit(alignment) || alignment < 8) {
    return InvalidInput(fmt::format("key {} is {}; it must be a power of two, at least 8",
                                    kAlignmentKey, alignment));
  }
  return uint64_t{alignment};
}

}  // namespace

const char* GgufTypeName(GgufType type) { return kValueTypes[static_cast<uint32_t>(type)].name; }

std::string QuotedForMessage(std::string_view text) {
  const bool cut = text.size() > kMaxMessageText;
  return '"' + EscapeForTerminal(text.substr(0, kMaxMessageText)) + (cut ? "...\"" : "\"");
}

Status GgufFile::IndexNames() {
  RBENCH_ASSIGN_OR_RETURN(values_by_key_, SortedByName(values_, "key", KeyOf));
  RBENCH_ASSIGN_OR_RETURN(tensors_by_name_, SortedByName(tensors_, "tensor", NameOf));
  return {};
}

Result<GgufFile> GgufFile::ParseHeader(std::span<const std::byte> bytes) {
  GgufReader reader(bytes);
  GgufFile file;
  RBENCH_ASSIGN_OR_RETURN(const Header header, ReadHeader(reader));
  if (header.num_values > std::numeric_limits<uint32_t>::max() ||
      header.num_tensors > std::numeric_limits<uint32_t>::max()) {
    return InvalidInput("has more keys or tensors than 32 bits count");
  }
  file.version_ = header.version;
  // No reserve by the counts: the vectors grow with what is really there.
  for (uint64_t i = 0; i < header.num_values; ++i) {
    RBENCH_ASSIGN_OR_RETURN(GgufValue value, ReadValue(reader, bytes));
    file.values_.push_back(value);
  }
  for (uint64_t i = 0; i < header.num_tensors; ++i) {
    RBENCH_ASSIGN_OR_RETURN(GgufTensor tensor, ReadTensor(reader));
    file.tensors_.push_back(tensor);
  }
  RBENCH_RETURN_IF_ERROR(file.IndexNames());
  RBENCH_ASSIGN_OR_RETURN(file.alignment_, AlignmentOf(file.Find(kAlignmentKey)));
  RBENCH_RETURN_IF_ERROR(CheckOffsets(file.alignment_, file.tensors_));
  uint64_t data_start = reader.position();
  if (!PadTo(file.alignment_, data_start)) return InvalidInput("has a header beyond 64 bits");
  file.data_start_ = static_cast<size_t>(data_start);
  return file;
}

Result<GgufFile> GgufFile::Parse(std::span<const std::byte> bytes) {
  RBENCH_ASSIGN_OR_RETURN(GgufFile file, ParseHeader(bytes));
  uint64_t end = file.data_start_;
  for (GgufTensor& tensor : file.tensors_) {
    uint64_t start = 0;
    // CheckOffsets has shown that offset + num_bytes fits; adding the header may still not.
    if (AddOverflows(file.data_start_, tensor.offset, start) ||
        AddOverflows(start, tensor.num_bytes, end)) {
      return InvalidInput("tensor " + QuotedForMessage(tensor.name) + " ends beyond 64 bits");
    }
    if (end > bytes.size()) {
      return InvalidInput(
          fmt::format("is truncated: tensor {} ends at byte {}, and the file has {} bytes",
                      QuotedForMessage(tensor.name), end, bytes.size()));
    }
    tensor.bytes = bytes.subspan(static_cast<size_t>(start), static_cast<size_t>(tensor.num_bytes));
  }
  if (!PadTo(file.alignment_, end) || end < bytes.size()) {
    return InvalidInput(fmt::format("has {} bytes after its last tensor", bytes.size() - end));
  }
  return file;
}

// Merges the sorted names: of a thousand parts, sorting everything for each would take minutes.
Status GgufFile::AddPart(const GgufFile& part) {
  const size_t before = tensors_.size();
  if (before + part.tensors_.size() > std::numeric_limits<uint32_t>::max()) {
    return InvalidInput("has more tensors than 32 bits count, with the parts before it");
  }
  std::vector<uint32_t> order;
  order.reserve(before + part.tensors_.size());
  auto next = tensors_by_name_.begin();
  for (const uint32_t index : part.tensors_by_name_) {
    const std::string_view name = part.tensors_[index].name;
    const auto at = std::lower_bound(
        next, tensors_by_name_.end(), name,
        [&](uint32_t i, std::string_view wanted) { return tensors_[i].name < wanted; });
    if (at != tensors_by_name_.end() && tensors_[*at].name == name) {
      return InvalidInput(
          fmt::format("has the tensor {}, which is in a part before it", QuotedForMessage(name)));
    }
    order.insert(order.end(), next, at);
    order.push_back(static_cast<uint32_t>(before) + index);
    next = at;
  }
  order.insert(order.end(), next, tensors_by_name_.end());
  tensors_by_name_ = std::move(order);
  tensors_.insert(tensors_.end(), part.tensors_.begin(), part.tensors_.end());
  return {};
}

const GgufValue* GgufFile::Find(std::string_view key) const {
  return FindSorted(values_, values_by_key_, key, KeyOf);
}

const GgufTensor* GgufFile::FindTensor(std::string_view name) const {
  return FindSorted(tensors_, tensors_by_name_, name, NameOf);
}

}  // namespace rbench
