#include "tasks/exact_number.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/check.h"

namespace rbench {
namespace {

constexpr uint32_t kLimbBase = 1000000000;
constexpr size_t kLimbDigits = 9;

std::string_view StripLeadingZeros(std::string_view digits) {
  while (!digits.empty() && digits.front() == '0') digits.remove_prefix(1);
  return digits;
}

std::string_view StripTrailingZeros(std::string_view digits, int64_t& zeros) {
  while (!digits.empty() && digits.back() == '0') {
    digits.remove_suffix(1);
    ++zeros;
  }
  return digits;
}

// a's numerator over the common denominator a.denominator * b.denominator * 10^lowest.
BigNatural Scaled(const ExactNumber& a, const ExactNumber& b, int64_t lowest) {
  return (BigNatural::FromDigits(a.numerator) * BigNatural::FromDigits(b.denominator))
      .TimesPowerOfTen(static_cast<size_t>(a.exponent - lowest));
}

// Number of the digit before the decimal point, off by at most one.
int64_t Magnitude(const ExactNumber& a) {
  return static_cast<int64_t>(a.numerator.size()) - static_cast<int64_t>(a.denominator.size()) +
         a.exponent;
}

}  // namespace

BigNatural BigNatural::FromDigits(std::string_view digits) {
  BigNatural result;
  digits = StripLeadingZeros(digits);
  while (!digits.empty()) {
    const size_t count = std::min(digits.size(), kLimbDigits);
    uint32_t limb = 0;
    for (const char c : digits.substr(digits.size() - count)) {
      RBENCH_CHECK(c >= '0' && c <= '9');
      limb = limb * 10 + static_cast<uint32_t>(c - '0');
    }
    result.limbs_.push_back(limb);
    digits.remove_suffix(count);
  }
  result.Trim();
  return result;
}

std::string BigNatural::ToDigits() const {
  if (limbs_.empty()) return "0";
  std::string digits = fmt::format("{}", limbs_.back());
  for (size_t i = limbs_.size() - 1; i-- > 0;) digits += fmt::format("{:09}", limbs_[i]);
  return digits;
}

void BigNatural::Trim() {
  while (!limbs_.empty() && limbs_.back() == 0) limbs_.pop_back();
}

BigNatural BigNatural::TimesPowerOfTen(size_t exponent) const {
  if (IsZero()) return {};
  uint32_t factor = 1;
  for (size_t i = 0; i < exponent % kLimbDigits; ++i) factor *= 10;
  BigNatural result;
  result.limbs_.assign(exponent / kLimbDigits, 0);
  uint64_t carry = 0;
  for (const uint32_t limb : limbs_) {
    const uint64_t product = uint64_t{limb} * factor + carry;
    result.limbs_.push_back(static_cast<uint32_t>(product % kLimbBase));
    carry = product / kLimbBase;
  }
  result.limbs_.push_back(static_cast<uint32_t>(carry));
  result.Trim();
  return result;
}

BigNatural operator+(const BigNatural& a, const BigNatural& b) {
  BigNatural result;
  uint32_t carry = 0;
  for (size_t i = 0; i < std::max(a.limbs_.size(), b.limbs_.size()); ++i) {
    uint32_t sum = carry;
    if (i < a.limbs_.size()) sum += a.limbs_[i];
    if (i < b.limbs_.size()) sum += b.limbs_[i];
    carry = sum >= kLimbBase ? 1 : 0;
    result.limbs_.push_back(sum - carry * kLimbBase);
  }
  result.limbs_.push_back(carry);
  result.Trim();
  return result;
}

BigNatural operator*(const BigNatural& a, const BigNatural& b) {
  BigNatural result;
  result.limbs_.assign(a.limbs_.size() + b.limbs_.size(), 0);
  for (size_t i = 0; i < a.limbs_.size(); ++i) {
    uint64_t carry = 0;
    for (size_t j = 0; j < b.limbs_.size(); ++j) {
      const uint64_t sum = uint64_t{a.limbs_[i]} * b.limbs_[j] + result.limbs_[i + j] + carry;
      result.limbs_[i + j] = static_cast<uint32_t>(sum % kLimbBase);
      carry = sum / kLimbBase;
    }
    // Row i is the first to reach this limb, so it still holds zero.
    result.limbs_[i + b.limbs_.size()] = static_cast<uint32_t>(carry);
  }
  result.Trim();
  return result;
}

int Compare(const BigNatural& a, const BigNatural& b) {
  if (a.limbs_.size() != b.limbs_.size()) return a.limbs_.size() < b.limbs_.size() ? -1 : 1;
  for (size_t i = a.limbs_.size(); i-- > 0;) {
    if (a.limbs_[i] != b.limbs_[i]) return a.limbs_[i] < b.limbs_[i] ? -1 : 1;
  }
  return 0;
}

BigNatural AbsoluteDifference(const BigNatural& a, const BigNatural& b) {
  if (Compare(a, b) < 0) return AbsoluteDifference(b, a);
  BigNatural result;
  int64_t borrow = 0;
  for (size_t i = 0; i < a.limbs_.size(); ++i) {
    int64_t limb = int64_t{a.limbs_[i]} - borrow;
    if (i < b.limbs_.size()) limb -= b.limbs_[i];
    borrow = limb < 0 ? 1 : 0;
    result.limbs_.push_back(static_cast<uint32_t>(limb + borrow * int64_t{kLimbBase}));
  }
  result.Trim();
  return result;
}

bool ExactNumber::WithinBounds() const {
  constexpr int64_t kBound = kMaxNumberDigits;
  return numerator.size() <= kMaxNumberDigits && denominator.size() <= kMaxNumberDigits &&
         exponent <= kBound && exponent >= -kBound;
}

ExactNumber MakeExactNumber(bool negative, std::string_view numerator, std::string_view denominator,
                            int64_t exponent) {
  int64_t up = 0;
  int64_t down = 0;
  numerator = StripTrailingZeros(StripLeadingZeros(numerator), up);
  denominator = StripTrailingZeros(StripLeadingZeros(denominator), down);
  RBENCH_CHECK(!denominator.empty());
  if (numerator.empty()) return {};
  return {negative, std::string(numerator), std::string(denominator), exponent + up - down};
}

ExactNumber Quotient(const ExactNumber& a, const ExactNumber& b) {
  const BigNatural numerator =
      BigNatural::FromDigits(a.numerator) * BigNatural::FromDigits(b.denominator);
  const BigNatural denominator =
      BigNatural::FromDigits(a.denominator) * BigNatural::FromDigits(b.numerator);
  return MakeExactNumber(a.negative != b.negative, numerator.ToDigits(), denominator.ToDigits(),
                         a.exponent - b.exponent);
}

ExactNumber AddMagnitudes(const ExactNumber& a, const ExactNumber& b) {
  const int64_t lowest = std::min(a.exponent, b.exponent);
  const BigNatural sum = Scaled(a, b, lowest) + Scaled(b, a, lowest);
  const BigNatural denominator =
      BigNatural::FromDigits(a.denominator) * BigNatural::FromDigits(b.denominator);
  return MakeExactNumber(a.negative, sum.ToDigits(), denominator.ToDigits(), lowest);
}

bool EqualExact(const ExactNumber& a, const ExactNumber& b) {
  if (a.IsZero() || b.IsZero()) return a.IsZero() && b.IsZero();
  if (a.negative != b.negative) return false;
  if (a.denominator == b.denominator) return a.numerator == b.numerator && a.exponent == b.exponent;
  // Far apart: decided without multiplying.
  if (std::abs(Magnitude(a) - Magnitude(b)) > 2) return false;
  const int64_t lowest = std::min(a.exponent, b.exponent);
  return Compare(Scaled(a, b, lowest), Scaled(b, a, lowest)) == 0;
}

bool WithinTolerance(const ExactNumber& a, const ExactNumber& b, const ExactNumber& tolerance) {
  const int64_t lowest = std::min(a.exponent, b.exponent);
  const BigNatural left = Scaled(a, b, lowest);
  const BigNatural right = Scaled(b, a, lowest);
  const BigNatural gap = a.negative == b.negative ? AbsoluteDifference(left, right) : left + right;
  if (gap.IsZero()) return true;
  if (tolerance.IsZero()) return false;
  // gap / (da * db) * 10^lowest <= nt / dt * 10^et, multiplied out.
  const BigNatural scaled_gap = gap * BigNatural::FromDigits(tolerance.denominator);
  const BigNatural scaled_tolerance = BigNatural::FromDigits(tolerance.numerator) *
                                      BigNatural::FromDigits(a.denominator) *
                                      BigNatural::FromDigits(b.denominator);
  const int64_t shift = lowest - tolerance.exponent;
  if (shift >= 0)
    return Compare(scaled_gap.TimesPowerOfTen(static_cast<size_t>(shift)), scaled_tolerance) <= 0;
  return Compare(scaled_gap, scaled_tolerance.TimesPowerOfTen(static_cast<size_t>(-shift))) <= 0;
}

}  // namespace rbench
