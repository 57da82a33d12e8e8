#include "cli/interrupt.h"

#include <atomic>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <unistd.h>

#include "base/check.h"

namespace rbench {
namespace {

constexpr char kEnd = 'e';
constexpr char kInterrupt = 'i';

// The only thing a signal handler can reach; written by InterruptScope alone.
std::atomic<int> interrupt_fd{-1};

void OnSignal(int signal_number) {
  // The next one of its kind takes the default way: it ends the process.
  std::signal(signal_number, SIG_DFL);
  const int saved_errno = errno;
  [[maybe_unused]] const ssize_t written = ::write(interrupt_fd.load(), &kInterrupt, 1);
  errno = saved_errno;
}

}  // namespace

InterruptScope::InterruptScope() {
  RBENCH_CHECK(::pipe2(pipe_, O_CLOEXEC) == 0);
  interrupt_fd.store(pipe_[1]);
  // Stop callbacks may lock and allocate, so they run on a thread and not in the handler.
  watcher_ = std::thread([this] {
    char byte = 0;
    while (::read(pipe_[0], &byte, 1) == 1 && byte != kEnd) source_.request_stop();
  });
  std::signal(SIGINT, &OnSignal);
  std::signal(SIGTERM, &OnSignal);
}

InterruptScope::~InterruptScope() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  [[maybe_unused]] const ssize_t written = ::write(pipe_[1], &kEnd, 1);
  watcher_.join();
  ::close(pipe_[0]);
  ::close(pipe_[1]);
}

}  // namespace rbench
