#include "base/worker_pool.h"

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "base/check.h"

namespace rbench {

// Jobs carry tickets in the order of Submit. The queue is first in, first out, so the oldest
// unfinished job is the oldest running one, else the front of the queue.
struct WorkerPool::Impl {
  std::mutex mutex;
  std::condition_variable job_queued;
  std::condition_variable room_made;
  std::condition_variable job_ended;
  std::deque<std::pair<uint64_t, std::function<void()>>> queue;
  std::set<uint64_t> running;
  uint64_t next_ticket = 0;
  size_t max_queued = 1;
  bool stopping = false;
  std::vector<std::thread> threads;

  uint64_t OldestUnfinished() const {
    if (!running.empty()) return *running.begin();
    return queue.empty() ? next_ticket : queue.front().first;
  }

  // An exception that leaves a thread's function ends the process with its message.
  void Work() noexcept {
    std::unique_lock<std::mutex> lock(mutex);
    while (true) {
      job_queued.wait(lock, [&] { return stopping || !queue.empty(); });
      if (queue.empty()) return;
      auto [ticket, job] = std::move(queue.front());
      queue.pop_front();
      running.insert(ticket);
      room_made.notify_one();
      lock.unlock();
      job();
      job = nullptr;  // what the job holds is released before it counts as ended
      lock.lock();
      running.erase(ticket);
      job_ended.notify_all();
    }
  }
};

WorkerPool::WorkerPool(int num_threads, size_t max_queued) : impl_(std::make_unique<Impl>()) {
  RBENCH_CHECK(num_threads > 0);
  impl_->max_queued = std::max(max_queued, size_t{1});
  for (int i = 0; i < num_threads; ++i)
    impl_->threads.emplace_back([impl = impl_.get()] { impl->Work(); });
}

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard<std::mutex> lock(impl_->mutex);
    impl_->stopping = true;
  }
  impl_->job_queued.notify_all();
  for (std::thread& thread : impl_->threads) thread.join();
}

void WorkerPool::Submit(std::function<void()> job) {
  RBENCH_CHECK(job != nullptr);
  std::unique_lock<std::mutex> lock(impl_->mutex);
  impl_->room_made.wait(lock, [&] { return impl_->queue.size() < impl_->max_queued; });
  impl_->queue.emplace_back(impl_->next_ticket++, std::move(job));
  impl_->job_queued.notify_one();
}

void WorkerPool::Wait() {
  std::unique_lock<std::mutex> lock(impl_->mutex);
  const uint64_t last = impl_->next_ticket;
  impl_->job_ended.wait(lock, [&] { return impl_->OldestUnfinished() >= last; });
}

}  // namespace rbench
