// Honest: 100 ms of CPU time.
#include <cstdio>
#include <ctime>

int main() {
  while (std::clock() < CLOCKS_PER_SEC / 10) {
  }
  std::puts("done");
}
