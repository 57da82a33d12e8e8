// A10: forks children that sleep, until it is refused (at most 2000; the limit is 64 tasks).
#include <cerrno>
#include <cstdio>

#include <unistd.h>

int main() {
  int children = 0;
  pid_t child = 0;
  while (children < 2000 && (child = fork()) >= 0) {
    if (child == 0) {
      sleep(10);
      _exit(0);
    }
    ++children;
  }
  if (child < 0 && errno == EAGAIN && children <= 64) {
    std::puts("contained");
  } else {
    std::printf("ESCAPED: %d children\n", children);
  }
}
