#pragma once

#include <stop_token>
#include <thread>

namespace rbench {

// While it lives, the first SIGINT or SIGTERM requests a stop instead of ending the process, so
// that a run can finish cleanly; a second one ends the process at once. One at a time.
class InterruptScope {
 public:
  InterruptScope();
  ~InterruptScope();
  InterruptScope(const InterruptScope&) = delete;
  InterruptScope& operator=(const InterruptScope&) = delete;

  std::stop_token token() const { return source_.get_token(); }

 private:
  std::stop_source source_;
  int pipe_[2];
  std::thread watcher_;
};

}  // namespace rbench
