#include "tests/support/tiny_model.h"

#include <cmath>
#include <cstring>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/philox.h"

// The writer of the test models, against the definitions of the formats.

namespace rbench {
namespace {

uint16_t HalfBits(float value) {
  const std::string packed = PackRow(TensorType::kF16, {value});
  uint16_t bits;
  std::memcpy(&bits, packed.data(), sizeof bits);
  return bits;
}

double ValueOfHalf(const char* bytes) {
  uint16_t bits;
  std::memcpy(&bits, bytes, sizeof bits);
  const int exponent = bits >> 10 & 31;
  const double mantissa = bits & 1023;
  const double magnitude =
      exponent == 0 ? std::ldexp(mantissa, -24) : std::ldexp(1024 + mantissa, exponent - 25);
  return (bits & 0x8000) != 0 ? -magnitude : magnitude;
}

TEST(PackRow, HalfPrecisionRoundsToNearestEven) {
  EXPECT_EQ(HalfBits(1.0f), 0x3C00);
  EXPECT_EQ(HalfBits(-2.0f), 0xC000);
  EXPECT_EQ(HalfBits(0.1f), 0x2E66);
  EXPECT_EQ(HalfBits(65504.0f), 0x7BFF);
  EXPECT_EQ(HalfBits(std::ldexp(1.0f, -24)), 0x0001);
  EXPECT_EQ(HalfBits(std::ldexp(1.0f, -14)), 0x0400);
  EXPECT_EQ(HalfBits(std::ldexp(1023.75f, -24)), 0x0400);  // a subnormal that rounds up to a normal
  EXPECT_EQ(HalfBits(1.0f + std::ldexp(1.0f, -11)), 0x3C00);
  EXPECT_EQ(HalfBits(1.0f + 3 * std::ldexp(1.0f, -11)), 0x3C02);
  EXPECT_EQ(HalfBits(std::nextafter(2.0f, 1.0f)), 0x4000);
  EXPECT_EQ(HalfBits(-0.0f), 0x8000);
}

TEST(PackRow, BlocksExpandToValuesNearTheOriginal) {
  PhiloxStream random(PhiloxKeyFor(3, "blocks"));
  for (int round = 0; round < 50; ++round) {
    std::vector<float> row(32);
    for (float& value : row) value = static_cast<float>(random.NextUniform() * 2 - 1);
    const std::string q8 = PackRow(TensorType::kQ8_0, row);
    const std::string q40 = PackRow(TensorType::kQ4_0, row);
    const std::string q41 = PackRow(TensorType::kQ4_1, row);
    ASSERT_EQ(q8.size(), 34u);
    ASSERT_EQ(q40.size(), 18u);
    ASSERT_EQ(q41.size(), 20u);
    for (size_t i = 0; i < 32; ++i) {
      const auto nibble = [&](const std::string& packed, size_t start) {
        const int byte = static_cast<unsigned char>(packed[start + i % 16]);
        return i < 16 ? byte & 15 : byte >> 4;
      };
      const double scale8 = ValueOfHalf(q8.data());
      EXPECT_NEAR(static_cast<signed char>(q8[2 + i]) * scale8, row[i], scale8 * 0.6);
      const double scale40 = ValueOfHalf(q40.data());
      EXPECT_NEAR((nibble(q40, 2) - 8) * scale40, row[i],
                  std::fabs(scale40) * 1.1);  // one end has no level
      const double scale41 = ValueOfHalf(q41.data());
      EXPECT_NEAR(nibble(q41, 4) * scale41 + ValueOfHalf(q41.data() + 2), row[i], scale41 * 0.6);
    }
  }
}

TEST(TinyModel, VocabularyIsCompleteAndMergesAreOfPresentTokens) {
  const TinyModel model = MakeTinyModel();
  const std::set<std::string> tokens(model.tokens.begin(), model.tokens.end());
  EXPECT_EQ(tokens.size(), model.tokens.size());
  EXPECT_EQ(static_cast<size_t>(model.vocab_size), 3 + 256 + model.merges.size());
  std::set<std::string> made(model.tokens.begin() + kTinyFirstByte,
                             model.tokens.begin() + kTinyFirstByte + 256);
  for (const std::string& merge : model.merges) {
    const size_t space = merge.find(' ');
    const std::string left = merge.substr(0, space), right = merge.substr(space + 1);
    EXPECT_TRUE(made.contains(left)) << merge;
    EXPECT_TRUE(made.contains(right)) << merge;
    EXPECT_TRUE(made.insert(left + right).second) << merge;
    EXPECT_TRUE(tokens.contains(left + right)) << merge;
  }
}

TEST(TinyModel, DependsOnItsSeedAlone) {
  TinyModelOptions options;
  const std::string first = MakeTinyModel(options).gguf.Build();
  EXPECT_TRUE(MakeTinyModel(options).gguf.Build() == first);
  options.seed = 2;
  EXPECT_FALSE(MakeTinyModel(options).gguf.Build() == first);
}

}  // namespace
}  // namespace rbench
