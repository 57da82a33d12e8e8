// B12: answers, then closes every descriptor there could be, and puts others in their place.
#include <cstdio>

#include <fcntl.h>
#include <unistd.h>

int main() {
  std::puts("contained");
  std::fflush(stdout);
  for (int file = 0; file < 1024; ++file) close(file);
  for (int i = 0; i < 64; ++i) {
    if (open("/dev/zero", O_RDWR) < 0) break;
  }
}
