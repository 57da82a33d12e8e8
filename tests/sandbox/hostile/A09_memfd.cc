// A09: hides memory in files without a name.
#include <cerrno>
#include <cstdio>
#include <cstring>

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

int main() {
  constexpr long kNumbers[] = {SYS_memfd_create, 447 /* memfd_secret */};
  for (const long number : kNumbers) {
    const long file = syscall(number, number == SYS_memfd_create ? (long)"x" : 0L, 0L);
    if (file >= 0 || (errno != EPERM && errno != ENOSYS && errno != EACCES)) {
      std::printf("ESCAPED: call %ld gave %ld (%s)\n", number, file, std::strerror(errno));
      return 0;
    }
  }
  std::puts("contained");
}
