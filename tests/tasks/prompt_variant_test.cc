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

Task MakeCodeTask(Json extra) {
  Task task = MakeTask(0);
  task.manifest.checker = {"program", Json::object(), {}};
  task.manifest.prompt = "lcb";
  Problem problem;
  problem.question = "Add.\n\nThe function is called `f`.";
  problem.extra = std::move(extra);
  problem.id = "1";
  task.problems = {problem};
  return task;
}

constexpr const char* kLcbSystem =
    "You are an expert Python programmer. You will be given a question (problem specification) and "
    "will generate a correct Python program that matches the specification and passes all tests.";

TEST(PromptVariant, LiveCodeBenchIsAskedInItsOwnWords) {
  const Task stdin_task = MakeCodeTask({{"form", "stdin"}, {"statement", "Add."}});
  const auto program = BuildPrompt(stdin_task, stdin_task.problems[0], {});
  ASSERT_TRUE(program) << program.error().message;
  ASSERT_EQ(program->messages.size(), 2u);
  EXPECT_EQ(program->messages[0], (std::pair<std::string, std::string>("system", kLcbSystem)));
  EXPECT_EQ(
      program->messages[1].second,
      "### Question:\nAdd.\n\n### Format: Read the inputs from stdin solve the problem and write "
      "the "
      "answer to stdout (do not directly test on the sample inputs). Enclose your code within "
      "delimiters as follows. Ensure that when the python program runs, it reads the inputs, runs "
      "the algorithm and writes output to STDOUT.\n```python\n# YOUR CODE HERE\n```\n\n### Answer: "
      "(use the provided format with backticks)\n\n");
  const Task call_task = MakeCodeTask(
      {{"form", "function"}, {"statement", "Add."}, {"starter_code", "class Solution:\n"}});
  const auto function = BuildPrompt(call_task, call_task.problems[0], {});
  ASSERT_TRUE(function);
  EXPECT_EQ(function->messages[1].second,
            "### Question:\nAdd.\n\n### Format: You will use the following starter code to write "
            "the solution to the problem and enclose your code within delimiters.\n```python\n"
            "class Solution:\n\n```\n\n### Answer: (use the provided format with backticks)\n\n");
  EXPECT_EQ(ExtractionOfVariant("lcb"), "lcb");
}

TEST(PromptVariant, R1AsksForPrograms) {
  const Task task = MakeCodeTask({{"form", "stdin"}, {"statement", "Add."}});
  const auto prompt = BuildPrompt(task, task.problems[0], {"r1_code", 0, 0});
  ASSERT_TRUE(prompt) << prompt.error().message;
  ASSERT_EQ(prompt->messages.size(), 1u);
  EXPECT_EQ(prompt->messages[0].second,
            "Add. Please write a python code to solve the above problem. Your code must read the "
            "inputs from stdin and output the results to stdout.");
  EXPECT_EQ(ExtractionOfVariant("r1_code"), "block");
  const Task call = MakeCodeTask({{"form", "function"}, {"statement", "Add."}});
  EXPECT_EQ(BuildPrompt(call, call.problems[0], {"r1_code", 0, 0})->messages[0].second,
            "Add.\n\nThe function is called `f`. Please write a python code to solve the above "
            "problem. Your code must define the function that it asks for.");
}

TEST(PromptVariant, CompletionIsThePublishedSourceAsItIs) {
  Task task =
      MakeCodeTask({{"form", "function"}, {"prompt", "def f(x):\n    \"\"\"Adds.\"\"\"\n"}});
  const auto prompt = BuildPrompt(task, task.problems[0], {"completion", 0, 0});
  ASSERT_TRUE(prompt) << prompt.error().message;
  EXPECT_TRUE(prompt->is_raw);
  EXPECT_EQ(prompt->raw_text, "def f(x):\n    \"\"\"Adds.\"\"\"\n");
  EXPECT_EQ(ExtractionOfVariant("completion"), "completion");
  EXPECT_EQ(StopsOfVariant(task, "completion"),
            (std::vector<std::string>{"\nclass", "\ndef", "\n#", "\nif", "\nprint"}));
  task.manifest.checker.options["stop_words"] = "mbpp";
  EXPECT_EQ(StopsOfVariant(task, "completion")[1], "\nassert");
  EXPECT_TRUE(StopsOfVariant(task, "lcb").empty());
}

TEST(PromptVariant, RefusesCodePromptsWhereTheyDoNotFit) {
  const Task numbers = MakeTask(2);
  const auto on_numbers = BuildPrompt(numbers, numbers.problems[0], {"lcb", 0, 0});
  ASSERT_FALSE(on_numbers);
  EXPECT_NE(on_numbers.error().message.find("is for programming problems; task t has none"),
            std::string::npos);
  const Task program = MakeCodeTask({{"form", "stdin"}, {"statement", "Add."}});
  const auto raw = BuildPrompt(program, program.problems[0], {"completion", 0, 0});
  ASSERT_FALSE(raw);
  EXPECT_NE(raw.error().message.find("problem 1 of task t has none"), std::string::npos);
  const auto shots = BuildPrompt(program, program.problems[0], {"code", 1, 0});
  ASSERT_FALSE(shots);
  EXPECT_NE(shots.error().message.find("no worked examples"), std::string::npos);
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
