#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "base/philox.h"
#include "sandbox/sandbox.h"
#include "tasks/code/code_rows.h"
#include "tasks/task.h"
#include "tests/support/test_data.h"

// Through the built-in tasks, as answers are graded: EvalPlus's reference solutions and programs of
// our own for the contests are right in both modes, and inputs that a reference refuses are no
// tests.

namespace rbench {
namespace {

Verdict GradeCode(const Task& task, const Problem& problem, const std::string& code,
                  GradeMode mode) {
  const std::string answer = "```python\n" + code + "\n```";
  GradeInput input;
  input.completion = answer;
  input.mode = mode;
  return task.checker->Grade(problem, input);
}

class PublishedTasks : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    SandboxOptions options;
    options.helpers = RBENCH_HELPERS;
    auto started = Sandbox::Start(options);
    ASSERT_TRUE(started) << started.error().message;
    sandbox_ = started->release();
  }
  static void TearDownTestSuite() { delete sandbox_; }

  static Result<Task> Load(const std::string& name) {
    TaskSearch search;
    search.data_directories = {TestDataDirectory()};
    search.tools.sandbox = [] { return Result<Sandbox*>(sandbox_); };
    return LoadTask(name, search);
  }

  static const Problem& Find(const Task& task, const std::string& alias) {
    for (const Problem& problem : task.problems) {
      if (std::find(problem.aliases.begin(), problem.aliases.end(), alias) !=
          problem.aliases.end()) {
        return problem;
      }
    }
    ADD_FAILURE() << "no problem " << alias;
    return task.problems.front();
  }

  static Sandbox* sandbox_;
};
Sandbox* PublishedTasks::sandbox_ = nullptr;

struct Answer {
  const Problem* problem = nullptr;
  std::string code;
};

// Answers that are not right, by published id.
std::vector<std::string> NotRight(const Task& task, const std::vector<Answer>& answers,
                                  GradeMode mode) {
  std::vector<std::string> found(answers.size());
  std::atomic<size_t> next = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&] {
      for (size_t i = next++; i < answers.size(); i = next++) {
        const Verdict verdict = GradeCode(task, *answers[i].problem, answers[i].code, mode);
        if (verdict.outcome == Outcome::kCorrect) continue;
        found[i] = fmt::format("{}: {} {}", answers[i].problem->aliases[0], verdict.reason,
                               DumpJson(verdict.detail).substr(0, 400));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::erase(found, "");
  return found;
}

// One field of every row of a published file.
std::vector<std::string> Texts(const std::string& file, const char* field) {
  const auto bytes = ReadFileMaybeGzip(TestDataDirectory() + "/" + file);
  EXPECT_TRUE(bytes) << bytes.error().message;
  std::vector<std::string> texts;
  const Status read = ForEachCodeRow({file, *bytes}, [&](const CodeRow& row) -> Status {
    RBENCH_ASSIGN_OR_RETURN(std::string text, row.Text(field));
    texts.push_back(std::move(text));
    return {};
  });
  EXPECT_TRUE(read) << read.error().message;
  return texts;
}

constexpr GradeMode kModes[] = {GradeMode::kStrict, GradeMode::kLenient};

// Of 17,677 inputs the contracts, the references or the references' own oracle refuse 3,795.
TEST_F(PublishedTasks, HumanEvalPlusReferencesAreRight) {
  RBENCH_REQUIRE_TEST_DATA(TestDataDirectory());
  const auto task = Load("humaneval_plus");
  ASSERT_TRUE(task) << task.error().message;
  const std::vector<std::string> references =
      Texts("humaneval/HumanEvalPlus_prerelease_2023-04.jsonl", "reference");
  ASSERT_EQ(task->problems.size(), 164u);
  ASSERT_EQ(references.size(), 164u);
  std::vector<Answer> answers;
  for (size_t i = 0; i < 164; ++i) {
    const Problem& problem = task->problems[i];
    answers.push_back({&problem, problem.extra["prompt"].get<std::string>() + references[i]});
  }
  for (const GradeMode mode : kModes) {
    EXPECT_EQ(NotRight(*task, answers, mode), std::vector<std::string>()) << GradeModeName(mode);
  }
  size_t tests = 0;
  size_t refused = 0;
  for (const Answer& answer : answers) {
    const Json detail = GradeCode(*task, *answer.problem, answer.code, GradeMode::kLenient).detail;
    tests += detail["tests"].get<size_t>();
    refused += detail.value("refused_inputs", size_t{0});
  }
  EXPECT_EQ(tests, 13'882u);
  EXPECT_EQ(refused, 3'795u);
}

// A seeded sample of the 399: all of them take minutes.
TEST_F(PublishedTasks, MbppPlusReferencesAreRight) {
  RBENCH_REQUIRE_TEST_DATA(TestDataDirectory());
  const auto task = Load("mbpp_plus");
  ASSERT_TRUE(task) << task.error().message;
  const std::vector<std::string> references = Texts("mbpp/MbppPlus.jsonl.gz", "canonical_solution");
  ASSERT_EQ(task->problems.size(), 399u);
  ASSERT_EQ(references.size(), 399u);
  constexpr uint64_t kSeed = 20231116;
  PhiloxStream random(PhiloxKeyFor(kSeed, "mbpp_plus"));
  std::vector<Answer> answers;
  for (size_t i = 0; i < 399; ++i) {
    const bool drawn = random.NextBelow(8) == 0;
    if (drawn || task->problems[i].aliases[0] == "Mbpp/255")
      answers.push_back({&task->problems[i], references[i]});
  }
  for (const GradeMode mode : kModes) {
    EXPECT_EQ(NotRight(*task, answers, mode), std::vector<std::string>())
        << GradeModeName(mode) << ", seed " << kSeed;
  }
}

// Results of more than a million parts are no expectation: 5 of the 112 inputs.
TEST_F(PublishedTasks, ResultsTooLargeToCompareAreNoTests) {
  RBENCH_REQUIRE_TEST_DATA(TestDataDirectory());
  const auto task = Load("mbpp_plus");
  ASSERT_TRUE(task) << task.error().message;
  const Verdict verdict = GradeCode(*task, Find(*task, "Mbpp/255"),
                                    "from itertools import combinations_with_replacement as c\n"
                                    "def combinations_colors(l, n):\n    return list(c(l, n))\n",
                                    GradeMode::kStrict);
  EXPECT_EQ(verdict.outcome, Outcome::kCorrect) << DumpJson(verdict.detail).substr(0, 400);
  EXPECT_EQ(verdict.detail["tests"], 107);
  EXPECT_EQ(verdict.detail["refused_inputs"], 5);
}

// A call gets arguments of its own, and the oracle looks at those that were published.
TEST_F(PublishedTasks, ArgumentsThatAnAnswerChangesAreNobodyElses) {
  RBENCH_REQUIRE_TEST_DATA(TestDataDirectory());
  const auto task = Load("humaneval_plus");
  ASSERT_TRUE(task) << task.error().message;
  const Problem& zero = Find(*task, "HumanEval/32");
  const std::string reference =
      Texts("humaneval/HumanEvalPlus_prerelease_2023-04.jsonl", "reference")[32];
  const std::string code = zero.extra["prompt"].get<std::string>() + reference +
                           "\nsolve = find_zero\n"
                           "def find_zero(xs):\n"
                           "    x = solve(list(xs))\n    xs.clear()\n    return x\n";
  for (const GradeMode mode : kModes) {
    const Verdict verdict = GradeCode(*task, zero, code, mode);
    EXPECT_EQ(verdict.outcome, Outcome::kCorrect) << DumpJson(verdict.detail).substr(0, 400);
    // The zero of nothing: without its arguments the oracle would take any number.
    const Verdict wrong =
        GradeCode(*task, zero, "def find_zero(xs):\n    xs[:] = [0.0]\n    return 12345.0\n", mode);
    EXPECT_EQ(wrong.reason, "WA");
  }
}

// Programs of our own for the sets that publish none.
struct OwnProgram {
  const char* task;
  const char* statement;  // a part of the question
  const char* code;
  const char* wrong;  // instead of the first text of `code` that it names: "old=>new"
};

constexpr OwnProgram kOwn[] = {
    {"codeforces", "The sum of multiples of $x$ that are less than or equal to $n$ is maximized",
     "for _ in range(int(input())):\n    n = int(input())\n    print(3 if n == 3 else 2)\n",
     "n == 3=>n == 2"},
    {"code_contests", "A string is called square if it is some string written twice",
     "for _ in range(int(input())):\n    s = input().strip()\n"
     "    half = len(s) // 2\n    print('YES' if s[:half] == s[half:] else 'NO')\n",
     "'NO'=>'YES'"},
    {"sandboxfusion", "Now he plays game \"Digit Jump\"",
     "from collections import deque\n"
     "s = input().strip()\n"
     "at = {}\nfor i, c in enumerate(s):\n    at.setdefault(c, []).append(i)\n"
     "far = {0: 0}\nqueue = deque([0])\n"
     "while queue:\n    i = queue.popleft()\n"
     "    for j in [i - 1, i + 1] + at.pop(s[i], []):\n"
     "        if 0 <= j < len(s) and j not in far:\n"
     "            far[j] = far[i] + 1\n            queue.append(j)\n"
     "print(far[len(s) - 1])\n",
     "far[i] + 1=>far[i] + 2"},
    {"leetcode_contest", "All letters in word are distinct.",
     "class Solution:\n    def minimumPushes(self, word: str) -> int:\n"
     "        return sum(i // 8 + 1 for i in range(len(word)))\n",
     "// 8=>// 9"},
    {"livecodebench", "def buyChoco(self, prices: List[int], money: int) -> int:",
     "class Solution:\n    def buyChoco(self, prices: List[int], money: int) -> int:\n"
     "        a, b = sorted(prices)[:2]\n"
     "        return money - a - b if a + b <= money else money\n",
     "- a - b if=>- a if"},
    // LiveCodeBench takes a function where the source has no class.
    {"livecodebench", "def buyChoco(self, prices: List[int], money: int) -> int:",
     "def buyChoco(prices, money):\n    a, b = sorted(prices)[:2]\n"
     "    return money - a - b if a + b <= money else money\n",
     "- a - b if=>- a if"},
};

TEST_F(PublishedTasks, ContestProgramsOfOurOwnGetTheirVerdicts) {
  RBENCH_REQUIRE_TEST_DATA(TestDataDirectory());
  for (const OwnProgram& own : kOwn) {
    SCOPED_TRACE(own.statement);
    const auto task = Load(own.task);
    ASSERT_TRUE(task) << task.error().message;
    const auto problem = std::find_if(
        task->problems.begin(), task->problems.end(),
        [&](const Problem& one) { return one.question.find(own.statement) != std::string::npos; });
    ASSERT_NE(problem, task->problems.end());
    const std::string code = own.code;
    const std::string change = own.wrong;
    const std::string from = change.substr(0, change.find("=>"));
    const std::string to = change.substr(change.find("=>") + 2);
    ASSERT_NE(code.find(from), std::string::npos);
    const std::string wrong = std::string(code).replace(code.find(from), from.size(), to);
    for (const GradeMode mode : kModes) {
      const Verdict right = GradeCode(*task, *problem, code, mode);
      EXPECT_EQ(right.outcome, Outcome::kCorrect) << DumpJson(right.detail).substr(0, 400);
      EXPECT_EQ(GradeCode(*task, *problem, wrong, mode).reason, "WA");
    }
  }
}

}  // namespace
}  // namespace rbench
