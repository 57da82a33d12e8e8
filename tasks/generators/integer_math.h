#pragma once

#include <cstdint>

#include "base/check.h"

// Exact integer formulas that the families build their golds from. All arguments are small by
// construction; a result that would not fit 64 bits is a bug of the family.

namespace rbench {

inline int64_t Gcd(int64_t a, int64_t b) {
  while (b != 0) {
    const int64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a < 0 ? -a : a;
}

// base^exponent mod modulus for 0 < modulus < 2^31.
inline int64_t PowMod(int64_t base, int64_t exponent, int64_t modulus) {
  int64_t result = 1 % modulus;
  base %= modulus;
  for (; exponent > 0; exponent /= 2) {
    if (exponent % 2 == 1) result = result * base % modulus;
    base = base * base % modulus;
  }
  return result;
}

// n choose k; 0 where k < 0 or k > n.
inline int64_t Binomial(int64_t n, int64_t k) {
  if (k < 0 || k > n) return 0;
  if (k > n - k) k = n - k;
  __int128 result = 1;
  for (int64_t i = 1; i <= k; ++i) {
    result = result * (n - k + i) / i;
    RBENCH_CHECK(result <= INT64_MAX);
  }
  return static_cast<int64_t>(result);
}

inline int64_t Power(int64_t base, int exponent) {
  __int128 result = 1;
  for (int i = 0; i < exponent; ++i) {
    result *= base;
    RBENCH_CHECK(result <= INT64_MAX && result >= INT64_MIN);
  }
  return static_cast<int64_t>(result);
}

}  // namespace rbench
