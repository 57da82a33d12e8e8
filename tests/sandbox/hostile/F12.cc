// F12: asks a question and waits for the answer of a person, for as long as 20 seconds.
#include <cstdio>
#include <ctime>

#include <unistd.h>

int main() {
  std::puts("name?");
  std::fflush(stdout);
  char byte = 0;
  for (int i = 0; i < 200; ++i) {
    if (read(0, &byte, 1) > 0) {
      std::puts("ESCAPED: somebody answered");
      return 0;
    }
    usleep(100'000);
  }
}
