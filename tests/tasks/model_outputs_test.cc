#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/files.h"
#include "base/json.h"
#include "tasks/checker.h"
#include "tests/support/test_data.h"

// Stored outputs of real models with the verdicts of their publishers' graders. Those have errors
// of their own, so the test pins how often we agree and in which direction we may differ.

namespace rbench {
namespace {

struct Counts {
  int rows = 0;
  int agree = 0;
  int only_ours = 0;    // we say correct, the publisher wrong
  int only_theirs = 0;  // the publisher says correct, we do not
  std::string list;
};

void Compare(const Checker& checker, const std::string& gold, const std::string& completion,
             bool theirs, const std::string& where, Counts& counts) {
  Problem problem;
  problem.gold = gold;
  ASSERT_TRUE(checker.ValidateGold(problem)) << where << ": " << gold;
  GradeInput input;
  input.completion = completion;
  input.mode = GradeMode::kLenient;
  const Verdict verdict = checker.Grade(problem, input);
  const bool ours = verdict.outcome == Outcome::kCorrect;
  ++counts.rows;
  counts.agree += ours == theirs;
  counts.only_ours += ours && !theirs;
  counts.only_theirs += theirs && !ours;
  if (ours == theirs) return;
  const std::string end =
      completion.size() > 100 ? completion.substr(completion.size() - 100) : completion;
  counts.list += where + (ours ? " only ours " : " only theirs ") + "gold " + gold + " rule " +
                 verdict.rule + " extracted " + DumpJson(verdict.extracted.substr(0, 80)) +
                 " reason " + verdict.reason + " end " + DumpJson(end) + "\n";
}

std::vector<Json> ReadLines(const std::string& path) {
  std::vector<Json> rows;
  const auto text = ReadFileMaybeGzip(path);
  EXPECT_TRUE(text) << path;
  if (!text) return rows;
  for (size_t begin = 0; begin < text->size();) {
    const size_t end = std::min(text->find('\n', begin), text->size());
    if (end > begin)
      rows.push_back(ParseJson(std::string_view(*text).substr(begin, end - begin)).value());
    begin = end + 1;
  }
  return rows;
}

TEST(ModelOutputs, IntegerContestsAgreeWithTheirGraders) {
  const std::string data = TestDataDirectory();
  RBENCH_REQUIRE_TEST_DATA(data);
  const auto checker = MakeChecker({"integer", Json::object(), {}});
  ASSERT_TRUE(checker);
  Counts counts;
  for (const char* name :
       {"aime24_gemma-2-27b-it.jsonl", "aime24_qwen2.5-14b-instruct.jsonl",
        "aime24_sky-t1-correct-32b-ckpt140.jsonl.gz", "aime24_sky-t1-correct-32b-ckpt21.jsonl.gz",
        "aime24_sky-t1-corrupt0.2-32b.jsonl.gz", "aime24_sky-t1-reflection1.0-32b.jsonl.gz",
        "aime24_sky-t1-wrong-14b.jsonl.gz", "amc23_llama-3.1-8b-base.jsonl",
        "amc23_qwen2.5-math-7b.jsonl", "amc23_sky-t1-correct-14b.jsonl.gz",
        "amc23_sky-t1-reflection0.5-32b.jsonl.gz"}) {
    const Counts before = counts;
    for (const Json& row : ReadLines(data + "/model_outputs_math/" + name)) {
      Compare(**checker, row["gt"].get<std::string>(), row["code"][0].get<std::string>(),
              row["score"][0].get<bool>(), std::string(name) + ":" + DumpJson(row["idx"]), counts);
    }
    std::printf("%s: %d of %d agree\n", name, counts.agree - before.agree,
                counts.rows - before.rows);
  }
  std::printf("contests: %d of %d agree, %d only ours, %d only theirs\n%s", counts.agree,
              counts.rows, counts.only_ours, counts.only_theirs, counts.list.c_str());
  EXPECT_EQ(counts.rows, 7 * 30 + 4 * 40);
  EXPECT_GE(counts.agree, counts.rows * 98 / 100);
}

TEST(ModelOutputs, Gsm8kSolutionsAgreeWithTheirVerdicts) {
  const std::string data = TestDataDirectory();
  RBENCH_REQUIRE_TEST_DATA(data);
  const auto checker = MakeChecker({"number", Json{{"percent", "drop"}}, {}});
  ASSERT_TRUE(checker);
  Counts counts;
  for (const Json& row :
       ReadLines(data + "/model_outputs_math/gsm8k_example_model_solutions.subset.jsonl.gz")) {
    const std::string truth = row["ground_truth"].get<std::string>();
    // The last line is "A: 18".
    const std::string gold = truth.substr(truth.rfind(' ') + 1);
    for (const char* system :
         {"6b_finetuning", "6b_verification", "175b_finetuning", "175b_verification"}) {
      Compare(**checker, gold, row[system]["solution"].get<std::string>(),
              row[system]["is_correct"].get<bool>(), system, counts);
    }
  }
  std::printf("gsm8k: %d of %d agree, %d only ours, %d only theirs\n%s", counts.agree, counts.rows,
              counts.only_ours, counts.only_theirs, counts.list.c_str());
  EXPECT_EQ(counts.rows, 4 * 660);
  EXPECT_GE(counts.agree, counts.rows * 99 / 100);
}

}  // namespace
}  // namespace rbench
