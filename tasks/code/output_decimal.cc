#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include "tasks/code/output_rules.h"
#include "tasks/code/surrogate_utf8.h"

// Numbers as Python's decimal module reads and compares them, digit by digit: what costs Python
// nothing to hold (1e999999999999999999) is never evaluated here either.

namespace rbench {
namespace {

// First digits (the zeros) of the scripts with decimal digits: Unicode 14, which Python 3.11 has.
constexpr char32_t kDigitZeros[] = {
    0x30,    0x660,   0x6F0,   0x7C0,   0x966,   0x9E6,   0xA66,   0xAE6,   0xB66,   0xBE6,
    0xC66,   0xCE6,   0xD66,   0xDE6,   0xE50,   0xED0,   0xF20,   0x1040,  0x1090,  0x17E0,
    0x1810,  0x1946,  0x19D0,  0x1A80,  0x1A90,  0x1B50,  0x1BB0,  0x1C40,  0x1C50,  0xA620,
    0xA8D0,  0xA900,  0xA9D0,  0xA9F0,  0xAA50,  0xABF0,  0xFF10,  0x104A0, 0x10D30, 0x11066,
    0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x11730, 0x118E0,
    0x11950, 0x11C50, 0x11D50, 0x11DA0, 0x16A60, 0x16AC0, 0x16B50, 0x1D7CE, 0x1D7D8, 0x1D7E2,
    0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E950, 0x1FBF0};

std::optional<char> AsciiDigit(char32_t code_point) {
  const auto* const after =
      std::upper_bound(std::begin(kDigitZeros), std::end(kDigitZeros), code_point);
  if (after == std::begin(kDigitZeros)) return std::nullopt;
  const char32_t digit = code_point - *std::prev(after);
  if (digit > 9) return std::nullopt;
  return static_cast<char>('0' + digit);
}

// str.isspace of one code point.
bool IsPythonSpace(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 ||
         c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
         c == 0x205F || c == 0x3000;
}

// Bytes of the space that begins at `position`, or 0. Ill-formed bytes are no space.
size_t SpaceLength(std::string_view text, size_t position) {
  size_t end = position;
  const std::optional<char32_t> c = NextSurrogateCodePoint(text, end);
  return c && IsPythonSpace(*c) ? end - position : 0;
}

// Bytes of the space that ends before `end`, or 0: spaces have one to three bytes.
size_t SpaceLengthBefore(std::string_view text, size_t end) {
  for (size_t length = 1; length <= 3 && length <= end; ++length) {
    if (SpaceLength(text.substr(0, end), end - length) == length) return length;
  }
  return 0;
}

// str.strip().
std::string_view Strip(std::string_view text) {
  size_t begin = 0;
  while (begin < text.size()) {
    const size_t length = SpaceLength(text, begin);
    if (length == 0) break;
    begin += length;
  }
  text.remove_prefix(begin);
  while (!text.empty()) {
    const size_t length = SpaceLengthBefore(text, text.size());
    if (length == 0) break;
    text.remove_suffix(length);
  }
  return text;
}

// str.split(), one word at a time.
std::optional<std::string_view> NextWord(std::string_view& text) {
  size_t begin = 0;
  while (begin < text.size()) {
    const size_t length = SpaceLength(text, begin);
    if (length == 0) break;
    begin += length;
  }
  text.remove_prefix(begin);
  if (text.empty()) return std::nullopt;
  size_t end = 0;
  while (end < text.size() && SpaceLength(text, end) == 0) NextSurrogateCodePoint(text, end);
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end);
  return word;
}

struct Decimal {
  enum class Kind { kFinite, kInfinity, kNan };
  Kind kind = Kind::kFinite;
  bool negative = false;
  // A finite one is digits * 10^exponent; no zeros at either end, zero has none.
  std::string digits;
  int64_t exponent = 0;
};

// The text without underscores, digits of every script as ASCII; nothing where another character
// beyond ASCII stands in it.
std::optional<std::string> ToAscii(std::string_view text) {
  std::string ascii;
  ascii.reserve(text.size());
  size_t position = 0;
  while (position < text.size()) {
    const std::optional<char32_t> c = NextSurrogateCodePoint(text, position);
    if (!c) return std::nullopt;
    if (*c == '_') continue;
    if (*c < 0x80) {
      ascii += static_cast<char>(*c);
    } else if (const std::optional<char> digit = AsciiDigit(*c)) {
      ascii += *digit;
    } else {
      return std::nullopt;
    }
  }
  return ascii;
}

std::string_view TakeDigits(std::string_view& text) {
  const size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
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

// An exponent with its sign, saturated far beyond what decimal accepts.
int64_t ReadExponent(std::string_view digits, bool negative) {
  constexpr int64_t kSaturated = 4'000'000'000'000'000'000;
  int64_t value = 0;
  for (const char c : digits) {
    value = value > kSaturated / 10 - 1 ? kSaturated : value * 10 + (c - '0');
  }
  return negative ? -value : value;
}

std::optional<Decimal> ParseSpecial(std::string_view text, bool negative) {
  Decimal decimal;
  decimal.negative = negative;
  if (EqualIgnoringCase(text, "inf") || EqualIgnoringCase(text, "infinity")) {
    decimal.kind = Decimal::Kind::kInfinity;
    return decimal;
  }
  if (!text.empty() && (text[0] == 's' || text[0] == 'S')) text.remove_prefix(1);
  if (!EqualIgnoringCase(text.substr(0, 3), "nan")) return std::nullopt;
  if (text.find_first_not_of("0123456789", 3) != std::string_view::npos) return std::nullopt;
  decimal.kind = Decimal::Kind::kNan;
  return decimal;
}

// An ASCII text without underscores.
std::optional<Decimal> ParseDecimal(std::string_view text, bool special) {
  Decimal decimal;
  decimal.negative = TakeSign(text);
  const std::string_view all = text;
  const std::string_view whole = TakeDigits(text);
  std::string_view fraction;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    fraction = TakeDigits(text);
  }
  if (whole.empty() && fraction.empty()) {
    return special ? ParseSpecial(all, decimal.negative) : std::nullopt;
  }
  if (!text.empty() && (text[0] == 'e' || text[0] == 'E')) {
    text.remove_prefix(1);
    const bool negative = TakeSign(text);
    const std::string_view digits = TakeDigits(text);
    if (digits.empty()) return std::nullopt;
    decimal.exponent = ReadExponent(digits, negative);
  }
  if (!text.empty()) return std::nullopt;
  decimal.exponent -= static_cast<int64_t>(fraction.size());
  decimal.digits = std::string(whole) + std::string(fraction);
  decimal.digits.erase(0, std::min(decimal.digits.find_first_not_of('0'), decimal.digits.size()));
  // The range of Python's decimal: beyond it the text is no number.
  constexpr int64_t kLargest = 999'999'999'999'999'999;
  constexpr int64_t kSmallest = -1'999'999'999'999'999'997;
  const auto extra = static_cast<int64_t>(decimal.digits.empty() ? 0 : decimal.digits.size() - 1);
  if (decimal.exponent + extra > kLargest || decimal.exponent < kSmallest) return std::nullopt;
  const size_t last = decimal.digits.find_last_not_of('0');
  const size_t kept = last == std::string::npos ? 0 : last + 1;
  decimal.exponent += static_cast<int64_t>(decimal.digits.size() - kept);
  decimal.digits.resize(kept);
  return decimal;
}

bool EqualDecimals(const Decimal& a, const Decimal& b) {
  if (a.kind == Decimal::Kind::kNan || b.kind == Decimal::Kind::kNan) return false;
  if (a.kind != b.kind) return false;
  if (a.kind == Decimal::Kind::kInfinity) return a.negative == b.negative;
  if (a.digits.empty() || b.digits.empty()) return a.digits.empty() == b.digits.empty();
  return a.negative == b.negative && a.exponent == b.exponent && a.digits == b.digits;
}

std::optional<Decimal> ParsePythonDecimal(std::string_view word) {
  const std::optional<std::string> ascii = ToAscii(word);
  return ascii ? ParseDecimal(*ascii, true) : std::nullopt;
}

// Upstream turns both lines into lists of Decimals first; a word that is none fails the test, and
// so does a list of another length. The first pair that differs ends the comparison, so reading the
// lines word by word comes to the same.
bool EqualDecimalLines(std::string_view expected, std::string_view found) {
  while (true) {
    const std::optional<std::string_view> a = NextWord(expected);
    const std::optional<std::string_view> b = NextWord(found);
    if (!a || !b) return !a && !b;
    const std::optional<Decimal> x = ParsePythonDecimal(*a);
    const std::optional<Decimal> y = ParsePythonDecimal(*b);
    if (!x || !y || !EqualDecimals(*x, *y)) return false;
  }
}

// "007", "-01.5"; not "0" or "0.5".
bool HasLeadingZero(std::string_view text) {
  TakeSign(text);
  const std::string_view whole = TakeDigits(text);
  return whole.size() > 1 && whole[0] == '0';
}

std::string_view TakeLine(std::string_view& text, bool& last) {
  const size_t end = text.find('\n');
  last = end == std::string_view::npos;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(last ? text.size() : end + 1);
  return Strip(line);
}

}  // namespace

bool EqualPlainDecimals(std::string_view a, std::string_view b) {
  if (HasLeadingZero(a) || HasLeadingZero(b)) return false;
  const std::optional<Decimal> x = ParseDecimal(a, false);
  if (!x) return false;
  const std::optional<Decimal> y = ParseDecimal(b, false);
  return y && EqualDecimals(*x, *y);
}

OutputComparison CompareLiveCodeBench(std::string_view expected, std::string_view output,
                                      const OutputOptions&) {
  expected = Strip(expected);
  output = Strip(output);
  // The number of lines is compared before any line.
  const auto expected_lines = std::count(expected.begin(), expected.end(), '\n') + 1;
  const auto output_lines = std::count(output.begin(), output.end(), '\n') + 1;
  if (expected_lines != output_lines) {
    return DifferentOutput(static_cast<size_t>(std::min(expected_lines, output_lines)), 0,
                           "expected " + std::to_string(expected_lines) + " lines, found " +
                               std::to_string(output_lines));
  }
  bool last = false;
  for (size_t line = 1; !last; ++line) {
    const std::string_view a = TakeLine(expected, last);
    const std::string_view b = TakeLine(output, last);
    if (a != b && !EqualDecimalLines(a, b)) return DifferentTexts(line, 0, a, b);
  }
  return EqualOutput();
}

}  // namespace rbench
