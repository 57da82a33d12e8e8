#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

// When what a program printed counts as what was expected. All rules work on bytes, never fail, and
// are linear in the two texts: a token of more than kMaxNumberBytes bytes is not read as a number
// (but in the "livecodebench" and "fair" rules, whose decimals are compared digit by digit and
// never evaluated).

namespace rbench {

inline constexpr size_t kMaxNumberBytes = 4096;

enum class OutputVerdict {
  kEqual,
  kDifferent,
  kNoExpectation,   // there is nothing to compare with: never the program's fault
  kBadExpectation,  // the expected text breaks its own rule ("maybe" under yesno)
};

const char* OutputVerdictName(OutputVerdict verdict);

struct OutputComparison {
  OutputVerdict verdict = OutputVerdict::kNoExpectation;
  // Where the output first differs, from 1; 0 where it does not. `token` counts within the whole
  // output, and is 0 where whole lines are compared.
  size_t line = 0;
  size_t token = 0;
  std::string reason;  // for people: line 2, token 3: expected "7", found "8"

  bool equal() const { return verdict == OutputVerdict::kEqual; }
};

// What the rules of Kattis and the float rules can be told.
struct OutputOptions {
  bool case_sensitive = true;
  bool space_change_sensitive = false;
  double absolute_tolerance = -1;  // negative: none
  double relative_tolerance = -1;
};

using OutputFunction = OutputComparison (*)(std::string_view expected, std::string_view output,
                                            const OutputOptions& options);

// A rule with its options, ready for use.
struct OutputRule {
  std::string name;  // as ParseOutputRule got it
  OutputFunction function = nullptr;
  OutputOptions options;
};

// Reads a name from the table, and behind it the flags that the rule permits, in the notation of
// Kattis's validator_flags: "lines", "float_relative 1e-6", "kattis case_sensitive float_tolerance
// 1e-4". Unknown names are errors that list the known ones.
//
//   exact           the same bytes
//   lines           the same lines; blanks at their ends, blank lines at the end and the last line
//                   end do not count
//   tokens          the same tokens between white space; line ends are white space
//   tokens_nocase   the same, ASCII letters of either case
//   fair            tokens that are equal as texts or as plain ASCII decimals ("7.000" = "7"); what
//                   begins with a needless zero is a text: "0011" is a word of bits, not "11"
//   float_absolute  tokens; where the expected one is a decimal, |found - expected| <= tolerance
//   float_relative  the same, |found - expected| <= tolerance * |expected|
//   float           the same, one of the two
//   livecodebench   lcb_runner's stdin rule: line by line as text, else as lists of
//                   Python Decimals: 1_000, digits of every script, 7e0, no tolerance)
//   code_contests   tokens, case ignored, numbers within 1e-5
//   kattis          the default validator of the problem package format (problemtools)
//   domjudge        DOMjudge's variant: infinities and NaN are numbers, NaN equals NaN
//   wcmp lcmp fcmp ncmp rcmp4 rcmp6 rcmp9 yesno nyesno   testlib's checkers of these names
Result<OutputRule> ParseOutputRule(std::string_view spec);

std::vector<std::string> OutputRuleNames();

// A missing expectation is not an empty one: it is kNoExpectation whatever was printed.
OutputComparison CompareOutput(const OutputRule& rule, std::optional<std::string_view> expected,
                               std::string_view output);

}  // namespace rbench
