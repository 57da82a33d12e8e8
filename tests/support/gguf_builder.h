#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Writes GGUF files byte by byte, right or wrong: what the tests of the reader and the tiny models
// are made of. It knows nothing of the reader's code. Source of the layout: the GGUF specification,
// version 3.

namespace rbench {

// Numbers of the value types in the file.
enum GgufTypeId : uint32_t {
  kGgufU8 = 0,
  kGgufI8 = 1,
  kGgufU16 = 2,
  kGgufI16 = 3,
  kGgufU32 = 4,
  kGgufI32 = 5,
  kGgufF32 = 6,
  kGgufBool = 7,
  kGgufString = 8,
  kGgufArray = 9,
  kGgufU64 = 10,
  kGgufI64 = 11,
  kGgufF64 = 12,
};

struct GgufBuilderTensor {
  std::string name;
  std::vector<uint64_t> dims;  // as stored: the fastest dimension first
  uint32_t type = 0;           // number in the file: 0 F32, 1 F16, 2 Q4_0, 3 Q4_1, 8 Q8_0, 30 BF16
  std::string data;
  std::optional<uint64_t> offset;  // instead of the running padded sum
  std::optional<uint32_t> n_dims;  // instead of dims.size()
};

class GgufBuilder {
 public:
  std::string magic = "GGUF";
  uint32_t version = 3;
  uint64_t alignment = 32;  // used for padding; written only by SetU32("general.alignment", ...)
  std::optional<uint64_t> num_tensors;  // instead of the true counts
  std::optional<uint64_t> num_values;
  std::vector<GgufBuilderTensor> tensors;

  // Each replaces the value of an existing key in its place, else appends.
  void SetU32(const std::string& key, uint32_t value);
  void SetI32(const std::string& key, int32_t value);
  void SetU64(const std::string& key, uint64_t value);
  void SetF32(const std::string& key, float value);
  void SetF64(const std::string& key, double value);
  void SetBool(const std::string& key, bool value);
  void SetString(const std::string& key, std::string_view value);
  void SetStrings(const std::string& key, const std::vector<std::string>& values);
  void SetI32s(const std::string& key, const std::vector<int32_t>& values);
  // Any type number and any bytes after it.
  void SetRaw(const std::string& key, uint32_t type, std::string payload);
  // Appends without looking for an existing key.
  void AppendRaw(const std::string& key, uint32_t type, std::string payload);
  void Remove(const std::string& key);
  bool Has(const std::string& key) const;

  // The tensor of this name; it must exist.
  GgufBuilderTensor& Tensor(const std::string& name);
  void RemoveTensor(const std::string& name);

  std::string Build() const;
  // The part before the padding and the tensor data.
  std::string BuildHeader() const;

 private:
  struct Value {
    std::string key;
    uint32_t type;
    std::string payload;
  };
  std::vector<Value> values_;
};

// The file cut into `count` as gguf-split does: the keys in the first, tensors in all.
std::vector<GgufBuilder> CutIntoParts(const GgufBuilder& whole, size_t count);

// Little-endian bytes, for SetRaw.
std::string GgufBytesU32(uint32_t value);
std::string GgufBytesU64(uint64_t value);
std::string GgufBytesString(std::string_view value);

}  // namespace rbench
