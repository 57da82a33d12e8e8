#include "models/kernels/quantise.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include <fmt/format.h>

#include "base/check.h"

namespace rbench {
namespace {

constexpr size_t kBlock = 32;

uint16_t FloatToBrainFloat(float value) {
  const uint32_t bits = std::bit_cast<uint32_t>(value);
  if (value != value) return static_cast<uint16_t>(bits >> 16 | 0x40);  // quiet, so no infinity
  return static_cast<uint16_t>((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}

Status QuantiseQ8(std::span<const float> values, std::byte* out) {
  for (size_t i = 0; i < values.size(); i += kBlock, out += 2 + kBlock) {
    float largest = 0;
    for (size_t j = 0; j < kBlock; ++j) {
      if (!std::isfinite(values[i + j])) {
        return InvalidInput(
            fmt::format("value {} at {} has no place in Q8_0", values[i + j], i + j));
      }
      largest = std::max(largest, std::fabs(values[i + j]));
    }
    const float scale = largest / 127;
    const float inverse = scale == 0 ? 0.0f : 1 / scale;
    const uint16_t half = FloatToHalf(scale);
    if (half == 0x7C00) {
      return InvalidInput(fmt::format("value {} is too large for Q8_0", largest));
    }
    std::memcpy(out, &half, sizeof half);
    for (size_t j = 0; j < kBlock; ++j) {
      // The inverse of a subnormal scale overflows; then the scale is 0 and so is every value.
      const float quant = std::isfinite(inverse) ? std::round(values[i + j] * inverse) : 0.0f;
      out[2 + j] = static_cast<std::byte>(static_cast<int8_t>(quant));
    }
  }
  return {};
}

}  // namespace

uint16_t FloatToHalf(float value) {
  const uint16_t sign = std::signbit(value) ? 0x8000 : 0;
  if (value != value) return static_cast<uint16_t>(sign | 0x7E00);
  const float magnitude = std::fabs(value);
  if (magnitude >= 65520.0f) return static_cast<uint16_t>(sign | 0x7C00);
  if (magnitude < 0x1p-14f) {
    // Adding a power of two puts the last bit of a subnormal half at the last bit of the sum.
    const float sum = magnitude + 0.5f;
    return static_cast<uint16_t>(sign |
                                 (std::bit_cast<uint32_t>(sum) - std::bit_cast<uint32_t>(0.5f)));
  }
  const uint32_t bits = std::bit_cast<uint32_t>(magnitude);
  const uint32_t rounded = bits + 0xFFF + (bits >> 13 & 1);
  return static_cast<uint16_t>(sign | ((rounded >> 13) - (112u << 10)));
}

Status QuantiseRow(TensorType type, std::span<const float> values, std::byte* out) {
  RBENCH_CHECK(values.size() % TensorBlockElements(type) == 0);
  switch (type) {
    case TensorType::kF32:
      std::memcpy(out, values.data(), values.size_bytes());
      return {};
    case TensorType::kBF16:
      for (size_t i = 0; i < values.size(); ++i) {
        const uint16_t bits = FloatToBrainFloat(values[i]);
        std::memcpy(out + 2 * i, &bits, sizeof bits);
      }
      return {};
    case TensorType::kQ8_0:
      return QuantiseQ8(values, out);
    default:
      CheckFailed(__FILE__, __LINE__, "a type that nothing is packed to");
  }
}

}  // namespace rbench
