#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/files.h"
#include "base/sha256.h"
#include "tasks/certificate.h"
#include "tests/support/check_worker.h"
#include "tests/tasks/math/verdict_cases.h"

namespace rbench {
namespace {

// Upper bounds, lowered when the checker decides more; never raised to pass.
constexpr size_t kMaxUndecided = 0;
constexpr double kMinTrueShare = 0.98;

std::string Readme() {
  const auto text = ReadFile("tasks/math/certificate/README.md");
  EXPECT_TRUE(text) << text.error().message;
  return text ? *text : "";
}

TEST(Certificate, IsTheFrozenSuite) {
  const auto suite = ReadFile(kCertificateCases);
  ASSERT_TRUE(suite) << suite.error().message;
  EXPECT_EQ(CertificateSha256(), Sha256Hex(*suite));
  const std::string readme = Readme();
  std::smatch match;
  ASSERT_TRUE(std::regex_search(readme, match,
                                std::regex("sha256 of `cases.jsonl`: `([0-9a-f]{64})`")));
  EXPECT_EQ(CertificateSha256(), match[1]);
}

TEST(Certificate, HasEnoughCasesInEveryStratum) {
  const std::vector<VerdictCase> cases = ReadVerdictCases(kCertificateCases);
  EXPECT_GE(cases.size(), 600u);
  std::set<std::string> ids;
  std::map<std::string, std::map<std::string, size_t>> strata;
  for (const VerdictCase& row : cases) {
    EXPECT_TRUE(ids.insert(row.id).second) << row.id << " twice";
    EXPECT_TRUE(row.expect == "correct" || row.expect == "wrong" || row.expect == "no_answer")
        << row.id << ": " << row.expect;
    EXPECT_FALSE(row.why.empty()) << row.id;
    ++strata[row.stratum][row.expect];
  }
  EXPECT_EQ(strata.size(), 24u);
  const std::string readme = Readme();
  for (auto& [name, counts] : strata) {
    EXPECT_GE(counts["correct"], 10u) << name;
    EXPECT_GE(counts["wrong"], 10u) << name;
    const size_t all = counts["correct"] + counts["wrong"] + counts["no_answer"];
    std::string row = "| " + name;
    for (const size_t count : {counts["correct"], counts["wrong"], counts["no_answer"], all}) {
      row += " | " + std::to_string(count);
    }
    EXPECT_NE(readme.find(row + " |"), std::string::npos) << "README lacks the row " << row;
  }
}

TEST(Certificate, NoPairIsInItTwice) {
  std::map<std::string, std::string> seen;
  for (const VerdictCase& row : ReadVerdictCases(kCertificateCases)) {
    const std::string key = row.gold + "\n" + row.answer + "\n" + GradeModeName(row.mode) + "\n" +
                            row.question;
    const auto [place, is_new] = seen.emplace(key, row.id);
    EXPECT_TRUE(is_new) << row.id << " repeats " << place->second;
  }
}

TEST(Certificate, NothingFalseIsCorrectAndNearlyAllThatIsTrueIs) {
  GradingTools tools;
  tools.prover = &TestCheckWorkers();
  const auto certificate = RunCertificate(tools);
  ASSERT_TRUE(certificate) << certificate.error().message;
  std::string misses;
  for (const CertificateMiss& miss : certificate->misses) {
    misses += miss.id + ": expected " + miss.expected + ", got " +
              OutcomeName(miss.verdict.outcome) + " (" + miss.verdict.reason + ")\n  " + miss.gold +
              "\n  " + miss.answer + "\n";
  }
  const CertificateStratum& total = certificate->total;
  EXPECT_EQ(total.false_positives, 0u) << misses;
  EXPECT_EQ(total.other, 0u) << misses;
  const double share = static_cast<double>(total.equal_cases - total.false_negatives) /
                       static_cast<double>(total.equal_cases);
  EXPECT_GE(share, kMinTrueShare) << misses;
  EXPECT_LE(total.undecided, kMaxUndecided) << misses;
  EXPECT_EQ(certificate->suite_sha256, CertificateSha256());
  EXPECT_EQ(TestCheckWorkers().counts().backstops, 0);
}

// The strata add up to the total, and every miss is counted in its stratum.
TEST(Certificate, CountsAddUp) {
  GradingTools tools;
  tools.prover = &TestCheckWorkers();
  const auto certificate = RunCertificate(tools);
  ASSERT_TRUE(certificate) << certificate.error().message;
  CertificateStratum sum;
  for (const CertificateStratum& one : certificate->strata) {
    sum.equal_cases += one.equal_cases;
    sum.unequal_cases += one.unequal_cases;
    sum.false_positives += one.false_positives;
    sum.false_negatives += one.false_negatives;
    sum.undecided += one.undecided;
    sum.other += one.other;
  }
  const CertificateStratum& total = certificate->total;
  EXPECT_EQ(certificate->strata.size(), 24u);
  EXPECT_EQ(sum.equal_cases, total.equal_cases);
  EXPECT_EQ(sum.unequal_cases, total.unequal_cases);
  EXPECT_EQ(sum.false_positives, total.false_positives);
  EXPECT_EQ(sum.false_negatives, total.false_negatives);
  EXPECT_EQ(sum.undecided, total.undecided);
  EXPECT_EQ(sum.other, total.other);
  EXPECT_EQ(certificate->misses.size(),
            total.false_positives + total.false_negatives + total.other);
  EXPECT_EQ(total.equal_cases + total.unequal_cases, ReadVerdictCases(kCertificateCases).size());
}

}  // namespace
}  // namespace rbench
