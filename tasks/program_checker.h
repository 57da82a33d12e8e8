#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tasks/checker.h"
#include "tasks/code/code_problem.h"

namespace rbench {

// The programming problems of a task, by Problem.id.
class CodeProblemTable {
 public:
  virtual ~CodeProblemTable() = default;
  // Whether there is one of that id, without the cost of making its tests. Any thread.
  virtual bool Has(const std::string& id) const = 0;
  // Null where there is none. Any thread; what it returns stays as long as the caller holds it.
  virtual std::shared_ptr<const CodeProblem> Find(const std::string& id) const = 0;
};

// Judges programs (checker kind "program"). Options:
//   extraction: block        a rule of tasks/code/code_extraction.h, where the prompt's variant has
//   none of its own
//   stop_words: humaneval    what ends a completion that goes on with the prompt: humaneval,
//   bigcode or mbpp
//   language: python         python or cpp
//   cpu_s: 10                of a test, where the problem names no limit
//   memory_mb: 1024
//   all_tests: false         go on after a failure; the score is then the share of tests passed
//   score: all               all (1 where every test passes) or fraction
//   mode: auto               faithful, strict, or auto: strict where grading is strict, else
//   faithful
// Without a table, and for problems that are not in it, the gold holds the tests
// (tasks/code/test_object.h). The verdict's reason is the contest's word of the first test that
// failed ("WA", "TLE", ...), "AC" where none did; its detail holds every test that ran.
Result<std::unique_ptr<const Checker>> MakeProgramChecker(
    const Json& options, std::shared_ptr<const CodeProblemTable> problems,
    const GradingTools& tools);

// The stop words that the options name; those of HumanEval where they name none.
std::span<const std::string_view> StopWordsOf(const Json& options);

}  // namespace rbench
