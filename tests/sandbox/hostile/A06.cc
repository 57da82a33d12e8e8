// A06: one block of 200 MiB where 64 are allowed.
#include <cstdio>
#include <cstring>

int main() {
  constexpr unsigned long kBytes = 200UL << 20;
  char* volatile block = new char[kBytes];
  std::memset(block, 1, kBytes);
  std::printf("ESCAPED: held %lu MiB, last byte %d\n", kBytes >> 20, block[kBytes - 1]);
}
