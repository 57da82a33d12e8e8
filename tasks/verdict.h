#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"

namespace rbench {

enum class Outcome {
  kCorrect,
  kWrong,
  kNoAnswer,   // the completion holds no answer by the extraction rules; score 0
  kUndecided,  // the checker reached its bound without a proof; score 0, counted and shown apart
  kUngraded,   // the infrastructure failed; no score at all, never caused by the text of an answer
};

const char* OutcomeName(
    Outcome outcome);  // "correct", "wrong", "no_answer", "undecided", "ungraded"
std::optional<Outcome> OutcomeFromName(std::string_view name);

// What a checker says about one completion.
struct Verdict {
  Outcome outcome = Outcome::kUngraded;
  double score = 0;       // [0, 1]; without meaning for kUngraded
  std::string extracted;  // the answer text that was judged; empty for kNoAnswer
  std::optional<std::pair<size_t, size_t>> span;  // its bytes [begin, end) in the completion
  std::string rule;               // which extraction rule won: "answer_tag", "boxed", "whole", ...
  std::string reason;             // short code: "equal", "different", "unparsed", "think_open", ...
  std::vector<std::string> tags;  // e.g. "weak", "near_limit"
  Json detail;                    // per test, where a checker has tests; null otherwise
  std::string grader;             // identity: kind, version and hash of the options
};

// {"outcome", "score", "extracted", "span", "rule", "reason", "grader"} and "tags", "detail" where
// present.
Json VerdictToJson(const Verdict& verdict);

}  // namespace rbench
