// A09: hides memory in pipes whose buffers it makes as large as it may.
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

int main() {
  static char block[1 << 16];
  std::memset(block, 1, sizeof(block));
  long held = 0;
  int ends[2];
  for (int pipes = 0; pipes < 2000 && pipe2(ends, O_NONBLOCK) == 0; ++pipes) {
    fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);
    for (ssize_t put = 0; (put = write(ends[1], block, sizeof(block))) > 0;) held += put;
  }
  if (held < 1 << 16) return 3;
  if (held > 64 << 20) {
    std::printf("ESCAPED: %ld MiB in pipes\n", held >> 20);
  } else {
    std::puts("contained");
  }
}
