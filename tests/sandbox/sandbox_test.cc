#include "sandbox/sandbox.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <signal.h>

#include "base/files.h"
#include "sandbox/precompiled_header.h"
#include "tests/support/stall_witness.h"
#include "tests/support/temp_folder.h"

namespace rbench {
namespace {

// Both levels where this machine has both: the parameter says whether control groups are used.
class SandboxTest : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    SandboxOptions options;
    options.helpers = RBENCH_HELPERS;
    options.slots = 2;
    options.cgroups = GetParam();
    auto started = Sandbox::Start(options);
    ASSERT_TRUE(started) << started.error().message;
    sandbox_ = std::move(*started);
    if (GetParam() && sandbox_->level().level < 3) {
      GTEST_SKIP() << "level 3 needs control groups: " << sandbox_->level().problem;
    }
  }

  static RunLimits Limits() {
    RunLimits limits;
    limits.cpu_s = 1;
    limits.wall_s = 5;
    limits.memory_bytes = 128 << 20;
    limits.output_bytes = 1 << 20;
    return limits;
  }
  RunResult Python(const std::string& source, const std::string& input = "",
                   RunLimits limits = Limits()) {
    return sandbox_->Run({Language::kPython, source, input, limits});
  }
  RunResult Cpp(const std::string& source, const std::string& input = "",
                RunLimits limits = Limits()) {
    return sandbox_->Run({Language::kCpp, source, input, limits});
  }

  std::unique_ptr<Sandbox> sandbox_;
};

struct Case {
  const char* name;
  Language language;
  const char* source;
  const char* input;
  RunStatus status;
  int exit_code;       // -1: any
  int signal;          // -1: any
  const char* output;  // null: any
};

const Case kCases[] = {
    {"echo", Language::kPython, "print(input())", "hi\n", RunStatus::kOk, 0, 0, "hi\n"},
    {"no end of line", Language::kPython, "import sys\nsys.stdout.write(sys.stdin.read())", "a\nb",
     RunStatus::kOk, 0, 0, "a\nb"},
    {"exit code", Language::kPython, "import sys\nprint(1)\nsys.exit(3)", "", RunStatus::kRe, 3, 0,
     "1\n"},
    {"exit text", Language::kPython, "import sys\nsys.exit('no')", "", RunStatus::kRe, 1, 0, ""},
    {"exception", Language::kPython, "print(1)\nraise ValueError(7)", "", RunStatus::kRe, 1, 0,
     "1\n"},
    {"os._exit loses the buffer", Language::kPython, "import os\nprint(1)\nos._exit(0)", "",
     RunStatus::kOk, 0, 0, ""},
    {"main", Language::kPython, "if __name__ == '__main__': print(__name__)", "", RunStatus::kOk, 0,
     0, "__main__\n"},
    {"unicode", Language::kPython, "print('\xC3\xA9' * 2)", "", RunStatus::kOk, 0, 0,
     "\xC3\xA9\xC3\xA9\n"},
    {"atexit", Language::kPython, "import atexit\natexit.register(print, 'end')\nprint('body')", "",
     RunStatus::kOk, 0, 0, "body\nend\n"},
    {"threads are joined", Language::kPython,
     "import threading, time\n"
     "threading.Thread(target=lambda: (time.sleep(0.05), print('late'))).start()",
     "", RunStatus::kOk, 0, 0, "late\n"},
    {"syntax", Language::kPython, "print(", "", RunStatus::kCe, 0, 0, ""},
    {"not UTF-8", Language::kPython, "\xFF\xFE", "", RunStatus::kCe, 0, 0, ""},
    {"loop", Language::kPython, "while True: pass", "", RunStatus::kTle, 0, SIGKILL, ""},
    {"abort", Language::kPython, "import os\nos.abort()", "", RunStatus::kRe, 0, SIGABRT, ""},
    {"own kill", Language::kPython, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "",
     RunStatus::kRe, 0, SIGKILL, ""},
    {"memory", Language::kPython, "a = []\nwhile True: a.append(bytearray(1 << 20))", "",
     RunStatus::kMle, -1, -1, ""},
    {"flood", Language::kPython, "while True: print('x' * 4096)", "", RunStatus::kOle, -1, -1,
     nullptr},
    {"no socket", Language::kPython,
     "import socket\ntry: socket.socket(); print('open')\nexcept OSError: print('closed')", "",
     RunStatus::kOk, 0, 0, "closed\n"},
    {"only /box can be written", Language::kPython,
     "import os\nopen('a', 'w').write('x')\nprint(os.getcwd(), os.listdir('.'))\n"
     "for place in '/', '/usr', '/usr/lib', '/dev':\n"
     "  try: open(place + '/x', 'w'); print('wrote', place)\n"
     "  except OSError: pass\n",
     "", RunStatus::kOk, 0, 0, "/box ['a']\n"},
    {"no host", Language::kPython,
     "import os\nprint([p for p in ('/etc', '/root', '/home', '/proc/1', '/sys', '/var') "
     "if os.path.exists(p)], sorted(os.environ))",
     "", RunStatus::kOk, 0, 0, "[] ['HOME', 'LANG', 'PATH', 'TMPDIR', 'TZ']\n"},
    {"sum", Language::kCpp,
     "#include <iostream>\nint main(){long a,b;std::cin>>a>>b;std::cout<<a+b;}", "2 40",
     RunStatus::kOk, 0, 0, "42"},
    {"segv", Language::kCpp, "int main(){volatile int*p=nullptr;*p=1;}", "", RunStatus::kRe, 0,
     SIGSEGV, ""},
    {"does not compile", Language::kCpp, "int main({", "", RunStatus::kCe, 0, 0, ""},
    {"exception in C++", Language::kCpp, "int main(){throw 1;}", "", RunStatus::kRe, 0, SIGABRT,
     ""},
};

TEST_P(SandboxTest, EndsAsTheTableSays) {
  for (const Case& one : kCases) {
    const RunResult result = sandbox_->Run({one.language, one.source, one.input, Limits()});
    EXPECT_STREQ(RunStatusName(result.status), RunStatusName(one.status))
        << one.name << ": " << result.reason << "\n"
        << result.error;
    if (one.exit_code >= 0) {
      EXPECT_EQ(result.exit_code, one.exit_code) << one.name;
    }
    if (one.signal >= 0) {
      EXPECT_EQ(result.signal, one.signal) << one.name;
    }
    if (one.output != nullptr) {
      EXPECT_EQ(result.output, one.output) << one.name << result.error;
    }
  }
  EXPECT_EQ(sandbox_->brokers_started(), 1);
}

TEST_P(SandboxTest, NumpyIsThereBeforeARunThatUsesIt) {
  const char* const program =
      "import sys\nbefore = 'numpy' in sys.modules\nimport numpy, os\n"
      "print(before, numpy.arange(10).sum(), sorted(os.environ), sum(numpy.random.random(4)))";
  const std::string head = "True 45 ['HOME', 'LANG', 'PATH', 'TMPDIR', 'TZ'] ";
  const RunResult first = Python(program);
  const RunResult second = Python(program);
  EXPECT_EQ(first.output.substr(0, head.size()), head) << first.error;
  EXPECT_EQ(second.output.substr(0, head.size()), head) << second.error;
  EXPECT_NE(first.output, second.output) << "every run draws its own random numbers";
  EXPECT_EQ(Python("import sys\nprint('num' + 'py' in sys.modules)").output, "False\n");
}

TEST_P(SandboxTest, MeasuresCpuTimeAndStopsAtTheLimit) {
  const char* const burn = "import time\nwhile time.process_time() < 0.3: pass";
  const RunResult burnt = Python(burn);
  EXPECT_EQ(burnt.status, RunStatus::kOk);
  EXPECT_NEAR(static_cast<double>(burnt.cpu_us), 300e3, 30e3);
  RunLimits limits = Limits();
  limits.cpu_s = 0.2;
  const StallWitness stalls;
  const RunResult over = Python(burn, "", limits);
  EXPECT_EQ(over.status, RunStatus::kTle);
  EXPECT_GE(over.cpu_us, 200'000);
  EXPECT_LE(over.cpu_us, std::max<int64_t>(260'000, 210'000 + stalls.LongestUs()));
}

TEST_P(SandboxTest, SleepingIsIdleNotTooSlow) {
  RunLimits limits = Limits();
  limits.wall_s = 0.3;
  const StallWitness stalls;
  const RunResult result = Python("import time\ntime.sleep(60)", "", limits);
  EXPECT_EQ(result.status, RunStatus::kIdle);
  EXPECT_GE(result.wall_us, 300'000);
  EXPECT_LE(result.wall_us, std::max<int64_t>(550'000, 320'000 + stalls.LongestUs()));
  EXPECT_LE(result.cpu_us, 100'000);
}

TEST_P(SandboxTest, AllProcessesCount) {
  const RunResult result =
      Cpp("#include <unistd.h>\n#include <sys/wait.h>\n"
          "int main(){for(int i=0;i<8;++i)if(fork()==0){for(volatile long k=0;;k=k+1);}"
          "while(wait(nullptr)>0);}");
  EXPECT_EQ(result.status, RunStatus::kTle) << result.reason;
  EXPECT_LE(result.cpu_us, 1'300'000);
}

TEST_P(SandboxTest, OutputIsCappedAndErrorKeepsItsEnds) {
  RunLimits limits = Limits();
  limits.output_bytes = 1000;
  limits.error_bytes = 100;
  const RunResult fits = Python("print('x' * 999)", "", limits);
  EXPECT_EQ(fits.status, RunStatus::kOk);
  EXPECT_EQ(fits.output.size(), 1000u);
  const RunResult over = Python("print('x' * 1000)", "", limits);
  EXPECT_EQ(over.status, RunStatus::kOle);
  EXPECT_EQ(over.output.size(), 1000u);
  const RunResult error =
      Python("import sys\nsys.stderr.write('head' + 'x' * 100000 + 'tail')", "", limits);
  EXPECT_EQ(error.status, RunStatus::kOk);
  EXPECT_EQ(error.error.size(), 100u);
  EXPECT_TRUE(error.error.starts_with("head") && error.error.ends_with("tail")) << error.error;
}

TEST_P(SandboxTest, LargeInputIsReadOrNot) {
  const std::string input(20 << 20, 'a');
  EXPECT_EQ(Python("print(1)", input).output, "1\n");
  EXPECT_EQ(Python("import sys\nprint(len(sys.stdin.buffer.read()))", input).output, "20971520\n");
}

TEST_P(SandboxTest, RunsDoNotSeeEachOther) {
  EXPECT_EQ(Python("open('/box/left', 'w').write('x')\nopen('/tmp/left', 'w').write('x')\n"
                   "import builtins, sys\nbuiltins.left = 1\nsys.path.append('/box')")
                .status,
            RunStatus::kOk);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(
        Python("import os, builtins\nprint(os.listdir('/box'), hasattr(builtins, 'left'))").output,
        "[] False\n");
  }
}

TEST_P(SandboxTest, ManyThreadsShareTheSlots) {
  std::atomic<int> right = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 10; ++i) {
        const std::string text = std::to_string(100 * t + i) + "\n";
        right += Python("print(input())", text).output == text;
        right += Cpp("#include <cstdio>\n"
                     "int main(){int n;if(scanf(\"%d\",&n)==1)printf(\"%d\\n\",n);}",
                     text)
                     .output == text;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 160);
}

TEST_P(SandboxTest, ADeadBrokerCostsNoVerdict) {
  std::thread killer([&] {
    for (int i = 0; i < 3; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(150));
      const pid_t broker = sandbox_->broker_pid();
      if (broker > 0) ::kill(broker, SIGKILL);
    }
  });
  int right = 0;
  for (int i = 0; i < 30; ++i) {
    const RunResult result = Python(
        "import time\nt = time.process_time()\nwhile time.process_time() < t + 0.02: pass\n"
        "print(7)");
    right += result.status == RunStatus::kOk && result.output == "7\n";
  }
  killer.join();
  EXPECT_EQ(right, 30);
  EXPECT_GE(sandbox_->brokers_started(), 2);
}

TEST_P(SandboxTest, LimitsOutOfRangeAreRefused) {
  RunLimits limits = Limits();
  limits.cpu_s = -1;
  EXPECT_EQ(Python("", "", limits).status, RunStatus::kIe);
  limits = Limits();
  limits.tasks = 0;
  EXPECT_EQ(Python("", "", limits).status, RunStatus::kIe);
}

// Caches lie below home folders, which the slots' users may not enter.
TEST(Sandbox, APrecompiledHeaderInAPrivateFolderServes) {
  const TempFolder cache;  // mode 0700
  const auto folder = PrecompiledHeaderPath(cache.path(), "/usr/bin/g++");
  ASSERT_TRUE(folder) << folder.error().message;
  ASSERT_TRUE(MakeDirectories(*folder + "/bits"));
  // Not a real one, which would take seconds to make: that the compiler sees it is what counts.
  ASSERT_TRUE(WriteFileAtomic(*folder + "/bits/stdc++.h.gch", "none"));
  SandboxOptions options;
  options.helpers = RBENCH_HELPERS;
  options.cache = cache.path();
  const auto sandbox = Sandbox::Start(options);
  ASSERT_TRUE(sandbox) << sandbox.error().message;
  const RunResult run =
      (*sandbox)->Run({Language::kCpp,
                       "#include <cstdio>\n#if __has_include(<bits/stdc++.h.gch>)\n"
                       "int main() { std::puts(\"seen\"); }\n#else\nint main() {}\n#endif\n",
                       "",
                       {}});
  EXPECT_EQ(run.output, "seen\n") << run.error;
}

INSTANTIATE_TEST_SUITE_P(Levels, SandboxTest, testing::Values(true, false),
                         [](const auto& level) { return level.param ? "L3" : "L2"; });

}  // namespace
}  // namespace rbench
