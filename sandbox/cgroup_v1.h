#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sandbox/cgroup.h"

namespace rbench {

// Groups of version 1 below the caller's own, whose folders are those of the controllers memory,
// pids and cpuacct. Null with the reason where this process may not make them.
std::unique_ptr<CgroupRoot> OpenCgroupV1(std::vector<std::string> own, std::string* reason);

}  // namespace rbench
