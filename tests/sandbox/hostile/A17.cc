// A17: prints without end (it gives up after 2 GiB; the limit is 64 KiB).
#include <cstdio>
#include <string>

int main() {
  const std::string line(4095, 'x');
  for (int i = 0; i < 1 << 19; ++i) std::puts(line.c_str());
}
