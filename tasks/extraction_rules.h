#pragma once

#include <cstddef>
#include <string_view>

#include "tasks/extraction.h"

// The rules of tasks/extraction.h one by one, on a text without thinking.

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
};

RuleMatch FindAnswerTag(std::string_view text);
RuleMatch FindLastBox(std::string_view text);
// The sentence after the last phrase. A formula at its start that reads as an answer is the whole
// match.
RuleMatch FindAnswerPhrase(std::string_view text, const ReadsAsAnswer& reads);
RuleMatch FindHashes(std::string_view text, const ReadsAsAnswer& reads);
RuleMatch FindLastFormula(std::string_view text, const ReadsAsAnswer& reads);
RuleMatch FindWhole(std::string_view text, const ReadsAsAnswer& reads);
RuleMatch FindLastNumber(std::string_view text, const ReadsAsAnswer& reads);
RuleMatch FindLastLetter(std::string_view text, const ReadsAsAnswer& reads);
// The first number, with its sign; for narrowing a sentence.
RuleMatch FindFirstNumber(std::string_view text, const ReadsAsAnswer& reads);

}  // namespace rbench
