#include <ctime>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "tasks/code/code_readers.h"
#include "tasks/code/code_rows.h"
#include "tasks/code/python_assert.h"

// LeetCodeDataset (newfacade) and DeepSeek-Coder's weekly contests: methods of a class Solution.

namespace rbench {
namespace {

// What the contests' solutions may take for granted.
constexpr const char* kContestImports =
    "import collections, copy, datetime, functools, hashlib, heapq, itertools, math, re\n"
    "import statistics, string, sys\n"
    "from collections import *\nfrom typing import *\n";

// "Solution().twoSum" -> class Solution, method twoSum; "twoSum" -> a function.
Status SplitEntryPoint(const std::string& text, CodeProblem& problem) {
  const size_t call = text.find("().");
  problem.class_name = call == std::string::npos ? "" : text.substr(0, call);
  problem.entry_point = call == std::string::npos ? text : text.substr(call + 3);
  const auto is_name = [](std::string_view name) {
    return !name.empty() && PythonNameAt(name, 0) == name;
  };
  if (is_name(problem.entry_point) && (call == std::string::npos || is_name(problem.class_name))) {
    return {};
  }
  return InvalidInput("entry_point is not like Solution().name");
}

void AddCalls(std::vector<AssertCall> calls, CodeProblem& problem) {
  for (AssertCall& call : calls) {
    CodeTest test;
    test.kind = CodeTestKind::kCall;
    test.arguments = std::move(call.arguments);
    test.relation = call.relation;
    test.expected = std::move(call.expected);
    problem.tests.push_back(std::move(test));
  }
}

void AddCheckInProcess(CodeProblem& problem) {
  CodeTest test;
  test.kind = CodeTestKind::kAssert;
  test.assert_source = problem.check_source;
  problem.tests.push_back(std::move(test));
}

bool DefinesInfinity(std::string_view source) {
  return source.find("\ninf = float('inf')") != std::string_view::npos;
}

// The starter code: a column of its own in later releases, in `meta` in earlier ones.
Result<std::string> StarterCode(const CodeRow& row) {
  if (row.Find("starter_code") != nullptr) return row.Text("starter_code");
  const Value* meta = row.Find("meta");
  const Value* code = meta == nullptr ? nullptr : meta->Find("lang_code");
  if (code == nullptr || code->kind() != ValueKind::kStr) {
    return InvalidInput("neither starter_code nor meta.lang_code is there");
  }
  return code->text();
}

Result<std::string> Difficulty(const CodeRow& row) {
  if (row.Find("difficulty") != nullptr) return row.Text("difficulty");
  const Value* meta = row.Find("meta");
  return meta == nullptr ? std::string() : TextOrEmpty(*meta, "difficulty");
}

Result<std::string> Question(const CodeRow& row) {
  if (row.Find("problem_description") != nullptr) return row.Text("problem_description");
  return row.Text("query");
}

// Seconds since 1970 as "2024-01-21T07:30:00" (UTC); empty where out of range.
std::string IsoTime(double seconds) {
  if (!(seconds >= 0 && seconds < 1e11)) return {};
  const auto time = static_cast<std::time_t>(seconds);
  std::tm parts{};
  if (gmtime_r(&time, &parts) == nullptr) return {};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

// The method that all calls of a script are for: "my_solution.minimumPushes" -> minimumPushes;
// empty where they differ.
std::string CommonMethod(const std::vector<AssertCall>& calls) {
  std::string method;
  for (const AssertCall& call : calls) {
    const size_t dot = call.callee.rfind('.');
    if (dot == std::string::npos) return {};
    std::string name = call.callee.substr(dot + 1);
    if (method.empty()) method = std::move(name);
    if (method != call.callee.substr(dot + 1)) return {};
  }
  return method;
}

// "assert my_solution.minimumPushes(" -> minimumPushes: for scripts that do not parse as calls.
std::string FirstMethod(std::string_view script) {
  constexpr std::string_view kMark = "my_solution.";
  const size_t at = script.find(kMark);
  if (at == std::string_view::npos) return {};
  return std::string(PythonNameAt(script, at + kMark.size()));
}

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// The statement without the sentence and the block behind it, which repeat the starter code.
std::string WithoutDirective(const std::string& question) {
  const std::string text = question.substr(0, question.find("\nPlease complete the code below"));
  return text.substr(0, text.find_last_not_of(" \n") + 1);
}

Result<CodeProblem> ReadDatasetProblem(const CodeRow& row) {
  CodeProblem problem;
  problem.platform = "leetcode";
  problem.faithful_rule = "python";
  problem.strict_rule = "strict";
  RBENCH_ASSIGN_OR_RETURN(problem.id, row.Text("task_id"));
  problem.title = problem.id;
  RBENCH_ASSIGN_OR_RETURN(problem.prelude, row.Text("prompt"));
  RBENCH_ASSIGN_OR_RETURN(problem.reference, row.Text("completion"));
  RBENCH_ASSIGN_OR_RETURN(const std::string entry_point, row.Text("entry_point"));
  RBENCH_RETURN_IF_ERROR(SplitEntryPoint(entry_point, problem));
  RBENCH_ASSIGN_OR_RETURN(problem.question, Question(row));
  RBENCH_ASSIGN_OR_RETURN(problem.starter_code, StarterCode(row));
  RBENCH_ASSIGN_OR_RETURN(problem.difficulty, Difficulty(row));
  RBENCH_ASSIGN_OR_RETURN(problem.date, row.TextOr("estimated_date", ""));
  RBENCH_ASSIGN_OR_RETURN(const std::string test, row.Text("test"));
  if (IsBlank(test)) return problem;
  problem.check_source = fmt::format("{}\ncheck({})\n", test, entry_point);
  LiteralOptions literals;
  literals.infinity_name = DefinesInfinity(problem.prelude);
  Result<std::vector<AssertCall>> calls = ParseCheckFunction(test, literals);
  if (calls) {
    AddCalls(std::move(*calls), problem);
  } else {
    AddCheckInProcess(problem);
  }
  return problem;
}

Result<CodeProblem> ReadContestProblem(const CodeRow& row) {
  CodeProblem problem;
  problem.platform = "leetcode";
  problem.class_name = "Solution";
  problem.faithful_rule = "python";
  problem.strict_rule = "strict";
  RBENCH_ASSIGN_OR_RETURN(problem.id, row.Text("task_id"));
  RBENCH_ASSIGN_OR_RETURN(problem.title, row.Text("title"));
  RBENCH_ASSIGN_OR_RETURN(const std::string source, row.Text("prompt"));
  RBENCH_ASSIGN_OR_RETURN(const std::string question, row.Text("prompt_sft"));
  problem.question = WithoutDirective(question);
  problem.prelude = kContestImports;
  RBENCH_ASSIGN_OR_RETURN(problem.check_source, row.Text("test"));
  RBENCH_ASSIGN_OR_RETURN(const double start, row.Number("start_time"));
  problem.date = IsoTime(start);
  RBENCH_ASSIGN_OR_RETURN(const Value* meta, row.Field("meta", ValueKind::kDict));
  problem.difficulty = TextOrEmpty(*meta, "difficulty");
  if (const size_t at = source.find("class Solution"); at != std::string::npos) {
    problem.starter_code = source.substr(at);
  }
  Result<std::vector<AssertCall>> calls = ParseAssertScript(problem.check_source);
  if (calls) problem.entry_point = CommonMethod(*calls);
  if (!problem.entry_point.empty()) {
    AddCalls(std::move(*calls), problem);
    return problem;
  }
  problem.entry_point = FirstMethod(problem.check_source);
  if (!problem.entry_point.empty()) AddCheckInProcess(problem);
  return problem;
}

}  // namespace

Result<CodeProblems> ReadLeetCodeDataset(const std::vector<CodeFile>& files,
                                         const CodeReaderOptions& options) {
  static_cast<void>(options);
  return CollectProblems(files,
                         [](const CodeRow& row, std::string&) { return ReadDatasetProblem(row); });
}

Result<CodeProblems> ReadLeetCodeContest(const std::vector<CodeFile>& files,
                                         const CodeReaderOptions& options) {
  static_cast<void>(options);
  return CollectProblems(files,
                         [](const CodeRow& row, std::string&) { return ReadContestProblem(row); });
}

}  // namespace rbench
