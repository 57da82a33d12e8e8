#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "models/model_spec.h"

// How a PackedMatrix lies in memory. A panel holds 16 outputs for all K; panels follow each other.
// Inside a panel, for every k in order, the 16 outputs' values are one contiguous step:
//   F32        16 floats
//   F16, BF16  16 half words
// and quantised types go by blocks of 32 k, each
//   Q8_0  16 scales (f16), then for every k 16 int8
//   Q4_0  16 scales (f16), then for every pair (k, k+1) 16 bytes: low nibble k, high nibble k+1
//   Q4_1  16 scales, 16 minima (f16), then the same nibble pairs
// so that a step is expanded by one load, shifts, a conversion and a multiply-add, and the memory
// is that of the file.

namespace rbench {

constexpr size_t kPanelOutputs = 16;
constexpr size_t kQuantBlock = 32;

// Bytes of one panel of `inputs` values an output (a multiple of 32 for quantised types).
constexpr size_t PanelBlockBytes(TensorType type) {
  switch (type) {
    case TensorType::kF32:
      return kPanelOutputs * 4;
    case TensorType::kF16:
    case TensorType::kBF16:
      return kPanelOutputs * 2;
    case TensorType::kQ8_0:
      return kPanelOutputs * 34;
    case TensorType::kQ4_0:
      return kPanelOutputs * 18;
    case TensorType::kQ4_1:
      return kPanelOutputs * 20;
  }
  return 0;
}

constexpr size_t PanelBlockInputs(TensorType type) {
  return type == TensorType::kF32 || type == TensorType::kF16 || type == TensorType::kBF16
             ? 1
             : kQuantBlock;
}

constexpr size_t PanelBytes(TensorType type, size_t inputs) {
  return inputs / PanelBlockInputs(type) * PanelBlockBytes(type);
}

// Exact; a signalling NaN becomes quiet, as the conversion instructions do.
inline float HalfToFloat(uint16_t half) {
  const uint32_t sign = static_cast<uint32_t>(half & 0x8000) << 16;
  const uint32_t exponent = (half >> 10) & 31;
  const uint32_t mantissa = half & 0x3FF;
  if (exponent == 0) {
    const float magnitude = static_cast<float>(mantissa) * 0x1p-24f;
    return std::bit_cast<float>(std::bit_cast<uint32_t>(magnitude) | sign);
  }
  if (exponent == 31) {
    const uint32_t quiet = mantissa != 0 ? 0x400000u : 0u;
    return std::bit_cast<float>(sign | 0x7F800000u | (mantissa << 13) | quiet);
  }
  return std::bit_cast<float>(sign | ((exponent + 112) << 23) | (mantissa << 13));
}

inline float BrainFloatToFloat(uint16_t value) {
  return std::bit_cast<float>(static_cast<uint32_t>(value) << 16);
}

}  // namespace rbench
