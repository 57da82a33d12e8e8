#include "sandbox/wire.h"

#include <cerrno>
#include <cmath>
#include <cstring>

#include <sys/socket.h>
#include <unistd.h>

namespace rbench::wire {

const char* StageName(Stage stage) {
  switch (stage) {
    case Stage::kNone:
      return "start";
    case Stage::kClone:
      return "new namespaces";
    case Stage::kCgroup:
      return "entering the control group";
    case Stage::kMount:
      return "mounting the scratch folder";
    case Stage::kFork:
      return "starting the program's process";
    case Stage::kDescriptors:
      return "passing descriptors";
    case Stage::kLimits:
      return "setting resource limits";
    case Stage::kPrivileges:
      return "dropping privileges";
    case Stage::kLandlock:
      return "walling in files";
    case Stage::kSeccomp:
      return "loading the system call filter";
    case Stage::kExec:
      return "executing the program";
    case Stage::kProduct:
      return "taking what was compiled";
  }
  return "unknown step";
}

bool Plausible(const RunMessage& run) {
  const RunLimits& l = run.limits;
  const auto seconds = [](double value, double most) {
    return std::isfinite(value) && value >= 0 && value <= most;
  };
  const auto within = [](int64_t value, int64_t least, int64_t most) {
    return value >= least && value <= most;
  };
  const bool known = run.work == Work::kPython || run.work == Work::kCpp ||
                     run.work == Work::kCanary || run.work == Work::kPythonTests;
  return run.version == kVersion && known && run.numpy <= 1 && seconds(l.cpu_s, 86400) &&
         l.cpu_s >= 0.001 && seconds(l.wall_s, 7 * 86400) &&
         within(l.memory_bytes, 1 << 20, int64_t{1} << 42) &&
         within(l.output_bytes, 0, int64_t{1} << 30) && within(l.error_bytes, 0, 1 << 26) &&
         within(l.file_bytes, 0, int64_t{1} << 38) && within(l.files, 0, 1 << 24) &&
         within(run.stack_bytes, 0, int64_t{1} << 42) && within(l.tasks, 1, 1 << 16) &&
         within(l.open_files, 3, 1 << 20);
}

bool Send(int socket, const void* message, size_t bytes, std::span<const int> fds) {
  iovec piece{const_cast<void*>(message), bytes};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * kMaxDescriptors)] = {};
  msghdr header{};
  header.msg_iov = &piece;
  header.msg_iovlen = 1;
  if (!fds.empty()) {
    if (fds.size() > kMaxDescriptors) return false;
    header.msg_control = control;
    header.msg_controllen = CMSG_SPACE(sizeof(int) * fds.size());
    cmsghdr* const rights = CMSG_FIRSTHDR(&header);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int) * fds.size());
    std::memcpy(CMSG_DATA(rights), fds.data(), sizeof(int) * fds.size());
  }
  ssize_t sent = -1;
  do {
    sent = ::sendmsg(socket, &header, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return sent == static_cast<ssize_t>(bytes);
}

Received Receive(int socket, void* message, size_t bytes) {
  Received received;
  iovec piece{message, bytes};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * kMaxDescriptors)];
  msghdr header{};
  header.msg_iov = &piece;
  header.msg_iovlen = 1;
  header.msg_control = control;
  header.msg_controllen = sizeof(control);
  ssize_t got = -1;
  do {
    got = ::recvmsg(socket, &header, MSG_CMSG_CLOEXEC);
  } while (got < 0 && errno == EINTR);
  received.bytes = got;
  if (got < 0) return received;
  for (cmsghdr* part = CMSG_FIRSTHDR(&header); part != nullptr; part = CMSG_NXTHDR(&header, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
    const size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t i = 0; i < count; ++i) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(part) + i * sizeof(int), sizeof(int));
      if (received.num_fds < kMaxDescriptors)
        received.fds[received.num_fds++] = fd;
      else
        ::close(fd);
    }
  }
  const bool cut = (header.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0;
  if (cut || static_cast<size_t>(got) != bytes) {
    for (int i = 0; i < received.num_fds; ++i) ::close(received.fds[i]);
    received.num_fds = 0;
    if (got != 0) received.bytes = -1;
  }
  return received;
}

}  // namespace rbench::wire
