#include "base/philox.h"

#include <cmath>
#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace rbench {
namespace {

// Known answers published with the Random123 library (kat_vectors, philox4x32, 10 rounds).
TEST(Philox, PublishedKnownAnswers) {
  EXPECT_EQ(Philox4x32({0, 0, 0, 0}, {0, 0}),
            (PhiloxCounter{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  constexpr uint32_t kOnes = 0xffffffff;
  EXPECT_EQ(Philox4x32({kOnes, kOnes, kOnes, kOnes}, {kOnes, kOnes}),
            (PhiloxCounter{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(Philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (PhiloxCounter{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

// The first eight bytes, little endian, of SHA-256 over 01 00 00 00 00 00 00 00 "draws", from
// Python's hashlib.
TEST(Philox, KeyIsThePrefixOfTheHash) {
  const PhiloxKey key = PhiloxKeyFor(1, "draws");
  const uint64_t joined = uint64_t{key[1]} << 32 | key[0];
  EXPECT_EQ(joined, 0xc1f5abb9e6d6ef5au);
  EXPECT_NE(PhiloxKeyFor(1, "a"), PhiloxKeyFor(2, "a"));
  EXPECT_NE(PhiloxKeyFor(1, "a"), PhiloxKeyFor(1, "b"));
}

TEST(Philox, UniformCoversTheHalfOpenUnitInterval) {
  EXPECT_EQ(UniformFrom({0, 0, 0, 0}), 0.0);
  EXPECT_EQ(UniformFrom({0xffffffff, 0xffffffff, 0, 0}), 1.0 - 0x1p-53);
  EXPECT_EQ(UniformFrom({0, 0x80000000, 0, 0}), 0.5);
  EXPECT_EQ(UniformFrom({0x7ff, 0, 9, 9}), 0.0);  // the lowest eleven bits are not used
  EXPECT_EQ(UniformFrom({0x800, 0, 0, 0}), 0x1p-53);
}

TEST(PhiloxStream, WordsComeFromConsecutiveCounters) {
  const PhiloxKey key = {3, 4};
  PhiloxStream stream(key, 9);
  for (uint32_t block = 0; block < 3; ++block) {
    for (const uint32_t word : Philox4x32({block, 0, 0, 9}, key)) EXPECT_EQ(stream.NextU32(), word);
  }
  PhiloxStream wide(key, 9);
  const PhiloxCounter first = Philox4x32({0, 0, 0, 9}, key);
  EXPECT_EQ(wide.NextU64(), uint64_t{first[1]} << 32 | first[0]);
}

TEST(PhiloxStream, NextBelowIsInRangeAndEven) {
  PhiloxStream stream(PhiloxKeyFor(5, "below"));
  for (const uint64_t bound : {uint64_t{1}, uint64_t{2}, uint64_t{7}, uint64_t{1000}, UINT64_MAX}) {
    for (int i = 0; i < 200; ++i) ASSERT_LT(stream.NextBelow(bound), bound);
  }
  // Chi-square with 9 degrees of freedom: 99.99 % of fair streams are below 33.7; this one is
  // fixed.
  std::vector<int> counts(10);
  constexpr int kDraws = 20000;
  for (int i = 0; i < kDraws; ++i) ++counts[stream.NextBelow(10)];
  double chi_square = 0;
  for (const int count : counts) chi_square += std::pow(count - kDraws / 10.0, 2) / (kDraws / 10.0);
  EXPECT_LT(chi_square, 33.7);
}

// With a bound of 3 * 2^62 a plain modulo would hit the lower third twice as often.
TEST(PhiloxStream, NextBelowIsUnbiasedForHugeBounds) {
  PhiloxStream stream(PhiloxKeyFor(6, "huge"));
  constexpr uint64_t kBound = uint64_t{3} << 62;
  int low = 0;
  constexpr int kDraws = 20000;
  for (int i = 0; i < kDraws; ++i) low += stream.NextBelow(kBound) < kBound / 3 ? 1 : 0;
  EXPECT_NEAR(low / static_cast<double>(kDraws), 1.0 / 3, 0.015);
}

TEST(PhiloxStream, NextInRangeIncludesBothEnds) {
  PhiloxStream stream(PhiloxKeyFor(7, "range"));
  std::set<int64_t> seen;
  for (int i = 0; i < 500; ++i) seen.insert(stream.NextInRange(-2, 3));
  EXPECT_EQ(seen, (std::set<int64_t>{-2, -1, 0, 1, 2, 3}));
  EXPECT_EQ(stream.NextInRange(5, 5), 5);
  bool negative = false;
  bool positive = false;
  for (int i = 0; i < 100; ++i) {
    const int64_t value = stream.NextInRange(INT64_MIN, INT64_MAX);
    negative |= value < 0;
    positive |= value > 0;
  }
  EXPECT_TRUE(negative && positive);
}

TEST(PhiloxStream, UniformHasTheRightMoments) {
  PhiloxStream stream(PhiloxKeyFor(8, "uniform"));
  double sum = 0;
  double squares = 0;
  constexpr int kDraws = 50000;
  for (int i = 0; i < kDraws; ++i) {
    const double x = stream.NextUniform();
    ASSERT_GE(x, 0.0);
    ASSERT_LT(x, 1.0);
    sum += x;
    squares += x * x;
  }
  EXPECT_NEAR(sum / kDraws, 0.5, 0.01);
  EXPECT_NEAR(squares / kDraws, 1.0 / 3, 0.01);
}

}  // namespace
}  // namespace rbench
