#include "models/kernels/canonical_math.h"

#include <bit>
#include <cmath>
#include <limits>

#include "models/kernels/kernels.h"

namespace rbench {
namespace {

constexpr double kLn2 = 0x1.62e42fefa39efp-1;
constexpr double kLn2Low = 0x1.abc9e3b39803fp-56;
constexpr double kTwoOverPi = 0x1.45f306dc9c883p-1;
constexpr double kTwoPi = 0x1.921fb54442d18p+2;
constexpr double kHalfPi = 0x1.921fb54442d18p+0;
constexpr double kHalfPiLow = 0x1.1a62633145c07p-54;

float PowerOfTwo(int32_t exponent) {  // -126 .. 127
  return std::bit_cast<float>((exponent + 127) << 23);
}

// ln x of a positive, finite, normal double: x = m 2^e with m around 1, ln m = 2 atanh((m-1)/(m+1))
// by its series.
double LogOfDouble(double x) {
  int exponent = 0;
  double mantissa = std::frexp(x, &exponent);  // [0.5, 1)
  if (mantissa < 0.70710678118654752) {
    mantissa *= 2;
    exponent -= 1;
  }
  const double s = (mantissa - 1) / (mantissa + 1);
  const double s2 = s * s;
  double sum = 0;
  for (int i = 23; i >= 3; i -= 2) sum = sum * s2 + 1.0 / i;
  return exponent * kLn2 + (exponent * kLn2Low + 2 * (s + s * (s2 * sum)));
}

// exp of a double in [-700, 700].
double ExpOfDouble(double x) {
  const double n = std::nearbyint(x * (1 / kLn2));
  const double r = std::fma(-n, kLn2Low, std::fma(-n, kLn2, x));
  double sum = 1;
  for (int i = 14; i >= 1; --i) sum = 1 + sum * r / i;
  return std::ldexp(sum, static_cast<int>(n));
}

struct SineCosine {
  double sine;
  double cosine;
};

// Taylor series on [-pi/4, pi/4]; the first term left out is below 1e-18.
SineCosine SineCosineOfSmall(double r) {
  const double r2 = r * r;
  double sine = 1, cosine = 1;
  for (int i = 18; i >= 2; i -= 2) {
    sine = 1 - sine * r2 / (i * (i + 1));
    cosine = 1 - cosine * r2 / ((i - 1) * i);
  }
  return {r * sine, cosine};
}

SineCosine SineCosineOf(double angle) {
  const double n = std::nearbyint(angle * kTwoOverPi);
  const double r =
      std::fma(-n, kHalfPiLow, std::fma(-n, kHalfPi, angle));  // the inner one is exact
  const SineCosine small = SineCosineOfSmall(r);
  switch (static_cast<int64_t>(n) & 3) {
    case 0:
      return small;
    case 1:
      return {small.cosine, -small.sine};
    case 2:
      return {-small.sine, -small.cosine};
    default:
      return {-small.cosine, small.sine};
  }
}

}  // namespace

float CanonicalExp(float x) {
  if (x != x) return x;
  float y = x < kExpMin ? kExpMin : x;
  y = y > kExpMax ? kExpMax : y;
  const float shifted = y * kExpLog2E + kExpRounder;
  const float n = shifted - kExpRounder;
  const float r = std::fma(-n, kExpLn2Low, std::fma(-n, kExpLn2High, y));
  float q = std::fma(kExpQ5, r, kExpQ4);
  q = std::fma(q, r, kExpQ3);
  q = std::fma(q, r, kExpQ2);
  q = std::fma(q, r, kExpQ1);
  q = std::fma(q, r, kExpQ0);
  const float e = 1.0f + std::fma(q, r * r, r);
  const int32_t exponent = std::bit_cast<int32_t>(shifted) - std::bit_cast<int32_t>(kExpRounder);
  const int32_t half = exponent >> 1;
  return e * PowerOfTwo(half) * PowerOfTwo(exponent - half);
}

float CanonicalLog(float x) {
  if (x != x) return x;
  if (x < 0) return std::numeric_limits<float>::quiet_NaN();
  if (x == 0) return -std::numeric_limits<float>::infinity();
  if (x == std::numeric_limits<float>::infinity()) return x;
  return static_cast<float>(LogOfDouble(x));
}

std::vector<float> RopeFrequencies(double theta, int head_dim, std::span<const float> factors) {
  const double log_theta = LogOfDouble(theta);
  std::vector<float> frequencies(static_cast<size_t>(head_dim / 2));
  for (int i = 0; i < head_dim / 2; ++i) {
    float& frequency = frequencies[static_cast<size_t>(i)];
    frequency = static_cast<float>(ExpOfDouble(-2.0 * i / head_dim * log_theta));
    if (!factors.empty()) frequency /= factors[static_cast<size_t>(i)];
  }
  return frequencies;
}

std::vector<float> RopeFactors(const RopeScaling& scaling, double theta, int head_dim) {
  if (scaling.kind == RopeScaling::Kind::kNone) return {};
  std::vector<float> factors(static_cast<size_t>(head_dim / 2), static_cast<float>(scaling.factor));
  if (scaling.kind == RopeScaling::Kind::kLinear) return factors;
  const double low = scaling.low_freq_factor;
  const double high = scaling.high_freq_factor;
  const std::vector<float> frequencies = RopeFrequencies(theta, head_dim);
  for (size_t i = 0; i < factors.size(); ++i) {
    const double turns = scaling.original_context * static_cast<double>(frequencies[i]) / kTwoPi;
    if (turns > high) {
      factors[i] = 1;
    } else if (turns >= low) {
      const double s = (turns - low) / (high - low);
      factors[i] = static_cast<float>(1 / ((1 - s) / scaling.factor + s));
    }
  }
  return factors;
}

void RopeRow(std::span<const float> frequencies, int position, float* cos, float* sin) {
  for (size_t i = 0; i < frequencies.size(); ++i) {
    const SineCosine value = SineCosineOf(static_cast<float>(position) * frequencies[i]);
    cos[i] = static_cast<float>(value.cosine);
    sin[i] = static_cast<float>(value.sine);
  }
}

}  // namespace rbench
