#include "tasks/number_text.h"

#include <algorithm>
#include <optional>
#include <string>

#include "tasks/answer_text.h"

namespace rbench {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

constexpr std::string_view kMinusSigns[] = {"-", "\xe2\x88\x92",
                                            "\xe2\x80\x93"};  // hyphen, U+2212, en dash
constexpr std::string_view kCurrencies[] = {"\\$",      "$",        "\xe2\x82\xac",
                                            "\xc2\xa3", "\xc2\xa5", "\xe2\x82\xb9"};
constexpr std::string_view kGroupMarks[] = {"{,}", ",", "\\,", "\xe2\x80\x89", "\xe2\x80\xaf"};
constexpr std::string_view kTimes[] = {"\\times", "\\cdot", "\xc3\x97", "*"};
constexpr std::string_view kFractions[] = {"\\frac", "\\dfrac", "\\tfrac", "\\cfrac"};
constexpr std::string_view kUnitCommands[] = {"\\text", "\\mathrm", "\\textrm",
                                              "\\mbox", "\\textit", "\\mathit"};
constexpr std::string_view kDegrees[] = {"^{\\circ}", "^\\circ", "\\degree", "\\circ", "\xc2\xb0"};

struct UnicodeFraction {
  std::string_view text;
  char numerator;
  char denominator;
};
constexpr UnicodeFraction kUnicodeFractions[] = {
    {"\xc2\xbc", '1', '4'},     {"\xc2\xbd", '1', '2'},     {"\xc2\xbe", '3', '4'},
    {"\xe2\x85\x93", '1', '3'}, {"\xe2\x85\x94", '2', '3'}, {"\xe2\x85\x95", '1', '5'},
    {"\xe2\x85\x9b", '1', '8'},
};

// Words after a number that change its value, join another one to it, or are mathematics.
constexpr std::string_view kNotUnits[] = {
    "hundred", "thousand", "million", "billion",   "trillion", "dozen", "half", "halves",
    "third",   "thirds",   "quarter", "quarters",  "tenths",   "k",     "bn",   "pi",
    "sqrt",    "sin",      "cos",     "tan",       "log",      "ln",    "exp",  "mod",
    "or",      "and",      "to",      "plus",      "minus",    "times", "over", "squared",
    "cubed",   "divided",  "percent", "factorial",
};
constexpr std::string_view kOneLetterUnits = "mgshL";

// One decimal as written: digits without marks.
struct Decimal {
  std::string digits;    // integer and fraction digits together
  size_t fraction = 0;   // how many of them stand after the point
  int64_t exponent = 0;  // of a scientific form
  bool has_point = false;
};

class NumberParser {
 public:
  NumberParser(std::string_view text, const NumberStyle& style) : rest_(text), style_(style) {}

  NumberReading Parse(WrittenNumber* out) {
    WrittenNumber number;
    if (!ParseNumber(number) || !ParseSuffix(number)) return NumberReading::kNotANumber;
    if (too_large_ || !number.value.WithinBounds()) return NumberReading::kTooLarge;
    if (number.percent && style_.percent == PercentReading::kValue) {
      number.value = MakeExactNumber(number.value.negative, number.value.numerator,
                                     number.value.denominator, number.value.exponent - 2);
      number.last_place -= 2;
    }
    *out = std::move(number);
    return NumberReading::kNumber;
  }

 private:
  bool Take(std::string_view token) {
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }
  template <size_t N>
  bool TakeAny(const std::string_view (&tokens)[N]) {
    return std::any_of(std::begin(tokens), std::end(tokens),
                       [this](std::string_view t) { return Take(t); });
  }
  void SkipSpace() { rest_.remove_prefix(SpaceLength(rest_)); }
  bool AtDigit() const { return !rest_.empty() && IsDigit(rest_.front()); }

  bool TakeSign(bool& negative) {
    if (TakeAny(kMinusSigns)) {
      negative = true;
    } else if (!Take("+")) {
      return false;
    }
    SkipSpace();
    return true;
  }

  void TakeDigits(std::string& digits) {
    const size_t count = std::find_if_not(rest_.begin(), rest_.end(), IsDigit) - rest_.begin();
    digits.append(rest_.substr(0, count));
    rest_.remove_prefix(count);
  }

  // A mark between groups of three digits, where one is here.
  bool TakeGroup(std::string& digits) {
    for (const std::string_view mark : kGroupMarks) {
      if (!rest_.starts_with(mark)) continue;
      const std::string_view group = rest_.substr(mark.size(), 4);
      if (group.size() < 3 || !std::all_of(group.begin(), group.begin() + 3, IsDigit)) return false;
      if (group.size() == 4 && IsDigit(group[3])) return false;
      digits.append(group.substr(0, 3));
      rest_.remove_prefix(mark.size() + 3);
      return true;
    }
    return false;
  }

  std::optional<Decimal> TakePlainDecimal() {
    Decimal decimal;
    TakeDigits(decimal.digits);
    if (!decimal.digits.empty() && decimal.digits.size() <= 3 && decimal.digits.front() != '0') {
      while (TakeGroup(decimal.digits)) {
      }
    }
    const size_t integer_digits = decimal.digits.size();
    // A point at the very end belongs to the number; one before other text ends a sentence.
    const bool digit_follows = rest_.size() > 1 && IsDigit(rest_[1]);
    if (rest_.starts_with('.') && (digit_follows || (integer_digits > 0 && rest_.size() == 1))) {
      rest_.remove_prefix(1);
      decimal.has_point = true;
      TakeDigits(decimal.digits);
    }
    if (decimal.digits.empty()) return std::nullopt;
    decimal.fraction = decimal.digits.size() - integer_digits;
    return decimal;
  }

  // The exponent of "e5", "e-5", "\times 10^{5}"; the text stays where there is none.
  void TakeExponent(Decimal& decimal) {
    const std::string_view before = rest_;
    bool braces = false;
    if (Take("e") || Take("E")) {
    } else {
      SkipSpace();
      if (!TakeAny(kTimes)) {
        rest_ = before;
        return;
      }
      SkipSpace();
      if (!Take("10^")) {
        rest_ = before;
        return;
      }
      braces = Take("{");
    }
    bool negative = false;
    TakeSign(negative);
    std::string digits;
    TakeDigits(digits);
    if (digits.empty() || (braces && !Take("}"))) {
      rest_ = before;
      return;
    }
    const size_t zeros = std::min(digits.find_first_not_of('0'), digits.size());
    digits.erase(0, zeros);
    int64_t value = 0;
    if (digits.size() > 6) {
      value = 1000000;  // beyond every bound, so the number is too large whatever follows
    } else {
      for (const char c : digits) value = value * 10 + (c - '0');
    }
    decimal.exponent = negative ? -value : value;
  }

  // A decimal becomes a value; one that is too long becomes 1 and is remembered as such.
  ExactNumber ValueOf(const Decimal& decimal, bool negative) {
    ExactNumber value = MakeExactNumber(negative, decimal.digits, "1",
                                        decimal.exponent - static_cast<int64_t>(decimal.fraction));
    if (value.WithinBounds()) return value;
    too_large_ = true;
    return MakeExactNumber(negative, "1", "1", 0);
  }

  bool TakeQuotient(const ExactNumber& above, const ExactNumber& below, ExactNumber& out) {
    if (below.IsZero()) return false;
    out = Quotient(above, below);
    return true;
  }

  std::optional<ExactNumber> TakeFractionArgument() {
    SkipSpace();
    const bool braces = Take("{");
    if (!braces) {
      if (!AtDigit()) return std::nullopt;
      const Decimal digit{std::string(1, rest_.front()), 0, 0, false};
      rest_.remove_prefix(1);
      return ValueOf(digit, false);
    }
    SkipSpace();
    bool negative = false;
    TakeSign(negative);
    const std::optional<Decimal> decimal = TakePlainDecimal();
    SkipSpace();
    if (!decimal || !Take("}")) return std::nullopt;
    return ValueOf(*decimal, negative);
  }

  // `\frac{a}{b}`, a Unicode fraction, or, where `slash_too`, "a/b".
  bool TakeFraction(bool slash_too, ExactNumber& out) {
    for (const UnicodeFraction& fraction : kUnicodeFractions) {
      if (!Take(fraction.text)) continue;
      out = MakeExactNumber(false, std::string(1, fraction.numerator),
                            std::string(1, fraction.denominator), 0);
      return true;
    }
    if (TakeAny(kFractions)) {
      const std::optional<ExactNumber> above = TakeFractionArgument();
      if (!above) return false;
      const std::optional<ExactNumber> below = TakeFractionArgument();
      return below && TakeQuotient(*above, *below, out);
    }
    if (!slash_too) return false;
    const std::optional<Decimal> above = TakePlainDecimal();
    if (!above) return false;
    SkipSpace();
    if (!Take("/")) return false;
    SkipSpace();
    const std::optional<Decimal> below = TakePlainDecimal();
    return below && TakeQuotient(ValueOf(*above, false), ValueOf(*below, false), out);
  }

  // What may follow a first decimal: "/b", or the fraction of a mixed number.
  bool TakeRestOfFraction(const Decimal& first, WrittenNumber& number) {
    const std::string_view before = rest_;
    SkipSpace();
    const bool spaced = rest_.size() < before.size();
    if (Take("/")) {
      SkipSpace();
      const std::optional<Decimal> below = TakePlainDecimal();
      if (!below) {
        rest_ = before;  // a unit such as "/h"
        return true;
      }
      number.decimal = false;
      return TakeQuotient(number.value, ValueOf(*below, false), number.value);
    }
    ExactNumber fraction;
    if (!first.has_point && TakeFraction(spaced, fraction) && !fraction.negative) {
      number.decimal = false;
      const bool negative = number.value.negative;
      number.value = AddMagnitudes(number.value, fraction);
      number.value.negative = negative && !number.value.IsZero();
      return true;
    }
    rest_ = before;
    return true;
  }

  bool ParseNumber(WrittenNumber& number) {
    SkipSpace();
    bool negative = false;
    const bool signed_first = TakeSign(negative);
    if (style_.currency && TakeAny(kCurrencies)) {
      SkipSpace();
      if (!signed_first) TakeSign(negative);
    }
    if (!AtDigit() && !rest_.starts_with('.')) {
      number.decimal = false;
      if (!TakeFraction(false, number.value)) return false;
      number.value.negative = number.value.negative != negative && !number.value.IsZero();
      return true;
    }
    std::optional<Decimal> decimal = TakePlainDecimal();
    if (!decimal) return false;
    TakeExponent(*decimal);
    number.value = ValueOf(*decimal, negative);
    number.last_place = decimal->exponent - static_cast<int64_t>(decimal->fraction);
    const size_t zeros = std::min(decimal->digits.find_first_not_of('0'), decimal->digits.size());
    number.significant_digits = decimal->digits.size() - zeros;
    // -0 1/2 would lose its sign with the zero.
    if (negative && number.value.IsZero()) return TakeZeroTail();
    return TakeRestOfFraction(*decimal, number);
  }

  // After a negative zero only a denominator may follow.
  bool TakeZeroTail() {
    const std::string_view before = rest_;
    SkipSpace();
    if (!Take("/")) {
      rest_ = before;
      return true;
    }
    SkipSpace();
    const std::optional<Decimal> below = TakePlainDecimal();
    return below && !ValueOf(*below, false).IsZero();
  }

  // Percent sign, currency and units after the number. False where anything else is left.
  bool ParseSuffix(WrittenNumber& number) {
    SkipSpace();
    if (Take("\\%") || Take("%") || Take("percent") || Take("\\text{ percent}") ||
        Take("\\text{percent}") || Take("\\text{%}") || Take("\\text{\\%}")) {
      if (style_.percent == PercentReading::kRefuse) return false;
      number.percent = true;
      SkipSpace();
    }
    if (rest_.empty()) return true;
    if (style_.currency && TakeAny(kCurrencies)) SkipSpace();
    if (rest_.empty()) return true;
    return style_.units && TakeUnits();
  }

  bool TakeUnits() {
    if (TakeAny(kDegrees)) {
      SkipSpace();
      return rest_.empty() || (rest_.size() == 1 && (rest_ == "C" || rest_ == "F"));
    }
    if (TakeAny(kUnitCommands)) {
      SkipSpace();
      const size_t close =
          rest_.starts_with('{') ? MatchingBrace(rest_, 0) : std::string_view::npos;
      if (close == std::string_view::npos) return false;
      const std::string_view words = rest_.substr(1, close - 1);
      rest_.remove_prefix(close + 1);
      TakePower();
      SkipSpace();
      return rest_.empty() && AreUnitWords(words);
    }
    return style_.lenient && AreUnitWords(rest_);
  }

  void TakePower() {
    if (!(Take("^{2}") || Take("^{3}") || Take("^2"))) Take("^3");
  }

  static bool AreUnitWords(std::string_view words) {
    constexpr size_t kMaxUnitBytes = 80;
    constexpr int kMaxUnitWords = 6;
    if (words.size() > kMaxUnitBytes || words.find(". ") != std::string_view::npos) return false;
    int count = 0;
    bool any_word = false;
    size_t i = 0;
    while (i < words.size()) {
      const unsigned char c = static_cast<unsigned char>(words[i]);
      if (IsLetter(words[i])) {
        size_t end = i;
        while (end < words.size() && IsLetter(words[end])) ++end;
        if (++count > kMaxUnitWords || !IsUnitWord(words.substr(i, end - i))) return false;
        any_word = true;
        i = end;
      } else if (words[i] == '^' && i + 1 < words.size() &&
                 (words[i + 1] == '2' || words[i + 1] == '3')) {
        i += 2;
      } else if (c >= 0x80) {
        any_word = true;
        ++i;
      } else if (std::string_view(" .-/'()").find(words[i]) != std::string_view::npos) {
        ++i;
      } else {
        return false;
      }
    }
    // "21 /" is the start of a division, not 21 of something.
    return any_word;
  }

  static bool IsUnitWord(std::string_view word) {
    if (word.size() == 1) return kOneLetterUnits.find(word) != std::string_view::npos;
    const std::string lower = AsciiLower(word);
    return std::find(std::begin(kNotUnits), std::end(kNotUnits), lower) == std::end(kNotUnits);
  }

  std::string_view rest_;
  const NumberStyle& style_;
  bool too_large_ = false;
};

// The right side of "x = 5"; where lenient, of any equation.
std::string_view RightSide(std::string_view text, bool lenient) {
  const size_t equals = text.rfind('=');
  if (equals == std::string_view::npos || text.find('\n') != std::string_view::npos) return text;
  if (equals > 0 && std::string_view("<>!:").find(text[equals - 1]) != std::string_view::npos)
    return text;
  const std::string_view left = Trim(text.substr(0, equals));
  constexpr size_t kMaxNameBytes = 32;
  const auto in_name = [](char c) {
    return IsLetter(c) || std::string_view("\\_{}()").find(c) != std::string_view::npos;
  };
  if (!lenient && (left.empty() || left.size() > kMaxNameBytes ||
                   !std::all_of(left.begin(), left.end(), in_name))) {
    return text;
  }
  return StripWrapping(text.substr(equals + 1));
}

}  // namespace

NumberReading ReadNumber(std::string_view text, const NumberStyle& style, WrittenNumber* out) {
  text = RightSide(StripWrapping(text), style.lenient);
  return NumberParser(text, style).Parse(out);
}

}  // namespace rbench
