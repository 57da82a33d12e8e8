#pragma once

#include <cstdint>

#include "models/kernels/kernels.h"

// The Highway kernels, one table for each vector target that was compiled. `target` is a bit of
// Highway's target set (HWY_AVX2, HWY_AVX3, HWY_NEON).

namespace rbench {

using MatmulFunction = decltype(Kernels::matmul);
using AttentionFunction = decltype(Kernels::attention);

// Null where the target is not compiled in.
const Kernels* VectorKernels(int64_t target);
MatmulFunction VectorMatmul(int64_t target);
AttentionFunction VectorAttention(int64_t target);

}  // namespace rbench
