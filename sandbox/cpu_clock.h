#pragma once

#include <cstdint>
#include <vector>

#include <sys/types.h>

namespace rbench {

// A process and everything below it, itself first. Reads /proc.
std::vector<pid_t> ProcessTree(pid_t root);

// CPU time of a process and everything below it, those that were waited for included, in
// microseconds: what a run used so far where no control group counts it. Reads /proc; processes
// that end meanwhile may be missed once, never counted twice.
int64_t TreeCpuUs(pid_t root);

// CLOCK_MONOTONIC in microseconds.
int64_t NowUs();

}  // namespace rbench
