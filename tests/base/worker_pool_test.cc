#include "base/worker_pool.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>

namespace rbench {
namespace {

TEST(WorkerPool, RunsEveryJobOnce) {
  std::atomic<int> sum{0};
  {
    WorkerPool pool(3, 2);
    for (int i = 1; i <= 1000; ++i) pool.Submit([&sum, i] { sum += i; });
    pool.Wait();
    EXPECT_EQ(sum.load(), 500500);
    pool.Submit([&] { sum = -1; });
  }
  EXPECT_EQ(sum.load(), -1);  // destruction waits
}

TEST(WorkerPool, SubmitBlocksWhileTheQueueIsFull) {
  std::mutex mutex;
  std::condition_variable changed;
  bool open = false;
  std::atomic<int> submitted{0};
  WorkerPool pool(1, 2);
  const auto job = [&] {
    std::unique_lock<std::mutex> lock(mutex);
    changed.wait(lock, [&] { return open; });
  };
  std::thread producer([&] {
    for (int i = 0; i < 6; ++i) {
      pool.Submit(job);
      ++submitted;
    }
  });
  // One runs and two are queued; the fourth Submit cannot return before the gate opens.
  while (submitted < 3) std::this_thread::yield();
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  EXPECT_EQ(submitted.load(), 3);
  {
    const std::lock_guard<std::mutex> lock(mutex);
    open = true;
  }
  changed.notify_all();
  producer.join();
  pool.Wait();
  EXPECT_EQ(submitted.load(), 6);
}

TEST(WorkerPool, WaitDoesNotWaitForLaterJobs) {
  std::mutex mutex;
  std::condition_variable changed;
  bool open = false;
  bool early_done = false;
  WorkerPool pool(2, 8);
  pool.Submit([&] {
    const std::lock_guard<std::mutex> lock(mutex);
    early_done = true;
  });
  pool.Wait();
  {
    const std::lock_guard<std::mutex> lock(mutex);
    EXPECT_TRUE(early_done);
  }
  std::atomic<bool> waited{false};
  std::atomic<bool> short_done{false};
  std::atomic<bool> release{false};
  pool.Submit([&] {
    while (!release) std::this_thread::yield();
    short_done = true;
  });
  std::thread waiter([&] {
    pool.Wait();
    EXPECT_TRUE(short_done.load());
    waited = true;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_FALSE(waited.load());
  // Submitted after Wait began, and blocked until after it has returned.
  pool.Submit([&] {
    std::unique_lock<std::mutex> lock(mutex);
    changed.wait(lock, [&] { return open; });
  });
  release = true;
  waiter.join();
  EXPECT_TRUE(waited.load());
  {
    const std::lock_guard<std::mutex> lock(mutex);
    open = true;
  }
  changed.notify_all();
}

TEST(WorkerPoolDeathTest, AThrowingJobEndsTheProcessWithItsMessage) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_DEATH(
      {
        WorkerPool pool(1, 1);
        pool.Submit([] { throw std::runtime_error("the job's message"); });
        pool.Wait();
      },
      "the job's message");
}

}  // namespace
}  // namespace rbench
