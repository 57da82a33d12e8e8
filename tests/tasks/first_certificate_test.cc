#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/json.h"
#include "tasks/certificate.h"

// The figures of the first full run, which are shown beside every later one. The runs themselves
// are in tests/tasks/math.

namespace rbench {
namespace {

// As measured, and never changed afterwards.
TEST(FirstCertificate, IsTheOneThatWasMeasured) {
  const auto first = FirstCertificate();
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(first->total, (CertificateStratum{"total", 440, 362, 2, 24, 12, 1}));
  EXPECT_EQ(first->grader, "math/1/5632caf4");
  EXPECT_EQ(first->suite_sha256,
            "eea8ce16d9f97f619e64e0895ee4bc9c6e8de0736eae430626955e94533336f2");
  ASSERT_EQ(first->strata.size(), 24u);
  EXPECT_EQ(first->strata.front(), (CertificateStratum{"integer", 24, 15, 0, 1, 0, 0}));
  EXPECT_EQ(first->strata[15], (CertificateStratum{"matrix", 17, 14, 0, 3, 3, 1}));
  EXPECT_EQ(first->strata.back(), (CertificateStratum{"near_miss_malformed", 21, 29, 1, 0, 0, 0}));
  EXPECT_FALSE(first->passes());
  EXPECT_NEAR(first->true_share(), 416.0 / 440, 1e-12);
}

// While the suite is the same, so are the strata and the numbers of their cases.
TEST(FirstCertificate, IsOfTheSuiteOfToday) {
  const auto first = FirstCertificate();
  ASSERT_TRUE(first) << first.error().message;
  if (first->suite_sha256 != CertificateSha256()) GTEST_SKIP() << "the suite has grown since";
  const auto today = RunCertificate({});
  ASSERT_TRUE(today) << today.error().message;
  EXPECT_EQ(today->grader, CertifiedGrader());
  ASSERT_EQ(today->strata.size(), first->strata.size());
  for (size_t i = 0; i < first->strata.size(); ++i) {
    EXPECT_EQ(today->strata[i].name, first->strata[i].name);
    EXPECT_EQ(today->strata[i].equal_cases, first->strata[i].equal_cases) << first->strata[i].name;
    EXPECT_EQ(today->strata[i].unequal_cases, first->strata[i].unequal_cases)
        << first->strata[i].name;
  }
}

TEST(Certificate, PassesWithoutFalsePositivesAndWithEnoughTrueCases) {
  Certificate certificate;
  EXPECT_FALSE(certificate.passes());  // a suite without cases proves nothing
  certificate.total.equal_cases = 100;
  EXPECT_TRUE(certificate.passes());
  certificate.total.false_negatives = 2;
  EXPECT_TRUE(certificate.passes());
  certificate.total.false_negatives = 3;
  EXPECT_FALSE(certificate.passes());
  certificate.total.false_negatives = 0;
  certificate.total.false_positives = 1;
  EXPECT_FALSE(certificate.passes());
}

TEST(Certificate, IsOneJsonObject) {
  Certificate certificate;
  certificate.grader = "math/1/5632caf4";
  certificate.suite_sha256 = "ab";
  certificate.strata = {{"set", 3, 2, 1, 0, 0, 0}};
  certificate.total = {"total", 3, 2, 1, 0, 0, 0};
  const std::string figures =
      "{\"equal\":3,\"unequal\":2,\"false_positives\":1,\"false_negatives\":0,\"undecided\":0,"
      "\"other\":0}";
  EXPECT_EQ(DumpJson(CertificateToJson(certificate)),
            "{\"grader\":\"math/1/5632caf4\",\"suite_sha256\":\"ab\",\"total\":" + figures +
                ",\"strata\":{\"set\":" + figures + "}}");
}

}  // namespace
}  // namespace rbench
