// B10: a child by vfork that neither ends nor becomes another program: the parent hangs.
#include <cstdio>

#include <unistd.h>

int main() {
  const pid_t child = vfork();
  if (child == 0) {
    sleep(20);
    _exit(0);
  }
  std::puts("ESCAPED: waited to the end");
}
