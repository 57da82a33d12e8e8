#include "tasks/generators/suite.h"

#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "base/sha256.h"
#include "tests/tasks/generators/brute_force.h"

namespace rbench {
namespace {

constexpr uint64_t kSeed = 20261122;

GeneratedProblem Draw(const ProblemFamily& family, int level, int index) {
  PhiloxStream stream(PhiloxKeyFor(kSeed, std::string("test/") + family.name),
                      static_cast<uint32_t>(index));
  return family.make(stream, level);
}

TEST(SuiteTest, EveryFamilyAgreesWithBruteForceAndHasAThousandProblems) {
  for (const Suite& suite : Suites()) {
    // Its golds are no integers: math_style_test.cc.
    if (std::string_view(suite.name) == "math_style") continue;
    for (const ProblemFamily& family : suite.families()) {
      SCOPED_TRACE(std::string(suite.name) + "/" + family.name + " seed " + std::to_string(kSeed));
      std::set<std::string> questions;
      std::map<int, std::set<std::string>> by_level;
      for (int index = 0; index < 3000; ++index) {
        const int level = index % suite.levels + 1;
        const GeneratedProblem problem = Draw(family, level, index);
        questions.insert(problem.question);
        by_level[level].insert(problem.question);
        // The slow way is checked on a part of the draws of the families in which it is very slow.
        if (index % 3 == 0 || std::string_view(suite.name) != "arith") {
          ASSERT_EQ(problem.gold,
                    std::to_string(BruteForce(family.name, level, problem.parameters)))
              << "level " << level << ": " << problem.question;
        }
        if (std::string_view(suite.name) == "aime_style") {
          const int64_t answer = std::stoll(problem.gold);
          ASSERT_GE(answer, 0) << problem.question;
          ASSERT_LE(answer, 999) << problem.question;
        }
      }
      EXPECT_GE(questions.size(), 1000u);
      for (int level = 1; level <= suite.levels; ++level)
        EXPECT_GE(by_level[level].size(), 10u) << level;
    }
  }
}

TEST(SuiteTest, AimeStyleHasTwelveFamiliesOverFiveFields) {
  const Suite* suite = FindSuite("aime_style");
  ASSERT_NE(suite, nullptr);
  EXPECT_EQ(suite->levels, 3);
  std::set<std::string> subjects;
  for (const ProblemFamily& family : suite->families()) subjects.insert(family.subject);
  EXPECT_GE(suite->families().size(), 12u);
  EXPECT_EQ(subjects, (std::set<std::string>{"counting", "geometry", "number theory", "probability",
                                             "sequences"}));
}

TEST(SuiteTest, AFamilyIsAFunctionOfItsStream) {
  for (const Suite& suite : Suites()) {
    for (const ProblemFamily& family : suite.families()) {
      const GeneratedProblem first = Draw(family, 1, 7);
      const GeneratedProblem second = Draw(family, 1, 7);
      EXPECT_EQ(first.question, second.question);
      EXPECT_EQ(first.gold, second.gold);
    }
  }
}

TEST(SuiteTest, ReleasesAreFrozen) {
  for (const Suite& suite : Suites()) {
    EXPECT_EQ(Sha256Hex(ReleaseText(suite)), suite.release_sha256)
        << suite.name << " version " << suite.version
        << ": a release never changes; give a new one a new version";
  }
}

TEST(SuiteTest, ReleasesHaveDistinctQuestionsAndTheirSize) {
  for (const Suite& suite : Suites()) {
    const std::vector<Problem> problems = GenerateRelease(suite);
    std::set<std::string> questions, ids;
    for (const Problem& problem : problems) {
      questions.insert(problem.question);
      ids.insert(problem.id);
    }
    EXPECT_EQ(problems.size(), static_cast<size_t>(suite.release_size));
    EXPECT_EQ(questions.size(), problems.size());
    EXPECT_EQ(ids.size(), problems.size());
  }
}

TEST(SuiteTest, UnknownSuiteIsNull) { EXPECT_EQ(FindSuite("aime"), nullptr); }

}  // namespace
}  // namespace rbench
