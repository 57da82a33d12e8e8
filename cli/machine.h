#pragma once

#include <string>

#include "base/json.h"

namespace rbench {

std::string CpuName();

// What a run record says about the machine: CPU, cores, memory, kernel target, threads.
Json MachineJson(const std::string& kernel_target, int threads);

}  // namespace rbench
