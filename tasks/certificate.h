#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "tasks/checker.h"

// The certificate of the math checker: a frozen suite of cases in 24 strata, written from the
// policy table (tasks/math/certificate/), with what must come out.

namespace rbench {

struct CertificateStratum {
  std::string name;
  size_t equal_cases = 0;      // cases that must be correct
  size_t unequal_cases = 0;    // cases that must be wrong or no answer
  size_t false_positives = 0;  // correct, and must not be
  size_t false_negatives = 0;  // not correct, and must be
  size_t undecided = 0;
  size_t other = 0;  // neither correct, but the wrong one of wrong and no answer

  bool operator==(const CertificateStratum&) const = default;
};

struct CertificateMiss {
  std::string id;
  std::string gold;
  std::string answer;
  std::string expected;
  Verdict verdict;
};

struct Certificate {
  std::string suite_sha256;
  std::string grader;  // identity
  std::vector<CertificateStratum> strata;
  CertificateStratum total;
  std::vector<CertificateMiss> misses;

  // Of the cases that must be correct, the share that is.
  double true_share() const;
  // No false positive, and a true share of at least kCertifiedShare.
  bool passes() const;
};
inline constexpr double kCertifiedShare = 0.98;

// SHA-256 of the frozen suite: part of every run record.
const std::string& CertificateSha256();

// Identity of the grader that a certificate speaks of: the math checker with its default options.
const std::string& CertifiedGrader();

// Runs the grader over the suite built into this program.
Result<Certificate> RunCertificate(const GradingTools& tools);

// The figures of the first full run over the suite, kept for comparison
// (tasks/math/certificate/first_run.json); its misses are not kept.
Result<Certificate> FirstCertificate();

// {"grader", "suite_sha256", "total", "strata": {name: {"equal", "unequal", "false_positives",
// "false_negatives", "undecided", "other"}}}.
Json CertificateToJson(const Certificate& certificate);

}  // namespace rbench
