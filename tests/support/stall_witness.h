#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>
#include <vector>

#include <sched.h>

namespace rbench {

// How long the machine itself stood still: a thread on every CPU sleeps a few milliseconds at a
// time and looks how much too late it was woken. A test that bounds a delay of ours may let it be
// this long where it is longer than the bound: of a virtual machine that gets no CPU for a while,
// nobody can be on time. On a machine that runs it is some milliseconds.
class StallWitness {
 public:
  StallWitness() {
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    ::sched_getaffinity(0, sizeof(allowed), &allowed);
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
      if (CPU_ISSET(cpu, &allowed)) watchers_.emplace_back([this, cpu] { Watch(cpu); });
    }
  }
  ~StallWitness() {
    over_ = true;
    for (std::thread& watcher : watchers_) watcher.join();
  }
  StallWitness(const StallWitness&) = delete;
  StallWitness& operator=(const StallWitness&) = delete;

  // The longest since the start or the last Reset(), in microseconds.
  int64_t LongestUs() const { return longest_us_; }
  void Reset() { longest_us_ = 0; }

 private:
  void Watch(int cpu) {
    using Clock = std::chrono::steady_clock;
    constexpr auto kStep = std::chrono::milliseconds(5);
    cpu_set_t here;
    CPU_ZERO(&here);
    CPU_SET(cpu, &here);
    ::sched_setaffinity(0, sizeof(here), &here);
    while (!over_) {
      const Clock::time_point due = Clock::now() + kStep;
      std::this_thread::sleep_until(due);
      const int64_t late =
          std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - due).count();
      int64_t longest = longest_us_;
      while (late > longest && !longest_us_.compare_exchange_weak(longest, late)) {
      }
    }
  }

  std::atomic<bool> over_ = false;
  std::atomic<int64_t> longest_us_ = 0;
  std::vector<std::thread> watchers_;
};

}  // namespace rbench
