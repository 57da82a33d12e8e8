#include <algorithm>

#include "base/byte_scan.h"
#include "tasks/answer_text.h"
#include "tasks/extraction_rules.h"

// Numbers and letters inside prose, for lenient grading.

namespace rbench {
namespace {

using Kind = RuleMatch::Kind;
constexpr size_t kNone = std::string_view::npos;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Start of the run of digits that ends before `end`.
size_t DigitsBefore(std::string_view text, size_t end) {
  constexpr size_t kShort = 8;
  for (size_t i = 0; i < kShort; ++i, --end) {
    if (end == 0 || !IsDigit(text[end - 1])) return end;
  }
  const size_t other = LastWhere(text, end, DigitProbe<false>());
  return other == kNone ? 0 : other + 1;
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
    size_t group = begin - 2;
    if (group > 0 && IsDigit(text[group - 1])) --group;
    if (group > 0 && IsDigit(text[group - 1])) --group;
    // More than three digits are no group.
    if (begin - group == 4 && group > 0 && IsDigit(text[group - 1])) break;
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

// "4. Next", "**12.** Then" or "2) So" at the start of a line counts steps. `end`: behind the digits.
bool IsListMarker(std::string_view text, size_t begin, size_t end) {
  if (end - begin > 2 || end == text.size() || (text[end] != '.' && text[end] != ')')) return false;
  for (++end; end < text.size() && text[end] == '*'; ++end) {
  }
  // A number alone in its line is not one of several steps.
  if (end == text.size() || text[end] != ' ') return false;
  const size_t next = text.find_first_not_of(" *", end);
  if (next == kNone || text[next] == '\n' || text[next] == '\r') return false;
  while (begin > 0 && (text[begin - 1] == ' ' || text[begin - 1] == '*')) --begin;
  return begin == 0 || text[begin - 1] == '\n';
}

// The last digit of a number that may be one of its own. One or two digits after a letter, as in
// x1 and H2, are none, and a text may be full of them; they matter only where a fraction may end.
struct LastDigitProbe {
  static constexpr size_t kBack = 2;
  static constexpr size_t kAhead = 1;
  bool fractions;

  bool At(std::string_view text, size_t i) const {
    if (!IsDigit(text[i])) return false;
    if (i + 1 < text.size()) {
      if (IsDigit(text[i + 1])) return false;
      if (fractions && text[i + 1] == '}') return true;
    }
    if (i > 0 && IsLetter(text[i - 1])) return false;
    return i < 2 || !IsDigit(text[i - 1]) || !IsLetter(text[i - 2]);
  }
  uint32_t Mask(const char* p) const {
    const uint32_t digits = MaskOfRange(p, '0', '9');
    if (digits == 0) return 0;
    const uint32_t indices = MaskOfRange<true>(p - 1, 'a', 'z') |
                             (MaskOfRange(p - 1, '0', '9') & MaskOfRange<true>(p - 2, 'a', 'z'));
    const uint32_t closed = fractions ? MaskOfByte(p + 1, '}') : 0;
    return digits & ~MaskOfRange(p + 1, '0', '9') & (~indices | closed);
  }
};

// Looks for the last number from the end of a text to its beginning.
class NumberSearch {
 public:
  NumberSearch(std::string_view text, const ReadsAsAnswer& reads) : text_(text), reads_(reads) {}

  RuleMatch Last() {
    for (size_t before = text_.size();;) {
      const LastDigitProbe probe{tries_left_ > 0 && !no_backslash_};
      const size_t last = LastWhere(text_, before, probe);
      if (last == kNone) return {};
      const RuleMatch match = EndingAt(last + 1);
      if (match.kind != Kind::kAbsent) return match;
      before = match.begin;
    }
  }

 private:
  // The number whose last digit is before `end`; kAbsent where it is part of something else.
  RuleMatch EndingAt(size_t end) {
    size_t begin = DecimalBefore(text_, end);
    if (const size_t fraction = FractionStart(begin, end); fraction != kNone) {
      return {Kind::kAnswer, WithSign(text_, fraction), end + 1, ""};
    }
    begin = DecimalCommaBefore(begin, end);
    if (begin > 1 && text_[begin - 1] == '/' && IsDigit(text_[begin - 2])) {
      const size_t above = DecimalBefore(text_, begin - 1);
      if (above == 0 || (text_[above - 1] != '/' && !IsLetter(text_[above - 1]))) begin = above;
    }
    if (IsListMarker(text_, begin, end)) return {Kind::kAbsent, begin, begin, ""};
    if (IsRaisedOrLowered(text_, begin)) return {Kind::kNoAnswer, 0, 0, "nothing_found"};
    if (begin > 0 && IsLetter(text_[begin - 1])) return {Kind::kAbsent, begin, begin, ""};
    return {Kind::kAnswer, WithSign(text_, begin), WithPercent(text_, end), ""};
  }

  // The start of "2,74" where digits that end before `end` begin at `begin`, and the whole can be
  // read; else `begin`.
  size_t DecimalCommaBefore(size_t begin, size_t end) {
    if (begin < 2 || text_[begin - 1] != ',' || !IsDigit(text_[begin - 2]) || tries_left_ == 0 ||
        end - begin > kMaxDecimals) {
      return begin;
    }
    if (text_.substr(begin, end - begin).find_first_not_of("0123456789") != kNone) return begin;
    const size_t start = DigitsBefore(text_, begin - 1);
    if (begin - start > kMaxDecimals ||
        (start > 0 && (text_[start - 1] == ',' || text_[start - 1] == '.'))) {
      return begin;
    }
    --tries_left_;
    return reads_(text_.substr(start, end - start)) ? start : begin;
  }

  // The start of `\frac{a}{` where the number that begins at `begin` is its denominator.
  size_t FractionStart(size_t begin, size_t end) {
    constexpr size_t kWindow = 64;
    if (end >= text_.size() || text_[end] != '}' || begin == 0) return kNone;
    // The nearest backslash of a number before this one cannot lie after it.
    if (backslash_ == kNone || backslash_ >= begin) {
      if (no_backslash_) return kNone;
      backslash_ = LastWhere(text_, begin, ByteProbe{'\\'});
      no_backslash_ = backslash_ == kNone;
    }
    if (no_backslash_ || begin - backslash_ > kWindow) return kNone;
    std::string_view name = text_.substr(backslash_ + 1, 5);
    if (name.starts_with('d') || name.starts_with('t') || name.starts_with('c'))
      name.remove_prefix(1);
    if (!name.starts_with("frac") || tries_left_ == 0) return kNone;
    const std::string_view fraction = text_.substr(backslash_, end + 1 - backslash_);
    if (fraction.size() > kMaxTriedBytes) return kNone;
    --tries_left_;
    return reads_(fraction) ? backslash_ : kNone;
  }

  static constexpr size_t kMaxDecimals = 32;

  const std::string_view text_;
  const ReadsAsAnswer& reads_;
  size_t backslash_ = kNone;  // the nearest before the number looked at last
  bool no_backslash_ = false;
  int tries_left_ = kMaxFractionTries;
};

// A capital letter that stands alone.
struct LoneLetterProbe {
  static constexpr size_t kBack = 1;
  static constexpr size_t kAhead = 2;
  static bool InWord(char c) {
    return IsLetter(c) || IsDigit(c) || c == '_' || c == '\\' || c == '\'';
  }
  static uint32_t InWordMask(const char* p) {
    return MaskOfRange<true>(p, 'a', 'z') | MaskOfRange(p, '0', '9') | MaskOfByte(p, '_') |
           MaskOfByte(p, '\\') | MaskOfByte(p, '\'');
  }
  bool At(std::string_view text, size_t i) const {
    if (text[i] < 'A' || text[i] > 'Z') return false;
    if ((i > 0 && InWord(text[i - 1])) || (i + 1 < text.size() && InWord(text[i + 1])))
      return false;
    // "A train", "I think": words, not answers.
    const bool is_word = (text[i] == 'A' || text[i] == 'I') && i + 2 < text.size() &&
                         text[i + 1] == ' ' && IsLetter(text[i + 2]);
    return !is_word;
  }
  uint32_t Mask(const char* p) const {
    const uint32_t capital = MaskOfRange(p, 'A', 'Z');
    if (capital == 0) return 0;
    const uint32_t words = (MaskOfByte(p, 'A') | MaskOfByte(p, 'I')) & MaskOfByte(p + 1, ' ') &
                           MaskOfRange<true>(p + 2, 'a', 'z');
    return capital & ~words & ~InWordMask(p - 1) & ~InWordMask(p + 1);
  }
};

// "three boxes": the word, where it is a number.
RuleMatch NumberWordAtStart(std::string_view text, const ReadsAsAnswer& reads) {
  constexpr size_t kLongest = 16;
  size_t end = 0;
  while (end < text.size() && end < kLongest && (IsLetter(text[end]) || text[end] == '-')) ++end;
  const std::string_view word = text.substr(0, end);
  if (NumberWordValue(word) < 0 || !reads(word)) return {};
  return {Kind::kAnswer, 0, end, ""};
}

}  // namespace

RuleMatch FindLastNumber(std::string_view text, const ReadsAsAnswer& reads) {
  return NumberSearch(text, reads).Last();
}

RuleMatch FindLastLetter(std::string_view text, const ReadsAsAnswer& reads) {
  constexpr int kMaxLetters = 64;
  uint32_t refused = 0;  // bit 0 is A
  size_t at = text.size();
  for (int i = 0; i < kMaxLetters; ++i) {
    at = LastWhere(text, at, LoneLetterProbe());
    if (at == kNone) return {};
    const uint32_t letter = uint32_t{1} << (text[at] - 'A');
    if ((refused & letter) != 0) continue;
    if (reads(text.substr(at, 1))) return {Kind::kAnswer, at, at + 1, ""};
    refused |= letter;
  }
  return {};
}

RuleMatch FindFirstNumber(std::string_view text, const ReadsAsAnswer& reads) {
  const size_t first = FirstWhere(text, 0, DigitProbe<true>());
  if (first == kNone) return NumberWordAtStart(text, reads);
  size_t end = first;
  // What is too long to be tried need not be measured.
  const size_t stop = std::min(text.size(), first + kMaxTriedBytes + 1);
  while (end < stop) {
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
  if (match.end - match.begin > kMaxTriedBytes) return {};
  return reads(text.substr(match.begin, match.end - match.begin)) ? match : RuleMatch{};
}

}  // namespace rbench
