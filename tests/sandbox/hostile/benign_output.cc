// Honest: prints 900,000 bytes.
#include <cstdio>

int main() {
  for (int n = 0; n < 90'000; ++n) std::printf("%09d\n", n);
}
