#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace rbench {

// A fixed number of threads that run jobs from one bounded queue. Submit blocks while the queue is
// full. Jobs must not throw; one that does ends the process with its message. Destruction waits for
// all jobs.
class WorkerPool {
 public:
  WorkerPool(int num_threads, size_t max_queued);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  void Submit(std::function<void()> job);
  // Returns when every job submitted so far has ended.
  void Wait();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rbench
