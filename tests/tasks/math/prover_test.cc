#include "tasks/math/prover.h"

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tasks/math/expression.h"
#include "tests/support/check_worker.h"
#include "tests/support/process_usage.h"

namespace rbench::math {
namespace {

using Answer = Prover::Answer;

// 4 atan(1/5) - atan(1/239) beside pi/4 (Machin), and beside pi/4 + 1.
struct Question {
  Expressions expressions;
  ExprId machin = 0;
  ExprId quarter = 0;
  ExprId other = 0;

  Question() {
    Expressions& e = expressions;
    const ExprId fifth = e.Make(EXACT_ATAN, e.Fraction(1, 5));
    const ExprId small = e.Make(EXACT_ATAN, e.Fraction(1, 239));
    machin = e.Difference(e.Make(EXACT_MUL, e.Integer(4), fifth), small);
    quarter = e.Make(EXACT_DIV, e.Constant(EXACT_PI), e.Integer(4));
    other = e.Make(EXACT_ADD, quarter, e.Integer(1));
  }
};

Answer Ask(Prover& prover, const Question& q, ExprId side) {
  int64_t fuel = kFuelBytes;
  return prover.Prove(q.expressions.Program(), q.machin, side, fuel);
}

TEST(Prover, WorkersAnswerAsTheProverInThisProcess) {
  const Question q;
  DirectProver direct;
  CheckWorkers workers(TestWorkerCommand());
  for (const ExprId side : {q.quarter, q.other}) {
    EXPECT_EQ(Ask(workers, q, side), Ask(direct, q, side));
  }
  EXPECT_EQ(Ask(workers, q, q.quarter), Answer::kEqual);
  EXPECT_EQ(Ask(workers, q, q.other), Answer::kDifferent);
  EXPECT_EQ(workers.counts().proofs, 4);
  EXPECT_EQ(workers.counts().workers_started, 1);
}

// The fuel that a question takes, and so its verdict, does not depend on what a worker did before.
TEST(Prover, AQuestionBurnsTheSameFuelOnEveryWorkerAndAfterAnyOther) {
  const Question q;
  CheckWorkers workers(TestWorkerCommand());
  const auto burnt = [&](CheckWorkers& by, ExprId side) {
    int64_t fuel = kFuelBytes;
    by.Prove(q.expressions.Program(), q.machin, side, fuel);
    return kFuelBytes - fuel;
  };
  const int64_t first = burnt(workers, q.quarter);
  EXPECT_GT(first, 1000);
  EXPECT_LT(first, kFuelBytes);
  for (int i = 0; i < 3; ++i) burnt(workers, q.other);
  EXPECT_EQ(burnt(workers, q.quarter), first);
  CheckWorkers others(TestWorkerCommand());
  burnt(others, q.other);
  EXPECT_EQ(burnt(others, q.quarter), first);
}

TEST(Prover, WithTooLittleFuelAWorkerEndsAndNothingIsLeft) {
  const Question q;
  CheckWorkers workers(TestWorkerCommand());
  int64_t fuel = 5000;
  EXPECT_EQ(workers.Prove(q.expressions.Program(), q.machin, q.quarter, fuel), Answer::kBound);
  EXPECT_EQ(fuel, 0);
  EXPECT_EQ(workers.counts().out_of_fuel, 1);
  EXPECT_EQ(workers.Prove(q.expressions.Program(), q.machin, q.quarter, fuel), Answer::kBound);
  EXPECT_EQ(workers.counts().workers_started, 1) << "asked although no fuel was left";
  EXPECT_EQ(Ask(workers, q, q.quarter), Answer::kEqual);
}

TEST(Prover, AWorkerKilledWhileIdleCostsNoVerdict) {
  const Question q;
  const std::vector<pid_t> before = LiveChildren();
  CheckWorkers workers(TestWorkerCommand());
  ASSERT_TRUE(workers.Start(1));
  int killed = 0;
  for (const pid_t child : LiveChildren()) {
    if (std::find(before.begin(), before.end(), child) == before.end()) {
      killed += ::kill(child, SIGKILL) == 0;
    }
  }
  ASSERT_EQ(killed, 1);
  EXPECT_EQ(Ask(workers, q, q.quarter), Answer::kEqual);
  EXPECT_EQ(workers.counts().aborted, 0);
  EXPECT_EQ(workers.counts().workers_started, 2);
}

TEST(Prover, ManyThreadsGetTheAnswersOfOne) {
  const Question q;
  CheckWorkers workers(TestWorkerCommand());
  std::atomic<int> right{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 10; ++i) {
        right += Ask(workers, q, q.quarter) == Answer::kEqual;
        right += Ask(workers, q, q.other) == Answer::kDifferent;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 160);
  EXPECT_EQ(workers.counts().proofs, 160);
}

TEST(Prover, ACommandThatIsNoWorkerIsUnavailable) {
  const Question q;
  for (const char* command : {"/nowhere/at/all", "/bin/true", "/bin/false"}) {
    CheckWorkers workers(std::vector<std::string>{command});
    EXPECT_FALSE(workers.Start(1)) << command;
    EXPECT_EQ(Ask(workers, q, q.quarter), Answer::kUnavailable) << command;
  }
}

TEST(Prover, AForkedChildHasWorkersOfItsOwn) {
  const Question q;
  CheckWorkers workers(TestWorkerCommand());
  ASSERT_EQ(Ask(workers, q, q.quarter), Answer::kEqual);
  const pid_t child = ::fork();
  if (child == 0) {
    const bool right = Ask(workers, q, q.other) == Answer::kDifferent &&
                       workers.counts().workers_started == 1 && workers.counts().proofs == 1;
    ::_exit(right ? 0 : 1);
  }
  EXPECT_EQ(Ask(workers, q, q.quarter), Answer::kEqual);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  EXPECT_EQ(workers.counts().proofs, 2);
}

}  // namespace
}  // namespace rbench::math
