#include "sandbox/test_run.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "sandbox/sandbox.h"

namespace rbench {
namespace {

class TestRun : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    SandboxOptions options;
    options.helpers = RBENCH_HELPERS;
    options.slots = 1;
    auto started = Sandbox::Start(options);
    ASSERT_TRUE(started) << started.error().message;
    sandbox_ = started->release();
  }
  static void TearDownTestSuite() { delete sandbox_; }

  static RunLimits Limits() {
    RunLimits limits;
    limits.cpu_s = 0.5;
    limits.wall_s = 2;
    limits.memory_bytes = 128 << 20;
    return limits;
  }
  static TestsResult Run(PythonHarness harness, const std::string& source,
                         const std::vector<std::string>& tests,
                         const std::string& class_name = "") {
    return sandbox_->RunTests({harness, source, class_name, "f", tests, Limits()});
  }
  static TestsResult Call(const std::string& source, const std::vector<std::string>& tests) {
    return Run(PythonHarness::kCall, source, tests);
  }
  // Payloads of a run that went well; otherwise what went wrong.
  static std::vector<std::string> Payloads(const TestsResult& result) {
    std::vector<std::string> payloads;
    for (const TestOutcome& outcome : result.outcomes) {
      payloads.push_back(outcome.end == TestEnd::kValue
                             ? outcome.payload
                             : std::to_string(static_cast<int>(outcome.end)) + " " +
                                   outcome.payload);
    }
    if (result.run.status != RunStatus::kOk) {
      payloads.push_back(std::string(RunStatusName(result.run.status)) + ": " + result.run.reason);
    }
    return payloads;
  }
  using Texts = std::vector<std::string>;

  static Sandbox* sandbox_;
};
Sandbox* TestRun::sandbox_ = nullptr;

TEST_F(TestRun, ValuesComeBackAsTheyAre) {
  const char* const identity = "def f(x): return x";
  const Texts values = {"N",
                        "T",
                        "F",
                        "i0;",
                        "i-12;",
                        "i123456789012345678901234567890;",
                        "f3ff8000000000000",
                        "f7ff8000000000000",
                        "f8000000000000000",
                        "c3ff00000000000004000000000000000",
                        "s0:",
                        "s2:\xC3\xA9",
                        "s3:\xED\xA0\x80",
                        "b3:\x01\x02\x03",
                        "l0:",
                        "l2:i1;l1:s1:a",
                        "t3:NTF",
                        "S1:i5;",
                        "Z0:",
                        "d2:s1:ai1;i2;l0:"};
  Texts tests;
  for (const std::string& value : values) tests.push_back("l1:" + value);
  EXPECT_EQ(Payloads(Call(identity, tests)), values);
  EXPECT_EQ(Payloads(Run(PythonHarness::kShared, identity, tests)), values);
}

TEST_F(TestRun, OnlyPlainValuesComeBack) {
  const auto payload = [&](const std::string& body) {
    return Payloads(Call("def f():\n" + body, {"l0:"})).at(0);
  };
  EXPECT_EQ(payload("  return object()"), "2 type object");
  EXPECT_EQ(payload("  class A(int):\n    __eq__ = lambda *a: True\n  return A(3)"), "i3;");
  EXPECT_EQ(payload("  class A(list):\n    __len__ = __iter__ = None\n  return [A([1])]"),
            "l1:l1:i1;");
  EXPECT_EQ(payload("  class A(str):\n    __str__ = None\n  return {A('x'): 1}"), "d1:s1:xi1;");
  EXPECT_EQ(payload("  from collections import namedtuple\n  return namedtuple('A', 'x')(1)"),
            "t1:i1;");
  EXPECT_EQ(payload("  class A(set): pass\n  return A([1])"), "S1:i1;");
  EXPECT_EQ(payload("  return (i for i in range(3))"), "2 type generator");
  EXPECT_EQ(payload("  a = []\n  a.append(a)\n  return a"), "2 depth");
  EXPECT_EQ(payload("  return [0] * 10**7"), "2 size");
  EXPECT_EQ(payload("  return 1 << 10**6"), "2 size");
  EXPECT_EQ(payload("  raise ValueError('no')"), "1 ValueError: no");
  EXPECT_EQ(payload("  import sys\n  sys.exit(4)"), "4 4");
  EXPECT_EQ(payload("  import os\n  os._exit(7)"), "5 1792");
  EXPECT_EQ(payload("  import os\n  os._exit(0)"), "5 0");
  EXPECT_EQ(payload("  import os\n  os.abort()"), "5 6");
}

TEST_F(TestRun, ScalarsOfNumpyAreWhatTheyHold) {
  const char* const source =
      "import numpy\ndef f(): return [numpy.int64(-7), numpy.int8(-1), numpy.uint8(255), "
      "numpy.uint64(2**64 - 1), numpy.longlong(5), numpy.float32(1.5), numpy.float64(-0.0), "
      "numpy.bool_(True), numpy.bool_(False), numpy.arange(4).sum(), numpy.str_('a')]";
  EXPECT_EQ(Payloads(Call(source, {"l0:"})),
            Texts{"l11:i-7;i-1;i255;i18446744073709551615;i5;f3ff8000000000000f8000000000000000"
                  "TFi6;s1:a"});
  EXPECT_EQ(Payloads(Call("import numpy\ndef f(): return numpy.arange(3)", {"l0:"})),
            Texts{"2 type numpy.ndarray"});
}

TEST_F(TestRun, MethodsAndMissingNames) {
  const char* const source =
      "class Solution:\n  def __init__(self): self.n = 0\n"
      "  def f(self, a, b):\n    self.n += 1\n    return [a + b, self.n]";
  const Texts tests = {"l2:i1;i2;", "l2:i3;i4;"};
  EXPECT_EQ(Payloads(Run(PythonHarness::kCall, source, tests, "Solution")),
            (Texts{"l2:i3;i1;", "l2:i7;i1;"}));
  EXPECT_EQ(Payloads(Run(PythonHarness::kShared, source, tests, "Solution")),
            (Texts{"l2:i3;i1;", "l2:i7;i2;"}));
  EXPECT_EQ(Payloads(Call("x = 1", {"l0:"})), Texts{"1 NameError: name 'f' is not defined"});
  EXPECT_EQ(Payloads(Call("def f(", {"l0:"})), Texts{"CE: the source does not parse"});
  EXPECT_EQ(Payloads(Call("raise KeyError(1)", {"l0:", "l0:"})),
            (Texts{"3 KeyError: 1", "3 KeyError: 1"}));
}

TEST_F(TestRun, StateDoesNotPassBetweenTests) {
  const char* const source = "seen = []\ndef f(x):\n  seen.append(x)\n  return len(seen)";
  const Texts tests = {"l1:i1;", "l1:i1;", "l1:i1;"};
  EXPECT_EQ(Payloads(Call(source, tests)), (Texts{"i1;", "i1;", "i1;"}));
  EXPECT_EQ(Payloads(Run(PythonHarness::kShared, source, tests)), (Texts{"i1;", "i2;", "i3;"}));
}

TEST_F(TestRun, FilesDoNotPassBetweenTests) {
  const std::string body =
      "  import os\n  os.makedirs('/tmp/a/b', exist_ok=True)\n  open(f'/box/{x}', 'w').close()\n"
      "  return sorted(os.listdir('.'))";
  const Texts tests = {"l1:i1;", "l1:i2;"};
  EXPECT_EQ(Payloads(Call("def f(x):\n" + body, tests)), (Texts{"l2:s1:1s1:a", "l2:s1:2s1:a"}));
  // What the source itself wrote belongs to every test.
  EXPECT_EQ(Payloads(Call("open('/box/0', 'w').close()\ndef f(x):\n" + body, {tests[0]})),
            Texts{"l3:s1:0s1:1s1:a"});
}

TEST_F(TestRun, LimitsHoldForEachTest) {
  const char* const source =
      "import time\n"
      "def f(seconds):\n"
      "  end = time.process_time() + seconds\n"
      "  while time.process_time() < end: pass\n"
      "  return seconds";
  const std::string short_test = "l1:f3fd0000000000000";  // 0.25 s
  const std::string long_test = "l1:f3ff0000000000000";   // 1 s
  const TestsResult fits = Call(source, {short_test, short_test, short_test});
  EXPECT_EQ(fits.run.status, RunStatus::kOk) << fits.run.reason;
  ASSERT_EQ(fits.outcomes.size(), 3u);
  for (const TestOutcome& outcome : fits.outcomes) {
    EXPECT_NEAR(static_cast<double>(outcome.cpu_us), 250e3, 50e3);
  }
  for (const PythonHarness harness : {PythonHarness::kCall, PythonHarness::kShared}) {
    const TestsResult over = Run(harness, source, {short_test, long_test, short_test});
    EXPECT_EQ(over.run.status, RunStatus::kTle) << over.run.reason;
    EXPECT_EQ(over.outcomes.size(), 1u);
  }
  const TestsResult idle =
      Call("import time\ndef f(x):\n  if x: time.sleep(60)", {"l1:F", "l1:T", "l1:F"});
  EXPECT_EQ(idle.run.status, RunStatus::kIdle);
  EXPECT_EQ(idle.outcomes.size(), 1u);
  const TestsResult memory = Run(PythonHarness::kShared, "def f(x):\n  return len(bytearray(x))",
                                 {"l1:i5;", "l1:i500000000;"});
  EXPECT_EQ(memory.run.status, RunStatus::kMle) << memory.run.reason;
  EXPECT_EQ(memory.outcomes.size(), 1u);
}

TEST_F(TestRun, SourcesAsTests) {
  const char* const source = "def f(x): return 2 * x";
  EXPECT_EQ(Payloads(Run(PythonHarness::kExec, source,
                         {"assert f(2) == 4", "assert f(2) == 5, 'five'", "syntax error", "f = 1",
                          "assert f(3) == 6"})),
            (Texts{"N", "1 AssertionError: five", "1 SyntaxError: invalid syntax (test.py, line 1)",
                   "N", "N"}));
}

TEST_F(TestRun, ProgramsAsLiveCodeBenchRunsThem) {
  const auto printed = [&](const std::string& source, const std::string& input) {
    return Payloads(Run(PythonHarness::kStdin, source, {input})).at(0);
  };
  EXPECT_EQ(printed("print(int(input()) + int(input()))", "2\n40\n"), "42\n");
  EXPECT_EQ(printed("import sys\nprint(sys.stdin.read().split())", "a b\nc"), "['a', 'b', 'c']\n");
  EXPECT_EQ(printed("n = 3\nif __name__ == '__main__':\n  print(n)", ""), "3\n");
  EXPECT_EQ(printed("import sys\nprint(5)\nsys.exit(1)", ""), "5\n");
  EXPECT_EQ(printed("print(gcd(12, 18), Counter('aab')['a'], deque([1])[0])", ""), "6 2 1\n");
  const Texts tests = {"1\n", "2\n", "3\n"};
  EXPECT_EQ(Payloads(Run(PythonHarness::kStdin, "print(input())", tests)),
            (Texts{"1\n", "2\n", "3\n"}));
}

// What a program writes to any descriptor changes no answer but its own.
TEST_F(TestRun, ForgedRecordsAreNoAnswers) {
  const char* const source =
      "import os\n"
      "def f(x):\n"
      "  for fd in range(3, 64):\n"
      "    for text in (b'passed', b'i4;', bytes(36), bytes(40) + b'i4;', b'\\x00' * 16 + "
      "b'i4;'):\n"
      "      try: os.write(fd, text)\n"
      "      except OSError: pass\n"
      "  return 5";
  for (const PythonHarness harness : {PythonHarness::kCall, PythonHarness::kShared}) {
    const TestsResult result = Run(harness, source, {"l1:i1;", "l1:i2;"});
    EXPECT_EQ(result.run.status, RunStatus::kRe) << result.run.reason;
    EXPECT_EQ(result.outcomes.size(), 0u);
  }
}

TEST_F(TestRun, LeavingEarlyPassesNothing) {
  for (const char* source :
       {"import os\nos._exit(0)", "import sys\nsys.exit(0)", "raise SystemExit",
        "import os\ndef f(x): os._exit(0)", "import os, signal\nos.kill(os.getpid(), 9)"}) {
    const TestsResult result = Run(PythonHarness::kShared, source, {"l1:i1;", "l1:i2;"});
    const bool answered =
        std::any_of(result.outcomes.begin(), result.outcomes.end(),
                    [](const TestOutcome& outcome) { return outcome.end == TestEnd::kValue; });
    EXPECT_FALSE(answered) << source;
    EXPECT_TRUE(result.run.status == RunStatus::kRe || result.outcomes.size() == 2) << source;
  }
  EXPECT_EQ(sandbox_->brokers_started(), 1);
}

}  // namespace
}  // namespace rbench
