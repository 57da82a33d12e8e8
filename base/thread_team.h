#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace rbench {

// The threads of one numeric engine: Run splits a loop over them with microseconds of overhead,
// thousands of times a second. Waiting threads spin briefly, then yield, then sleep, so that a busy
// machine is not made slower (a pool that only spins loses a factor of ten beside another process).
// Owned and used by one thread at a time; the caller is member 0 and works too.
class ThreadTeam {
 public:
  explicit ThreadTeam(int num_threads);
  ~ThreadTeam();
  ThreadTeam(const ThreadTeam&) = delete;
  ThreadTeam& operator=(const ThreadTeam&) = delete;

  int size() const;
  // Calls body(begin, end) for disjoint ranges that cover [0, count), each of at least `grain`
  // items (the last may be shorter), on the members of the team; returns when all are done. `body`
  // must give the same result however the range is cut, and must not throw.
  void ParallelFor(size_t count, size_t grain, const std::function<void(size_t, size_t)>& body);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rbench
