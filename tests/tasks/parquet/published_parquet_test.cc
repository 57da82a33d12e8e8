#include <cstdlib>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "base/json.h"
#include "tasks/task.h"
#include "tests/support/temp_folder.h"
#include "tests/tasks/parquet/parquet_of_json.h"

// Data sets that their hubs hold as Parquet, in the published columns, as tasks of a manifest. The
// rows are our own.

namespace rbench {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct PublishedSet {
  const char* name;
  const char* manifest;
  const char* path;  // below a data directory
  const char* rows;
  ParquetCompression compression;
};

// HuggingFaceH4/aime_2024.
constexpr PublishedSet kAimeWithUrls = {
    "aime_urls",
    R"(name: aime_urls
checker: {kind: integer, options: {min: 0, max: 999}}
data:
  problems: train
  splits:
    train: [{path: HuggingFaceH4/aime_2024/data/train-00000-of-00001.parquet}]
  layouts:
    default: {question: problem, gold: answer, reasoning: solution, aliases: ["{year}-{id}"], extra: [url]}
)",
    "HuggingFaceH4/aime_2024/data/train-00000-of-00001.parquet",
    R"({"id": 60, "problem": "What is $2+2$?", "solution": "Count.\n\n$\\boxed{004}$", "answer": "004", "url": "https://example.org/1", "year": "2024"}
{"id": 61, "problem": "What is $20\\cdot 50-1$?", "solution": "Multiply.", "answer": "999", "url": "https://example.org/2", "year": "2024"}
{"id": 62, "problem": "Caf\u00e9: what is $7-7$?", "solution": "Nothing.", "answer": "0", "url": "https://example.org/3", "year": "2024"}
)",
    ParquetCompression::kSnappy};

// Maxwell-Jia/AIME_2024: capital names, answers as integers.
constexpr PublishedSet kAimeWithNumbers = {
    "aime_numbers",
    R"(name: aime_numbers
checker: {kind: integer, options: {min: 0, max: 999}}
data:
  problems: train
  splits:
    train: [{path: aime_2024_problems.parquet}]
  layouts:
    default: {question: Problem, gold: Answer, reasoning: Solution, aliases: ["{ID}"]}
)",
    "aime_2024_problems.parquet",
    R"({"ID": "2024-II-4", "Problem": "What is $30+3$?", "Solution": "Add.", "Answer": 33}
{"ID": "2024-I-1", "Problem": "What is $200+4$?", "Solution": "Add.", "Answer": 204}
)",
    ParquetCompression::kGzip};

// TIGER-Lab/MMLU-Pro: up to ten options in a list, shots in a split of their own.
constexpr PublishedSet kMmluPro = {
    "mmlu_pro",
    R"(name: mmlu_pro
prompt: cot
checker: {kind: choice}
data:
  problems: test
  splits:
    test: [{path: TIGER-Lab/MMLU-Pro/data/test-00000-of-00001.parquet}]
  layouts:
    default: {question: question, gold: answer, options: options, aliases: ["{question_id}"], extra: [category, src]}
subsets:
  physics: {category: [physics]}
)",
    "TIGER-Lab/MMLU-Pro/data/test-00000-of-00001.parquet",
    R"({"question_id": 70, "question": "Which is a number?", "options": ["cat", "four", "dog", "day", "sea", "sky", "oak", "elm", "ash", "fir"], "answer": "B", "answer_index": 1, "cot_content": "", "category": "math", "src": "ours"}
{"question_id": 71, "question": "Which is a colour?", "options": ["one", "two", "red"], "answer": "C", "answer_index": 2, "cot_content": "", "category": "physics", "src": "ours"}
{"question_id": 72, "question": "Which is last?", "options": ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J"], "answer": "J", "answer_index": 9, "cot_content": "", "category": "physics", "src": "ours"}
)",
    ParquetCompression::kZstd};

class PublishedParquet : public testing::Test {
 protected:
  void SetUp() override { ::setenv("RBENCH_PARQUET_READER", RBENCH_PARQUET_READER, 1); }

  Result<Task> Load(const PublishedSet& set, const std::string& subset = "") {
    const std::string path = folder_ / set.path;
    RBENCH_RETURN_IF_ERROR(MakeDirectories(path.substr(0, path.rfind('/'))));
    RBENCH_RETURN_IF_ERROR(WriteFileAtomic(path, ParquetOfJsonLines(set.rows, set.compression)));
    const std::string manifest = folder_ / (std::string(set.name) + ".yaml");
    RBENCH_RETURN_IF_ERROR(WriteFileAtomic(manifest, set.manifest));
    return LoadTask(set.name + subset, {{folder_.path()}, {manifest}});
  }

  static Outcome Grade(const Task& task, size_t problem, const std::string& completion) {
    GradeInput input;
    input.completion = completion;
    input.mode = GradeMode::kStrict;
    return task.checker->Grade(task.problems[problem], input).outcome;
  }

  TempFolder folder_;
};

TEST_F(PublishedParquet, AimeWithAnswersAsTexts) {
  const Result<Task> task = Load(kAimeWithUrls);
  ASSERT_TRUE(task) << task.error().message;
  ASSERT_EQ(task->problems.size(), 3u);
  EXPECT_EQ(task->problems[0].question, "What is $2+2$?");
  EXPECT_THAT(task->problems[1].aliases, ElementsAre("2024-61"));
  EXPECT_THAT(task->problems[2].question, HasSubstr("Caf\u00e9"));
  EXPECT_EQ(Grade(*task, 0, "It is \\boxed{4}."), Outcome::kCorrect);
  EXPECT_EQ(Grade(*task, 1, "It is \\boxed{999}."), Outcome::kCorrect);
  EXPECT_EQ(Grade(*task, 2, "It is \\boxed{1}."), Outcome::kWrong);
}

TEST_F(PublishedParquet, AimeWithAnswersAsIntegers) {
  const Result<Task> task = Load(kAimeWithNumbers);
  ASSERT_TRUE(task) << task.error().message;
  ASSERT_EQ(task->problems.size(), 2u);
  EXPECT_EQ(task->problems[0].gold, "33");
  EXPECT_THAT(task->problems[1].aliases, ElementsAre("2024-I-1"));
  EXPECT_EQ(Grade(*task, 1, "\\boxed{204}"), Outcome::kCorrect);
}

TEST_F(PublishedParquet, MmluProWithListsOfOptions) {
  const Result<Task> task = Load(kMmluPro);
  ASSERT_TRUE(task) << task.error().message;
  ASSERT_EQ(task->problems.size(), 3u);
  EXPECT_EQ(task->problems[0].options.size(), 10u);
  EXPECT_THAT(task->problems[1].options, ElementsAre("one", "two", "red"));
  EXPECT_EQ(task->problems[2].gold, "J");
  EXPECT_EQ(Grade(*task, 2, "The answer is \\boxed{J}."), Outcome::kCorrect);
  EXPECT_EQ(Grade(*task, 2, "The answer is \\boxed{A}."), Outcome::kWrong);
  const Result<Task> physics = Load(kMmluPro, ":physics");
  ASSERT_TRUE(physics) << physics.error().message;
  EXPECT_EQ(physics->problems.size(), 2u);
}

// The same rows as JSON Lines are the same problems.
TEST_F(PublishedParquet, EqualsItsJsonLines) {
  for (const PublishedSet& set : {kAimeWithUrls, kAimeWithNumbers, kMmluPro}) {
    const Result<Task> parquet = Load(set);
    ASSERT_TRUE(parquet) << parquet.error().message;
    ASSERT_TRUE(WriteFileAtomic(folder_ / set.path, set.rows));
    const Result<Task> lines =
        LoadTask(set.name, {{folder_.path()}, {folder_ / (std::string(set.name) + ".yaml")}});
    ASSERT_TRUE(lines) << lines.error().message;
    ASSERT_EQ(parquet->problems.size(), lines->problems.size());
    for (size_t i = 0; i < lines->problems.size(); ++i) {
      const Problem& a = parquet->problems[i];
      const Problem& b = lines->problems[i];
      EXPECT_EQ(a.id, b.id) << set.name;
      EXPECT_EQ(a.question, b.question);
      EXPECT_EQ(a.gold, b.gold);
      EXPECT_EQ(a.options, b.options);
      EXPECT_EQ(a.aliases, b.aliases);
      EXPECT_EQ(a.extra, b.extra);
    }
  }
}

}  // namespace
}  // namespace rbench
