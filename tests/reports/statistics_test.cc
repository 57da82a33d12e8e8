#include "reports/statistics.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "base/philox.h"

namespace rbench {
namespace {

constexpr double kTight = 1e-12;

TEST(PassAtK, PublishedVectors) {
  EXPECT_NEAR(*PassAtK(64, 20, 8), 0.9599579743944171, kTight);
  EXPECT_NEAR(*PassAtK(10, 3, 5), 0.9166666666666666, kTight);
  EXPECT_NEAR(*PassAtK(200, 1, 100), 0.5, kTight);
  EXPECT_NEAR(*PassAtK(5, 1, 1), 0.2, kTight);
}

TEST(PassHatK, PublishedVectors) {
  EXPECT_NEAR(*PassHatK(64, 51, 8), 0.143863366381118, kTight);
  EXPECT_NEAR(*PassHatK(10, 7, 3), 0.2916666666666667, kTight);
}

TEST(GPassAtK, PublishedVectors) {
  EXPECT_NEAR(*GPassAtK(64, 51, 8, 0.5), 0.993430322732578, kTight);
  EXPECT_NEAR(*GPassAtK(16, 8, 4, 0.75), 0.2846153846153846, kTight);
}

TEST(MajorityAtK, PublishedVectors) {
  using Sizes = std::vector<int>;
  EXPECT_NEAR(*MajorityAtK(Sizes{5, 3, 2}, 0, 3), 7.0 / 12, kTight);
  EXPECT_NEAR(*MajorityAtK(Sizes{5, 3, 2}, 0, 4), 9.0 / 14, kTight);
  EXPECT_NEAR(*MajorityAtK(Sizes{3, 3, 2}, 0, 8), 0.5, kTight);
  EXPECT_NEAR(*MajorityAtK(Sizes{4, 2}, 0, 3), 4.0 / 5, kTight);
  EXPECT_NEAR(*MajorityAtK(Sizes{4, 3}, 3, 3), 7.0 / 12, kTight);
  EXPECT_NEAR(*MajorityAtK(Sizes{30, 20, 10}, 4, 32), 0.9212272689997069, kTight);
}

// All choices of k of n draws, one by one.
struct Enumerated {
  double pass = 0, all = 0, gpass = 0, majority = 0;
};

Enumerated Enumerate(const std::vector<int>& class_of, int k, double threshold) {
  const int n = static_cast<int>(class_of.size());
  const int classes = *std::max_element(class_of.begin(), class_of.end()) + 1;
  Enumerated sums;
  int choices = 0;
  for (uint32_t mask = 0; mask < (1u << n); ++mask) {
    if (std::popcount(mask) != k) continue;
    ++choices;
    std::vector<int> votes(static_cast<size_t>(std::max(classes, 1)), 0);
    for (int i = 0; i < n; ++i) {
      const int c = class_of[static_cast<size_t>(i)];
      if ((mask >> i & 1) != 0 && c >= 0) ++votes[static_cast<size_t>(c)];
    }
    sums.pass += votes[0] > 0 ? 1 : 0;
    sums.all += votes[0] == k ? 1 : 0;
    sums.gpass += votes[0] >= threshold * k ? 1 : 0;
    const int most = *std::max_element(votes.begin(), votes.end());
    if (votes[0] == most && most > 0) {
      sums.majority += 1.0 / static_cast<double>(std::count(votes.begin(), votes.end(), most));
    }
  }
  sums.pass /= choices;
  sums.all /= choices;
  sums.gpass /= choices;
  sums.majority /= choices;
  return sums;
}

TEST(Estimators, EqualEnumerationOfAllChoices) {
  for (uint64_t seed = 0; seed < 150; ++seed) {
    SCOPED_TRACE(seed);
    PhiloxStream random(PhiloxKeyFor(seed, "estimators"));
    const int n = static_cast<int>(random.NextInRange(1, 10));
    const int k = static_cast<int>(random.NextInRange(1, n));
    std::vector<int> class_of;  // -1 = unparsed, 0 = correct
    for (int i = 0; i < n; ++i) class_of.push_back(static_cast<int>(random.NextInRange(-1, 3)));
    std::vector<int> sizes(4, 0);
    int unparsed = 0;
    for (const int c : class_of) ++(c < 0 ? unparsed : sizes[static_cast<size_t>(c)]);
    const double threshold = static_cast<double>(random.NextInRange(1, 4)) / 4;
    const Enumerated expected = Enumerate(class_of, k, threshold);
    EXPECT_NEAR(*PassAtK(n, sizes[0], k), expected.pass, kTight);
    EXPECT_NEAR(*PassHatK(n, sizes[0], k), expected.all, kTight);
    EXPECT_NEAR(*GPassAtK(n, sizes[0], k, threshold), expected.gpass, kTight);
    EXPECT_NEAR(*MajorityAtK(sizes, unparsed, k), expected.majority, kTight);
  }
}

TEST(Estimators, RefuseInsteadOfClamping) {
  EXPECT_FALSE(PassAtK(4, 2, 5));
  EXPECT_FALSE(PassAtK(4, 5, 2));
  EXPECT_FALSE(PassAtK(0, 0, 1));
  EXPECT_FALSE(PassAtK(4, -1, 1));
  EXPECT_FALSE(PassAtK(4, 2, 0));
  EXPECT_FALSE(PassHatK(4, 2, 5));
  EXPECT_FALSE(GPassAtK(4, 2, 5, 0.5));
  EXPECT_FALSE(GPassAtK(4, 2, 2, 0));
  EXPECT_FALSE(GPassAtK(4, 2, 2, std::nan("")));
  EXPECT_FALSE(MajorityAtK(std::vector<int>{2, 1}, 0, 4));
  EXPECT_FALSE(MajorityAtK(std::vector<int>{}, 3, 1));
  EXPECT_FALSE(MajorityAtK(std::vector<int>{2, -1}, 0, 1));
}

TEST(Estimators, ExtremesOfManyDraws) {
  EXPECT_EQ(*PassAtK(8192, 8192, 8192), 1.0);
  EXPECT_EQ(*PassAtK(8192, 0, 4096), 0.0);
  EXPECT_NEAR(*GPassAtK(8192, 4096, 4096, 0.5), 0.5, 0.02);
  EXPECT_NEAR(*MajorityAtK(std::vector<int>{512, 512}, 0, 64), 0.5, 1e-9);
  EXPECT_EQ(*MajorityAtK(std::vector<int>{0, 5}, 3, 4), 0.0);
  EXPECT_EQ(*MajorityAtK(std::vector<int>{0}, 4, 2), 0.0);
}

std::vector<QuestionScore> Published() {
  const double scores[] = {1, 1, 0, 1, 0, 1, 1, 1};
  const char* clusters[] = {"0", "0", "0", "1", "1", "2", "2", "3"};
  std::vector<QuestionScore> questions;
  for (int i = 0; i < 8; ++i) questions.push_back({scores[i], 1, clusters[i]});
  return questions;
}

TEST(ErrorBars, PublishedVectors) {
  const std::vector<QuestionScore> questions = Published();
  const ErrorBars bars = ErrorBarsOf(questions);
  EXPECT_NEAR(*bars.total, 0.163663, 1e-6);
  EXPECT_NEAR(*ClusteredError(questions, false), 0.098821, 1e-6);
  EXPECT_NEAR(*ClusteredError(questions, true), 0.114109, 1e-6);
  EXPECT_NEAR(*bars.clustered, 0.114109, 1e-6);
  EXPECT_FALSE(bars.sampling);  // one draw says nothing about sampling
  EXPECT_FALSE(bars.question);
}

// A known figure: E[x(1-x)] = 0.10 on 30 questions gives 2.9 points at 4 draws and 0.72 at 64.
TEST(ErrorBars, SamplingErrorOfAime) {
  const double p = (1 - std::sqrt(0.6)) / 2;  // p (1 - p) = 0.1
  for (const auto& [draws, points] : {std::pair(4, 2.9), std::pair(16, 1.4), std::pair(64, 0.72)}) {
    // The mean of p^(1 - p^) over draws is 0.1 (K - 1) / K; the estimator divides by K - 1.
    const double seen = 0.1 * (draws - 1) / draws;
    const double q = (1 - std::sqrt(1 - 4 * seen)) / 2;
    const std::vector<QuestionScore> questions(30, QuestionScore{q, draws, ""});
    EXPECT_NEAR(*ErrorBarsOf(questions).sampling * 100, points, 0.06) << draws << " " << p;
  }
}

TEST(ErrorBars, PartsAddUpInSquares) {
  PhiloxStream random(PhiloxKeyFor(4, "bars"));
  std::vector<QuestionScore> questions;
  for (int i = 0; i < 40; ++i) {
    questions.push_back({static_cast<double>(random.NextInRange(0, 8)) / 8, 8, ""});
  }
  const ErrorBars bars = ErrorBarsOf(questions);
  EXPECT_NEAR(*bars.total * *bars.total,
              *bars.sampling * *bars.sampling + *bars.question * *bars.question, kTight);
  EXPECT_FALSE(bars.clustered);
}

TEST(WilsonInterval, KnownValues) {
  const Interval half = WilsonInterval(0.5, 100);
  EXPECT_NEAR(half.low, 0.403832, 1e-5);
  EXPECT_NEAR(half.high, 0.596168, 1e-5);
  const Interval all = WilsonInterval(1, 30);
  EXPECT_NEAR(all.low, 0.886489, 1e-5);
  EXPECT_EQ(all.high, 1.0);
  const Interval none = WilsonInterval(0, 30);
  EXPECT_EQ(none.low, 0.0);
  EXPECT_NEAR(none.high, 1 - 0.886489, 1e-5);
}

TEST(ScoreInterval, IsNeverAPoint) {
  EXPECT_FALSE(ScoreInterval({}));
  for (const double score : {0.0, 0.25, 0.5, 1.0}) {
    for (const int count : {1, 2, 30}) {
      for (const int draws : {1, 4, 64}) {
        const std::vector<QuestionScore> equal(static_cast<size_t>(count), {score, draws, ""});
        const Interval interval = *ScoreInterval(equal);
        EXPECT_LT(interval.low, interval.high) << score << " " << count;
        EXPECT_LE(interval.low, score);
        EXPECT_GE(interval.high, score);
        EXPECT_GE(interval.low, 0.0);
        EXPECT_LE(interval.high, 1.0);
      }
    }
  }
}

// With one draw each, n_eff is n - 1.
TEST(ScoreInterval, OneDrawEach) {
  std::vector<QuestionScore> questions;
  for (int i = 0; i < 50; ++i) questions.push_back({i < 20 ? 1.0 : 0.0, 1, ""});
  const Interval expected = WilsonInterval(0.4, 49);
  EXPECT_NEAR(ScoreInterval(questions)->low, expected.low, 1e-9);
  EXPECT_NEAR(ScoreInterval(questions)->high, expected.high, 1e-9);
}

// The interval covers the truth about as often as it says, also near 1 where ± 2 SE fails.
TEST(ScoreInterval, CoversTheTruth) {
  for (const double truth : {0.5, 0.8, 0.95}) {
    PhiloxStream random(PhiloxKeyFor(9, "coverage"));
    int covered = 0;
    constexpr int kTrials = 2000;
    for (int trial = 0; trial < kTrials; ++trial) {
      std::vector<QuestionScore> questions;
      for (int i = 0; i < 30; ++i)
        questions.push_back({random.NextUniform() < truth ? 1.0 : 0.0, 1, ""});
      const Interval interval = *ScoreInterval(questions);
      covered += interval.low <= truth && truth <= interval.high ? 1 : 0;
    }
    EXPECT_GT(covered, kTrials * 0.92) << truth;
  }
}

}  // namespace
}  // namespace rbench
