#include "tasks/code/code_extraction.h"

#include <string>

#include <gtest/gtest.h>

#include "base/files.h"
#include "base/json.h"
#include "tests/support/case_lines.h"
#include "tests/support/test_data.h"

// tests/tasks/code/cases/code_extraction.jsonl: one completion a line. `want` is the program, empty
// where there is none.

namespace rbench {
namespace {

void CheckCase(const Json& row) {
  const auto rule = CodeRuleFromName(row.at("rule").get<std::string>());
  ASSERT_TRUE(rule) << rule.error().message;
  const std::string text = row.at("text").get<std::string>();
  const std::string prompt = row.value("prompt", "");
  const std::string entry_point = row.value("entry_point", "");
  const std::string language = row.value("language", "python");
  CodeExtractionInput input;
  input.completion = text;
  input.prompt = prompt;
  input.entry_point = entry_point;
  input.language = language;
  input.prompt_opens_think = row.value("prompt_opens_think", false);
  const CodeExtraction extraction = ExtractCode(*rule, input);
  const std::string want = row.at("want").get<std::string>();
  EXPECT_EQ(extraction.code, want);
  EXPECT_EQ(extraction.found, !row.contains("reason")) << extraction.reason;
  EXPECT_EQ(extraction.reason, row.value("reason", ""));
  EXPECT_EQ(extraction.rule, row.value("won", extraction.rule));
  EXPECT_FALSE(extraction.rule.empty());
  ASSERT_EQ(extraction.span.has_value(), extraction.found);
  if (!extraction.found) return;
  // What was taken out of the completion is the end of the program.
  const auto [begin, end] = *extraction.span;
  ASSERT_LE(begin, end);
  ASSERT_LE(end, text.size());
  EXPECT_TRUE(extraction.code.ends_with(text.substr(begin, end - begin)));
}

TEST(CodeExtraction, EveryLineGetsTheProgramItStates) {
  EXPECT_GE(ForEachCaseLine("tests/tasks/code/cases/code_extraction.jsonl", CheckCase), 45);
}

// The official result files hold raw outputs and the code that lcb_runner took out of them.
void CheckOfficialFile(const std::string& name, size_t problems) {
  const auto bytes =
      ReadFileMaybeGzip(TestDataDirectory() + "/model_outputs_code/" + name + ".subset.json.gz");
  ASSERT_TRUE(bytes) << bytes.error().message;
  const auto rows = ParseJson(*bytes);
  ASSERT_TRUE(rows) << rows.error().message;
  ASSERT_EQ(rows->size(), problems);
  for (const Json& row : *rows) {
    for (size_t i = 0; i < row.at("output_list").size(); ++i) {
      const std::string text = row["output_list"][i].get<std::string>();
      CodeExtractionInput input;
      input.completion = text;
      const CodeExtraction extraction = ExtractCode(CodeRule::kLiveCodeBench, input);
      const std::string want = row.at("code_list")[i].get<std::string>();
      const bool blank = want.find_first_not_of(" \t\r\n") == std::string::npos;
      EXPECT_EQ(extraction.code, blank ? "" : want) << row.at("question_id");
    }
  }
}

TEST(CodeExtraction, LiveCodeBenchsOwnExtractions) {
  RBENCH_REQUIRE_TEST_DATA(TestDataDirectory());
  CheckOfficialFile("lcb_o1-mini_eval_all", 421);
  CheckOfficialFile("lcb_qwen2.5-7b-instruct-cot_eval_all", 509);
}

TEST(CodeExtraction, StopWordsAreTheHarnesses) {
  const std::string completion = "    return 1\n@decorator\nassert f()\n\"\"\"";
  CodeExtractionInput input;
  input.completion = completion;
  EXPECT_EQ(ExtractCode(CodeRule::kCompletion, input).code, completion);
  input.stop_words = BigCodeStopWords();
  EXPECT_EQ(ExtractCode(CodeRule::kCompletion, input).code, "    return 1");
  input.stop_words = MbppStopWords();
  EXPECT_EQ(ExtractCode(CodeRule::kCompletion, input).code, "    return 1\n@decorator");
}

TEST(CodeExtraction, NamesRoundTrip) {
  for (const CodeRule rule :
       {CodeRule::kLiveCodeBench, CodeRule::kLiveCodeBenchBase, CodeRule::kBlock,
        CodeRule::kCompletion, CodeRule::kChat, CodeRule::kWhole}) {
    EXPECT_EQ(CodeRuleFromName(CodeRuleName(rule)).value(), rule);
  }
  EXPECT_NE(CodeRuleFromName("lbc").error().message.find("known: lcb,"), std::string::npos);
}

TEST(CodeExtraction, LongTextsAreLinear) {
  std::string fences;
  std::string opened;
  for (int i = 0; i < 300'000; ++i) {
    fences += "```python\nx\n```\n";
    opened += "```python\n";
  }
  const std::string quotes(4'000'000, '`');
  std::string definitions;
  for (int i = 0; i < 300'000; ++i) definitions += "def g(x):\n";
  for (const std::string& text : {fences, opened, quotes, definitions}) {
    CodeExtractionInput input;
    input.completion = text;
    input.entry_point = "f";
    input.prompt = definitions;
    for (const CodeRule rule :
         {CodeRule::kLiveCodeBench, CodeRule::kBlock, CodeRule::kCompletion, CodeRule::kChat}) {
      ExtractCode(rule, input);
    }
  }
}

}  // namespace
}  // namespace rbench
