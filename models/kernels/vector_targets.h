// Which vector targets a kernel source is compiled for, and how its function for one of them is
// found. Included after "hwy/foreach_target.h". Only targets with fused multiply-add count:
// Highway's baseline (SCALAR or EMU128) has none and is compiled to nothing.
#pragma once

#include "hwy/highway.h"

#if HWY_TARGETS & HWY_AVX2
#define RBENCH_AVX2_OR_NULL(function) (&N_AVX2::function)
#else
#define RBENCH_AVX2_OR_NULL(function) nullptr
#endif
#if HWY_TARGETS & HWY_AVX3
#define RBENCH_AVX512_OR_NULL(function) (&N_AVX3::function)
#else
#define RBENCH_AVX512_OR_NULL(function) nullptr
#endif
#if HWY_TARGETS & HWY_NEON
#define RBENCH_NEON_OR_NULL(function) (&N_NEON::function)
#else
#define RBENCH_NEON_OR_NULL(function) nullptr
#endif

// Address of `function` as compiled for `target`, or null.
#define RBENCH_FUNCTION_OF(target, function)                \
  ((target) == HWY_AVX3   ? RBENCH_AVX512_OR_NULL(function) \
   : (target) == HWY_AVX2 ? RBENCH_AVX2_OR_NULL(function)   \
   : (target) == HWY_NEON ? RBENCH_NEON_OR_NULL(function)   \
                          : nullptr)
