#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// Exact comparison of rational numbers written with decimal digits. No floating point anywhere, so
// a verdict never depends on rounding. Every size is bounded by kMaxNumberDigits before anything is
// multiplied.

namespace rbench {

// Longest numerator, denominator or power of ten of a number that is still compared.
inline constexpr size_t kMaxNumberDigits = 4000;

// A natural number of any size, in limbs of nine decimal digits.
class BigNatural {
 public:
  BigNatural() = default;  // zero
  // Decimal digits only; an empty text is zero.
  static BigNatural FromDigits(std::string_view digits);

  bool IsZero() const { return limbs_.empty(); }
  std::string ToDigits() const;  // "0" for zero, no leading zeros

  BigNatural TimesPowerOfTen(size_t exponent) const;

  friend BigNatural operator+(const BigNatural& a, const BigNatural& b);
  friend BigNatural operator*(const BigNatural& a, const BigNatural& b);
  friend int Compare(const BigNatural& a, const BigNatural& b);  // -1, 0, 1
  friend BigNatural AbsoluteDifference(const BigNatural& a, const BigNatural& b);

 private:
  void Trim();
  std::vector<uint32_t> limbs_;  // least significant first, no leading zero limb
};

// (negative ? -1 : 1) * numerator / denominator * 10^exponent. Kept normalised: no leading or
// trailing zeros in the two digit strings, zero is 0/1 * 10^0 and never negative.
struct ExactNumber {
  bool negative = false;
  std::string numerator = "0";
  std::string denominator = "1";
  int64_t exponent = 0;

  bool IsZero() const { return numerator == "0"; }
  // Certainly an integer; a fraction that happens to cancel (4/2) says false.
  bool IsPlainInteger() const { return denominator == "1" && exponent >= 0; }
  // Numerator, denominator and power of ten all within kMaxNumberDigits.
  bool WithinBounds() const;
};

// From digit strings (decimal digits only; denominator not zero).
ExactNumber MakeExactNumber(bool negative, std::string_view numerator, std::string_view denominator,
                            int64_t exponent);

// a / b; b must not be zero. |a| + |b| for numbers of one sign is AddMagnitudes.
ExactNumber Quotient(const ExactNumber& a, const ExactNumber& b);
// |a| + |b| with the sign of a. Both within bounds.
ExactNumber AddMagnitudes(const ExactNumber& a, const ExactNumber& b);

// Both arguments within bounds.
bool EqualExact(const ExactNumber& a, const ExactNumber& b);
// |a - b| <= tolerance; tolerance is not negative.
bool WithinTolerance(const ExactNumber& a, const ExactNumber& b, const ExactNumber& tolerance);

}  // namespace rbench
