#include <string>

#include <gtest/gtest.h>

#include "base/files.h"
#include "base/json.h"
#include "tasks/checker.h"

// tests/tasks/cases/answers.jsonl: one verdict a line, from completion to outcome.

namespace rbench {
namespace {

std::string AnswerOf(const Json& row) {
  std::string answer = row.at("answer").get<std::string>();
  if (!row.contains("answer_repeat")) return answer;
  const std::string piece = row["answer_repeat"][0].get<std::string>();
  const int times = row["answer_repeat"][1].get<int>();
  for (int i = 0; i < times; ++i) answer += piece;
  return answer;
}

void CheckCase(const Json& row) {
  CheckerSpec spec;
  spec.kind = row.at("checker").get<std::string>();
  if (row.contains("options")) spec.options = row["options"];
  auto checker = MakeChecker(spec);
  ASSERT_TRUE(checker) << checker.error().message;
  Problem problem;
  problem.gold = row.at("gold").get<std::string>();
  if (row.contains("choices")) problem.options = row["choices"].get<std::vector<std::string>>();
  const Status gold = (*checker)->ValidateGold(problem);
  EXPECT_TRUE(gold) << gold.error().message;
  const std::string answer = AnswerOf(row);
  GradeInput input;
  input.completion = answer;
  input.prompt_opens_think = row.value("prompt_opens_think", false);
  input.mode = GradeModeFromName(row.at("mode").get<std::string>()).value();
  const Verdict verdict = (*checker)->Grade(problem, input);
  EXPECT_EQ(OutcomeName(verdict.outcome), row.at("want").get<std::string>())
      << "extracted \"" << verdict.extracted.substr(0, 200) << "\" reason " << verdict.reason;
  EXPECT_EQ(verdict.rule, row.value("rule", verdict.rule));
  EXPECT_EQ(verdict.reason, row.value("reason", verdict.reason));
  EXPECT_EQ(verdict.score, verdict.outcome == Outcome::kCorrect ? 1.0 : 0.0);
  EXPECT_FALSE(verdict.reason.empty());
  EXPECT_EQ(verdict.grader, (*checker)->identity());
  if (verdict.span) {
    EXPECT_EQ(answer.substr(verdict.span->first, verdict.span->second - verdict.span->first),
              verdict.extracted);
  }
}

TEST(AnswerCases, EveryLineGetsTheVerdictItStates) {
  const auto text = ReadFile("tests/tasks/cases/answers.jsonl");
  ASSERT_TRUE(text) << text.error().message;
  int line = 0;
  size_t position = 0;
  while (position < text->size()) {
    const size_t end = text->find('\n', position);
    const auto row = ParseJson(std::string_view(*text).substr(position, end - position));
    position = end + 1;
    ++line;
    ASSERT_TRUE(row) << "line " << line;
    SCOPED_TRACE("line " + std::to_string(line) + ": " + DumpJson(*row).substr(0, 300));
    CheckCase(*row);
  }
  EXPECT_GE(line, 150);
}

}  // namespace
}  // namespace rbench
