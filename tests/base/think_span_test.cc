#include "base/think_span.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace rbench {
namespace {

TEST(ThinkSpan, Table) {
  struct Row {
    std::string completion;
    bool prompt_opens;
    std::optional<ThinkSpan> span;
    std::string answer;
  };
  const std::vector<Row> rows = {
      {"", false, std::nullopt, ""},
      {"42", false, std::nullopt, "42"},
      {"<think>a</think>42", false, ThinkSpan{0, 16, true}, "42"},
      {"x<think>a</think>42", false, ThinkSpan{1, 17, true}, "42"},
      {"<think>a", false, ThinkSpan{0, 8, false}, ""},
      {"x<think>a", false, ThinkSpan{1, 9, false}, ""},
      // The opening tag is in the prompt.
      {"a</think>42", true, ThinkSpan{0, 9, true}, "42"},
      {"a</think>42", false, ThinkSpan{0, 9, true}, "42"},
      {"a", true, ThinkSpan{0, 1, false}, ""},
      {"", true, ThinkSpan{0, 0, false}, ""},
      {"</think>", true, ThinkSpan{0, 8, true}, ""},
      {"a<think>b</think>42", true, ThinkSpan{0, 17, true}, "42"},
      // Several spans.
      {"<think>a</think>b<think>c</think>42", false, ThinkSpan{0, 33, true}, "42"},
      {"<think>a</think>42<think>c", false, ThinkSpan{0, 26, false}, ""},
      {"a</think>b<think>c</think>42", false, ThinkSpan{0, 26, true}, "42"},
      {"<think>a<think>b</think>42", false, ThinkSpan{0, 24, true}, "42"},
      {"<think>a</think>b</think>42", false, ThinkSpan{0, 25, true}, "42"},
      // Not the tag.
      {"<THINK>a</THINK>42", false, std::nullopt, "<THINK>a</THINK>42"},
      {"< think>42", false, std::nullopt, "< think>42"},
  };
  for (const Row& row : rows) {
    const std::optional<ThinkSpan> span = FindThinkSpan(row.completion, row.prompt_opens);
    EXPECT_EQ(span, row.span) << row.completion << " " << row.prompt_opens;
    EXPECT_EQ(AnswerPart(row.completion, span), row.answer) << row.completion;
  }
}

TEST(ThinkSpan, PromptOpensThink) {
  EXPECT_TRUE(PromptOpensThink("<|assistant|><think>\n"));
  EXPECT_FALSE(PromptOpensThink("<|assistant|>"));
  EXPECT_FALSE(PromptOpensThink("<think>\n\n</think>\n\n"));
  EXPECT_TRUE(PromptOpensThink("<think>a</think>b<think>"));
  EXPECT_FALSE(PromptOpensThink("</think>"));
}

TEST(ThinkSpan, AnswerPartToleratesASpanOfAnotherText) {
  EXPECT_EQ(AnswerPart("ab", ThinkSpan{0, 100, true}), "");
}

}  // namespace
}  // namespace rbench
