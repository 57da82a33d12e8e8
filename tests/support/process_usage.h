#pragma once

#include <sys/types.h>

#include <cstdint>
#include <vector>

// CPU time and memory of this process and of the helpers that it started, for tests and benches
// that hold a bound. Linux only.

namespace rbench {

// CPU time of the calling thread, nanoseconds.
int64_t ThreadCpuNs();

// The child processes that live now. Reads /proc: about a millisecond.
std::vector<pid_t> LiveChildren();

// CPU time of all child processes so far, nanoseconds: of those that live, and of those that ended
// and were waited for. About a millisecond.
int64_t ChildrenCpuNs();

// Resident memory of a process, bytes; 0 where it is gone.
struct Memory {
  int64_t now = 0;
  int64_t peak = 0;  // since its start, or since ResetPeak
};
Memory MemoryOf(pid_t pid);
// Of this process; false where the kernel does not offer it.
bool ResetPeak();
// The largest peak of a child that ended and was waited for, bytes.
int64_t EndedChildrenPeak();

}  // namespace rbench
