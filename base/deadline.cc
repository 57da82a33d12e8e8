#include "base/deadline.h"

#include <algorithm>

namespace rbench {

Deadline Deadline::After(std::chrono::milliseconds duration) {
  using Clock = std::chrono::steady_clock;
  Deadline deadline;
  const Clock::time_point now = Clock::now();
  const auto room =
      std::chrono::duration_cast<std::chrono::milliseconds>(Clock::time_point::max() - now);
  // A negative duration has already passed; one beyond the clock's range never does.
  duration = std::max(duration, std::chrono::milliseconds(0));
  if (duration < room) deadline.at_ = now + duration;
  return deadline;
}

bool Deadline::Expired() const {
  return at_ != std::chrono::steady_clock::time_point::max() &&
         std::chrono::steady_clock::now() >= at_;
}

std::chrono::milliseconds Deadline::Remaining() const {
  if (at_ == std::chrono::steady_clock::time_point::max())
    return std::chrono::hours(24 * 365 * 100);
  const auto left = at_ - std::chrono::steady_clock::now();
  if (left <= left.zero()) return std::chrono::milliseconds(0);
  // Rounded up: a wait of this length does not end before the deadline.
  return std::chrono::ceil<std::chrono::milliseconds>(left);
}

}  // namespace rbench
