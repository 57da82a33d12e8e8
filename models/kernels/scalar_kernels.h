#pragma once

#include "models/kernels/kernels.h"

namespace rbench {

// The plain std::fma kernels: the definition of canonical arithmetic that every vector target is
// tested against, and what runs on a CPU without fused multiply-add.
const Kernels& ScalarKernels();

}  // namespace rbench
