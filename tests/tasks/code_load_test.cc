#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "sandbox/sandbox.h"
#include "tasks/program_grading.h"
#include "tests/sandbox/process_view.h"

// Verdicts do not depend on load, nor on brokers and slots that die: the same samples are graded on
// an idle sandbox, with four times as many programs at once as there are cores, and while parts of
// the sandbox are killed.

namespace rbench {
namespace {

constexpr double kLimitSeconds = 0.1;
constexpr uint64_t kSeed = 20260101;

struct Sample {
  CodeProblem problem;
  std::string code;
  Language language = Language::kPython;
  std::string wanted;  // "" where the program's CPU time is near its limit
};

unsigned Cores() { return std::max(1u, std::thread::hardware_concurrency()); }

std::unique_ptr<Sandbox> StartWith(int slots) {
  SandboxOptions options;
  options.helpers = RBENCH_HELPERS;
  options.slots = slots;
  auto started = Sandbox::Start(options);
  EXPECT_TRUE(started) << started.error().message;
  return started ? std::move(*started) : nullptr;
}

// A loop of so many rounds as its input says.
const char* const kPythonLoop =
    "n = int(input())\nx = 1\nfor i in range(n):\n    x = (x * 5 + i) & 65535\nprint('end')\n";
const char* const kCppLoop =
    "#include <cstdio>\nint main() { long n; if (std::scanf(\"%ld\", &n) != 1) return 1; volatile "
    "unsigned x = 1; for (long i = 0; i < n; ++i) x = x * 5 + (unsigned)i; std::puts(\"end\"); }\n";

// Rounds a second of CPU time where nothing disturbs: the fastest of a few.
double RoundsPerSecond(Sandbox& sandbox, Language language, long rounds) {
  double best = 0;
  for (int i = 0; i < 8; ++i) {
    RunRequest request;
    request.language = language;
    request.source = language == Language::kPython ? kPythonLoop : kCppLoop;
    request.stdin_text = std::to_string(rounds) + "\n";
    const RunResult run = sandbox.Run(request);
    EXPECT_EQ(run.status, RunStatus::kOk) << run.reason;
    best = std::max(best, static_cast<double>(rounds) / (static_cast<double>(run.cpu_us) / 1e6));
  }
  return best;
}

struct Speeds {
  double python = 0;
  double cpp = 0;
};

Sample Program(const std::string& id, Language language, std::string code, std::string input,
               std::string wanted) {
  Sample sample;
  sample.problem.id = id;
  sample.problem.strict_rule = sample.problem.faithful_rule = "tokens";
  sample.problem.time_limit_s = kLimitSeconds;
  sample.problem.memory_limit_mb = 128;
  CodeTest test;
  test.input = std::move(input);
  test.expected_text = "end\n";
  sample.problem.tests.push_back(std::move(test));
  sample.language = language;
  sample.code = std::move(code);
  sample.wanted = std::move(wanted);
  return sample;
}

// A loop that takes `share` of the CPU limit.
Sample Loop(const std::string& id, const Speeds& speeds, bool python, double share,
            std::string wanted) {
  const double rounds = share * kLimitSeconds * (python ? speeds.python : speeds.cpp);
  return Program(id, python ? Language::kPython : Language::kCpp, python ? kPythonLoop : kCppLoop,
                 fmt::format("{:.0f}\n", rounds), std::move(wanted));
}

std::vector<Sample> Samples(size_t outside, size_t inside, const Speeds& speeds) {
  std::mt19937_64 random(kSeed);
  const auto between = [&](double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random);
  };
  std::vector<Sample> samples;
  for (size_t i = 0; i < outside; ++i) {
    const std::string id = fmt::format("outside/{}", i);
    const bool python = random() % 2 == 0;
    switch (i % 20) {
      case 0:
        samples.push_back(Program(id, Language::kPython, "print('another end')", "", "WA"));
        break;
      case 1:
        samples.push_back(Program(id, Language::kPython, "raise SystemExit(3)", "", "RE"));
        break;
      case 2:
        samples.push_back(
            Program(id, Language::kPython, "while True: print('x' * 65536)", "", "OLE"));
        samples.back().problem.time_limit_s = 2;
        break;
      case 3:
        samples.push_back(Program(id, Language::kPython,
                                  "a = []\nwhile True: a.append(bytearray(1 << 24))", "", "MLE"));
        samples.back().problem.time_limit_s = 2;
        break;
      case 4:
      case 5:
      case 6:
      case 7:
      case 8:
        samples.push_back(Loop(id, speeds, python, between(1.8, 3), "TLE"));
        break;
      default:
        samples.push_back(Loop(id, speeds, python, between(0.02, 0.45), "AC"));
    }
  }
  // Well inside of 0.6 to 1.5: the same work costs up to a fifth more CPU time on a loaded machine.
  for (size_t i = 0; i < inside; ++i) {
    samples.push_back(
        Loop(fmt::format("inside/{}", i), speeds, random() % 2 == 0, between(0.7, 1.25), ""));
  }
  std::shuffle(samples.begin(), samples.end(), random);
  return samples;
}

// What grading in `threads` threads says, in the order of the samples. `begins` and `ends` (may be
// empty) are told of each sample.
std::vector<ProgramGrade> Grades(Sandbox& sandbox, const std::vector<Sample>& samples,
                                 unsigned threads, const std::function<void(size_t)>& begins = {},
                                 const std::function<void(size_t)>& ends = {}) {
  std::vector<ProgramGrade> grades(samples.size());
  std::atomic<size_t> next = 0;
  std::vector<std::thread> pool;
  for (unsigned t = 0; t < threads; ++t) {
    pool.emplace_back([&] {
      for (size_t i = next++; i < samples.size(); i = next++) {
        ProgramGrading grading;
        grading.language = samples[i].language;
        if (begins) begins(i);
        grades[i] = GradeProgram(sandbox, samples[i].problem, samples[i].code, grading);
        if (ends) ends(i);
      }
    });
  }
  for (std::thread& thread : pool) thread.join();
  return grades;
}

TEST(CodeLoad, OversubscriptionChangesNoVerdict) {
  const char* const asked = std::getenv("RBENCH_LOAD_SAMPLES");
  const size_t outside = asked != nullptr ? static_cast<size_t>(std::atol(asked)) : 300;
  const size_t inside = outside / 10;
  const auto idle = StartWith(static_cast<int>(Cores()));
  ASSERT_NE(idle, nullptr);
  const Speeds speeds = {RoundsPerSecond(*idle, Language::kPython, 1'000'000),
                         RoundsPerSecond(*idle, Language::kCpp, 50'000'000)};
  const std::vector<Sample> samples = Samples(outside, inside, speeds);
  const std::vector<ProgramGrade> quiet = Grades(*idle, samples, Cores());
  const auto busy = StartWith(static_cast<int>(4 * Cores()));
  ASSERT_NE(busy, nullptr);
  const std::vector<ProgramGrade> loaded = Grades(*busy, samples, 4 * Cores());

  std::map<std::string, int> verdicts;
  int flips = 0;
  std::map<std::string, int> near;
  for (size_t i = 0; i < samples.size(); ++i) {
    const Sample& sample = samples[i];
    if (!sample.wanted.empty()) {
      ++verdicts[loaded[i].verdict];
      EXPECT_EQ(quiet[i].verdict, sample.wanted) << sample.problem.id << " " << quiet[i].reason;
      EXPECT_EQ(loaded[i].verdict, quiet[i].verdict)
          << sample.problem.id << ": " << quiet[i].tests.front().cpu_s << " s idle, "
          << loaded[i].tests.front().cpu_s << " s loaded, " << loaded[i].reason;
      continue;
    }
    flips += loaded[i].verdict != quiet[i].verdict;
    ++near[loaded[i].verdict];
    for (const ProgramGrade* grade : {&quiet[i], &loaded[i]}) {
      EXPECT_TRUE(grade->verdict == "AC" || grade->verdict == "TLE") << grade->verdict;
      const double share = grade->tests.front().cpu_s / kLimitSeconds;
      EXPECT_EQ(grade->near_limit, share >= 0.6 && share <= 1.5) << share;
      // Only where the machine was much faster than when it was calibrated is a program outside.
      EXPECT_TRUE(grade->near_limit || share < 0.6) << share;
    }
  }
  std::string counts;
  for (const auto& [verdict, count] : verdicts) counts += fmt::format(" {} {}", verdict, count);
  fmt::print(
      "{} samples at {} programs at once on {} cores:{}; near the limit AC {} TLE {}, {} flips\n",
      outside, 4 * Cores(), Cores(), counts, near["AC"], near["TLE"], flips);
  // Both ends are there: the programs are where they are meant to be.
  EXPECT_GE(near["AC"], static_cast<int>(inside / 5));
  EXPECT_GE(near["TLE"], static_cast<int>(inside / 5));
}

// No sample may be hit twice, which would make it a grader_killer: the next kill waits until all
// that were being graded at the last one have ended.
class Killer {
 public:
  void Begins(size_t sample) {
    std::lock_guard lock(mutex_);
    running_.insert(sample);
  }
  void Ends(size_t sample) {
    std::lock_guard lock(mutex_);
    running_.erase(sample);
    hit_.erase(sample);
    ++ended_;
  }
  // Kills a slot, every fifth time the broker, until `samples` have ended.
  void Work(Sandbox& sandbox, size_t samples) {
    std::mt19937_64 random(kSeed);
    while (true) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      std::lock_guard lock(mutex_);
      if (ended_ == samples) return;
      if (!hit_.empty()) continue;
      const pid_t broker = sandbox.broker_pid();
      if (broker <= 0) continue;
      if (kills_ % 5 == 4) {
        ::kill(broker, SIGKILL);
      } else {
        const std::vector<pid_t> slots = Children(broker);
        if (slots.empty()) continue;
        ::kill(slots[random() % slots.size()], SIGKILL);
      }
      hit_ = running_;
      ++kills_;
    }
  }
  int kills() const { return kills_; }

 private:
  std::mutex mutex_;
  std::set<size_t> running_;
  std::set<size_t> hit_;
  size_t ended_ = 0;
  int kills_ = 0;
};

TEST(CodeLoad, DeadSlotsAndBrokersCostNoVerdict) {
  const auto sandbox = StartWith(4);
  ASSERT_NE(sandbox, nullptr);
  const Speeds speeds = {RoundsPerSecond(*sandbox, Language::kPython, 1'000'000),
                         RoundsPerSecond(*sandbox, Language::kCpp, 50'000'000)};
  const std::vector<Sample> samples = Samples(300, 0, speeds);
  Killer killer;
  std::thread kills([&] { killer.Work(*sandbox, samples.size()); });
  const std::vector<ProgramGrade> grades = Grades(
      *sandbox, samples, 4, [&](size_t i) { killer.Begins(i); }, [&](size_t i) { killer.Ends(i); });
  kills.join();
  for (size_t i = 0; i < samples.size(); ++i) {
    EXPECT_EQ(grades[i].verdict, samples[i].wanted)
        << samples[i].problem.id << " " << grades[i].reason;
    EXPECT_FALSE(grades[i].grader_killer);
  }
  EXPECT_GE(killer.kills(), 20);
  EXPECT_GE(sandbox->brokers_started(), 4);
  fmt::print("{} samples right, {} kills, {} brokers\n", samples.size(), killer.kills(),
             sandbox->brokers_started());
}

}  // namespace
}  // namespace rbench
