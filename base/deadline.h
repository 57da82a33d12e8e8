#pragma once

#include <chrono>

namespace rbench {

// A moment on the monotonic clock after which work should stop. Default: never.
class Deadline {
 public:
  Deadline() = default;
  static Deadline After(std::chrono::milliseconds duration);
  bool Expired() const;
  std::chrono::milliseconds Remaining() const;  // 0 when expired; a very long time when never

 private:
  std::chrono::steady_clock::time_point at_ = std::chrono::steady_clock::time_point::max();
};

}  // namespace rbench
