#include "base/thread_team.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

#include "base/check.h"

namespace rbench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kSpinTime = std::chrono::microseconds(30);
constexpr int kYields = 64;

inline void Pause() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

// A counter that one thread sets and one other thread waits for.
class Signal {
 public:
  void Set(uint32_t value) {
    value_.store(value, std::memory_order_seq_cst);
    // Either this load sees the sleeper, or the sleeper's last look at value_ sees the new value:
    // both threads write first and read then, in one total order.
    if (sleeping_.load(std::memory_order_seq_cst)) {
      const std::lock_guard<std::mutex> lock(mutex_);
      woken_.notify_one();
    }
  }

  // Returns when the counter has another value than `old`, and tells it.
  uint32_t WaitForChange(uint32_t old, bool may_spin) {
    return Wait([old](uint32_t value) { return value != old; }, may_spin);
  }

  // Returns when the counter has this value.
  void WaitFor(uint32_t wanted, bool may_spin) {
    Wait([wanted](uint32_t value) { return value == wanted; }, may_spin);
  }

 private:
  template <typename Condition>
  uint32_t Wait(const Condition& holds, bool may_spin) {
    uint32_t value = 0;
    const auto changed = [&] { return holds(value = value_.load(std::memory_order_acquire)); };
    if (changed()) return value;
    if (may_spin) {
      const Clock::time_point until = Clock::now() + kSpinTime;
      do {
        for (int i = 0; i < 16; ++i) {
          Pause();
          if (changed()) return value;
        }
      } while (Clock::now() < until);
    }
    for (int i = 0; i < kYields; ++i) {
      std::this_thread::yield();
      if (changed()) return value;
    }
    std::unique_lock<std::mutex> lock(mutex_);
    sleeping_.store(true, std::memory_order_seq_cst);
    woken_.wait(lock, [&] { return holds(value = value_.load(std::memory_order_seq_cst)); });
    sleeping_.store(false, std::memory_order_seq_cst);
    return value;
  }

  std::atomic<uint32_t> value_{0};
  std::atomic<bool> sleeping_{false};
  std::mutex mutex_;
  std::condition_variable woken_;
};

// One worker's mailbox. The range is written before `start` is set and read after it; `done`
// follows with the same number. Its own cache lines, so that members do not slow each other down.
struct alignas(128) Member {
  Signal start;
  const std::function<void(size_t, size_t)>* body = nullptr;  // null: end the thread
  size_t begin = 0;
  size_t end = 0;
  std::atomic<uint32_t> claimed{0};  // the last job that the worker or the owner began
  alignas(128) Signal done;
  uint32_t number = 0;  // of the last job; touched by the owner only

  // True for the first of the two that asks. The loser must not look at the range, which may be the
  // next job's by then.
  bool Claim(uint32_t job) {
    uint32_t before = job - 1;
    return claimed.compare_exchange_strong(before, job, std::memory_order_acq_rel);
  }
  std::thread thread;
};

void Work(Member& member, bool may_spin) noexcept {
  uint32_t number = 0;
  while (true) {
    number = member.start.WaitForChange(number, may_spin);
    if (!member.Claim(number)) continue;
    if (member.body == nullptr) return;
    (*member.body)(member.begin, member.end);
    member.done.Set(number);
  }
}

}  // namespace

struct ThreadTeam::Impl {
  std::vector<std::unique_ptr<Member>> workers;  // members 1 and up
  bool may_spin = true;
};

ThreadTeam::ThreadTeam(int num_threads) : impl_(std::make_unique<Impl>()) {
  RBENCH_CHECK(num_threads > 0);
  // More members than cores: whoever spins takes the core of one that has work.
  impl_->may_spin = static_cast<unsigned>(num_threads) <= std::thread::hardware_concurrency();
  for (int i = 1; i < num_threads; ++i) {
    impl_->workers.push_back(std::make_unique<Member>());
    Member& member = *impl_->workers.back();
    member.thread = std::thread([&member, spin = impl_->may_spin] { Work(member, spin); });
  }
}

ThreadTeam::~ThreadTeam() {
  for (const auto& worker : impl_->workers) {
    worker->body = nullptr;
    worker->start.Set(++worker->number);
  }
  for (const auto& worker : impl_->workers) worker->thread.join();
}

int ThreadTeam::size() const { return static_cast<int>(impl_->workers.size()) + 1; }

void ThreadTeam::ParallelFor(size_t count, size_t grain,
                             const std::function<void(size_t, size_t)>& body) {
  if (count == 0) return;
  const auto members = static_cast<size_t>(size());
  const size_t even = count / members + (count % members != 0 ? 1 : 0);
  const size_t chunk = std::max({even, grain, size_t{1}});
  size_t used = 0;
  for (size_t begin = std::min(chunk, count); begin < count; ++used) {
    Member& worker = *impl_->workers[used];
    worker.body = &body;
    worker.begin = begin;
    begin = chunk < count - begin ? begin + chunk : count;
    worker.end = begin;
    worker.start.Set(++worker.number);
  }
  body(0, std::min(chunk, count));
  for (size_t i = 0; i < used; ++i) {
    Member& worker = *impl_->workers[i];
    // On a busy machine a worker may not have got a core yet: its share is done here instead of
    // waited for.
    if (worker.Claim(worker.number)) {
      body(worker.begin, worker.end);
    } else {
      worker.done.WaitFor(worker.number, impl_->may_spin);
    }
  }
}

}  // namespace rbench
