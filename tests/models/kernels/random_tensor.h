#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "base/thread_team.h"
#include "models/kernels/kernels.h"
#include "models/model_spec.h"

namespace rbench {

constexpr TensorType kAllTypes[] = {
    TensorType::kF32,  TensorType::kF16,  TensorType::kBF16, TensorType::kQ8_0, TensorType::kQ4_0,
    TensorType::kQ4_1, TensorType::kQ5_0, TensorType::kQ5_1, TensorType::kQ2_K, TensorType::kQ3_K,
    TensorType::kQ4_K, TensorType::kQ5_K, TensorType::kQ6_K};

// `columns`, or the next number of columns that is whole blocks.
inline size_t WholeBlocks(TensorType type, size_t columns) {
  const size_t block = TensorBlockElements(type);
  return (columns + block - 1) / block * block;
}

// A tensor that owns its bytes. Weights are about 1/sqrt(columns) in size, so that products stay
// near 1.
struct RandomTensor {
  RandomTensor(TensorType type, size_t rows, size_t columns, uint32_t seed)
      : bytes(rows * (columns / TensorBlockElements(type)) * TensorBlockBytes(type)) {
    std::mt19937 random(seed);
    for (std::byte& byte : bytes) byte = static_cast<std::byte>(random());
    view.name = "random";
    view.type = type;
    view.shape = {rows, columns};
    const size_t block = TensorBlockBytes(type);
    for (size_t i = 0; i < bytes.size(); i += block) {
      const float value = std::normal_distribution<float>(0, 1)(random) / std::sqrt(columns + 0.0f);
      SetNumbers(type, value, random, bytes.data() + i);
    }
    view.bytes = bytes;
  }
  RandomTensor(const RandomTensor&) = delete;

  // float16 bits of a normal value, cut off (any float16 will do).
  static uint16_t Half(float value) {
    uint32_t bits;
    std::memcpy(&bits, &value, 4);
    const int exponent = static_cast<int>(bits >> 23 & 255) - 112;
    const uint32_t sign = bits >> 16 & 0x8000;
    if (exponent <= 0) return static_cast<uint16_t>(sign | (bits >> 20 & 7));  // subnormal
    return static_cast<uint16_t>(sign | exponent << 10 | (bits >> 13 & 0x3FF));
  }

  // Overwrites the floating-point parts of a block; the quants stay random.
  static void SetNumbers(TensorType type, float value, std::mt19937& random, std::byte* block) {
    uint16_t half = Half(value);
    const auto put = [block](size_t at, float number) {
      const uint16_t bits = Half(number);
      std::memcpy(block + at, &bits, 2);
    };
    switch (type) {
      case TensorType::kF32:
        std::memcpy(block, &value, 4);
        return;
      case TensorType::kBF16:
        std::memcpy(block, reinterpret_cast<const std::byte*>(&value) + 2, 2);
        return;
      case TensorType::kF16:
        std::memcpy(block, &half, 2);
        return;
      case TensorType::kQ8_0:
        half = Half(value / 64);
        std::memcpy(block, &half, 2);
        return;
      case TensorType::kQ4_0:
      case TensorType::kQ4_1:
        half = Half(value / 6);
        std::memcpy(block, &half, 2);
        half = Half(value * std::uniform_real_distribution<float>(-1, 1)(random));
        if (type == TensorType::kQ4_1) std::memcpy(block + 2, &half, 2);
        return;
      case TensorType::kQ5_0:
        return put(0, value / 12);
      case TensorType::kQ5_1:
        put(0, value / 12);
        return put(2, -value);
      case TensorType::kQ2_K:
        put(80, value / 12);
        return put(82, value / 8);
      case TensorType::kQ3_K:
        return put(108, value / 42);
      case TensorType::kQ4_K:
        put(0, value / 200);
        return put(2, value / 27);
      case TensorType::kQ5_K:
        put(0, value / 400);
        return put(2, value / 26);
      case TensorType::kQ6_K:
        return put(208, value / 1300);
    }
  }

  std::vector<std::byte> bytes;
  TensorView view;
};

inline std::vector<float> RandomFloats(size_t n, uint32_t seed, float scale = 1.0f) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0, scale);
  std::vector<float> out(n);
  for (float& x : out) x = normal(random);
  return out;
}

// Same bits; two NaNs count as the same (their payload depends on the order of operands, which IEEE
// leaves open).
inline bool SameBits(float a, float b) {
  if (a != a || b != b) return a != a && b != b;
  return std::memcmp(&a, &b, sizeof(float)) == 0;
}

// Index of the first difference, or -1.
inline int64_t FirstDifference(const std::vector<float>& a, const std::vector<float>& b) {
  if (a.size() != b.size()) return 0;
  for (size_t i = 0; i < a.size(); ++i) {
    if (!SameBits(a[i], b[i])) return static_cast<int64_t>(i);
  }
  return -1;
}

inline const Kernels& Target(const std::string& name) { return **SelectKernels(name); }

}  // namespace rbench
