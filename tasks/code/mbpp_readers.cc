#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "tasks/code/code_readers.h"
#include "tasks/code/code_rows.h"
#include "tasks/code/evalplus_inputs.h"
#include "tasks/code/python_assert.h"
#include "tasks/code/python_statements.h"

// MBPP (Austin et al. 2021), its sanitized half, and MBPP+ (EvalPlus).

namespace rbench {
namespace {

std::string WithoutCarriageReturns(std::string text) {
  std::erase(text, '\r');
  return text;
}

// Names that the source defines with `def` at the outermost level.
std::vector<std::string> DefinedFunctions(std::string_view source) {
  std::vector<std::string> names;
  const Result<std::vector<PythonStatement>> statements = SplitPythonStatements(source);
  if (!statements) return names;
  for (const PythonStatement& statement : *statements) {
    if (statement.indent != 0 || PythonNameAt(statement.text, 0) != "def") continue;
    const size_t at = SkipPythonSpace(statement.text, 3);
    names.emplace_back(PythonNameAt(statement.text, at));
  }
  return names;
}

// The function under test: the first name of a call in the assert that the reference defines.
std::string FunctionUnderTest(std::string_view assert_source, std::string_view reference) {
  const std::vector<std::string> defined = DefinedFunctions(reference);
  for (size_t at = 0; at < assert_source.size();) {
    const std::string_view name = PythonNameAt(assert_source, at);
    if (name.empty()) {
      ++at;
      continue;
    }
    at += name.size();
    if (assert_source.substr(SkipPythonSpace(assert_source, at), 1) != "(") continue;
    if (std::find(defined.begin(), defined.end(), name) != defined.end()) return std::string(name);
  }
  return {};
}

std::string Joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    if (line.empty()) continue;
    text += line;
    text += '\n';
  }
  return text;
}

// `setup` goes before every assert that runs in process.
void AddAsserts(const std::vector<std::string>& asserts, const std::string& setup,
                CodeProblem& problem) {
  problem.check_source = setup + Joined(asserts);
  for (const std::string& source : asserts) {
    CodeTest test;
    Result<AssertCall> call = ParseAssert(source);
    if (call && call->callee == problem.entry_point) {
      test.kind = CodeTestKind::kCall;
      test.arguments = std::move(call->arguments);
      test.relation = call->relation;
      test.expected = std::move(call->expected);
    } else {
      test.kind = CodeTestKind::kAssert;
      test.assert_source = setup + source + "\n";
    }
    problem.tests.push_back(std::move(test));
  }
}

// A docstring with the statement and one test: bigcode-evaluation-harness, tasks/mbpp.py.
std::string CompletionPrompt(const std::string& question, const std::string& test) {
  return fmt::format("\"\"\"\n{}\n{}\n\"\"\"\n", question, test);
}

struct Fields {
  std::string_view question;
  std::string_view setup;  // a text, or a list of texts
};

Result<std::string> ReadSetup(const CodeRow& row, std::string_view key) {
  const Value* value = row.Find(key);
  if (value == nullptr || value->kind() != ValueKind::kList) {
    RBENCH_ASSIGN_OR_RETURN(std::string text, row.TextOr(key, ""));
    text = WithoutCarriageReturns(std::move(text));
    return text.empty() ? text : text + "\n";
  }
  RBENCH_ASSIGN_OR_RETURN(const std::vector<std::string> lines, row.Texts(key));
  return WithoutCarriageReturns(Joined(lines));
}

Result<CodeProblem> ReadProblem(const CodeRow& row, const Fields& fields) {
  CodeProblem problem;
  RBENCH_ASSIGN_OR_RETURN(problem.id, row.IdText("task_id"));
  problem.aliases.push_back("Mbpp/" + problem.id);
  RBENCH_ASSIGN_OR_RETURN(std::string question, row.Text(fields.question));
  problem.question = WithoutCarriageReturns(std::move(question));
  RBENCH_ASSIGN_OR_RETURN(std::string code, row.Text("code"));
  problem.reference = WithoutCarriageReturns(std::move(code));
  RBENCH_ASSIGN_OR_RETURN(std::vector<std::string> asserts, row.Texts("test_list"));
  for (std::string& source : asserts) source = WithoutCarriageReturns(std::move(source));
  RBENCH_ASSIGN_OR_RETURN(const std::string setup, ReadSetup(row, fields.setup));
  if (asserts.empty()) return problem;
  problem.entry_point = FunctionUnderTest(asserts[0], problem.reference);
  if (problem.entry_point.empty()) {
    return InvalidInput("the first test calls no function of the reference code");
  }
  problem.prompt = CompletionPrompt(problem.question, asserts[0]);
  problem.faithful_rule = "python";
  problem.strict_rule = "python";
  AddAsserts(asserts, setup, problem);
  return problem;
}

int TaskNumber(std::string_view id) {
  if (const size_t slash = id.rfind('/'); slash != std::string_view::npos) {
    id.remove_prefix(slash + 1);
  }
  int number = -1;
  const auto read = std::from_chars(id.data(), id.data() + id.size(), number);
  return read.ec == std::errc() && read.ptr == id.data() + id.size() ? number : -1;
}

bool InTestSplit(int task) {
  constexpr int kFirst = 11;
  constexpr int kLast = 510;
  return task >= kFirst && task <= kLast;
}

Result<CodeProblems> ReadRows(const std::vector<CodeFile>& files, const CodeReaderOptions& options,
                              Result<CodeProblem> (*read)(const CodeRow& row)) {
  return CollectProblems(files, [&](const CodeRow& row, std::string& skip) -> Result<CodeProblem> {
    RBENCH_ASSIGN_OR_RETURN(CodeProblem problem, read(row));
    if (options.test_split_only && !InTestSplit(TaskNumber(problem.id))) {
      skip = "not_in_split";
    }
    return problem;
  });
}

Status AddPlusInputs(const CodeRow& row, std::string_view key, int task, bool is_public,
                     CodeProblem& problem) {
  const Value* inputs = row.Find(key);
  if (inputs == nullptr) return InvalidInput(fmt::format("the field \"{}\" is missing", key));
  RBENCH_ASSIGN_OR_RETURN(auto lists, MbppPlusArguments(task, *inputs));
  for (std::vector<Value>& arguments : lists) {
    CodeTest test;
    test.kind = CodeTestKind::kCall;
    test.arguments.positional = std::move(arguments);
    test.is_public = is_public;
    problem.tests.push_back(std::move(test));
  }
  return {};
}

// The docstring with the first published assert as its last line, as EvalPlus's later releases have
// it: the docstring alone does not name the function.
std::string PlusPrompt(std::string_view docstring, std::string_view assertion) {
  const size_t start = std::min(assertion.find("assert "), assertion.size());
  const std::string_view test = assertion.substr(start, assertion.find('\n', start) - start);
  const size_t close = std::min(docstring.rfind("'''"), docstring.size());
  return fmt::format("{}{}\n{}\n", docstring.substr(0, close), test, docstring.substr(close));
}

Result<CodeProblem> ReadPlusProblem(const CodeRow& row) {
  CodeProblem problem;
  RBENCH_ASSIGN_OR_RETURN(problem.id, row.Text("task_id"));
  const int task = TaskNumber(problem.id);
  if (task < 0) return InvalidInput("task_id is not like Mbpp/2");
  problem.aliases.push_back(std::to_string(task));
  RBENCH_ASSIGN_OR_RETURN(const std::string docstring, row.Text("prompt"));
  RBENCH_ASSIGN_OR_RETURN(const std::string assertion, row.Text("assertion"));
  problem.prompt = PlusPrompt(docstring, assertion);
  problem.question = problem.prompt;
  RBENCH_ASSIGN_OR_RETURN(problem.entry_point, row.Text("entry_point"));
  RBENCH_ASSIGN_OR_RETURN(problem.reference, row.Text("canonical_solution"));
  RBENCH_ASSIGN_OR_RETURN(problem.atol, row.Number("atol"));
  SetEvalPlusRules(EvalPlusDataset::kMbpp, problem);
  RBENCH_RETURN_IF_ERROR(AddPlusInputs(row, "base_input", task, true, problem));
  RBENCH_RETURN_IF_ERROR(AddPlusInputs(row, "plus_input", task, false, problem));
  return problem;
}

Result<CodeProblem> ReadFullProblem(const CodeRow& row) {
  return ReadProblem(row, {.question = "text", .setup = "test_setup_code"});
}

Result<CodeProblem> ReadSanitizedProblem(const CodeRow& row) {
  return ReadProblem(row, {.question = "prompt", .setup = "test_imports"});
}

}  // namespace

Result<CodeProblems> ReadMbpp(const std::vector<CodeFile>& files,
                              const CodeReaderOptions& options) {
  return ReadRows(files, options, &ReadFullProblem);
}

Result<CodeProblems> ReadMbppSanitized(const std::vector<CodeFile>& files,
                                       const CodeReaderOptions& options) {
  return ReadRows(files, options, &ReadSanitizedProblem);
}

Result<CodeProblems> ReadMbppPlus(const std::vector<CodeFile>& files,
                                  const CodeReaderOptions& options) {
  return ReadRows(files, options, &ReadPlusProblem);
}

}  // namespace rbench
