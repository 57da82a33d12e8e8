#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "tasks/code/code_readers.h"
#include "tasks/code/code_rows.h"
#include "tasks/code/payload.h"
#include "tasks/code/value_json.h"

// LiveCodeBench's code_generation (lcb_runner/benchmarks/code_generation.py): public tests, then
// private ones; functional where metadata names a function, whatever the tests say of themselves.

namespace rbench {
namespace {

Status AddFunctionalTest(const PayloadTest& payload, CodeTest& test) {
  test.kind = CodeTestKind::kCall;
  // One JSON value a line is one argument.
  std::string_view rest = payload.input;
  while (true) {
    const size_t end = rest.find('\n');
    Result<Value> argument = ReadJsonValue(rest.substr(0, end));
    if (!argument) return std::move(argument).error().WithContext("input");
    test.arguments.positional.push_back(std::move(*argument));
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  Result<Value> expected = ReadJsonValue(payload.output);
  if (!expected) return std::move(expected).error().WithContext("output");
  test.expected = std::move(*expected);
  return {};
}

Status AddTests(const CodeRow& row, std::string_view key, bool is_public, CodeProblem& problem) {
  RBENCH_ASSIGN_OR_RETURN(const std::string text, row.Text(key));
  Result<std::vector<PayloadTest>> payload = DecodePayload(text);
  if (!payload) return std::move(payload).error().WithContext(key);
  size_t number = 0;
  for (PayloadTest& item : *payload) {
    ++number;
    CodeTest test;
    test.is_public = is_public;
    if (problem.entry_point.empty()) {
      test.input = std::move(item.input);
      test.expected_text = std::move(item.output);
    } else if (Status status = AddFunctionalTest(item, test); !status) {
      return std::move(status).error().WithContext(fmt::format("{}, test {}", key, number));
    }
    problem.tests.push_back(std::move(test));
  }
  return {};
}

// Upstream compares times; a day stands for its first moment.
bool InsideDates(const std::string& date, const CodeReaderOptions& options) {
  constexpr std::string_view kMidnight = "T00:00:00";
  if (!options.start_date.empty() && date < options.start_date + std::string(kMidnight)) {
    return false;
  }
  return options.end_date.empty() || date <= options.end_date + std::string(kMidnight);
}

bool IsIsoTime(std::string_view text) {
  constexpr std::string_view kPattern = "0000-00-00T00:00:00";
  if (text.size() < kPattern.size()) return false;
  for (size_t i = 0; i < kPattern.size(); ++i) {
    const bool is_digit = text[i] >= '0' && text[i] <= '9';
    if (kPattern[i] == '0' ? !is_digit : text[i] != kPattern[i]) return false;
  }
  return true;
}

Status CheckDay(const std::string& day) {
  if (day.empty() || (day.size() == 10 && IsIsoTime(day + "T00:00:00"))) return {};
  return InvalidInput(fmt::format("\"{}\" is not a date like 2024-08-01", day));
}

Result<CodeProblem> ReadHead(const CodeRow& row) {
  CodeProblem problem;
  RBENCH_ASSIGN_OR_RETURN(problem.id, row.IdText("question_id"));
  RBENCH_ASSIGN_OR_RETURN(problem.title, row.Text("question_title"));
  RBENCH_ASSIGN_OR_RETURN(problem.question, row.Text("question_content"));
  RBENCH_ASSIGN_OR_RETURN(problem.platform, row.Text("platform"));
  RBENCH_ASSIGN_OR_RETURN(problem.date, row.Text("contest_date"));
  RBENCH_ASSIGN_OR_RETURN(problem.difficulty, row.Text("difficulty"));
  RBENCH_ASSIGN_OR_RETURN(problem.starter_code, row.Text("starter_code"));
  if (!IsIsoTime(problem.date)) {
    return InvalidInput("contest_date is not a time like 2023-08-21T00:00:00");
  }
  RBENCH_ASSIGN_OR_RETURN(const Value metadata, row.Json("metadata"));
  if (const Value* name = metadata.Find("func_name"); name != nullptr && !name->IsNone()) {
    if (name->kind() != ValueKind::kStr || name->text().empty()) {
      return InvalidInput("metadata.func_name is not a name");
    }
    problem.entry_point = name->text();
    problem.class_name = "Solution";
    problem.faithful_rule = "livecodebench";
    problem.strict_rule = "strict";
  } else {
    problem.faithful_rule = "livecodebench";
    problem.strict_rule = "fair";
  }
  return problem;
}

Result<CodeProblem> ReadProblem(const CodeRow& row, const CodeReaderOptions& options,
                                std::string& skip) {
  RBENCH_ASSIGN_OR_RETURN(CodeProblem problem, ReadHead(row));
  // An absent column is a copy without hidden tests; one that does not decode is an error.
  const bool has_private = row.Find("private_test_cases") != nullptr;
  if (!InsideDates(problem.date, options)) {
    skip = "outside_dates";
  } else if (!has_private && !options.public_tests_suffice) {
    skip = "no_private_tests";
  }
  if (!skip.empty()) return problem;
  RBENCH_RETURN_IF_ERROR(AddTests(row, "public_test_cases", true, problem));
  if (has_private) RBENCH_RETURN_IF_ERROR(AddTests(row, "private_test_cases", false, problem));
  return problem;
}

}  // namespace

Result<CodeProblems> ReadLiveCodeBench(const std::vector<CodeFile>& files,
                                       const CodeReaderOptions& options) {
  RBENCH_RETURN_IF_ERROR(CheckDay(options.start_date));
  RBENCH_RETURN_IF_ERROR(CheckDay(options.end_date));
  return CollectProblems(files, [&](const CodeRow& row, std::string& skip) {
    return ReadProblem(row, options, skip);
  });
}

}  // namespace rbench
