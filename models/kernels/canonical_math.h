#pragma once

#include <cstdint>

// The constants of our own exponential. The scalar function and the vector lanes do the same
// operations on them:
//   y = clamp(x), n = nearest even integer of y * log2(e), r = y - n ln 2 in two steps (the first
//   is exact), exp(r) = 1 + (r + r^2 q(r)) with q a Chebyshev fit of degree 5 on |r| <= 0.3466,
//   times 2^n in two factors so that subnormal results round once and large ones overflow to
//   infinity. NaN stays itself.
// Error below 1 ulp over the whole range (tests/models/kernels/canonical_math_test.cc measures it).

namespace rbench {

constexpr float kExpMin = -110.0f;  // exp of this and less is 0
constexpr float kExpMax = 100.0f;   // exp of this and more is infinity
constexpr float kExpLog2E = 0x1.715476p+0f;
constexpr float kExpRounder =
    0x1.8p+23f;  // adding it rounds to the nearest even integer, kept in the low bits
constexpr float kExpLn2High = 0x1.62e43p-1f;
constexpr float kExpLn2Low = -0x1.05c61p-29f;
constexpr float kExpQ0 = 0x1p-1f;
constexpr float kExpQ1 = 0x1.555556p-3f;
constexpr float kExpQ2 = 0x1.5554eap-5f;
constexpr float kExpQ3 = 0x1.1110e0p-7f;
constexpr float kExpQ4 = 0x1.6d4320p-10f;
constexpr float kExpQ5 = 0x1.a124eep-13f;

}  // namespace rbench
