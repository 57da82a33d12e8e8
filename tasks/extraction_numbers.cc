#include <algorithm>

#include "tasks/extraction_rules.h"

// Numbers inside prose, for lenient grading.

namespace rbench {
namespace {

using Kind = RuleMatch::Kind;
constexpr size_t kNone = std::string_view::npos;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Start of the run of digits that ends before `end`.
size_t DigitsBefore(std::string_view text, size_t end) {
  while (end > 0 && IsDigit(text[end - 1])) --end;
  return end;
}

// Start of the decimal whose last digit stands before `end`: 1,234.50 with its groups and its
// point.
size_t DecimalBefore(std::string_view text, size_t end) {
  size_t begin = DigitsBefore(text, end);
  if (begin > 0 && text[begin - 1] == '.') {
    const size_t whole = DigitsBefore(text, begin - 1);
    const bool leading_point = whole == begin - 1;
    if (leading_point && whole > 0 && (IsLetter(text[whole - 1]) || text[whole - 1] == '.'))
      return begin;
    if (leading_point) return begin - 1;
    end = begin - 1;
    begin = whole;
  }
  while (end - begin == 3 && begin > 1 && text[begin - 1] == ',' && IsDigit(text[begin - 2])) {
    const size_t group = DigitsBefore(text, begin - 1);
    if (begin - 1 - group > 3) break;
    end = begin - 1;
    begin = group;
  }
  return begin;
}

bool MaySign(std::string_view text, size_t at) {
  return at == 0 || (!IsDigit(text[at - 1]) && !IsLetter(text[at - 1]) && text[at - 1] != ')' &&
                     text[at - 1] != '}');
}

size_t WithSign(std::string_view text, size_t begin) {
  constexpr std::string_view kMinus = "\xe2\x88\x92";
  const size_t number = begin;
  if (begin > 0 && text[begin - 1] == '$') --begin;
  if (begin > 1 && text[begin - 1] == '\\') --begin;
  if (begin > 0 && text[begin - 1] == '-' && MaySign(text, begin - 1)) return begin - 1;
  if (begin >= kMinus.size() && text.substr(begin - kMinus.size(), kMinus.size()) == kMinus &&
      MaySign(text, begin - kMinus.size())) {
    return begin - kMinus.size();
  }
  return number;
}

size_t WithPercent(std::string_view text, size_t end) {
  if (text.substr(end).starts_with("%")) return end + 1;
  if (text.substr(end).starts_with("\\%")) return end + 2;
  return end;
}

// An exponent or an index is not a number of its own.
bool IsRaisedOrLowered(std::string_view text, size_t begin) {
  if (begin > 0 && text[begin - 1] == '{') --begin;
  return begin > 0 && (text[begin - 1] == '^' || text[begin - 1] == '_');
}

// The start of `\frac{a}{` where the number that begins at `begin` is its denominator.
size_t FractionStart(std::string_view text, size_t begin, size_t end, const ReadsAsAnswer& reads) {
  constexpr size_t kWindow = 64;
  if (end >= text.size() || text[end] != '}' || begin == 0) return kNone;
  const size_t low = begin > kWindow ? begin - kWindow : 0;
  const size_t backslash = text.substr(low, begin - low).rfind('\\');
  if (backslash == kNone) return kNone;
  const std::string_view fraction = text.substr(low + backslash, end + 1 - low - backslash);
  return fraction.find("frac") != kNone && reads(fraction) ? low + backslash : kNone;
}

// The number whose last digit is before `end`; kAbsent where it is part of something else.
RuleMatch NumberEndingAt(std::string_view text, size_t end, const ReadsAsAnswer& reads) {
  size_t begin = DecimalBefore(text, end);
  if (const size_t fraction = FractionStart(text, begin, end, reads); fraction != kNone) {
    return {Kind::kAnswer, WithSign(text, fraction), end + 1, ""};
  }
  if (begin > 1 && text[begin - 1] == '/' && IsDigit(text[begin - 2])) {
    const size_t above = DecimalBefore(text, begin - 1);
    if (above == 0 || (text[above - 1] != '/' && !IsLetter(text[above - 1]))) begin = above;
  }
  if (IsRaisedOrLowered(text, begin)) return {Kind::kNoAnswer, 0, 0, "nothing_found"};
  if (begin > 0 && IsLetter(text[begin - 1])) return {Kind::kAbsent, begin, begin, ""};
  return {Kind::kAnswer, WithSign(text, begin), WithPercent(text, end), ""};
}

}  // namespace

RuleMatch FindLastNumber(std::string_view text, const ReadsAsAnswer& reads) {
  for (size_t end = text.size(); end > 0;) {
    if (!IsDigit(text[end - 1])) {
      --end;
      continue;
    }
    const RuleMatch match = NumberEndingAt(text, end, reads);
    if (match.kind != Kind::kAbsent) return match;
    end = match.begin;
  }
  return {};
}

RuleMatch FindFirstNumber(std::string_view text, const ReadsAsAnswer& reads) {
  const size_t first =
      static_cast<size_t>(std::find_if(text.begin(), text.end(), IsDigit) - text.begin());
  if (first == text.size()) return {};
  size_t end = first;
  while (end < text.size()) {
    if (IsDigit(text[end])) {
      ++end;
    } else if ((text[end] == ',' || text[end] == '.' || text[end] == '/') &&
               end + 1 < text.size() && IsDigit(text[end + 1])) {
      ++end;
    } else {
      break;
    }
  }
  const size_t begin = WithSign(text, first > 0 && text[first - 1] == '.' ? first - 1 : first);
  if (first > 0 && IsLetter(text[first - 1])) return {};
  const RuleMatch match{Kind::kAnswer, begin, WithPercent(text, end), ""};
  return reads(text.substr(match.begin, match.end - match.begin)) ? match : RuleMatch{};
}

}  // namespace rbench
