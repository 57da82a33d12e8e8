// E22: prints what a runner might send, with guessed nonces and numbers.
#include <cstdio>

int main() {
  for (int sequence = 0; sequence < 64; ++sequence) {
    std::printf("%032x %d OK\n", sequence, sequence);
  }
}
