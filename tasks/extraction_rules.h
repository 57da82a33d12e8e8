#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tasks/extraction.h"

// The rules of tasks/extraction.h one by one, on a text without thinking. Each takes time linear in
// the text, whatever it holds.

namespace rbench {

struct RuleMatch {
  enum class Kind {
    kAbsent,    // the mark is not there: the next rule is asked
    kAnswer,    // [begin, end) of the text is the answer
    kNoAnswer,  // the mark is there and holds no answer: `reason`
  };
  Kind kind = Kind::kAbsent;
  size_t begin = 0;
  size_t end = 0;
  const char* reason = "";
  std::vector<std::pair<size_t, size_t>> parts = {};  // of joined boxes, else empty
  std::string decoded = {};                           // of a JSON string with escapes, else empty
};

// [begin, end) without white space at its ends; kNoAnswer where nothing is left.
RuleMatch TrimmedMatch(std::string_view text, size_t begin, size_t end,
                       const char* reason_if_empty);

RuleMatch FindAnswerTag(std::string_view text);
RuleMatch FindLastBox(std::string_view text, bool join);
// The sentence after the last phrase. A formula at its start that reads as an answer is the whole
// match.
RuleMatch FindAnswerPhrase(std::string_view text, const ReadsAsAnswer& reads);
RuleMatch FindHashes(std::string_view text, const ReadsAsAnswer& reads);
RuleMatch FindJsonAnswer(std::string_view text);
// `yields`: absent where a number stands behind the formula.
RuleMatch FindLastFormula(std::string_view text, const ReadsAsAnswer& reads, bool yields);
RuleMatch FindWhole(std::string_view text, const ReadsAsAnswer& reads);
RuleMatch FindLastNumber(std::string_view text, const ReadsAsAnswer& reads);
RuleMatch FindLastLetter(std::string_view text, const ReadsAsAnswer& reads);
// The first number, with its sign; in a text without digits a number word at its start. For
// narrowing a sentence.
RuleMatch FindFirstNumber(std::string_view text, const ReadsAsAnswer& reads);

}  // namespace rbench
