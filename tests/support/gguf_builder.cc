#include "tests/support/gguf_builder.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"

namespace rbench {
namespace {

template <typename T>
std::string BytesOf(T value) {
  std::string bytes(sizeof value, '\0');
  std::memcpy(bytes.data(), &value, sizeof value);
  return bytes;
}

void PadTo(uint64_t alignment, std::string& bytes) {
  if (alignment == 0) return;
  bytes.append((alignment - bytes.size() % alignment) % alignment, '\0');
}

}  // namespace

std::string GgufBytesU32(uint32_t value) { return BytesOf(value); }
std::string GgufBytesU64(uint64_t value) { return BytesOf(value); }
std::string GgufBytesString(std::string_view value) {
  return BytesOf<uint64_t>(value.size()).append(value);
}

void GgufBuilder::SetU32(const std::string& key, uint32_t value) {
  SetRaw(key, kGgufU32, BytesOf(value));
}
void GgufBuilder::SetI32(const std::string& key, int32_t value) {
  SetRaw(key, kGgufI32, BytesOf(value));
}
void GgufBuilder::SetU64(const std::string& key, uint64_t value) {
  SetRaw(key, kGgufU64, BytesOf(value));
}
void GgufBuilder::SetF32(const std::string& key, float value) {
  SetRaw(key, kGgufF32, BytesOf(value));
}
void GgufBuilder::SetF64(const std::string& key, double value) {
  SetRaw(key, kGgufF64, BytesOf(value));
}
void GgufBuilder::SetBool(const std::string& key, bool value) {
  SetRaw(key, kGgufBool, std::string(1, value ? '\1' : '\0'));
}
void GgufBuilder::SetString(const std::string& key, std::string_view value) {
  SetRaw(key, kGgufString, GgufBytesString(value));
}

void GgufBuilder::SetStrings(const std::string& key, const std::vector<std::string>& values) {
  std::string payload = BytesOf<uint32_t>(kGgufString) + BytesOf<uint64_t>(values.size());
  for (const std::string& value : values) payload += GgufBytesString(value);
  SetRaw(key, kGgufArray, std::move(payload));
}

void GgufBuilder::SetI32s(const std::string& key, const std::vector<int32_t>& values) {
  std::string payload = BytesOf<uint32_t>(kGgufI32) + BytesOf<uint64_t>(values.size());
  for (const int32_t value : values) payload += BytesOf(value);
  SetRaw(key, kGgufArray, std::move(payload));
}

void GgufBuilder::SetRaw(const std::string& key, uint32_t type, std::string payload) {
  for (Value& value : values_) {
    if (value.key != key) continue;
    value.type = type;
    value.payload = std::move(payload);
    return;
  }
  AppendRaw(key, type, std::move(payload));
}

void GgufBuilder::AppendRaw(const std::string& key, uint32_t type, std::string payload) {
  values_.push_back({key, type, std::move(payload)});
}

void GgufBuilder::Remove(const std::string& key) {
  std::erase_if(values_, [&](const Value& value) { return value.key == key; });
}

bool GgufBuilder::Has(const std::string& key) const {
  return std::any_of(values_.begin(), values_.end(),
                     [&](const Value& value) { return value.key == key; });
}

GgufBuilderTensor& GgufBuilder::Tensor(const std::string& name) {
  const auto at =
      std::find_if(tensors.begin(), tensors.end(),
                   [&](const GgufBuilderTensor& tensor) { return tensor.name == name; });
  RBENCH_CHECK(at != tensors.end());
  return *at;
}

void GgufBuilder::RemoveTensor(const std::string& name) {
  std::erase_if(tensors, [&](const GgufBuilderTensor& tensor) { return tensor.name == name; });
}

std::string GgufBuilder::BuildHeader() const {
  std::string out = magic + BytesOf(version) + BytesOf(num_tensors.value_or(tensors.size())) +
                    BytesOf(num_values.value_or(values_.size()));
  for (const Value& value : values_) {
    out += GgufBytesString(value.key) + BytesOf(value.type) + value.payload;
  }
  uint64_t running = 0;
  for (const GgufBuilderTensor& tensor : tensors) {
    out += GgufBytesString(tensor.name);
    out += BytesOf(tensor.n_dims.value_or(static_cast<uint32_t>(tensor.dims.size())));
    for (const uint64_t dim : tensor.dims) out += BytesOf(dim);
    out += BytesOf(tensor.type) + BytesOf(tensor.offset.value_or(running));
    running += tensor.data.size();
    if (alignment != 0) running += (alignment - running % alignment) % alignment;
  }
  return out;
}

std::string GgufBuilder::Build() const {
  std::string out = BuildHeader();
  PadTo(alignment, out);
  for (const GgufBuilderTensor& tensor : tensors) {
    out += tensor.data;
    PadTo(alignment, out);
  }
  return out;
}

std::vector<GgufBuilder> CutIntoParts(const GgufBuilder& whole, size_t count) {
  std::vector<GgufBuilder> parts(count);
  const size_t tensors = whole.tensors.size();
  parts[0] = whole;
  parts[0].tensors.clear();
  for (size_t i = 0; i < tensors; ++i) {
    parts[i * count / tensors].tensors.push_back(whole.tensors[i]);
  }
  for (size_t i = 0; i < count; ++i) {
    parts[i].SetU32("split.no", static_cast<uint32_t>(i));
    parts[i].SetU32("split.count", static_cast<uint32_t>(count));
    parts[i].SetI32("split.tensors.count", static_cast<int32_t>(tensors));
  }
  return parts;
}

}  // namespace rbench
