#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/philox.h"
#include "base/sha256.h"
#include "tests/support/check_worker.h"
#include "tests/tasks/math/verdict_cases.h"

// The log of all verdicts is the same, byte by byte, whatever the threads, the order, the load, and
// what the workers did before.

namespace rbench {
namespace {

std::vector<VerdictCase> AllCases() {
  std::vector<VerdictCase> cases = ReadVerdictCases(kCertificateCases);
  for (VerdictCase& row : ReadVerdictCases(kKnownFailureCases)) cases.push_back(std::move(row));
  return cases;
}

std::string Log(const std::vector<VerdictCase>& cases, math::Prover* prover, int threads,
                uint64_t order_seed = 0) {
  std::vector<size_t> order(cases.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  if (order_seed != 0) {
    PhiloxStream random(PhiloxKeyFor(order_seed, "order"));
    for (size_t i = order.size(); i > 1; --i) {
      std::swap(order[i - 1], order[static_cast<size_t>(random.NextBelow(i))]);
    }
  }
  std::vector<std::string> lines(cases.size());
  const auto grade_share = [&](size_t first, size_t step) {
    CaseGrader grader(prover);
    for (size_t k = first; k < order.size(); k += step) {
      const VerdictCase& row = cases[order[k]];
      lines[order[k]] = LogLine(row, grader.Grade(row));
    }
  };
  std::vector<std::thread> team;
  for (int t = 1; t < threads; ++t) {
    team.emplace_back(grade_share, static_cast<size_t>(t), static_cast<size_t>(threads));
  }
  grade_share(0, static_cast<size_t>(threads));
  for (std::thread& thread : team) thread.join();
  std::string log;
  for (const std::string& line : lines) log += line;
  return log;
}

void ExpectSameLog(const std::string& log, const std::string& reference, const char* what) {
  if (log == reference) return;
  size_t at = 0;
  while (at < log.size() && at < reference.size() && log[at] == reference[at]) ++at;
  const size_t line = log.rfind('\n', at) + 1;
  ADD_FAILURE() << what << " changes the log at byte " << at << ":\n  "
                << reference.substr(line, 200) << "\n  " << log.substr(line, 200);
}

class Determinism : public testing::Test {
 protected:
  static const std::vector<VerdictCase>& Cases() {
    static const std::vector<VerdictCase> cases = AllCases();
    return cases;
  }
  static const std::string& Reference() {
    static const std::string log = Log(Cases(), &TestCheckWorkers(), 1);
    return log;
  }
};

TEST_F(Determinism, TheLogHoldsEveryCase) {
  EXPECT_GE(Cases().size(), 1000u);
  EXPECT_EQ(static_cast<size_t>(std::count(Reference().begin(), Reference().end(), '\n')),
            Cases().size());
  std::printf("%zu verdicts, sha256 %s\n", Cases().size(), Sha256Hex(Reference()).c_str());
}

TEST_F(Determinism, ASecondRunChangesNothing) {
  ExpectSameLog(Log(Cases(), &TestCheckWorkers(), 1), Reference(), "a second run");
}

TEST_F(Determinism, ThreadsChangeNothing) {
  for (const int threads : {2, 8}) {
    ExpectSameLog(Log(Cases(), &TestCheckWorkers(), threads), Reference(), "threads");
  }
}

TEST_F(Determinism, OrderChangesNothing) {
  for (const uint64_t seed : {1, 2, 3}) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    ExpectSameLog(Log(Cases(), &TestCheckWorkers(), 1, seed), Reference(), "another order");
  }
}

TEST_F(Determinism, FreshWorkersChangeNothing) {
  math::CheckWorkers fresh(TestWorkerCommand());
  ExpectSameLog(Log(Cases(), &fresh, 1), Reference(), "a fresh pool");
  EXPECT_EQ(fresh.counts().backstops, 0);
}

// A worker for every single question.
TEST_F(Determinism, AWorkerOfItsOwnChangesNothing) {
  std::string log;
  for (const VerdictCase& row : Cases()) {
    math::CheckWorkers own(TestWorkerCommand());
    log += LogLine(row, CaseGrader(&own).Grade(row));
  }
  ExpectSameLog(log, Reference(), "a worker of its own");
}

TEST_F(Determinism, LoadChangesNothing) {
  std::atomic<bool> stop{false};
  std::vector<std::thread> load;
  for (int i = 0; i < 6; ++i) {
    load.emplace_back([&] {
      volatile uint64_t x = 1;
      while (!stop) x = x * 6364136223846793005u + 1;
    });
  }
  ExpectSameLog(Log(Cases(), &TestCheckWorkers(), 2), Reference(), "load");
  stop = true;
  for (std::thread& thread : load) thread.join();
}

TEST_F(Determinism, NothingIsUngradedAndNoBackstopFires) {
  EXPECT_EQ(Reference().find(" ungraded "), std::string::npos);
  EXPECT_EQ(TestCheckWorkers().counts().backstops, 0);
}

}  // namespace
}  // namespace rbench
