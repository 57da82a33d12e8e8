#include <algorithm>
#include <regex>
#include <string>

#include "tasks/answer_text.h"
#include "tests/tasks/extraction_reference_rules.h"

namespace rbench::reference {
namespace {

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

// "4. Next", "**12.** Then" or "2) So" at the start of a line: the number counts steps.
bool IsListMarker(std::string_view text, size_t begin, size_t end) {
  if (end - begin > 2) return false;
  const std::string head(text.substr(0, begin));
  static const std::regex line_start("(?:^|\n)[ *]*$");
  const size_t line = head.rfind('\n') == kNone ? 0 : head.rfind('\n');
  if (!std::regex_match(head.substr(line), line_start)) return false;
  static const std::regex mark("[.)]\\** [ *]*[^ *\r\n]");
  const std::string tail(text.substr(end));
  return std::regex_search(tail, mark, std::regex_constants::match_continuous);
}

// The start of `\frac{a}{` where the number that begins at `begin` is its denominator.
size_t FractionStart(std::string_view text, size_t begin, size_t end, const ReadsAsAnswer& reads,
                     int& tries_left) {
  constexpr size_t kWindow = 64;
  if (end >= text.size() || text[end] != '}' || begin == 0) return kNone;
  const size_t low = begin > kWindow ? begin - kWindow : 0;
  const size_t backslash = text.substr(low, begin - low).rfind('\\');
  if (backslash == kNone) return kNone;
  const std::string_view fraction = text.substr(low + backslash, end + 1 - low - backslash);
  bool named = false;
  for (const char* name : {"\\frac", "\\dfrac", "\\tfrac", "\\cfrac"})
    named = named || fraction.starts_with(name);
  if (!named || tries_left == 0 || fraction.size() > kMaxTriedBytes) return kNone;
  --tries_left;
  return reads(fraction) ? low + backslash : kNone;
}

// The number whose last digit is before `end`; kAbsent where it is part of something else.
RuleMatch NumberEndingAt(std::string_view text, size_t end, const ReadsAsAnswer& reads,
                         int& tries_left) {
  size_t begin = DecimalBefore(text, end);
  if (const size_t fraction = FractionStart(text, begin, end, reads, tries_left);
      fraction != kNone) {
    return {Kind::kAnswer, WithSign(text, fraction), end + 1, ""};
  }
  if (tries_left > 0) {
    // "2,74": at most 32 digits on each side of one comma.
    const size_t from = begin > 34 ? begin - 34 : 0;
    const std::string head(text.substr(from, end - from));
    static const std::regex comma("(?:^|[^0-9,.])([0-9]{1,31},[0-9]{1,32})$");
    std::smatch at;
    if (begin > 1 && text[begin - 1] == ',' && std::regex_search(head, at, comma) &&
        from + static_cast<size_t>(at.position(1)) < begin) {
      --tries_left;
      const size_t start = from + static_cast<size_t>(at.position(1));
      if (reads(text.substr(start, end - start))) begin = start;
    }
  }
  if (begin > 1 && text[begin - 1] == '/' && IsDigit(text[begin - 2])) {
    const size_t above = DecimalBefore(text, begin - 1);
    if (above == 0 || (text[above - 1] != '/' && !IsLetter(text[above - 1]))) begin = above;
  }
  if (IsListMarker(text, begin, end)) return {Kind::kAbsent, begin, begin, ""};
  if (IsRaisedOrLowered(text, begin)) return {Kind::kNoAnswer, 0, 0, "nothing_found"};
  if (begin > 0 && IsLetter(text[begin - 1])) return {Kind::kAbsent, begin, begin, ""};
  return {Kind::kAnswer, WithSign(text, begin), WithPercent(text, end), ""};
}

}  // namespace

RuleMatch FindLastNumber(std::string_view text, const ReadsAsAnswer& reads) {
  int tries_left = kMaxFractionTries;
  for (size_t end = text.size(); end > 0;) {
    if (!IsDigit(text[end - 1])) {
      --end;
      continue;
    }
    const RuleMatch match = NumberEndingAt(text, end, reads, tries_left);
    if (match.kind != Kind::kAbsent) return match;
    end = match.begin;
  }
  return {};
}

RuleMatch FindFirstNumber(std::string_view text, const ReadsAsAnswer& reads) {
  const size_t first =
      static_cast<size_t>(std::find_if(text.begin(), text.end(), IsDigit) - text.begin());
  if (first == text.size()) {
    static const std::regex word("[A-Za-z-]{1,16}");
    std::match_results<std::string_view::const_iterator> found;
    if (!std::regex_search(text.begin(), text.end(), found, word,
                           std::regex_constants::match_continuous)) {
      return {};
    }
    const std::string_view head = text.substr(0, static_cast<size_t>(found.length()));
    if (NumberWordValue(head) < 0 || !reads(head)) return {};
    return {Kind::kAnswer, 0, head.size(), ""};
  }
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
  return Reads(reads, text.substr(match.begin, match.end - match.begin)) ? match : RuleMatch{};
}

}  // namespace rbench::reference
