#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "base/files.h"
#include "tasks/manifest.h"
#include "tasks/program_checker.h"
#include "tasks/prompt_variant.h"
#include "tasks/task.h"
#include "tasks/task_catalog.h"
#include "tests/support/temp_folder.h"
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
    // Of APPS no sha256 is known.
    if (listing.name == "apps") {
      EXPECT_EQ(listing.wanted, "apps/test.jsonl");
    } else {
      EXPECT_NE(listing.wanted.find("(sha256 "), std::string::npos) << listing.wanted;
    }
    EXPECT_TRUE(listing.path.starts_with("/nonexistent/")) << listing.path;
  }
}

struct ExpectedCode {
  const char* name;
  size_t problems;
  size_t skipped;
  const char* first_alias;
};

// The published files as data/README counts them.
constexpr ExpectedCode kExpectedCode[] = {
    {"humaneval", 164, 0, "HumanEval/0"},
    {"humaneval_plus", 164, 0, "HumanEval/0"},
    {"mbpp", 500, 474, "11"},
    {"mbpp_sanitized", 427, 0, "2"},
    {"mbpp_plus", 399, 0, "Mbpp/2"},
    {"leetcode", 108, 0, "shortest-distance-after-road-addition-queries-i"},
    {"leetcode_contest", 180, 0, "weekly-contest-381-minimum-number-of-pushes-to-type-word-i"},
    {"livecodebench", 191, 0, ""},
    {"code_contests", 81, 0, ""},
    {"codeforces", 209, 0, ""},
    {"sandboxfusion", 10, 0, "2"},
};

TEST(CodeTasks, LoadWithTheirProblems) {
  const std::string data = TestDataDirectory();
  RBENCH_REQUIRE_TEST_DATA(data);
  for (const ExpectedCode& expected : kExpectedCode) {
    SCOPED_TRACE(expected.name);
    const auto task = LoadTask(expected.name, {{data}, {}});
    ASSERT_TRUE(task) << task.error().message;
    EXPECT_EQ(task->problems.size(), expected.problems);
    size_t skipped = 0;
    for (const auto& [reason, rows] : task->skipped) skipped += static_cast<size_t>(rows);
    EXPECT_EQ(skipped, expected.skipped);
    if (std::string(expected.name) == "livecodebench") {
      ASSERT_EQ(task->warnings.size(), 1u);
      EXPECT_NE(task->warnings[0].find("191 problems are judged by their public tests only"),
                std::string::npos);
    } else {
      EXPECT_TRUE(task->warnings.empty()) << task->warnings[0];
    }
    EXPECT_EQ(task->problem_set_sha256.size(), 64u);
    if (*expected.first_alias != '\0') {
      const auto found = std::find_if(
          task->problems.begin(), task->problems.end(),
          [&](const Problem& problem) { return problem.aliases.at(0) == expected.first_alias; });
      EXPECT_NE(found, task->problems.end());
    }
    // Every variant that the task can be asked with can be built for each of its problems.
    const bool has_source = task->problems[0].extra.contains("prompt");
    for (const char* variant : {"code", "r1_code", "lcb", "completion"}) {
      for (const Problem& problem : task->problems) {
        const auto prompt = BuildPrompt(*task, problem, {variant, 0, 0});
        EXPECT_EQ(prompt.has_value(), has_source || std::string(variant) != "completion");
      }
    }
  }
}

// What is taken out of a completion depends on how it was asked.
TEST(CodeTasks, PromptVariantsBringTheirExtraction) {
  const std::string data = TestDataDirectory();
  RBENCH_REQUIRE_TEST_DATA(data);
  const auto task = LoadTask("humaneval", {{data}, {}});
  ASSERT_TRUE(task) << task.error().message;
  const Problem& problem = task->problems[0];
  const std::string source = problem.extra["prompt"];
  const auto extract = [&](std::string_view completion, std::string_view variant) {
    GradeInput input;
    input.completion = completion;
    input.prompt_variant = variant;
    return task->checker->Grade(problem, input);  // ungraded: there is no sandbox here
  };
  const Verdict continued = extract("    return True\n\ndef other():\n    pass\n", "completion");
  EXPECT_EQ(continued.rule, "completion");
  EXPECT_EQ(continued.extracted, source + "    return True\n");
  const std::string_view blocks = "```python\nx = 1\n```\nor\n```\ny = 2\n```\n";
  EXPECT_EQ(extract(blocks, "lcb").extracted, source + "y = 2");
  EXPECT_EQ(extract(blocks, "r1_code").extracted, source + "x = 1");
  EXPECT_EQ(extract("```python\ndef has_close_elements(a, b):\n    return 1\n```", "code").rule,
            "chat_block");
}

TEST(CodeTasks, SelectionsSayWhichProblemsAreTaken) {
  const std::string data = TestDataDirectory();
  RBENCH_REQUIRE_TEST_DATA(data);
  TaskSearch search;
  search.data_directories = {data};
  const auto load = [&](const char* name, std::vector<std::string> selections) {
    search.selections = std::move(selections);
    return LoadTask(name, search);
  };
  EXPECT_EQ(load("mbpp", {"mbpp.split=all"})->problems.size(), 974u);
  const auto whole = load("livecodebench", {});
  const auto late = load("livecodebench", {"livecodebench.start_date=2023-11-01"});
  const auto early = load("livecodebench", {"livecodebench.end_date=2023-10-31"});
  ASSERT_TRUE(whole && late && early);
  EXPECT_EQ(late->problems.size() + early->problems.size(), 191u);
  EXPECT_EQ(late->skipped.at("outside_dates"), static_cast<int>(early->problems.size()));
  EXPECT_NE(late->problem_set_sha256, whole->problem_set_sha256);
  EXPECT_NE(late->identity, whole->identity);
  // A selection of another task leaves this one alone.
  EXPECT_EQ(load("livecodebench", {"mbpp.split=all"})->identity, whole->identity);
  const auto says = [&](const char* selection, const char* part) {
    const auto task = load("livecodebench", {selection});
    ASSERT_FALSE(task) << selection;
    EXPECT_NE(task.error().message.find(part), std::string::npos) << task.error().message;
  };
  says("livecodebench.start_dat=2023-11-01", "did you mean \"start_date\"?");
  says("livecodebench.start_date=November", "a day like 2024-08-01");
  says("livecodebench.release=release_v9", "unknown LiveCodeBench release");
  says("livecodebench", "TASK.KEY=VALUE");
  says("livecodebenc.split=all", "did you mean \"livecodebench\"?");
  // A release that is not here is not replaced by the part of release v1 that is.
  says("livecodebench.release=v1_v2", "wanted livecodebench/test.jsonl, livecodebench/test2.jsonl");
}

// A release is its files, in one folder.
TEST(CodeTasks, AReleaseIsReadFromItsFiles) {
  const std::string data = TestDataDirectory();
  RBENCH_REQUIRE_TEST_DATA(data);
  const std::string folder = testing::TempDir() + "/lcb_release";
  ASSERT_TRUE(MakeDirectories(folder + "/livecodebench"));
  const auto row = ReadFile(data + "/livecodebench/full_record_1873_A.jsonl");
  ASSERT_TRUE(row) << row.error().message;
  ASSERT_TRUE(WriteFileAtomic(folder + "/livecodebench/test.jsonl", *row));
  std::string second = *row;
  second.replace(second.find("1873_A"), 6, "1873_X");
  ASSERT_TRUE(WriteFileAtomic(folder + "/livecodebench/test2.jsonl", second));
  TaskSearch search;
  search.data_directories = {folder};
  search.selections = {"livecodebench.release=release_v1"};
  const auto one = LoadTask("livecodebench", search);
  ASSERT_TRUE(one) << one.error().message;
  EXPECT_EQ(one->problems.size(), 1u);
  search.selections = {"livecodebench.release=release_v2"};
  const auto two = LoadTask("livecodebench", search);
  ASSERT_TRUE(two) << two.error().message;
  EXPECT_EQ(two->problems.size(), 2u);
  EXPECT_EQ(two->problems[1].aliases.at(0), "1873_X");
  EXPECT_NE(one->data_sha256, two->data_sha256);
  search.selections = {};
  const auto latest = LoadTask("livecodebench", search);
  ASSERT_FALSE(latest);
  EXPECT_NE(latest.error().message.find("livecodebench/test6.jsonl"), std::string::npos)
      << latest.error().message;
}

// A file in the manner of APPS that one's own data directory holds.
TEST(CodeTasks, AppsReadsAFileOfOnesOwn) {
  const std::string folder = testing::TempDir() + "/apps_data";
  ASSERT_TRUE(MakeDirectories(folder + "/apps"));
  ASSERT_TRUE(WriteFileAtomic(
      folder + "/apps/test.jsonl",
      "{\"problem_id\": 1, \"question\": \"Double it.\", \"input_output\": \"{\\\"inputs\\\": "
      "[\\\"1\\\"], \\\"outputs\\\": [\\\"2\\\"]}\", \"difficulty\": \"interview\"}\n"
      "{\"problem_id\": 2, \"question\": \"Nothing.\", \"input_output\": \"\"}\n"));
  const auto task = LoadTask("apps:interview", {{folder}, {}});
  ASSERT_TRUE(task) << task.error().message;
  EXPECT_EQ(task->problems.size(), 1u);
  EXPECT_EQ(task->skipped.at("no_tests"), 1);
  const auto missing = LoadTask("apps", {{"/nonexistent"}, {}});
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().message.find("put it at /nonexistent/apps/test.jsonl"),
            std::string::npos)
      << missing.error().message;
}

// Generated suites go the way of every task: checked golds, subsets by level, an identity.
// A split that is published in parts.
TEST(TaskLoadingTest, PartsOfASplitAreOneTask) {
  const TempFolder folder;
  ASSERT_TRUE(MakeDirectories(folder.path() + "/data"));
  const auto write = [&](const std::string& name, const std::string& text) {
    ASSERT_TRUE(WriteFileAtomic(folder.path() + "/" + name, text));
  };
  write("parts.yaml",
        "name: parts\nkind: file\nchecker: {kind: integer}\ndata:\n  problems: test\n  splits:\n"
        "    test: [{path: data/0.jsonl, with: [{path: data/1.json}, {path: data/2.csv}]}]\n"
        "  layouts: {default: {question: q, gold: a}}\n");
  write("data/0.jsonl", "{\"q\": \"one\", \"a\": \"1\"}\n{\"q\": \"none\", \"a\": null}\n");
  write("data/1.json", "[{\"q\": \"two\", \"a\": \"2\"}, {\"q\": \"nothing\", \"a\": \"\"}]");
  TaskSearch search;
  search.data_directories = {folder.path()};
  search.manifest_files = {folder.path() + "/parts.yaml"};
  const auto incomplete = LoadTask("parts", search);
  ASSERT_FALSE(incomplete);
  EXPECT_NE(incomplete.error().message.find("data/2.csv"), std::string::npos)
      << incomplete.error().message;

  write("data/2.csv", "q,a\nthree,3\n");
  const auto task = LoadTask("parts", search);
  ASSERT_TRUE(task) << task.error().message;
  std::vector<std::string> golds;
  for (const Problem& problem : task->problems) golds.push_back(problem.gold);
  EXPECT_EQ(golds, (std::vector<std::string>{"1", "2", "3"}));
  EXPECT_EQ(task->skipped.at("no gold"), 2);
  const std::vector<TaskListing> listings = ListTasks(search);
  const TaskListing& listing = listings.front();
  EXPECT_EQ(listing.name, "parts");
  EXPECT_EQ(listing.rows, 5u);
  EXPECT_EQ(listing.skipped.at("no gold"), 2);

  // Every part decides the identity, and an error names the part and its line.
  write("data/2.csv", "q,a\nthree,4\n");
  EXPECT_NE(LoadTask("parts", search)->identity, task->identity);
  write("data/2.csv", "q,a\nthree\n");
  const auto broken = LoadTask("parts", search);
  ASSERT_FALSE(broken);
  EXPECT_NE(broken.error().message.find("data/2.csv:2"), std::string::npos)
      << broken.error().message;
}

// Of one problem, whose tests are too dear for loading.
class DearTable : public CodeProblemTable {
 public:
  bool Has(const std::string& id) const override { return id == "known"; }
  std::shared_ptr<const CodeProblem> Find(const std::string& id) const override {
    ADD_FAILURE() << "loading made the tests of " << id;
    return nullptr;
  }
};

TEST(CodeTasks, LoadingMakesNoTests) {
  const auto checker = MakeProgramChecker(Json::object(), std::make_shared<DearTable>(), {});
  ASSERT_TRUE(checker) << checker.error().message;
  Problem problem;
  problem.id = "known";
  EXPECT_TRUE((*checker)->ValidateGold(problem));
}

TEST(TaskLoadingTest, GeneratedSuitesLoadWithTheirSubsets) {
  const struct {
    const char* name;
    size_t rows;
    std::vector<int> levels;
  } cases[] = {{"arith", 600, {1, 2, 3, 4, 5}},
               {"arith:easy", 240, {1, 2}},
               {"arith:level5", 120, {5}},
               {"aime_style", 600, {1, 2, 3}},
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
