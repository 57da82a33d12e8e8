#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tasks/math/policy.h"

// Whether one answer equals a gold: decided, proved, or said to be undecided. Sections 1 and 5 of
// the policy table are in policy.h; methods in decide.h.

namespace rbench::math {

class Prover;

enum class Decision {
  kEqual,
  kNotEqual,
  kUndecided,  // a bound was reached before a proof
  kUngraded,   // the check worker could not be started
};
const char* DecisionName(Decision decision);  // "equal", "not_equal", "undecided", "ungraded"

struct CheckResult {
  Decision decision = Decision::kUndecided;
  // Short code. Equal: "same_form", "rational", "rounded", "normal_form", "proved", "sampled",
  // "text", "tolerance". Not equal: "rational", "refuted", "sampled", "kind", "length", "unit",
  // "name", "text", "unparsed", "unevaluated", "form", ... Undecided: "bound", "unknown",
  // "gold_unparsed".
  std::string reason;
};

// What `explain` shows: both syntax trees and one line a step of the decision.
struct CheckTrace {
  std::string gold_syntax;
  std::string answer_syntax;
  std::vector<std::string> steps;
};

// Decides in bounded time and memory whatever the texts hold; the same result on every machine,
// thread and load. `prover` runs what may be slow or abort (prover.h); null = such questions are
// undecided. `trace` may be null. Thread-safe for different provers.
CheckResult Check(std::string_view gold, std::string_view answer,
                  const Policy& policy = StrictPolicy(), Prover* prover = nullptr,
                  CheckTrace* trace = nullptr);

// Several answers as one list: the joined boxes of an answer.
CheckResult CheckList(std::string_view gold, const std::vector<std::string_view>& answers,
                      const Policy& policy, Prover* prover, CheckTrace* trace = nullptr);

// Whether the text can be read as an answer at all. Linear time.
bool ReadsAsAnswer(std::string_view text);

}  // namespace rbench::math
