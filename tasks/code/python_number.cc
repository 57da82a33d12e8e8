#include "tasks/code/python_number.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "tasks/code/float_text.h"

namespace rbench {
namespace {

constexpr size_t kMaxBaseDigits = 4096;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsNameCharacter(char c) {
  const char lower = static_cast<char>(c | 0x20);
  return IsDigit(c) || c == '_' || (lower >= 'a' && lower <= 'z') ||
         static_cast<unsigned char>(c) >= 0x80;
}

std::optional<uint32_t> DigitIn(uint32_t base, char c) {
  const char lower = static_cast<char>(c | 0x20);
  uint32_t digit = base;
  if (IsDigit(c)) digit = static_cast<uint32_t>(c - '0');
  if (lower >= 'a' && lower <= 'f') digit = static_cast<uint32_t>(lower - 'a' + 10);
  if (digit >= base) return std::nullopt;
  return digit;
}

class Scanner {
 public:
  Scanner(std::string_view source, size_t position, const ValueLimits& limits)
      : source_(source), at_(position), limits_(limits) {}
  size_t position() const { return at_; }

  Result<Value> Read() {
    if (Current() == '0' && at_ + 1 < source_.size()) {
      const char mark = static_cast<char>(source_[at_ + 1] | 0x20);
      const uint32_t base = mark == 'x' ? 16 : mark == 'o' ? 8 : mark == 'b' ? 2 : 0;
      if (base != 0) return ReadInBase(base);
    }
    return ReadDecimal();
  }

 private:
  char Current() const { return at_ < source_.size() ? source_[at_] : '\0'; }
  char Next() const { return at_ + 1 < source_.size() ? source_[at_ + 1] : '\0'; }
  Error Wrong(std::string_view what) const {
    return InvalidInput(fmt::format("Python number at byte {}: {}", at_, what));
  }

  // Digits with single underscores between them; false where an underscore stands wrong.
  bool TakeDigits(std::string& digits) {
    while (IsDigit(Current())) {
      digits += Current();
      ++at_;
      if (Current() == '_') {
        if (!IsDigit(Next())) return false;
        ++at_;
      }
    }
    return true;
  }

  Result<Value> ReadInBase(uint32_t base) {
    at_ += 2;
    std::vector<uint32_t> digits;
    while (true) {
      if (Current() == '_') ++at_;
      const std::optional<uint32_t> digit = DigitIn(base, Current());
      if (!digit) break;
      digits.push_back(*digit);
      if (digits.size() > kMaxBaseDigits) return Wrong("too many digits");
      ++at_;
    }
    if (digits.empty() || source_[at_ - 1] == '_' || IsNameCharacter(Current())) {
      return Wrong("a wrong digit");
    }
    return Value::IntFromDigits(ToDecimal(digits, base));
  }

  // Schoolbook conversion in limbs of nine decimal digits: quadratic, which the bound on the number
  // of digits makes harmless.
  static std::string ToDecimal(const std::vector<uint32_t>& digits, uint32_t base) {
    constexpr uint32_t kLimbBase = 1000000000;
    std::vector<uint32_t> limbs;  // the lowest first
    for (const uint32_t digit : digits) {
      uint64_t carry = digit;
      for (uint32_t& limb : limbs) {
        carry += uint64_t{limb} * base;
        limb = static_cast<uint32_t>(carry % kLimbBase);
        carry /= kLimbBase;
      }
      if (carry > 0) limbs.push_back(static_cast<uint32_t>(carry));
    }
    std::string decimal;
    for (size_t i = limbs.size(); i-- > 0;) decimal += fmt::format("{:09}", limbs[i]);
    return CanonicalDigits(false, decimal);
  }

  Result<Value> ReadDecimal() {
    std::string digits;
    std::string spelling;
    if (!TakeDigits(digits)) return Wrong("a wrong underscore");
    spelling = digits;
    bool is_float = false;
    if (Current() == '.') {
      is_float = true;
      ++at_;
      std::string fraction;
      if (Current() == '_' || !TakeDigits(fraction)) return Wrong("a wrong underscore");
      spelling += '.' + fraction;
    }
    if (Current() == 'e' || Current() == 'E') {
      is_float = true;
      ++at_;
      spelling += 'e';
      if (Current() == '+' || Current() == '-') spelling += source_[at_++];
      std::string exponent;
      if (!TakeDigits(exponent) || exponent.empty()) return Wrong("a wrong exponent");
      spelling += exponent;
    }
    const bool is_imaginary = Current() == 'j' || Current() == 'J';
    if (is_imaginary) ++at_;
    if (IsNameCharacter(Current())) return Wrong("a wrong digit");
    if (is_float || is_imaginary) {
      const double value = ParseDecimalFloat(spelling).value_or(0);
      return is_imaginary ? Value::Complex(0, value) : Value::Float(value);
    }
    // "012" is no number in Python 3; zeros alone are.
    if (digits[0] == '0' && digits.find_first_not_of('0') != std::string::npos) {
      return Wrong("a leading zero");
    }
    if (digits.size() > limits_.max_int_digits) {
      return ResourceExhausted(
          fmt::format("an integer of more than {} digits", limits_.max_int_digits));
    }
    return Value::IntFromDigits(CanonicalDigits(false, digits));
  }

  std::string_view source_;
  size_t at_;
  const ValueLimits& limits_;
};

}  // namespace

bool PythonNumberBegins(std::string_view source, size_t position) {
  if (position >= source.size()) return false;
  if (IsDigit(source[position])) return true;
  return source[position] == '.' && position + 1 < source.size() && IsDigit(source[position + 1]);
}

Result<Value> ReadPythonNumberAt(std::string_view source, size_t& position,
                                 const ValueLimits& limits) {
  Scanner scanner(source, position, limits);
  Result<Value> value = scanner.Read();
  position = scanner.position();
  return value;
}

}  // namespace rbench
