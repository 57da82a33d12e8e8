// A25: functions of the compiler's own interpreter that run for ever, each a little below its limit
// on operations.
#include <cstdio>

template <int N>
constexpr unsigned Burn() {
  unsigned x = N;
  for (int i = 0; i < 1000; ++i) {
    for (int k = 0; k < 5000; ++k) x = x * 1664525U + 1013904223U;
  }
  if constexpr (N > 0) {
    constexpr unsigned below = Burn<N - 1>();
    x ^= below;
  }
  return x;
}

constexpr unsigned kResult = Burn<400>();

int main() { std::printf("ESCAPED: compiled, %u\n", kResult); }
