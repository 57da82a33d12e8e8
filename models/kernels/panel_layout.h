#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "models/kernels/quant_block.h"
#include "models/model_spec.h"

// How a PackedMatrix lies in memory. A panel holds 16 outputs for all K; panels follow each other.
// Inside a panel, for every k in order, the 16 outputs' values are one contiguous step:
//   F32        16 floats
//   F16, BF16  16 half words
// and quantised types go by blocks of 32 or 256 k, each
//   16 scales (f16), then 16 minima (f16) where the type has them;
//   for every 32 k: 16 bytes for each group's scale and then for each group's minimum, in blocks of
//   256; then the low bits of the quants, then the high ones, where the type has them. Bits of
//   width w lie in steps of 16 bytes, one an output, each with 8 / w neighbouring k, the first in
//   its lowest bits (Q8_0: one int8)
// so that a step is expanded by one load, shifts, a conversion and a multiply-add, and the memory
// is that of the file, but for the small scales of blocks of 256, which are whole bytes here.

namespace rbench {

constexpr size_t kPanelOutputs = 16;
constexpr size_t kQuantRun = 32;  // k's whose quants lie together

// Bytes of one output's group scales (or minima) for 32 k.
constexpr size_t GroupScaleBytes(const QuantFormat& format) {
  return format.has_group_scales() ? kQuantRun / format.group : 0;
}

// Bytes of one output for 32 k.
constexpr size_t QuantRunBytes(const QuantFormat& format) {
  return GroupScaleBytes(format) * (format.has_minimum ? 2 : 1) +
         kQuantRun * static_cast<size_t>(format.bits()) / 8;
}

constexpr size_t PanelBlockInputs(TensorType type) {
  return IsQuantised(type) ? FormatOf(type).inputs : 1;
}

constexpr size_t PanelBlockBytes(TensorType type) {
  if (type == TensorType::kF32) return kPanelOutputs * 4;
  if (!IsQuantised(type)) return kPanelOutputs * 2;
  const QuantFormat format = FormatOf(type);
  return kPanelOutputs *
         ((format.has_minimum ? 4 : 2) + format.inputs / kQuantRun * QuantRunBytes(format));
}

// Bytes of one panel of `inputs` values an output (a multiple of the block for quantised types).
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

// Expands output `lane` of one block of a quantised panel: its values go to out[k * stride].
void ExpandPanelLane(TensorType type, const std::byte* block, size_t lane, float* out,
                     size_t stride);

}  // namespace rbench
