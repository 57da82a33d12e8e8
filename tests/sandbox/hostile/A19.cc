// A19: 100 MB of zero bytes.
#include <cstdio>
#include <string>

int main() {
  const std::string block(1 << 16, '\0');
  for (int i = 0; i < 1600; ++i) std::fwrite(block.data(), 1, block.size(), stdout);
}
