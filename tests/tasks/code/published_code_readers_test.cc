#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/files.h"
#include "tasks/code/code_problem.h"
#include "tasks/code/code_rows.h"
#include "tasks/code/output_compare.h"
#include "tasks/code/python_literal.h"
#include "tasks/code/python_repr.h"
#include "tasks/code/value_compare.h"
#include "tests/support/test_data.h"
#include "tests/tasks/code/test_arguments.h"

namespace rbench {
namespace {

// Reads files of the data folder.
Result<CodeProblems> ReadData(std::string_view layout, const std::vector<std::string>& paths,
                              const CodeReaderOptions& options = {}) {
  std::vector<std::string> bytes;
  for (const std::string& path : paths) {
    RBENCH_ASSIGN_OR_RETURN(std::string text, ReadFileMaybeGzip(TestDataDirectory() + "/" + path));
    bytes.push_back(std::move(text));
  }
  std::vector<CodeFile> files;
  for (size_t i = 0; i < paths.size(); ++i) files.push_back({paths[i], bytes[i]});
  return ReadCodeProblems(layout, files, options);
}

const CodeProblem& Find(const CodeProblems& set, std::string_view id) {
  for (const CodeProblem& problem : set.problems) {
    if (problem.id == id) return problem;
  }
  ADD_FAILURE() << "no problem " << id;
  static const CodeProblem none;
  return none;
}

size_t CountTests(const CodeProblems& set, CodeTestKind kind) {
  size_t count = 0;
  for (const CodeProblem& problem : set.problems) {
    for (const CodeTest& test : problem.tests) count += test.kind == kind ? 1 : 0;
  }
  return count;
}

size_t CountWholly(const CodeProblems& set) {
  return static_cast<size_t>(
      std::count_if(set.problems.begin(), set.problems.end(),
                    [](const CodeProblem& problem) { return !HasInProcessTests(problem); }));
}

std::string SetHash(const CodeProblems& set) {
  std::vector<std::string> hashes;
  for (const CodeProblem& problem : set.problems) hashes.push_back(ProblemHash(problem));
  return ProblemSetHash(std::move(hashes));
}

// What holds for every problem of every layout.
void CheckProblems(const CodeProblems& set) {
  for (const CodeProblem& problem : set.problems) {
    SCOPED_TRACE(problem.id);
    EXPECT_FALSE(problem.id.empty());
    EXPECT_FALSE(problem.question.empty());
    EXPECT_FALSE(problem.tests.empty());
    EXPECT_FALSE(problem.faithful_rule.empty());
    EXPECT_FALSE(problem.strict_rule.empty());
    for (const CodeTest& test : problem.tests) {
      if (test.kind == CodeTestKind::kStdin) {
        EXPECT_TRUE(test.expected_text.has_value());
        EXPECT_TRUE(ParseOutputRule(problem.faithful_rule)) << problem.faithful_rule;
        EXPECT_TRUE(ParseOutputRule(problem.strict_rule)) << problem.strict_rule;
      } else if (test.kind == CodeTestKind::kCall) {
        EXPECT_FALSE(problem.entry_point.empty());
        if (problem.faithful_rule != "evalplus") {
          EXPECT_TRUE(test.expected.has_value());
          EXPECT_TRUE(FindValueRule(problem.faithful_rule)) << problem.faithful_rule;
        }
        EXPECT_TRUE(problem.strict_rule == "evalplus" || FindValueRule(problem.strict_rule))
            << problem.strict_rule;
      } else {
        EXPECT_FALSE(test.assert_source.empty());
      }
    }
  }
}

TEST(PublishedCodeReaders, HumanEval) {
  RBENCH_REQUIRE_TEST_DATA(TestDataDirectory());
  const auto set = ReadData("humaneval", {"humaneval/HumanEval.jsonl.gz"});
  ASSERT_TRUE(set) << set.error().message;
  EXPECT_EQ(set->problems.size(), 164u);
  EXPECT_TRUE(set->skipped.empty());
  CheckProblems(*set);
  const CodeProblem& first = Find(*set, "HumanEval/0");
  EXPECT_EQ(first.entry_point, "has_close_elements");
  ASSERT_EQ(first.tests.size(), 7u);
  EXPECT_EQ(Arguments(first.tests[0]), "[1.0, 2.0, 3.9, 4.0, 5.0, 2.2]; 0.3; ");
  EXPECT_EQ(PythonRepr(*first.tests[0].expected), "True");
  EXPECT_TRUE(first.check_source.ends_with("\ncheck(has_close_elements)\n"));
  // A check with a loop and random numbers stays the interpreter's.
  EXPECT_TRUE(HasInProcessTests(Find(*set, "HumanEval/32")));
  EXPECT_EQ(Find(*set, "HumanEval/72").tests[0].relation, AssertRelation::kIs);
  // 18 checks calculate, loop or compare otherwise.
  EXPECT_EQ(CountWholly(*set), 146u);
  const auto example = ReadData("humaneval", {"humaneval/example_problem.jsonl"});
  ASSERT_TRUE(example) << example.error().message;
  ASSERT_EQ(example->problems.size(), 1u);
  EXPECT_EQ(PythonRepr(*example->problems[0].tests.at(0).expected), "1");
}

TEST(PublishedCodeReaders, HumanEvalPlus) {
  RBENCH_REQUIRE_TEST_DATA(TestDataDirectory());
  const auto set =
      ReadData("humaneval_plus",
               {"humaneval/HumanEval.jsonl.gz", "humaneval/HumanEvalPlus_prerelease_2023-04.jsonl",
                "humaneval/HumanEvalPlusInputs_prerelease_2023-04.jsonl"});
  ASSERT_TRUE(set) << set.error().message;
  EXPECT_EQ(set->problems.size(), 164u);
  CheckProblems(*set);
  size_t extra = 0;
  size_t with_atol = 0;
  for (const CodeProblem& problem : set->problems) {
    for (const CodeTest& test : problem.tests) {
      EXPECT_FALSE(test.expected.has_value());
      extra += test.is_public ? 0 : 1;
    }
    with_atol += problem.atol != 0 ? 1 : 0;
    EXPECT_FALSE(problem.reference.empty());
  }
  EXPECT_EQ(extra, 16100u);
  EXPECT_EQ(with_atol, 3u);
  EXPECT_EQ(Find(*set, "HumanEval/2").atol, 1e-6);
  EXPECT_EQ(Find(*set, "HumanEval/32").oracle, EvalPlusOracle::kZeroOfPolynomial);
  EXPECT_EQ(Find(*set, "HumanEval/0").aliases, std::vector<std::string>{"HumanEval_0"});
}

TEST(PublishedCodeReaders, Mbpp) {
  RBENCH_REQUIRE_TEST_DATA(TestDataDirectory());
  const auto set = ReadData("mbpp", {"mbpp/mbpp.jsonl"});
  ASSERT_TRUE(set) << set.error().message;
  EXPECT_EQ(set->problems.size(), 974u);
  CheckProblems(*set);
  // 2,922 asserts, of which 21 say more than a call and a literal.
  EXPECT_EQ(CountTests(*set, CodeTestKind::kCall), 2901u);
  EXPECT_EQ(CountTests(*set, CodeTestKind::kAssert), 21u);
  const CodeProblem& first = Find(*set, "1");
  EXPECT_EQ(first.entry_point, "min_cost");
  EXPECT_EQ(first.reference.find('\r'), std::string::npos);
  EXPECT_EQ(Arguments(first.tests[0]), "[[1, 2, 3], [4, 8, 2], [1, 5, 3]]; 2; 2; ");
  CodeReaderOptions options;
  options.test_split_only = true;
  const auto split = ReadData("mbpp", {"mbpp/mbpp.jsonl"}, options);
  ASSERT_TRUE(split);
  EXPECT_EQ(split->problems.size(), 500u);
  EXPECT_EQ(split->skipped.at("not_in_split"), 474u);
  EXPECT_EQ(split->problems.front().id, "11");
  EXPECT_EQ(split->problems.back().id, "510");
  // bigcode-evaluation-harness's prompt.
  EXPECT_EQ(split->problems.front().prompt,
            "\"\"\"\nWrite a python function to remove first and last occurrence of a given "
            "character from the string.\nassert remove_Occ(\"hello\",\"l\") == \"heo\"\n\"\"\"\n");
}

TEST(PublishedCodeReaders, MbppSanitized) {
  RBENCH_REQUIRE_TEST_DATA(TestDataDirectory());
  const auto set = ReadData("mbpp_sanitized", {"mbpp/sanitized-mbpp.json"});
  ASSERT_TRUE(set) << set.error().message;
  EXPECT_EQ(set->problems.size(), 427u);
  CheckProblems(*set);
  const CodeProblem& first = Find(*set, "2");
  EXPECT_EQ(first.entry_point, "similar_elements");
  ASSERT_EQ(first.tests.size(), 3u);
  EXPECT_EQ(first.tests[0].kind, CodeTestKind::kAssert);
  EXPECT_EQ(first.tests[0].assert_source,
            "assert set(similar_elements((3, 4, 5, 6),(5, 7, 4, 10))) == set((4, 5))\n");
}

TEST(PublishedCodeReaders, MbppPlus) {
  RBENCH_REQUIRE_TEST_DATA(TestDataDirectory());
  const auto set = ReadData("mbpp_plus", {"mbpp/MbppPlus.jsonl.gz"});
  ASSERT_TRUE(set) << set.error().message;
  EXPECT_EQ(set->problems.size(), 399u);
  CheckProblems(*set);
  EXPECT_EQ(std::count_if(set->problems.begin(), set->problems.end(),
                          [](const CodeProblem& problem) { return problem.atol == 1e-4; }),
            16);
  // The function is named in the prompt.
  EXPECT_EQ(Find(*set, "Mbpp/2").prompt,
            "'''\nWrite a function to find the shared elements from the given two lists.\n"
            "assert similar_elements((3, 4, 5, 6),(5, 7, 4, 10)) == (4, 5)\n'''\n");
  for (const CodeProblem& problem : set->problems) {
    EXPECT_NE(problem.prompt.find(problem.entry_point), std::string::npos) << problem.id;
  }
  // Lists of JSON as the tuples, sets and complex numbers that the functions take.
  EXPECT_EQ(Arguments(Find(*set, "Mbpp/2").tests[0]), "(3, 4, 5, 6); (5, 7, 4, 10); ");
  EXPECT_EQ(Arguments(Find(*set, "Mbpp/106").tests[0]), "[5, 6, 7]; (9, 10); ");
  EXPECT_EQ(Arguments(Find(*set, "Mbpp/75").tests[0]),
            "[(6, 24, 12), (7, 9, 6), (12, 18, 21)]; 6; ");
  EXPECT_EQ(Arguments(Find(*set, "Mbpp/124").tests[0]), "0.0; complex(0.0, 1.0); ");
  EXPECT_EQ(Arguments(Find(*set, "Mbpp/252").tests[0]), "complex(1.0, 0.0); ");
  EXPECT_EQ(Arguments(Find(*set, "Mbpp/115").tests[1]), "[{1, 2}, {}, {}]; ");
  EXPECT_EQ(Arguments(Find(*set, "Mbpp/278").tests[0]), "(1, 5, 7, (4, 6), 10); ");
  EXPECT_EQ(Arguments(Find(*set, "Mbpp/580").tests[0]), "(4, 5, (7, 6, (2, 4)), 6, 8); ");
  EXPECT_TRUE(Arguments(Find(*set, "Mbpp/722").tests[0])
                  .starts_with("{'Cierra Vega': (6.2, 70), 'Alden Cantrell': (5.9, 65), "));
  EXPECT_EQ(Find(*set, "Mbpp/793").tests.size(), 3u);
  // Integers beyond any machine word stay what they are.
  size_t longest = 0;
  const std::function<void(const Value&)> look = [&](const Value& value) {
    if (value.kind() == ValueKind::kInt) longest = std::max(longest, value.digits().size());
    if (!value.IsContainer()) return;
    for (const Value& item : value.items()) look(item);
  };
  for (const CodeProblem& problem : set->problems) {
    for (const CodeTest& test : problem.tests) {
      for (const Value& value : test.arguments.positional) look(value);
    }
  }
  EXPECT_EQ(longest, 101u);
}

TEST(PublishedCodeReaders, LeetCodeDataset) {
  RBENCH_REQUIRE_TEST_DATA(TestDataDirectory());
  const auto test =
      ReadData("leetcode_dataset", {"leetcode/LeetCodeDataset-v0.3.1-test.subset.jsonl.gz"});
  ASSERT_TRUE(test) << test.error().message;
  EXPECT_EQ(test->problems.size(), 108u);
  CheckProblems(*test);
  const CodeProblem& problem = Find(*test, "shortest-distance-after-road-addition-queries-i");
  EXPECT_EQ(problem.class_name, "Solution");
  EXPECT_EQ(problem.entry_point, "shortestDistanceAfterQueries");
  EXPECT_EQ(problem.date, "2024-08-04");
  EXPECT_EQ(problem.difficulty, "Medium");
  EXPECT_EQ(Arguments(problem.tests[0]), "n=7; queries=[[0, 5], [1, 6], [2, 4]]; ");
  EXPECT_EQ(PythonRepr(*problem.tests[0].expected), "[2, 2, 2]");
  // 11,334 asserts, all on literals once `inf` is known.
  EXPECT_EQ(CountTests(*test, CodeTestKind::kCall), 11334u);
  EXPECT_EQ(CountWholly(*test), 108u);
  const auto train =
      ReadData("leetcode_dataset", {"leetcode/LeetCodeDataset-v0.2.0-train.jsonl.gz"});
  ASSERT_TRUE(train) << train.error().message;
  EXPECT_EQ(train->problems.size(), 1890u);
  CheckProblems(*train);
  EXPECT_EQ(CountWholly(*train), 1769u);
  EXPECT_EQ(Find(*train, "two-sum").starter_code,
            "class Solution:\n    def twoSum(self, nums: List[int], target: int) -> List[int]:");
}

TEST(PublishedCodeReaders, LeetCodeContest) {
  RBENCH_REQUIRE_TEST_DATA(TestDataDirectory());
  const auto set =
      ReadData("leetcode_contest", {"leetcode/deepseek_leetcode_contest_180.jsonl.gz"});
  ASSERT_TRUE(set) << set.error().message;
  EXPECT_EQ(set->problems.size(), 180u);
  CheckProblems(*set);
  const CodeProblem& problem =
      Find(*set, "weekly-contest-381-minimum-number-of-pushes-to-type-word-i");
  EXPECT_EQ(problem.entry_point, "minimumPushes");
  EXPECT_EQ(problem.date, "2024-01-21T02:30:00");
  EXPECT_EQ(problem.difficulty, "Easy");
  EXPECT_TRUE(problem.starter_code.starts_with("class Solution"));
  EXPECT_EQ(problem.tests.size(), 100u);
  EXPECT_EQ(Arguments(problem.tests[0]), "word='abcde'; ");
  EXPECT_EQ(CountWholly(*set), 178u);
}

TEST(PublishedCodeReaders, LiveCodeBench) {
  RBENCH_REQUIRE_TEST_DATA(TestDataDirectory());
  const auto full = ReadData("livecodebench", {"livecodebench/full_record_1873_A.jsonl"});
  ASSERT_TRUE(full) << full.error().message;
  ASSERT_EQ(full->problems.size(), 1u);
  CheckProblems(*full);
  const CodeProblem& problem = full->problems[0];
  EXPECT_EQ(problem.id, "1873_A");
  EXPECT_EQ(problem.platform, "codeforces");
  EXPECT_EQ(problem.difficulty, "easy");
  EXPECT_GE(problem.tests.size(), 2u);
  EXPECT_TRUE(problem.tests[0].is_public);
  EXPECT_EQ(problem.tests[0].expected_text, "YES\nYES\nYES\nNO\nNO\nYES\n");
  EXPECT_FALSE(problem.tests[1].is_public);

  const std::string subset = "livecodebench/code_generation_release_v1.subset.jsonl";
  const auto without = ReadData("livecodebench", {subset});
  ASSERT_TRUE(without) << without.error().message;
  EXPECT_EQ(without->problems.size(), 0u);
  EXPECT_EQ(without->skipped.at("no_private_tests"), 191u);
  CodeReaderOptions options;
  options.public_tests_suffice = true;
  const auto all = ReadData("livecodebench", {subset}, options);
  ASSERT_TRUE(all) << all.error().message;
  EXPECT_EQ(all->problems.size(), 191u);
  CheckProblems(*all);
  size_t functional = 0;
  for (const CodeProblem& one : all->problems) functional += one.class_name == "Solution" ? 1 : 0;
  EXPECT_GT(functional, 20u);
  // Windows of contest dates: halves that meet, and a day that is nobody's.
  options.end_date = "2023-10-31";
  const auto before = ReadData("livecodebench", {subset}, options);
  options.end_date.clear();
  options.start_date = "2023-11-01";
  const auto after = ReadData("livecodebench", {subset}, options);
  ASSERT_TRUE(before && after);
  EXPECT_EQ(before->problems.size() + after->problems.size(), 191u);
  EXPECT_EQ(before->problems.size(), after->skipped.at("outside_dates"));
  EXPECT_GT(before->problems.size(), 20u);
  EXPECT_GT(after->problems.size(), 20u);
  // The hash knows the set, not its order.
  const std::string hash = SetHash(*all);
  EXPECT_EQ(hash.size(), 64u);
  CodeProblems turned = *all;
  std::reverse(turned.problems.begin(), turned.problems.end());
  EXPECT_EQ(SetHash(turned), hash);
  EXPECT_NE(SetHash(*before), hash);
  turned.problems[3].tests[0].is_public = false;
  EXPECT_NE(SetHash(turned), hash);
}

// Hidden tests as the grader printed them: arguments are the repr of a list.
TEST(PublishedCodeReaders, ObservedHiddenTests) {
  RBENCH_REQUIRE_TEST_DATA(TestDataDirectory());
  const auto bytes = ReadFile(TestDataDirectory() + "/livecodebench/observed_hidden_tests.jsonl");
  ASSERT_TRUE(bytes) << bytes.error().message;
  size_t rows = 0;
  size_t functional = 0;
  const Status status =
      ForEachCodeRow({"observed_hidden_tests.jsonl", *bytes}, [&](const CodeRow& row) -> Status {
        ++rows;
        RBENCH_ASSIGN_OR_RETURN(const Value* starter, row.Field("starter_code", ValueKind::kBool));
        if (!starter->boolean()) return {};
        ++functional;
        RBENCH_ASSIGN_OR_RETURN(const std::string input, row.Text("input"));
        // One of them was printed with `inf`.
        LiteralOptions options;
        options.infinity_name = true;
        RBENCH_ASSIGN_OR_RETURN(const Value arguments, ReadPythonLiteral(input, options));
        EXPECT_EQ(arguments.kind(), ValueKind::kList) << input;
        return {};
      });
  EXPECT_TRUE(status) << (status ? "" : status.error().message);
  EXPECT_EQ(rows, 389u);
  EXPECT_GT(functional, 50u);
}

TEST(PublishedCodeReaders, Contests) {
  RBENCH_REQUIRE_TEST_DATA(TestDataDirectory());
  const auto contests = ReadData("code_contests", {"code_stdin/code_contests_test.subset.json.gz"});
  ASSERT_TRUE(contests) << contests.error().message;
  EXPECT_EQ(contests->problems.size(), 81u);
  CheckProblems(*contests);
  EXPECT_EQ(contests->problems[0].tests.size(), 9u);
  EXPECT_EQ(contests->problems[0].tests[0].expected_text, "3.162277660\n");
  size_t most = 0;
  for (const CodeProblem& problem : contests->problems) {
    most = std::max(most, problem.tests.size());
  }
  EXPECT_EQ(most, 121u);

  const auto codeforces = ReadData("codeforces", {"code_stdin/codeforces_test.subset.json"});
  ASSERT_TRUE(codeforces) << codeforces.error().message;
  EXPECT_EQ(codeforces->problems.size(), 209u);
  CheckProblems(*codeforces);
  EXPECT_EQ(codeforces->problems[0].time_limit_s, 1.0);
  EXPECT_EQ(codeforces->problems[0].memory_limit_mb, 256.0);
  std::set<std::string> ids;
  for (const CodeProblem& problem : codeforces->problems) {
    ids.insert(problem.id);
    EXPECT_TRUE(problem.time_limit_s && *problem.time_limit_s >= 1 && *problem.time_limit_s <= 10);
    EXPECT_TRUE(problem.memory_limit_mb && *problem.memory_limit_mb >= 128);
  }
  EXPECT_EQ(ids.size(), 209u);

  const auto fusion =
      ReadData("sandboxfusion", {"code_stdin/sandboxfusion_code_contests.subset.jsonl"});
  ASSERT_TRUE(fusion) << fusion.error().message;
  EXPECT_EQ(fusion->problems.size(), 10u);
  CheckProblems(*fusion);
  EXPECT_EQ(fusion->problems[0].tests.size(), 101u);
  EXPECT_EQ(fusion->problems[0].platform, "codechef");
  EXPECT_EQ(fusion->problems[0].title, "a3");
}

}  // namespace
}  // namespace rbench
