#pragma once

#include <cstddef>

// Counts what a test program takes from operator new, which this library replaces. Not exact where
// threads allocate at the same time as Reset.

namespace rbench {

struct AllocationCount {
  size_t total = 0;    // all allocations added up, those already freed too
  size_t largest = 0;  // of one
  size_t peak = 0;     // at one time, beyond what was there at ResetAllocationCount
};

void ResetAllocationCount();
AllocationCount CountedAllocations();

}  // namespace rbench
