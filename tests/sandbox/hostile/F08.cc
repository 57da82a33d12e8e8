// F08: a right answer, then an exit code that says failure.
#include <cstdio>

int main() {
  std::puts("answer");
  return 1;
}
