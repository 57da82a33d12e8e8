#pragma once

#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "base/result.h"

namespace rbench {

// A helper program with a socket as its standard input and output. Its standard error goes to
// /dev/null, no other descriptor reaches it, its signal mask and handlers are the default ones. It
// ends by itself when its socket closes; destroying this kills and reaps it. Starting never forks
// the caller's memory (posix_spawn), so it costs the same however large the caller is, and works
// beside threads. Movable; one thread at a time.
class HelperProcess {
 public:
  enum class Framing {
    kStream,   // bytes in order (SOCK_STREAM)
    kPackets,  // messages, which may carry descriptors (SOCK_SEQPACKET)
  };
  // command[0] is a path. An error names the program.
  static Result<HelperProcess> Start(const std::vector<std::string>& command,
                                     Framing framing = Framing::kStream);

  HelperProcess(HelperProcess&& other) noexcept;
  HelperProcess& operator=(HelperProcess&& other) noexcept;
  ~HelperProcess();

  // All bytes or nothing; false where the helper is gone. Never raises SIGPIPE.
  bool Send(const void* data, size_t bytes);
  bool Receive(void* data, size_t bytes);

  // Waits for its end: the exit status, or minus the signal. Nothing where it cannot be known
  // (somebody else reaped it).
  std::optional<int> Wait();
  pid_t pid() const { return pid_; }
  // The caller's end; stays this object's.
  int socket() const { return socket_; }
  // Closes the socket and waits at most so long until it has ended by itself: for a helper that
  // leaves something on the machine where it is killed.
  void LetEnd(int most_ms);
  // Forgets the helper without ending it: for a child made by fork(), to whom it does not belong.
  void Abandon();

 private:
  HelperProcess(pid_t pid, int socket) : pid_(pid), socket_(socket) {}
  void Close();

  pid_t pid_ = -1;
  int socket_ = -1;
};

}  // namespace rbench
