#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "tasks/checker.h"

namespace rbench {

// Which fields of a row hold what; a row may hold several draws, as lists of equal length under
// `answer` and `verdict`.
struct StoredVerdictFields {
  std::string id = "id";
  std::string gold = "gold";
  std::string answer = "answer";    // whole completion or bare answer
  std::string verdict = "verdict";  // true, false, 1, 0, or an outcome's name
  std::string question = "question";
};

// "gold=gt,answer=code": changes the named ones; an unknown name is an error with the nearest.
Result<StoredVerdictFields> ParseStoredVerdictFields(const std::vector<std::string>& changes);

struct Disagreement {
  std::string id;  // of the row, else its number; "#2" behind it for the draws after the first
  std::string gold;
  Verdict ours;
  bool theirs = false;
};

// How the verdicts of another grader compare with a checker's.
struct VerdictComparison {
  // [ours][theirs]: ours by Outcome (correct, wrong, no_answer, undecided, ungraded), theirs wrong
  // or correct.
  std::array<std::array<size_t, 2>, 5> counts{};
  size_t gold_refused = 0;  // golds that the checker cannot read
  std::vector<std::string> refused;
  std::vector<Disagreement> disagreements;  // ours correct, theirs wrong; or the other way round

  size_t total() const;
  size_t agreed() const;
};

// Grades every row of a JSON, JSON Lines or CSV file (gzip too). Errors: a file that cannot be
// read, a row without the fields.
Result<VerdictComparison> CompareVerdicts(const std::string& path,
                                          const StoredVerdictFields& fields, const Checker& checker,
                                          GradeMode mode);

// {"id", "gold", "theirs", "outcome", "extracted", "rule", "reason", ...}
Json DisagreementToJson(const Disagreement& disagreement);

}  // namespace rbench
