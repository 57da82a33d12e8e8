#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tasks/code/code_problem.h"
#include "tasks/code/python_repr.h"
#include "tests/tasks/code/test_arguments.h"

// The readers on rows that stand here; published files are read in published_code_readers_test.cc.

namespace rbench {
namespace {

Result<CodeProblems> ReadText(std::string_view layout, std::string_view text,
                              const CodeReaderOptions& options = {}) {
  return ReadCodeProblems(layout, {{"rows.jsonl", text}}, options);
}

constexpr std::string_view kLcbRow =
    R"({"question_id": "1", "question_title": "t", "question_content": "q", "platform": "leetcode",)"
    R"( "contest_date": "2024-01-02T00:00:00", "difficulty": "easy", "starter_code": "",)"
    R"( "metadata": "{\"func_name\": \"f\"}", "private_test_cases": "[]", "public_test_cases":)"
    R"( "[{\"input\": \"[1, 2]\\n3\", \"output\": \"[true, 1e2]\", \"testtype\": \"functional\"}]"})";

TEST(CodeReaders, LiveCodeBenchFunctional) {
  const auto set = ReadText("livecodebench", kLcbRow);
  ASSERT_TRUE(set) << set.error().message;
  ASSERT_EQ(set->problems.size(), 1u);
  const CodeProblem& problem = set->problems[0];
  EXPECT_EQ(problem.entry_point, "f");
  EXPECT_EQ(problem.class_name, "Solution");
  EXPECT_EQ(Arguments(problem.tests.at(0)), "[1, 2]; 3; ");
  EXPECT_EQ(PythonRepr(*problem.tests[0].expected), "[True, 100.0]");
}

TEST(CodeReaders, DatesAreInclusive) {
  const auto count = [](std::string start, std::string end) {
    CodeReaderOptions options;
    options.start_date = std::move(start);
    options.end_date = std::move(end);
    const auto set = ReadText("livecodebench", kLcbRow, options);
    return set ? static_cast<int>(set->problems.size()) : -1;
  };
  EXPECT_EQ(count("2024-01-02", "2024-01-02"), 1);
  EXPECT_EQ(count("2024-01-03", ""), 0);
  EXPECT_EQ(count("", "2024-01-01"), 0);
  EXPECT_EQ(count("2024-1-2", ""), -1);
  EXPECT_EQ(count("", "January"), -1);
}

TEST(CodeReaders, ErrorsNameFileAndLine) {
  const std::string two = std::string(kLcbRow) + "\n\n{\"question_id\": 2}\n";
  EXPECT_EQ(ReadText("livecodebench", two).error().message,
            "rows.jsonl:3: the field \"question_title\" is missing");
  EXPECT_EQ(ReadText("livecodebench", "\n[1]x").error().message,
            "rows.jsonl:2: the row is not a JSON object");
  EXPECT_TRUE(
      ReadText("livecodebench", "{\"a\": 1}\n{").error().message.starts_with("rows.jsonl:1"));
  EXPECT_EQ(ReadText("code_contests",
                     "[\n{\"problem\": \"p\", \"tests\": {\"inputs\": [\"1\"], \"outputs\": []}}]")
                .error()
                .message,
            "rows.jsonl:2: 1 inputs and 0 outputs");
  for (const char* text : {"[", "[{}", "[{},]", "[] []", "\xFF", "[1]", "null", "{}", "[{}]"}) {
    const auto set = ReadText("code_contests", text);
    ASSERT_FALSE(set) << text;
    EXPECT_TRUE(set.error().message.starts_with("rows.jsonl")) << set.error().message;
  }
  EXPECT_TRUE(ReadText("code_contests", "[]")->problems.empty());
  EXPECT_TRUE(ReadText("code_contests", "\n\n")->problems.empty());
}

TEST(CodeReaders, BrokenTestsAreErrorsAndNoTestsAreSkipped) {
  const auto with = [](std::string_view from, std::string_view to) {
    std::string row(kLcbRow);
    row.replace(row.find(from), from.size(), to);
    return ReadText("livecodebench", row);
  };
  EXPECT_FALSE(with("\"[]\"", "\"not base64!\""));
  EXPECT_FALSE(with("\"[]\"", "null"));
  EXPECT_FALSE(with("[1, 2]\\\\n3", "[1, 2"));
  EXPECT_FALSE(with("[true, 1e2]", "True"));
  EXPECT_FALSE(with("2024-01-02T00:00:00", "yesterday"));
  EXPECT_FALSE(with("{\\\"func_name\\\": \\\"f\\\"}", "{\\\"func_name\\\": 1}"));
  std::string none(kLcbRow);
  const size_t at = none.find("\"[{");
  none.replace(at, none.size() - 1 - at, "\"[]\"");
  const auto set = ReadText("livecodebench", none);
  ASSERT_TRUE(set) << set.error().message;
  EXPECT_EQ(set->skipped.at("no_tests"), 1u);
  const auto contests =
      ReadText("code_contests", R"({"problem": "p", "tests": {"inputs": [], "outputs": []}})");
  ASSERT_TRUE(contests);
  EXPECT_EQ(contests->skipped.at("no_tests"), 1u);
  EXPECT_FALSE(ReadText("codeforces", R"({"problem": "p", "tests": [{"input": "1"}]})"));
  EXPECT_FALSE(
      ReadText("codeforces", R"({"problem": "p", "tests": [{"input": 1, "output": "1"}]})"));
}

TEST(CodeReaders, Apps) {
  const auto set = ReadText(
      "apps",
      R"({"problem_id": 7, "question": "a", "input_output": "{\"inputs\": [\"1\\n\"], \"outputs\": [\"2\\n\"]}"})"
      "\n"
      R"({"question": "b", "starter_code": "class Solution:\n  def f(self, x):", "input_output":)"
      R"( {"fn_name": "f", "inputs": [[[1, 2]], ["x"]], "outputs": [[3], {"a": 1}]}})"
      "\n"
      R"({"question": "c", "input_output": {"fn_name": "g", "inputs": ["[1]\n2"], "outputs": ["3"]}})"
      "\n"
      R"({"question": "d", "input_output": ""})"
      "\n"
      R"({"question": "e", "input_output": {"inputs": [["1", "2"]], "outputs": [["3"]]}})");
  ASSERT_TRUE(set) << set.error().message;
  ASSERT_EQ(set->problems.size(), 4u);
  EXPECT_EQ(set->skipped.at("no_tests"), 1u);
  EXPECT_EQ(set->problems[0].id, "7");
  EXPECT_EQ(set->problems[0].tests[0].input, "1\n");
  EXPECT_EQ(set->problems[1].class_name, "Solution");
  EXPECT_EQ(Arguments(set->problems[1].tests[0]), "[1, 2]; ");
  EXPECT_EQ(PythonRepr(*set->problems[1].tests[0].expected), "3");
  EXPECT_EQ(PythonRepr(*set->problems[1].tests[1].expected), "{'a': 1}");
  EXPECT_EQ(Arguments(set->problems[2].tests[0]), "[1]; 2; ");
  EXPECT_EQ(PythonRepr(*set->problems[2].tests[0].expected), "3");
  EXPECT_EQ(set->problems[3].tests[0].input, "1\n2");
}

TEST(CodeReaders, Layouts) {
  EXPECT_EQ(CodeLayouts().size(), 12u);
  EXPECT_NE(ReadText("humanevil", "").error().message.find("known: livecodebench, humaneval"),
            std::string::npos);
  EXPECT_FALSE(ReadText("humaneval_plus", ""));
  EXPECT_FALSE(ReadCodeProblems("humaneval", {}));
}

TEST(LiveCodeBenchFiles, Releases) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(LiveCodeBenchFiles("release_v1").value(), Names{"test.jsonl"});
  EXPECT_EQ(LiveCodeBenchFiles("release_v3").value(),
            (Names{"test.jsonl", "test2.jsonl", "test3.jsonl"}));
  EXPECT_EQ(LiveCodeBenchFiles("release_latest").value(), LiveCodeBenchFiles("v1_v6").value());
  EXPECT_EQ(LiveCodeBenchFiles("release_v6")->size(), 6u);
  EXPECT_EQ(LiveCodeBenchFiles("v1").value(), Names{"test.jsonl"});
  EXPECT_EQ(LiveCodeBenchFiles("v4_v5").value(), (Names{"test4.jsonl", "test5.jsonl"}));
  for (const char* name : {"", "v0", "v7", "release_v0", "release_v7", "release_", "v5_v4", "v1_",
                           "_v2", "v1_v2_v3", "v", "v11", "release_v1_v2"}) {
    EXPECT_FALSE(LiveCodeBenchFiles(name)) << name;
  }
}

}  // namespace
}  // namespace rbench
