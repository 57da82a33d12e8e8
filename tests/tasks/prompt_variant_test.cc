#include "tasks/prompt_variant.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "base/think_span.h"

namespace rbench {
namespace {

Task MakeTask(size_t shots) {
  Task task;
  task.manifest.name = "t";
  task.manifest.prompt = "cot";
  task.checker = MakeChecker({"number", Json::object(), {}}).value();
  for (size_t i = 0; i < shots; ++i) {
    Problem shot;
    shot.question = "Q" + std::to_string(i) + "?";
    shot.gold = std::to_string(i);
    shot.extra = Json{{"reasoning", "because " + std::to_string(i)}};
    shot.id = ProblemId(shot.question, {});
    task.shots.push_back(shot);
  }
  task.problems = task.shots;
  return task;
}

TEST(PromptVariant, WordingIsPinned) {
  const Task task = MakeTask(1);
  const auto user = [&](const char* variant) {
    return BuildPrompt(task, task.problems[0], {variant, 0, 0}).value().messages.back().second;
  };
  EXPECT_EQ(user("direct"), "Q0?\n\nGive the final answer only.");
  EXPECT_EQ(user("cot"),
            "Q0?\n\nLet's think step by step, and end with the line \"The final answer is: \" "
            "followed by the answer.");
  EXPECT_EQ(user(""), user("cot"));
  EXPECT_EQ(user("r1_math"),
            "Q0? Please reason step by step, and put your final answer within \\boxed{}.");
  const TaskPrompt zero = BuildPrompt(task, task.problems[0], {"r1_zero", 0, 0}).value();
  EXPECT_TRUE(zero.is_raw);
  EXPECT_TRUE(zero.messages.empty());
  EXPECT_TRUE(zero.raw_text.starts_with("A conversation between User and Assistant."));
  EXPECT_TRUE(zero.raw_text.ends_with("\nUser: Q0?\nAssistant:"));
  // The tags that the template talks about do not open a thought.
  EXPECT_FALSE(PromptOpensThink(zero.raw_text));
}

TEST(PromptVariant, OptionsAreLettered) {
  Task task = MakeTask(1);
  task.problems[0].options = {"red", "green"};
  const auto prompt = BuildPrompt(task, task.problems[0], {"direct", 0, 0});
  EXPECT_EQ(prompt->messages[0].second,
            "Q0?\n\nA) red\nB) green\n\nAnswer with the letter of the right option only.");
}

TEST(PromptVariant, ShotsNeverHoldTheProblemAndDependOnSeedAndProblemOnly) {
  const Task task = MakeTask(6);
  std::set<std::string> orders;
  for (uint64_t seed = 0; seed < 40; ++seed) {
    const auto prompt = BuildPrompt(task, task.problems[2], {"r1_math", 5, seed});
    ASSERT_TRUE(prompt);
    ASSERT_EQ(prompt->messages.size(), 11u);
    std::string order;
    std::set<std::string> distinct;
    for (size_t i = 0; i < 10; i += 2) {
      EXPECT_EQ(prompt->messages[i].first, "user");
      EXPECT_EQ(prompt->messages[i + 1].first, "assistant");
      EXPECT_FALSE(prompt->messages[i].second.starts_with("Q2?"));
      distinct.insert(prompt->messages[i].second);
      order += prompt->messages[i].second.substr(0, 3);
    }
    EXPECT_EQ(distinct.size(), 5u);
    orders.insert(order);
    EXPECT_EQ(BuildPrompt(task, task.problems[2], {"r1_math", 5, seed})->messages,
              prompt->messages);
  }
  EXPECT_GT(orders.size(), 20u);
}

TEST(PromptVariant, ARepeatIsTheProblemItself) {
  Task task = MakeTask(3);
  Problem repeat = task.problems[1];
  repeat.id += "#2";
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const auto prompt = BuildPrompt(task, repeat, {"direct", 2, seed});
    ASSERT_TRUE(prompt);
    for (const auto& [role, text] : prompt->messages) {
      if (&text != &prompt->messages.back().second) {
        EXPECT_FALSE(text.starts_with("Q1?"));
      }
    }
  }
}

TEST(PromptVariant, RawShotsAreText) {
  const Task task = MakeTask(2);
  const auto prompt = BuildPrompt(task, task.problems[0], {"r1_zero", 1, 0});
  ASSERT_TRUE(prompt);
  EXPECT_TRUE(
      prompt->raw_text.ends_with("\nUser: Q1?\nAssistant: <think> because 1 </think> <answer> 1 "
                                 "</answer>\n\nUser: Q0?\nAssistant:"));
}

TEST(PromptVariant, RefusesUnknownVariantsAndTooManyShots) {
  const Task task = MakeTask(3);
  const auto unknown = BuildPrompt(task, task.problems[0], {"r1_mth", 0, 0});
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().message.find("did you mean \"r1_math\"?"), std::string::npos);
  const auto many = BuildPrompt(task, task.problems[0], {"cot", 3, 0});
  ASSERT_FALSE(many);
  EXPECT_NE(many.error().message.find("3 shots asked, 2 available"), std::string::npos);
  EXPECT_FALSE(BuildPrompt(MakeTask(0), task.problems[0], {"cot", 1, 0}));
}

}  // namespace
}  // namespace rbench
