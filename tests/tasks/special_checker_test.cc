#include "tasks/special_checker.h"

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "sandbox/sandbox.h"
#include "tasks/program_grading.h"

namespace rbench {
namespace {

using Kind = CheckerAnswer::Kind;

class SpecialCheckerTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    SandboxOptions options;
    options.helpers = RBENCH_HELPERS;
    auto started = Sandbox::Start(options);
    ASSERT_TRUE(started) << started.error().message;
    sandbox_ = started->release();
  }
  static void TearDownTestSuite() { delete sandbox_; }

  static CheckerAnswer Judge(const std::string& body, const std::string& output) {
    RunLimits limits;
    limits.cpu_s = 1;
    const std::string source = "def check(input, expected, output):\n  " + body;
    return SpecialChecker(*sandbox_, source, limits).JudgeText("in", "right", output);
  }

  static Sandbox* sandbox_;
};
Sandbox* SpecialCheckerTest::sandbox_ = nullptr;

TEST_F(SpecialCheckerTest, Texts) {
  const struct {
    const char* body;
    const char* output;
    Kind kind;
    const char* reason;  // begins so
  } cases[] = {
      {"return (input, expected) == ('in', 'right')", "any", Kind::kAccepts, ""},
      {"return output == expected", "right", Kind::kAccepts, ""},
      {"return output == expected", "wrong", Kind::kRejects, "the special checker rejects"},
      {"return len(output) == 5", "\xff\xfe\xed\xa0\x80", Kind::kAccepts, ""},
      {"return int(output == expected)", "right", Kind::kBroken,
       "the special checker, on the expected answer: returned neither True nor False"},
      {"return output != expected", "wrong", Kind::kBroken,
       "the special checker, on the expected answer: rejects it"},
      {"raise KeyError(1)", "right", Kind::kBroken,
       "the special checker, on the expected answer: raised KeyError: 1"},
      {"pass", "right", Kind::kBroken,
       "the special checker, on the expected answer: returned neither"},
      {"exit(0)", "right", Kind::kBroken,
       "the special checker, on the expected answer: ended its process"},
      {"while True: pass", "right", Kind::kBroken,
       "the special checker, on the expected answer: ended as TLE"},
      {"return output", "wrong", Kind::kBroken, ""},
      {"return True if output == expected else 1 / 0", "wrong", Kind::kRejects,
       "the special checker raised ZeroDivisionError"},
      {"return True if output == expected else 1", "wrong", Kind::kRejects,
       "the special checker returned neither"},
      {"return True if output == expected else exit(0)", "wrong", Kind::kRejects,
       "the special checker ended its process"},
      {"\n  while output != expected: pass\n  return True", "wrong", Kind::kRejects,
       "the special checker ended as TLE"},
      // Each answer meets a fresh process.
      {"open('/tmp/a', 'x').close()\n  return True", "any", Kind::kAccepts, ""},
  };
  for (const auto& one : cases) {
    const CheckerAnswer answer = Judge(one.body, one.output);
    EXPECT_EQ(answer.kind, one.kind) << one.body << ": " << answer.reason;
    EXPECT_EQ(answer.reason.rfind(one.reason, 0), 0u) << one.body << ": " << answer.reason;
  }
  RunLimits limits;
  for (const char* source : {"def check(", "1 / 0", "def judge(a, b, c): return True"}) {
    EXPECT_EQ(SpecialChecker(*sandbox_, source, limits).JudgeText("", "", "").kind, Kind::kBroken)
        << source;
  }
}

TEST_F(SpecialCheckerTest, ValuesAndNamedArguments) {
  CodeProblem problem;
  problem.entry_point = "f";
  problem.faithful_rule = problem.strict_rule = "python";
  CodeTest test;
  test.kind = CodeTestKind::kCall;
  test.arguments.positional = {Value::List({Value::Int(1), Value::Int(2)})};
  test.expected = Value::Int(2);
  problem.tests = {test};
  problem.checker_source = "def check(input, expected, output): return output in input[0]";
  const auto verdict = [&](const std::string& code) {
    std::string verdicts;
    for (const ProgramMode mode : {ProgramMode::kFaithful, ProgramMode::kStrict}) {
      ProgramGrading grading;
      grading.mode = mode;
      verdicts += GradeProgram(*sandbox_, problem, code, grading).verdict + " ";
    }
    return verdicts;
  };
  EXPECT_EQ(verdict("def f(x): return 1"), "AC AC ");
  EXPECT_EQ(verdict("def f(x): return 3"), "WA WA ");
  EXPECT_EQ(verdict("def f(x):\n  x.append(3)\n  return 3"), "WA WA ");
  EXPECT_EQ(verdict("def f(x): return object()"), "WA WA ");
  EXPECT_EQ(verdict("def f(x): return y"), "RE RE ");
  problem.tests[0].arguments.named = {{"low", Value::Int(4)}};
  problem.checker_source =
      "def check(input, expected, output):\n  positional, named = input\n"
      "  return output in positional[0] + [named['low']]";
  EXPECT_EQ(verdict("def f(x, low): return low"), "AC AC ");
  EXPECT_EQ(verdict("def f(x, low): return 3"), "WA WA ");
  // A result that only its truth was asked of is given to the checker as it is.
  problem.tests[0].relation = AssertRelation::kTruthy;
  EXPECT_EQ(verdict("def f(x, low): return 3"), "WA WA ");
  problem.tests[0].kind = CodeTestKind::kAssert;
  EXPECT_EQ(verdict("def f(x, low): return 3"), "IE IE ");
}

TEST_F(SpecialCheckerTest, BelongsToTheProblemsIdentity) {
  CodeProblem problem;
  const std::string without = ProblemHash(problem);
  problem.checker_source = "a";
  const std::string with = ProblemHash(problem);
  EXPECT_NE(with, without);
  problem.checker_source = "b";
  EXPECT_NE(ProblemHash(problem), with);
}

}  // namespace
}  // namespace rbench
