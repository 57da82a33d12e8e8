#include "tasks/exact_number.h"

#include <algorithm>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "tasks/number_text.h"

namespace rbench {
namespace {

using Wide = __int128;

// Schoolbook arithmetic on decimal strings, one digit at a time: slow and obvious.
std::string Strip(std::string digits) {
  const size_t first = digits.find_first_not_of('0');
  return first == std::string::npos ? "0" : digits.substr(first);
}

std::string SlowMultiply(const std::string& a, const std::string& b) {
  std::string result(a.size() + b.size(), '0');
  for (size_t i = a.size(); i-- > 0;) {
    int carry = 0;
    for (size_t j = b.size(); j-- > 0;) {
      const int sum = (a[i] - '0') * (b[j] - '0') + (result[i + j + 1] - '0') + carry;
      result[i + j + 1] = static_cast<char>('0' + sum % 10);
      carry = sum / 10;
    }
    result[i] = static_cast<char>(result[i] + carry);
  }
  return Strip(result);
}

std::string SlowAdd(std::string a, std::string b) {
  const size_t size = std::max(a.size(), b.size()) + 1;
  a.insert(0, size - a.size(), '0');
  b.insert(0, size - b.size(), '0');
  int carry = 0;
  for (size_t i = size; i-- > 0;) {
    const int sum = a[i] - '0' + b[i] - '0' + carry;
    a[i] = static_cast<char>('0' + sum % 10);
    carry = sum / 10;
  }
  return Strip(a);
}

std::string RandomDigits(std::mt19937_64& random, size_t size) {
  std::string digits;
  // Runs of zeros and nines reach the carries.
  while (digits.size() < size) digits.append(random() % 12, "0951"[random() % 4]);
  digits.resize(size);
  return digits;
}

TEST(BigNatural, AgreesWithSlowArithmetic) {
  constexpr uint64_t kSeed = 20240607;
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  std::mt19937_64 random(kSeed);
  for (int round = 0; round < 300; ++round) {
    const std::string a = RandomDigits(random, random() % 60);
    const std::string b = RandomDigits(random, random() % 60);
    const BigNatural x = BigNatural::FromDigits(a);
    const BigNatural y = BigNatural::FromDigits(b);
    EXPECT_EQ(x.ToDigits(), Strip(a));
    EXPECT_EQ((x * y).ToDigits(), SlowMultiply(a, b));
    EXPECT_EQ((x + y).ToDigits(), SlowAdd(a, b));
    const size_t power = random() % 30;
    EXPECT_EQ(x.TimesPowerOfTen(power).ToDigits(), Strip(a + std::string(power, '0')));
    const std::string p = Strip(a);
    const std::string q = Strip(b);
    const int order = p == q ? 0 : (p.size() != q.size() ? p.size() < q.size() : p < q) ? -1 : 1;
    EXPECT_EQ(Compare(x, y), order);
    const BigNatural larger = order < 0 ? y : x;
    const BigNatural smaller = order < 0 ? x : y;
    EXPECT_EQ((AbsoluteDifference(x, y) + smaller).ToDigits(), larger.ToDigits());
  }
}

// a/b * 10^e as whole numbers over a common denominator.
struct Small {
  int64_t numerator;
  int64_t denominator;
  int exponent;
};

Wide Power(int exponent) {
  Wide result = 1;
  for (int i = 0; i < exponent; ++i) result *= 10;
  return result;
}

ExactNumber Exact(const Small& s) {
  return MakeExactNumber(s.numerator < 0, std::to_string(std::abs(s.numerator)),
                         std::to_string(s.denominator), s.exponent);
}

TEST(ExactNumber, ComparisonsAgreeWith128BitIntegers) {
  constexpr uint64_t kSeed = 99;
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  std::mt19937_64 random(kSeed);
  const auto small = [&] {
    return Small{static_cast<int64_t>(random() % 401) - 200,
                 static_cast<int64_t>(random() % 20) + 1, static_cast<int>(random() % 7) - 3};
  };
  int equal = 0;
  for (int round = 0; round < 20000; ++round) {
    const Small a = small();
    Small b = small();
    if (round % 4 == 0) b = {a.numerator * 10, a.denominator, a.exponent - 1};
    const Small t = {std::abs(small().numerator), static_cast<int64_t>(random() % 20) + 1,
                     static_cast<int>(random() % 7) - 3};
    // Everything times 10^6 and the other denominators.
    const Wide left = Wide{a.numerator} * Power(a.exponent + 6) * b.denominator;
    const Wide right = Wide{b.numerator} * Power(b.exponent + 6) * a.denominator;
    EXPECT_EQ(EqualExact(Exact(a), Exact(b)), left == right)
        << a.numerator << '/' << a.denominator << 'e' << a.exponent;
    equal += left == right;
    const Wide gap = (left < right ? right - left : left - right) * t.denominator;
    const Wide allowed = Wide{t.numerator} * Power(t.exponent + 6) * a.denominator * b.denominator;
    EXPECT_EQ(WithinTolerance(Exact(a), Exact(b), Exact(t)), gap <= allowed);
  }
  EXPECT_GT(equal, 4000);
}

TEST(ExactNumber, IsNormalised) {
  const ExactNumber number = MakeExactNumber(true, "00120", "0030", -2);
  EXPECT_EQ(number.numerator, "12");
  EXPECT_EQ(number.denominator, "3");
  EXPECT_EQ(number.exponent, -2);
  EXPECT_FALSE(MakeExactNumber(true, "000", "7", 5).negative);
  EXPECT_TRUE(EqualExact(
      AddMagnitudes(MakeExactNumber(false, "2", "1", 0), MakeExactNumber(false, "1", "3", 0)),
      MakeExactNumber(false, "7", "3", 0)));
  EXPECT_TRUE(
      EqualExact(Quotient(MakeExactNumber(true, "3", "2", 1), MakeExactNumber(true, "5", "1", -1)),
                 MakeExactNumber(false, "30", "1", 0)));
}

// A number written in another way is the same number.
TEST(NumberText, SpellingsOfRandomNumbersAgree) {
  constexpr uint64_t kSeed = 7;
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  std::mt19937_64 random(kSeed);
  for (int round = 0; round < 2000; ++round) {
    const int64_t n = static_cast<int64_t>(random() % 100000000) - 50000000;
    const std::string sign = n < 0 ? "-" : "";
    const std::string digits = std::to_string(std::abs(n));
    std::string grouped = digits;
    for (size_t i = digits.size(); i > 3; i -= 3) grouped.insert(i - 3, ",");
    const std::string spellings[] = {sign + grouped,
                                     sign + "0" + digits,
                                     sign + digits + ".00",
                                     sign + digits + "0e-1",
                                     sign + "\\frac{" + digits + "00}{100}",
                                     sign + digits + "/1",
                                     "$" + sign + digits + "$",
                                     sign + digits + "000 \\times 10^{-3}",
                                     sign + "\\$" + digits};
    WrittenNumber plain;
    ASSERT_EQ(ReadNumber(sign + digits, {}, &plain), NumberReading::kNumber);
    for (const std::string& text : spellings) {
      WrittenNumber other;
      ASSERT_EQ(ReadNumber(text, {}, &other), NumberReading::kNumber) << text;
      EXPECT_TRUE(EqualExact(plain.value, other.value)) << text;
      other.value = MakeExactNumber(other.value.negative, other.value.numerator + "1",
                                    other.value.denominator, other.value.exponent - 1);
      EXPECT_FALSE(EqualExact(plain.value, other.value)) << text;
    }
  }
}

}  // namespace
}  // namespace rbench
