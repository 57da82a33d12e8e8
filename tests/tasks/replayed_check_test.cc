#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "sandbox/sandbox.h"
#include "tasks/program_grading.h"

// Checks that are source, in strict mode: replayed where they can be, else in the program's own
// process and tagged.

namespace rbench {
namespace {

class ReplayedCheckTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    SandboxOptions options;
    options.helpers = RBENCH_HELPERS;
    auto started = Sandbox::Start(options);
    ASSERT_TRUE(started) << started.error().message;
    sandbox_ = started->release();
  }
  static void TearDownTestSuite() { delete sandbox_; }

  // "AC", "WA+weak", ... of `program` under `check`, where `reference` is right.
  static std::string Verdict(const std::string& check, const std::string& reference,
                             const std::string& program, const std::string& class_name = "") {
    CodeProblem problem;
    problem.entry_point = "f";
    problem.class_name = class_name;
    problem.reference = reference;
    problem.check_source = check;
    problem.faithful_rule = problem.strict_rule = "python";
    CodeTest test;
    test.kind = CodeTestKind::kAssert;
    test.assert_source = check;
    problem.tests = {test};
    ProgramGrading grading;
    grading.cpu_s = 0.5;
    grading.checker_cpu_s = 0.5;
    const ProgramGrade grade = GradeProgram(*sandbox_, problem, program, grading);
    EXPECT_FALSE(grade.verdict == "IE") << grade.reason;
    return grade.verdict + (grade.weak ? "+weak" : "");
  }

  static Sandbox* sandbox_;
};
Sandbox* ReplayedCheckTest::sandbox_ = nullptr;

constexpr const char* kDouble = "def f(n):\n  return 2 * n\n";
constexpr const char* kTriple = "def f(n):\n  return 3 * n\n";
constexpr const char* kAnything =
    "class Any(int):\n  __eq__ = __lt__ = __gt__ = lambda *_: True\n  __ne__ = lambda *_: False\n"
    "  __sub__ = __rsub__ = __abs__ = lambda self, *_: self\n  __hash__ = int.__hash__\n"
    "def f(*_): return Any()\n";

TEST_F(ReplayedCheckTest, LoopsExpressionsAndRandomInputs) {
  const char* const checks[] = {
      "for n in range(1, 9):\n  assert f(n) == n + n\n",
      "assert abs(f(1.5) - 3) < 1e-6\n",
      "import math\nassert math.isclose(f(1.5), 3.0, rel_tol=1e-9)\n",
      "import random\nfor _ in range(20):\n  n = random.randint(1, 99)\n  assert f(n) / n == 2\n",
      "def check(g):\n  assert str(g(4)) == '8'\n\ncheck(f)\n",
      "assert [f(n) for n in (1, 2)] == sorted([2, 4]), 'message'\n",
      "assert f(n=3) == 2 * 3\n",
      "assert f(f(f(1))) == 2 * 2 * 2\n",
      "n = 1\nwhile n < 100: n = f(n)\nassert n == 64 * 2\n",
      "assert 'boo' not in str(f(1)) and f(2) > f(1) and f(2) == 4\n",
  };
  for (const char* check : checks) {
    EXPECT_EQ(Verdict(check, kDouble, kDouble), "AC") << check;
    EXPECT_EQ(Verdict(check, kDouble, kTriple), "WA") << check;
    EXPECT_EQ(Verdict(check, kDouble, kAnything), check == checks[6] ? "RE" : "WA") << check;
    EXPECT_EQ(Verdict(check, kDouble, "def f(n):\n  return n / 0"), "RE") << check;
    EXPECT_EQ(Verdict(check, kDouble, "import sys\nsys.exit(0)"), "RE") << check;
    EXPECT_EQ(Verdict(check, kDouble, "def f(n): return object()"), "WA") << check;
  }
  EXPECT_EQ(Verdict(checks[0], kDouble, "def f(n):\n  while True: pass"), "TLE");
}

// What is right need not be what the reference returns.
TEST_F(ReplayedCheckTest, OtherAnswersLeadToOtherCalls) {
  const char* const check =
      "x = 50\nfor _ in range(5):\n  y = f(x)\n  assert abs(y - x) == 1\n  x = y\n";
  EXPECT_EQ(Verdict(check, "def f(n):\n  return n + 1\n", "def f(n):\n  return n - 1"), "AC");
  EXPECT_EQ(
      Verdict(check, "def f(n):\n  return n + 1\n", "def f(n):\n  return n - 1 if n > 47 else n"),
      "WA");
  // It must come to an end.
  EXPECT_EQ(Verdict("x = 1\nwhile x != 4:\n  x = f(x)\n", kDouble, "def f(n):\n  return n + 8"),
            "WA");
  EXPECT_EQ(Verdict("for x in range(f(5)): pass\n", kDouble, "def f(n):\n  return 10 ** 12"), "WA");
}

TEST_F(ReplayedCheckTest, Methods) {
  const char* const reference = "class Solution:\n  def f(self, n):\n    return 2 * n\n";
  const char* const check = "def check(g):\n  assert g(2) + 0 == 4\n\ncheck(Solution().f)\n";
  EXPECT_EQ(Verdict(check, reference, reference, "Solution"), "AC");
  EXPECT_EQ(
      Verdict(check, reference, "class Solution:\n  def f(self, n):\n    return 3", "Solution"),
      "WA");
}

// A reference may call itself, and what stands beside it belongs to the check too.
TEST_F(ReplayedCheckTest, References) {
  const char* const reference =
      "def twice(n): return 2 * n\ndef f(n):\n  return n and 2 + f(n - 1)\n";
  EXPECT_EQ(Verdict("assert f(4) == twice(4)\n", reference, kDouble), "AC");
  EXPECT_EQ(Verdict("assert f(4) == twice(4)\n", reference, kTriple), "WA");
}

TEST_F(ReplayedCheckTest, WhatCannotBeReplayedIsTagged) {
  const struct {
    const char* check;
    const char* reference;
    const char* program;
  } cases[] = {
      {"assert f(4) == 4 * 2\n", "", kDouble},
      {"assert f(4) == 4 * 2\n", kTriple, kDouble},
      {"a = [2, 1]\nf(a)\nassert a == [1, 2]\n", "def f(a): a.sort()\n", "def f(a): a.sort()"},
      {"assert f(object) is object\n", "def f(x): return x\n", "def f(x): return x"},
      {"assert list(f(3)) == [0, 1, 2]\n", "def f(n): return iter(range(n))\n",
       "def f(n): return iter(range(n))"},
      {"try:\n  f(0)\n  assert False\nexcept ZeroDivisionError: pass\n", "def f(n): return 1 / n\n",
       "def f(n): return 1 / n"},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(Verdict(one.check, one.reference, one.program), "AC+weak") << one.check;
  }
}

}  // namespace
}  // namespace rbench
