#pragma once

#include <cstdint>

#include <sys/types.h>

namespace rbench {

// CPU time of a process and everything below it, those that were waited for included, in
// microseconds: what a run used so far where no control group counts it. Reads /proc; processes
// that end meanwhile may be missed once, never counted twice.
int64_t TreeCpuUs(pid_t root);

// CLOCK_MONOTONIC in microseconds.
int64_t NowUs();

}  // namespace rbench
