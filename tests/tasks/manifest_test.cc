#include "tasks/manifest.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/files.h"
#include "base/sha256.h"
#include "tasks/csv.h"
#include "tasks/row_mapping.h"
#include "tasks/text_steps.h"

// Manifests, readers and every refusal, through LoadTask where it is the public seam.

namespace rbench {
namespace {

constexpr const char* kManifest = R"(name: mine
checker: {kind: number}
data:
  problems: test
  splits:
    test: [{path: rows}]
  layouts:
    default: {question: q, gold: a, aliases: ["{id}"], extra: [level]}
subsets:
  easy: {level: [1, 2]}
)";

class TaskFolder : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = testing::TempDir() + "/tasks_" + info->name();
    ASSERT_TRUE(MakeDirectories(folder_));
    Write("mine.yaml", kManifest);
  }
  void Write(const std::string& name, std::string_view text) {
    ASSERT_TRUE(WriteFileAtomic(folder_ + "/" + name, text));
  }
  Result<Task> Load(const std::string& name = "mine") {
    return LoadTask(name, {{folder_}, {folder_ + "/mine.yaml"}});
  }
  std::string ErrorOf(std::string_view rows) {
    Write("rows", rows);
    const auto task = Load();
    return task ? "no error" : task.error().message;
  }
  std::string folder_;
};

#define EXPECT_SAYS(text, part) EXPECT_NE(std::string(text).find(part), std::string::npos) << text

TEST_F(TaskFolder, ReadsLinesArraysAndCsvByContent) {
  const char* const kTexts[] = {
      "{\"id\": 1, \"q\": \"one?\", \"a\": \"1\", \"level\": 1}\n\n{\"id\": 2, \"q\": \"two?\", "
      "\"a\": 2, \"level\": 3}\n",
      "[{\"id\": 1, \"q\": \"one?\", \"a\": \"1\", \"level\": 1}, {\"id\": 2, \"q\": \"two?\", "
      "\"a\": 2, \"level\": 3}]",
      "\xef\xbb\xbfid,q,a,level\r\n1,one?,1,1\r\n2,\"two?\",2,3",
  };
  for (const char* text : kTexts) {
    Write("rows", text);
    const auto task = Load();
    ASSERT_TRUE(task) << task.error().message;
    ASSERT_EQ(task->problems.size(), 2u);
    EXPECT_EQ(task->problems[1].question, "two?");
    EXPECT_EQ(task->problems[1].gold, "2");
    EXPECT_EQ(task->problems[1].aliases, std::vector<std::string>{"2"});
    EXPECT_EQ(task->data_sha256, Sha256Hex(text));
    const auto easy = Load("mine:easy");
    ASSERT_TRUE(easy) << easy.error().message;
    EXPECT_EQ(easy->problems.size(), 1u);
    EXPECT_EQ(easy->FullName(), "mine:easy");
    EXPECT_NE(easy->identity, task->identity);
  }
}

TEST_F(TaskFolder, RefusesBadRowsWithTheirPlace) {
  EXPECT_SAYS(ErrorOf("{\"id\":1,\"q\":\"x\",\"a\":1,\"level\":1}\n{\"id\":"), "rows:2");
  EXPECT_SAYS(ErrorOf("[{\"id\":1,\"q\":\"x\",\"a\":1,\"level\":1},7]"),
              "item 2: not a JSON object");
  EXPECT_SAYS(ErrorOf("{\"id\":1,\"qq\":\"x\",\"a\":1,\"level\":1}"), "rows:1: no field \"q\"");
  EXPECT_SAYS(ErrorOf("{\"id\":1,\"q\":5,\"a\":1,\"level\":1}"), "field \"q\" is not a text");
  EXPECT_SAYS(ErrorOf("{\"id\":1,\"q\":\" \",\"a\":1,\"level\":1}"), "the question is empty");
  EXPECT_SAYS(ErrorOf("{\"id\":1,\"q\":\"x\",\"a\":1.5,\"level\":1}"),
              "declare the step float_as_decimal");
  EXPECT_SAYS(ErrorOf("{\"id\":1,\"q\":\"x\",\"a\":[1],\"level\":1}"),
              "a list needs the step joined");
  EXPECT_SAYS(ErrorOf("{\"id\":1,\"q\":null,\"a\":1,\"level\":1}"), "the question is empty");
  EXPECT_SAYS(ErrorOf("{\"id\":1,\"q\":\"x\",\"q\":\"y\",\"a\":1}"), "rows:1");
  EXPECT_SAYS(ErrorOf("{\"id\":1,\"q\":\"\xff\",\"a\":1,\"level\":1}"), "rows:1");
  EXPECT_SAYS(ErrorOf("id,q,a,level\n1,x,1"), "rows:2: 3 cells, the first row has 4");
  EXPECT_SAYS(ErrorOf("id,q,a,level\n1,\"x,1,1\n"), "rows:2: a quoted cell is not closed");
  EXPECT_SAYS(ErrorOf("id,q,a,level\n1,\"x\"y,1,1\n"), "rows:2: text after a closing quote");
  EXPECT_SAYS(ErrorOf("id,q,a,q\n1,x,1,1\n"), "column \"q\" twice");
  EXPECT_SAYS(ErrorOf("\x1f\x8b broken"), "gzip");
}

TEST_F(TaskFolder, RefusesGoldsAndIds) {
  EXPECT_SAYS(ErrorOf("{\"id\":1,\"q\":\"x\",\"a\":\"cats\",\"level\":1}"),
              "rows:1: the gold \"cats\" does not equal itself");
  EXPECT_SAYS(ErrorOf("{\"id\":1,\"q\":\"x\",\"a\":\"1e99999\",\"level\":1}"), "(bound)");
  // Equal questions up to white space, different golds.
  EXPECT_SAYS(ErrorOf("{\"id\":1,\"q\":\"x  y\",\"a\":1,\"level\":1}\n{\"id\":2,\"q\":\" x "
                      "y\",\"a\":2,\"level\":1}"),
              "with gold \"2\" instead of \"1\"");
  EXPECT_SAYS(
      ErrorOf(
          "{\"id\":1,\"q\":\"x\",\"a\":1,\"level\":1}\n{\"id\":1,\"q\":\"y\",\"a\":2,\"level\":1}"),
      "rows:2: published id \"1\" is taken by");
  EXPECT_SAYS(ErrorOf(""), "no problem to ask");
  EXPECT_SAYS(ErrorOf("[]"), "no problem to ask");
  EXPECT_SAYS(ErrorOf("{\"id\":1,\"q\":\"x\",\"a\":null,\"level\":1}"), "no problem to ask");
}

TEST_F(TaskFolder, CountsRepeatsAndRowsWithoutGold) {
  Write("rows",
        "{\"id\":1,\"q\":\"x\",\"a\":\"2\",\"level\":1}\n{\"id\":1,\"q\":\"x "
        "\",\"a\":\"2.0\",\"level\":1}\n"
        "{\"id\":3,\"q\":\"z\",\"a\":\"\",\"level\":1}\n{\"id\":4,\"q\":\"x\",\"a\":\"02\","
        "\"level\":1}");
  const auto task = Load();
  ASSERT_TRUE(task) << task.error().message;
  ASSERT_EQ(task->problems.size(), 3u);
  EXPECT_EQ(task->problems[1].id, task->problems[0].id + "#2");
  EXPECT_EQ(task->problems[2].id, task->problems[0].id + "#3");
  EXPECT_EQ(task->skipped.at("no gold"), 1);
  ASSERT_EQ(task->warnings.size(), 1u);
  EXPECT_SAYS(task->warnings[0], "2 exact repeats");
}

TEST_F(TaskFolder, AnotherHashIsAWarningAndAnotherIdentity) {
  std::string declared = kManifest;
  const std::string first = "{\"id\":1,\"q\":\"x\",\"a\":1,\"level\":1}\n";
  declared.replace(declared.find("{path: rows}"), 12,
                   "{path: rows, sha256: " + Sha256Hex(first) + "}");
  Write("mine.yaml", declared);
  Write("rows", first);
  const auto good = Load();
  ASSERT_TRUE(good) << good.error().message;
  EXPECT_TRUE(good->warnings.empty());
  Write("rows", first + "\n");
  const auto changed = Load();
  ASSERT_TRUE(changed);
  ASSERT_EQ(changed->warnings.size(), 1u);
  EXPECT_SAYS(changed->warnings[0], "is not the published one");
  EXPECT_NE(changed->identity, good->identity);
  EXPECT_EQ(changed->problems[0].id, good->problems[0].id);
}

TEST_F(TaskFolder, NamesWhatIsUnknownOrAbsent) {
  Write("rows", "{\"id\":1,\"q\":\"x\",\"a\":1,\"level\":1}");
  EXPECT_SAYS(LoadTask("gsm9k", {}).error().message, "did you mean \"gsm8k\"?");
  EXPECT_SAYS(Load("mine:eesy").error().message, "did you mean \"easy\"?");
  EXPECT_SAYS(Load("mine:").error().message, "subset after : is empty");
  EXPECT_SAYS(LoadTask("gsm8k", {}).error().message, "set RBENCH_DATA");
  const std::string absent = LoadTask("gsm8k", {{folder_}, {}}).error().message;
  EXPECT_SAYS(absent, "gsm8k/test.jsonl.gz (sha256 3730d312");
  EXPECT_SAYS(absent, folder_ + "/gsm8k/test.jsonl.gz");
  Write("mine.yaml", "name: [");
  EXPECT_SAYS(Load("other").error().message, "mine.yaml");
  const auto listings = ListTasks({{folder_}, {folder_ + "/mine.yaml"}});
  ASSERT_FALSE(listings.back().notes.empty());
  EXPECT_SAYS(listings.back().notes[0], "mine.yaml");
}

struct BadManifest {
  const char* find;
  const char* replace;
  const char* says;
};

TEST(Manifest, RefusesWhatItDoesNotKnow) {
  const BadManifest kBad[] = {
      {"checker:", "chekcer: 1\nchecker:", "m.yaml:2"},
      {"checker:", "chekcer: 1\nchecker:", "did you mean \"checker\"?"},
      {"kind: number", "kind: numbr", "did you mean \"number\"?"},
      {"kind: number", "kind: number, options: {roundng: gold}", "did you mean \"rounding\"?"},
      {"kind: number", "kind: number, options: {rounding: up}", "must be one of none, gold"},
      {"kind: number", "kind: number, options: {tolerance: -1}", "is not a number from 0 up"},
      {"kind: number", "kind: number, options: {approx_digits: 1000}", "integer from 0 to 100"},
      {"kind: number", "kind: integer, options: {min: 3, max: 2}", "min is larger than max"},
      {"kind: number", "kind: number, extraction: [boxd]", "did you mean \"boxed\"?"},
      {"kind: number", "kind: number, extraction: [boxed, boxed]", "listed twice"},
      {"name: mine", "name: Mine", "is not a name"},
      {"name: mine", "name: mine\nprompt: ct", "did you mean \"cot\"?"},
      {"name: mine", "name: mine\nfewshot: 3", "fewshot needs data.shots"},
      {"name: mine", "name: mine\nfewshot: -1", "between 0 and 100"},
      {"name: mine", "name: mine\nkind: files", "file or generated"},
      {"name: mine", "name: mine\nversion: 0", "between 1 and"},
      {"name: mine", "name: mine\nsampling: {temperature: -1}", "temperature must lie"},
      {"name: mine", "name: mine\nsampling: {topp: 1}", "did you mean \"top_p\"?"},
      {"problems: test", "problems: tset", "did you mean \"test\"?"},
      {"path: rows", "path: ../rows", "stay inside the data directory"},
      {"path: rows", "path: /etc/passwd", "must be relative"},
      {"path: rows", "path: rows, sha256: abc", "is not a sha256"},
      {"path: rows", "path: rows, layout: deflt", "unknown layout"},
      {"test: [{path: rows}]", "test: []", "lists no file"},
      {"gold: a,", "gold: a, format: jsnl,", "did you mean \"jsonl\"?"},
      {"gold: a,", "gold: a, gold_steps: [trm],", "did you mean \"trim\"?"},
      {"gold: a,", "gold: a, gold_steps: [after_last],", "takes 1 texts"},
      {"gold: a,", "", "m.yaml:8"},
  };
  for (const BadManifest& bad : kBad) {
    std::string text = kManifest;
    text.replace(text.find(bad.find), std::string(bad.find).size(), bad.replace);
    const auto definition = ParseManifest(text, "m.yaml");
    ASSERT_FALSE(definition) << bad.replace;
    EXPECT_SAYS(definition.error().message, bad.says);
    EXPECT_SAYS(definition.error().message, "m.yaml:");
  }
}

// What a row's fields mean for its gold is data: the derived texts stand beside the kept fields.
TEST_F(TaskFolder, DerivesTextsFromFields) {
  std::string derived = kManifest;
  derived.replace(derived.find("extra: [level]"), 14,
                  "extra: [level], derived: {slack: \"{level|1=0.04|2=}\"}");
  Write("mine.yaml", derived);
  Write("rows",
        "{\"id\":1,\"q\":\"x\",\"a\":1,\"level\":1}\n{\"id\":2,\"q\":\"y\",\"a\":2,\"level\":2}");
  const auto task = Load();
  ASSERT_TRUE(task) << task.error().message;
  EXPECT_EQ(task->problems[0].extra["slack"], "0.04");
  EXPECT_FALSE(task->problems[1].extra.contains("slack"));
  const std::string identity = task->identity;
  derived.replace(derived.find("0.04"), 4, "0.05");
  Write("mine.yaml", derived);
  EXPECT_NE(Load()->identity, identity);
  derived.replace(derived.find("slack"), 5, "level");
  Write("mine.yaml", derived);
  EXPECT_SAYS(LoadTask("mine", {{folder_}, {folder_ + "/mine.yaml"}}).error().message,
              "is in extra and in derived");
}

TEST(Manifest, WritesWhatItReads) {
  const auto definition = ParseManifest(kManifest, "m.yaml");
  ASSERT_TRUE(definition) << definition.error().message;
  const std::string text = ManifestText(*definition);
  const auto again = ParseManifest(text, "again");
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(ManifestText(*again), text);
  EXPECT_EQ(again->layouts, definition->layouts);
  EXPECT_EQ(again->subsets, definition->subsets);
}

TEST(TextSteps, FloatsBecomeTheDecimalsTheyStoodFor) {
  const std::pair<double, const char*> kRows[] = {
      {27.0, "27"},
      {-9867630.0, "-9867630"},
      {3244047.0999999996, "3244047.1"},
      {14053029.666666666, "14053029.6667"},
      {2.0107e-06, "0.0000020107"},
      {0.0, "0"},
      {-0.0, "0"},
      {9284017268534.4, "9284017268534.4"},
      {1e15, "1000000000000000"},
      {1e22, "10000000000000000000000"},
      {0.1 + 0.2, "0.3"},
      {999999999999.9, "1000000000000"},
      {100, "100"},
      {5.3333333333, "5.3333333333"},
  };
  for (const auto& [value, text] : kRows) EXPECT_EQ(FloatAsDecimal(value).value(), text);
  EXPECT_FALSE(FloatAsDecimal(std::numeric_limits<double>::infinity()));
  EXPECT_FALSE(FloatAsDecimal(std::nan("")));
}

TEST(TextSteps, ApplyInOrder) {
  using Kind = TextStep::Kind;
  EXPECT_EQ(ApplyTextSteps(
                "a #### b #### 1,234 ",
                {{Kind::kAfterLast, "#### ", ""}, {Kind::kRemove, ",", ""}, {Kind::kTrim, "", ""}})
                .value(),
            "1234");
  EXPECT_EQ(ApplyTextSteps("2*3=<<2*3=6>>6 <<x", {{Kind::kRemoveBetween, "<<", ">>"}}).value(),
            "2*3=6 <<x");
  EXPECT_EQ(ApplyTextSteps("a##b##c", {{Kind::kBeforeLast, "##", ""}}).value(), "a##b");
  EXPECT_FALSE(ApplyTextSteps("abc", {{Kind::kAfterLast, "#", ""}}));
  EXPECT_FALSE(ApplyTextSteps(nullptr, {}));
}

TEST(TextSteps, LastBoxIsTheContentOfTheLastBox) {
  const std::vector<TextStep> steps = {{TextStep::Kind::kLastBox, "", ""}};
  const std::pair<const char*, const char*> kRows[] = {
      {"so $\\boxed{2}$, hence $\\boxed{ \\frac{1}{2} }$.", "\\frac{1}{2}"},
      {"\\boxed{\\left\\{ 1, \\{2\\} \\right\\}}", "\\left\\{ 1, \\{2\\} \\right\\}"},
      {"\\boxed{a} and \\fbox{b}", "b"},
  };
  for (const auto& [text, box] : kRows) EXPECT_EQ(ApplyTextSteps(text, steps).value(), box);
  EXPECT_SAYS(ApplyTextSteps("42", steps).error().message, "no \\boxed in the text");
  EXPECT_SAYS(ApplyTextSteps("\\boxed{1} or \\boxed{2", steps).error().message, "unterminated_box");
  EXPECT_SAYS(ApplyTextSteps("\\boxed{1} or \\boxed{ }", steps).error().message, "empty_box");
}

TEST(TextSteps, JoinedListsAreOneText) {
  const TextStep joined = {TextStep::Kind::kJoined, "", ""};
  const TextStep floats = {TextStep::Kind::kFloatAsDecimal, "", ""};
  EXPECT_EQ(ApplyTextSteps(Json{"$69$,$84$"}, {joined}).value(), "$69$,$84$");
  EXPECT_EQ(ApplyTextSteps(Json{1, -2, true, "x"}, {joined}).value(), "1, -2, true, x");
  EXPECT_EQ(ApplyTextSteps(Json{51.2, 125.0}, {joined, floats}).value(), "51.2, 125");
  EXPECT_EQ(ApplyTextSteps(Json{51.2}, {floats, joined}).value(), "51.2");
  EXPECT_EQ(ApplyTextSteps("one text", {joined}).value(), "one text");
  EXPECT_EQ(ApplyTextSteps(Json{"a,", "b"}, {joined, {TextStep::Kind::kRemove, ",", ""}}).value(),
            "a b");
  EXPECT_SAYS(ApplyTextSteps(Json{51.2}, {joined}).error().message, "float_as_decimal");
  EXPECT_SAYS(ApplyTextSteps(Json::array(), {joined}).error().message, "an empty list");
  EXPECT_FALSE(ApplyTextSteps(Json{Json{1}, 2}, {joined}));
  EXPECT_FALSE(ApplyTextSteps(Json{nullptr, 2}, {joined}));
  EXPECT_FALSE(ApplyTextSteps(Json{1, 2}, {}));
  const TextStep vector = {TextStep::Kind::kVector, "", ""};
  EXPECT_EQ(ApplyTextSteps(Json{0, 5}, {vector}).value(), "\\langle 0, 5 \\rangle");
  EXPECT_EQ(ApplyTextSteps(Json{0.5}, {vector, floats}).value(), "0.5");
  EXPECT_EQ(ApplyTextSteps(7, {vector}).value(), "7");
}

TEST(Csv, FollowsRfc4180) {
  const auto rows = ParseCsv("a,\"b \"\"c\"\"\",\"x\r\ny\"\r\n\r\n,,\"\"\n", "t.csv");
  ASSERT_TRUE(rows) << rows.error().message;
  ASSERT_EQ(rows->size(), 2u);
  EXPECT_EQ((*rows)[0].cells, (std::vector<std::string>{"a", "b \"c\"", "x\r\ny"}));
  EXPECT_EQ((*rows)[1].cells, (std::vector<std::string>{"", "", ""}));
  EXPECT_EQ((*rows)[1].line, 4u);
  EXPECT_FALSE(ParseCsv("a\xff", "t.csv"));
}

TEST(RowMapping, TemplatesReplaceWholeValues) {
  const Json row = {{"year", 2024}, {"part", 1}, {"n", 0}, {"x", 1.5}};
  EXPECT_EQ(FillTemplate("{year}-{part|1=I|2=II}-{n|0=15}", row).value(), "2024-I-15");
  EXPECT_EQ(FillTemplate("{x}", row).value(), "1.5");
  EXPECT_FALSE(FillTemplate("{yeer}", row));
  EXPECT_FALSE(FillTemplate("{year", row));
  EXPECT_FALSE(FillTemplate("{year|2024}", row));
  const Json units = {{"unit", "^{\\circ}"}, {"none", nullptr}};
  EXPECT_EQ(FillTemplate("{unit|^{\\circ}=degrees}.", units).value(), "degrees.");
  EXPECT_EQ(FillTemplate("{none|x=y}", units).value(), "");
  EXPECT_FALSE(FillTemplate("{unit|^{\\circ=degrees}", units));
}

TEST(ProblemIds, DependOnTextAndOptionsNotOnSpacing) {
  const std::string id = ProblemId("What is 1 + 1?", {});
  EXPECT_EQ(id.size(), 16u);
  EXPECT_EQ(ProblemId("  What is\n1 + 1? ", {}), id);
  EXPECT_NE(ProblemId("What is 1 + 2?", {}), id);
  EXPECT_NE(ProblemId("What is 1 + 1?", {"a"}), id);
  EXPECT_NE(ProblemId("q", {"a", "b"}), ProblemId("q", {"b", "a"}));
  EXPECT_NE(ProblemId("q", {"ab"}), ProblemId("q", {"a", "b"}));
  EXPECT_NE(ProblemId("q", {}, "f"), ProblemId("q", {"f"}));
}

std::string CodeManifest(const std::string& layout, const std::string& file) {
  return "name: mine\nchecker: {kind: program}\ndata:\n  problems: test\n  splits:\n    test: [" +
         file + "]\n  layouts:\n    default: " + layout + "\n";
}

TEST(CodeManifest, NamesItsFilesAndWhichRowsItTakes) {
  const std::string text = CodeManifest(
      "{code: livecodebench, release: v4_v6, start_date: 2024-08-01, end_date: \"2025-01-31\"}",
      "{path: lcb}");
  const auto read = ParseManifest(text, "mine.yaml");
  ASSERT_TRUE(read) << read.error().message;
  const FieldLayout& layout = read->layouts[0].second;
  EXPECT_EQ(layout.release, "v4_v6");
  EXPECT_EQ(layout.code_options.start_date, "2024-08-01");
  EXPECT_EQ(layout.code_options.end_date, "2025-01-31");
  // What is written out is read back.
  const std::string written = ManifestText(*read);
  const auto again = ParseManifest(written, "written");
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(ManifestText(*again), written);
  EXPECT_EQ(again->layouts, read->layouts);

  const auto three = ParseManifest(
      CodeManifest("{code: humaneval_plus}", "{path: a, with: [{path: b}, {path: c}]}"), "m");
  ASSERT_TRUE(three) << three.error().message;
  ASSERT_EQ(three->splits[0].second[0].with.size(), 2u);
  EXPECT_EQ(ParseManifest(ManifestText(*three), "written")->splits, three->splits);
}

TEST(CodeManifest, RefusesWhatALayoutDoesNotKnow) {
  const struct {
    const char* layout;
    const char* file;
    const char* says;
  } kCases[] = {
      {"{code: humaneval, split: test}", "{path: a}", "split"},
      {"{code: mbpp, split: train}", "{path: a}", "split is test or all"},
      {"{code: livecodebench, release: v9}", "{path: a}", "unknown LiveCodeBench release"},
      {"{code: livecodebench, end_date: soon}", "{path: a}", "a day like 2024-08-01"},
      {"{code: humaneval_plus}", "{path: a, with: [{path: b}]}", "takes 3 files, not 2"},
      {"{code: livecodebench, release: v1}", "{path: a, with: [{path: b}]}",
       "a release names its files itself"},
      {"{code: humaneval_plus}", "{path: a, with: [{path: ../b}, {path: c}]}", "must be relative"},
  };
  for (const auto& one : kCases) {
    const auto read = ParseManifest(CodeManifest(one.layout, one.file), "m");
    ASSERT_FALSE(read) << one.layout;
    EXPECT_SAYS(read.error().message, one.says);
  }
}

}  // namespace
}  // namespace rbench
