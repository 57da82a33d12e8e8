#include "base/thread_team.h"

#include <atomic>
#include <chrono>
#include <ctime>
#include <mutex>
#include <numeric>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace rbench {
namespace {

TEST(ThreadTeam, RangesCoverExactlyOnceAndKeepTheGrain) {
  for (const int threads : {1, 2, 3, 7}) {
    ThreadTeam team(threads);
    EXPECT_EQ(team.size(), threads);
    for (const size_t count : {0, 1, 2, 3, 6, 7, 8, 64, 100, 1001}) {
      for (const size_t grain : {0, 1, 3, 16, 5000}) {
        std::vector<int> hits(count);
        std::mutex mutex;
        std::vector<std::pair<size_t, size_t>> ranges;
        team.ParallelFor(count, grain, [&](size_t begin, size_t end) {
          for (size_t i = begin; i < end; ++i) ++hits[i];
          const std::lock_guard<std::mutex> lock(mutex);
          ranges.emplace_back(begin, end);
        });
        EXPECT_EQ(hits, std::vector<int>(count, 1)) << threads << " " << count << " " << grain;
        EXPECT_LE(ranges.size(), static_cast<size_t>(threads));
        for (const auto& [begin, end] : ranges) {
          EXPECT_LT(begin, end);
          if (end != count) {
            EXPECT_GE(end - begin, grain);
          }
        }
      }
    }
  }
}

TEST(ThreadTeam, UsesItsMembers) {
  ThreadTeam team(2);
  std::mutex mutex;
  std::vector<std::thread::id> ids;
  std::atomic<int> inside{0};
  team.ParallelFor(2, 1, [&](size_t, size_t) {
    // Nobody leaves before both have come, so the caller cannot take both ranges.
    ++inside;
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (inside < 2 && std::chrono::steady_clock::now() < give_up) std::this_thread::yield();
    const std::lock_guard<std::mutex> lock(mutex);
    ids.push_back(std::this_thread::get_id());
  });
  ASSERT_EQ(ids.size(), 2u);
  EXPECT_NE(ids[0], ids[1]);
}

TEST(ThreadTeam, SeesAllWritesOfEveryRound) {
  // Each round reads what the last one wrote, cut elsewhere, so a missing barrier shows.
  ThreadTeam team(3);
  std::vector<uint64_t> from(1000, 1);
  std::vector<uint64_t> to(1000);
  for (int round = 0; round < 300; ++round) {
    const size_t shift = static_cast<size_t>(round) % 1000;
    team.ParallelFor(1000, 1 + static_cast<size_t>(round) % 400, [&](size_t begin, size_t end) {
      for (size_t i = begin; i < end; ++i) to[i] = from[(i + shift) % 1000] + 1;
    });
    std::swap(from, to);
  }
  EXPECT_EQ(from, std::vector<uint64_t>(1000, 301));
}

TEST(ThreadTeam, WakesSleepingMembers) {
  ThreadTeam team(2);
  std::atomic<int> calls{0};
  for (int round = 0; round < 30; ++round) {
    std::this_thread::sleep_for(std::chrono::milliseconds(round % 3));
    team.ParallelFor(2, 1, [&](size_t, size_t) {
      if (round % 5 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(2));
      ++calls;
    });
  }
  EXPECT_EQ(calls.load(), 60);
}

TEST(ThreadTeam, SleepsWhenIdle) {
  // A member that keeps spinning would use as much CPU time as the wall clock shows.
  ThreadTeam team(2);
  team.ParallelFor(2, 1, [](size_t, size_t) {});
  const std::clock_t before = std::clock();
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  const double used = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
  EXPECT_LT(used, 0.1);
}

}  // namespace
}  // namespace rbench
