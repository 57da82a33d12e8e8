#include "base/in_order.h"

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace rbench {
namespace {

TEST(InOrder, ResultsComeInTheOrderOfTheJobs) {
  for (const int threads : {1, 2, 8}) {
    std::vector<int> taken;
    InOrder<int> jobs(threads, [&](int result) { taken.push_back(result); });
    for (int i = 0; i < 1000; ++i) {
      jobs.Add([i] {
        if (i % 97 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(2));
        return i;
      });
    }
    jobs.Finish();
    ASSERT_EQ(taken.size(), 1000u) << threads;
    for (int i = 0; i < 1000; ++i) EXPECT_EQ(taken[static_cast<size_t>(i)], i);
  }
}

TEST(InOrder, JobsRunAtTheSameTimeAndFewAreOpen) {
  std::atomic<int> open = 0;
  std::atomic<int> most = 0;
  size_t taken = 0;
  InOrder<int> jobs(2, [&](int) { ++taken; });
  for (int i = 0; i < 100; ++i) {
    jobs.Add([&] {
      const int now = ++open;
      for (int seen = most.load(); now > seen && !most.compare_exchange_weak(seen, now);) {
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      --open;
      return 0;
    });
    EXPECT_LE(static_cast<size_t>(i) - taken, 16u);
  }
  jobs.Finish();
  EXPECT_EQ(taken, 100u);
  EXPECT_EQ(most.load(), 2);
}

TEST(InOrder, ResultsThatNobodyTookEndWithIt) {
  std::atomic<int> run = 0;
  size_t taken = 0;
  {
    InOrder<int> jobs(2, [&](int) { ++taken; });
    for (int i = 0; i < 5; ++i) jobs.Add([&] { return ++run; });
  }
  EXPECT_EQ(run.load(), 5);
  EXPECT_EQ(taken, 0u);
}

}  // namespace
}  // namespace rbench
