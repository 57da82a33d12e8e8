#include <algorithm>
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "base/files.h"
#include "tasks/manifest.h"
#include "tasks/prompt_variant.h"
#include "tasks/task.h"
#include "tasks/task_catalog.h"
#include "tests/support/test_data.h"

// The built-in tasks on the published files.

namespace rbench {
namespace {

struct ExpectedTask {
  const char* name;
  size_t rows;
  size_t shots;
  const char* first_gold;
  const char* last_gold;
  const char* first_alias;
};

constexpr ExpectedTask kExpected[] = {
    {"gsm8k", 1319, 7473, "18", "14", ""},
    {"svamp", 1000, 0, "51", "11", "chal-1"},
    {"gsm_hard", 1319, 0, "-9867630", "2180", ""},
    {"aime_1983_2023", 975, 0, "60", "363", "1983-I-1"},
    {"aime_2024", 30, 0, "204", "315", "2024-I-1"},
    {"aime_2025", 15, 0, "70", "735", "2025-I-1"},
    {"amc23", 40, 0, "27", "8", "0"},
    {"aqua", 254, 254, "A", "", ""},
};

class BuiltinTask : public testing::TestWithParam<ExpectedTask> {};

TEST_P(BuiltinTask, LoadsWithItsRowsAndGolds) {
  const std::string data = TestDataDirectory();
  RBENCH_REQUIRE_TEST_DATA(data);
  const ExpectedTask& expected = GetParam();
  const auto task = LoadTask(expected.name, {{data}, {}});
  ASSERT_TRUE(task) << task.error().message;
  EXPECT_EQ(task->problems.size(), expected.rows);
  EXPECT_EQ(task->shots.size(), expected.shots);
  EXPECT_EQ(task->problems.front().gold, expected.first_gold);
  if (*expected.last_gold != '\0') {
    EXPECT_EQ(task->problems.back().gold, expected.last_gold);
  }
  if (*expected.first_alias != '\0') {
    ASSERT_FALSE(task->problems.front().aliases.empty());
    EXPECT_EQ(task->problems.front().aliases[0], expected.first_alias);
  }
  EXPECT_TRUE(task->warnings.empty()) << task->warnings[0];
  EXPECT_TRUE(task->skipped.empty());
  EXPECT_EQ(task->identity.size(), 64u);
  std::set<std::string> ids;
  for (const Problem& problem : task->problems) {
    EXPECT_TRUE(ids.insert(problem.id).second) << problem.id;
    // Every gold is right when it is given as an answer, boxed and strictly read.
    const std::string answer = "\\boxed{" + problem.gold + "}";
    GradeInput input;
    input.completion = answer;
    input.mode = GradeMode::kStrict;
    EXPECT_EQ(task->checker->Grade(problem, input).outcome, Outcome::kCorrect) << problem.gold;
    // And a neighbour of it is wrong.
    const std::string other = "\\boxed{" +
                              (problem.gold == "A"       ? "B"
                               : problem.options.empty() ? problem.gold + "7"
                                                         : "A") +
                              "}";
    input.completion = other;
    if (problem.gold.find('.') == std::string::npos) {
      EXPECT_EQ(task->checker->Grade(problem, input).outcome, Outcome::kWrong) << problem.gold;
    }
  }
}

// What a shot's assistant says must be found and judged correct by the task's own checker.
TEST_P(BuiltinTask, ShotsAnswerTheWayExtractionExpects) {
  const std::string data = TestDataDirectory();
  RBENCH_REQUIRE_TEST_DATA(data);
  const auto task = LoadTask(GetParam().name, {{data}, {}});
  ASSERT_TRUE(task) << task.error().message;
  if (task->shots.empty()) return;
  for (const char* variant : {"direct", "cot", "r1_math", "r1_zero"}) {
    for (size_t i = 0; i < task->problems.size(); i += 97) {
      PromptOptions options;
      options.variant = variant;
      options.num_fewshot = 2;
      const auto prompt = BuildPrompt(*task, task->problems[i], options);
      ASSERT_TRUE(prompt) << prompt.error().message;
      if (prompt->is_raw) continue;
      ASSERT_EQ(prompt->messages.size(), 5u);
      for (size_t m = 0; m < 4; m += 2) {
        const auto shot = std::find_if(
            task->shots.begin(), task->shots.end(),
            [&](const Problem& p) { return prompt->messages[m].second.starts_with(p.question); });
        ASSERT_NE(shot, task->shots.end());
        GradeInput input;
        input.completion = prompt->messages[m + 1].second;
        input.mode = std::string(variant) == "direct" ? GradeMode::kLenient : GradeMode::kStrict;
        const Verdict verdict = task->checker->Grade(*shot, input);
        EXPECT_EQ(verdict.outcome, Outcome::kCorrect)
            << variant << ": " << prompt->messages[m + 1].second;
        EXPECT_EQ(prompt->messages[m + 1].second.find("<<"), std::string::npos);
        EXPECT_EQ(prompt->messages[m + 1].second.find("####"), std::string::npos);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Published, BuiltinTask, testing::ValuesIn(kExpected),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(BuiltinTasks, Aime2024NumbersTheFifteenthProblem) {
  const std::string data = TestDataDirectory();
  RBENCH_REQUIRE_TEST_DATA(data);
  const auto task = LoadTask("aime_2024", {{data}, {}});
  ASSERT_TRUE(task) << task.error().message;
  std::set<std::string> aliases;
  for (const Problem& problem : task->problems) aliases.insert(problem.aliases.at(0));
  EXPECT_EQ(aliases.size(), 30u);
  EXPECT_TRUE(aliases.contains("2024-I-15"));
  EXPECT_TRUE(aliases.contains("2024-II-15"));
  EXPECT_FALSE(aliases.contains("2024-I-0"));
}

// The same exam from the folder of statements and from JSON Lines.
TEST(BuiltinTasks, Aime2025IsTheSameExamInBothLayouts) {
  const std::string data = TestDataDirectory();
  RBENCH_REQUIRE_TEST_DATA(data);
  for (const EmbeddedFile& file : BuiltinManifests()) {
    if (file.name != "aime_2025.yaml") continue;
    auto definition = ParseManifest(file.text, file.name);
    ASSERT_TRUE(definition);
    auto& files = definition->splits[0].second;
    std::erase_if(files, [](const DataFile& f) { return f.layout != "matharena"; });
    const std::string path = testing::TempDir() + "/aime_2025_folder.yaml";
    ASSERT_TRUE(WriteFileAtomic(path, ManifestText(*definition)));
    const auto folder = LoadTask("aime_2025", {{data}, {path}});
    ASSERT_TRUE(folder) << folder.error().message;
    const auto lines = LoadTask("aime_2025", {{data}, {}});
    ASSERT_TRUE(lines);
    EXPECT_TRUE(folder->warnings.empty()) << folder->warnings[0];
    ASSERT_EQ(folder->problems.size(), 15u);
    for (size_t i = 0; i < 15; ++i) {
      EXPECT_EQ(folder->problems[i].gold, lines->problems[i].gold) << i;
      EXPECT_EQ(folder->problems[i].aliases, lines->problems[i].aliases) << i;
    }
    EXPECT_NE(folder->identity, lines->identity);
  }
}

TEST(BuiltinTasks, GsmHardKeepsWhatTheFloatsMeant) {
  const std::string data = TestDataDirectory();
  RBENCH_REQUIRE_TEST_DATA(data);
  const auto task = LoadTask("gsm_hard", {{data}, {}});
  ASSERT_TRUE(task) << task.error().message;
  std::set<std::string> golds;
  for (const Problem& problem : task->problems) golds.insert(problem.gold);
  for (const char* gold : {"3244047.1", "14053029.6667", "0.0000020107", "9284017268534.4",
                           "-1173896.6", "1002636.95"}) {
    EXPECT_TRUE(golds.contains(gold)) << gold;
  }
}

TEST(BuiltinTasks, EveryManifestIsReadAndNamedAsItsFile) {
  for (const EmbeddedFile& file : BuiltinManifests()) {
    const auto definition = ParseManifest(file.text, file.name);
    ASSERT_TRUE(definition) << definition.error().message;
    EXPECT_EQ(definition->manifest.name + ".yaml", file.name);
    EXPECT_FALSE(definition->manifest.description.empty()) << file.name;
    EXPECT_FALSE(definition->manifest.licence.empty()) << file.name;
    EXPECT_GT(definition->manifest.r1_draws, 0) << file.name;
  }
}

TEST(TaskListing, FindsEveryTaskAndItsRows) {
  const std::string data = TestDataDirectory();
  RBENCH_REQUIRE_TEST_DATA(data);
  std::map<std::string, TaskListing> listings;
  for (TaskListing& listing : ListTasks({{data}, {}})) {
    const std::string name = listing.name;
    listings[name] = std::move(listing);
  }
  for (const ExpectedTask& expected : kExpected) {
    ASSERT_TRUE(listings.contains(expected.name)) << expected.name;
    const TaskListing& listing = listings[expected.name];
    EXPECT_TRUE(listing.found) << expected.name;
    EXPECT_EQ(listing.rows, expected.rows) << expected.name;
    EXPECT_EQ(listing.sha256.size(), 64u);
    EXPECT_TRUE(listing.notes.empty()) << expected.name << ": " << listing.notes[0];
    EXPECT_TRUE(listing.wanted.empty());
  }
}

TEST(TaskListing, SaysWhatIsMissing) {
  for (const TaskListing& listing : ListTasks({{"/nonexistent"}, {}})) {
    if (listing.built_in_generator) continue;
    EXPECT_FALSE(listing.found) << listing.name;
    EXPECT_NE(listing.wanted.find("(sha256 "), std::string::npos) << listing.wanted;
    EXPECT_TRUE(listing.path.starts_with("/nonexistent/")) << listing.path;
  }
}

// Generated suites go the way of every task: checked golds, subsets by level, an identity.
TEST(TaskLoadingTest, GeneratedSuitesLoadWithTheirSubsets) {
  const struct {
    const char* name;
    size_t rows;
    std::vector<int> levels;
  } cases[] = {{"arith", 600, {1, 2, 3, 4, 5}}, {"arith:easy", 240, {1, 2}},
               {"arith:level5", 120, {5}},       {"aime_style", 600, {1, 2, 3}},
               {"aime_style:hard", 200, {3}}};
  for (const auto& c : cases) {
    auto task = LoadTask(c.name, TaskSearch());
    ASSERT_TRUE(task) << c.name << ": " << task.error().message;
    EXPECT_EQ(task->problems.size(), c.rows) << c.name;
    for (const Problem& problem : task->problems) {
      const int level = problem.extra["level"].get<int>();
      EXPECT_NE(std::find(c.levels.begin(), c.levels.end(), level), c.levels.end()) << c.name;
      EXPECT_EQ(task->checker->Grade(problem, {problem.gold, false, GradeMode::kBare}).outcome,
                Outcome::kCorrect);
    }
  }
  EXPECT_FALSE(LoadTask("arith:hardest", TaskSearch()));
}

}  // namespace
}  // namespace rbench
