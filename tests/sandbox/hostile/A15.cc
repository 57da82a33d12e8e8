// A15: makes empty files until it is refused (a million wanted; the limit is 1024 entries).
#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <unistd.h>

int main() {
  int made = 0;
  int reason = 0;
  char name[32];
  while (made < 1'000'000 && reason == 0) {
    std::snprintf(name, sizeof(name), "f%d", made);
    const int file = open(name, O_CREAT | O_EXCL | O_WRONLY, 0600);
    if (file < 0) reason = errno;
    if (file >= 0) ++made;
    close(file);
  }
  if (reason == ENOSPC && made <= 1024) {
    std::puts("contained");
  } else {
    std::printf("ESCAPED: %d files, errno %d\n", made, reason);
  }
}
