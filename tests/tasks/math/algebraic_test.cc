#include <cstdint>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/philox.h"
#include "tasks/math/check.h"
#include "tests/support/check_worker.h"

// Proofs about algebraic numbers in this process, by separation bounds: no worker is given, so that
// "proved" means that they alone decided. Calcium, in a worker, is the other opinion.

namespace rbench::math {
namespace {

CheckResult Alone(const std::string& gold, const std::string& answer) {
  return Check(gold, answer, LenientPolicy(), nullptr);
}

struct Identity {
  const char* left;
  const char* right;
};

// Classical ones, each named by where it is met.
const Identity kIdentities[] = {
    {"\\sqrt{11}", "\\tan(3\\pi/11)+4\\sin(2\\pi/11)"},
    {"1", "\\sqrt[3]{2+\\sqrt5}+\\sqrt[3]{2-\\sqrt5}"},
    {"\\sqrt[3]{\\sqrt[3]{2}-1}", "\\sqrt[3]{1/9}-\\sqrt[3]{2/9}+\\sqrt[3]{4/9}"},  // Ramanujan
    {"\\sqrt{\\sqrt[3]{5}-\\sqrt[3]{4}}", "(\\sqrt[3]{2}+\\sqrt[3]{20}-\\sqrt[3]{25})/3"},
    {"\\frac12", "\\cos(\\pi/7)-\\cos(2\\pi/7)+\\cos(3\\pi/7)"},
    {"\\frac{1+\\sqrt5}{4}", "\\cos 36^\\circ"},
    {"\\frac18", "\\sin 10^\\circ \\sin 50^\\circ \\sin 70^\\circ"},
    {"\\frac{1+i\\sqrt3}{2}", "e^{i\\pi/3}"},
    {"\\frac{\\sqrt{17}-1}{2}",  // Gauss: a period of the 17-gon
     "2\\cos(2\\pi/17)+2\\cos(4\\pi/17)+2\\cos(8\\pi/17)+2\\cos(16\\pi/17)"},
    {"\\sqrt{2}+\\sqrt{3}+\\sqrt{5}", "\\sqrt{10+2\\sqrt6+2\\sqrt{10}+2\\sqrt{15}}"},
    {"3", "|1+2\\sqrt{2}i|"},
    {"2", "\\lfloor \\sqrt[3]{7+5\\sqrt2}\\rfloor"},
    {"\\pi/5", "\\arccos\\left(\\frac{1+\\sqrt5}{4}\\right)"},
};

TEST(Algebraic, ProvesClassicalIdentities) {
  for (const Identity& identity : kIdentities) {
    EXPECT_EQ(Alone(identity.left, identity.right).decision, Decision::kEqual)
        << identity.left << " = " << identity.right;
    // Whatever is added, the two are no longer the same, and nobody may say so.
    const std::string more = fmt::format("{} + 10^{{-60}}", identity.right);
    EXPECT_EQ(Alone(identity.left, more).decision, Decision::kNotEqual)
        << identity.left << " = " << more;
  }
}

struct Pair {
  std::string left;
  std::string right;
};

std::string Surd(PhiloxStream& draws) {
  return fmt::format("({}{:+}\\sqrt{{{}}})", draws.NextInRange(-9, 9), draws.NextInRange(1, 9),
                     draws.NextInRange(2, 30));
}

// Both sides are equal by construction.
Pair RandomIdentity(PhiloxStream& draws) {
  switch (draws.NextInRange(0, 5)) {
    case 0: {  // sqrt(a + b + 2 sqrt(ab)) = sqrt a + sqrt b
      const int64_t a = draws.NextInRange(2, 99);
      const int64_t b = draws.NextInRange(2, 99);
      return {fmt::format("\\sqrt{{{}+2\\sqrt{{{}}}}}", a + b, a * b),
              fmt::format("\\sqrt{{{}}}+\\sqrt{{{}}}", a, b)};
    }
    case 1: {  // the cube of a + b sqrt c, and its root
      const int64_t a = draws.NextInRange(1, 9);
      const int64_t b = draws.NextInRange(1, 9);
      const int64_t c = draws.NextInRange(2, 15);
      return {fmt::format("\\sqrt[3]{{{}+{}\\sqrt{{{}}}}}", a * a * a + 3 * a * b * b * c,
                          3 * a * a * b + b * b * b * c, c),
              fmt::format("{}+{}\\sqrt{{{}}}", a, b, c)};
    }
    case 2: {  // 2 cos x cos y = cos(x + y) + cos(x - y)
      const int64_t q = draws.NextInRange(5, 24);
      const int64_t m = draws.NextInRange(1, 40);
      const int64_t n = draws.NextInRange(1, 40);
      return {fmt::format("2\\cos\\frac{{{}\\pi}}{{{}}}\\cos\\frac{{{}\\pi}}{{{}}}", m, q, n, q),
              fmt::format("\\cos\\frac{{{}\\pi}}{{{}}}+\\cos\\frac{{{}\\pi}}{{{}}}", m + n, q,
                          m - n, q)};
    }
    case 3: {  // x^2 - y^2 = (x + y)(x - y) of nested roots
      const std::string x = fmt::format("\\sqrt[3]{{7+{}}}", draws.NextInRange(1, 50));
      const std::string y = fmt::format("\\sqrt{{40+{}}}", Surd(draws));
      return {fmt::format("({0})^2-({1})^2", x, y), fmt::format("({0}+{1})({0}-{1})", x, y)};
    }
    case 4: {  // two spellings of a negative power
      const std::string x = Surd(draws);
      return {fmt::format("\\frac{{1}}{{(50+{0})^2}}", x), fmt::format("(50+{0})^{{-2}}", x)};
    }
    default: {  // Euler's formula
      const int64_t q = draws.NextInRange(3, 60);
      const int64_t p = draws.NextInRange(1, 2 * q);
      return {fmt::format("e^{{\\frac{{2\\pi i {}}}{{{}}}}}", p, q),
              fmt::format("\\cos\\frac{{{0}\\pi}}{{{1}}}+i\\sin\\frac{{{0}\\pi}}{{{1}}}", 2 * p,
                          q)};
    }
  }
}

TEST(Algebraic, ProvesRandomIdentitiesAndOnlyThose) {
  constexpr uint64_t kSeed = 20241126;
  SCOPED_TRACE(fmt::format("seed {}", kSeed));
  PhiloxStream draws(PhiloxKeyFor(kSeed, "algebraic"));
  for (int round = 0; round < 300; ++round) {
    const Pair pair = RandomIdentity(draws);
    const CheckResult equal = Alone(pair.left, pair.right);
    EXPECT_EQ(equal.decision, Decision::kEqual)
        << pair.left << " = " << pair.right << ": " << equal.reason;
    const std::string other = pair.right + "+10^{-40}";
    EXPECT_EQ(Alone(pair.left, other).decision, Decision::kNotEqual) << pair.left << " = " << other;
  }
}

TEST(Algebraic, TwoProofsNeverContradict) {
  constexpr uint64_t kSeed = 7;
  SCOPED_TRACE(fmt::format("seed {}", kSeed));
  PhiloxStream draws(PhiloxKeyFor(kSeed, "two proofs"));
  int both = 0;
  for (int round = 0; round < 60; ++round) {
    const Pair pair = RandomIdentity(draws);
    // With that logarithm it is no a + b pi: normal form or worker has to decide.
    const auto with_logarithm = [](const std::string& side) { return side + "+\\ln(\\sin 1)"; };
    const CheckResult alone = Alone(pair.left, pair.right);
    const CheckResult helped = Check(with_logarithm(pair.left), with_logarithm(pair.right),
                                     LenientPolicy(), &TestCheckWorkers());
    if (helped.decision == Decision::kUndecided) continue;
    EXPECT_EQ(helped.decision, alone.decision) << pair.left << " = " << pair.right;
    ++both;
  }
  EXPECT_GT(both, 10);
}

}  // namespace
}  // namespace rbench::math
