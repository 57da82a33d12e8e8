// D04: asks for a user namespace through the x32 numbers.
#include <cstdio>

#include <unistd.h>

int main() {
  std::puts("contained");
  std::fflush(stdout);
  constexpr long kX32 = 0x40000000;
  if (syscall(kX32 | 272, 0x10000000) >= 0) std::puts("ESCAPED: unshare");
  if (syscall(kX32 | 39) >= 0) std::puts("ESCAPED: the x32 numbers are open");
}
