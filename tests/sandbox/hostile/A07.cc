// A07: reserves 1 TiB of addresses and touches none, as runtimes do: no memory, so no MLE.
#include <cstdio>

#include <sys/mman.h>

int main() {
  void* const range =
      mmap(nullptr, 1UL << 40, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (range == MAP_FAILED) return 1;
  std::puts("reserved");
}
