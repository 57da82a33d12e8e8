#include "models/kernels/packed_matrix.h"

#include <bit>
#include <cmath>

#include <gtest/gtest.h>

#include "tests/models/kernels/random_tensor.h"

namespace rbench {
namespace {

// float16 by its definition, in double.
double HalfValue(uint16_t half) {
  const double sign = half >> 15 != 0 ? -1 : 1;
  const int exponent = half >> 10 & 31;
  const int mantissa = half & 1023;
  if (exponent == 31) return mantissa != 0 ? NAN : sign * INFINITY;
  if (exponent == 0) return sign * std::ldexp(mantissa, -24);
  return sign * std::ldexp(1024 + mantissa, exponent - 25);
}

uint16_t HalfAt(const std::byte* p) {
  uint16_t value;
  std::memcpy(&value, p, 2);
  return value;
}

// Element `i` of a tensor from the format's definition. Q4_1 rounds its product first; that it is
// exact is what Q4_1ProductIsExact shows.
float SlowElement(const TensorView& tensor, size_t i) {
  const size_t block_size = TensorBlockElements(tensor.type);
  const std::byte* block = tensor.bytes.data() + i / block_size * TensorBlockBytes(tensor.type);
  const size_t j = i % block_size;
  const auto nibble = [&](size_t header) {
    const int byte = std::to_integer<int>(block[header + j % 16]);
    return j < 16 ? byte % 16 : byte / 16;
  };
  switch (tensor.type) {
    case TensorType::kF32: {
      float value;
      std::memcpy(&value, block, 4);
      return value;
    }
    case TensorType::kF16:
      return static_cast<float>(HalfValue(HalfAt(block)));
    case TensorType::kBF16: {
      const uint32_t bits = static_cast<uint32_t>(HalfAt(block)) * 65536u;
      return std::bit_cast<float>(bits);
    }
    case TensorType::kQ8_0: {
      int quant = std::to_integer<int>(block[2 + j]);
      quant = quant > 127 ? quant - 256 : quant;
      return static_cast<float>(quant * HalfValue(HalfAt(block)));
    }
    case TensorType::kQ4_0:
      return static_cast<float>((nibble(2) - 8) * HalfValue(HalfAt(block)));
    case TensorType::kQ4_1: {
      const float product = static_cast<float>(nibble(4) * HalfValue(HalfAt(block)));
      return product + static_cast<float>(HalfValue(HalfAt(block + 2)));
    }
  }
  return 0;
}

TEST(DequantiseRowTest, EqualsTheDefinitionOfEveryFormatOnRandomBytes) {
  for (const TensorType type : kAllTypes) {
    RandomTensor tensor(type, 40, 96, 11);
    std::mt19937 random(12);
    for (std::byte& byte : tensor.bytes) byte = static_cast<std::byte>(random());
    std::vector<float> row(96);
    for (size_t r = 0; r < 40; ++r) {
      DequantiseRow(tensor.view, r, row.data());
      for (size_t c = 0; c < 96; ++c) {
        ASSERT_TRUE(SameBits(row[c], SlowElement(tensor.view, r * 96 + c)))
            << TensorTypeName(type) << " row " << r << " column " << c;
      }
    }
  }
}

TEST(DequantiseRowTest, EveryHalfIsExact) {
  RandomTensor tensor(TensorType::kF16, 1, 65536, 1);
  for (uint32_t i = 0; i < 65536; ++i) {
    const auto half = static_cast<uint16_t>(i);
    std::memcpy(tensor.bytes.data() + 2 * i, &half, 2);
  }
  std::vector<float> row(65536);
  DequantiseRow(tensor.view, 0, row.data());
  for (uint32_t i = 0; i < 65536; ++i) {
    ASSERT_TRUE(SameBits(row[i], static_cast<float>(HalfValue(static_cast<uint16_t>(i))))) << i;
  }
}

// The kernels use one fused multiply-add for q * d + m. That is the two-step result because q * d
// is exact: every nibble with every scale, and a random minimum for each.
TEST(DequantiseRowTest, Q4_1ProductIsExact) {
  std::mt19937 random(20);
  for (int q = 0; q < 16; ++q) {
    for (uint32_t bits = 0; bits < 65536; ++bits) {
      const double d = HalfValue(static_cast<uint16_t>(bits));
      const double m = HalfValue(static_cast<uint16_t>(random()));
      const auto product = static_cast<float>(q) * static_cast<float>(d);
      if (std::isfinite(d)) {
        ASSERT_EQ(static_cast<double>(product), q * d);
      }
      const float two_steps = product + static_cast<float>(m);
      const float fused =
          std::fma(static_cast<float>(q), static_cast<float>(d), static_cast<float>(m));
      ASSERT_TRUE(SameBits(two_steps, fused)) << q << " * " << d << " + " << m;
    }
  }
}

// A product with a unit row reads one column of the packed weights: all targets, all rows, bit for
// bit.
TEST(PackedMatrixTest, ProductsWithUnitRowsAreTheDequantisedColumns) {
  for (const TensorType type : kAllTypes) {
    const RandomTensor tensor(type, 21, 64, 30);
    const PackedMatrix w = *PackedMatrix::Pack({&tensor.view, 1});
    std::vector<float> unit(64 * 64);
    for (size_t k = 0; k < 64; ++k) unit[k * 64 + k] = 1;
    for (const std::string& name : AvailableKernelTargets()) {
      ThreadTeam team(1);
      std::vector<float> y(64 * 21), row(64);
      Target(name).matmul(w, unit.data(), 64, 64, y.data(), 21, team);
      for (size_t n = 0; n < 21; ++n) {
        DequantiseRow(tensor.view, n, row.data());
        for (size_t k = 0; k < 64; ++k) {
          ASSERT_EQ(y[k * 21 + n], row[k]) << name << " " << TensorTypeName(type);
        }
      }
    }
  }
}

TEST(PackedMatrixTest, APackedRowIsTheTensorsRowBitForBit) {
  for (const TensorType type : kAllTypes) {
    const RandomTensor tensor(type, 37, 96, 31);
    const PackedMatrix w = *PackedMatrix::Pack({&tensor.view, 1});
    std::vector<float> want(96), got(96);
    for (size_t n = 0; n < 37; ++n) {
      DequantiseRow(tensor.view, n, want.data());
      DequantisePackedRow(w, n, got.data());
      for (size_t k = 0; k < 96; ++k) {
        ASSERT_TRUE(SameBits(got[k], want[k])) << TensorTypeName(type) << " " << n << " " << k;
      }
    }
  }
}

TEST(PackedMatrixTest, AStackIsItsPartsOneAboveTheOther) {
  const RandomTensor a(TensorType::kQ4_1, 19, 64, 1), b(TensorType::kQ4_1, 30, 64, 2);
  const TensorView stack[] = {a.view, b.view};
  const PackedMatrix both = *PackedMatrix::Pack(stack);
  EXPECT_EQ(both.outputs(), 49u);
  EXPECT_EQ(both.inputs(), 64u);
  EXPECT_EQ(both.bytes(), 64u * 64 / 32 * 20);  // 49 outputs padded to 64
  EXPECT_EQ(reinterpret_cast<uintptr_t>(both.data()) % 64, 0u);
  const PackedMatrix first = *PackedMatrix::Pack({&a.view, 1});
  const PackedMatrix second = *PackedMatrix::Pack({&b.view, 1});
  const auto x = RandomFloats(64, 3);
  ThreadTeam team(1);
  std::vector<float> y(49), y1(19), y2(30);
  const Kernels& kernels = Target("auto");
  kernels.matmul(both, x.data(), 64, 1, y.data(), 49, team);
  kernels.matmul(first, x.data(), 64, 1, y1.data(), 19, team);
  kernels.matmul(second, x.data(), 64, 1, y2.data(), 30, team);
  y1.insert(y1.end(), y2.begin(), y2.end());
  EXPECT_EQ(y, y1);
}

TEST(PackedMatrixTest, MovesAndAssigns) {
  const RandomTensor a(TensorType::kF32, 4, 8, 1);
  PackedMatrix w = *PackedMatrix::Pack({&a.view, 1});
  const std::byte* data = w.data();
  PackedMatrix moved(std::move(w));
  EXPECT_EQ(moved.data(), data);
  EXPECT_EQ(w.data(), nullptr);
  moved = *PackedMatrix::Pack({&a.view, 1});
  PackedMatrix& same = moved;
  moved = std::move(same);
  EXPECT_EQ(moved.outputs(), 4u);
}

TEST(PackedMatrixTest, WhatCannotBePackedIsAnError) {
  const RandomTensor f32(TensorType::kF32, 4, 32, 1), f16(TensorType::kF16, 4, 32, 1);
  const RandomTensor narrow(TensorType::kF32, 4, 31, 1);
  const auto error = [](std::vector<TensorView> stack) {
    const auto result = PackedMatrix::Pack(stack);
    return result ? std::string("packed") : result.error().message;
  };
  EXPECT_EQ(error({}), "a weight matrix needs at least one tensor");
  EXPECT_EQ(error({f32.view, f16.view}),
            "tensor random: type F16 cannot be stacked on F32 of random");
  EXPECT_EQ(error({f32.view, narrow.view}), "tensor random: 31 columns, but random has 32");
  TensorView view = f32.view;
  view.shape = {4};
  EXPECT_EQ(error({view}), "tensor random: a weight matrix needs two dimensions");
  view.shape = {0, 32};
  EXPECT_EQ(error({view}), "tensor random: is empty");
  view.shape = {5, 32};
  EXPECT_EQ(error({view}), "tensor random: its shape does not match its 512 bytes");
  view.shape = {size_t{1} << 62, size_t{1} << 60};
  EXPECT_EQ(error({view}), "tensor random: its shape does not match its 512 bytes");
  view = f16.view;
  view.type = TensorType::kQ8_0;
  view.shape = {4, 33};
  EXPECT_EQ(error({view}), "tensor random: 33 columns are not whole blocks of Q8_0");
}

}  // namespace
}  // namespace rbench
