#include "models/kernels/quant_block.h"

#include <cstring>

namespace rbench {
namespace {

int ByteAt(const std::byte* bytes, size_t index) { return std::to_integer<int>(bytes[index]); }

uint16_t HalfBits(const std::byte* bytes) {
  uint16_t value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

// Blocks of 32: byte j holds value j in its low nibble and value j + 16 in its high one; the fifth
// bits are those of one little-endian word.
void ReadSmallBlock(const QuantFormat& format, const std::byte* bytes, QuantBlock& block) {
  block.scale = HalfBits(bytes);
  bytes += 2;
  if (format.has_minimum) {
    block.minimum = HalfBits(bytes);
    bytes += 2;
  }
  if (format.low_bits == 8) {
    std::memcpy(block.quants, bytes, 32);
    return;
  }
  uint32_t high = 0;
  if (format.high_bits != 0) {
    std::memcpy(&high, bytes, sizeof high);
    bytes += sizeof high;
  }
  for (size_t i = 0; i < 32; ++i) {
    const int byte = ByteAt(bytes, i % 16);
    block.quants[i] = static_cast<uint8_t>((i < 16 ? byte & 15 : byte >> 4) |
                                           static_cast<int>(high >> i & 1) << 4);
  }
}

// Runs of 32 values whose low bits take turns in the same 32 bytes: 64 values by nibbles, 128 by
// pairs of bits.
int RunField(const std::byte* bytes, size_t i, int bits) {
  const size_t runs = static_cast<size_t>(8 / bits);
  const int byte = ByteAt(bytes, i / (32 * runs) * 32 + i % 32);
  return byte >> (i / 32 % runs * static_cast<size_t>(bits)) & ((1 << bits) - 1);
}

void ReadQ2K(const std::byte* bytes, QuantBlock& block) {
  for (size_t g = 0; g < 16; ++g) {
    block.group_scales[g] = static_cast<int8_t>(ByteAt(bytes, g) & 15);
    block.group_minima[g] = static_cast<int8_t>(ByteAt(bytes, g) >> 4);
  }
  for (size_t i = 0; i < 256; ++i)
    block.quants[i] = static_cast<uint8_t>(RunField(bytes + 16, i, 2));
  block.scale = HalfBits(bytes + 80);
  block.minimum = HalfBits(bytes + 82);
}

// Scales of 6 bits: the low four in the nibbles of 8 bytes, the high two in the bit pairs of 4.
void ReadQ3K(const std::byte* bytes, QuantBlock& block) {
  const std::byte* scales = bytes + 96;
  for (size_t g = 0; g < 16; ++g) {
    const int low = ByteAt(scales, g % 8) >> (g / 8 * 4) & 15;
    const int high = ByteAt(scales, 8 + g % 4) >> (g / 4 * 2) & 3;
    block.group_scales[g] = static_cast<int8_t>((low | high << 4) - 32);
  }
  for (size_t i = 0; i < 256; ++i) {
    const int high = ByteAt(bytes, i % 32) >> (i / 32) & 1;
    block.quants[i] = static_cast<uint8_t>(RunField(bytes + 32, i, 2) | high << 2);
  }
  block.scale = HalfBits(bytes + 108);
}

// Eight scales and eight minima of 6 bits in 12 bytes: of the first four each, the low 6 bits of
// bytes 0..3 and 4..7; of the others, nibbles of bytes 8..11 below the top bits of bytes 0..7.
void ReadScalesOfEight(const std::byte* bytes, QuantBlock& block) {
  for (size_t g = 0; g < 8; ++g) {
    int scale = 0, minimum = 0;
    if (g < 4) {
      scale = ByteAt(bytes, g) & 63;
      minimum = ByteAt(bytes, g + 4) & 63;
    } else {
      scale = (ByteAt(bytes, g + 4) & 15) | ByteAt(bytes, g - 4) >> 6 << 4;
      minimum = ByteAt(bytes, g + 4) >> 4 | ByteAt(bytes, g) >> 6 << 4;
    }
    block.group_scales[g] = static_cast<int8_t>(scale);
    block.group_minima[g] = static_cast<int8_t>(minimum);
  }
}

void ReadQ4KOrQ5K(bool five, const std::byte* bytes, QuantBlock& block) {
  block.scale = HalfBits(bytes);
  block.minimum = HalfBits(bytes + 2);
  ReadScalesOfEight(bytes + 4, block);
  const std::byte* high_bits = bytes + 16;
  const std::byte* nibbles = bytes + (five ? 48 : 16);
  for (size_t i = 0; i < 256; ++i) {
    const int high = five ? ByteAt(high_bits, i % 32) >> (i / 32) & 1 : 0;
    block.quants[i] = static_cast<uint8_t>(RunField(nibbles, i, 4) | high << 4);
  }
}

// Here 128 values share 64 bytes of nibbles: runs 0 and 1 are the low ones of the two halves, runs
// 2 and 3 the high ones.
void ReadQ6K(const std::byte* bytes, QuantBlock& block) {
  for (size_t i = 0; i < 256; ++i) {
    const size_t run = i / 32 % 4;
    const int byte = ByteAt(bytes, i / 128 * 64 + run % 2 * 32 + i % 32);
    const int low = run < 2 ? byte & 15 : byte >> 4;
    block.quants[i] = static_cast<uint8_t>(low | RunField(bytes + 128, i, 2) << 4);
  }
  std::memcpy(block.group_scales, bytes + 192, 16);
  block.scale = HalfBits(bytes + 208);
}

}  // namespace

void ReadQuantBlock(TensorType type, const std::byte* bytes, QuantBlock& block) {
  switch (type) {
    case TensorType::kF32:
    case TensorType::kF16:
    case TensorType::kBF16:
      break;
    case TensorType::kQ8_0:
    case TensorType::kQ4_0:
    case TensorType::kQ4_1:
    case TensorType::kQ5_0:
    case TensorType::kQ5_1:
      return ReadSmallBlock(FormatOf(type), bytes, block);
    case TensorType::kQ2_K:
      return ReadQ2K(bytes, block);
    case TensorType::kQ3_K:
      return ReadQ3K(bytes, block);
    case TensorType::kQ4_K:
    case TensorType::kQ5_K:
      return ReadQ4KOrQ5K(type == TensorType::kQ5_K, bytes, block);
    case TensorType::kQ6_K:
      return ReadQ6K(bytes, block);
  }
  CheckFailed(__FILE__, __LINE__, "a quantised type");
}

}  // namespace rbench
