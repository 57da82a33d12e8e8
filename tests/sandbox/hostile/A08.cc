// A08: eight processes hold 48 MiB each: none is over the limit, together they are.
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <unistd.h>

int main() {
  int ready[2];
  if (pipe(ready) != 0) return 3;
  for (int i = 0; i < 8; ++i) {
    if (fork() == 0) {
      char* volatile block = static_cast<char*>(std::malloc(48 << 20));
      if (block == nullptr) _exit(1);
      std::memset(block, 1, 48 << 20);
      if (write(ready[1], "x", 1) != 1) _exit(1);
      sleep(10);
      _exit(block[0]);
    }
  }
  close(ready[1]);
  char byte = 0;
  int held = 0;
  while (held < 8 && read(ready[0], &byte, 1) == 1) ++held;
  std::printf("ESCAPED: %d blocks of 48 MiB at once\n", held);
}
