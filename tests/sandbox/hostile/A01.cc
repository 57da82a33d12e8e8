// A01: burns CPU time without end (it gives up after some twenty seconds).
#include <cstdio>

int main() {
  volatile unsigned long n = 0;
  while (n < 15'000'000'000UL) n = n + 1;
  std::puts("ESCAPED: ran to the end");
}
