#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/utf8.h"
#include "tasks/code/output_compare.h"

// Input: the expected output, a zero byte, and what a program printed. Properties under every rule:
// total; the right answer is right; a difference has a reason that a terminal can show; a missing
// expectation is never the program's fault; stricter rules imply laxer ones.

namespace {

using namespace rbench;

const std::vector<OutputRule>& Rules() {
  static const std::vector<OutputRule> rules = [] {
    std::vector<OutputRule> made;
    for (const std::string& name : OutputRuleNames()) {
      const std::string spec = name.starts_with("float") ? name + " 1e-6" : name;
      made.push_back(ParseOutputRule(spec).value());
    }
    for (const char* spec : {"kattis case_sensitive space_change_sensitive",
                             "kattis float_tolerance 1e-4", "domjudge float_tolerance 1e-4"}) {
      made.push_back(ParseOutputRule(spec).value());
    }
    return made;
  }();
  return rules;
}

bool Equal(std::string_view name, std::string_view expected, std::string_view output) {
  return CompareOutput(ParseOutputRule(name).value(), expected, output).equal();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const size_t middle = text.find('\0');
  if (middle == std::string_view::npos) {
    static_cast<void>(ParseOutputRule(text));
    return 0;
  }
  const std::string_view expected = text.substr(0, middle);
  const std::string_view output = text.substr(middle + 1);
  // testlib skips a byte order mark of the output and not of the answer, and its yesno reads one
  // token of the answer and lets the output have no other.
  const bool has_mark = expected.starts_with("\xEF\xBB\xBF");
  for (const OutputRule& rule : Rules()) {
    const OutputComparison comparison = CompareOutput(rule, expected, output);
    RBENCH_CHECK(comparison.verdict != OutputVerdict::kNoExpectation);
    RBENCH_CHECK(comparison.reason.empty() == comparison.equal());
    RBENCH_CHECK(comparison.reason.size() < 1000 && IsValidUtf8(comparison.reason));
    const OutputComparison same = CompareOutput(rule, expected, expected);
    RBENCH_CHECK(has_mark || rule.name == "yesno" || same.verdict != OutputVerdict::kDifferent);
    RBENCH_CHECK(CompareOutput(rule, std::nullopt, output).verdict ==
                 OutputVerdict::kNoExpectation);
  }
  if (Equal("exact", expected, output)) RBENCH_CHECK(Equal("lines", expected, output));
  if (Equal("lines", expected, output)) RBENCH_CHECK(Equal("tokens", expected, output));
  if (Equal("tokens", expected, output)) {
    RBENCH_CHECK(Equal("fair", expected, output) && Equal("tokens_nocase", expected, output));
    RBENCH_CHECK(Equal("float 1e-6", expected, output) && Equal("kattis", expected, output));
  }
  for (const char* name : {"lines", "tokens", "fair", "livecodebench", "kattis"}) {
    RBENCH_CHECK(Equal(name, expected, output) == Equal(name, output, expected));
  }
  return 0;
}
