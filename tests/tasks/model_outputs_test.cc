#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/files.h"
#include "bench/verdict_comparison.h"
#include "tasks/checker.h"
#include "tasks/extraction.h"
#include "tasks/math/policy.h"
#include "tests/support/check_worker.h"
#include "tests/support/test_data.h"

// Stored outputs of real models with the verdicts of their publishers' graders, graded again as an
// evaluation grades. Those graders err, so every verdict that differs from ours, and every one that
// we leave undecided, was read and stands in cases/model_outputs_disagreements.tsv with its class
// and the reason. tests/tasks/list_model_output_disagreements.sh prints them.
//
// Three files of outputs and a summary have no verdict of an original evaluation and are no part of
// this: zeroeval_* (one accuracy for the whole file) and math500_qwen3_answers.json (pairs of gold
// and answer).

namespace rbench {
namespace {

constexpr std::string_view kCases = "tests/tasks/math/cases/";
const std::set<std::string> kWithoutVerdicts = {
    "math500_qwen3_answers.json", "zeroeval_math-l5_Qwen2.5-7B-Instruct.json.gz",
    "zeroeval_math-l5_o1-mini-2024-09-12.json.gz", "zeroeval_math-l5_summary.json"};

std::vector<std::string> Split(std::string_view text, char mark) {
  std::vector<std::string> parts;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find(mark, begin), text.size());
    parts.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

// The lines of a table below its head, each with as many cells as the head.
std::vector<std::vector<std::string>> ReadTable(std::string_view name) {
  std::vector<std::vector<std::string>> lines;
  const auto text = ReadFile(std::string(kCases) + std::string(name));
  EXPECT_TRUE(text) << text.error().message;
  if (!text) return lines;
  size_t columns = 0;
  for (const std::string& line : Split(*text, '\n')) {
    if (line.empty()) continue;
    std::vector<std::string> cells = Split(line, '\t');
    if (columns == 0) {
      columns = cells.size();
      continue;
    }
    EXPECT_EQ(cells.size(), columns) << line;
    if (cells.size() == columns) lines.push_back(std::move(cells));
  }
  return lines;
}

struct OutputsFile {
  std::string name;
  size_t verdicts = 0;
  StoredVerdictFields fields;
};

std::vector<OutputsFile> OutputsFiles() {
  std::vector<OutputsFile> files;
  for (const auto& cells : ReadTable("model_outputs_files.tsv")) {
    const auto fields = ParseStoredVerdictFields(Split(cells[2], ','));
    EXPECT_TRUE(fields) << cells[0] << ": " << fields.error().message;
    if (fields) files.push_back({cells[0], std::stoul(cells[1]), *fields});
  }
  return files;
}

VerdictComparison Compare(const std::string& data, const OutputsFile& file,
                          const Checker& checker) {
  auto comparison = CompareVerdicts(data + "/model_outputs_math/" + file.name, file.fields, checker,
                                    GradeMode::kLenient);
  EXPECT_TRUE(comparison) << comparison.error().message;
  if (!comparison) return {};
  EXPECT_EQ(comparison->total(), file.verdicts) << file.name;
  EXPECT_EQ(comparison->gold_refused, 0u) << file.name;
  return *std::move(comparison);
}

using VerdictId = std::pair<std::string, std::string>;  // file, id

// The ids of the file's verdicts that differ or are undecided.
std::set<VerdictId> Differing(const std::string& file, const VerdictComparison& comparison) {
  std::set<VerdictId> differing;
  for (const auto* list : {&comparison.disagreements, &comparison.undecided}) {
    for (const ComparedVerdict& one : *list) differing.insert({file, one.id});
  }
  return differing;
}

// "their_error", "malformed_gold", "undecided", or "named_policy:" and a switch of the checker or
// an extraction rule.
bool IsClass(std::string_view name) {
  if (name == "their_error" || name == "malformed_gold" || name == "undecided") return true;
  constexpr std::string_view kPolicy = "named_policy:";
  if (!name.starts_with(kPolicy)) return false;
  const std::string policy(name.substr(kPolicy.size()));
  return math::PolicyToJson(math::LenientPolicy()).contains(policy) ||
         policy == "base_from_question" || policy == "percent_from_question" ||
         bool(ParseExtractionRules({policy}));
}

struct Line {
  std::string ours;
  std::string theirs;
  bool met = false;
};

std::map<VerdictId, Line> ReadDisagreements() {
  constexpr size_t kShortestSentence = 40;
  std::map<VerdictId, Line> lines;
  for (const auto& cells : ReadTable("model_outputs_disagreements.tsv")) {
    const std::string where = cells[0] + " " + cells[1];
    EXPECT_TRUE(IsClass(cells[4])) << where << ": no class \"" << cells[4] << "\"";
    EXPECT_EQ(cells[4] == "undecided", cells[2] == "undecided") << where;
    EXPECT_GE(cells[5].size(), kShortestSentence) << where << ": the reason is a sentence";
    EXPECT_TRUE(lines.emplace(VerdictId{cells[0], cells[1]}, Line{cells[2], cells[3]}).second)
        << where << " twice";
  }
  return lines;
}

TEST(ModelOutputs, EveryFileIsComparedOrHasNoVerdicts) {
  const std::string data = TestDataDirectory();
  RBENCH_REQUIRE_TEST_DATA(data);
  std::set<std::string> known = kWithoutVerdicts;
  for (const OutputsFile& file : OutputsFiles()) {
    EXPECT_TRUE(known.insert(file.name).second) << file.name << " twice";
  }
  std::set<std::string> present;
  for (const auto& entry : std::filesystem::directory_iterator(data + "/model_outputs_math")) {
    present.insert(entry.path().filename().string());
  }
  EXPECT_EQ(known, present);
}

TEST(ModelOutputs, EveryDisagreementOfTheMathCheckerIsListedWithAReason) {
  const std::string data = TestDataDirectory();
  RBENCH_REQUIRE_TEST_DATA(data);
  GradingTools tools;
  tools.prover = &TestCheckWorkers();
  const auto checker = MakeChecker({"math", Json::object(), {}}, tools);
  ASSERT_TRUE(checker) << checker.error().message;
  std::map<VerdictId, Line> lines = ReadDisagreements();
  for (const OutputsFile& file : OutputsFiles()) {
    const VerdictComparison comparison = Compare(data, file, **checker);
    for (const auto* list : {&comparison.disagreements, &comparison.undecided}) {
      for (const ComparedVerdict& one : *list) {
        const std::string ours = OutcomeName(one.ours.outcome);
        const std::string theirs = one.theirs ? "correct" : "wrong";
        const auto line = lines.find({file.name, one.id});
        if (line == lines.end()) {
          ADD_FAILURE() << file.name << " " << one.id << ": theirs " << theirs << ", ours " << ours
                        << " (" << one.ours.reason << "), gold " << one.gold << ", answer ("
                        << one.ours.rule << ") " << one.ours.extracted;
          continue;
        }
        EXPECT_EQ(line->second.ours, ours) << file.name << " " << one.id;
        EXPECT_EQ(line->second.theirs, theirs) << file.name << " " << one.id;
        line->second.met = true;
      }
    }
  }
  for (const auto& [id, line] : lines) {
    EXPECT_TRUE(line.met) << id.first << " " << id.second << " is no disagreement any more";
  }
}

// The plainer checkers on the data sets that they are for.
TEST(ModelOutputs, TheIntegerAndTheNumberCheckerDifferWhereTheyMust) {
  const std::string data = TestDataDirectory();
  RBENCH_REQUIRE_TEST_DATA(data);
  const auto integer = MakeChecker({"integer", Json::object(), {}});
  const auto number = MakeChecker({"number", Json{{"percent", "drop"}}, {}});
  ASSERT_TRUE(integer) << integer.error().message;
  ASSERT_TRUE(number) << number.error().message;
  std::set<VerdictId> differing;
  for (const OutputsFile& file : OutputsFiles()) {
    const bool is_contest = file.name.starts_with("aime24_") || file.name.starts_with("amc23_");
    if (!is_contest && !file.name.starts_with("gsm8k_")) continue;
    const Checker& checker = is_contest ? **integer : **number;
    differing.merge(Differing(file.name, Compare(data, file, checker)));
  }
  // A square root that is the gold 540 is no integer as it is written.
  EXPECT_EQ(differing, (std::set<VerdictId>{{"aime24_gemma-2-27b-it.jsonl", "12"}}));
}

}  // namespace
}  // namespace rbench
