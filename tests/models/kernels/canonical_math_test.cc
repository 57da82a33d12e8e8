#include <bit>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "tests/models/kernels/random_tensor.h"

namespace rbench {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

// Distance from the exact value in units of the last place of a float of that size.
double Ulps(float got, double exact) {
  if (std::isinf(got) && std::abs(exact) > 3.4028235677973366e38) return 0;
  const double size = std::max(std::abs(exact), 0x1p-126);
  const double ulp = std::ldexp(1.0, std::ilogb(size) - 23);
  return std::abs(got - exact) / ulp;
}

TEST(CanonicalExpTest, IsWithinOneUlpFromUnderflowToOverflow) {
  double worst = 0;
  for (int64_t i = -1040000; i <= 888000; i += 3) {
    const float x = static_cast<float>(i) * 1e-4f;
    worst = std::max(worst, Ulps(CanonicalExp(x), std::exp(static_cast<double>(x))));
  }
  RecordProperty("worst_ulps", std::to_string(worst));
  EXPECT_LT(worst, 1.0);
  EXPECT_GT(worst, 0.3);  // else the measure is broken
}

TEST(CanonicalExpTest, SpecialValues) {
  EXPECT_EQ(CanonicalExp(0.0f), 1.0f);
  EXPECT_EQ(CanonicalExp(-0.0f), 1.0f);
  EXPECT_EQ(CanonicalExp(1e-42f), 1.0f);
  EXPECT_EQ(CanonicalExp(kInfinity), kInfinity);
  EXPECT_EQ(CanonicalExp(-kInfinity), 0.0f);
  EXPECT_FALSE(std::signbit(CanonicalExp(-kInfinity)));
  EXPECT_TRUE(std::isnan(CanonicalExp(std::nanf(""))));
  EXPECT_EQ(CanonicalExp(88.72284f), std::bit_cast<float>(std::bit_cast<uint32_t>(kInfinity)));
  EXPECT_LT(CanonicalExp(88.7228f), kInfinity);
  EXPECT_EQ(CanonicalExp(-104.0f), 0.0f);
  EXPECT_EQ(CanonicalExp(-103.0f), 0x1p-149f);  // the smallest subnormal
  EXPECT_EQ(CanonicalExp(1e30f), kInfinity);
  EXPECT_EQ(CanonicalExp(-1e30f), 0.0f);
}

// The lanes of every target against the scalar function: all exponents of both signs, and the
// values around each rounding border.
TEST(CanonicalExpTest, LanesOfEveryTargetHaveTheScalarBits) {
  std::vector<float> x;
  for (uint32_t bits = 0; bits < 0xFFFFF000u; bits += 40961)
    x.push_back(std::bit_cast<float>(bits));
  for (float v = -120; v < 120; v += 0.0137f) x.push_back(v);
  for (int n = -150; n <= 130; ++n) {
    const float border = (static_cast<float>(n) + 0.5f) * 0.69314718f;
    x.push_back(border);
    x.push_back(std::nextafter(border, kInfinity));
    x.push_back(std::nextafter(border, -kInfinity));
  }
  for (const float special : {kInfinity, -kInfinity, std::nanf(""), 0.0f, -0.0f})
    x.push_back(special);
  std::vector<float> expected(x.size()), got(x.size());
  for (size_t i = 0; i < x.size(); ++i) expected[i] = CanonicalExp((x[i] - 0.0f) * 1.0f);
  for (const std::string& name : AvailableKernelTargets()) {
    Target(name).exp_row(x.data(), x.size(), 0.0f, 1.0f, got.data());
    const int64_t at = FirstDifference(got, expected);
    EXPECT_EQ(at, -1) << name << " x = " << x[at < 0 ? 0 : at];
  }
}

TEST(CanonicalLogTest, IsWithinHalfAnUlpOfTheTruth) {
  double worst = 0;
  for (uint32_t bits = 1; bits < 0x7F800000u; bits += 2053) {
    const float x = std::bit_cast<float>(bits);
    worst = std::max(worst, Ulps(CanonicalLog(x), std::log(static_cast<double>(x))));
  }
  for (float x = 0.9f; x < 1.1f; x = std::nextafter(x, 2.0f)) {
    worst = std::max(worst, Ulps(CanonicalLog(x), std::log(static_cast<double>(x))));
    x += 1e-6f;
  }
  EXPECT_LT(worst, 0.5001);
}

TEST(CanonicalLogTest, SpecialValues) {
  EXPECT_EQ(CanonicalLog(1.0f), 0.0f);
  EXPECT_EQ(CanonicalLog(0.0f), -kInfinity);
  EXPECT_EQ(CanonicalLog(-0.0f), -kInfinity);
  EXPECT_EQ(CanonicalLog(kInfinity), kInfinity);
  EXPECT_TRUE(std::isnan(CanonicalLog(-1.0f)));
  EXPECT_TRUE(std::isnan(CanonicalLog(std::nanf(""))));
}

TEST(RopeRowTest, IsTheNearestFloatOfTheRoundedAngle) {
  for (const double theta : {10000.0, 100000.0, 500000.0, 1000000.0}) {
    for (const int head_dim : {2, 10, 64, 128}) {
      const std::vector<float> frequencies = RopeFrequencies(theta, head_dim);
      std::vector<float> cos(head_dim / 2), sin(head_dim / 2);
      for (int position = 0; position <= 131072; position = position * 5 / 4 + 1) {
        RopeRow(frequencies, position, cos.data(), sin.data());
        for (int i = 0; i < head_dim / 2; ++i) {
          const auto frequency = static_cast<float>(std::pow(theta, -2.0 * i / head_dim));
          const double angle = static_cast<float>(position) * frequency;
          ASSERT_LE(Ulps(cos[i], std::cos(angle)), 0.5001) << theta << " " << position << " " << i;
          ASSERT_LE(Ulps(sin[i], std::sin(angle)), 0.5001) << theta << " " << position << " " << i;
        }
      }
    }
  }
}

TEST(RopeRowTest, PositionZeroTurnsNothingAndLargePositionsStayFinite) {
  float cos[32], sin[32];
  RopeRow(RopeFrequencies(100000, 64), 0, cos, sin);
  for (int i = 0; i < 32; ++i) {
    EXPECT_EQ(cos[i], 1.0f);
    EXPECT_EQ(sin[i], 0.0f);
  }
  RopeRow(RopeFrequencies(100000, 64), std::numeric_limits<int>::max(), cos, sin);
  for (int i = 0; i < 32; ++i)
    EXPECT_NEAR(1.0 * cos[i] * cos[i] + 1.0 * sin[i] * sin[i], 1.0, 1e-6);
}

// Llama 3.1's numbers: short waves stay, long ones are stretched by 8, those between in between.
TEST(RopeFactorsTest, Llama3StretchesLongWavesOnly) {
  RopeScaling scaling{RopeScaling::Kind::kLlama3, 8, 1, 4, 8192};
  const std::vector<float> factors = RopeFactors(scaling, 500000, 128);
  ASSERT_EQ(factors.size(), 64u);
  int between = 0;
  for (int i = 0; i < 64; ++i) {
    const double wave = 2 * M_PI * std::pow(500000.0, 2.0 * i / 128);
    if (wave < 8192 / 4.0) {
      EXPECT_EQ(factors[i], 1.0f) << i;
    } else if (wave > 8192) {
      EXPECT_EQ(factors[i], 8.0f) << i;
    } else {
      const double s = (8192 / wave - 1) / 3;
      EXPECT_NEAR(factors[i], 1 / ((1 - s) / 8 + s), 1e-5) << i;
      ++between;
    }
  }
  EXPECT_EQ(between, 6);
}

TEST(RopeFactorsTest, LinearStretchesAllAndNoneNothing) {
  EXPECT_EQ(RopeFactors({RopeScaling::Kind::kLinear, 4}, 10000, 6), (std::vector<float>{4, 4, 4}));
  EXPECT_TRUE(RopeFactors({}, 10000, 6).empty());
  const std::vector<float> plain = RopeFrequencies(10000, 6);
  const float factors[] = {4, 2, 1};
  EXPECT_EQ(RopeFrequencies(10000, 6, factors),
            (std::vector<float>{plain[0] / 4, plain[1] / 2, plain[2]}));
}

}  // namespace
}  // namespace rbench
