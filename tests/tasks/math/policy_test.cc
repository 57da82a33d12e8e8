#include "tasks/math/policy.h"

#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/philox.h"
#include "tasks/checker.h"
#include "tasks/math/check.h"
#include "tests/support/check_worker.h"

namespace rbench::math {
namespace {

constexpr Decision kYes = Decision::kEqual;
constexpr Decision kNo = Decision::kNotEqual;
constexpr Decision kOpen = Decision::kUndecided;

// One pair under two values of one switch.
struct SwitchCase {
  const char* name;
  const char* first;  // JSON
  const char* second;
  const char* gold;
  const char* answer;
  Decision under_first;
  Decision under_second;
};

const SwitchCase kSwitchCases[] = {
    {"approx_ok", "false", "true", "\\frac{1}{3}", "0.333", kNo, kYes},
    {"approx_ok", "false", "true", "\\frac{1}{3}", "0.33", kNo, kNo},
    {"approx_ok", "false", "true", "\\frac{1}{3}", "0.334", kNo, kNo},
    {"approx_ok", "false", "true", "\\sqrt{2}", "1.414", kNo, kYes},
    {"approx_ok", "false", "true", "\\sqrt{2}", "1.4143", kNo, kNo},
    {"approx_ok", "false", "true", "\\pi", "3.14159", kNo, kYes},
    {"approx_ok", "false", "true", "\\frac{1}{8}", "0.125", kYes, kYes},
    {"approx_ok", "false", "true", "12345", "12346", kNo, kNo},
    {"bare_percent", "true", "false", "50\\%", "50", kYes, kNo},
    {"bare_percent", "true", "false", "50\\%", "0.5", kYes, kYes},
    {"bare_percent", "true", "false", "50\\%", "5000", kNo, kNo},
    {"bare_percent", "true", "false", "50", "50\\%", kNo, kNo},
    {"base_stated", "false", "true", "101_2", "101", kNo, kYes},
    {"base_stated", "false", "true", "101_2", "110", kNo, kNo},
    {"base_stated", "false", "true", "101_2", "5", kNo, kNo},
    {"base_stated", "false", "true", "101_2", "101_2", kYes, kYes},
    {"base_stated", "false", "true", "101_2", "101_3", kNo, kNo},
    {"percent_stated", "false", "true", "50", "50\\%", kNo, kYes},
    {"percent_stated", "false", "true", "50", "0.5", kNo, kNo},
    {"percent_stated", "false", "true", "0.5", "50\\%", kYes, kYes},
    {"decimal_comma", "false", "true", "2.74", "2,74", kNo, kYes},
    {"decimal_comma", "false", "true", "1,22", "1.22", kNo, kYes},
    {"decimal_comma", "false", "true", "2.74", "2, 74", kNo, kNo},
    {"decimal_comma", "false", "true", "2,74", "74, 2", kYes, kYes},
    {"decimal_comma", "false", "true", "1.234", "1,234", kNo, kNo},
    {"decimal_gold_rounds", "true", "false", "33.3", "\\frac{100}{3}", kYes, kNo},
    {"decimal_gold_rounds", "true", "false", "33.3", "33.34", kYes, kNo},
    {"decimal_gold_rounds", "true", "false", "33.3", "33.36", kNo, kNo},
    {"decimal_gold_rounds", "true", "false", "0.5", "0.55", kYes, kNo},
    {"decimal_gold_rounds", "true", "false", "0.5", "0.45", kYes, kNo},
    {"decimal_gold_rounds", "true", "false", "0.5", "0.449", kNo, kNo},
    {"decimal_gold_rounds", "true", "false", "3.14", "\\pi", kYes, kNo},
    {"decimal_gold_rounds", "true", "false", "33", "33.3", kNo, kNo},
    {"form", "\"any\"", "\"reduced\"", "\\frac{1}{2}", "\\frac{2}{4}", kYes, kNo},
    {"form", "\"any\"", "\"reduced\"", "\\frac{1}{2}", "\\frac{1}{2}", kYes, kYes},
    {"form", "\"any\"", "\"reduced\"", "\\frac{1}{2}", "1/2", kYes, kYes},
    {"form", "\"any\"", "\"reduced\"", "2", "\\frac{2}{1}", kYes, kNo},
    {"form", "\"any\"", "\"factored\"", "x^2-1", "(x-1)(x+1)", kYes, kYes},
    {"form", "\"any\"", "\"factored\"", "(x-1)(x+1)", "x^2-1", kYes, kNo},
    {"form", "\"any\"", "\"factored\"", "(x-1)(x+1)", "-1+x^2", kYes, kNo},
    {"form", "\"any\"", "\"expanded\"", "x^2-1", "(x-1)(x+1)", kYes, kNo},
    {"form", "\"any\"", "\"expanded\"", "(x-1)(x+1)", "x^2-1", kYes, kYes},
    {"form", "\"any\"", "\"expanded\"", "(x-1)(x+1)", "x^2+1", kNo, kNo},
    {"interval_for_inequality", "false", "true", "x>2", "(2,\\infty)", kNo, kYes},
    {"interval_for_inequality", "false", "true", "(2,\\infty)", "x>2", kNo, kYes},
    {"interval_for_inequality", "false", "true", "[-1,4)", "-1\\le x<4", kNo, kYes},
    {"interval_for_inequality", "false", "true", "[-1,4)", "-1<x<4", kNo, kNo},
    {"interval_for_inequality", "false", "true", "x>2", "[2,\\infty)", kNo, kNo},
    {"interval_for_inequality", "false", "true", "x>2", "2<x", kYes, kYes},
    {"list_order", "false", "true", "1, 2", "2, 1", kYes, kNo},
    {"list_order", "false", "true", "1, 2", "1, 2", kYes, kYes},
    {"list_order", "false", "true", "\\{1,2\\}", "\\{2,1\\}", kYes, kYes},
    {"names_optional", "true", "false", "5", "x=5", kYes, kNo},
    {"names_optional", "true", "false", "x=5", "5", kYes, kNo},
    {"names_optional", "true", "false", "x=5", "x=5.0", kYes, kYes},
    {"names_optional", "true", "false", "x=5", "y=5", kNo, kNo},
    {"relative_tolerance", "\"\"", "\"0.05\"", "200", "209", kNo, kYes},
    {"relative_tolerance", "\"\"", "\"0.05\"", "200", "210", kNo, kYes},
    {"relative_tolerance", "\"\"", "\"0.05\"", "200", "211", kNo, kNo},
    {"relative_tolerance", "\"\"", "\"0.05\"", "-200", "-191", kNo, kYes},
    {"relative_tolerance", "\"\"", "\"0.05\"", "-200", "191", kNo, kNo},
    {"relative_tolerance", "\"\"", "\"0.05\"", "0", "0.001", kNo, kNo},
    {"sampling_ok", "true", "false", "\\sin(2x)", "2\\sin x\\cos x", kYes, kOpen},
    {"sampling_ok", "true", "false", "(x+1)^2", "x^2+2x+1", kYes, kYes},
    {"sampling_ok", "true", "false", "\\sin(2x)", "2\\sin x", kNo, kNo},
    {"set_for_tuple", "false", "true", "(1,2)", "\\{1,2\\}", kNo, kYes},
    {"set_for_tuple", "false", "true", "(1,2)", "\\{2,1\\}", kNo, kNo},
    {"set_for_tuple", "false", "true", "(1,2)", "(2,1)", kNo, kNo},
    {"tolerance", "\"\"", "\"1e-2\"", "2", "2.005", kNo, kYes},
    {"tolerance", "\"\"", "\"1e-2\"", "2", "2.01", kNo, kYes},
    {"tolerance", "\"\"", "\"1e-2\"", "2", "2.0100001", kNo, kNo},
    {"tolerance", "\"\"", "\"1e-2\"", "\\sqrt{2}", "1.41", kNo, kYes},
    {"tolerance", "\"\"", "\"1e-2\"", "2", "-2", kNo, kNo},
    {"unevaluated_ok", "false", "true", "5050", "\\sum_{k=1}^{100}k", kNo, kYes},
    {"unevaluated_ok", "false", "true", "120", "\\prod_{k=1}^{5}k", kNo, kYes},
    {"unevaluated_ok", "false", "true", "5050", "\\sum_{k=1}^{99}k", kNo, kNo},
    {"unevaluated_ok", "false", "true", "6", "\\frac{1+2+3+4+5+6+7+8}{6}", kNo, kYes},
    {"unevaluated_ok", "false", "true", "-2", "\\begin{vmatrix}1&2\\\\3&4\\end{vmatrix}", kNo, kYes},
    {"units", "\"match\"", "\"ignore\"", "5\\text{ cm}", "5\\text{ m}", kNo, kYes},
    {"units", "\"match\"", "\"ignore\"", "5\\text{ cm}", "0.05\\text{ m}", kYes, kNo},
    {"units", "\"match\"", "\"ignore\"", "5\\text{ cm}", "5", kYes, kYes},
    {"units", "\"match\"", "\"ignore\"", "5", "5\\text{ kg}", kYes, kYes},
};

Policy With(const char* name, const char* value) {
  const auto json = ParseJson(std::string("{\"") + name + "\": " + value + "}");
  EXPECT_TRUE(json) << name;
  const auto policy = PolicyFromJson(*json, StrictPolicy());
  EXPECT_TRUE(policy) << policy.error().message;
  return policy ? *policy : Policy();
}

TEST(Policy, EverySwitchDoesWhatItSays) {
  for (const SwitchCase& row : kSwitchCases) {
    SCOPED_TRACE(std::string(row.name) + ": " + row.gold + " | " + row.answer);
    const CheckResult first = Check(row.gold, row.answer, With(row.name, row.first),
                                    &TestCheckWorkers());
    const CheckResult second = Check(row.gold, row.answer, With(row.name, row.second),
                                     &TestCheckWorkers());
    EXPECT_STREQ(DecisionName(first.decision), DecisionName(row.under_first))
        << row.first << ": " << first.reason;
    EXPECT_STREQ(DecisionName(second.decision), DecisionName(row.under_second))
        << row.second << ": " << second.reason;
  }
}

// No switch without a pair that it decides.
TEST(Policy, EverySwitchHasACaseThatItDecides) {
  std::set<std::string> decided;
  for (const SwitchCase& row : kSwitchCases) {
    if (row.under_first != row.under_second) decided.insert(row.name);
  }
  const Json all = PolicyToJson(StrictPolicy());
  for (const auto& [name, value] : all.items()) EXPECT_TRUE(decided.contains(name)) << name;
  EXPECT_EQ(decided.size(), all.size());
}

TEST(Policy, DefaultsAreThoseOfTheTable) {
  const auto strict = ParseJson(R"({
    "approx_ok": false, "bare_percent": true, "base_stated": false, "decimal_comma": false,
    "decimal_gold_rounds": true, "form": "any", "interval_for_inequality": false, "list_order": false, "names_optional": true,
    "percent_stated": false, "relative_tolerance": "", "sampling_ok": true, "set_for_tuple": false, "tolerance": "",
    "unevaluated_ok": false, "units": "match"})");
  ASSERT_TRUE(strict);
  EXPECT_EQ(PolicyToJson(StrictPolicy()), *strict);
  Json lenient = *strict;
  lenient["decimal_comma"] = true;
  lenient["interval_for_inequality"] = true;
  lenient["unevaluated_ok"] = true;
  EXPECT_EQ(PolicyToJson(LenientPolicy()), lenient);
}

// Values of every switch other than its default.
const std::vector<std::pair<std::string, Json>>& OtherValues() {
  static const std::vector<std::pair<std::string, Json>> values = {
      {"approx_ok", true},       {"bare_percent", false}, {"base_stated", true},
      {"decimal_comma", true},   {"decimal_gold_rounds", false}, {"form", "factored"},
      {"interval_for_inequality", true},
      {"list_order", true},      {"names_optional", false}, {"percent_stated", true}, {"relative_tolerance", "1e-4"},
      {"sampling_ok", false},    {"set_for_tuple", true}, {"tolerance", "0.5"},
      {"unevaluated_ok", true},  {"units", "ignore"},
  };
  return values;
}

TEST(Policy, GoesThroughJsonAndBack) {
  constexpr uint64_t kSeed = 7;
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  PhiloxStream random(PhiloxKeyFor(kSeed, "policies"));
  for (int i = 0; i < 500; ++i) {
    Json changes = Json::object();
    for (const auto& [name, value] : OtherValues()) {
      if (random.NextBelow(2) == 0) changes[name] = value;
    }
    const auto policy = PolicyFromJson(changes, StrictPolicy());
    ASSERT_TRUE(policy) << policy.error().message;
    const Json all = PolicyToJson(*policy);
    ASSERT_EQ(all.size(), OtherValues().size());
    for (const auto& [name, value] : changes.items()) EXPECT_EQ(all[name], value) << name;
    const auto again = PolicyFromJson(all, LenientPolicy());
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(*again, *policy);
  }
}

TEST(Policy, NothingChangesNothing) {
  for (const Policy& base : {StrictPolicy(), LenientPolicy()}) {
    EXPECT_EQ(PolicyFromJson(Json(), base).value(), base);
    EXPECT_EQ(PolicyFromJson(Json::object(), base).value(), base);
  }
}

TEST(Policy, RefusesWhatItDoesNotKnow) {
  struct Row {
    const char* json;
    const char* wanted;  // in the message
  };
  const Row rows[] = {
      {R"({"aprox_ok": true})", "did you mean \"approx_ok\"?"},
      {R"({"unit": "ignore"})", "did you mean \"units\"?"},
      {R"({"unevaluated": true})", "did you mean \"unevaluated_ok\"?"},
      {R"({"set_for_tuples": true})", "did you mean \"set_for_tuple\"?"},
      {R"({"zebra": true})", "zebra"},
      {R"({"approx_ok": "yes"})", "approx_ok"},
      {R"({"approx_ok": 1})", "approx_ok"},
      {R"({"approx_ok": null})", "approx_ok"},
      {R"({"units": "metric"})", "units"},
      {R"({"units": "ignored"})", "did you mean \"ignore\"?"},
      {R"({"units": true})", "units"},
      {R"({"form": "reduce"})", "did you mean \"reduced\"?"},
      {R"({"tolerance": "small"})", "tolerance"},
      {R"({"tolerance": "-0.1"})", "tolerance"},
      {R"({"tolerance": "1e999"})", "tolerance"},
      {R"({"tolerance": "."})", "tolerance"},
      {R"({"tolerance": "1.2.3"})", "tolerance"},
      {R"({"tolerance": "1e"})", "tolerance"},
      {R"({"relative_tolerance": [1]})", "relative_tolerance"},
      {R"([true])", "object"},
      {R"("strict")", "object"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.json);
    const auto json = ParseJson(row.json);
    ASSERT_TRUE(json);
    const auto policy = PolicyFromJson(*json, StrictPolicy());
    ASSERT_FALSE(policy);
    EXPECT_NE(policy.error().message.find(row.wanted), std::string::npos)
        << policy.error().message;
    EXPECT_EQ(policy.error().code, ErrorCode::kInvalidInput);
  }
}

TEST(Policy, TakesTolerancesAsTextOrNumber) {
  for (const char* json : {R"({"tolerance": "0.01"})", R"({"tolerance": 0.01})"}) {
    const auto policy = PolicyFromJson(*ParseJson(json), StrictPolicy());
    ASSERT_TRUE(policy) << policy.error().message;
    EXPECT_EQ(policy->tolerance, "0.01");
  }
  EXPECT_EQ(PolicyFromJson(*ParseJson(R"({"tolerance": "1e-3"})"), StrictPolicy())->tolerance,
            "1e-3");
}

std::string IdentityWith(const Json& options) {
  const auto checker = MakeChecker({"math", options, {}});
  EXPECT_TRUE(checker) << checker.error().message;
  return checker ? (*checker)->identity() : "";
}

// A verdict can always be traced to the switches that it was made under.
TEST(Policy, EverySwitchIsPartOfTheGradersIdentity) {
  std::set<std::string> identities{IdentityWith(Json::object())};
  EXPECT_TRUE(identities.begin()->starts_with("math/" + std::to_string(kGraderVersion) + "/"));
  size_t expected = 1;
  // false in lenient grading is a change, although it is the default of strict grading.
  std::vector<std::pair<std::string, Json>> changes = OtherValues();
  changes.emplace_back("unevaluated_ok", false);
  changes.emplace_back("interval_for_inequality", false);
  changes.emplace_back("decimal_comma", false);
  changes.emplace_back("form", "expanded");
  changes.emplace_back("form", "reduced");
  changes.emplace_back("base_from_question", false);
  changes.emplace_back("tolerance_field", "error");
  changes.emplace_back("relative_tolerance_field", "error");
  changes.emplace_back("unit_field", "unit");
  for (const auto& [name, value] : changes) {
    identities.insert(IdentityWith(Json{{name, value}}));
    EXPECT_EQ(identities.size(), ++expected) << name << " " << value;
  }
  // Saying a default changes nothing.
  EXPECT_EQ(IdentityWith(Json{{"approx_ok", false}, {"units", "match"}}),
            IdentityWith(Json::object()));
}

TEST(Policy, OfATaskHoldsInEveryMode) {
  GradingTools tools;
  tools.prover = &TestCheckWorkers();
  Problem problem;
  problem.gold = "5050";
  const std::string answer = "\\boxed{\\sum_{k=1}^{100}k}";
  const auto outcome = [&](const Json& options, GradeMode mode) {
    return MakeChecker({"math", options, {}}, tools).value()->Grade(problem, {answer, false, mode})
        .outcome;
  };
  EXPECT_EQ(outcome(Json::object(), GradeMode::kStrict), Outcome::kWrong);
  EXPECT_EQ(outcome(Json::object(), GradeMode::kLenient), Outcome::kCorrect);
  EXPECT_EQ(outcome({{"unevaluated_ok", true}}, GradeMode::kStrict), Outcome::kCorrect);
  EXPECT_EQ(outcome({{"unevaluated_ok", false}}, GradeMode::kLenient), Outcome::kWrong);
}

TEST(Policy, TheQuestionStatesTheBase) {
  const auto checker = MakeChecker({"math", Json::object(), {}});
  const auto ignoring = MakeChecker({"math", Json{{"base_from_question", false}}, {}});
  ASSERT_TRUE(checker && ignoring);
  Problem problem;
  problem.gold = "1203_4";
  const GradeInput input{"1203", false, GradeMode::kBare};
  EXPECT_EQ((*checker)->Grade(problem, input).outcome, Outcome::kWrong);
  problem.question = "Write the number in base $4$.";
  EXPECT_EQ((*checker)->Grade(problem, input).outcome, Outcome::kCorrect);
  EXPECT_EQ((*ignoring)->Grade(problem, input).outcome, Outcome::kWrong);
}

TEST(Policy, AProblemsOwnTolerance) {
  const auto checker =
      MakeChecker({"math", Json{{"tolerance_field", "error"}, {"unit_field", "unit"}}, {}});
  ASSERT_TRUE(checker) << checker.error().message;
  Problem problem;
  problem.gold = "2";
  const auto outcome = [&](const std::string& answer) {
    return (*checker)->Grade(problem, {answer, false, GradeMode::kBare}).outcome;
  };
  EXPECT_EQ(outcome("2.05"), Outcome::kWrong);
  problem.extra = Json{{"error", "1e-1"}};
  EXPECT_EQ(outcome("2.05"), Outcome::kCorrect);
  EXPECT_EQ(outcome("2.15"), Outcome::kWrong);
  problem.extra = Json{{"error", nullptr}};
  EXPECT_EQ(outcome("2.05"), Outcome::kWrong);
  problem.extra = Json{{"error", "about"}};
  EXPECT_EQ(outcome("2.05"), Outcome::kWrong);
  problem.extra = Json{{"unit", "cm"}};
  EXPECT_EQ(outcome("2"), Outcome::kCorrect);
  EXPECT_EQ(outcome("0.02\\text{ m}"), Outcome::kCorrect);
  EXPECT_EQ(outcome("2\\text{ m}"), Outcome::kWrong);
}

}  // namespace
}  // namespace rbench::math
