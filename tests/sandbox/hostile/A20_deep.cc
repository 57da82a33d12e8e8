// A20: a million calls deep, some 100 MB of stack: allowed, since the stack may use the memory.
#include <cstdio>

long Sum(volatile long* above, long depth) {
  volatile long frame[8] = {};
  frame[depth % 8] = depth;
  if (depth == 0) return above[0] - above[0];
  return Sum(frame, depth - 1) + frame[depth % 8];
}

int main() {
  volatile long top[8] = {};
  std::printf("%ld\n", Sum(top, 1'000'000));
}
