#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/sha256.h"
#include "tasks/code/code_readers.h"
#include "tasks/code/code_rows.h"
#include "tasks/code/float_text.h"
#include "tasks/code/value_compare.h"
#include "tasks/code/value_json.h"

// Contest problems that read standard input: CodeContests and Codeforces as rllm publishes them,
// CodeContests as SandboxFusion does, and lists of inputs and outputs in the manner of APPS.

namespace rbench {
namespace {

// These rows carry no id: the first digits of the hash of the statement.
std::string IdFromStatement(std::string_view statement) {
  return Sha256Hex(statement).substr(0, 16);
}

// A text; APPS also has lists of lines.
Result<std::string> TextOrLines(const Value& value) {
  if (value.kind() == ValueKind::kStr) return value.text();
  if (value.kind() != ValueKind::kList) return InvalidInput("a test is neither text nor lines");
  std::string text;
  for (const Value& line : value.items()) {
    if (line.kind() != ValueKind::kStr) return InvalidInput("a line of a test is not a text");
    if (!text.empty()) text += '\n';
    text += line.text();
  }
  return text;
}

Status AddStdinTest(const Value* input, const Value* output, CodeProblem& problem) {
  if (input == nullptr || output == nullptr) {
    return InvalidInput("a test without input or output");
  }
  CodeTest test;
  RBENCH_ASSIGN_OR_RETURN(test.input, TextOrLines(*input));
  RBENCH_ASSIGN_OR_RETURN(test.expected_text, TextOrLines(*output));
  problem.tests.push_back(std::move(test));
  return {};
}

// {"inputs": [...], "outputs": [...]}, of equal length.
struct Lists {
  const std::vector<Value>* inputs = nullptr;
  const std::vector<Value>* outputs = nullptr;
};

Result<Lists> ReadLists(const Value& tests) {
  const Value* inputs = tests.Find("inputs");
  const Value* outputs = tests.Find("outputs");
  if (inputs == nullptr || outputs == nullptr || inputs->kind() != ValueKind::kList ||
      outputs->kind() != ValueKind::kList) {
    return InvalidInput("the tests have no lists \"inputs\" and \"outputs\"");
  }
  if (inputs->size() != outputs->size()) {
    return InvalidInput(fmt::format("{} inputs and {} outputs", inputs->size(), outputs->size()));
  }
  return Lists{&inputs->items(), &outputs->items()};
}

Status AddStdinLists(const Value& tests, CodeProblem& problem) {
  RBENCH_ASSIGN_OR_RETURN(const Lists lists, ReadLists(tests));
  for (size_t i = 0; i < lists.inputs->size(); ++i) {
    RBENCH_RETURN_IF_ERROR(AddStdinTest(&(*lists.inputs)[i], &(*lists.outputs)[i], problem));
  }
  return {};
}

// The number behind the last "label" at the start of a line, where `unit` follows it.
std::optional<double> LimitFromStatement(std::string_view statement, std::string_view label,
                                         std::string_view unit) {
  const size_t at = statement.rfind(fmt::format("\n{}", label));
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view rest = statement.substr(at + 1 + label.size());
  rest = rest.substr(0, rest.find('\n'));
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  const size_t end = rest.find(' ');
  if (end == std::string_view::npos || !rest.substr(end + 1).starts_with(unit)) {
    return std::nullopt;
  }
  const std::optional<double> value = ParseDecimalFloat(rest.substr(0, end));
  return value && *value > 0 && *value < 1e9 ? value : std::nullopt;
}

// One function test of APPS: a list of arguments, and the result alone or as a list of one.
Status AddCallTest(const Value& input, const Value& output, CodeProblem& problem) {
  CodeTest test;
  test.kind = CodeTestKind::kCall;
  if (input.kind() == ValueKind::kStr) {
    // One JSON value a line, as LiveCodeBench has it.
    std::string_view rest = input.text();
    while (true) {
      const size_t end = rest.find('\n');
      RBENCH_ASSIGN_OR_RETURN(Value argument, ReadJsonValue(rest.substr(0, end)));
      test.arguments.positional.push_back(std::move(argument));
      if (end == std::string_view::npos) break;
      rest.remove_prefix(end + 1);
    }
    if (output.kind() != ValueKind::kStr) return InvalidInput("an output that is not a text");
    RBENCH_ASSIGN_OR_RETURN(test.expected, ReadJsonValue(output.text()));
  } else if (input.kind() == ValueKind::kList) {
    test.arguments.positional = input.items();
    const bool wrapped = output.kind() == ValueKind::kList && output.size() == 1;
    test.expected = wrapped ? output.items()[0] : output;
  } else {
    return InvalidInput("an input that is neither a text nor a list of arguments");
  }
  problem.tests.push_back(std::move(test));
  return {};
}

Status AddAppsTests(const Value& tests, CodeProblem& problem) {
  const Value* name = tests.Find("fn_name");
  if (name == nullptr || name->IsNone()) return AddStdinLists(tests, problem);
  if (name->kind() != ValueKind::kStr || name->text().empty()) {
    return InvalidInput("fn_name is not a name");
  }
  problem.entry_point = name->text();
  problem.faithful_rule = "livecodebench";
  problem.strict_rule = "strict";
  RBENCH_ASSIGN_OR_RETURN(const Lists lists, ReadLists(tests));
  for (size_t i = 0; i < lists.inputs->size(); ++i) {
    Status status = AddCallTest((*lists.inputs)[i], (*lists.outputs)[i], problem);
    if (!status) return std::move(status).error().WithContext(fmt::format("test {}", i + 1));
  }
  return {};
}

Result<CodeProblem> ReadCodeContestsProblem(const CodeRow& row) {
  CodeProblem problem;
  RBENCH_ASSIGN_OR_RETURN(problem.question, row.Text("problem"));
  problem.id = IdFromStatement(problem.question);
  problem.faithful_rule = "code_contests";
  problem.strict_rule = "fair";
  RBENCH_ASSIGN_OR_RETURN(const Value* tests, row.Field("tests", ValueKind::kDict));
  RBENCH_RETURN_IF_ERROR(AddStdinLists(*tests, problem));
  return problem;
}

Result<CodeProblem> ReadCodeforcesProblem(const CodeRow& row) {
  CodeProblem problem;
  problem.platform = "codeforces";
  RBENCH_ASSIGN_OR_RETURN(problem.question, row.Text("problem"));
  problem.id = IdFromStatement(problem.question);
  problem.faithful_rule = "wcmp";
  problem.strict_rule = "fair";
  const auto milliseconds = LimitFromStatement(problem.question, "Time Limit:", "ms");
  if (milliseconds) problem.time_limit_s = *milliseconds / 1000;
  problem.memory_limit_mb = LimitFromStatement(problem.question, "Memory Limit:", "MB");
  RBENCH_ASSIGN_OR_RETURN(const Value* tests, row.Field("tests", ValueKind::kList));
  for (const Value& test : tests->items()) {
    RBENCH_RETURN_IF_ERROR(AddStdinTest(test.Find("input"), test.Find("output"), problem));
  }
  return problem;
}

Result<CodeProblem> ReadSandboxFusionProblem(const CodeRow& row) {
  CodeProblem problem;
  RBENCH_ASSIGN_OR_RETURN(problem.id, row.IdText("id"));
  RBENCH_ASSIGN_OR_RETURN(problem.question, row.Text("content"));
  problem.faithful_rule = "code_contests";
  problem.strict_rule = "fair";
  RBENCH_ASSIGN_OR_RETURN(const Value labels, row.Json("labels"));
  problem.difficulty = TextOrEmpty(labels, "difficulty");
  problem.title = TextOrEmpty(labels, "name");
  problem.platform = TextOrEmpty(labels, "source");
  std::transform(problem.platform.begin(), problem.platform.end(), problem.platform.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  RBENCH_ASSIGN_OR_RETURN(const Value tests, row.Json("test"));
  if (tests.kind() != ValueKind::kList) return InvalidInput("the tests are not a list");
  for (const Value& test : tests.items()) {
    const Value* input = test.Find("input");
    const Value* output = test.Find("output");
    RBENCH_RETURN_IF_ERROR(AddStdinTest(input == nullptr ? nullptr : input->Find("stdin"),
                                        output == nullptr ? nullptr : output->Find("stdout"),
                                        problem));
  }
  return problem;
}

Result<CodeProblem> ReadAppsProblem(const CodeRow& row) {
  CodeProblem problem;
  const bool has_question = row.Find("question") != nullptr;
  RBENCH_ASSIGN_OR_RETURN(problem.question, row.Text(has_question ? "question" : "problem"));
  problem.id = IdFromStatement(problem.question);
  if (row.Find("problem_id") != nullptr) {
    RBENCH_ASSIGN_OR_RETURN(problem.id, row.IdText("problem_id"));
  }
  RBENCH_ASSIGN_OR_RETURN(problem.starter_code, row.TextOr("starter_code", ""));
  RBENCH_ASSIGN_OR_RETURN(problem.difficulty, row.TextOr("difficulty", ""));
  problem.faithful_rule = "fair";
  problem.strict_rule = "fair";
  if (problem.starter_code.find("class Solution") != std::string::npos) {
    problem.class_name = "Solution";
  }
  const Value* tests = row.Find("input_output");
  // An object, or the same inside a text; an empty text: no tests.
  if (tests != nullptr && tests->kind() == ValueKind::kStr && !tests->text().empty()) {
    RBENCH_ASSIGN_OR_RETURN(const Value inner, row.Json("input_output"));
    RBENCH_RETURN_IF_ERROR(AddAppsTests(inner, problem));
  } else if (tests != nullptr && tests->kind() == ValueKind::kDict) {
    RBENCH_RETURN_IF_ERROR(AddAppsTests(*tests, problem));
  }
  return problem;
}

Result<CodeProblems> ReadRows(const std::vector<CodeFile>& files,
                              Result<CodeProblem> (*read)(const CodeRow& row)) {
  return CollectProblems(files, [&](const CodeRow& row, std::string&) { return read(row); });
}

}  // namespace

Result<CodeProblems> ReadCodeContests(const std::vector<CodeFile>& files,
                                      const CodeReaderOptions& options) {
  static_cast<void>(options);
  return ReadRows(files, &ReadCodeContestsProblem);
}

Result<CodeProblems> ReadCodeforces(const std::vector<CodeFile>& files,
                                    const CodeReaderOptions& options) {
  static_cast<void>(options);
  return ReadRows(files, &ReadCodeforcesProblem);
}

Result<CodeProblems> ReadSandboxFusion(const std::vector<CodeFile>& files,
                                       const CodeReaderOptions& options) {
  static_cast<void>(options);
  return ReadRows(files, &ReadSandboxFusionProblem);
}

Result<CodeProblems> ReadApps(const std::vector<CodeFile>& files,
                              const CodeReaderOptions& options) {
  static_cast<void>(options);
  return ReadRows(files, &ReadAppsProblem);
}

}  // namespace rbench
