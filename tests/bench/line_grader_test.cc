#include "bench/line_grader.h"

#include <string>

#include <gtest/gtest.h>

#include "bench/classify.h"
#include "bench/signature.h"
#include "tests/bench/bench_fixture.h"

namespace rbench {
namespace {

class LineGraderTest : public testing::Test {
 protected:
  Json Grade(LineGrader& grader, const std::string& line) {
    JsonLineParser parser;
    const auto view = parser.Parse(line);
    return view ? grader.Grade(*view, line) : LineGrader::LineError(view.error().message);
  }
  const Task task_ = MakeTask("tiny", 3);
};

TEST_F(LineGraderTest, TheSeam) {
  LineGrader grader({});
  const Json out =
      Grade(grader,
            R"({"id": [1, "x"], "gold": "1/2", "answer": "so \\boxed{0.5}", "checker": "number"})");
  EXPECT_EQ(DumpJson(out["id"]), R"([1,"x"])");
  EXPECT_EQ(out["outcome"], "correct");
  EXPECT_EQ(out["score"], 1.0);
  EXPECT_EQ(out["extracted"], "0.5");
  EXPECT_EQ(out["rule"], "boxed");
  for (const char* key : {"reason", "grader"}) EXPECT_TRUE(out.contains(key)) << key;
  EXPECT_FALSE(out.contains("error"));
}

TEST_F(LineGraderTest, ProblemsOfATaskByIdAndAlias) {
  LineGrader::Defaults defaults;
  defaults.task = &task_;
  LineGrader grader(defaults);
  EXPECT_EQ(Grade(grader, R"({"problem": "tiny/1", "answer": "\\boxed{2}"})")["outcome"],
            "correct");
  EXPECT_EQ(Grade(grader, R"({"id": ")" + task_.problems[2].id + R"(", "answer": "2"})")["outcome"],
            "wrong");
  EXPECT_EQ(Grade(grader, R"({"gold": 7, "answer": "7"})")["outcome"], "correct");
  EXPECT_TRUE(Grade(grader, R"({"problem": "tiny/9", "answer": "2"})").contains("error"));
  EXPECT_EQ(
      Grade(grader, R"({"problem": "tiny/1", "answer": "it is 2", "mode": "strict"})")["outcome"],
      "no_answer");
  EXPECT_EQ(Grade(grader, R"({"problem": "tiny/1", "answer": "2", "mode": "bare"})")["outcome"],
            "correct");
}

TEST_F(LineGraderTest, TestsInTheLine) {
  LineGrader grader({});
  const std::string tests = R"({"inputs": ["1"], "outputs": ["1"]})";
  // Without a sandbox there is no verdict, and so no score.
  const Json out = Grade(grader, R"({"id": 7, "checker": "program", "answer": "```python\nx\n```",)"
                                 R"( "gold": )" +
                                     tests + "}");
  EXPECT_EQ(out["outcome"], "ungraded");
  EXPECT_TRUE(out["score"].is_null());
  EXPECT_EQ(out["reason"], "IE");
  // What holds no program is wrong whatever runs programs.
  EXPECT_EQ(
      Grade(grader, R"({"checker": "program", "answer": "no", "gold": )" + tests + "}")["outcome"],
      "no_answer");
  for (const char* gold : {"{}", "\"42\"", "7", R"({"inputs": ["1"]})"}) {
    const Json bad = Grade(
        grader, std::string(R"({"checker": "program", "answer": "x", "gold": )") + gold + "}");
    EXPECT_TRUE(bad.contains("error")) << gold << " gave " << bad;
  }
}

TEST_F(LineGraderTest, BadLinesAreErrorsThatKeepTheId) {
  LineGrader grader({});
  const char* lines[] = {
      R"({"id": 7})",
      R"({"id": 7, "answer": "x"})",
      R"({"id": 7, "answer": 5, "gold": "5", "checker": "number"})",
      R"({"id": 7, "answer": "5", "checker": "number"})",
      R"({"id": 7, "answer": "5", "gold": [5], "checker": "number"})",
      R"({"id": 7, "answer": "5", "gold": "seven apples and", "checker": "number"})",
      R"({"id": 7, "answer": "5", "gold": "5", "checker": "nmber"})",
      R"({"id": 7, "answer": "5", "gold": "5", "checker": "number", "policy": {"tolerence": 1}})",
      R"({"id": 7, "answer": "5", "gold": "5", "checker": "number", "policy": "x"})",
      R"({"id": 7, "answer": "5", "gold": "5", "checker": "number", "mode": "kind"})",
      R"({"id": 7, "answer": "5", "gold": "5", "task": "tiny"})",
  };
  for (const char* line : lines) {
    const Json out = Grade(grader, line);
    EXPECT_TRUE(out.contains("error")) << line << " gave " << out;
    EXPECT_EQ(out["id"], 7) << line;
    EXPECT_FALSE(out.contains("outcome")) << line;
  }
  EXPECT_TRUE(Grade(grader, "[1]").contains("error"));
  EXPECT_TRUE(Grade(grader, "{").contains("error"));
}

GradedDraw Draw(int draw, const std::string& extracted, Outcome outcome) {
  GradedDraw result;
  result.id = {"tiny", "p", draw};
  result.outcome = outcome;
  result.extracted = extracted;
  return result;
}

TEST(ClassifyAnswers, EqualAnswersVoteTogether) {
  const Task task = MakeTask("tiny", 1);
  const std::vector<GradedDraw> draws = {
      Draw(0, "0.50", Outcome::kWrong),  Draw(1, "1", Outcome::kCorrect),
      Draw(2, "1/2", Outcome::kWrong),   Draw(3, "", Outcome::kNoAnswer),
      Draw(4, "1.0", Outcome::kCorrect), Draw(5, "8", Outcome::kWrong),
      Draw(6, "0.5", Outcome::kWrong),   Draw(7, "", Outcome::kUngraded),
  };
  const AnswerClasses classes = ClassifyAnswers(task, task.problems[0], draws);
  const std::vector<AnswerClass> expected = {
      {"1", true, {1, 4}}, {"8", false, {5}}, {"0.5", false, {0, 2, 6}}};
  EXPECT_EQ(classes.classes, expected);
  EXPECT_EQ(classes.unparsed, std::vector<int>{3});
  std::vector<GradedDraw> reversed(draws.rbegin(), draws.rend());
  EXPECT_EQ(ClassifyAnswers(task, task.problems[0], reversed), classes);
}

TEST(Signature, SeesVerdictsAndTokens) {
  const auto verdicts = ComputeSignature(nullptr);
  ASSERT_TRUE(verdicts) << verdicts.error().message;
  EXPECT_EQ(verdicts->hex.size(), 64u);
  EXPECT_TRUE(verdicts->tokens.empty());
  const auto with = [](const std::string& text, int threads) {
    ScriptedEngine engine(
        [text](const GenerateRequest& r) { return ScriptedAnswer{text + std::to_string(r.draw)}; },
        {.threads = threads, .token_arrays = true});
    return *ComputeSignature(&engine);
  };
  EXPECT_EQ(with("a", 0).hex, with("a", 3).hex);
  EXPECT_EQ(with("a", 0).verdicts, verdicts->verdicts);
  EXPECT_NE(with("a", 0).hex, with("b", 0).hex);
  EXPECT_EQ(with("a", 0).num_tokens, 15 * 2);
  ScriptedEngine broken([](const GenerateRequest&) {
    return ScriptedAnswer{"", FinishReason::kError};
  });
  EXPECT_FALSE(ComputeSignature(&broken));
}

}  // namespace
}  // namespace rbench
