#include "models/engine/think_budget.h"

#include <vector>

#include <gtest/gtest.h>

namespace rbench {
namespace {

// The number of tokens after which the budget is due for the first time, or -1.
int DueAfter(int budget, bool prompt_opens, const std::vector<std::string>& tokens) {
  ThinkBudget thinking(budget, prompt_opens);
  if (thinking.due()) return 0;
  for (size_t i = 0; i < tokens.size(); ++i) {
    thinking.Push(tokens[i]);
    if (thinking.due()) return static_cast<int>(i) + 1;
  }
  return -1;
}

TEST(ThinkBudgetTest, Table) {
  struct Case {
    int budget;
    bool prompt_opens;
    std::vector<std::string> tokens;
    int due;
  };
  const Case cases[] = {
      {-1, true, {"a", "b", "c"}, -1},
      {0, true, {"a"}, 0},
      {0, false, {"a", "b"}, -1},
      {2, true, {"a", "b", "c"}, 2},
      {2, false, {"a", "b", "c"}, -1},
      {2, false, {"<think>", "a", "b", "c"}, 3},
      {2, false, {"<th", "ink", ">", "a", "b", "c"}, 5},
      {2, true, {"a", "</think>", "b", "c"}, -1},
      {2, true, {"a", "</thi", "nk>", "c"}, 2},  // the tag came too late
      {3, true, {"a", "</thi", "nk>", "c", "d"}, -1},
      {2, true, {"a", "</think> <think>", "b", "c"}, 2},
      {1, false, {"<think>a</think>", "b", "c"}, -1},
      {2, true, {"a", "\xe2", "\x82", "\xac", "b"}, 4},  // waits for the end of the euro sign
      {1, true, {"\xff", "b"}, 1},                       // no character begins like this
      {0, false, {"x<think>", "a"}, 1},
      {1, false, {"<", "think>", "a"}, 3},
  };
  for (const Case& c : cases) {
    std::string all;
    for (const std::string& token : c.tokens) all += token + "|";
    EXPECT_EQ(DueAfter(c.budget, c.prompt_opens, c.tokens), c.due) << c.budget << " " << all;
  }
}

}  // namespace
}  // namespace rbench
