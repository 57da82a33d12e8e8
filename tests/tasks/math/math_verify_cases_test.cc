#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/files.h"
#include "base/json.h"
#include "tasks/checker.h"
#include "tests/support/check_worker.h"
#include "tests/support/test_data.h"

// The published cases of Math-Verify, graded as an evaluation grades. cases/math_verify_exceptions.tsv
// lists the few where we disagree with the published label, each with its reason.

namespace rbench {
namespace {

constexpr size_t kMaxExceptions = 8;
constexpr size_t kRows = 129;

// id -> reason
std::map<std::string, std::string> Exceptions() {
  std::map<std::string, std::string> listed;
  const auto text = ReadFile("tests/tasks/math/cases/math_verify_exceptions.tsv");
  EXPECT_TRUE(text) << text.error().message;
  if (!text) return listed;
  std::string_view rest = *text;
  bool header = true;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const size_t tab = line.find('\t');
    if (tab == std::string_view::npos) {
      ADD_FAILURE() << "no tab in \"" << line << "\"";
      continue;
    }
    if (!std::exchange(header, false)) {
      EXPECT_GE(line.size() - tab, 20u) << "a reason is a sentence: " << line;
      listed.emplace(line.substr(0, tab), line.substr(tab + 1));
    }
  }
  return listed;
}

TEST(MathVerifyCases, AgreeOrAreListedWithAReason) {
  const std::string data = TestDataDirectory();
  RBENCH_REQUIRE_TEST_DATA(data);
  const auto text = ReadFile(data + "/checker_vectors/math_verify_cases.jsonl");
  ASSERT_TRUE(text) << text.error().message;
  const std::map<std::string, std::string> exceptions = Exceptions();
  EXPECT_LE(exceptions.size(), kMaxExceptions);
  GradingTools tools;
  tools.prover = &TestCheckWorkers();
  auto checker = MakeChecker({"math", Json::object(), {}}, tools);
  ASSERT_TRUE(checker) << checker.error().message;
  std::set<std::string> met;
  size_t rows = 0;
  size_t agree = 0;
  for (size_t begin = 0; begin < text->size();) {
    const size_t end = std::min(text->find('\n', begin), text->size());
    const auto row = ParseJson(std::string_view(*text).substr(begin, end - begin));
    begin = end + 1;
    ASSERT_TRUE(row);
    const Json& config = row->at("config");
    if (config.at("mode") != "verify" || !config.at("strict").get<bool>()) continue;
    ++rows;
    Problem problem;
    problem.gold = row->at("gold").get<std::string>();
    const std::string answer = row->at("pred").get<std::string>();
    const Verdict verdict = (*checker)->Grade(problem, {answer, false, GradeMode::kLenient});
    const bool expected = row->at("expected").get<bool>();
    const bool same = (verdict.outcome == Outcome::kCorrect) == expected;
    agree += same;
    const std::string id = row->at("id").get<std::string>();
    const bool listed = exceptions.contains(id);
    if (listed) met.insert(id);
    EXPECT_TRUE(same || listed) << id << ": expected " << expected << ", got "
                                << OutcomeName(verdict.outcome) << " (" << verdict.reason
                                << ")\n  gold   " << problem.gold.substr(0, 200) << "\n  answer "
                                << answer.substr(0, 200);
    EXPECT_FALSE(same && listed) << id << " agrees; take it off the list";
  }
  EXPECT_EQ(rows, kRows);
  for (const auto& [id, reason] : exceptions) {
    EXPECT_TRUE(met.contains(id)) << id << " is listed and no case";
  }
  std::printf("%zu of %zu agree, %zu listed\n", agree, rows, exceptions.size());
}

}  // namespace
}  // namespace rbench
