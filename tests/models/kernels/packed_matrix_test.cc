#include "models/kernels/packed_matrix.h"

#include <bit>
#include <cmath>
#include <fstream>
#include <map>
#include <span>

#include <gtest/gtest.h>

#include "base/sha256.h"
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

// Bit `i` of bytes, the lowest bit of the first byte being bit 0.
int BitAt(const std::byte* bytes, size_t i) {
  return std::to_integer<int>(bytes[i / 8]) >> (i % 8) & 1;
}

// Element j of a block of the types with 5 bits or with groups: each written down from the
// formats' tables, one bit field after the other, without the code under test's idea of runs. The
// products are exact, the sum rounds once.
float SlowQuantElement(TensorType type, const std::byte* block, size_t j) {
  const auto byte = [block](size_t at) { return std::to_integer<int>(block[at]); };
  const auto half = [block](size_t at) { return HalfValue(HalfAt(block + at)); };
  const auto rounded_sum = [](double product, double minimum) {
    return static_cast<float>(product) - static_cast<float>(minimum);
  };
  const size_t quarter = j / 64, in_quarter = j % 64, l = j % 32;
  switch (type) {
    case TensorType::kQ5_0:
    case TensorType::kQ5_1: {
      const size_t header = type == TensorType::kQ5_0 ? 2 : 4;
      const int nibble = j < 16 ? byte(header + 4 + j) % 16 : byte(header + 4 + j - 16) / 16;
      const int quant = nibble + 16 * BitAt(block + header, j);
      if (type == TensorType::kQ5_0) return static_cast<float>((quant - 16) * half(0));
      return rounded_sum(quant * half(0), -half(2));
    }
    case TensorType::kQ2_K: {
      const int quant = byte(16 + j / 128 * 32 + l) >> (j % 128 / 32 * 2) & 3;
      return rounded_sum(half(80) * (byte(j / 16) % 16) * quant, half(82) * (byte(j / 16) / 16));
    }
    case TensorType::kQ3_K: {
      const size_t g = j / 16;
      const int low = g < 8 ? byte(96 + g) % 16 : byte(96 + g - 8) / 16;
      const int scale = low + 16 * (byte(104 + g % 4) >> (g / 4 * 2) & 3) - 32;
      int quant = byte(32 + j / 128 * 32 + l) >> (j % 128 / 32 * 2) & 3;
      if (BitAt(block + l, j / 32) == 0) quant -= 4;
      return static_cast<float>(half(108) * scale * quant);
    }
    case TensorType::kQ4_K:
    case TensorType::kQ5_K: {
      const size_t g = j / 32;
      const bool five = type == TensorType::kQ5_K;
      const int scale = g < 4 ? byte(4 + g) % 64 : byte(8 + g) % 16 + byte(g) / 64 * 16;
      const int minimum = g < 4 ? byte(8 + g) % 64 : byte(8 + g) / 16 + byte(4 + g) / 64 * 16;
      const int packed = byte((five ? 48 : 16) + quarter * 32 + l);
      int quant = in_quarter < 32 ? packed % 16 : packed / 16;
      if (five) quant += 16 * BitAt(block + 16 + l, g);
      return rounded_sum(half(0) * scale * quant, half(2) * minimum);
    }
    case TensorType::kQ6_K: {
      const size_t base = j / 128 * 64;
      const int low = byte(base + in_quarter);
      const int nibble = j % 128 < 64 ? low % 16 : low / 16;
      const int high = byte(128 + j / 128 * 32 + l) >> (j % 128 / 32 * 2) & 3;
      int scale = byte(192 + j / 16);
      scale = scale > 127 ? scale - 256 : scale;
      return static_cast<float>(half(208) * scale * (nibble + 16 * high - 32));
    }
    default:
      ADD_FAILURE() << TensorTypeName(type);
      return 0;
  }
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
    default:
      return SlowQuantElement(tensor.type, block, j);
  }
}

TEST(DequantiseRowTest, EqualsTheDefinitionOfEveryFormatOnRandomBytes) {
  for (const TensorType type : kAllTypes) {
    const size_t columns = WholeBlocks(type, 96);
    RandomTensor tensor(type, 40, columns, 11);
    std::mt19937 random(12);
    for (std::byte& byte : tensor.bytes) byte = static_cast<std::byte>(random());
    std::vector<float> row(columns);
    for (size_t r = 0; r < 40; ++r) {
      DequantiseRow(tensor.view, r, row.data());
      for (size_t c = 0; c < columns; ++c) {
        ASSERT_TRUE(SameBits(row[c], SlowElement(tensor.view, r * columns + c)))
            << TensorTypeName(type) << " row " << r << " column " << c;
      }
    }
  }
}

// sha256 of 256 random blocks expanded, by type; tests/peers/quantised_test.py finds the same ones
// with the gguf package.
TEST(DequantiseRowTest, EqualsTheCommittedVectors) {
  std::ifstream vectors("tests/models/kernels/quantised_vectors.txt");
  std::map<std::string, std::string> wanted;
  for (std::string type, digest; vectors >> type >> digest;) wanted[type] = digest;
  for (const TensorType type : kAllTypes) {
    if (TensorBlockElements(type) == 1) continue;
    RandomTensor tensor(type, 1, 256 * TensorBlockElements(type), 1);
    std::mt19937 random(31);
    for (std::byte& byte : tensor.bytes) byte = static_cast<std::byte>(random());
    std::vector<float> row(tensor.view.columns());
    DequantiseRow(tensor.view, 0, row.data());
    for (float& value : row) {
      if (value != value) value = std::bit_cast<float>(0x7FC00000u);  // payloads are left open
    }
    Sha256 hash;
    hash.Update(std::as_bytes(std::span(row)));
    EXPECT_EQ(hash.HexDigest(), wanted[TensorTypeName(type)]) << TensorTypeName(type);
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
    const size_t inputs = WholeBlocks(type, 64);
    const RandomTensor tensor(type, 21, inputs, 30);
    const PackedMatrix w = *PackedMatrix::Pack({&tensor.view, 1});
    std::vector<float> unit(inputs * inputs);
    for (size_t k = 0; k < inputs; ++k) unit[k * inputs + k] = 1;
    for (const std::string& name : AvailableKernelTargets()) {
      ThreadTeam team(1);
      std::vector<float> y(inputs * 21), row(inputs);
      Target(name).matmul(w, unit.data(), inputs, inputs, y.data(), 21, team);
      for (size_t n = 0; n < 21; ++n) {
        DequantiseRow(tensor.view, n, row.data());
        for (size_t k = 0; k < inputs; ++k) {
          ASSERT_EQ(y[k * 21 + n], row[k]) << name << " " << TensorTypeName(type);
        }
      }
    }
  }
}

TEST(PackedMatrixTest, APackedRowIsTheTensorsRowBitForBit) {
  for (const TensorType type : kAllTypes) {
    const size_t inputs = WholeBlocks(type, 96);
    const RandomTensor tensor(type, 37, inputs, 31);
    const PackedMatrix w = *PackedMatrix::Pack({&tensor.view, 1});
    std::vector<float> want(inputs), got(inputs);
    for (size_t n = 0; n < 37; ++n) {
      DequantiseRow(tensor.view, n, want.data());
      DequantisePackedRow(w, n, got.data());
      for (size_t k = 0; k < inputs; ++k) {
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
