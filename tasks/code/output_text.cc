#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>

#include "tasks/code/float_text.h"
#include "tasks/code/output_rules.h"

namespace rbench {
namespace {

using TokensEqual = bool (*)(std::string_view expected, std::string_view found,
                             const OutputOptions& options);

OutputComparison CompareTokenLists(std::string_view expected, std::string_view output,
                                   const OutputOptions& options, TokensEqual equal) {
  TokenScanner wanted(expected);
  TokenScanner found(output);
  while (true) {
    const std::optional<Token> a = wanted.Next();
    const std::optional<Token> b = found.Next();
    if (!a && !b) return EqualOutput();
    if (!b) return OutputEndsEarly(found.line(), found.tokens() + 1, a->text);
    if (!a) return OutputGoesOn(b->line, b->number, b->text);
    if (!equal(a->text, b->text, options)) {
      return DifferentTexts(b->line, b->number, a->text, b->text);
    }
  }
}

bool SameText(std::string_view expected, std::string_view found, const OutputOptions& options) {
  return options.case_sensitive ? expected == found : EqualIgnoringCase(expected, found);
}

bool SameNumber(std::string_view expected, std::string_view found, const OutputOptions& options) {
  if (SameText(expected, found, options)) return true;
  if (expected.size() > kMaxNumberBytes || found.size() > kMaxNumberBytes) return false;
  const std::optional<double> a = ParseDecimalFloat(expected);
  const std::optional<double> b = ParseDecimalFloat(found);
  if (!a || !b || !std::isfinite(*a) || !std::isfinite(*b)) return false;
  const double difference = std::fabs(*b - *a);
  return difference <= options.absolute_tolerance ||
         difference <= options.relative_tolerance * std::fabs(*a);
}

// The lines of a text without the blanks at their ends; blank lines at the end are gone.
class TrimmedLines {
 public:
  explicit TrimmedLines(std::string_view text) {
    const size_t last = text.find_last_not_of(kCSpace);
    rest_ = last == std::string_view::npos ? std::string_view() : text.substr(0, last + 1);
  }

  std::optional<std::string_view> Next() {
    if (rest_.data() == nullptr || done_) return std::nullopt;
    const size_t end = rest_.find('\n');
    std::string_view line = rest_.substr(0, end);
    if (end == std::string_view::npos) {
      done_ = true;
    } else {
      rest_.remove_prefix(end + 1);
    }
    const size_t last = line.find_last_not_of(kCSpace);
    return last == std::string_view::npos ? std::string_view("") : line.substr(0, last + 1);
  }

 private:
  std::string_view rest_;
  bool done_ = false;
};

}  // namespace

OutputComparison CompareExact(std::string_view expected, std::string_view output,
                              const OutputOptions&) {
  if (expected == output) return EqualOutput();
  const size_t shorter = std::min(expected.size(), output.size());
  const auto [a, b] = std::mismatch(
      expected.begin(), expected.begin() + static_cast<ptrdiff_t>(shorter), output.begin());
  const auto at = static_cast<size_t>(b - output.begin());
  const auto line = static_cast<size_t>(std::count(output.begin(), b, '\n')) + 1;
  if (at == output.size()) return OutputEndsEarly(line, 0, expected.substr(at));
  if (at == expected.size()) return OutputGoesOn(line, 0, output.substr(at));
  return DifferentTexts(line, 0, expected.substr(at), output.substr(at));
}

OutputComparison CompareLines(std::string_view expected, std::string_view output,
                              const OutputOptions&) {
  TrimmedLines wanted(expected);
  TrimmedLines found(output);
  for (size_t line = 1;; ++line) {
    const std::optional<std::string_view> a = wanted.Next();
    const std::optional<std::string_view> b = found.Next();
    if (!a && !b) return EqualOutput();
    if (!b) return OutputEndsEarly(line, 0, *a);
    if (!a) return OutputGoesOn(line, 0, *b);
    if (*a != *b) return DifferentTexts(line, 0, *a, *b);
  }
}

OutputComparison CompareTokens(std::string_view expected, std::string_view output,
                               const OutputOptions& options) {
  return CompareTokenLists(expected, output, options, &SameText);
}

OutputComparison CompareFairTokens(std::string_view expected, std::string_view output,
                                   const OutputOptions& options) {
  return CompareTokenLists(expected, output, options,
                           [](std::string_view a, std::string_view b, const OutputOptions&) {
                             return a == b || EqualPlainDecimals(a, b);
                           });
}

OutputComparison CompareFloatTokens(std::string_view expected, std::string_view output,
                                    const OutputOptions& options) {
  return CompareTokenLists(expected, output, options, &SameNumber);
}

}  // namespace rbench
