#include <gmp.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tasks/math/embed/rbench_math.h"

// The checker inside a host: this program links the shared library and nothing else of rbench.

namespace {

constexpr const char* kNames[] = {"equal", "not_equal", "undecided", "ungraded"};

struct Pair {
  const char* gold;
  const char* answer;
  const char* decision;
};
// The last three need a helper.
constexpr Pair kPairs[] = {
    {"\\frac{1}{2}", "0.5", "equal"},
    {"x^2-1", "(x-1)(x+1)", "equal"},
    {"10^{100}", "10^{100}+1", "not_equal"},
    {"\\{1, 2\\}", "\\{2, 1\\}", "equal"},
    {"10 \\text{ cm}", "10 \\text{ m}", "not_equal"},
    {"5", "}{", "not_equal"},
    {"\\sqrt[3]{2+\\sqrt{5}}-\\sqrt[3]{\\sqrt{5}-2}", "1", "equal"},
    {"16\\arctan\\frac15-4\\arctan\\frac{1}{239}", "\\pi", "equal"},
    {"\\sqrt{2}+\\sqrt{3}", "\\sqrt{5+2\\sqrt{6}}", "equal"},
};

std::string Check(rbench_math_checker* checker, std::string_view gold, std::string_view answer) {
  char reason[24];
  const auto decision = rbench_math_check(checker, gold.data(), gold.size(), answer.data(),
                                          answer.size(), reason, sizeof(reason));
  return kNames[decision];
}

std::string Log(rbench_math_checker* checker) {
  std::string log;
  for (const Pair& pair : kPairs) log += Check(checker, pair.gold, pair.answer) + "\n";
  return log;
}

std::string Expected() {
  std::string log;
  for (const Pair& pair : kPairs) log += std::string(pair.decision) + "\n";
  return log;
}

rbench_math_checker* Open(const char* policy = nullptr, const char* worker = nullptr) {
  char error[256];
  rbench_math_checker* checker = rbench_math_open(policy, worker, error, sizeof(error));
  EXPECT_NE(checker, nullptr) << error;
  return checker;
}

// Children of this process, by /proc.
std::vector<pid_t> Children() {
  std::vector<pid_t> children;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    std::ifstream file(entry.path() / "stat");
    std::string stat;
    std::getline(file, stat);
    std::istringstream rest(stat.substr(std::min(stat.rfind(')') + 2, stat.size())));
    std::string state;
    pid_t parent = 0;
    rest >> state >> parent;
    if (parent == ::getpid() && state != "Z") children.push_back(std::stoi(name));
  }
  return children;
}

TEST(Embed, DecidesWithItsHelpers) {
  rbench_math_checker* checker = Open();
  EXPECT_EQ(Log(checker), Expected());
  const rbench_math_counts counts = rbench_math_worker_counts(checker);
  EXPECT_GT(counts.proofs, 0);
  EXPECT_GT(counts.workers_started, 0);
  EXPECT_EQ(counts.backstops, 0);
  EXPECT_FALSE(Children().empty());
  rbench_math_close(checker);
  EXPECT_TRUE(Children().empty());
}

TEST(Embed, WithoutHelpersWhatNeedsOneIsUndecided) {
  rbench_math_checker* checker = Open(nullptr, "");
  EXPECT_EQ(Check(checker, kPairs[0].gold, kPairs[0].answer), "equal");
  EXPECT_EQ(Check(checker, kPairs[7].gold, kPairs[7].answer), "undecided");
  EXPECT_TRUE(Children().empty());
  rbench_math_close(checker);
}

TEST(Embed, SaysWhatItCannotUse) {
  char error[256];
  EXPECT_EQ(rbench_math_open("{\"unit\": \"ignore\"}", nullptr, error, sizeof(error)), nullptr);
  EXPECT_NE(std::string(error).find("units"), std::string::npos) << error;
  EXPECT_EQ(rbench_math_open("{", nullptr, error, sizeof(error)), nullptr);
  EXPECT_NE(std::strlen(error), 0u);
  EXPECT_EQ(rbench_math_open(nullptr, "/nowhere/worker", error, sizeof(error)), nullptr);
  EXPECT_NE(std::string(error).find("/nowhere/worker"), std::string::npos) << error;
  EXPECT_EQ(rbench_math_open("{", nullptr, nullptr, 0), nullptr);
  // Another program than the worker is found out at the first question: no verdict, no hang.
  rbench_math_checker* checker = Open(nullptr, "/bin/true");
  EXPECT_EQ(Check(checker, kPairs[7].gold, kPairs[7].answer), "ungraded");
  rbench_math_close(checker);
}

TEST(Embed, TextsAreCutToTheirSizeAndMayHoldZeros) {
  rbench_math_checker* checker = Open("{\"units\": \"ignore\"}", "");
  char small[8];
  const size_t needed = rbench_math_policy(checker, small, sizeof(small));
  EXPECT_GT(needed, 100u);
  EXPECT_EQ(std::strlen(small), sizeof(small) - 1);
  std::string whole(needed, '\0');
  EXPECT_EQ(rbench_math_policy(checker, whole.data(), whole.size()), needed);
  EXPECT_NE(whole.find("\"units\":\"ignore\""), std::string::npos) << whole;
  char one[1] = {'x'};
  EXPECT_EQ(rbench_math_check(checker, "5", 1, "5", 1, one, sizeof(one)), RBENCH_MATH_EQUAL);
  EXPECT_EQ(one[0], '\0');
  EXPECT_EQ(rbench_math_check(checker, "5", 1, "5\0", 2, nullptr, 0), RBENCH_MATH_NOT_EQUAL);
  EXPECT_EQ(rbench_math_check(checker, "5", 1, nullptr, 0, nullptr, 0), RBENCH_MATH_NOT_EQUAL);
  rbench_math_close(checker);
  rbench_math_close(nullptr);
}

TEST(Embed, LeavesAllocatorAndSignalsOfTheHostAlone) {
  struct Hooks {
    void* (*allocate)(size_t);
    void* (*reallocate)(void*, size_t, size_t);
    void (*release)(void*, size_t);
    bool operator==(const Hooks&) const = default;
  };
  const auto hooks = [] {
    Hooks now{};
    mp_get_memory_functions(&now.allocate, &now.reallocate, &now.release);
    return now;
  };
  const auto handlers = [] {
    std::array<void (*)(int), 32> all{};
    for (int signal = 1; signal < 32; ++signal) {
      struct sigaction action {};
      ::sigaction(signal, nullptr, &action);
      all[static_cast<size_t>(signal)] = action.sa_handler;
    }
    return all;
  };
  const Hooks hooks_before = hooks();
  const auto handlers_before = handlers();
  rbench_math_checker* checker = Open();
  EXPECT_EQ(Log(checker), Expected());
  EXPECT_TRUE(hooks() == hooks_before);
  EXPECT_EQ(handlers(), handlers_before);
  rbench_math_close(checker);
}

TEST(Embed, ManyThreadsShareACheckerAndAgree) {
  rbench_math_checker* checker = Open();
  std::vector<std::string> logs(8);
  std::vector<std::thread> threads;
  for (std::string& log : logs) {
    threads.emplace_back([&] {
      for (int i = 0; i < 5; ++i) log = Log(checker);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& log : logs) EXPECT_EQ(log, Expected());
  rbench_math_close(checker);
}

TEST(Embed, AKilledHelperCostsAtMostTheCheckInFlight) {
  rbench_math_checker* checker = Open();
  EXPECT_EQ(Log(checker), Expected());
  for (const pid_t child : Children()) ::kill(child, SIGKILL);
  EXPECT_EQ(Log(checker), Expected());
  std::thread killer([&] {
    for (int i = 0; i < 40; ++i) {
      for (const pid_t child : Children()) ::kill(child, SIGKILL);
      ::usleep(5000);
    }
  });
  for (int i = 0; i < 50; ++i) {
    for (const Pair& pair : kPairs) {
      const std::string decision = Check(checker, pair.gold, pair.answer);
      // Ungraded: whoever kills helpers while they start takes the means of a verdict away.
      ASSERT_TRUE(decision == pair.decision || decision == "undecided" || decision == "ungraded")
          << decision;
    }
  }
  killer.join();
  EXPECT_EQ(Log(checker), Expected());
  rbench_math_close(checker);
}

TEST(Embed, AForkedChildGetsHelpersOfItsOwn) {
  rbench_math_checker* checker = Open();
  EXPECT_EQ(Log(checker), Expected());
  std::vector<pid_t> children;
  for (int i = 0; i < 3; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      bool fine = true;
      for (int round = 0; round < 10; ++round) fine = fine && Log(checker) == Expected();
      ::_exit(fine ? 0 : 1);
    }
    children.push_back(child);
  }
  for (int round = 0; round < 10; ++round) EXPECT_EQ(Log(checker), Expected());
  for (const pid_t child : children) {
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  rbench_math_close(checker);
}

}  // namespace
