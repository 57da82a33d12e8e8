#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "tasks/checker.h"

namespace rbench {

// Where a file with stored verdicts holds what: paths as in bench/field_path.h. A row may hold
// several draws, as the values of a star or as lists of equal length; answers and verdicts belong
// together by what their stars stood for.
struct StoredVerdictFields {
  // Where the file is one JSON document: the path to its rows ("*": it is an object or a list of
  // them). Empty: the file is JSON Lines, CSV or a list of objects, told apart by its content.
  std::string rows;
  std::string id = "id";
  std::string gold = "gold";
  std::string gold_after;           // the gold is what follows the last of these in its field
  std::string answer = "answer";    // whole completion or bare answer
  std::string verdict = "verdict";  // true, false, 1, 0, or an outcome's name
  std::string question = "question";
};

// "gold=gt,answer=code": changes the named ones; an unknown name is an error with the nearest.
Result<StoredVerdictFields> ParseStoredVerdictFields(const std::vector<std::string>& changes);

struct ComparedVerdict {
  // Of the row, else its number from 0; behind it "#" and what the stars stood for, and "#2" ...
  // for the draws of a list after the first.
  std::string id;
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
  std::vector<ComparedVerdict> disagreements;  // decided by us, and the other way than by them
  std::vector<ComparedVerdict> undecided;      // or ungraded

  size_t total() const;
  size_t agreed() const;
};

// Grades every row of a JSON, JSON Lines or CSV file (gzip too). Errors: a file that cannot be
// read, a row without the fields.
Result<VerdictComparison> CompareVerdicts(const std::string& path,
                                          const StoredVerdictFields& fields, const Checker& checker,
                                          GradeMode mode);

// {"id", "gold", "theirs", "outcome", "extracted", "rule", "reason", ...}
Json ComparedVerdictToJson(const ComparedVerdict& compared);

}  // namespace rbench
