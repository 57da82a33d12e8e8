#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "models/model_spec.h"

// One safetensors file: a header of JSON, then tensors back to back. Source: the format's
// specification (safetensors README, "Format").

namespace rbench {

// Read-only view of a parsed file; the bytes must outlive it. What Parse returns has passed these
// checks: the header lies inside the file, is strict JSON without a repeated name and begins with
// "{"; every tensor has a known type, a shape whose bytes equal its place in the file, and exactly
// the two or three fields of the format; tensors lie back to back from the first byte of the data
// to the last of the file, so none overlaps another and nothing is hidden between them. Sizes are
// multiplied with care for overflow. Tensors need not be aligned. Memory used is at most a small
// multiple of the header's own bytes; time is n log n in them.
class SafetensorsFile {
 public:
  static constexpr uint64_t kMaxHeaderBytes = 100'000'000;  // as the reference implementation

  // Errors do not name the file; the caller does. Types other than F32, F16 and BF16 are errors
  // that name the tensor and the remedy.
  static Result<SafetensorsFile> Parse(std::span<const std::byte> bytes);

  // In the order of the file.
  const std::vector<TensorView>& tensors() const { return tensors_; }
  const TensorView* Find(std::string_view name) const;

 private:
  Status ReadTensors(std::string_view header, std::span<const std::byte> data);

  std::vector<TensorView> tensors_;
  std::vector<uint32_t> by_name_;  // indices, sorted by name: no hash that an input could attack
};

// The header of a file that holds `tensors` (F32, F16 or BF16) in this order: what stands before
// their bytes, padded so that they begin at a multiple of 8. Their own bytes are not looked at.
// `metadata` is written as given. The same input gives the same bytes.
std::string SafetensorsHeader(std::span<const TensorView> tensors,
                              std::span<const std::pair<std::string, std::string>> metadata = {});

}  // namespace rbench
