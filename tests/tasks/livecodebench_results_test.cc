// Published result files of LiveCodeBench against the faithful mode. A row is usable where it was
// graded false and the hidden test that it failed is known, or graded true and the public tests of
// its problem are here: 99 in a hundred must agree. Beside them, programs graded true pass the
// hidden tests that are known from other programs. What cannot agree stands with its reason in
// cases/livecodebench_results_exceptions.tsv.

#include <atomic>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "base/json.h"
#include "sandbox/sandbox.h"
#include "tasks/program_grading.h"
#include "tests/support/test_data.h"

namespace rbench {
namespace {

constexpr double kTimeLimit = 6;  // seconds a test, as upstream's alarm has it

const std::pair<const char*, const char*> kFiles[] = {
    {"o1-mini", "lcb_o1-mini_eval_all.subset.json.gz"},
    {"qwen2.5-7b-instruct-cot", "lcb_qwen2.5-7b-instruct-cot_eval_all.subset.json.gz"},
};

struct Case {
  std::string name;  // model, problem and "failed", "public" or "hidden", with tabs between
  CodeProblem problem;
  std::string code;
  bool right = false;
  std::string found;  // the verdict, where it is not as published
};

std::string Read(const std::string& path) {
  auto text = ReadFileMaybeGzip(path);
  EXPECT_TRUE(text) << text.error().message;
  return text ? *text : "";
}

bool IsCut(const std::string& text) { return text.find("...(truncated) ...") != std::string::npos; }

// A text, or a value as Python prints it.
std::string Text(const Json& json) { return json.is_string() ? std::string(json) : DumpJson(json); }

// "class Solution:\n    def buyChoco(self, ..." -> "buyChoco"
std::string FunctionOf(const std::string& starter_code) {
  const size_t solution = starter_code.rfind("class Solution");
  if (solution == std::string::npos) return "";
  const size_t begin = starter_code.find("def ", solution) + 4;
  return starter_code.substr(begin, starter_code.find('(', begin) - begin);
}

// A problem without tests, as the layout's reader would build it.
CodeProblem ProblemOf(const Json& row) {
  CodeProblem problem;
  problem.id = row["question_id"];
  problem.faithful_rule = "livecodebench";
  problem.starter_code = row["starter_code"];
  problem.entry_point = FunctionOf(problem.starter_code);
  problem.strict_rule = problem.entry_point.empty() ? "fair" : "strict";
  if (!problem.entry_point.empty()) problem.class_name = "Solution";
  return problem;
}

// A hidden test as a result file has it: arguments and results as Python prints them, a text that
// is a result without its quotes.
CodeTest HiddenTest(const CodeProblem& problem, const std::string& input,
                    const std::string& expected) {
  CodeTest test;
  if (problem.entry_point.empty()) {
    test.input = input;
    test.expected_text = expected;
    return test;
  }
  test.kind = CodeTestKind::kCall;
  LiteralOptions options;
  options.infinity_name = true;
  const bool text = problem.starter_code.find("-> str:") != std::string::npos;
  const auto arguments = ReadPythonLiteral(input, options);
  const auto result = text ? Result<Value>(Value::Str(expected)) : ReadPythonLiteral(expected);
  EXPECT_TRUE(arguments && result) << problem.id << ": " << input << " -> " << expected;
  if (!arguments || !result) return test;
  test.arguments.positional = arguments->items();
  test.expected = *result;
  return test;
}

std::map<std::string, CodeProblem> PublicProblems(const std::string& data) {
  const std::string path = data + "/livecodebench/code_generation_release_v1.subset.jsonl";
  const std::string text = Read(path);
  CodeReaderOptions options;
  options.public_tests_suffice = true;
  auto read = ReadCodeProblems("livecodebench", {{path, text}}, options);
  EXPECT_TRUE(read) << read.error().message;
  std::map<std::string, CodeProblem> problems;
  for (CodeProblem& problem : read->problems) problems[problem.id] = std::move(problem);
  return problems;
}

using HiddenTests = std::map<std::string, std::map<std::string, std::string>>;  // by problem, input

HiddenTests ObservedHiddenTests(const std::string& data) {
  HiddenTests tests;
  std::stringstream lines(Read(data + "/livecodebench/observed_hidden_tests.jsonl"));
  for (std::string line; std::getline(lines, line);) {
    const auto row = ParseJson(line);
    EXPECT_TRUE(row) << row.error().message;
    tests[(*row)["question_id"]][(*row)["input"]] = (*row)["expected"];
  }
  return tests;
}

struct Counts {
  size_t rows = 0;
  size_t failed = 0;  // graded false
  size_t failed_without_test = 0;
};

std::vector<Case> ReadCases(const std::string& data, Counts& counts) {
  const std::map<std::string, CodeProblem> public_problems = PublicProblems(data);
  const HiddenTests hidden = ObservedHiddenTests(data);
  std::vector<Case> cases;
  for (const auto& [model, file] : kFiles) {
    const auto rows = ParseJson(Read(data + "/model_outputs_code/" + file));
    EXPECT_TRUE(rows) << rows.error().message;
    for (const Json& row : *rows) {
      ++counts.rows;
      const std::string id = row["question_id"];
      Case one;
      one.code = row["code_list"][0];
      one.right = row["graded_list"][0];
      const auto add = [&, model = model](const char* what, CodeProblem problem) {
        one.name = fmt::format("{}\t{}\t{}", model, id, what);
        one.problem = std::move(problem);
        cases.push_back(one);
      };
      if (!one.right) {
        ++counts.failed;
        const auto failure = ParseJson(std::string(row["metadata"][0]));
        EXPECT_TRUE(failure) << id;
        const bool known = failure->contains("inputs") && !IsCut(Text((*failure)["inputs"])) &&
                           !IsCut(Text((*failure)["expected"]));
        if (!known) {
          ++counts.failed_without_test;
          continue;
        }
        CodeProblem problem = ProblemOf(row);
        problem.tests.push_back(
            HiddenTest(problem, Text((*failure)["inputs"]), Text((*failure)["expected"])));
        add("failed", std::move(problem));
        continue;
      }
      const auto shown = public_problems.find(id);
      if (shown != public_problems.end()) add("public", shown->second);
      const auto seen = hidden.find(id);
      if (seen == hidden.end()) continue;
      CodeProblem problem = ProblemOf(row);
      for (const auto& [input, expected] : seen->second) {
        problem.tests.push_back(HiddenTest(problem, input, expected));
      }
      add("hidden", std::move(problem));
    }
  }
  return cases;
}

std::map<std::string, std::string> Exceptions() {
  std::map<std::string, std::string> reasons;
  std::stringstream lines(Read("tests/tasks/cases/livecodebench_results_exceptions.tsv"));
  std::string line;
  std::getline(lines, line);  // the header
  while (std::getline(lines, line)) {
    const size_t tab = line.rfind('\t');
    reasons[line.substr(0, tab)] = line.substr(tab + 1);
  }
  return reasons;
}

void Judge(Sandbox& sandbox, std::vector<Case>& cases) {
  std::atomic<size_t> next = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&] {
      for (size_t i = next++; i < cases.size(); i = next++) {
        Case& one = cases[i];
        ProgramGrading grading;
        grading.mode = ProgramMode::kFaithful;
        grading.cpu_s = kTimeLimit;
        const ProgramGrade grade = GradeProgram(sandbox, one.problem, one.code, grading);
        if (grade.accepted() != one.right || grade.verdict == "IE") {
          one.found = fmt::format("{} {}", grade.verdict, grade.reason.substr(0, 200));
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(LiveCodeBenchResults, PublishedVerdictsAreReproduced) {
  const std::string data = TestDataDirectory();
  RBENCH_REQUIRE_TEST_DATA(data);
  Counts counts;
  std::vector<Case> cases = ReadCases(data, counts);
  EXPECT_EQ(counts.rows, 930u);
  EXPECT_EQ(counts.failed, 511u);
  SandboxOptions options;
  options.helpers = RBENCH_HELPERS;
  auto sandbox = Sandbox::Start(options);
  ASSERT_TRUE(sandbox) << sandbox.error().message;
  Judge(**sandbox, cases);

  const std::map<std::string, std::string> exceptions = Exceptions();
  std::map<std::string, std::pair<size_t, size_t>> agreement;  // by kind: agree, of
  for (const Case& one : cases) {
    auto& [same, all] = agreement[one.name.substr(one.name.rfind('\t') + 1)];
    ++all;
    same += one.found.empty();
    EXPECT_TRUE(one.found.empty() || exceptions.contains(one.name))
        << one.name << "\t" << one.found;
    EXPECT_FALSE(one.found.starts_with("IE")) << one.name << "\t" << one.found;
  }
  fmt::print("rows {}, graded false {}, of which {} without a whole failing test\n", counts.rows,
             counts.failed, counts.failed_without_test);
  for (const auto& [kind, count] : agreement) {
    fmt::print("{}: {} of {} agree\n", kind, count.first, count.second);
  }
  const size_t usable = agreement["failed"].second + agreement["public"].second;
  const size_t agree = agreement["failed"].first + agreement["public"].first;
  fmt::print("usable {}, agree {} ({:.2f} %), listed exceptions {} (of hidden tests too)\n", usable,
             agree, 100 * static_cast<double>(agree) / static_cast<double>(usable),
             exceptions.size());
  EXPECT_EQ(usable, 667u);
  EXPECT_GE(100 * agree, 99 * usable);
}

}  // namespace
}  // namespace rbench
