// Every answer of tests/sandbox/attacks.tsv gets a verdict that its row allows, in both modes, from
// the grader that evaluation and training use. RBENCH_ATTACKS_ONLY=E05 runs the rows with that in
// their id or file.

#include <atomic>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "base/json.h"
#include "sandbox/sandbox.h"
#include "tasks/code/value_json.h"
#include "tasks/program_grading.h"

namespace rbench {
namespace {

const std::string kFolder = "tests/sandbox/";
const std::string kAnswers = kFolder + "attacks/";

std::vector<std::string> Split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::stringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

std::string Read(const std::string& path) {
  auto text = ReadFile(path);
  EXPECT_TRUE(text) << text.error().message;
  return text ? *text : "";
}

struct Row {
  std::string id, file, kind, problem, strict, faithful;
};

std::vector<Row> ReadTable() {
  std::vector<Row> rows;
  for (const std::string& line : Split(Read(kFolder + "attacks.tsv"), '\n')) {
    const std::vector<std::string> cells = Split(line, '\t');
    EXPECT_EQ(cells.size(), 7u) << line;
    if (cells.size() != 7 || cells[0] == "id") continue;
    rows.push_back(
        {cells[0], cells[1], cells[2], cells[3], cells[4], cells[5] == "=" ? cells[4] : cells[5]});
  }
  return rows;
}

// A function and its check, through the reader of the layout that publishes such: HumanEval's where
// there is a check function, else MBPP's list of asserts.
CodeProblem AssertProblem(const std::string& name, const Json& row) {
  const std::string check = row["check"];
  const bool function = check.rfind("def check", 0) == 0;
  const std::string reference = Read(kAnswers + "right_" + name + ".py");
  Json published = function ? Json{{"task_id", name},
                                   {"prompt", row["prompt"]},
                                   {"entry_point", row["entry_point"]},
                                   {"canonical_solution", reference},
                                   {"test", check}}
                            : Json{{"task_id", name},
                                   {"text", row["question"]},
                                   {"code", reference},
                                   {"test_list", Split(check, '\n')}};
  const std::string line = DumpJson(published);
  auto read = ReadCodeProblems(function ? "humaneval" : "mbpp", {{name, line}});
  EXPECT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->problems.size(), 1u) << name;
  return read->problems.at(0);
}

CodeTest OneTest(const std::string& kind, const Json& row) {
  CodeTest test;
  if (kind == "stdin") {
    test.input = row["input"];
    if (!row["expected"].is_null()) test.expected_text = row["expected"];
    return test;
  }
  test.kind = CodeTestKind::kCall;
  for (const std::string& line : Split(row["input"], '\n')) {
    test.arguments.positional.push_back(*ReadJsonValue(line));
  }
  test.expected = *ReadJsonValue(std::string(row["expected"]));
  return test;
}

std::map<std::string, CodeProblem> ReadProblems() {
  std::map<std::string, CodeProblem> problems;
  const auto read = ReadJsonFile(kAnswers + "problems.json");
  EXPECT_TRUE(read) << read.error().message;
  for (const auto& [name, row] : read->items()) {
    const std::string kind = row["kind"];
    if (kind == "assert") {
      problems[name] = AssertProblem(name, row);
      continue;
    }
    CodeProblem& problem = problems[name];
    problem.id = name;
    problem.question = row["question"];
    problem.class_name = row.value("class_name", "");
    problem.entry_point = row.value("entry_point", "");
    problem.faithful_rule = "livecodebench";
    problem.strict_rule = kind == "stdin" ? "fair" : "strict";
    for (const Json& test : row["tests"]) problem.tests.push_back(OneTest(kind, test));
    if (row.contains("checker")) {
      problem.checker_source = Read(kAnswers + std::string(row["checker"]));
    }
  }
  return problems;
}

TEST(Attacks, EveryAnswerGetsAVerdictThatItsRowAllows) {
  const std::vector<Row> rows = ReadTable();
  ASSERT_GE(rows.size(), 191u) << "the table is not there";
  const std::map<std::string, CodeProblem> problems = ReadProblems();
  SandboxOptions options;
  options.helpers = RBENCH_HELPERS;
  options.slots = 2;
  auto sandbox = Sandbox::Start(options);
  ASSERT_TRUE(sandbox) << sandbox.error().message;
  const char* only = std::getenv("RBENCH_ATTACKS_ONLY");

  struct Case {
    const Row* row;
    ProgramMode mode;
    std::string found;
    std::string reason;
  };
  std::vector<Case> cases;
  for (const Row& row : rows) {
    if (only != nullptr && (row.id + row.file).find(only) == std::string::npos) continue;
    ASSERT_TRUE(problems.contains(row.problem)) << row.problem;
    cases.push_back({&row, ProgramMode::kStrict, "", ""});
    cases.push_back({&row, ProgramMode::kFaithful, "", ""});
  }
  std::atomic<size_t> next = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < options.slots; ++t) {
    threads.emplace_back([&] {
      for (size_t i = next++; i < cases.size(); i = next++) {
        Case& one = cases[i];
        ProgramGrading grading;
        grading.mode = one.mode;
        grading.language = one.row->file.ends_with(".cc") ? Language::kCpp : Language::kPython;
        grading.cpu_s = 1;
        grading.checker_cpu_s = 1;
        const ProgramGrade grade = GradeProgram(**sandbox, problems.at(one.row->problem),
                                                Read(kAnswers + one.row->file), grading);
        one.found = grade.verdict + (grade.accepted() && grade.weak ? "+weak" : "");
        one.reason = grade.reason;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  std::map<std::string, int> verdicts;
  for (const Case& one : cases) {
    const bool strict = one.mode == ProgramMode::kStrict;
    const std::string& allowed = strict ? one.row->strict : one.row->faithful;
    const std::vector<std::string> words = Split(allowed, '|');
    EXPECT_TRUE(std::set<std::string>(words.begin(), words.end()).contains(one.found))
        << fmt::format("{} {} {}, {}: {} ({}), allowed {}", one.row->id, one.row->file,
                       one.row->problem, ProgramModeName(one.mode), one.found, one.reason, allowed);
    ++verdicts[std::string(strict ? "strict " : "faithful ") + one.found];
  }
  for (const auto& [verdict, count] : verdicts) fmt::print("{}: {}\n", verdict, count);
  EXPECT_EQ((*sandbox)->brokers_started(), 1);
}

}  // namespace
}  // namespace rbench
