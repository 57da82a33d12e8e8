#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include <gtest/gtest.h>

#include "tests/models/kernels/random_tensor.h"

namespace rbench {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr size_t kSizes[] = {1, 2, 15, 16, 17, 31, 48, 63, 64, 65, 100, 576, 1000, 1536};

// Ordinary numbers, or with a special value in every seventh place.
std::vector<float> Input(size_t n, uint32_t seed, bool special) {
  auto x = RandomFloats(n, seed, 3.0f);
  const float specials[] = {0.0f, -0.0f, 1e-41f, -1e-39f, 100.0f, -100.0f, 3e38f};
  for (size_t i = 3; special && i < n; i += 7) x[i] = specials[i / 7 % 7];
  return x;
}

// `function` of the scalar kernels and of every other target on the same inputs.
void ExpectSameBits(
    const std::function<std::vector<float>(const Kernels&, size_t, bool)>& function) {
  for (const size_t n : kSizes) {
    for (const bool special : {false, true}) {
      const auto expected = function(Target("scalar"), n, special);
      for (const std::string& name : AvailableKernelTargets()) {
        const auto got = function(Target(name), n, special);
        ASSERT_EQ(FirstDifference(got, expected), -1) << name << " n=" << n;
      }
    }
  }
}

TEST(VectorOpsTest, RmsNorm) {
  ExpectSameBits([](const Kernels& kernels, size_t n, bool special) {
    std::vector<float> out(n);
    kernels.rms_norm(Input(n, 1, special).data(), Input(n, 2, false).data(), 1e-5f, n, out.data());
    return out;
  });
  const auto x = Input(576, 3, false), w = Input(576, 4, false);
  double sum = 0;
  for (const float v : x) sum += 1.0 * v * v;
  std::vector<float> out(576);
  Target("auto").rms_norm(x.data(), w.data(), 1e-5f, 576, out.data());
  for (size_t i = 0; i < 576; ++i) {
    EXPECT_NEAR(out[i], x[i] / std::sqrt(sum / 576 + 1e-5) * w[i], 1e-5);
  }
}

TEST(VectorOpsTest, RmsNormInPlace) {
  for (const std::string& name : AvailableKernelTargets()) {
    for (const size_t n : kSizes) {
      auto x = Input(n, 1, false);
      const auto w = Input(n, 2, false);
      std::vector<float> out(n);
      Target(name).rms_norm(x.data(), w.data(), 1e-5f, n, out.data());
      Target(name).rms_norm(x.data(), w.data(), 1e-5f, n, x.data());
      EXPECT_EQ(FirstDifference(x, out), -1) << name << " n=" << n;
    }
  }
}

TEST(VectorOpsTest, Add) {
  ExpectSameBits([](const Kernels& kernels, size_t n, bool special) {
    auto x = Input(n, 1, special);
    kernels.add(x.data(), Input(n, 2, special).data(), n);
    return x;
  });
}

TEST(VectorOpsTest, SiluMulAlsoInPlace) {
  ExpectSameBits([](const Kernels& kernels, size_t n, bool special) {
    auto gate = Input(n, 1, special);
    const auto up = Input(n, 2, false);
    std::vector<float> out(n);
    kernels.silu_mul(gate.data(), up.data(), n, out.data());
    kernels.silu_mul(gate.data(), up.data(), n, gate.data());
    EXPECT_EQ(FirstDifference(gate, out), -1);
    return out;
  });
  const float gate[] = {1.5f, -2.0f, 0.0f}, up[] = {2.0f, 3.0f, 4.0f};
  float out[3];
  Target("auto").silu_mul(gate, up, 3, out);
  for (int i = 0; i < 3; ++i) {
    EXPECT_NEAR(out[i], gate[i] / (1 + std::exp(-1.0 * gate[i])) * up[i], 1e-6);
  }
}

TEST(VectorOpsTest, Rope) {
  for (const int head_dim : {2, 10, 32, 34, 64, 128}) {
    std::vector<float> cos(head_dim / 2), sin(head_dim / 2);
    RopeRow(RopeFrequencies(100000, head_dim), 1234, cos.data(), sin.data());
    const auto x = RandomFloats(3 * head_dim, 5);
    std::vector<std::vector<float>> results;
    for (const std::string& name : AvailableKernelTargets()) {
      auto turned = x;
      Target(name).rope(turned.data(), 3, head_dim, cos.data(), sin.data());
      results.push_back(turned);
      EXPECT_EQ(FirstDifference(turned, results[0]), -1) << name;
    }
    const int half = head_dim / 2;
    for (int i = 0; i < 3 * head_dim; ++i) {
      const int column = i % head_dim, angle = column % half;
      const double other = column < half ? -x[i + half] : x[i - half];
      EXPECT_NEAR(results[0][i], 1.0 * x[i] * cos[angle] + other * sin[angle], 1e-6);
    }
  }
}

TEST(VectorOpsTest, MaxAndArgMax) {
  ExpectSameBits([](const Kernels& kernels, size_t n, bool special) {
    const auto x = Input(n, 1, special);
    return std::vector<float>{kernels.max(x.data(), n),
                              static_cast<float>(kernels.argmax(x.data(), n))};
  });
  const float nan = std::nanf("");
  for (const std::string& name : AvailableKernelTargets()) {
    const Kernels& kernels = Target(name);
    for (const size_t n : kSizes) {
      const auto x = Input(n, 7, false);
      const size_t best = std::max_element(x.begin(), x.end()) - x.begin();
      EXPECT_EQ(kernels.argmax(x.data(), n), best) << name;
      EXPECT_EQ(kernels.max(x.data(), n), x[best]) << name;
      // Equals: the lowest index; NaN: never; all NaN: index 0.
      std::vector<float> equal(n, 2.0f), none(n, nan), lowest(n, -kInfinity);
      EXPECT_EQ(kernels.argmax(equal.data(), n), 0u) << name;
      EXPECT_EQ(kernels.argmax(none.data(), n), 0u) << name;
      EXPECT_EQ(kernels.max(none.data(), n), -kInfinity) << name;
      EXPECT_EQ(kernels.argmax(lowest.data(), n), 0u) << name;
      none[n - 1] = -kInfinity;
      EXPECT_EQ(kernels.argmax(none.data(), n), n - 1) << name;
      std::vector<float> zeros(n, -1.0f);
      zeros[n / 2] = -0.0f;
      zeros[n - 1] = n - 1 == n / 2 ? -0.0f : 0.0f;
      EXPECT_EQ(kernels.argmax(zeros.data(), n), n / 2) << name;
      EXPECT_FALSE(std::signbit(kernels.max(zeros.data(), n))) << name;
    }
  }
}

TEST(VectorOpsTest, ExpMassAndExpRow) {
  for (const float threshold : {-kInfinity, -2.0f, 0.5f, 1000.0f}) {
    ExpectSameBits([threshold](const Kernels& kernels, size_t n, bool special) {
      auto x = Input(n, 1, special);
      if (special) x[n / 2] = std::nanf("");
      const auto mass = kernels.exp_mass(x.data(), n, 6.0f, 1.25f, threshold);
      std::vector<float> out(n);
      kernels.exp_row(x.data(), n, 6.0f, 1.25f, out.data());
      out.push_back(mass.sum);
      out.push_back(static_cast<float>(mass.count));
      return out;
    });
  }
  const auto x = Input(1000, 9, false);
  double sum = 0;
  uint32_t count = 0;
  for (const float v : x) {
    if (v < 1.0f) continue;
    sum += std::exp((1.0 * v - 4.0) * 0.5);
    ++count;
  }
  const auto mass = Target("auto").exp_mass(x.data(), 1000, 4.0f, 0.5f, 1.0f);
  EXPECT_EQ(mass.count, count);
  EXPECT_NEAR(mass.sum, sum, sum * 1e-6);
}

// The 16-lane rule spelled out once more, on numbers where another order gives other bits.
TEST(VectorOpsTest, SumsFollowTheLaneRule) {
  const auto x = RandomFloats(1003, 10, 1.0f);
  float lanes[16] = {};
  for (size_t i = 0; i < x.size(); ++i) lanes[i % 16] += CanonicalExp(x[i]);
  float eight[8], four[4];
  for (int i = 0; i < 8; ++i) eight[i] = lanes[i] + lanes[i + 8];
  for (int i = 0; i < 4; ++i) four[i] = eight[i] + eight[i + 4];
  const float expected = (four[0] + four[2]) + (four[1] + four[3]);
  for (const std::string& name : AvailableKernelTargets()) {
    EXPECT_EQ(Target(name).exp_mass(x.data(), x.size(), 0, 1, -kInfinity).sum, expected) << name;
  }
}

TEST(KernelTargetsTest, AutoIsTheFirstAndUnknownOnesAreNamed) {
  const auto names = AvailableKernelTargets();
  ASSERT_FALSE(names.empty());
  EXPECT_EQ(names.back(), "scalar");
  EXPECT_EQ((*SelectKernels("auto"))->name, names.front());
  for (const std::string& name : names) EXPECT_EQ((*SelectKernels(name))->name, name);
  const auto unknown = SelectKernels("sse9");
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().message.find("scalar"), std::string::npos);
}

#if defined(__x86_64__)
TEST(KernelTargetsTest, TheVectorTargetsOfThisCpuAreThere) {
  const auto names = AvailableKernelTargets();
  const auto has = [&](const char* name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  EXPECT_EQ(has("avx2"), __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"));
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")) {
    EXPECT_TRUE(has("avx512"));
  }
}
#elif defined(__aarch64__)
TEST(KernelTargetsTest, TheVectorTargetOfThisCpuIsThere) {
  EXPECT_EQ(AvailableKernelTargets().front(), "neon");
}
#endif

}  // namespace
}  // namespace rbench
