#include <csignal>
#include <cstdlib>
#include <fstream>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/json.h"
#include "tasks/generators/code/code_family.h"
#include "tasks/generators/code/code_suite.h"
#include "tests/base/temp_folder.h"
#include "tests/tasks/generators/code_brute_force.h"
#include "tests/tasks/generators/code_input_limits.h"

// Slow: what lcb_style promises of its reference texts and of its limits, in processes. Starts
// python3 and g++ on texts of our own.

namespace rbench {
namespace {

constexpr uint64_t kSeed = 20261204;

const CodeSuite& LcbStyle() { return *FindCodeSuite("lcb_style"); }

Json CasesJson(const std::vector<CodeCase>& cases) {
  Json list = Json::array();
  for (const CodeCase& one : cases) {
    list.push_back(Json{{"input", one.input}, {"expected", one.expected}});
  }
  return list;
}

// 100 small inputs for each of the ten problems of a family.
Json SmallCases(const CodeInstance& instance) {
  constexpr int kInputs = 100;
  PhiloxStream stream(PhiloxKeyFor(kSeed, std::string("code/") + instance.FamilyName()),
                      static_cast<uint32_t>(instance.index));
  NumberDraw draw(stream);
  std::vector<CodeCase> cases;
  for (int i = 0; i < kInputs; ++i) {
    const std::string input = instance.family->small_input(draw, instance.parameters);
    cases.push_back({input, SolveCase(*instance.family, instance.parameters, input), false});
  }
  return Json{{"parameters", instance.parameters},
              {"python", instance.PythonReference()},
              {"cases", CasesJson(cases)}};
}

TEST(CodeReferenceTest, PythonAndCppTextsAgreeWithTheSolversWithinTheirTimeLimits) {
  const TempFolder folder;
  const std::vector<CodeInstance> release = GenerateCodeRelease(LcbStyle());
  const size_t families = LcbStyleFamilies().size();
  for (size_t family = 0; family < families; ++family) {
    const CodeInstance& first = release[family];
    Json problem{{"family", first.FamilyName()},
                 {"form", CodeFormName(first.Form())},
                 {"method", first.entry_point},
                 {"cpp_seconds", first.CppSeconds()},
                 {"python_seconds", first.PythonSeconds()},
                 {"python", first.PythonReference()},
                 {"cpp", first.CppReference()},
                 {"tests", CasesJson(CasesOf(first))},
                 {"small", Json::array()}};
    for (size_t i = family; i < release.size(); i += families) {
      problem["small"].push_back(SmallCases(release[i]));
    }
    std::ofstream(folder.path() + "/" + first.FamilyName() + ".json") << DumpJson(problem);
  }
  const std::string command =
      "python3 tests/tasks/generators/code_reference_driver.py " + folder.path();
  EXPECT_EQ(std::system(command.c_str()), 0) << "seed " << kSeed;
}

TEST(CodeReferenceTest, AllHiddenTestsKeepToTheStatedLimits) {
  for (const CodeInstance& instance : GenerateCodeRelease(LcbStyle())) {
    SCOPED_TRACE(instance.question);
    size_t together = 0;
    std::set<std::string> answers;
    const std::vector<CodeCase> cases = CasesOf(instance);
    for (const CodeCase& one : cases) {
      ASSERT_EQ(CodeInputFault(instance, one.input), "");
      together += one.input.size();
      answers.insert(one.expected);
    }
    // A program that always prints the same fails most.
    EXPECT_GE(answers.size(), 5u);
    EXPECT_LE(cases.back().input.size(), size_t{1} << 20);
    EXPECT_LE(together - cases.back().input.size(), size_t{256} << 10);
  }
}

// No two problems of a family are the same in other words: the answers to one do not pass the tests
// of another.
TEST(CodeReferenceTest, TestsTellTheProblemsOfAFamilyApart) {
  const std::vector<CodeInstance> release = GenerateCodeRelease(LcbStyle());
  const size_t families = LcbStyleFamilies().size();
  for (size_t i = 0; i < release.size(); ++i) {
    const CodeInstance& one = release[i];
    const std::vector<CodeCase> cases = CasesOf(one);
    for (size_t j = i % families; j < release.size(); j += families) {
      if (i == j) continue;
      bool differs = false;
      // Larger tests first: they tell most.
      for (size_t test = cases.size() - 1; test-- > 0 && !differs;) {
        const std::string other = SolveCase(*one.family, release[j].parameters, cases[test].input);
        differs = other != cases[test].expected;
      }
      EXPECT_TRUE(differs) << one.FamilyName() << " " << testing::PrintToString(one.parameters)
                           << " " << testing::PrintToString(release[j].parameters);
    }
  }
}

// How the brute force ends on an input within so many CPU seconds: 0, or the signal that ends it.
int EndOfBruteForce(const CodeInstance& instance, const std::string& input, int seconds) {
  const pid_t child = fork();
  if (child == 0) {
    const rlimit cpu{static_cast<rlim_t>(seconds), static_cast<rlim_t>(seconds) + 1};
    const rlimit core{0, 0};
    setrlimit(RLIMIT_CORE, &core);
    setrlimit(RLIMIT_CPU, &cpu);
    const std::string answer = CodeBruteForce(instance.FamilyName(), input, instance.parameters);
    _exit(answer.empty() ? 1 : 0);
  }
  int status = 0;
  if (waitpid(child, &status, 0) != child) return -1;
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

TEST(CodeReferenceTest, LimitsShutOutTheSlowWay) {
  int shut_out = 0;
  for (const CodeInstance& instance : GenerateCodeRelease(LcbStyle())) {
    if (static_cast<size_t>(instance.index) >= LcbStyleFamilies().size()) break;
    if (!LimitsShutOutBruteForce(instance.FamilyName())) continue;
    ++shut_out;
    SCOPED_TRACE(instance.FamilyName());
    EXPECT_EQ(EndOfBruteForce(instance, CasesOf(instance).back().input, instance.CppSeconds()),
              SIGXCPU);
  }
  EXPECT_GE(shut_out, 30);
}

}  // namespace
}  // namespace rbench
