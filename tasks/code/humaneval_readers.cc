#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "tasks/code/code_readers.h"
#include "tasks/code/code_rows.h"
#include "tasks/code/python_assert.h"

// HumanEval (openai/human-eval) and HumanEval+ (EvalPlus).

namespace rbench {
namespace {

// The check function's asserts as calls where all of them are literal, else the function as one
// test in process.
void AddCheck(const std::string& test_source, CodeProblem& problem) {
  problem.check_source = fmt::format("{}\ncheck({})\n", test_source, problem.entry_point);
  Result<std::vector<AssertCall>> calls = ParseCheckFunction(test_source);
  if (!calls) {
    CodeTest test;
    test.kind = CodeTestKind::kAssert;
    test.assert_source = problem.check_source;
    problem.tests.push_back(std::move(test));
    return;
  }
  for (AssertCall& call : *calls) {
    CodeTest test;
    test.kind = CodeTestKind::kCall;
    test.arguments = std::move(call.arguments);
    test.relation = call.relation;
    test.expected = std::move(call.expected);
    problem.tests.push_back(std::move(test));
  }
}

Result<CodeProblem> ReadProblem(const CodeRow& row) {
  CodeProblem problem;
  RBENCH_ASSIGN_OR_RETURN(problem.id, row.Text("task_id"));
  RBENCH_ASSIGN_OR_RETURN(problem.prompt, row.Text("prompt"));
  RBENCH_ASSIGN_OR_RETURN(problem.entry_point, row.Text("entry_point"));
  RBENCH_ASSIGN_OR_RETURN(problem.reference, row.Text("canonical_solution"));
  if (problem.id.empty() || problem.entry_point.empty()) {
    return InvalidInput("an empty task_id or entry_point");
  }
  problem.question = problem.prompt;
  problem.starter_code = problem.prompt;
  problem.faithful_rule = "python";
  problem.strict_rule = "python";
  RBENCH_ASSIGN_OR_RETURN(const std::string test, row.Text("test"));
  AddCheck(test, problem);
  return problem;
}

// Argument lists as the calls of a problem whose expectations the reference gives.
Status AddInputs(const Value& inputs, bool is_public, CodeProblem& problem) {
  for (const Value& arguments : inputs.items()) {
    if (arguments.kind() != ValueKind::kList) {
      return InvalidInput(problem.id + ": an input that is not a list of arguments");
    }
    CodeTest test;
    test.kind = CodeTestKind::kCall;
    test.arguments.positional = arguments.items();
    test.is_public = is_public;
    problem.tests.push_back(std::move(test));
  }
  return {};
}

// "HumanEval_0" -> "HumanEval/0".
std::string PublishedId(std::string id) {
  if (const size_t at = id.rfind('_'); at != std::string::npos) id[at] = '/';
  return id;
}

using InputsByTask = std::map<std::string, Value>;

Status AddExtraRow(const CodeRow& row, InputsByTask& inputs) {
  RBENCH_ASSIGN_OR_RETURN(std::string id, row.Text("task_id"));
  RBENCH_ASSIGN_OR_RETURN(const Value* list, row.Field("inputs", ValueKind::kList));
  id = PublishedId(std::move(id));
  if (!inputs.emplace(id, *list).second) return InvalidInput(id + " stands twice");
  return {};
}

// Contract, base inputs and tolerance of one task, and its extra inputs.
Status AddPlusRow(const CodeRow& row, const InputsByTask& extra, CodeProblem& problem) {
  RBENCH_ASSIGN_OR_RETURN(problem.contract, row.Text("contract"));
  RBENCH_ASSIGN_OR_RETURN(problem.reference, row.Text("reference"));
  RBENCH_ASSIGN_OR_RETURN(problem.atol, row.Number("atol"));
  SetEvalPlusRules(EvalPlusDataset::kHumanEval, problem);
  problem.check_source.clear();  // HumanEval's own check: the inputs take its place
  RBENCH_ASSIGN_OR_RETURN(const Value* inputs, row.Field("base_input", ValueKind::kList));
  problem.tests.clear();
  RBENCH_RETURN_IF_ERROR(AddInputs(*inputs, true, problem));
  const auto found = extra.find(problem.id);
  return found == extra.end() ? Status() : AddInputs(found->second, false, problem);
}

}  // namespace

Result<CodeProblems> ReadHumanEval(const std::vector<CodeFile>& files,
                                   const CodeReaderOptions& options) {
  static_cast<void>(options);
  return CollectProblems(files, [](const CodeRow& row, std::string&) { return ReadProblem(row); });
}

Result<CodeProblems> ReadHumanEvalPlus(const std::vector<CodeFile>& files,
                                       const CodeReaderOptions& options) {
  RBENCH_ASSIGN_OR_RETURN(CodeProblems result, ReadHumanEval({files[0]}, options));
  InputsByTask extra;
  const auto add_extra = [&](const CodeRow& row) { return AddExtraRow(row, extra); };
  RBENCH_RETURN_IF_ERROR(ForEachCodeRow(files[2], add_extra));
  // Line n belongs to problem n.
  size_t count = 0;
  const auto add_plus = [&](const CodeRow& row) -> Status {
    if (count == result.problems.size()) return InvalidInput("more rows than problems");
    CodeProblem& problem = result.problems[count++];
    std::string alias = problem.id;
    std::replace(alias.begin(), alias.end(), '/', '_');
    problem.aliases.push_back(std::move(alias));
    return AddPlusRow(row, extra, problem);
  };
  RBENCH_RETURN_IF_ERROR(ForEachCodeRow(files[1], add_plus));
  if (count != result.problems.size()) {
    return InvalidInput(fmt::format("{} has {} rows for {} problems", files[1].name, count,
                                    result.problems.size()));
  }
  const size_t dropped = std::erase_if(
      result.problems, [](const CodeProblem& problem) { return problem.tests.empty(); });
  if (dropped > 0) result.skipped["no_tests"] += dropped;
  return result;
}

}  // namespace rbench
