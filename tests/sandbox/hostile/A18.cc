// A18: 64 MiB on standard error, then the answer on standard output.
#include <cstdio>
#include <string>

int main() {
  const std::string block(1 << 16, 'e');
  for (int i = 0; i < 1 << 10; ++i) std::fwrite(block.data(), 1, block.size(), stderr);
  std::puts("answer");
}
