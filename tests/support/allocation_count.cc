#include "tests/support/allocation_count.h"

#include <atomic>
#include <cstdlib>
#include <new>

#include <malloc.h>

namespace {

std::atomic<size_t> total{0};
std::atomic<size_t> largest{0};
std::atomic<size_t> live{0};
std::atomic<size_t> peak{0};
std::atomic<size_t> base{0};

void* Allocate(size_t size) noexcept {
  void* const memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) return nullptr;
  total += size;
  if (size > largest) largest = size;
  const size_t now = live += malloc_usable_size(memory);
  if (now > peak) peak = now;
  return memory;
}

void* AllocateOrThrow(size_t size) {
  void* const memory = Allocate(size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

// Never inlined: g++ would see free beside an operator new that it did not inline, and warn.
[[gnu::noinline]] void Free(void* memory) noexcept {
  if (memory != nullptr) live -= malloc_usable_size(memory);
  std::free(memory);
}

}  // namespace

void* operator new(size_t size) { return AllocateOrThrow(size); }
void* operator new[](size_t size) { return AllocateOrThrow(size); }
void* operator new(size_t size, const std::nothrow_t&) noexcept { return Allocate(size); }
void* operator new[](size_t size, const std::nothrow_t&) noexcept { return Allocate(size); }
void operator delete(void* memory) noexcept { Free(memory); }
void operator delete[](void* memory) noexcept { Free(memory); }
void operator delete(void* memory, size_t) noexcept { Free(memory); }
void operator delete[](void* memory, size_t) noexcept { Free(memory); }

namespace rbench {

void ResetAllocationCount() {
  total = 0;
  largest = 0;
  base = live.load();
  peak = live.load();
}

AllocationCount CountedAllocations() { return {total, largest, peak - base}; }

}  // namespace rbench
