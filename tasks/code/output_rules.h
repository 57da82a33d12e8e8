#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "tasks/code/output_compare.h"

// The functions behind the table of output_compare.cc, and what they share. Only its files include
// this.

namespace rbench {

// output_text.cc
OutputComparison CompareExact(std::string_view expected, std::string_view output,
                              const OutputOptions& options);
OutputComparison CompareLines(std::string_view expected, std::string_view output,
                              const OutputOptions& options);
OutputComparison CompareTokens(std::string_view expected, std::string_view output,
                               const OutputOptions& options);
OutputComparison CompareFairTokens(std::string_view expected, std::string_view output,
                                   const OutputOptions& options);
OutputComparison CompareFloatTokens(std::string_view expected, std::string_view output,
                                    const OutputOptions& options);
// output_decimal.cc
OutputComparison CompareLiveCodeBench(std::string_view expected, std::string_view output,
                                      const OutputOptions& options);
// output_kattis.cc
OutputComparison CompareKattis(std::string_view expected, std::string_view output,
                               const OutputOptions& options);
OutputComparison CompareDomjudge(std::string_view expected, std::string_view output,
                                 const OutputOptions& options);
// output_testlib.cc
OutputComparison CompareTestlibWords(std::string_view expected, std::string_view output,
                                     const OutputOptions& options);
OutputComparison CompareTestlibLineTokens(std::string_view expected, std::string_view output,
                                          const OutputOptions& options);
OutputComparison CompareTestlibLines(std::string_view expected, std::string_view output,
                                     const OutputOptions& options);
OutputComparison CompareTestlibIntegers(std::string_view expected, std::string_view output,
                                        const OutputOptions& options);
// The tolerance of testlib's doubleCompare is options.absolute_tolerance.
OutputComparison CompareTestlibDoubles(std::string_view expected, std::string_view output,
                                       const OutputOptions& options);
OutputComparison CompareTestlibYesNo(std::string_view expected, std::string_view output,
                                     const OutputOptions& options);
OutputComparison CompareTestlibManyYesNo(std::string_view expected, std::string_view output,
                                         const OutputOptions& options);

struct Token {
  std::string_view text;
  size_t line = 0;    // from 1
  size_t number = 0;  // from 1
};

// White space of C's isspace in the C locale.
inline constexpr std::string_view kCSpace = " \t\n\v\f\r";

// Tokens of a text from front to back.
class TokenScanner {
 public:
  explicit TokenScanner(std::string_view text, std::string_view space = kCSpace)
      : text_(text), space_(space) {}

  std::optional<Token> Next();
  // Position behind what was read; the line there; tokens read.
  size_t position() const { return position_; }
  size_t line() const { return line_; }
  size_t tokens() const { return tokens_; }

 private:
  std::string_view text_;
  std::string_view space_;
  size_t position_ = 0;
  size_t line_ = 1;
  size_t tokens_ = 0;
};

OutputComparison EqualOutput();
// `what` follows the place: expected "7", found "8".
OutputComparison DifferentOutput(size_t line, size_t token, std::string_view what);
OutputComparison DifferentTexts(size_t line, size_t token, std::string_view expected,
                                std::string_view found);
// One of the two ended before the other.
OutputComparison OutputEndsEarly(size_t line, size_t token, std::string_view expected);
OutputComparison OutputGoesOn(size_t line, size_t token, std::string_view found);
OutputComparison BadExpectation(std::string_view what);

bool EqualIgnoringCase(std::string_view a, std::string_view b);  // ASCII letters

// Whether two plain ASCII decimals ([+-]digits[.digits][e[+-]digits]) have the same value; false
// where one is anything else. Exact and linear: no number is ever evaluated.
bool EqualPlainDecimals(std::string_view a, std::string_view b);

}  // namespace rbench
