#pragma once

#include <cstdint>
#include <functional>
#include <unordered_map>

namespace rbench {

// Descriptors that are waited for, each with what to do when there is something to read. One
// thread.
class EventLoop {
 public:
  EventLoop();
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  void Watch(int fd, std::function<void()> ready);
  // Must come before the descriptor is closed.
  void Unwatch(int fd);
  void UnwatchAndClose(int& fd);

  // Waits for at most `wait_us` (below 0: without end) and does what is to be done. What is
  // unwatched meanwhile is not called any more.
  void Wait(int64_t wait_us);

 private:
  struct Handler {
    uint64_t tag;  // tells a descriptor from the next one of the same number
    std::function<void()> ready;
  };
  int epoll_ = -1;
  uint64_t generation_ = 0;
  std::unordered_map<int, Handler> handlers_;
};

}  // namespace rbench
