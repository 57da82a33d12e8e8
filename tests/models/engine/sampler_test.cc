#include "models/engine/sampler.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <random>

#include <gtest/gtest.h>

#include "base/philox.h"

namespace rbench {
namespace {

const Kernels& Scalar() { return **SelectKernels("scalar"); }

struct Kept {
  std::vector<uint64_t> weights;  // by id; 0 = cut off
  uint64_t total = 0;
};

// The header's rule, by sorting everything.
Kept SlowKept(const std::vector<float>& logits, const SamplingParams& params) {
  const Kernels& k = Scalar();
  const float max = *std::max_element(logits.begin(), logits.end());
  const float scale = static_cast<float>(1.0 / params.temperature);
  std::vector<float> e(logits.size());
  k.exp_row(logits.data(), logits.size(), max, scale, e.data());
  Kept kept;
  for (float x : e)
    kept.weights.push_back(
        static_cast<uint64_t>(std::floor(std::ldexp(static_cast<double>(x), 44))));
  auto cut_below = [&](uint64_t cut) {
    for (uint64_t& w : kept.weights) {
      if (w < cut) w = 0;
    }
  };
  auto sorted = [&] {
    std::vector<uint64_t> s = kept.weights;
    std::sort(s.rbegin(), s.rend());
    return s;
  };
  if (params.top_k > 0 && static_cast<size_t>(params.top_k) < logits.size()) {
    cut_below(sorted()[static_cast<size_t>(params.top_k) - 1]);
  }
  if (params.min_p > 0) cut_below(static_cast<uint64_t>(std::ceil(params.min_p * 0x1p44)));
  if (params.top_p < 1) {
    const std::vector<uint64_t> s = sorted();
    uint64_t total = 0;
    for (uint64_t w : s) total += w;
    const double goal = std::ceil(params.top_p * static_cast<double>(total));
    uint64_t sum = 0;
    for (uint64_t w : s) {
      sum += w;
      if (static_cast<double>(sum) >= goal) {
        cut_below(w);
        break;
      }
    }
  }
  for (uint64_t w : kept.weights) kept.total += w;
  return kept;
}

TokenId SlowPick(const Kept& kept, double uniform) {
  const auto bits = static_cast<unsigned __int128>(uniform * 0x1p53);
  const auto target = static_cast<uint64_t>((bits * kept.total) >> 53);
  uint64_t sum = 0;
  for (size_t i = 0; i < kept.weights.size(); ++i) {
    sum += kept.weights[i];
    if (sum > target) return static_cast<TokenId>(i);
  }
  return -1;
}

std::vector<float> RandomLogits(std::mt19937_64& random, size_t n, int shape) {
  std::vector<float> logits(n);
  std::normal_distribution<float> normal(0, shape == 0 ? 0.1f : shape == 1 ? 3.0f : 12.0f);
  for (float& x : logits) x = normal(random);
  if (shape == 3) {  // many ties
    for (float& x : logits) x = std::round(x / 6);
  }
  if (shape == 4) std::fill(logits.begin(), logits.end(), 1.5f);
  return logits;
}

TEST(SamplerTest, AgreesWithSortingReference) {
  std::mt19937_64 random(17);
  const double temperatures[] = {0.001, 0.3, 0.6, 1, 1.7, 100};
  const double top_ps[] = {1e-9, 0.1, 0.5, 0.95, 0.999999, 1};
  const int top_ks[] = {0, 1, 2, 40, 5000};
  const double min_ps[] = {0, 1e-9, 0.02, 0.5, 0.999};
  int checked = 0;
  for (int round = 0; round < 700; ++round) {
    const size_t n = 1 + random() % 2500;
    const std::vector<float> logits = RandomLogits(random, n, static_cast<int>(random() % 5));
    SamplingParams params;
    params.temperature = temperatures[random() % 6];
    params.top_p = top_ps[random() % 6];
    params.top_k = top_ks[random() % 5];
    params.min_p = min_ps[random() % 5];
    Sampler sampler(Scalar(), n, n);
    const Kept kept = SlowKept(logits, params);
    for (int draw = 0; draw < 4; ++draw) {
      const double uniform = draw == 0   ? 0
                             : draw == 1 ? 1 - 0x1p-53
                                         : static_cast<double>(random() >> 11) * 0x1p-53;
      const SampledToken got = sampler.Sample(logits.data(), params, uniform);
      ASSERT_TRUE(got.finite);
      ASSERT_EQ(got.token, SlowPick(kept, uniform))
          << "round " << round << " n " << n << " T " << params.temperature << " p " << params.top_p
          << " k " << params.top_k << " min " << params.min_p;
      const double weight = static_cast<double>(kept.weights[static_cast<size_t>(got.token)]);
      const double logprob = std::log(weight / static_cast<double>(kept.total));
      // The weight is rounded down to a whole number, the log-probability is not.
      ASSERT_NEAR(got.logprob, logprob, 2e-5 * std::max(1.0, -logprob) + 1 / weight);
      ++checked;
    }
  }
  EXPECT_EQ(checked, 2800);
}

TEST(SamplerTest, EveryTargetPicksTheSame) {
  std::mt19937_64 random(5);
  for (const std::string& target : AvailableKernelTargets()) {
    const Kernels& kernels = **SelectKernels(target);
    for (int round = 0; round < 40; ++round) {
      const size_t n = 1000 + random() % 3000;
      const std::vector<float> logits = RandomLogits(random, n, static_cast<int>(random() % 5));
      SamplingParams params;
      params.temperature = 0.8;
      params.top_p = round % 2 == 0 ? 1 : 0.9;
      Sampler a(Scalar(), n, n);
      Sampler b(kernels, n, n);
      const double uniform = static_cast<double>(random() >> 11) * 0x1p-53;
      const SampledToken x = a.Sample(logits.data(), params, uniform);
      const SampledToken y = b.Sample(logits.data(), params, uniform);
      ASSERT_EQ(x.token, y.token) << target;
      ASSERT_EQ(x.logprob, y.logprob) << target;
      ASSERT_EQ(x.raw_logprob, y.raw_logprob) << target;
    }
  }
}

TEST(SamplerTest, GreedyTakesTheLowestIdOfTheLargest) {
  const std::vector<float> logits = {0.5f, 2, -1, 2, 2};
  Sampler sampler(Scalar(), logits.size(), logits.size());
  const SampledToken got = sampler.Sample(logits.data(), {}, 0.9);
  EXPECT_EQ(got.token, 1);
  EXPECT_EQ(got.logprob, 0);
  double sum = 0;
  for (float x : logits) sum += std::exp(x - 2.0);
  EXPECT_NEAR(got.raw_logprob, -std::log(sum), 1e-6);
  EXPECT_EQ(got.raw_logprob, sampler.RawLogprob(logits.data(), 1));
}

TEST(SamplerTest, TopOneIsGreedyWhereTheBestIsAlone) {
  const std::vector<float> logits = {0.5f, 2, -1, 2.0001f, 1.9f};
  Sampler sampler(Scalar(), logits.size(), logits.size());
  SamplingParams params;
  params.temperature = 1.3;
  params.top_k = 1;
  for (double uniform : {0.0, 0.3, 0.99}) {
    const SampledToken got = sampler.Sample(logits.data(), params, uniform);
    EXPECT_EQ(got.token, 3);
    EXPECT_EQ(got.logprob, 0);
  }
}

TEST(SamplerTest, NeverPicksBeyondTheChoices) {
  std::vector<float> logits(300, 0.0f);
  logits[299] = 50;
  for (double temperature : {0.0, 1.0}) {
    Sampler sampler(Scalar(), 300, 200);
    SamplingParams params;
    params.temperature = temperature;
    const SampledToken got = sampler.Sample(logits.data(), params, 1 - 0x1p-53);
    EXPECT_TRUE(got.finite);
    EXPECT_LT(got.token, 200);
    EXPECT_NEAR(got.raw_logprob, -50, 1e-3);  // the full distribution counts row 299
  }
}

TEST(SamplerTest, LogitsWithoutADistributionAreReported) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float inf = std::numeric_limits<float>::infinity();
  for (const std::vector<float>& logits :
       std::vector<std::vector<float>>{{nan, nan}, {inf, 0}, {-inf, -inf}}) {
    for (double temperature : {0.0, 0.7}) {
      for (double top_p : {1.0, 0.5}) {
        Sampler sampler(Scalar(), 2, 2);
        SamplingParams params;
        params.temperature = temperature;
        params.top_p = top_p;
        EXPECT_FALSE(sampler.Sample(logits.data(), params, 0.5).finite);
      }
    }
  }
  // A single NaN among numbers has no weight.
  const std::vector<float> some = {nan, 1, nan, 0, -inf};
  Sampler sampler(Scalar(), 5, 5);
  SamplingParams params;
  params.temperature = 1;
  for (double uniform : {0.0, 0.5, 0.999}) {
    const SampledToken got = sampler.Sample(some.data(), params, uniform);
    EXPECT_TRUE(got.finite);
    EXPECT_TRUE(got.token == 1 || got.token == 3);
  }
}

// Pearson's test of the frequencies of seeded draws; the bound is the 99.99 % point for the degrees
// of freedom.
TEST(SamplerTest, FrequenciesFollowTheDistribution) {
  struct Case {
    double temperature, top_p;
    int top_k;
    double min_p;
  };
  const Case cases[] = {{1, 1, 0, 0}, {0.6, 0.95, 0, 0}, {1.5, 1, 7, 0}, {1, 0.8, 12, 0.05}};
  std::mt19937_64 random(3);
  const std::vector<float> logits = RandomLogits(random, 24, 1);
  for (const Case& c : cases) {
    SamplingParams params;
    params.temperature = c.temperature;
    params.top_p = c.top_p;
    params.top_k = c.top_k;
    params.min_p = c.min_p;
    const Kept kept = SlowKept(logits, params);
    Sampler sampler(Scalar(), 24, 24);
    constexpr int kDraws = 40000;
    std::map<TokenId, int> counts;
    const PhiloxKey key = PhiloxKeyFor(7, "sample/p/0");
    for (uint32_t i = 0; i < kDraws; ++i) {
      ++counts[sampler.Sample(logits.data(), params, UniformFrom(Philox4x32({i, 0, 0, 0}, key)))
                   .token];
    }
    double chi = 0;
    int cells = 0;
    double rare_expected = 0, rare_seen = 0;
    for (size_t i = 0; i < logits.size(); ++i) {
      const double expected =
          kDraws * static_cast<double>(kept.weights[i]) / static_cast<double>(kept.total);
      const double seen = counts[static_cast<TokenId>(i)];
      if (kept.weights[i] == 0) {
        EXPECT_EQ(seen, 0);
      }
      if (expected < 10) {
        rare_expected += expected;
        rare_seen += seen;
        continue;
      }
      chi += (seen - expected) * (seen - expected) / expected;
      ++cells;
    }
    if (rare_expected > 0)
      chi += (rare_seen - rare_expected) * (rare_seen - rare_expected) / rare_expected;
    const double freedom = std::max(1, cells);
    EXPECT_LT(chi, freedom + 4 * std::sqrt(2 * freedom) + 10)
        << "T " << c.temperature << " p " << c.top_p;
  }
}

TEST(CheckSamplingTest, NamesWhatIsOutOfRange) {
  struct Case {
    const char* name;
    SamplingParams params;
  };
  std::vector<Case> cases;
  auto add = [&](const char* name, auto change) {
    Case c{name, {}};
    change(c.params);
    cases.push_back(std::move(c));
  };
  const double nan = std::nan("");
  add("temperature", [](SamplingParams& p) { p.temperature = -1; });
  add("temperature", [](SamplingParams& p) { p.temperature = 1e-9; });
  add("temperature", [=](SamplingParams& p) { p.temperature = nan; });
  add("top_p", [](SamplingParams& p) { p.top_p = 0; });
  add("top_p", [](SamplingParams& p) { p.top_p = 1.01; });
  add("top_p", [=](SamplingParams& p) { p.top_p = nan; });
  add("top_k", [](SamplingParams& p) { p.top_k = -1; });
  add("min_p", [](SamplingParams& p) { p.min_p = 1; });
  add("min_p", [=](SamplingParams& p) { p.min_p = nan; });
  add("max_new_tokens", [](SamplingParams& p) { p.max_new_tokens = 0; });
  add("thinking_budget", [](SamplingParams& p) { p.thinking_budget = -2; });
  add("stop string", [](SamplingParams& p) { p.stop = {""}; });
  add("stop string", [](SamplingParams& p) { p.stop = {std::string(2000, 'x')}; });
  add("stop strings", [](SamplingParams& p) { p.stop.assign(65, "x"); });
  for (const Case& c : cases) {
    const Status status = CheckSampling(c.params);
    ASSERT_FALSE(status) << c.name;
    EXPECT_NE(status.error().message.find(c.name), std::string::npos) << status.error().message;
  }
  EXPECT_TRUE(CheckSampling({}));
}

}  // namespace
}  // namespace rbench
