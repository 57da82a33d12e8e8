// D04: asks for a user namespace through the 32-bit entry, whose call numbers are others.
#include <cstdio>

int main() {
  std::puts("contained");
  std::fflush(stdout);
  int result = 310;  // unshare there
  asm volatile("int $0x80" : "+a"(result) : "b"(0x10000000), "c"(0), "d"(0) : "memory");
  if (result >= 0) std::printf("ESCAPED: unshare gave %d\n", result);
  result = 20;  // getpid: no harm, but an open door
  asm volatile("int $0x80" : "+a"(result) : "b"(0), "c"(0), "d"(0) : "memory");
  if (result >= 0) std::printf("ESCAPED: the 32-bit entry is open\n");
}
