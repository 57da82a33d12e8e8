// D05: the network: this machine (its input names a port that is listened on), by both versions of
// the protocol, and by turning a socket that is allowed (a pair) into one that is not.
#include <cerrno>
#include <cstdio>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

int main() {
  int port = 0;
  if (std::scanf("%d", &port) != 1) port = 80;
  bool contained = true;
  constexpr int kFamilies[] = {AF_INET, AF_INET6};
  constexpr int kKinds[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_STREAM | SOCK_CLOEXEC};
  for (const int family : kFamilies) {
    for (const int kind : kKinds) {
      const int file = socket(family, kind, 0);
      if (file < 0 && (errno == EPERM || errno == EACCES || errno == EAFNOSUPPORT)) continue;
      std::printf("ESCAPED: socket(%d, %d) gave %d, errno %d\n", family, kind, file, errno);
      contained = false;
    }
  }
  int pair[2];
  if (socketpair(AF_INET, SOCK_STREAM, 0, pair) == 0) {
    std::puts("ESCAPED: a pair of the internet");
    contained = false;
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  constexpr int kPairs[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};
  for (const int kind : kPairs) {
    if (socketpair(AF_UNIX, kind, 0, pair) != 0) continue;
    if (connect(pair[0], reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0) {
      std::puts("ESCAPED: connected");
      contained = false;
    }
  }
  if (contained) std::puts("contained");
}
