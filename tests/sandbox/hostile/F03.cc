// F03: asks for more input after its end, without pause and for some twenty seconds at most.
#include <cstdio>
#include <ctime>

#include <unistd.h>

int main() {
  char byte = 0;
  timespec used{};
  do {
    for (int i = 0; i < 1000; ++i) {
      if (read(0, &byte, 1) != 0) return 3;
    }
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  } while (used.tv_sec < 20);
  std::puts("ESCAPED: read to the end");
}
