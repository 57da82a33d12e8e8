// F08: a right answer, then an exit code that says failure.
#include <cstdio>

int main() {
  std::puts("7");
  return 1;
}
