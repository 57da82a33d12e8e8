#pragma once

#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "models/model_spec.h"

// Quantised types by what they have in common. A block of `inputs` values of one row holds a scale
// and perhaps a minimum (float16 each); in blocks of 256, every `group` values have a small integer
// that multiplies the scale, and one that multiplies the minimum. A value is
//   scale * (quant - offset)            or, with minima,
//   scale * quant + minimum
// and all products are exact in float32, so that a fused multiply-add rounds like two steps.
// Source of the bit layouts: ggml's block definitions.

namespace rbench {

struct QuantFormat {
  size_t inputs = 0;  // 32 or 256
  size_t group = 0;   // 32, or 16
  bool has_minimum = false;
  int low_bits = 0;   // of a quant: 8 (signed), 4 or 2 ...
  int high_bits = 0;  // ... and 0, 1 or 2 above them
  int offset = 0;

  constexpr bool has_group_scales() const { return inputs == 256; }
  constexpr int bits() const { return low_bits + high_bits; }
};

constexpr bool IsQuantised(TensorType type) {
  return type != TensorType::kF32 && type != TensorType::kF16 && type != TensorType::kBF16;
}

constexpr QuantFormat FormatOf(TensorType type) {
  switch (type) {
    case TensorType::kF32:
    case TensorType::kF16:
    case TensorType::kBF16:
      break;
    case TensorType::kQ8_0:
      return {32, 32, false, 8, 0, 0};
    case TensorType::kQ4_0:
      return {32, 32, false, 4, 0, 8};
    case TensorType::kQ4_1:
      return {32, 32, true, 4, 0, 0};
    case TensorType::kQ5_0:
      return {32, 32, false, 4, 1, 16};
    case TensorType::kQ5_1:
      return {32, 32, true, 4, 1, 0};
    case TensorType::kQ2_K:
      return {256, 16, true, 2, 0, 0};
    case TensorType::kQ3_K:
      return {256, 16, false, 2, 1, 4};
    case TensorType::kQ4_K:
      return {256, 32, true, 4, 0, 0};
    case TensorType::kQ5_K:
      return {256, 32, true, 4, 1, 0};
    case TensorType::kQ6_K:
      return {256, 16, false, 4, 2, 32};
  }
  return {};
}

// One block of a file, its bits sorted out.
struct QuantBlock {
  uint16_t scale = 0;    // float16
  uint16_t minimum = 0;  // likewise; blocks of 256 subtract it
  int8_t group_scales[16] = {};
  int8_t group_minima[16] = {};
  uint8_t quants[256] = {};  // in the order of the inputs; of Q8_0 as two's complement
};

// `bytes` has TensorBlockBytes(type).
void ReadQuantBlock(TensorType type, const std::byte* bytes, QuantBlock& block);

}  // namespace rbench
