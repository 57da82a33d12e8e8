// D09: looks for descriptors that somebody left open, and writes into its own standard input.
#include <cstdio>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int main() {
  bool contained = true;
  for (int file = 3; file < 1024; ++file) {
    struct stat what {};
    if (fstat(file, &what) != 0) continue;
    std::printf("ESCAPED: descriptor %d\n", file);
    contained = false;
  }
  const char* const paths[] = {"/proc/self/mem", "/proc/self/maps", "/proc/self/exe", "/dev/stdin"};
  for (const char* path : paths) {
    if (open(path, O_RDONLY) < 0) continue;
    std::printf("ESCAPED: %s\n", path);
    contained = false;
  }
  // What came as input may be the harness's own copy.
  if (write(0, "x", 1) > 0 || ftruncate(0, 0) == 0) {
    std::puts("ESCAPED: the input can be changed");
    contained = false;
  }
  if (contained) std::puts("contained");
}
