#include "sandbox/event_loop.h"

#include <ctime>
#include <utility>

#include <sys/epoll.h>
#include <unistd.h>

namespace rbench {

EventLoop::EventLoop() : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {}

EventLoop::~EventLoop() { ::close(epoll_); }

void EventLoop::Watch(int fd, std::function<void()> ready) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = (++generation_ << 32) | static_cast<uint32_t>(fd);
  handlers_[fd] = {event.data.u64, std::move(ready)};
  ::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
}

void EventLoop::Unwatch(int fd) {
  if (handlers_.erase(fd) > 0) ::epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
}

void EventLoop::UnwatchAndClose(int& fd) {
  if (fd < 0) return;
  Unwatch(fd);
  ::close(std::exchange(fd, -1));
}

void EventLoop::Wait(int64_t wait_us) {
  const timespec timeout{wait_us / 1'000'000, (wait_us % 1'000'000) * 1000};
  constexpr int kEvents = 64;
  epoll_event events[kEvents];
  const int count =
      ::epoll_pwait2(epoll_, events, kEvents, wait_us < 0 ? nullptr : &timeout, nullptr);
  for (int i = 0; i < count; ++i) {
    const auto found = handlers_.find(static_cast<int>(events[i].data.u64 & 0xffffffff));
    if (found == handlers_.end() || found->second.tag != events[i].data.u64) continue;
    const std::function<void()> ready = found->second.ready;  // may remove itself
    ready();
  }
}

}  // namespace rbench
