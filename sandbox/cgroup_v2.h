#pragma once

#include <memory>
#include <string>

#include "sandbox/cgroup.h"

// Groups of version 2. Only groups without processes of their own pass controllers on, but for the
// root of all (cgroups(7), "no internal processes"). So where the caller's own group is another,
// all its processes move into a leaf of it, where the same limits hold for them, and back when the
// last of our groups goes. A caller that is in such a leaf makes its groups beside it.

namespace rbench {

// Null with the reason where this process may not make groups.
std::unique_ptr<CgroupRoot> OpenCgroupV2(std::string* reason);

}  // namespace rbench
