#include <cinttypes>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/philox.h"
#include "tasks/math/check.h"
#include "tasks/math/parser.h"
#include "tests/support/check_worker.h"
#include "tests/support/test_data.h"
#include "tests/tasks/math/gold_rewrites.h"

// Properties over every published gold: it equals itself, also written a little differently; order
// of the two sides does not matter; a number that differs is never equal.

namespace rbench {
namespace {

using math::Check;
using math::CheckResult;
using math::Decision;
using math::Policy;

constexpr uint64_t kSeed = 20240607;
constexpr double kMaxUndecidedShare = 0.005;
constexpr size_t kPairs = 1500;  // of one data set

class Golds : public testing::Test {
 protected:
  // Read once: loading is most of the time.
  static const std::vector<GoldSet>& Sets() {
    static const std::vector<GoldSet> sets = PublishedGolds(TestDataDirectory());
    return sets;
  }

  void SetUp() override {
    const std::string data = TestDataDirectory();
    RBENCH_REQUIRE_TEST_DATA(data);
    std::printf("seed %" PRIu64 "\n", kSeed);
  }
};

struct Counts {
  size_t all = 0;
  size_t equal = 0;
  size_t undecided = 0;
};

TEST_F(Golds, EqualThemselves) {
  for (const GoldSet& set : Sets()) {
    Counts counts;
    for (const std::string& gold : set.golds) {
      for (const Policy& policy : {math::StrictPolicy(), math::LenientPolicy()}) {
        const CheckResult result = Check(gold, gold, policy, nullptr);
        ++counts.all;
        counts.equal += result.decision == Decision::kEqual;
        EXPECT_EQ(result.decision, Decision::kEqual) << set.name << ": " << gold;
      }
    }
    std::printf("%-16s %6zu golds, %zu of %zu checks equal\n", set.name.c_str(), set.golds.size(),
                counts.equal, counts.all);
  }
}

// Every gold can be read: equality of two texts alone would not need that.
TEST_F(Golds, AreRead) {
  for (const GoldSet& set : Sets()) {
    size_t unread = 0;
    for (const std::string& gold : set.golds) {
      const math::ParseResult parsed = math::ParseAnswer(gold);
      if (parsed.status == math::ParseStatus::kParsed) continue;
      ++unread;
      std::printf("  %s: not read at byte %zu: %s\n", set.name.c_str(), parsed.position,
                  gold.c_str());
    }
    EXPECT_LE(static_cast<double>(unread),
              kMaxUndecidedShare * static_cast<double>(set.golds.size()))
        << set.name;
  }
}

TEST_F(Golds, AreEqualWhenWrittenALittleDifferently) {
  PhiloxStream random(PhiloxKeyFor(kSeed, "rewrites"));
  std::map<std::string, Counts> by_rewrite;
  const Policy policy = math::StrictPolicy();
  for (const GoldSet& set : Sets()) {
    Counts of_set;
    size_t shown = 0;
    for (const std::string& gold : set.golds) {
      for (const Rewrite& rewrite : RewritesOf(gold, random)) {
        const CheckResult result = Check(gold, rewrite.text, policy, &TestCheckWorkers());
        for (Counts* counts : {&of_set, &by_rewrite[rewrite.name]}) {
          ++counts->all;
          counts->equal += result.decision == Decision::kEqual;
          counts->undecided += result.decision == Decision::kUndecided;
        }
        if (result.decision == Decision::kEqual) continue;
        const bool wrong = result.decision != Decision::kUndecided;
        if (wrong || ++shown <= 10) {
          std::printf("  %s, %s: %s (%s)\n    %s\n    %s\n", set.name.c_str(), rewrite.name,
                      math::DecisionName(result.decision), result.reason.c_str(), gold.c_str(),
                      rewrite.text.c_str());
        }
        EXPECT_FALSE(wrong) << set.name << ", " << rewrite.name << ": " << gold << " | "
                            << rewrite.text;
      }
    }
    std::printf("%-22s %7zu checks, %zu equal, %zu undecided\n", set.name.c_str(), of_set.all,
                of_set.equal, of_set.undecided);
    EXPECT_LT(static_cast<double>(of_set.undecided),
              kMaxUndecidedShare * static_cast<double>(of_set.all))
        << set.name;
  }
  for (const auto& [name, counts] : by_rewrite) {
    std::printf("%-22s %7zu checks, %zu equal, %zu undecided\n", name.c_str(), counts.all,
                counts.equal, counts.undecided);
    EXPECT_LT(static_cast<double>(counts.undecided),
              kMaxUndecidedShare * static_cast<double>(counts.all) + 1)
        << name;
  }
  // Each rewrite is met by golds that it fits.
  for (const char* name : {"blanks inside", "\\left \\right", "\\left alone", "\\right alone",
                           "without \\left", "\\dfrac", "\\frac", "x =", "braces", "unit omitted",
                           "order", "sides swapped"}) {
    EXPECT_GE(by_rewrite[name].all, 40u) << name;
  }
}

// Without the switches that look at one side only.
Policy SymmetricPolicy() {
  Policy policy = math::LenientPolicy();
  policy.decimal_gold_rounds = false;
  policy.bare_percent = false;
  return policy;
}

TEST_F(Golds, HaveTheSameVerdictTheOtherWayRound) {
  PhiloxStream random(PhiloxKeyFor(kSeed, "pairs"));
  const Policy policy = SymmetricPolicy();
  for (const GoldSet& set : Sets()) {
    Counts counts;
    for (size_t i = 0; i < kPairs; ++i) {
      const auto any = [&]() -> const std::string& {
        return set.golds[static_cast<size_t>(random.NextBelow(set.golds.size()))];
      };
      const std::string& a = any();
      std::string b = any();
      if (i % 3 == 0) {
        const std::vector<Rewrite> rewrites = RewritesOf(a, random);
        b = rewrites[static_cast<size_t>(random.NextBelow(rewrites.size()))].text;
      } else if (i % 3 == 1) {
        if (const std::string other = WithOtherDigit(a, random); !other.empty()) b = other;
      }
      // An answer that cannot be read is wrong; of a gold it is the data that is wrong.
      if (!math::ReadsAsAnswer(a) || !math::ReadsAsAnswer(b)) continue;
      const CheckResult there = Check(a, b, policy, &TestCheckWorkers());
      const CheckResult back = Check(b, a, policy, &TestCheckWorkers());
      ++counts.all;
      counts.equal += there.decision == Decision::kEqual;
      counts.undecided += there.decision == Decision::kUndecided;
      EXPECT_EQ(math::DecisionName(there.decision), std::string(math::DecisionName(back.decision)))
          << set.name << " pair " << i << ": " << there.reason << ", " << back.reason << "\n  " << a
          << "\n  " << b;
    }
    std::printf("%-16s %zu pairs, %zu equal, %zu undecided\n", set.name.c_str(), counts.all,
                counts.equal, counts.undecided);
    EXPECT_GE(counts.all, kPairs * 9 / 10);
    EXPECT_GE(counts.equal, kPairs / 4);
    EXPECT_LT(counts.equal, kPairs / 2);
  }
}

// A plain number, its successor, and another digit in it are three values; so with a sign, as a
// fraction, with a unit.
TEST_F(Golds, DifferFromOtherNumbers) {
  PhiloxStream random(PhiloxKeyFor(kSeed, "digits"));
  for (const GoldSet& set : Sets()) {
    size_t checks = 0;
    for (const std::string& gold : set.golds) {
      const math::ParseResult parsed = math::ParseAnswer(gold);
      if (parsed.status != math::ParseStatus::kParsed) continue;
      const math::NodeKind kind = parsed.tree[parsed.tree.root].kind;
      if (kind == math::NodeKind::kWords || kind == math::NodeKind::kList) continue;
      std::vector<std::string> others;
      if (kind == math::NodeKind::kNumber || kind == math::NodeKind::kNegate ||
          kind == math::NodeKind::kQuotient || kind == math::NodeKind::kProduct ||
          kind == math::NodeKind::kSum || kind == math::NodeKind::kPower) {
        others.push_back(gold + "+1");
        others.push_back("1+" + gold);
        others.push_back(gold + "-10^{-30}");
        others.push_back("\\frac{10^{25}+1}{10^{25}}\\left(" + gold + "\\right)");
      }
      if (const std::string other = WithOtherDigit(gold, random); !other.empty()) {
        others.push_back(other);
      }
      for (const std::string& other : others) {
        // 0 times anything stays 0.
        if (gold == "0" && other.find("10^{25}") != std::string::npos) continue;
        for (const Policy& policy : {math::StrictPolicy(), math::LenientPolicy()}) {
          Policy exact = policy;
          exact.decimal_gold_rounds = false;
          ++checks;
          const CheckResult result = Check(gold, other, exact, &TestCheckWorkers());
          EXPECT_NE(result.decision, Decision::kEqual)
              << set.name << " by " << result.reason << ": " << gold << " | " << other;
        }
      }
    }
    std::printf("%-16s %zu checks, none equal\n", set.name.c_str(), checks);
  }
}

TEST_F(Golds, NeedNoBackstop) {
  for (const GoldSet& set : Sets()) {
    for (size_t i = 1; i < set.golds.size(); i += 7) {
      Check(set.golds[i - 1], set.golds[i], math::LenientPolicy(), &TestCheckWorkers());
    }
  }
  EXPECT_EQ(TestCheckWorkers().counts().backstops, 0);
}

}  // namespace
}  // namespace rbench
