#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tasks/code/evalplus.h"
#include "tasks/code/python_assert.h"
#include "tasks/code/python_literal.h"
#include "tasks/code/value.h"

// A programming problem with its tests, and the readers of the published layouts.

namespace rbench {

enum class CodeTestKind {
  kStdin,   // run the program with `input`; compare what it prints with `expected_text`
  kCall,    // call the function with `arguments`; compare what it returns with `expected`
  kAssert,  // run `assert_source` beside the program: no comparison outside is possible
};

struct CodeTest {
  CodeTestKind kind = CodeTestKind::kStdin;
  std::string input;
  std::optional<std::string> expected_text;  // nothing: no expectation, which is not an empty one
  CallArguments arguments;
  std::optional<Value> expected;  // nothing: what the reference solution returns
  AssertRelation relation = AssertRelation::kEqual;
  std::string assert_source;
  bool is_public = false;  // shown in the statement
};

struct CodeProblem {
  std::string id;                    // as published: "HumanEval/0", "1873_A", "two-sum"
  std::vector<std::string> aliases;  // other published ids: "HumanEval_0"
  std::string title;
  std::string question;      // the statement, for a chat prompt
  std::string starter_code;  // what a solution must begin with or contain
  std::string entry_point;   // of the function under test; empty: a whole program
  // "Solution" where the entry point is its method. LiveCodeBench looks for the class only where
  // the source says "class Solution", else for a function of that name.
  std::string class_name;
  std::string prompt;     // source that a completion goes on with; it stands before every solution
  std::string prelude;    // source that the tests need before the solution: imports, node classes
  std::string reference;  // a right solution: goes behind `prompt` where there is one
  std::vector<CodeTest> tests;
  // The published check as one source, run in process behind the solution where a test is kAssert
  // or a faithful run wants it: HumanEval's and LeetCode's check function with the call at its end,
  // MBPP's setup, imports and asserts.
  std::string check_source;
  std::optional<double> time_limit_s;
  std::optional<double> memory_limit_mb;
  std::string date;        // "2023-08-21T00:00:00" or "2024-08-04"; empty where none is given
  std::string difficulty;  // as published
  std::string platform;    // "codeforces", "leetcode", "atcoder"; empty where none is given
  // Comparison of upstream and of our fair mode: a rule of output_compare.h where tests are kStdin,
  // of value_compare.h where they are kCall, or "evalplus".
  std::string faithful_rule;
  std::string strict_rule;
  // Python source of the problem's own checker (tasks/special_checker.h), which stands in both
  // modes for the rule where more than one answer is right. Every test still has an expectation,
  // which the checker must accept. Empty: no such checker.
  std::string checker_source;
  // EvalPlus: the task's own tolerance and oracle, and its checks of the arguments: source between
  // `prompt` and `reference`. Inputs that it refuses are no tests (tasks/reference_results.h).
  // Empty for MBPP+, whose runs upstream do not look at the checks.
  double atol = 0;
  EvalPlusOracle oracle = EvalPlusOracle::kNone;
  std::string contract;
  size_t refused_inputs = 0;  // left out of `tests` because the reference gives nothing for them
};

struct CodeProblems {
  std::vector<CodeProblem> problems;
  // Rows that are well-formed and still no problems, by reason: "no_tests", "not_in_split",
  // "outside_dates".
  std::map<std::string, size_t> skipped;
};

// One published file: its name for errors and its bytes (unpacked). JSON Lines or one JSON array.
struct CodeFile {
  std::string name;
  std::string_view bytes;
};

struct CodeReaderOptions {
  // First and last day, "2023-09-01": LiveCodeBench's window of contest dates. Empty: no bound.
  std::string start_date;
  std::string end_date;
  // Rows without private tests (LiveCodeBench) keep their public ones instead of being skipped.
  bool public_tests_suffice = false;
  // MBPP: only task ids 11 to 510, the test split.
  bool test_split_only = false;

  bool operator==(const CodeReaderOptions&) const = default;
};

// Readers of one layout each. A malformed row is an error that names file and line.
using CodeReader = Result<CodeProblems> (*)(const std::vector<CodeFile>& files,
                                            const CodeReaderOptions& options);

// A row of the table of layouts.
struct CodeLayout {
  std::string_view name;
  CodeReader reader;
  size_t files;  // how many the reader takes; 0 = any number, read one after the other
  // Which of the options it looks at (tasks/code_options.h).
  enum Takes { kNothing, kContests, kSplit } takes = kNothing;
};

// Layouts by name:
//   livecodebench        code_generation, any number of files of a release
//   humaneval            HumanEval.jsonl
//   humaneval_plus       HumanEval.jsonl, then the contracts and base inputs, then the extra inputs
//                        (the files of EvalPlus of April 2023: expectations are what the reference
//                        returns)
//   mbpp, mbpp_sanitized, mbpp_plus
//   leetcode_dataset     newfacade/LeetCodeDataset
//   leetcode_contest     DeepSeek-Coder's weekly contests
//   code_contests, codeforces   as rllm publishes them
//   sandboxfusion        code_contests as SandboxFusion publishes them
//   apps                 {"question" or "problem", "input_output": {"inputs", "outputs",
//   "fn_name"}}
const std::vector<CodeLayout>& CodeLayouts();
const CodeLayout* FindCodeLayout(std::string_view name);
Result<CodeProblems> ReadCodeProblems(std::string_view layout, const std::vector<CodeFile>& files,
                                      const CodeReaderOptions& options = {});

// Names of the files of a LiveCodeBench release, in order: "release_v1" ... "release_v6",
// "release_latest", one part ("v3"), parts from to ("v4_v6").
Result<std::vector<std::string>> LiveCodeBenchFiles(std::string_view release);

// 64 hexadecimal digits that change with any question, starter code, entry point or test.
std::string ProblemHash(const CodeProblem& problem);
// Of a set of problems, given their hashes in any order.
std::string ProblemSetHash(std::vector<std::string> problem_hashes);

// A program is judged in process, and the verdict is only as good as the program is honest, where
// one test is kAssert.
bool HasInProcessTests(const CodeProblem& problem);

}  // namespace rbench
