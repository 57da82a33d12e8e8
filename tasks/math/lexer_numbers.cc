#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>

#include "tasks/math/answer_lexer.h"
#include "tasks/math/syntax.h"

// Numbers: separators of thousands, repeating decimals, exponents, numerals in a base.

namespace rbench::math {

bool Lexer::MakeNumeral(Token& token, std::string_view base) {
  if (base.empty() || base.size() > 2) return false;
  int value = 0;
  for (const char c : base) {
    if (!IsDigit(c)) return false;
    value = value * 10 + (c - '0');
  }
  if (value < 2 || value > 36) return false;
  std::string digits;
  for (const char c : token.text) {
    if (c != ',') digits += c;
  }
  token.text = digits;
  token.kind = Kind::kNumeral;
  token.value = value;
  return true;
}

int Lexer::BaseAt(size_t at, size_t* end) const {
  if (at >= text_.size() || text_[at] != '_') return 0;
  ++at;
  while (at < text_.size() && text_[at] == ' ') ++at;
  size_t close = std::string_view::npos;
  std::string_view inside;
  if (at < text_.size() && text_[at] == '{') {
    size_t depth = 0;
    for (size_t i = at; i < text_.size() && i < at + 40; ++i) {
      if (text_[i] == '{') ++depth;
      if (text_[i] == '}' && --depth == 0) {
        close = i;
        break;
      }
    }
    if (close == std::string_view::npos) return 0;
    inside = text_.substr(at + 1, close - at - 1);
    *end = close + 1;
  } else {
    size_t i = at;
    while (i < text_.size() && IsDigit(text_[i])) ++i;
    inside = text_.substr(at, i - at);
    *end = i;
  }
  for (const std::string_view word : {"\\text", "\\mathrm", "\\textrm"}) {
    if (inside.starts_with(word)) inside.remove_prefix(word.size());
  }
  while (!inside.empty() && std::strchr("({ ", inside.front()) != nullptr) inside.remove_prefix(1);
  while (!inside.empty() && std::strchr(")} ", inside.back()) != nullptr) inside.remove_suffix(1);
  constexpr std::string_view kWords[] = {"two",   "three", "four", "five",   "six",   "seven",
                                         "eight", "nine",  "ten",  "eleven", "twelve"};
  for (size_t i = 0; i < std::size(kWords); ++i) {
    if (inside == kWords[i]) return static_cast<int>(i) + 2;
  }
  int value = 0;
  if (inside.empty() || inside.size() > 2) return 0;
  for (const char c : inside) {
    if (!IsDigit(c)) return 0;
    value = value * 10 + (c - '0');
  }
  return value >= 2 && value <= 36 ? value : 0;
}

bool Lexer::Numeral() {
  size_t i = at_;
  std::string digits;
  bool any_small = false;
  while (i < text_.size() && digits.size() <= kMaxDigits) {
    const char c = text_[i];
    // Small letters are digits only behind a digit, and in base 16: a_{16} is a term of a sequence.
    const bool small = c >= 'a' && c <= 'f' && !digits.empty() && IsDigit(digits[0]);
    if (IsDigit(c) || (c >= 'A' && c <= 'Z') || small) {
      any_small = any_small || small;
      digits += small ? static_cast<char>(c - 32) : c;
      ++i;
    } else if (c == '.' && i + 1 < text_.size() && IsDigit(text_[i + 1]) && !digits.empty()) {
      digits += c;
      ++i;
    } else if (text_.substr(i, 3) == "{,}" || text_.substr(i, 2) == "\\,") {
      i += text_[i] == '{' ? 3 : 2;
    } else {
      break;
    }
  }
  if (digits.empty()) return false;
  size_t end = i;
  size_t mark = i;
  while (mark < text_.size() && text_[mark] == ' ') ++mark;
  const int base = BaseAt(mark, &end);
  if (base == 0 || (any_small && base != 16)) return false;
  for (const char c : digits) {
    if (c == '.') continue;
    const int value = IsDigit(c) ? c - '0' : c - 'A' + 10;
    if (value >= base) return false;
  }
  Add(Kind::kNumeral, digits, base);
  at_ = end;
  return true;
}

size_t Lexer::Thousands(size_t i, bool* silent) const {
  const auto group = [&](size_t from) {
    return from + 3 <= text_.size() && IsDigit(text_[from]) && IsDigit(text_[from + 1]) &&
           IsDigit(text_[from + 2]) && !(from + 3 < text_.size() && IsDigit(text_[from + 3]));
  };
  for (const std::string_view mark : {"{,}\\!", "{,}", "\\,", ",\\!", ",\\ ", "\\ "}) {
    if (text_.substr(i, mark.size()) != mark) continue;
    size_t next = i + mark.size();
    // "11,\! 111"
    while (mark.ends_with("\\!") && next < text_.size() && text_[next] == ' ') ++next;
    if (!group(next)) continue;
    *silent = true;
    return next;
  }
  if (text_.substr(i, 1) == "," && group(i + 1) && depth_ == 0 && commas_group_) return i + 1;
  if (text_.substr(i, 1) == " " && group(i + 1)) {
    // "1 234", but not "7 123/200".
    size_t after = i + 4;
    while (after < text_.size() && (text_[after] == ' ' || IsDigit(text_[after]))) ++after;
    if (after < text_.size() && text_[after] == '/') return 0;
    *silent = true;
    return i + 1;
  }
  return 0;
}

bool Lexer::CommasGroup(size_t i) const {
  while (i + 1 < text_.size() && text_[i] == ',' && IsDigit(text_[i + 1])) {
    const size_t start = ++i;
    while (i < text_.size() && IsDigit(text_[i])) ++i;
    if (i - start != 3) return false;
  }
  return true;
}

bool Lexer::Number() {
  if (Numeral()) return true;
  size_t i = at_;
  std::string digits;
  bool silent = false;
  while (i < text_.size() && IsDigit(text_[i])) digits += text_[i++];
  const size_t first = digits.size();
  commas_group_ = CommasGroup(i) && digits[0] != '0';
  if (first >= 1 && first <= 3) {
    while (true) {
      const size_t next = Thousands(i, &silent);
      if (next == 0) break;
      if (!silent) digits += ',';
      digits += text_.substr(next, 3);
      i = next + 3;
      if (digits.size() > 2 * kMaxDigits) break;
    }
  }
  if (silent) digits.erase(std::remove(digits.begin(), digits.end(), ','), digits.end());
  std::string fraction;
  bool point = false;
  if (i < text_.size() && text_[i] == '.' && text_.substr(i, 3) != "...") {
    const bool digit = i + 1 < text_.size() && IsDigit(text_[i + 1]);
    const bool repeating =
        text_.substr(i + 1).starts_with("\\overline") || text_.substr(i + 1).starts_with("\\bar") ||
        text_.substr(i + 1).starts_with("\\dot") || text_.substr(i + 1).starts_with("(");
    if (digit || repeating) {
      point = true;
      ++i;
      while (i < text_.size() && IsDigit(text_[i])) fraction += text_[i++];
    } else if (!digits.empty()) {
      // "5." at the end of a sentence
      size_t after = i + 1;
      while (after < text_.size() && text_[after] == ' ') ++after;
      if (after < text_.size() && text_[after] != '\\' && text_[after] != '}') return false;
      ++i;
    }
  }
  if (digits.size() + fraction.size() > kMaxDigits) {
    result_.too_large = true;
    return false;
  }
  if (digits.empty()) digits = "0";
  if (point) {
    digits.erase(std::remove(digits.begin(), digits.end(), ','), digits.end());
    std::string block;
    const size_t behind = RepeatingBlock(i, fraction, &block);
    if (behind != 0) {
      Add(Kind::kRepeating, digits + "." + fraction + "(" + block + ")");
      at_ = behind;
      return true;
    }
    if (fraction.empty()) return false;
    digits += "." + fraction;
  }
  // 1.5e3, 2E-4
  if (i < text_.size() && (text_[i] == 'e' || text_[i] == 'E')) {
    size_t j = i + 1;
    std::string exponent;
    if (j < text_.size() && (text_[j] == '-' || text_[j] == '+')) {
      if (text_[j] == '-') exponent = "-";
      ++j;
    }
    const size_t start = j;
    while (j < text_.size() && IsDigit(text_[j]) && j - start < 8) exponent += text_[j++];
    const bool number =
        j > start && (j >= text_.size() || (!IsLetter(text_[j]) && text_[j] != '^'));
    // 2e+3 may be a sum; 2e3 and 2e-3 are read as models write numbers.
    if (number && !(text_[i + 1] == '+' && digits.find('.') == std::string::npos)) {
      digits.erase(std::remove(digits.begin(), digits.end(), ','), digits.end());
      Add(Kind::kNumber, digits + "e" + exponent);
      at_ = j;
      return true;
    }
  }
  Add(Kind::kNumber, digits);
  at_ = i;
  return true;
}

size_t Lexer::RepeatingBlock(size_t i, std::string& fraction, std::string* block) const {
  const auto group = [&](size_t at, std::string* out) -> size_t {
    while (at < text_.size() && text_[at] == ' ') ++at;
    const bool braces = at < text_.size() && text_[at] == '{';
    if (braces) ++at;
    const size_t start = at;
    while (at < text_.size() && IsDigit(text_[at]) && (braces || at == start)) *out += text_[at++];
    if (at == start) return 0;
    if (!braces) return at;
    return at < text_.size() && text_[at] == '}' ? at + 1 : 0;
  };
  for (const std::string_view mark : {"\\overline", "\\bar"}) {
    if (text_.substr(i, mark.size()) != mark) continue;
    size_t end = group(i + mark.size(), block);
    // 0.\bar1\bar8
    while (end != 0 && text_.substr(end, mark.size()) == mark) {
      const size_t more = group(end + mark.size(), block);
      if (more == 0) break;
      end = more;
    }
    return SkipDots(end);
  }
  constexpr std::string_view kDot = "\\dot";
  if (text_.substr(i, kDot.size()) == kDot && text_.substr(i, 5) != "\\dots") {
    size_t end = group(i + kDot.size(), block);
    if (end == 0) return 0;
    size_t j = end;
    std::string middle;
    while (j < text_.size() && IsDigit(text_[j])) middle += text_[j++];
    if (text_.substr(j, kDot.size()) == kDot && text_.substr(j, 5) != "\\dots") {
      std::string last;
      const size_t behind = group(j + kDot.size(), &last);
      if (behind != 0) {
        *block += middle + last;
        return behind;
      }
    }
    return end;
  }
  if (text_.substr(i, 1) == "(") {
    size_t j = i + 1;
    while (j < text_.size() && IsDigit(text_[j])) *block += text_[j++];
    if (!block->empty() && j < text_.size() && text_[j] == ')') return SkipDots(j + 1);
    block->clear();
    return 0;
  }
  // 0.333..., 0.121212\ldots
  const size_t behind = SkipDots(i);
  if (behind == i) return 0;
  for (size_t size = 1; size <= 6; ++size) {
    const size_t times = size == 1 ? 3 : 2;
    if (fraction.size() < size * times) continue;
    const std::string last = fraction.substr(fraction.size() - size);
    bool repeats = true;
    for (size_t k = 1; k < times; ++k) {
      repeats = repeats && fraction.substr(fraction.size() - size * (k + 1), size) == last;
    }
    if (!repeats) continue;
    *block = last;
    fraction.resize(fraction.size() - size);
    return behind;
  }
  return 0;
}

size_t Lexer::SkipDots(size_t i) const {
  for (const std::string_view dots : {"...", "\\ldots", "\\dots", "\\cdots", "…"}) {
    if (text_.substr(i, dots.size()) == dots) return i + dots.size();
  }
  return i;
}

bool Lexer::IsNumbers(std::string_view content) {
  bool any = false;
  for (size_t i = 0; i < content.size();) {
    if (IsLetter(content[i])) {
      size_t end = i;
      while (end < content.size() && IsLetter(content[end])) ++end;
      const std::string_view word = content.substr(i, end - i);
      if (word != "and" && word != "or") return false;
      i = end;
      continue;
    }
    if (std::strchr("0123456789.,-/ ", content[i]) == nullptr) return false;
    any = any || IsDigit(content[i]);
    ++i;
  }
  return any;
}

bool Lexer::NumeralOf(std::string_view content) {
  if (content.empty() || content.size() > kMaxDigits) return false;
  size_t end = at_;
  const int base = BaseAt(at_, &end);
  if (base == 0) return false;
  std::string digits;
  for (char c : content) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    if (!IsDigit(c) && !(c >= 'A' && c <= 'Z')) return false;
    if ((IsDigit(c) ? c - '0' : c - 'A' + 10) >= base) return false;
    digits += c;
  }
  Add(Kind::kNumeral, digits, base);
  at_ = end;
  return true;
}

}  // namespace rbench::math
