// A14: fills the scratch folder with many files (at most 2 GiB; the limit is 16 MiB). A write may
// come back short before one is refused.
#include <cerrno>
#include <cstdio>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

int main() {
  const std::vector<char> block(1 << 20, 'x');
  long written = 0;
  int reason = 0;
  char name[32];
  int files = 0;
  for (; files < 512 && reason == 0; ++files) {
    std::snprintf(name, sizeof(name), "part%d", files);
    const int file = open(name, O_CREAT | O_WRONLY, 0600);
    for (int i = 0; i < 4 && reason == 0; ++i) {
      const ssize_t put = file < 0 ? -1 : write(file, block.data(), block.size());
      if (put < 0) reason = errno;
      if (put > 0) written += put;
    }
    close(file);
  }
  for (int i = 0; i < files; ++i) {
    std::snprintf(name, sizeof(name), "part%d", i);
    unlink(name);
  }
  if (reason == ENOSPC && written <= 17 << 20) {
    std::puts("contained");
  } else {
    std::printf("ESCAPED: wrote %ld MiB, errno %d\n", written >> 20, reason);
  }
}
