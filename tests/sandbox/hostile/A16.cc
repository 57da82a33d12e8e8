// A16: a file of 1 TiB without content.
#include <cstdio>

#include <fcntl.h>
#include <unistd.h>

int main() {
  const int file = open("sparse", O_CREAT | O_RDWR, 0600);
  if (file < 0) return 3;
  const int done = ftruncate(file, 1L << 40);
  std::printf("ESCAPED: ftruncate returned %d\n", done);
}
