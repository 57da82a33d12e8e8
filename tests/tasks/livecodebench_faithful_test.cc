#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "sandbox/sandbox.h"
#include "tasks/program_grading.h"

// How LiveCodeBench's own runner judges programs, quirks included: what passes and what fails there
// was measured on the published runner. The problem: the sum of the numbers on the second line.

namespace rbench {
namespace {

struct Vector {
  const char* name;
  const char* program;
  bool passes;
};

const Vector kPrograms[] = {
    {"plain", "n = int(input())\nprint(sum(map(int, input().split())))", true},
    {"sys.stdin.read", "import sys\nd = sys.stdin.read().split()\nprint(sum(map(int, d[1:])))",
     true},
    {"sys.stdin.readline",
     "import sys\nsys.stdin.readline()\nprint(sum(map(int, sys.stdin.readline().split())))", true},
    {"sys.stdin.readlines", "import sys\nprint(sum(map(int, sys.stdin.readlines()[1].split())))",
     true},
    {"sys.stdin.buffer.read",
     "import sys\nprint(sum(map(int, sys.stdin.buffer.read().split()[1:])))", true},
    {"guard at the end",
     "def main():\n  input()\n  print(sum(map(int, input().split())))\n"
     "if __name__ == '__main__':\n  main()",
     true},
    {"sys.exit after the answer",
     "import sys\ninput()\nprint(sum(map(int, input().split())))\nsys.exit(1)", true},
    {"exit after the answer", "input()\nprint(sum(map(int, input().split())))\nexit()", true},
    {"a thread with a large stack",
     "import threading\n"
     "def main():\n  input()\n  print(sum(map(int, input().split())))\n"
     "threading.stack_size(1 << 26)\nt = threading.Thread(target=main)\nt.start()\nt.join()",
     true},
    {"plain recursion, 40000 deep",
     "import sys\nsys.setrecursionlimit(100000)\n"
     "def f(n): return 0 if n == 0 else 1 + f(n - 1)\n"
     "f(40000)\ninput()\nprint(sum(map(int, input().split())))",
     true},
    {"no end of line", "import sys\ninput()\nsys.stdout.write(str(sum(map(int, input().split()))))",
     true},
    {"names without an import", "input()\nprint(sum(chain(map(int, input().split()))))", true},
    {"buffer.readline twice",
     "import sys\nr = sys.stdin.buffer.readline\nr()\nprint(sum(map(int, r().split())))", false},
    {"for line in sys.stdin",
     "import sys\nlines = [l for l in sys.stdin]\nprint(sum(map(int, lines[1].split())))", false},
    {"buffer.readlines",
     "import sys\nprint(sum(map(int, sys.stdin.buffer.readlines()[1].split())))", false},
    {"stdout.buffer.write",
     "import sys\ninput()\nsys.stdout.buffer.write(str(sum(map(int, input().split()))).encode())",
     false},
    {"os.read", "import os\nd = os.read(0, 1000).split()\nprint(sum(map(int, d[1:])))", false},
    {"os.write", "import os\ninput()\nos.write(1, str(sum(map(int, input().split()))).encode())",
     false},
    {"stdin.fileno",
     "import sys, os\nd = os.fdopen(sys.stdin.fileno()).read().split()\nprint(sum(map(int, "
     "d[1:])))",
     false},
    {"open(0)", "d = open(0).read().split()\nprint(sum(map(int, d[1:])))", false},
    {"global of a top-level name",
     "total = 0\ndef f(x):\n  global total\n  total += x\n"
     "input()\nfor x in map(int, input().split()): f(x)\nprint(total)",
     false},
    {"globals()", "input()\nx = sum(map(int, input().split()))\nprint(globals()['x'])", false},
    {"exec that shares names",
     "input()\nv = input().split()\nexec('y = sum(map(int, v))')\nprint(y)", false},
    {"guard that is not last",
     "def main():\n  input()\n  print(sum(map(int, input().split())))\n"
     "if __name__ == '__main__':\n  main()\nx = 1",
     false},
    {"guard the other way round",
     "def main():\n  input()\n  print(sum(map(int, input().split())))\n"
     "if '__main__' == __name__:\n  main()",
     false},
    {"quit after the answer", "input()\nprint(sum(map(int, input().split())))\nquit()", false},
    {"cached recursion, 30000 deep",
     "import sys\nfrom functools import lru_cache\nsys.setrecursionlimit(100000)\n"
     "@lru_cache(None)\ndef f(n): return 0 if n == 0 else 1 + f(n - 1)\n"
     "f(30000)\ninput()\nprint(sum(map(int, input().split())))",
     false},
    {"import * inside try",
     "try:\n  from math import *\nexcept ImportError:\n  pass\n"
     "input()\nprint(sum(map(int, input().split())))",
     false},
};

class LiveCodeBenchFaithful : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    SandboxOptions options;
    options.helpers = RBENCH_HELPERS;
    auto started = Sandbox::Start(options);
    ASSERT_TRUE(started) << started.error().message;
    sandbox_ = started->release();
  }
  static void TearDownTestSuite() { delete sandbox_; }
  static Sandbox* sandbox_;
};
Sandbox* LiveCodeBenchFaithful::sandbox_ = nullptr;

TEST_F(LiveCodeBenchFaithful, Programs) {
  CodeProblem problem;
  problem.id = "sum";
  problem.faithful_rule = "livecodebench";
  problem.strict_rule = "fair";
  for (const auto& [input, expected] :
       {std::pair("3\n1 2 3\n", "6\n"), std::pair("2\n10 20", "30"), std::pair("0\n\n", "0\n")}) {
    CodeTest test;
    test.input = input;
    test.expected_text = expected;
    problem.tests.push_back(test);
  }
  ProgramGrading grading;
  grading.mode = ProgramMode::kFaithful;
  grading.cpu_s = 6;
  for (const Vector& vector : kPrograms) {
    const ProgramGrade grade = GradeProgram(*sandbox_, problem, vector.program, grading);
    EXPECT_EQ(grade.accepted(), vector.passes)
        << vector.name << ": " << grade.verdict << " " << grade.reason;
    EXPECT_NE(grade.verdict, "IE") << vector.name << ": " << grade.reason;
    // The fair way takes all of them for what they are: right.
    grading.mode = ProgramMode::kStrict;
    const ProgramGrade fair = GradeProgram(*sandbox_, problem, vector.program, grading);
    const std::string name = vector.name;
    const bool needs_preamble = name == "names without an import";
    // Exit codes count, and a program is no module that imports everything.
    const bool right = !needs_preamble && name != "sys.exit after the answer";
    EXPECT_EQ(fair.accepted(), right) << name << ": " << fair.verdict << " " << fair.reason;
    grading.mode = ProgramMode::kFaithful;
  }
}

TEST_F(LiveCodeBenchFaithful, Functions) {
  CodeProblem problem;
  problem.entry_point = "f";
  problem.class_name = "Solution";
  problem.faithful_rule = "livecodebench";
  problem.strict_rule = "strict";
  CodeTest test;
  test.kind = CodeTestKind::kCall;
  const struct {
    const char* expression;
    const char* expected;  // a Python literal
    bool passes;
  } cases[] = {
      {"1.0", "1", true},         {"True", "1", true},
      {"(1, 2)", "[1, 2]", true}, {"[(1, 2)]", "[[1, 2]]", false},
      {"{1}", "[1]", false},      {"0.1 + 0.2", "0.3", false},
      {"[1, 2]", "[1, 2]", true}, {"'a'", "'b'", false},
      {"None", "None", true},
  };
  ProgramGrading grading;
  grading.mode = ProgramMode::kFaithful;
  for (const auto& one : cases) {
    test.expected = *ReadPythonLiteral(one.expected);
    problem.tests = {test};
    const std::string code =
        std::string("class Solution:\n  def f(self):\n    return ") + one.expression;
    const ProgramGrade grade = GradeProgram(*sandbox_, problem, code, grading);
    EXPECT_EQ(grade.accepted(), one.passes) << one.expression << ": " << grade.verdict;
  }
}

}  // namespace
}  // namespace rbench
