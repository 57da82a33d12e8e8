#include "models/engine/repetition_detector.h"

#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace rbench {
namespace {

// The index of the token at which the detector fires, or -1.
int FiresAt(const std::vector<TokenId>& tokens) {
  RepetitionDetector detector;
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (detector.Push(tokens[i])) return static_cast<int>(i);
  }
  return -1;
}

// The rule by definition, at the end of `tokens`.
bool SlowLoop(const std::vector<TokenId>& tokens, size_t n) {
  for (size_t period = 1; period <= 64; ++period) {
    const size_t span = std::max<size_t>(256, 8 * period);
    if (span > n) continue;
    bool equal = true;
    for (size_t i = n - span + period; i < n && equal; ++i) equal = tokens[i] == tokens[i - period];
    if (equal) return true;
  }
  return false;
}

TEST(RepetitionDetectorTest, FiresWhereTheRuleSays) {
  for (int period : {1, 2, 3, 7, 31, 32, 33, 63, 64}) {
    std::vector<TokenId> tokens;
    for (int i = 0; i < 100; ++i) tokens.push_back(1000 + i);
    for (int i = 0; i < 1000; ++i) tokens.push_back(i % period);
    const int span = std::max(256, 8 * period);
    EXPECT_EQ(FiresAt(tokens), 100 + span - 1) << period;
  }
  std::vector<TokenId> longer;
  for (int i = 0; i < 2000; ++i) longer.push_back(i % 65);
  EXPECT_EQ(FiresAt(longer), -1);
}

TEST(RepetitionDetectorTest, AgreesWithTheDefinition) {
  std::mt19937_64 random(23);
  int fired = 0;
  for (int round = 0; round < 40; ++round) {
    std::vector<TokenId> tokens;
    while (tokens.size() < 700) {
      const size_t period = 1 + random() % 70;
      const size_t length = random() % 600;
      const size_t begin = tokens.size();
      for (size_t i = 0; i < length; ++i) {
        tokens.push_back(i < period ? static_cast<TokenId>(random() % 3)
                                    : tokens[begin + i - period]);
      }
    }
    RepetitionDetector detector;
    for (size_t i = 0; i < tokens.size(); ++i) {
      const bool got = detector.Push(tokens[i]);
      fired += got ? 1 : 0;
      if (i % 7 == 0 || got) {
        ASSERT_EQ(got, SlowLoop(tokens, i + 1)) << round << " at " << i;
      }
    }
  }
  EXPECT_GT(fired, 0);
}

}  // namespace
}  // namespace rbench
