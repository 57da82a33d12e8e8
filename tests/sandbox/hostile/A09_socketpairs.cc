// A09: hides memory in the buffers of socket pairs.
#include <cstdio>
#include <cstring>

#include <sys/socket.h>
#include <unistd.h>

int main() {
  static char block[1 << 14];
  std::memset(block, 1, sizeof(block));
  long held = 0;
  int ends[2];
  int most = 64 << 20;
  for (int pairs = 0; pairs < 2000; ++pairs) {
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) != 0) break;
    for (const int end : ends) {
      setsockopt(end, SOL_SOCKET, SO_SNDBUF, &most, sizeof(most));
      for (ssize_t put = 0; held <= 256 << 20 && (put = write(end, block, sizeof(block))) > 0;) {
        held += put;
      }
    }
  }
  if (held > 64 << 20) {
    std::printf("ESCAPED: %ld MiB in sockets\n", held >> 20);
  } else {
    std::puts("contained");
  }
}
