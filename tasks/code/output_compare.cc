#include "tasks/code/output_compare.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/utf8.h"
#include "tasks/code/float_text.h"
#include "tasks/code/output_rules.h"

namespace rbench {
namespace {

// Flags that may stand behind a name.
enum class Flags {
  kNone,
  kKattis,     // case_sensitive, space_change_sensitive, float_..._tolerance N
  kTolerance,  // one number, which must be there
};

struct RuleRow {
  std::string_view name;
  OutputFunction function;
  Flags flags;
  OutputOptions options;
};

constexpr OutputOptions Options(bool case_sensitive, double absolute, double relative) {
  return {.case_sensitive = case_sensitive,
          .space_change_sensitive = false,
          .absolute_tolerance = absolute,
          .relative_tolerance = relative};
}

constexpr RuleRow kRules[] = {
    {"exact", &CompareExact, Flags::kNone, {}},
    {"lines", &CompareLines, Flags::kNone, {}},
    {"tokens", &CompareTokens, Flags::kNone, {}},
    {"tokens_nocase", &CompareTokens, Flags::kNone, Options(false, -1, -1)},
    {"fair", &CompareFairTokens, Flags::kNone, {}},
    // The tolerances that are 0 here are those that the number sets.
    {"float_absolute", &CompareFloatTokens, Flags::kTolerance, Options(true, 0, -1)},
    {"float_relative", &CompareFloatTokens, Flags::kTolerance, Options(true, -1, 0)},
    {"float", &CompareFloatTokens, Flags::kTolerance, Options(true, 0, 0)},
    {"livecodebench", &CompareLiveCodeBench, Flags::kNone, {}},
    {"code_contests", &CompareFloatTokens, Flags::kNone, Options(false, 1e-5, -1)},
    {"kattis", &CompareKattis, Flags::kKattis, Options(false, -1, -1)},
    {"domjudge", &CompareDomjudge, Flags::kKattis, Options(false, -1, -1)},
    {"wcmp", &CompareTestlibWords, Flags::kNone, {}},
    {"lcmp", &CompareTestlibLineTokens, Flags::kNone, {}},
    {"fcmp", &CompareTestlibLines, Flags::kNone, {}},
    {"ncmp", &CompareTestlibIntegers, Flags::kNone, {}},
    {"rcmp4", &CompareTestlibDoubles, Flags::kNone, Options(true, 1e-4, -1)},
    {"rcmp6", &CompareTestlibDoubles, Flags::kNone, Options(true, 1e-6, -1)},
    {"rcmp9", &CompareTestlibDoubles, Flags::kNone, Options(true, 1e-9, -1)},
    {"yesno", &CompareTestlibYesNo, Flags::kNone, {}},
    {"nyesno", &CompareTestlibManyYesNo, Flags::kNone, {}},
};

std::string Quoted(std::string_view text) {
  constexpr size_t kShown = 60;
  std::string shown = EscapeForTerminal(text.substr(0, kShown));
  return "\"" + shown + (text.size() > kShown ? "...\"" : "\"");
}

std::vector<std::string_view> Words(std::string_view text) {
  std::vector<std::string_view> words;
  TokenScanner scanner(text);
  while (const std::optional<Token> token = scanner.Next()) words.push_back(token->text);
  return words;
}

Result<double> ParseTolerance(std::string_view word) {
  const std::optional<double> value = ParseDecimalFloat(word);
  if (!value || !(*value >= 0) || !std::isfinite(*value)) {
    return InvalidInput(fmt::format("{} is not a tolerance", Quoted(word)));
  }
  return *value;
}

Status ReadKattisFlags(const std::vector<std::string_view>& words, OutputOptions& options) {
  for (size_t i = 1; i < words.size(); ++i) {
    const std::string_view flag = words[i];
    if (flag == "case_sensitive") {
      options.case_sensitive = true;
      continue;
    }
    if (flag == "space_change_sensitive") {
      options.space_change_sensitive = true;
      continue;
    }
    const bool both = flag == "float_tolerance";
    const bool absolute = both || flag == "float_absolute_tolerance";
    const bool relative = both || flag == "float_relative_tolerance";
    if (!absolute && !relative) {
      return InvalidInput(
          fmt::format("unknown flag {} (known: case_sensitive, space_change_sensitive, "
                      "float_tolerance, float_absolute_tolerance, float_relative_tolerance)",
                      Quoted(flag)));
    }
    if (++i == words.size()) {
      return InvalidInput(fmt::format("the flag {} needs a number", Quoted(flag)));
    }
    RBENCH_ASSIGN_OR_RETURN(const double tolerance, ParseTolerance(words[i]));
    if (absolute) options.absolute_tolerance = tolerance;
    if (relative) options.relative_tolerance = tolerance;
  }
  return {};
}

Status ReadTolerance(const std::vector<std::string_view>& words, OutputOptions& options) {
  if (words.size() != 2) {
    return InvalidInput(fmt::format("the rule {} needs one number behind it", Quoted(words[0])));
  }
  RBENCH_ASSIGN_OR_RETURN(const double tolerance, ParseTolerance(words[1]));
  if (options.absolute_tolerance == 0) options.absolute_tolerance = tolerance;
  if (options.relative_tolerance == 0) options.relative_tolerance = tolerance;
  return {};
}

}  // namespace

const char* OutputVerdictName(OutputVerdict verdict) {
  switch (verdict) {
    case OutputVerdict::kEqual:
      return "equal";
    case OutputVerdict::kDifferent:
      return "different";
    case OutputVerdict::kNoExpectation:
      return "no_expectation";
    case OutputVerdict::kBadExpectation:
      return "bad_expectation";
  }
  return "different";
}

std::optional<Token> TokenScanner::Next() {
  while (position_ < text_.size() && space_.find(text_[position_]) != std::string_view::npos) {
    if (text_[position_] == '\n') ++line_;
    ++position_;
  }
  if (position_ == text_.size()) return std::nullopt;
  const size_t start = position_;
  while (position_ < text_.size() && space_.find(text_[position_]) == std::string_view::npos) {
    ++position_;
  }
  return Token{text_.substr(start, position_ - start), line_, ++tokens_};
}

OutputComparison EqualOutput() {
  OutputComparison comparison;
  comparison.verdict = OutputVerdict::kEqual;
  return comparison;
}

OutputComparison DifferentOutput(size_t line, size_t token, std::string_view what) {
  OutputComparison comparison;
  comparison.verdict = OutputVerdict::kDifferent;
  comparison.line = line;
  comparison.token = token;
  comparison.reason = token == 0 ? fmt::format("line {}: {}", line, what)
                                 : fmt::format("line {}, token {}: {}", line, token, what);
  return comparison;
}

OutputComparison DifferentTexts(size_t line, size_t token, std::string_view expected,
                                std::string_view found) {
  return DifferentOutput(line, token,
                         fmt::format("expected {}, found {}", Quoted(expected), Quoted(found)));
}

OutputComparison OutputEndsEarly(size_t line, size_t token, std::string_view expected) {
  return DifferentOutput(line, token,
                         fmt::format("expected {}, but the output ends", Quoted(expected)));
}

OutputComparison OutputGoesOn(size_t line, size_t token, std::string_view found) {
  return DifferentOutput(line, token, fmt::format("expected the end, found {}", Quoted(found)));
}

OutputComparison BadExpectation(std::string_view what) {
  OutputComparison comparison;
  comparison.verdict = OutputVerdict::kBadExpectation;
  comparison.reason = fmt::format("the expected output is wrong: {}", what);
  return comparison;
}

bool EqualIgnoringCase(std::string_view a, std::string_view b) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [&](char x, char y) { return lower(x) == lower(y); });
}

Result<OutputRule> ParseOutputRule(std::string_view spec) {
  const std::vector<std::string_view> words = Words(spec);
  const std::string_view name = words.empty() ? std::string_view() : words[0];
  for (const RuleRow& row : kRules) {
    if (row.name != name) continue;
    OutputRule rule{std::string(spec), row.function, row.options};
    if (row.flags == Flags::kKattis) {
      RBENCH_RETURN_IF_ERROR(ReadKattisFlags(words, rule.options));
    } else if (row.flags == Flags::kTolerance) {
      RBENCH_RETURN_IF_ERROR(ReadTolerance(words, rule.options));
    } else if (words.size() > 1) {
      return InvalidInput(fmt::format("the rule {} takes no flags", Quoted(name)));
    }
    return rule;
  }
  return InvalidInput(fmt::format("unknown rule {} for output (known: {})", Quoted(name),
                                  fmt::join(OutputRuleNames(), ", ")));
}

std::vector<std::string> OutputRuleNames() {
  std::vector<std::string> names;
  for (const RuleRow& row : kRules) names.emplace_back(row.name);
  return names;
}

OutputComparison CompareOutput(const OutputRule& rule, std::optional<std::string_view> expected,
                               std::string_view output) {
  if (!expected) {
    OutputComparison comparison;
    comparison.reason = "the test has no expected output";
    return comparison;
  }
  return rule.function(*expected, output, rule.options);
}

}  // namespace rbench
