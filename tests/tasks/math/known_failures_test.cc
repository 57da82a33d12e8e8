#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/check_worker.h"
#include "tests/tasks/math/verdict_cases.h"

// Every failure of another checker that is on record, as a test with its name.

namespace rbench {
namespace {

class KnownFailure : public testing::TestWithParam<VerdictCase> {};

TEST_P(KnownFailure, GetsItsVerdict) {
  const VerdictCase& row = GetParam();
  CaseGrader grader(&TestCheckWorkers());
  const Verdict verdict = grader.Grade(row);
  const std::string got = OutcomeName(verdict.outcome);
  const bool fine = row.expect == "undecided_or_wrong" ? got == "undecided" || got == "wrong"
                                                       : got == row.expect;
  EXPECT_TRUE(fine) << row.id << " (" << row.why << "): expected " << row.expect << ", got " << got
                    << " by " << verdict.reason << "\n  gold   " << row.gold.substr(0, 200)
                    << "\n  answer " << row.answer.substr(0, 200);
  EXPECT_FALSE(verdict.reason.empty());
  EXPECT_EQ(verdict.score, verdict.outcome == Outcome::kCorrect ? 1 : 0);
}

INSTANTIATE_TEST_SUITE_P(All, KnownFailure, testing::ValuesIn(ReadVerdictCases(kKnownFailureCases)),
                         [](const auto& row) {
                           std::string name = row.param.name + "_" + row.param.id;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(KnownFailures, AreThereAndHaveIdsOfTheirOwn) {
  const std::vector<VerdictCase> cases = ReadVerdictCases(kKnownFailureCases);
  EXPECT_GE(cases.size(), 230u);
  std::vector<std::string> ids;
  for (const VerdictCase& row : cases) ids.push_back(row.id);
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(std::adjacent_find(ids.begin(), ids.end()), ids.end());
}

// No case makes a worker run into its backstop.
TEST(KnownFailures, NeedNoBackstop) {
  CaseGrader grader(&TestCheckWorkers());
  for (const VerdictCase& row : ReadVerdictCases(kKnownFailureCases)) grader.Grade(row);
  EXPECT_EQ(TestCheckWorkers().counts().backstops, 0);
}

}  // namespace
}  // namespace rbench
