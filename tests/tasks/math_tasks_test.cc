#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/files.h"
#include "base/json.h"
#include "tasks/answer_text.h"
#include "tasks/manifest.h"
#include "tasks/task.h"
#include "tasks/task_catalog.h"
#include "tests/support/test_data.h"

// The published mathematics tasks on the published files. Loading proves that every gold equals
// itself; the tests add the marked form, wrong answers, and what tolerances and units mean.

namespace rbench {
namespace {

Verdict Graded(const Task& task, const Problem& problem, const std::string& completion,
               GradeMode mode = GradeMode::kStrict) {
  GradeInput input;
  input.completion = completion;
  input.mode = mode;
  return task.checker->Grade(problem, input);
}

Outcome Boxed(const Task& task, const Problem& problem, const std::string& answer) {
  return Graded(task, problem, "So it is $\\boxed{" + answer + "}$.").outcome;
}

const Problem* ByAlias(const Task& task, const std::string& alias) {
  for (const Problem& problem : task.problems) {
    for (const std::string& known : problem.aliases) {
      if (known == alias) return &problem;
    }
  }
  return nullptr;
}

struct ExpectedTask {
  const char* name;
  size_t rows;
  std::map<std::string, int> skipped;
  const char* first_gold;
  const char* first_alias;
  std::map<std::string, size_t> subsets;
  const char* warning = "";
};

const ExpectedTask kExpected[] = {
    {"math500",
     500,
     {},
     "\\left( 3, \\frac{\\pi}{2} \\right)",
     "test/precalculus/807.json",
     {{"level_1", 43},
      {"level_5", 134},
      {"counting_and_probability", 38},
      {"intermediate_algebra", 97}}},
    {"math_test", 5000, {}, "2", "0", {{"level_1", 437}}},
    {"math_train", 7470, {{"no gold", 4}}, "0", "", {{"level_5", 2296}}, "1 exact repeats"},
    {"olympiadbench",
     675,
     {},
     "2",
     "1606",
     {{"combinatorics", 154}, {"single_answer", 581}, {"multiple_answer", 94}}},
    {"olymmath", 100, {}, "2625", "OlymMATH-HARD-0-EN", {{"geometry", 25}}},
    {"olymmath_easy", 100, {}, "948", "OlymMATH-EASY-0-EN", {{"geometry", 33}}},
    {"hmmt", 30, {}, "103", "hmmt_feb_2025-1", {}},
    {"hmmt_2024", 30, {}, "29", "hmmt_feb_2024-1", {}},
    {"cmimc", 30, {}, "59", "cmimc_2024-1", {}},
    {"theoremqa",
     747,
     {{"needs a picture", 53}},
     "11760",
     "jianyu_xu/Lah_number_6.json",
     {{"mathematics", 424}, {"physics", 114}, {"eecs", 128}, {"finance", 81}}},
};

class MathTask : public testing::TestWithParam<ExpectedTask> {};

TEST_P(MathTask, LoadsWithItsRowsAndGolds) {
  const std::string data = TestDataDirectory();
  RBENCH_REQUIRE_TEST_DATA(data);
  const ExpectedTask& expected = GetParam();
  const auto task = LoadTask(expected.name, {{data}, {}});
  ASSERT_TRUE(task) << task.error().message;
  EXPECT_EQ(task->problems.size(), expected.rows);
  EXPECT_EQ(task->skipped, expected.skipped);
  ASSERT_EQ(task->warnings.size(), *expected.warning == '\0' ? 0u : 1u);
  if (!task->warnings.empty()) {
    EXPECT_TRUE(task->warnings[0].starts_with(expected.warning)) << task->warnings[0];
  }
  EXPECT_EQ(task->problems.front().gold, expected.first_gold);
  if (*expected.first_alias != '\0') {
    ASSERT_FALSE(task->problems.front().aliases.empty());
    EXPECT_EQ(task->problems.front().aliases[0], expected.first_alias);
  }
  for (const Problem& problem : task->problems) {
    EXPECT_EQ(Boxed(*task, problem, problem.gold), Outcome::kCorrect) << problem.gold;
    // A misprint of the publisher: "t(0,4]" is no value that a number could be told from.
    const bool misprint = problem.gold == "$t(0,4]$";
    EXPECT_EQ(Boxed(*task, problem, "-98765.4321"),
              misprint ? Outcome::kUndecided : Outcome::kWrong)
        << problem.gold;
  }
}

TEST_P(MathTask, IsListedWithTheRowsThatItLeavesOut) {
  const std::string data = TestDataDirectory();
  RBENCH_REQUIRE_TEST_DATA(data);
  const ExpectedTask& expected = GetParam();
  size_t skipped = 0;
  for (const auto& [reason, rows] : expected.skipped) skipped += static_cast<size_t>(rows);
  for (const TaskListing& listing : ListTasks({{data}, {}})) {
    if (listing.name != expected.name) continue;
    EXPECT_TRUE(listing.found);
    EXPECT_TRUE(listing.notes.empty()) << listing.notes[0];
    EXPECT_EQ(listing.skipped, expected.skipped);
    EXPECT_EQ(listing.rows, expected.rows + skipped);
    return;
  }
  ADD_FAILURE() << expected.name << " is not listed";
}

TEST_P(MathTask, HasTheSubsetsOfItsFields) {
  const std::string data = TestDataDirectory();
  RBENCH_REQUIRE_TEST_DATA(data);
  for (const auto& [subset, rows] : GetParam().subsets) {
    const std::string name = std::string(GetParam().name) + ":" + subset;
    const auto task = LoadTask(name, {{data}, {}});
    ASSERT_TRUE(task) << task.error().message;
    EXPECT_EQ(task->problems.size(), rows) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Published, MathTask, testing::ValuesIn(kExpected),
                         [](const auto& row) { return std::string(row.param.name); });

// Two publishers, one answer: the selection of 500 has a field for what the full split boxes.
TEST(MathTasks, TheLastBoxIsTheAnswerThatOthersExtracted) {
  const std::string data = TestDataDirectory();
  RBENCH_REQUIRE_TEST_DATA(data);
  const auto selection = LoadTask("math500", {{data}, {}});
  const auto full = LoadTask("math_test", {{data}, {}});
  ASSERT_TRUE(selection) << selection.error().message;
  ASSERT_TRUE(full) << full.error().message;
  std::map<std::string, const Problem*> by_id;
  for (const Problem& problem : full->problems) by_id[problem.id] = &problem;
  for (const Problem& problem : selection->problems) {
    const auto found = by_id.find(problem.id);
    ASSERT_NE(found, by_id.end()) << problem.aliases[0];
    EXPECT_EQ(found->second->gold, problem.gold) << problem.aliases[0];
    EXPECT_EQ(found->second->extra["level"], "Level " + problem.extra["level"].dump());
    EXPECT_EQ(found->second->extra["type"], problem.extra["subject"]);
  }
}

// The content of the braces that open behind the last "\\boxed" of a text, and how many there are.
std::pair<std::string, int> LastBox(const std::string& text) {
  constexpr std::string_view kBox = "\\boxed";
  int boxes = 0;
  for (size_t at = text.find(kBox); at != text.npos; at = text.find(kBox, at + 1)) ++boxes;
  size_t at = text.rfind(kBox) + kBox.size();
  const size_t begin = ++at;
  for (int depth = 1; depth > 0; ++at) depth += text[at] == '{' ? 1 : text[at] == '}' ? -1 : 0;
  return {text.substr(begin, at - 1 - begin), boxes};
}

TEST(MathTasks, TheGoldOfMathTestIsTheLastOfSeveralBoxes) {
  const std::string data = TestDataDirectory();
  RBENCH_REQUIRE_TEST_DATA(data);
  const auto task = LoadTask("math_test", {{data}, {}});
  ASSERT_TRUE(task) << task.error().message;
  const auto text = ReadFileMaybeGzip(data + "/math/math_test_5000.jsonl.gz");
  ASSERT_TRUE(text) << text.error().message;
  size_t row = 0;
  int several = 0, differ = 0;
  for (size_t begin = 0; begin < text->size(); ++row) {
    const size_t end = text->find('\n', begin);
    const auto json = ParseJson(std::string_view(*text).substr(begin, end - begin));
    begin = end == text->npos ? text->size() : end + 1;
    ASSERT_TRUE(json) << json.error().message;
    const std::string solution = (*json)["solution"];
    // Two solutions write "\\boxed 2" without braces.
    if (solution[solution.rfind("\\boxed") + 6] != '{') continue;
    const auto [gold, boxes] = LastBox(solution);
    ASSERT_LT(row, task->problems.size());
    EXPECT_EQ(task->problems[row].gold, std::string(Trim(gold))) << row;
    several += boxes > 1;
    differ += boxes > 1 && LastBox(solution.substr(0, solution.rfind("\\boxed"))).first != gold;
  }
  EXPECT_EQ(row, 5000u);
  EXPECT_EQ(several, 90);
  EXPECT_GT(differ, 0);  // else the last one would be no choice
}

struct Answer {
  const char* alias;
  const char* answer;
  Outcome outcome;
};

void CheckAnswers(const Task& task, const std::vector<Answer>& answers) {
  for (const Answer& row : answers) {
    const Problem* problem = ByAlias(task, row.alias);
    ASSERT_NE(problem, nullptr) << row.alias;
    EXPECT_EQ(Boxed(task, *problem, row.answer), row.outcome)
        << row.alias << ": gold " << problem->gold << ", answer " << row.answer;
  }
}

TEST(MathTasks, OlympiadBenchKnowsUnitsAndItsOneTolerance) {
  const std::string data = TestDataDirectory();
  RBENCH_REQUIRE_TEST_DATA(data);
  const auto task = LoadTask("olympiadbench", {{data}, {}});
  ASSERT_TRUE(task) << task.error().message;
  using enum Outcome;
  CheckAnswers(*task, {
                          {"2334", "\\frac{41}{12}", kCorrect},
                          {"2334", "\\frac{41}{12} \\text{ km}", kCorrect},
                          {"2334", "\\frac{41}{12} \\text{ kg}", kWrong},
                          {"2419", "166", kCorrect},
                          {"2419", "166 \\text{ cm}^2", kCorrect},
                          {"2419", "166 \\text{ cm}", kWrong},
                          {"2426", "\\frac{600}{7} \\text{ km/h}", kCorrect},
                          {"2522", "50 \\text{ minutes}", kCorrect},
                          {"2522", "50 \\text{ hours}", kWrong},
                          {"1760", "90^\\circ", kCorrect},
                          {"2592", "4.2", kCorrect},
                          {"2592", "4.25\\%", kCorrect},
                          {"2592", "4.2\\%", kCorrect},
                          {"2592", "4.1", kCorrect},
                          {"2592", "4.4", kWrong},
                          // Another problem with decimals has no tolerance.
                          {"1606", "2", kCorrect},
                          {"1606", "2.05", kWrong},
                      });
}

TEST(MathTasks, OlympiadBenchWantsAllOfSeveralAnswersInAnyOrder) {
  const std::string data = TestDataDirectory();
  RBENCH_REQUIRE_TEST_DATA(data);
  const auto task = LoadTask("olympiadbench:multiple_answer", {{data}, {}});
  ASSERT_TRUE(task) << task.error().message;
  using enum Outcome;
  CheckAnswers(
      *task,
      {
          // $69$,$84$
          {"1664", "84, 69", kCorrect},
          {"1664", "69 \\text{ and } 84", kCorrect},
          {"1664", "69", kWrong},
          {"1664", "69, 84, 96", kWrong},
          {"1664", "69, 69", kWrong},
          // $(6,3),(9,3),(9,5),(54,5)$
          {"1737", "(9,3),(6,3),(54,5),(9,5)", kCorrect},
          {"1737", "(3,6),(9,3),(54,5),(9,5)", kWrong},
          // $f(x)=x$,$f(x)=2-x$
          {"1940", "f(x)=2-x, f(x)=x", kCorrect},
          {"1940", "x, 2-x", kCorrect},
          {"1940", "f(x)=2-x, f(x)=-x", kWrong},
          // $90^{\circ}$,$60^{\circ}$
          {"2099", "60^\\circ, 90^\\circ", kCorrect},
          {"2099", "60, 90", kCorrect},
          {"2099", "60^\\circ, 80^\\circ", kWrong},
          // $\frac{1}{6} \pi, \frac{5}{6} \pi, \frac{1}{4} \pi, \frac{3}{4} \pi$
          {"2289", "\\frac{\\pi}{4},\\frac{\\pi}{6},\\frac{3\\pi}{4},\\frac{5\\pi}{6}", kCorrect},
          {"2289", "\\frac{\\pi}{4},\\frac{\\pi}{6},\\frac{3\\pi}{4}", kWrong},
      });
  const Problem* problem = ByAlias(*task, "1664");
  ASSERT_NE(problem, nullptr);
  EXPECT_EQ(Graded(*task, *problem, "It is $\\boxed{69}$ or $\\boxed{84}$.").outcome, kCorrect);
  EXPECT_EQ(Graded(*task, *problem, "It is $\\boxed{69}$. Now the other: $\\boxed{84}$.").outcome,
            kWrong);
}

// The same problems from both published files.
TEST(MathTasks, OlympiadBenchIsTheSameInBothFiles) {
  const std::string data = TestDataDirectory();
  RBENCH_REQUIRE_TEST_DATA(data);
  for (const EmbeddedFile& file : BuiltinManifests()) {
    if (file.name != "olympiadbench.yaml") continue;
    auto definition = ParseManifest(file.text, file.name);
    ASSERT_TRUE(definition) << definition.error().message;
    auto& files = definition->splits[0].second;
    std::erase_if(files, [](const DataFile& f) { return f.path.find("OE_TO") != f.path.npos; });
    const std::string path = testing::TempDir() + "/olympiadbench_lines.yaml";
    ASSERT_TRUE(WriteFileAtomic(path, ManifestText(*definition)));
    const auto lines = LoadTask("olympiadbench", {{data}, {path}});
    const auto array = LoadTask("olympiadbench", {{data}, {}});
    ASSERT_TRUE(lines) << lines.error().message;
    ASSERT_TRUE(array) << array.error().message;
    EXPECT_TRUE(lines->warnings.empty()) << lines->warnings[0];
    ASSERT_EQ(lines->problems.size(), array->problems.size());
    for (size_t i = 0; i < lines->problems.size(); ++i) {
      EXPECT_EQ(lines->problems[i].id, array->problems[i].id);
      EXPECT_EQ(lines->problems[i].gold, array->problems[i].gold);
      EXPECT_EQ(lines->problems[i].extra, array->problems[i].extra);
    }
  }
}

TEST(MathTasks, TheoremQaMeetsFloatsWithinFourPercentAndTheRestExactly) {
  const std::string data = TestDataDirectory();
  RBENCH_REQUIRE_TEST_DATA(data);
  const auto task = LoadTask("theoremqa", {{data}, {}});
  ASSERT_TRUE(task) << task.error().message;
  using enum Outcome;
  CheckAnswers(*task, {
                          // 1.42
                          {"wenhuchen/newton3.json", "1.42", kCorrect},
                          {"wenhuchen/newton3.json", "\\sqrt{2}", kCorrect},
                          {"wenhuchen/newton3.json", "1.47", kCorrect},
                          {"wenhuchen/newton3.json", "1.48", kWrong},
                          {"wenhuchen/newton3.json", "1.36", kWrong},
                          // -1.047
                          {"wenhuchen/cauchy_residue2.json", "-\\frac{\\pi}{3}", kCorrect},
                          {"wenhuchen/cauchy_residue2.json", "\\frac{\\pi}{3}", kWrong},
                          // The float 1.0.
                          {"mingyin/inversion-theorem1.json", "1", kCorrect},
                          {"mingyin/inversion-theorem1.json", "1.03", kCorrect},
                          {"mingyin/inversion-theorem1.json", "1.05", kWrong},
                          // The integer 4200.
                          {"jianyu_xu/Lah_number_5.json", "4200", kCorrect},
                          {"jianyu_xu/Lah_number_5.json", "4201", kWrong},
                          // [0.333, 0.25]
                          {"mingyin/double-integral4.json", "\\frac13, \\frac14", kCorrect},
                          {"mingyin/double-integral4.json", "\\frac13, \\frac13", kWrong},
                          {"mingyin/double-integral4.json", "(0.33, 0.25)", kCorrect},
                          {"mingyin/double-integral4.json", "\\frac13", kWrong},
                          // [4, 2]
                          {"elainewan/math_algebra_3_6.json", "4, 2", kCorrect},
                          {"elainewan/math_algebra_3_6.json", "[4, 2]", kCorrect},
                          {"elainewan/math_algebra_3_6.json", "(4, 2)", kCorrect},
                          {"elainewan/math_algebra_3_6.json",
                           "\\begin{pmatrix} 4 \\\\ 2 \\end{pmatrix}", kCorrect},
                          {"elainewan/math_algebra_3_6.json", "[2, 4]", kWrong},
                          {"elainewan/math_algebra_3_6.json", "4, 3", kWrong},
                          // false, (c)
                          {"elainewan/math_algebra_3.json", "\\text{False}", kCorrect},
                          {"elainewan/math_algebra_3.json", "\\text{True}", kWrong},
                          {"xinyi/fisher_information_4.json", "\\text{(c)}", kCorrect},
                          {"xinyi/fisher_information_4.json", "C", kCorrect},
                          {"xinyi/fisher_information_4.json", "a", kWrong},
                      });
}

// tests/tasks/minerva_style: a manifest of one's own with solutions instead of answers.
TEST(MathTasks, MinervaStyleReadsBoxedSolutionsAndGradesSentences) {
  const TaskSearch search = {{"tests/tasks"}, {"tests/tasks/minerva_style/minerva_style.yaml"}};
  const auto task = LoadTask("minerva_style", search);
  ASSERT_TRUE(task) << task.error().message;
  ASSERT_EQ(task->problems.size(), 3u);
  ASSERT_EQ(task->shots.size(), 2u);
  EXPECT_EQ(task->problems[0].gold, "0.8\\pi");
  EXPECT_EQ(task->problems[1].gold, "\\frac{q_0}{\\tau} e^{-t/\\tau}");
  EXPECT_EQ(task->shots[0].gold, "\\frac{1}{4}");
  EXPECT_FALSE(task->problems[0].extra.contains("reasoning"));
  const struct {
    size_t row;
    const char* sentence;
    Outcome outcome;
  } kRows[] = {
      {0, "The final answer is $\\frac{4\\pi}{5}$. I hope it is correct.", Outcome::kCorrect},
      {0, "The final answer is 0.8\\pi. I hope it is correct.", Outcome::kCorrect},
      {0, "The final answer is $0.8$. I hope it is correct.", Outcome::kWrong},
      {1, "The final answer is $q_0 e^{-t/\\tau}/\\tau$. I hope it is correct.", Outcome::kCorrect},
      {1, "The final answer is $q_0 e^{t/\\tau}/\\tau$. I hope it is correct.", Outcome::kWrong},
      {2, "The final answer is $9$ joules. I hope it is correct.", Outcome::kCorrect},
      {2, "The final answer is $8$. I hope it is correct.", Outcome::kWrong},
  };
  for (const auto& row : kRows) {
    const std::string text = std::string("Let us see.\nFinal Answer: ") + row.sentence;
    for (const GradeMode mode : {GradeMode::kStrict, GradeMode::kLenient}) {
      const Verdict verdict = Graded(*task, task->problems[row.row], text, mode);
      EXPECT_EQ(verdict.outcome, row.outcome) << text << ": " << verdict.extracted;
      EXPECT_EQ(verdict.rule, "final_answer_is");
    }
  }
  const Verdict silent = Graded(*task, task->problems[2], "I do not know. 9");
  EXPECT_EQ(silent.outcome, Outcome::kNoAnswer);
}

}  // namespace
}  // namespace rbench
