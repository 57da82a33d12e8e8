#include "bench/verdict_comparison.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/files.h"
#include "bench/field_path.h"
#include "tests/base/temp_folder.h"

namespace rbench {
namespace {

// "name=value" of every value found.
std::vector<std::string> Found(const Json& root, std::string_view path) {
  std::vector<std::string> found;
  for (const FieldValue& field : ValuesAt(root, path))
    found.push_back(field.name + "=" + DumpJson(*field.value));
  return found;
}

using Texts = std::vector<std::string>;

TEST(FieldPath, LeadsInward) {
  const Json root = ParseJson(R"({"a": {"b": {"c": 1}, "b.c": 2}, "a.b.c": 3, "l": [4, {"x": 5}],
                                  "n": null})")
                        .value();
  EXPECT_EQ(Found(root, "l"), Texts({R"(=[4,{"x":5}])"}));
  EXPECT_EQ(Found(root, "n"), Texts({"=null"}));
  EXPECT_EQ(Found(root, "a.b"), Texts({R"(={"c":1})"}));
  // A key that is the whole rest of the path comes first.
  EXPECT_EQ(Found(root, "a.b.c"), Texts({"=3"}));
  EXPECT_EQ(Found(root["a"], "b.c"), Texts({"=2"}));
  EXPECT_EQ(Found(root["a"]["b"], "c"), Texts({"=1"}));
  for (const char* absent : {"x", "a.x", "a.b.c.d", "l.x", "n.x", "l.1"})
    EXPECT_EQ(Found(root, absent), Texts()) << absent;
}

TEST(FieldPath, AStarIsEveryMemberThatHasTheRest) {
  const Json root = ParseJson(R"({"z": {"0.7": {"t": 1}, "0.0": {"t": 2}, "s": "text"},
                                  "l": [{"t": 3}, 4, {"t": [5, 6]}]})")
                        .value();
  EXPECT_EQ(Found(root, "z.*.t"), Texts({"0.7=1", "0.0=2"}));
  EXPECT_EQ(Found(root, "l.*.t"), Texts({"1=3", "3=[5,6]"}));
  EXPECT_EQ(Found(root, "l.*.t.*"), Texts({"3.1=5", "3.2=6"}));
  EXPECT_EQ(Found(root, "*.*.t"), Texts({"z.0.7=1", "z.0.0=2", "l.1=3", "l.3=[5,6]"}));
  EXPECT_EQ(Found(root, "z.s.*"), Texts());
}

class VerdictComparisonTest : public testing::Test {
 protected:
  Result<VerdictComparison> Compare(const std::string& text,
                                    const std::vector<std::string>& changes) {
    const std::string path = folder_.path() + "/stored";
    EXPECT_TRUE(WriteFileAtomic(path, text));
    RBENCH_ASSIGN_OR_RETURN(const StoredVerdictFields fields, ParseStoredVerdictFields(changes));
    return CompareVerdicts(path, fields, **checker_, GradeMode::kLenient);
  }

  // "id:ours/theirs gold" of the disagreements.
  static Texts Disagreements(const Result<VerdictComparison>& comparison) {
    EXPECT_TRUE(comparison) << comparison.error().message;
    Texts texts;
    if (!comparison) return texts;
    for (const ComparedVerdict& one : comparison->disagreements) {
      texts.push_back(one.id + ":" + OutcomeName(one.ours.outcome) + "/" +
                      (one.theirs ? "correct" : "wrong") + " " + one.gold);
    }
    return texts;
  }

  void ExpectError(const std::string& text, const std::vector<std::string>& changes,
                   const std::string& part) {
    const auto comparison = Compare(text, changes);
    ASSERT_FALSE(comparison);
    EXPECT_NE(comparison.error().message.find(part), std::string::npos)
        << comparison.error().message;
  }

  const TempFolder folder_;
  const Result<std::unique_ptr<const Checker>> checker_ = MakeChecker({"math", Json::object(), {}});
};

TEST_F(VerdictComparisonTest, CountsAndLists) {
  const auto comparison = Compare(R"({"gold": "1/2", "answer": "\\boxed{0.5}", "verdict": true}
{"id": "b", "gold": "1/2", "answer": "\\boxed{1/3}", "verdict": "correct"}
{"gold": "1/2", "answer": "\\boxed{0.50}", "verdict": 0}
{"gold": 7, "answer": 7, "verdict": "True"}
{"gold": "7", "answer": "", "verdict": false}
)",
                                  {});
  EXPECT_EQ(Disagreements(comparison), Texts({"b:wrong/correct 1/2", "2:correct/wrong 1/2"}));
  EXPECT_EQ(comparison->total(), 5u);
  EXPECT_EQ(comparison->agreed(), 3u);
  EXPECT_EQ(comparison->counts[static_cast<size_t>(Outcome::kCorrect)][1], 2u);
  EXPECT_EQ(comparison->counts[static_cast<size_t>(Outcome::kNoAnswer)][0], 1u);
}

TEST_F(VerdictComparisonTest, UndecidedIsNeitherAgreementNorDisagreement) {
  const auto comparison = Compare(
      R"({"gold": "4", "answer": "\\boxed{\\sum_{a \\in S} a}", "verdict": false}
{"gold": "4", "answer": "\\boxed{\\sum_{a \\in S} a}", "verdict": true})",
      {});
  EXPECT_EQ(Disagreements(comparison), Texts());
  EXPECT_EQ(comparison->agreed(), 0u);
  ASSERT_EQ(comparison->undecided.size(), 2u);
  EXPECT_EQ(comparison->undecided[1].id, "1");
  EXPECT_EQ(ComparedVerdictToJson(comparison->undecided[1])["outcome"], "undecided");
}

TEST_F(VerdictComparisonTest, DrawsInLists) {
  EXPECT_EQ(Disagreements(Compare(R"({"idx": 4, "gt": "2", "code": ["2", "3"], "score": [0, 1]})",
                                  {"id=idx", "gold=gt", "answer=code", "verdict=score"})),
            Texts({"4:correct/wrong 2", "4#2:wrong/correct 2"}));
}

TEST_F(VerdictComparisonTest, RowsInsideOneDocument) {
  const std::string text = R"({
  "How much is 1 + 1?": {"id": "p", "gold": "2",
                         "responses": {"0.7": {"text": "3", "ok": true},
                                       "0.0": {"text": ["2", "2"], "ok": [true, false]}}},
  "And 2 + 2?": {"id": "q", "gold": "4", "responses": {"0.7": {"text": "4", "ok": true}}}
})";
  EXPECT_EQ(
      Disagreements(Compare(text, {"rows=*", "answer=responses.*.text", "verdict=responses.*.ok"})),
      Texts({"p#0.7:wrong/correct 2", "p#0.0#2:correct/wrong 2"}));
}

TEST_F(VerdictComparisonTest, SystemsSideBySideAndAGoldBehindAMark) {
  EXPECT_EQ(Disagreements(Compare(
                R"({"question": "?", "truth": "A: 1\n1 + 1 = 2\nA: 2", )"
                R"("small": {"solution": "It is three.\nA: 3", "is_correct": true}, )"
                R"("large": {"solution": "It is two.\nA: 2", "is_correct": true}})",
                {"gold=truth", "gold_after=A:", "answer=*.solution", "verdict=*.is_correct"})),
            Texts({"0#small:wrong/correct 2"}));
}

TEST_F(VerdictComparisonTest, WrongFieldsAreErrors) {
  const std::string row = R"({"gold": "2", "answer": "2", "verdict": true})";
  ExpectError(row, {"answr=x"}, "did you mean \"answer\"");
  ExpectError(row, {"answer="}, "NAME=FIELD");
  ExpectError(row, {"gold=gt"}, "no field \"gt\"");
  ExpectError(row, {"answer=text"}, "--fields answer=FIELD");
  ExpectError(row, {"verdict=gold"}, "is no verdict");
  ExpectError(row, {"gold_after=A:"}, "no \"A:\" in \"gold\"");
  ExpectError(row, {"rows=items.*"}, "nothing at \"items.*\"");
  ExpectError(R"({"gold": {"a": "1", "b": "2"}, "answer": "2", "verdict": true})", {"gold=gold.*"},
              "several fields");
  ExpectError(R"({"gold": "2", "answer": ["2", "3"], "verdict": [true]})", {},
              "2 answers and 1 verdicts");
  ExpectError(R"({"gold": "2", "a": {"x": "2"}, "v": {"y": true}})", {"answer=a.*", "verdict=v.*"},
              "stands beside");
}

}  // namespace
}  // namespace rbench
