#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "tasks/checker.h"

// Files of cases with the verdict that must come out: one JSON object a line, with id, gold,
// answer, mode, expect and, where needed, name, question and policy.

namespace rbench {

struct VerdictCase {
  std::string id;
  std::string name;
  std::string stratum;
  std::string gold;
  std::string answer;
  std::string question;
  std::string expect;  // an outcome's name, or "undecided_or_wrong"
  std::string why;
  GradeMode mode = GradeMode::kBare;
  Json policy = Json::object();
};

// Empty where the file cannot be read, with a failure of the running test.
std::vector<VerdictCase> ReadVerdictCases(const std::string& path);

// Checkers of kind "math" for cases, one a policy. Not for several threads.
class CaseGrader {
 public:
  explicit CaseGrader(math::Prover* prover) : prover_(prover) {}
  Verdict Grade(const VerdictCase& row);

 private:
  math::Prover* prover_;
  std::vector<std::pair<std::string, std::unique_ptr<const Checker>>> checkers_;
};

// "id outcome reason rule extracted": the line of a verdict log.
std::string LogLine(const VerdictCase& row, const Verdict& verdict);

inline constexpr char kCertificateCases[] = "tasks/math/certificate/cases.jsonl";
inline constexpr char kKnownFailureCases[] = "tests/tasks/math/cases/known_failures.jsonl";

}  // namespace rbench
