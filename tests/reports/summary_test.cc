#include "reports/summary.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/philox.h"
#include "reports/render_markdown.h"
#include "reports/render_terminal.h"
#include "reports/table.h"

namespace rbench {
namespace {

GradedDraw Draw(const std::string& problem, int draw, Outcome outcome,
                FinishReason reason = FinishReason::kStop, int tokens = 10) {
  GradedDraw result;
  result.id = {"t", problem, draw};
  result.outcome = outcome;
  result.score = outcome == Outcome::kCorrect ? 1 : 0;
  result.finish_reason = reason;
  result.usage = {5, tokens, tokens / 2};
  return result;
}

TEST(Summarize, AnExampleByHand) {
  const std::vector<GradedDraw> draws = {
      Draw("a", 0, Outcome::kCorrect),
      Draw("a", 1, Outcome::kCorrect),
      Draw("b", 0, Outcome::kCorrect, FinishReason::kLength),
      Draw("b", 1, Outcome::kNoAnswer, FinishReason::kLength, 30),
      Draw("c", 0, Outcome::kUndecided),
      Draw("c", 1, Outcome::kWrong, FinishReason::kContextFull),
      Draw("c", 2, Outcome::kUngraded),
      Draw("d", 0, Outcome::kUngraded),
  };
  const TaskSummary summary = Summarize("t", draws, {});
  EXPECT_EQ(summary.problems, 3);
  EXPECT_EQ(summary.excluded_problems, 1);
  EXPECT_EQ(summary.draws_min, 2);
  EXPECT_EQ(summary.draws_max, 2);
  EXPECT_EQ(summary.graded_draws, 6);
  EXPECT_EQ(summary.counts.ungraded, 2);
  EXPECT_EQ(summary.counts.undecided, 1);
  EXPECT_DOUBLE_EQ(*summary.score, 0.5);  // (1 + 1/2 + 0) / 3
  ASSERT_EQ(summary.pass_at_k.size(), 1u);
  EXPECT_EQ(summary.pass_at_k[0].k, 2);
  EXPECT_DOUBLE_EQ(summary.pass_at_k[0].value, 2.0 / 3);
  EXPECT_DOUBLE_EQ(summary.pass_hat_k[0].value, 1.0 / 3);
  EXPECT_TRUE(summary.majority_at_k.empty());
  EXPECT_EQ(summary.truncated, 3);
  EXPECT_DOUBLE_EQ(*summary.completed_score, 2.0 / 3);
  EXPECT_DOUBLE_EQ(summary.truncation_bounds->low, 0.5);
  EXPECT_DOUBLE_EQ(summary.truncation_bounds->high, (1 + 1 + 0.5) / 3);
  EXPECT_DOUBLE_EQ(summary.mean_completion_tokens, 80.0 / 6);
  EXPECT_EQ(summary.completion_tokens, 100);
}

TEST(Summarize, NothingGradedHasNoScore) {
  EXPECT_FALSE(Summarize("t", {}, {}).score);
  const std::vector<GradedDraw> draws = {Draw("a", 0, Outcome::kUngraded)};
  const TaskSummary summary = Summarize("t", draws, {});
  EXPECT_FALSE(summary.score);
  EXPECT_FALSE(summary.interval);
  EXPECT_EQ(summary.excluded_problems, 1);
  EXPECT_EQ(TaskSummaryToJson(summary)["pass@1"], Json());
}

// Everything again, by the plainest loops, on random logs in random order.
TEST(Summarize, EqualsAPlainRecount) {
  for (uint64_t seed = 0; seed < 100; ++seed) {
    SCOPED_TRACE(seed);
    PhiloxStream random(PhiloxKeyFor(seed, "summary"));
    std::vector<GradedDraw> draws;
    const int problems = static_cast<int>(random.NextInRange(1, 8));
    for (int p = 0; p < problems; ++p) {
      const int count = static_cast<int>(random.NextInRange(1, 6));
      for (int d = 0; d < count; ++d) {
        draws.push_back(Draw("p" + std::to_string(p), d, static_cast<Outcome>(random.NextBelow(5)),
                             static_cast<FinishReason>(random.NextBelow(5)),
                             static_cast<int>(random.NextBelow(100))));
      }
    }
    const TaskSummary summary = Summarize("t", draws, {});

    double score = 0, low = 0, high = 0, completed = 0;
    int n = 0, completed_n = 0;
    for (int p = 0; p < problems; ++p) {
      double sum = 0, sum_low = 0, sum_high = 0;
      int graded = 0;
      for (const GradedDraw& draw : draws) {
        if (draw.id.problem != "p" + std::to_string(p) || draw.outcome == Outcome::kUngraded)
          continue;
        ++graded;
        const bool right = draw.outcome == Outcome::kCorrect;
        const bool truncated = draw.finish_reason == FinishReason::kLength ||
                               draw.finish_reason == FinishReason::kContextFull;
        sum += right;
        sum_low += right;
        sum_high += right || truncated;
        completed += right && !truncated;
        completed_n += !truncated;
      }
      if (graded == 0) continue;
      ++n;
      score += sum / graded;
      low += sum_low / graded;
      high += sum_high / graded;
    }
    ASSERT_EQ(summary.problems, n);
    if (n == 0) continue;
    EXPECT_NEAR(*summary.score, score / n, 1e-12);
    EXPECT_NEAR(summary.truncation_bounds->low, low / n, 1e-12);
    EXPECT_NEAR(summary.truncation_bounds->high, high / n, 1e-12);
    EXPECT_LE(summary.interval->low, *summary.score);
    EXPECT_GE(summary.interval->high, *summary.score);
    ASSERT_EQ(summary.completed_score.has_value(), completed_n > 0);
    if (completed_n > 0) {
      EXPECT_NEAR(*summary.completed_score, completed / completed_n, 1e-12);
    }

    // The order of the log changes no byte.
    std::vector<GradedDraw> shuffled = draws;
    for (size_t i = shuffled.size(); i > 1; --i)
      std::swap(shuffled[i - 1], shuffled[random.NextBelow(i)]);
    EXPECT_EQ(DumpJson(TaskSummaryToJson(Summarize("t", shuffled, {}))),
              DumpJson(TaskSummaryToJson(summary)));
  }
}

TEST(Summarize, MajorityNeedsClassesOfTheSameDraws) {
  std::vector<GradedDraw> draws;
  for (int d = 0; d < 3; ++d)
    draws.push_back(Draw("a", d, d < 2 ? Outcome::kCorrect : Outcome::kWrong));
  AnswerClasses classes;
  classes.task = "t";
  classes.problem = "a";
  classes.classes = {{"1", true, {0, 1}}, {"2", false, {2}}};
  const TaskSummary summary = Summarize("t", draws, std::vector{classes});
  ASSERT_EQ(summary.majority_at_k.size(), 2u);
  EXPECT_NEAR(summary.majority_at_k[0].value, 2.0 / 3, 1e-12);  // k = 2: 1 of 3 pairs, and two ties
  EXPECT_EQ(summary.majority_at_k[1].k, 3);
  EXPECT_EQ(summary.majority_at_k[1].value, 1);
  classes.classes[1].draws.clear();  // made before the third draw
  EXPECT_TRUE(Summarize("t", draws, std::vector{classes}).majority_at_k.empty());
}

TEST(Summary, ProgramsAreCountedByTheirVerdicts) {
  std::vector<GradedDraw> draws;
  for (const char* reason : {"AC", "WA", "WA", "IE", "no_block"}) {
    draws.push_back(Draw("p" + std::to_string(draws.size()), 0, Outcome::kWrong));
    draws.back().reason = reason;
  }
  const Table table = SummaryTable(std::vector{Summarize("code", draws, {})});
  EXPECT_NE(
      std::find(table.notes.begin(), table.notes.end(),
                "code: programs ended AC 1, WA 2, TLE 0, IDLE 0, MLE 0, OLE 0, RE 0, CE 0, IE 1"),
      table.notes.end());
  draws.resize(1);
  draws[0].reason = "no_block";
  for (const std::string& note : SummaryTable(std::vector{Summarize("code", draws, {})}).notes)
    EXPECT_EQ(note.find("programs ended"), std::string::npos);
}

Table ExampleTable() {
  std::vector<GradedDraw> draws;
  for (int p = 0; p < 30; ++p) draws.push_back(Draw("p" + std::to_string(p), 0, Outcome::kCorrect));
  std::vector<GradedDraw> other = {Draw("a", 0, Outcome::kCorrect),
                                   Draw("a", 1, Outcome::kWrong, FinishReason::kLength),
                                   Draw("b", 0, Outcome::kNoAnswer),
                                   Draw("b", 1, Outcome::kUngraded), Draw("b", 2, Outcome::kWrong)};
  Table table = SummaryTable(
      std::vector{Summarize("aime|24", draws, {}), Summarize("arith:easy", other, {})});
  table.title = "a_model";
  return table;
}

// clang-format off
TEST(RenderTerminal, Golden) {
  EXPECT_EQ(RenderTerminal(ExampleTable()),
            R"(a_model
task        pass@1 %  95 % interval   n  k    pass@k %  truncated %   completed %     bounds %  no answer  undecided  ungraded  tokens/answer
aime|24        100.0     88.6–100.0  30  1           –          0.0  100.0 (n=30)  100.0–100.0          0          0         0           10.0
arith:easy      25.0       3.7–74.4   2  2  50.0 (k=2)         25.0    33.3 (n=3)    25.0–50.0          1          0         1           10.0
truncated = ended by the token limit or a full context; completed = score over the other answers; bounds = truncated and not correct counted all wrong ... all right
)");
}

TEST(RenderMarkdown, Golden) {
  EXPECT_EQ(RenderMarkdown(ExampleTable()),
            R"(# a\_model

| task | pass@1 % | 95 % interval | n | k | pass@k % | truncated % | completed % | bounds % | no answer | undecided | ungraded | tokens/answer |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
| aime\|24 | 100.0 | 88.6–100.0 | 30 | 1 | – | 0.0 | 100.0 (n=30) | 100.0–100.0 | 0 | 0 | 0 | 10.0 |
| arith:easy | 25.0 | 3.7–74.4 | 2 | 2 | 50.0 (k=2) | 25.0 | 33.3 (n=3) | 25.0–50.0 | 1 | 0 | 1 | 10.0 |

- truncated = ended by the token limit or a full context; completed = score over the other answers; bounds = truncated and not correct counted all wrong ... all right
)");
}
// clang-format on

TEST(RenderTerminal, NoTextCanMoveTheCursor) {
  Table table;
  table.title = "t\x1b[2J";
  table.columns = {{"a", Align::kLeft}, {"b\r", Align::kRight}};
  table.rows = {{"x\ny\x07", "\xE2\x80\xAE evil"}};
  table.notes = {
      "n\x9b"
      "31m"};
  for (const std::string& text : {RenderTerminal(table), RenderMarkdown(table)}) {
    for (const char c : text)
      EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20) << text;
    EXPECT_EQ(text.find("\xE2\x80\xAE"), std::string::npos);
    EXPECT_EQ(text.find('\x9b'), std::string::npos);
  }
}

TEST(RenderTerminal, WideTablesAreBrokenIntoBlocks) {
  const std::string text = RenderTerminal(ExampleTable(), {.colour = false, .width = 60});
  size_t start = 0;
  int blocks = 0;
  while (start < text.size()) {
    const size_t end = text.find('\n', start);
    const std::string line = text.substr(start, end - start);
    if (line.starts_with("task  ")) ++blocks;
    if (line.starts_with("task ") || line.starts_with("aime|24 ")) {
      const auto width =
          std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xC0) != 0x80; });
      EXPECT_LE(width, 60) << line;
    }
    start = end + 1;
  }
  EXPECT_GE(blocks, 2);
}

TEST(RenderMarkdown, HasNoMeaningOfItsOwn) {
  Table table;
  table.columns = {{"a|b", Align::kLeft}};
  table.rows = {{"<script>*x*_`[z](u)\\"}};
  EXPECT_EQ(RenderMarkdown(table),
            "| a\\|b |\n| --- |\n| &lt;script&gt;\\*x\\*\\_\\`\\[z\\](u)\\\\ |\n");
}

}  // namespace
}  // namespace rbench
