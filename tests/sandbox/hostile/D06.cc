// D06: sockets of every other family, through which sandboxes could talk to each other or to the
// kernel, and 32-bit arguments with rubbish above.
#include <cerrno>
#include <cstdio>

#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

int main() {
  bool contained = true;
  constexpr int kKinds[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_SEQPACKET};
  constexpr long kRubbish[] = {0, 1L << 40};
  for (long family = 1; family < 46; ++family) {
    for (const int kind : kKinds) {
      for (const long rubbish : kRubbish) {
        const long file = syscall(SYS_socket, family | rubbish, kind, 0);
        if (file < 0 && (errno == EPERM || errno == EACCES || errno == EAFNOSUPPORT)) continue;
        std::printf("ESCAPED: socket(%ld, %d) gave %ld, errno %d\n", family, kind, file, errno);
        contained = false;
      }
    }
  }
  if (contained) std::puts("contained");
}
