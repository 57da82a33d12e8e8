#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "base/jsonl.h"
#include "sandbox/sandbox.h"
#include "tasks/program_grading.h"
#include "tests/support/test_data.h"

// Published programs get their published verdicts: reference solutions of benchmarks, and model
// outputs that others graded.

namespace rbench {
namespace {

struct Case {
  CodeProblem problem;
  std::string code;
  bool right = true;
};

class PublishedCode : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    SandboxOptions options;
    options.helpers = RBENCH_HELPERS;
    auto started = Sandbox::Start(options);
    ASSERT_TRUE(started) << started.error().message;
    sandbox_ = started->release();
  }
  static void TearDownTestSuite() { delete sandbox_; }

  static std::string Read(const std::string& path) {
    auto text = ReadFileMaybeGzip(path);
    EXPECT_TRUE(text) << text.error().message;
    return text ? *text : "";
  }

  // Verdicts that are not as published, by id. `weak`, where given, gets the number of those that
  // were found in the program's own process.
  static std::vector<std::string> Differences(const std::vector<Case>& cases, ProgramMode mode,
                                              double cpu_s, std::atomic<size_t>* weak = nullptr) {
    std::vector<std::string> found(cases.size());
    std::atomic<size_t> next = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 2; ++t) {
      threads.emplace_back([&] {
        for (size_t i = next++; i < cases.size(); i = next++) {
          ProgramGrading grading;
          grading.mode = mode;
          grading.cpu_s = cpu_s;
          const ProgramGrade grade =
              GradeProgram(*sandbox_, cases[i].problem, cases[i].code, grading);
          if (weak != nullptr && grade.weak) ++*weak;
          if (grade.accepted() != cases[i].right || grade.verdict == "IE") {
            found[i] = fmt::format("{}: {} {}", cases[i].problem.id, grade.verdict, grade.reason);
          }
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    std::erase(found, "");
    return found;
  }

  static std::vector<Case> References(const std::string& layout, const std::string& path) {
    const std::string text = Read(path);
    auto read = ReadCodeProblems(layout, {{path, text}});
    EXPECT_TRUE(read) << read.error().message;
    std::vector<Case> cases;
    for (CodeProblem& problem : read->problems) {
      std::string code = problem.prompt + problem.reference;
      cases.push_back({std::move(problem), std::move(code), true});
    }
    return cases;
  }

  // In both modes; `weak` of them in the program's own process in strict mode.
  static void ExpectPasses(const std::vector<Case>& cases, size_t weak) {
    std::atomic<size_t> found_weak = 0;
    EXPECT_EQ(Differences(cases, ProgramMode::kFaithful, 20), std::vector<std::string>());
    EXPECT_EQ(Differences(cases, ProgramMode::kStrict, 20, &found_weak),
              std::vector<std::string>());
    EXPECT_EQ(found_weak, weak);
  }

  static Sandbox* sandbox_;
};
Sandbox* PublishedCode::sandbox_ = nullptr;

TEST_F(PublishedCode, HumanEvalReferencesPass) {
  RBENCH_REQUIRE_TEST_DATA(TestDataDirectory());
  const std::string path = TestDataDirectory() + "/humaneval/HumanEval.jsonl.gz";
  const std::vector<Case> cases = References("humaneval", path);
  EXPECT_EQ(cases.size(), 164u);
  ExpectPasses(cases, 0);
}

TEST_F(PublishedCode, MbppReferencesPass) {
  RBENCH_REQUIRE_TEST_DATA(TestDataDirectory());
  const std::string path = TestDataDirectory() + "/mbpp/mbpp.jsonl";
  const std::vector<Case> cases = References("mbpp", path);
  EXPECT_EQ(cases.size(), 974u);
  // They take or make objects: two trees, a list of pairs, a type.
  ExpectPasses(cases, 4);
}

// Nine import a module that is not part of Python, and one needs more than 20 s.
TEST_F(PublishedCode, LeetCodeReferencesPassAsThePublisherSays) {
  RBENCH_REQUIRE_TEST_DATA(TestDataDirectory());
  const std::string path =
      TestDataDirectory() + "/leetcode/LeetCodeDataset-v0.3.1-test.subset.jsonl.gz";
  const std::vector<Case> cases = References("leetcode_dataset", path);
  EXPECT_EQ(cases.size(), 108u);
  for (const ProgramMode mode : {ProgramMode::kFaithful, ProgramMode::kStrict}) {
    int missing_module = 0;
    for (const std::string& difference : Differences(cases, mode, 20)) {
      if (difference.find("No module named 'sortedcontainers'") != std::string::npos) {
        ++missing_module;
      } else {
        EXPECT_EQ(difference.rfind("find-the-number-of-subsequences-with-equal-gcd: TLE", 0), 0u)
            << ProgramModeName(mode) << " " << difference;
      }
    }
    EXPECT_EQ(missing_module, 9);
  }
}

// Programs of language models with the verdicts of the paper that published them.
TEST_F(PublishedCode, VerdictsOfLlmDebuggerAreReproduced) {
  RBENCH_REQUIRE_TEST_DATA(TestDataDirectory());
  size_t rows = 0;
  for (const char* name :
       {"llmdebugger_humaneval_codellama", "llmdebugger_humaneval_gpt-3.5-turbo-0613",
        "llmdebugger_mbpp_gpt-3.5-turbo-0613"}) {
    const std::string path =
        fmt::format("{}/model_outputs_code/{}.jsonl.gz", TestDataDirectory(), name);
    const std::string text = Read(path);
    JsonLineParser parser;
    std::vector<Case> cases;
    for (size_t at = 0; at < text.size();) {
      const size_t end = std::min(text.find('\n', at), text.size());
      const auto row = parser.Parse(std::string_view(text).substr(at, end - at));
      at = end + 1;
      if (!row) continue;
      Case one;
      one.problem.id = std::string(*(*row)["task_id"].AsString());
      one.problem.check_source = fmt::format("{}\ncheck({})", *(*row)["test"].AsString(),
                                             *(*row)["entry_point"].AsString());
      one.code = std::string(*(*row)["solution"].AsString());
      one.right = *(*row)["is_solved"].AsBool();
      cases.push_back(std::move(one));
    }
    rows += cases.size();
    EXPECT_EQ(Differences(cases, ProgramMode::kFaithful, 20), std::vector<std::string>()) << name;
  }
  EXPECT_EQ(rows, 828u);
}

}  // namespace
}  // namespace rbench
