#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <utility>

#include "base/worker_pool.h"

namespace rbench {

// Runs jobs on several threads and hands their results over in the order in which the jobs came.
// Add and Finish are for one thread, which is also the one that `take` is called on.
template <typename T>
class InOrder {
 public:
  InOrder(int threads, std::function<void(T)> take)
      : most_open_(8 * static_cast<size_t>(threads)),
        take_(std::move(take)),
        pool_(threads, most_open_) {}

  // Waits for the oldest job where many are open.
  void Add(std::function<T()> job) {
    if (open_.size() >= most_open_) TakeOldest();
    auto task = std::make_shared<std::packaged_task<T()>>(std::move(job));
    open_.push_back(task->get_future());
    pool_.Submit([task] { (*task)(); });
  }
  // Returns when every result has been handed over.
  void Finish() {
    while (!open_.empty()) TakeOldest();
  }

 private:
  void TakeOldest() {
    take_(open_.front().get());
    open_.pop_front();
  }

  const size_t most_open_;
  const std::function<void(T)> take_;
  std::deque<std::future<T>> open_;
  WorkerPool pool_;  // last: its threads use everything above
};

}  // namespace rbench
