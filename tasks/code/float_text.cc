#include "tasks/code/float_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <system_error>

#include "base/check.h"

namespace rbench {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// The parts of a number; digits only in each.
struct DecimalParts {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;
  bool exponent_negative = false;
  std::string_view exponent;
};

std::string_view TakeDigits(std::string_view& text) {
  size_t count = 0;
  while (count < text.size() && IsDigit(text[count])) ++count;
  const std::string_view digits = text.substr(0, count);
  text.remove_prefix(count);
  return digits;
}

bool TakeSign(std::string_view& text) {
  if (text.empty() || (text[0] != '+' && text[0] != '-')) return false;
  const bool negative = text[0] == '-';
  text.remove_prefix(1);
  return negative;
}

std::optional<DecimalParts> SplitDecimal(std::string_view text) {
  DecimalParts parts;
  parts.negative = TakeSign(text);
  parts.whole = TakeDigits(text);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    parts.fraction = TakeDigits(text);
  }
  if (parts.whole.empty() && parts.fraction.empty()) return std::nullopt;
  if (!text.empty() && (text[0] == 'e' || text[0] == 'E')) {
    text.remove_prefix(1);
    parts.exponent_negative = TakeSign(text);
    parts.exponent = TakeDigits(text);
    if (parts.exponent.empty()) return std::nullopt;
  }
  if (!text.empty()) return std::nullopt;
  return parts;
}

// True where a number that is out of range is too large, false where it is too small. Only the
// order of magnitude counts, and that is far from 1 either way.
bool IsTooLarge(const DecimalParts& parts) {
  constexpr int64_t kFar = int64_t{1} << 40;
  int64_t exponent = 0;
  for (const char c : parts.exponent) {
    exponent = std::min(exponent * 10 + (c - '0'), kFar);
  }
  if (parts.exponent_negative) exponent = -exponent;
  const size_t first = parts.whole.find_first_not_of('0');
  if (first != std::string_view::npos) {
    return exponent + static_cast<int64_t>(parts.whole.size() - first) > 0;
  }
  const size_t zeros = std::min(parts.fraction.find_first_not_of('0'), parts.fraction.size());
  return exponent - static_cast<int64_t>(zeros) > 0;
}

}  // namespace

std::optional<double> ParseDecimalFloat(std::string_view text) {
  const std::optional<DecimalParts> parts = SplitDecimal(text);
  if (!parts) return std::nullopt;
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec == std::errc::result_out_of_range) {
    value = IsTooLarge(*parts) ? std::numeric_limits<double>::infinity() : 0.0;
    return parts->negative ? -value : value;
  }
  RBENCH_CHECK(read.ec == std::errc() && read.ptr == text.data() + text.size());
  return value;
}

std::string FloatRepr(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  char buffer[64];
  const auto written = std::to_chars(buffer, buffer + sizeof(buffer), std::fabs(value),
                                     std::chars_format::scientific);
  RBENCH_CHECK(written.ec == std::errc());
  // The shortest digits that read back, as d[.ddd]e[+-]xx.
  const std::string_view text(buffer, static_cast<size_t>(written.ptr - buffer));
  const size_t mark = text.find('e');
  std::string digits(1, text[0]);
  if (mark > 2) digits += text.substr(2, mark - 2);
  int exponent = 0;
  std::string_view exponent_text = text.substr(mark + 1);
  if (exponent_text.starts_with('+')) exponent_text.remove_prefix(1);
  std::from_chars(exponent_text.data(), exponent_text.data() + exponent_text.size(), exponent);

  std::string out = std::signbit(value) ? "-" : "";
  if (exponent < -4 || exponent >= 16) {
    out += digits[0];
    if (digits.size() > 1) out += "." + digits.substr(1);
    out += exponent < 0 ? "e-" : "e+";
    const std::string power = std::to_string(std::abs(exponent));
    return out + (power.size() < 2 ? "0" : "") + power;
  }
  if (exponent < 0) {
    return out + "0." + std::string(static_cast<size_t>(-exponent - 1), '0') + digits;
  }
  const size_t before = static_cast<size_t>(exponent) + 1;
  if (digits.size() <= before) {
    return out + digits + std::string(before - digits.size(), '0') + ".0";
  }
  return out + digits.substr(0, before) + "." + digits.substr(before);
}

}  // namespace rbench
