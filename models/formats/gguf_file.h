#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "models/model_spec.h"

// The container: header, typed key-values and tensor infos of a GGUF file, versions 2 and 3. Knows
// nothing of models. Source: the GGUF specification (ggml docs/gguf.md).

namespace rbench {

// Types of values; the numbers are those of the file.
enum class GgufType : uint32_t {
  kU8 = 0,
  kI8 = 1,
  kU16 = 2,
  kI16 = 3,
  kU32 = 4,
  kI32 = 5,
  kF32 = 6,
  kBool = 7,
  kString = 8,
  kArray = 9,
  kU64 = 10,
  kI64 = 11,
  kF64 = 12,
};

const char* GgufTypeName(GgufType type);

// One checked value. The views point into the bytes that were parsed.
struct GgufValue {
  std::string_view key;
  GgufType type = GgufType::kU8;  // of the items: never kArray
  bool is_array = false;
  uint64_t count = 1;                // items
  std::span<const std::byte> items;  // as stored: numbers back to back, strings with their lengths
};

struct GgufTensor {
  std::string_view name;
  TensorType type = TensorType::kF32;
  uint32_t num_dims = 1;  // 1 to 4
  std::array<uint64_t, 4> dims = {1, 1, 1,
                                  1};  // the fastest first (reversed Hugging Face order); none is 0
  uint64_t offset = 0;                 // from the start of the data
  uint64_t num_bytes = 0;
  std::span<const std::byte> bytes;  // empty after ParseHeader
};

// Read-only view of a parsed file; the bytes must outlive it. What Parse returns has passed these
// checks: every size is backed by bytes of the file, no two keys or tensors share a name, keys and
// strings are UTF-8, bools are 0 or 1, arrays are not nested, every tensor type is one that
// TensorType knows, rows are whole blocks, tensors lie back to back in their order, each padded to
// the alignment, and the file ends with the last of them. Memory used is at most a small multiple
// of the header's own bytes; time is n log n in them.
class GgufFile {
 public:
  // Errors do not name the file; the caller does.
  static Result<GgufFile> Parse(std::span<const std::byte> bytes);
  // The same without the data: `bytes` may end after the tensor infos, and GgufTensor::bytes stays
  // empty.
  static Result<GgufFile> ParseHeader(std::span<const std::byte> bytes);

  // Takes the tensors of another part of the same model over; no name may be in both (then nothing
  // is taken over). The bytes of both must outlive this. Offsets stay those within each part. Time
  // n log n in the tensors of `part`, beside a copy of 4 bytes for each tensor that is there.
  Status AddPart(const GgufFile& part);

  uint32_t version() const { return version_; }
  uint64_t alignment() const { return alignment_; }
  size_t data_start() const { return data_start_; }  // offset of the first tensor's bytes
  const std::vector<GgufValue>& values() const { return values_; }     // in the order of the file
  const std::vector<GgufTensor>& tensors() const { return tensors_; }  // in the order of the file

  const GgufValue* Find(std::string_view key) const;
  const GgufTensor* FindTensor(std::string_view name) const;

  // Typed access. nullopt where the key is absent; an error that names the key where its value has
  // another type or lies out of range. Integers may be stored in any integer type, reals as F32 or
  // F64.
  Result<std::optional<int64_t>> Integer(std::string_view key, int64_t low, int64_t high) const;
  Result<std::optional<double>> Real(std::string_view key) const;  // finite
  Result<std::optional<bool>> Bool(std::string_view key) const;
  Result<std::optional<std::string_view>> String(std::string_view key) const;
  Result<std::optional<std::vector<std::string>>> Strings(std::string_view key) const;
  Result<std::optional<std::vector<double>>> Reals(std::string_view key) const;
  Result<std::optional<std::vector<int64_t>>> Integers(std::string_view key, int64_t low,
                                                       int64_t high) const;

 private:
  Status IndexNames();

  uint32_t version_ = 0;
  uint64_t alignment_ = 32;
  size_t data_start_ = 0;
  std::vector<GgufValue> values_;
  std::vector<GgufTensor> tensors_;
  std::vector<uint32_t>
      values_by_key_;  // indices, sorted by name: no hash that an input could attack
  std::vector<uint32_t> tensors_by_name_;
};

// Text from a file for an error message: quoted, cut to 64 bytes, control characters escaped.
std::string QuotedForMessage(std::string_view text);

}  // namespace rbench
