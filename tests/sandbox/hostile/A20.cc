// A20: calls itself without end.
#include <cstdio>
#include <cstring>

int Deeper(volatile char* above, long depth) {
  volatile char frame[256];
  frame[0] = above[0];
  if (depth == 1L << 40) return frame[0];
  return Deeper(frame, depth + 1) + frame[0];
}

int main(int arguments, char**) {
  volatile char top[1] = {static_cast<char>(arguments)};
  std::printf("ESCAPED: came back with %d\n", Deeper(top, 0));
}
