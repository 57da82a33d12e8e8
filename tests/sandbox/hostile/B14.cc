// B14: a right answer, then a destructor of a global that writes to address 0.
#include <cstdio>

struct Crash {
  ~Crash() {
    std::fflush(stdout);
    volatile int* volatile nowhere = nullptr;
    *nowhere = 1;
  }
};
Crash crash;

int main() { std::puts("answer"); }
