#pragma once

#include <cstdint>

#include "base/check.h"
#include "tasks/generators/integer_math.h"

// Exact fractions for golds. Numbers are small by construction, so 64 bits never overflow.

namespace rbench {

// In lowest terms, bottom > 0. Built by Ratio, or from an integer.
struct Fraction {
  int64_t top = 0;
  int64_t bottom = 1;
  Fraction() = default;
  // An integer is a fraction wherever one is wanted.
  Fraction(int64_t value) : top(value) {}  // NOLINT
  bool IsInteger() const { return bottom == 1; }
};

inline Fraction Ratio(int64_t top, int64_t bottom) {
  RBENCH_CHECK(bottom != 0);
  const int64_t common = (bottom < 0 ? -1 : 1) * Gcd(top, bottom);
  Fraction value(top / common);
  value.bottom = bottom / common;
  return value;
}

inline Fraction operator+(const Fraction& a, const Fraction& b) {
  return Ratio(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom);
}
inline Fraction operator-(const Fraction& a, const Fraction& b) {
  return Ratio(a.top * b.bottom - b.top * a.bottom, a.bottom * b.bottom);
}
inline Fraction operator-(const Fraction& a) { return Ratio(-a.top, a.bottom); }
inline Fraction operator*(const Fraction& a, const Fraction& b) {
  return Ratio(a.top * b.top, a.bottom * b.bottom);
}
inline Fraction operator/(const Fraction& a, const Fraction& b) {
  return Ratio(a.top * b.bottom, a.bottom * b.top);
}
inline bool operator==(const Fraction& a, const Fraction& b) {
  return a.top == b.top && a.bottom == b.bottom;
}
inline bool operator<(const Fraction& a, const Fraction& b) {
  return a.top * b.bottom < b.top * a.bottom;
}

}  // namespace rbench
