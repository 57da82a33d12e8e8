// Honest: exceptions through several frames, failed allocations that are handled.
#include <cstdio>
#include <new>
#include <stdexcept>
#include <string>

int Deeper(int n) {
  const std::string keeps(100, 'x');
  if (n == 0) throw std::runtime_error("bottom");
  return Deeper(n - 1) + static_cast<int>(keeps.size());
}

int main() {
  int caught = 0;
  for (int i = 0; i < 1000; ++i) {
    try {
      Deeper(20);
    } catch (const std::exception&) {
      ++caught;
    }
  }
  try {
    char* volatile huge = new char[1UL << 60];
    huge[0] = 1;
  } catch (const std::bad_alloc&) {
    ++caught;
  }
  std::printf("%d\n", caught);
}
