#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/philox.h"
#include "tasks/problem.h"

// Generated suites: problem `index` of a suite is a pure function of (suite, version, index), so
// that a release can be rebuilt to the byte anywhere and a new one needs only a new version.

namespace rbench {

// What a family makes: a question and its answer by construction.
struct GeneratedProblem {
  std::string question;
  std::string gold;
  // The numbers that the question was built from, in a fixed order: what the brute force of the
  // tests starts from.
  std::vector<int64_t> parameters;
};

// One kind of problem. `make` must be a pure function of the stream and the level (from 1).
struct ProblemFamily {
  const char* name;     // "divisor_count"
  const char* subject;  // "number theory"
  GeneratedProblem (*make)(PhiloxStream& stream, int level);
};

struct Suite {
  const char* name;  // "arith", "aime_style"
  int version;
  int levels;
  const std::vector<ProblemFamily>& (*families)();
  int release_size;            // problems of the frozen release
  const char* release_sha256;  // of ReleaseText(suite)
};

// All suites: one explicit table.
const std::vector<Suite>& Suites();
const Suite* FindSuite(std::string_view name);

// Problem `index` of the suite; families and levels take turns. Its `extra` holds {"family",
// "subject", "level", "index"}. Questions are distinct within the release: a repeat is drawn again
// with the next counter.
std::vector<Problem> GenerateRelease(const Suite& suite);

// The release as JSON Lines {"index", "family", "level", "question", "answer"}: what release_sha256
// is of.
std::string ReleaseText(const Suite& suite);

}  // namespace rbench
