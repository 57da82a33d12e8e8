#include <memory>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "sandbox/sandbox.h"
#include "tasks/program_grading.h"

// How the runners of HumanEval, MBPP and EvalPlus judge programs, quirks included, through the
// readers of their layouts and the grader's faithful mode; beside it what the fair mode says.
// Sources: openai/human-eval execution.py, bigcode-evaluation-harness code_eval.py, evalplus
// eval/__init__.py, at the commits that sandboxed judging was studied at.

namespace rbench {
namespace {

struct Vector {
  const char* name;
  const char* program;
  const char* faithful;  // "AC", "WA", ...; what upstream passes is "AC"
  const char* strict;
};

class FunctionFaithful : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    SandboxOptions options;
    options.helpers = RBENCH_HELPERS;
    auto started = Sandbox::Start(options);
    ASSERT_TRUE(started) << started.error().message;
    sandbox_ = started->release();
  }
  static void TearDownTestSuite() { delete sandbox_; }

  static CodeProblem Read(const char* layout, const Json& row) {
    const std::string line = DumpJson(row);
    auto read = ReadCodeProblems(layout, {{layout, line}});
    EXPECT_TRUE(read) << read.error().message;
    return read->problems.at(0);
  }

  static ProgramGrade Grade(const CodeProblem& problem, const std::string& program,
                            ProgramMode mode, double time_factor = 1) {
    ProgramGrading grading;
    grading.mode = mode;
    grading.cpu_s = 0.5;
    grading.memory_mb = 256;
    grading.time_factor = time_factor;
    return GradeProgram(*sandbox_, problem, program, grading);
  }

  static void Check(const CodeProblem& problem, const Vector& vector) {
    const ProgramGrade faithful = Grade(problem, vector.program, ProgramMode::kFaithful);
    EXPECT_EQ(faithful.verdict, vector.faithful) << vector.name << ": " << faithful.reason;
    const ProgramGrade strict = Grade(problem, vector.program, ProgramMode::kStrict);
    EXPECT_EQ(strict.verdict, vector.strict) << vector.name << ", strict: " << strict.reason;
    EXPECT_FALSE(strict.weak) << vector.name;
  }

  static Sandbox* sandbox_;
};
Sandbox* FunctionFaithful::sandbox_ = nullptr;

// One namespace for prompt, completion, test and call; passing is not raising; the limit is of the
// whole check; exit and quit are None.
TEST_F(FunctionFaithful, HumanEval) {
  const CodeProblem problem =
      Read("humaneval", {{"task_id", "HumanEval/double"},
                         {"prompt", "def double(n):\n    \"\"\"Twice n.\"\"\"\n"},
                         {"entry_point", "double"},
                         {"canonical_solution", "    return 2 * n\n"},
                         {"test",
                          "\n\nMETADATA = {}\n\n\ndef check(candidate):\n"
                          "    assert candidate(2) == 4\n    assert candidate(-3) == -6\n"}});
  const Vector vectors[] = {
      {"right", "def double(n):\n  return 2 * n", "AC", "AC"},
      {"wrong", "def double(n):\n  return n * n", "WA", "WA"},
      {"prints", "def double(n):\n  print(n)\n  return 2 * n", "AC", "AC"},
      {"float for int", "def double(n):\n  return 2.0 * n", "AC", "AC"},
      {"raises", "def double(n):\n  raise ValueError", "RE", "RE"},
      {"no such function", "def twice(n):\n  return 2 * n", "RE", "RE"},
      {"does not parse", "def double(n):\nreturn 2 * n", "CE", "CE"},
      {"raises an assertion error", "def double(n):\n  assert False", "WA", "RE"},
      {"reads input", "def double(n):\n  input()\n  return 2 * n", "RE", "RE"},
      {"loops", "def double(n):\n  while True: pass", "TLE", "TLE"},
      {"loops before the call", "while True: pass", "TLE", "TLE"},
      {"leaves with 0", "import sys\ndef double(n):\n  sys.exit(0)", "RE", "RE"},
      {"leaves with 0 before the check", "import sys\nsys.exit(0)", "RE", "RE"},
      {"raises SystemExit", "def double(n):\n  raise SystemExit(0)", "RE", "RE"},
      {"dies", "import os\ndef double(n):\n  os._exit(0)", "RE", "RE"},
      {"calls exit", "def double(n):\n  exit(0)", "RE", "RE"},
      {"calls quit before the check", "def double(n):\n  return 2 * n\nquit()", "RE", "RE"},
      // None is not callable, which is an exception like another.
      {"catches what exit raises",
       "def double(n):\n  try: exit()\n  except Exception: return 2 * n", "AC", "RE"},
      // exec gives the program no __name__, and builtins has one of its own.
      {"a wrong main guard",
       "def double(n):\n  return 2 * n\nif __name__ == '__main__':\n  double()", "AC", "AC"},
      {"a class under a main guard",
       "class A:\n  pass\ndef double(n):\n  return 2 * n if A.__module__ == 'builtins' else 0",
       "AC", "WA"},
      // One process: the second call sees what the first left.
      {"right once", "seen = []\ndef double(n):\n  seen.append(n)\n  return 2 * n * len(seen)",
       "WA", "AC"},
      {"a check of its own", "def double(n):\n  return 0\ndef check(candidate): pass", "WA", "WA"},
      {"equal to everything",
       "class Yes:\n  def __eq__(self, other): return True\ndef double(n):\n  return Yes()", "AC",
       "WA"},
      {"future imports",
       "from __future__ import annotations\ndef double(n: nothing):\n  return 2 * n", "AC", "AC"},
  };
  for (const Vector& vector : vectors) Check(problem, vector);
  EXPECT_TRUE(Grade(problem, vectors[0].program, ProgramMode::kFaithful).weak);
  // Without control groups it gets a MemoryError.
  const char* const verdict = sandbox_->level().level == 3 ? "MLE" : "RE";
  Check(problem,
        {"takes too much memory", "def double(n):\n  return len(b'x' * (300 << 20)) * 0 + 2 * n",
         verdict, verdict});
}

// The code, a line end, and the asserts in one namespace.
TEST_F(FunctionFaithful, Mbpp) {
  const CodeProblem problem =
      Read("mbpp", {{"task_id", 11},
                    {"text", "Write a function to sort a pair."},
                    {"code", "def pair(a, b):\r\n  return (min(a, b), max(a, b))"},
                    {"test_setup_code", ""},
                    {"test_list",
                     {"assert pair(2, 1) == (1, 2)", "assert pair(1, 2)==(1, 2)",
                      "assert pair(1.5, 1) == (1, 1.5)"}}});
  const Vector vectors[] = {
      {"right", "def pair(a, b):\n  return (min(a, b), max(a, b))", "AC", "AC"},
      {"a list for a tuple", "def pair(a, b):\n  return sorted([a, b])", "WA", "WA"},
      {"right twice, then wrong", "def pair(a, b):\n  return (1, 2)", "WA", "WA"},
      {"behind a docstring",
       "\"\"\"\nSort.\nassert pair(2, 1) == (1, 2)\n\"\"\"\ndef pair(a, b):\n"
       "  return (min(a, b), max(a, b))",
       "AC", "AC"},
      {"asserts of its own that fail",
       "def pair(a, b):\n  return tuple(sorted([a, b]))\n"
       "assert pair(2, 1) == (2, 1)",
       "RE", "RE"},
      {"leaves behind the asserts",
       "import sys\ndef pair(a, b):\n  return tuple(sorted([a, b]))\n"
       "sys.exit(0)",
       "RE", "RE"},
      {"raises", "def pair(a, b):\n  return a[b]", "RE", "RE"},
  };
  for (const Vector& vector : vectors) Check(problem, vector);
}

CodeProblem EvalPlusProblem(const std::string& reference,
                            const std::vector<std::vector<const char*>>& inputs) {
  CodeProblem problem;
  problem.id = "HumanEval/f";
  problem.entry_point = "f";
  problem.reference = reference;
  problem.check_source = "assert False\n";  // of the base benchmark, which EvalPlus does not run
  problem.faithful_rule = "evalplus";
  problem.strict_rule = "strict";
  for (const std::vector<const char*>& arguments : inputs) {
    CodeTest test;
    test.kind = CodeTestKind::kCall;
    for (const char* argument : arguments) {
      test.arguments.positional.push_back(*ReadPythonLiteral(argument));
    }
    problem.tests.push_back(std::move(test));
  }
  return problem;
}

// Inputs with what the reference returns for them; the comparison is that of evalplus.h.
TEST_F(FunctionFaithful, EvalPlus) {
  const CodeProblem whole = EvalPlusProblem("def f(n):\n  return n + 1\n", {{"1"}, {"5"}});
  const Vector whole_vectors[] = {
      {"right", "def f(n):\n  return n + 1", "AC", "AC"},
      {"right on the first input", "def f(n):\n  return 2", "WA", "WA"},
      {"a float of the same value", "def f(n):\n  return n + 1.0", "AC", "AC"},
      {"nearly", "def f(n):\n  return n + 1.0000000001", "WA", "WA"},
      {"open is None", "def f(n):\n  open('/dev/null')\n  return n + 1", "RE", "AC"},
      {"exit is None", "def f(n):\n  try: exit()\n  except Exception: return n + 1", "AC", "RE"},
      // The program is executed as it stands.
      {"lacks an import", "def f(n):\n  return math.floor(n) + 1", "RE", "AC"},
      {"future imports", "from __future__ import annotations\ndef f(n: no):\n  return n + 1", "AC",
       "AC"},
      {"raises", "def f(n):\n  raise ValueError", "RE", "RE"},
      {"leaves", "import sys\ndef f(n):\n  sys.exit(0)", "RE", "RE"},
      {"right on the first call", "k = 0\ndef f(n):\n  global k\n  k += 1\n  return n + k", "WA",
       "AC"},
  };
  for (const Vector& vector : whole_vectors) Check(whole, vector);

  const CodeProblem real = EvalPlusProblem("def f(n):\n  return n / 3\n", {{"1"}, {"2"}});
  const Vector real_vectors[] = {
      {"within the tolerance", "def f(n):\n  return n / 3 + 5e-7", "AC", "AC"},
      {"beyond the tolerance", "def f(n):\n  return n / 3 + 5e-6", "WA", "WA"},
      {"another type", "from fractions import Fraction\ndef f(n):\n  return Fraction(n, 3)", "WA",
       "WA"},
  };
  for (const Vector& vector : real_vectors) Check(real, vector);

  // The tolerance comes with the first expectation that is all floats, and stays.
  const char* program = "def f(x):\n  return [[x[0][0] + 5e-7]] if type(x) is list else x + 5e-7";
  const std::string identity = "def f(x):\n  return x\n";
  const auto verdict = [&](const std::vector<std::vector<const char*>>& inputs) {
    return Grade(EvalPlusProblem(identity, inputs), program, ProgramMode::kFaithful).verdict;
  };
  EXPECT_EQ(verdict({{"1.0"}, {"[[1.0]]"}}), "AC");
  EXPECT_EQ(verdict({{"[[1.0]]"}, {"1.0"}}), "WA");

  // At least four seconds an input, and four times what the reference needs; of a machine that is
  // to be ten times as fast.
  const auto busy = [](double seconds) {
    return fmt::format(
        "import time\ndef f(n):\n  end = time.process_time() + {}\n"
        "  while time.process_time() < end: pass\n  return n\n",
        seconds);
  };
  EXPECT_EQ(
      Grade(EvalPlusProblem(identity, {{"2"}}), busy(0.3), ProgramMode::kFaithful, 0.1).verdict,
      "AC");
  EXPECT_EQ(
      Grade(EvalPlusProblem(identity, {{"2"}}), busy(0.5), ProgramMode::kFaithful, 0.1).verdict,
      "TLE");
  EXPECT_EQ(
      Grade(EvalPlusProblem(busy(0.2), {{"2"}}), busy(0.5), ProgramMode::kFaithful, 0.1).verdict,
      "AC");
}

}  // namespace
}  // namespace rbench
