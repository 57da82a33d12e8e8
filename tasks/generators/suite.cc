#include "tasks/generators/suite.h"

#include <set>

#include <fmt/format.h>

#include "base/check.h"
#include "tasks/generators/families.h"

namespace rbench {
namespace {

// Problem `index` of a suite, drawn for the `attempt`-th time.
GeneratedProblem Draw(const Suite& suite, const ProblemFamily& family, int level, int index,
                      uint32_t attempt) {
  const PhiloxKey key = PhiloxKeyFor(static_cast<uint64_t>(suite.version),
                                     fmt::format("{}/{}/{}", suite.name, family.name, index));
  PhiloxStream stream(key, attempt);
  return family.make(stream, level);
}

}  // namespace

const std::vector<ProblemFamily>& AimeStyleFamilies() {
  static const std::vector<ProblemFamily> families = [] {
    std::vector<ProblemFamily> all;
    for (auto* field : {&NumberTheoryFamilies, &CountingFamilies, &GeometryFamilies,
                        &SequenceFamilies, &ProbabilityFamilies}) {
      for (const ProblemFamily& family : field()) all.push_back(family);
    }
    return all;
  }();
  return families;
}

const std::vector<ProblemFamily>& MathStyleFamilies() {
  // The subjects take turns, so that every stretch of a release holds all of them.
  static const std::vector<ProblemFamily> families = [] {
    const std::vector<ProblemFamily> subjects[] = {
        MathPrealgebraFamilies(),   MathAlgebraFamilies(),
        MathNumberTheoryFamilies(), MathCountingProbabilityFamilies(),
        MathGeometryFamilies(),     MathIntermediateAlgebraFamilies(),
        MathPrecalculusFamilies(),
    };
    std::vector<ProblemFamily> all;
    for (size_t i = 0; i < subjects[0].size(); ++i) {
      for (const auto& subject : subjects) {
        RBENCH_CHECK(subject.size() == subjects[0].size());
        all.push_back(subject[i]);
      }
    }
    return all;
  }();
  return families;
}

const std::vector<Suite>& Suites() {
  static const std::vector<Suite> suites = {
      {"arith", 1, 5, &ArithFamilies, 600,
       "955efb9c68602a0d480807eff2356f42a9e353cb66d56c626d1602e473c39161"},
      {"aime_style", 1, 3, &AimeStyleFamilies, 600,
       "83ffa228ae6a8302840406a037c888690bfd4fd52205e0e51173648399871e91"},
      {"math_style", 1, 5, &MathStyleFamilies, 1000,
       "913b77e1274329df1c8477d2f7434e3bac8b17a1f339d93f699ce843bf4d0e49"},
  };
  return suites;
}

const Suite* FindSuite(std::string_view name) {
  for (const Suite& suite : Suites()) {
    if (suite.name == name) return &suite;
  }
  return nullptr;
}

std::vector<Problem> GenerateRelease(const Suite& suite) {
  constexpr uint32_t kMaxAttempts = 10000;
  const std::vector<ProblemFamily>& families = suite.families();
  const int num_families = static_cast<int>(families.size());
  std::vector<Problem> problems;
  std::set<std::string> seen;
  for (int index = 0; index < suite.release_size; ++index) {
    const ProblemFamily& family = families[static_cast<size_t>(index % num_families)];
    const int level = index / num_families % suite.levels + 1;
    uint32_t attempt = 0;
    GeneratedProblem made = Draw(suite, family, level, index, attempt);
    while (!seen.insert(made.question).second) {
      RBENCH_CHECK(++attempt < kMaxAttempts);
      made = Draw(suite, family, level, index, attempt);
    }
    Problem problem;
    problem.id = ProblemId(made.question, {});
    problem.aliases = {fmt::format("{}-{}-{}", suite.name, suite.version, index)};
    problem.question = std::move(made.question);
    problem.gold = std::move(made.gold);
    problem.extra = Json{
        {"family", family.name}, {"subject", family.subject}, {"level", level}, {"index", index}};
    problems.push_back(std::move(problem));
  }
  return problems;
}

std::string ReleaseText(const Suite& suite) {
  std::string text;
  for (const Problem& problem : GenerateRelease(suite)) {
    text += DumpJson(Json{{"index", problem.extra["index"]},
                          {"family", problem.extra["family"]},
                          {"level", problem.extra["level"]},
                          {"question", problem.question},
                          {"answer", problem.gold}});
    text += '\n';
  }
  return text;
}

}  // namespace rbench
