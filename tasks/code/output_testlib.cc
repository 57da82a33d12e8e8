#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "tasks/code/float_text.h"
#include "tasks/code/output_rules.h"

// The stock checkers of testlib (MikeMirzayanov/testlib at 1e4e8a2, checkers/ and testlib.h). Their
// "presentation error" and "dirt" are differences here, their "fail" a bad expectation. A text that
// goes on with anything but white space where a checker is content is different.

namespace rbench {
namespace {

constexpr std::string_view kBlanks = " \t\n\r";

std::string_view WithoutBom(std::string_view output) {
  constexpr std::string_view kBom = "\xEF\xBB\xBF";
  if (output.starts_with(kBom)) output.remove_prefix(kBom.size());
  return output;
}

OutputComparison ExpectEnd(TokenScanner& output) {
  if (const std::optional<Token> token = output.Next()) {
    return OutputGoesOn(token->line, token->number, token->text);
  }
  return EqualOutput();
}

// At most 20 characters, no plus, no leading zeros, no "-0", 64 bits.
std::optional<int64_t> ReadLong(std::string_view token) {
  if (token.empty() || token.size() > 20) return std::nullopt;
  const bool negative = token.size() > 1 && token[0] == '-';
  const std::string_view digits = token.substr(negative ? 1 : 0);
  if (digits.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  if (digits[0] == '0' && (digits.size() > 1 || negative)) return std::nullopt;
  int64_t value = 0;
  const auto read = std::from_chars(token.data(), token.data() + token.size(), value);
  if (read.ec != std::errc()) return std::nullopt;
  return value;
}

std::optional<double> ReadDouble(std::string_view token) {
  if (token.size() > kMaxNumberBytes) return std::nullopt;
  return ParseDecimalFloat(token);
}

// testlib's doubleCompare; no NaN reaches it, as ReadDouble knows none.
bool CloseByTestlib(double expected, double found, double tolerance) {
  constexpr double kInfinite = 1e300;
  tolerance += 1e-15;
  if (std::fabs(expected) > kInfinite) {
    return std::fabs(found) > kInfinite && (found > 0) == (expected > 0);
  }
  if (std::fabs(found) > kInfinite) return false;
  if (std::fabs(found - expected) <= tolerance) return true;
  const double one = expected * (1.0 - tolerance);
  const double other = expected * (1.0 + tolerance);
  return found >= std::min(one, other) && found <= std::max(one, other);
}

// Lines as readString gives them: ended by LF or CR LF, a CR elsewhere is dropped.
class LineScanner {
 public:
  explicit LineScanner(std::string_view text) : text_(text) {}

  bool AtEnd() const { return position_ == text_.size(); }
  size_t line() const { return line_; }

  std::string Next() {
    const size_t end = std::min(text_.find('\n', position_), text_.size());
    std::string line(text_.substr(position_, end - position_));
    line.erase(std::remove(line.begin(), line.end(), '\r'), line.end());
    position_ = std::min(end + 1, text_.size());
    ++line_;
    return line;
  }

  std::string_view Rest() const { return text_.substr(position_); }

 private:
  std::string_view text_;
  size_t position_ = 0;
  size_t line_ = 0;  // lines read
};

bool SameWords(const std::string& a, const std::string& b) {
  TokenScanner x(a);
  TokenScanner y(b);
  while (true) {
    const std::optional<Token> p = x.Next();
    const std::optional<Token> q = y.Next();
    if (!p || !q) return !p && !q;
    if (p->text != q->text) return false;
  }
}

OutputComparison CompareLineByLine(std::string_view expected, std::string_view output,
                                   bool (*same)(const std::string&, const std::string&)) {
  LineScanner wanted(expected);
  LineScanner found(WithoutBom(output));
  while (!wanted.AtEnd()) {
    const std::string a = wanted.Next();
    if (a.empty() && wanted.AtEnd()) break;
    // Behind the end of the output stand empty lines.
    const std::string b = found.Next();
    if (!same(a, b)) return DifferentTexts(found.line(), 0, a, b);
  }
  TokenScanner rest(found.Rest(), kBlanks);
  if (const std::optional<Token> token = rest.Next()) {
    return OutputGoesOn(found.line() + token->line, 0, token->text);
  }
  return EqualOutput();
}

bool IsYesOrNo(std::string_view token) {
  return EqualIgnoringCase(token, "YES") || EqualIgnoringCase(token, "NO");
}

OutputComparison NotYesOrNo(const Token& token) {
  return DifferentTexts(token.line, token.number, "YES\" or \"NO", token.text);
}

// Token by token as numbers: `read` gives one or nothing, `kind` is what a bad expectation is not.
template <typename Read, typename Same>
OutputComparison CompareNumbers(std::string_view expected, std::string_view output, Read read,
                                const char* kind, Same same) {
  TokenScanner wanted(expected, kBlanks);
  TokenScanner found(WithoutBom(output), kBlanks);
  while (true) {
    const std::optional<Token> a = wanted.Next();
    if (!a) return ExpectEnd(found);
    const auto x = read(a->text);
    if (!x) return BadExpectation(fmt::format("token {} is no {}", a->number, kind));
    const std::optional<Token> b = found.Next();
    if (!b) return OutputEndsEarly(found.line(), found.tokens() + 1, a->text);
    const auto y = read(b->text);
    if (!y || !same(*x, *y)) return DifferentTexts(b->line, b->number, a->text, b->text);
  }
}

}  // namespace

OutputComparison CompareTestlibWords(std::string_view expected, std::string_view output,
                                     const OutputOptions&) {
  TokenScanner wanted(expected, kBlanks);
  TokenScanner found(WithoutBom(output), kBlanks);
  while (true) {
    const std::optional<Token> a = wanted.Next();
    if (!a) return ExpectEnd(found);
    const std::optional<Token> b = found.Next();
    if (!b) return OutputEndsEarly(found.line(), found.tokens() + 1, a->text);
    if (a->text != b->text) return DifferentTexts(b->line, b->number, a->text, b->text);
  }
}

OutputComparison CompareTestlibLineTokens(std::string_view expected, std::string_view output,
                                          const OutputOptions&) {
  return CompareLineByLine(expected, output, &SameWords);
}

OutputComparison CompareTestlibLines(std::string_view expected, std::string_view output,
                                     const OutputOptions&) {
  return CompareLineByLine(expected, output,
                           [](const std::string& a, const std::string& b) { return a == b; });
}

OutputComparison CompareTestlibIntegers(std::string_view expected, std::string_view output,
                                        const OutputOptions&) {
  return CompareNumbers(expected, output, &ReadLong, "integer of 64 bits",
                        [](int64_t x, int64_t y) { return x == y; });
}

OutputComparison CompareTestlibDoubles(std::string_view expected, std::string_view output,
                                       const OutputOptions& options) {
  return CompareNumbers(expected, output, &ReadDouble, "number", [&](double x, double y) {
    return CloseByTestlib(x, y, options.absolute_tolerance);
  });
}

OutputComparison CompareTestlibYesNo(std::string_view expected, std::string_view output,
                                     const OutputOptions&) {
  TokenScanner wanted(expected, kBlanks);
  TokenScanner found(WithoutBom(output), kBlanks);
  const std::optional<Token> a = wanted.Next();
  if (!a || !IsYesOrNo(a->text)) return BadExpectation("the first token is neither YES nor NO");
  const std::optional<Token> b = found.Next();
  if (!b) return OutputEndsEarly(found.line(), 1, a->text);
  if (!IsYesOrNo(b->text)) return NotYesOrNo(*b);
  if (!EqualIgnoringCase(a->text, b->text)) return DifferentTexts(b->line, 1, a->text, b->text);
  return ExpectEnd(found);
}

OutputComparison CompareTestlibManyYesNo(std::string_view expected, std::string_view output,
                                         const OutputOptions&) {
  TokenScanner wanted(expected, kBlanks);
  TokenScanner found(WithoutBom(output), kBlanks);
  while (true) {
    const std::optional<Token> a = wanted.Next();
    if (!a) return ExpectEnd(found);
    if (!IsYesOrNo(a->text)) {
      return BadExpectation(fmt::format("token {} is neither YES nor NO", a->number));
    }
    const std::optional<Token> b = found.Next();
    if (!b) return OutputEndsEarly(found.line(), found.tokens() + 1, a->text);
    if (!IsYesOrNo(b->text)) return NotYesOrNo(*b);
    if (!EqualIgnoringCase(a->text, b->text)) {
      return DifferentTexts(b->line, b->number, a->text, b->text);
    }
  }
}

}  // namespace rbench
