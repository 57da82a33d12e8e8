#include "reports/run_directory.h"

#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/files.h"
#include "base/json.h"
#include "tests/support/temp_folder.h"

namespace rbench {
namespace {

RunIdentity Identity() {
  RunIdentity identity;
  identity.sandbox = SandboxRunIdentity{3, 1.5};
  identity.model = {"scripted", "aa", "canonical", "bb", "cc", 2048};
  TaskRunIdentity task;
  task.task = "arith:easy";
  task.sha256 = "dd";
  task.prompt = "cot";
  task.grader = "number/1/ee";
  task.mode = "lenient";
  task.sampling.seed = 7;
  task.sampling.stop = {"\n\n"};
  identity.tasks.push_back(task);
  task.task = "aime_2024";
  identity.tasks.push_back(task);
  return identity;
}

Attempt MakeAttempt(const std::string& problem, int draw, Outcome outcome) {
  Attempt attempt;
  attempt.id = {"arith:easy", problem, draw};
  attempt.prompt_sha256 = "p";
  attempt.completion.text = "text of\n" + problem;
  attempt.completion.finish_reason = FinishReason::kStop;
  attempt.completion.tokens = {1, 2, 3};
  attempt.verdict.outcome = outcome;
  attempt.verdict.score = outcome == Outcome::kCorrect ? 1 : 0;
  return attempt;
}

// Logs without waiting for a disk.
const RunDirectoryOptions kQuick;

TEST(RunIdentity, RoundTripsAndHasAnIdThatTaskOrderDoesNotChange) {
  const RunIdentity identity = Identity();
  const Json json = RunIdentityToJson(identity);
  const auto back = RunIdentityFromJson(json);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(RunIdentityToJson(*back), json);
  RunIdentity swapped = identity;
  std::swap(swapped.tasks[0], swapped.tasks[1]);
  EXPECT_EQ(RunId(swapped), RunId(identity));
  EXPECT_EQ(RunId(identity).size(), 16u);
}

TEST(RunIdentity, EveryFieldIsPartOfItAndIsNamed) {
  const Json json = RunIdentityToJson(Identity());
  // Change each leaf in turn; the difference must name exactly that path.
  const Json flat = json.flatten();
  size_t changed = 0;
  for (const auto& [pointer, value] : flat.items()) {
    Json other = json;
    other[Json::json_pointer(pointer)] = value.is_string() ? Json("other") : Json(991);
    if (value.is_object()) continue;
    const auto difference = IdentityDifference(json, other);
    ASSERT_TRUE(difference) << pointer;
    std::string path = pointer.substr(1);
    for (char& c : path) c = c == '/' ? '.' : c;
    if (path.find(".stop.") != std::string::npos) path = path.substr(0, path.rfind('.'));
    EXPECT_TRUE(difference->starts_with(path + ": ")) << *difference << " for " << path;
    ++changed;
  }
  EXPECT_GT(changed, 30u);
  EXPECT_FALSE(IdentityDifference(json, json));
}

TEST(RunIdentity, TheMessageASessionSees) {
  const Json folder = RunIdentityToJson(Identity());
  Json asked = folder;
  asked["tasks"]["arith:easy"]["sampling"]["temperature"] = 0.6;
  EXPECT_EQ(*IdentityDifference(folder, asked),
            "tasks.arith:easy.sampling.temperature: 0.0 in the folder, 0.6 asked");
  asked = folder;
  asked["tasks"].erase("aime_2024");
  EXPECT_TRUE(IdentityDifference(folder, asked)->starts_with("tasks.aime_2024: {"));
  EXPECT_TRUE(IdentityDifference(folder, asked)->ends_with("in the folder, nothing asked"));
}

TEST(RunIdentity, MistypedFilesAreErrors) {
  for (const char* text :
       {"{}", "[]", "null", R"({"schema":1,"protocol":"","model":{},"tasks":{}})",
        R"({"schema":"1"})", R"({"schema":1,"protocol":"","model":1,"tasks":2})"}) {
    EXPECT_FALSE(RunIdentityFromJson(*ParseJson(text))) << text;
  }
}

TEST(RunDirectory, KeepsWhatWasAppended) {
  TempFolder temp;
  const std::string folder = temp / "new/run";
  {
    auto run = RunDirectory::Open(folder, Identity(), kQuick);
    ASSERT_TRUE(run) << run.error().message;
    EXPECT_TRUE((*run)->stored().empty());
    ASSERT_TRUE((*run)->AppendAttempt(MakeAttempt("b", 0, Outcome::kCorrect)));
    ASSERT_TRUE((*run)->AppendAttempt(MakeAttempt("a", 1, Outcome::kUngraded)));
    ProblemRecord record;
    record.task = "arith:easy";
    record.id = "b";
    record.prompt = "p\"\n";
    record.options = {"x"};
    record.opens_think = true;
    EXPECT_FALSE((*run)->HasProblem("arith:easy", "b"));
    ASSERT_TRUE((*run)->AppendProblem(record));
    EXPECT_TRUE((*run)->HasProblem("arith:easy", "b"));
    const auto draws = (*run)->Draws();
    ASSERT_EQ(draws.size(), 2u);
    EXPECT_EQ(draws[0].id.problem, "a");
    ASSERT_TRUE((*run)->Close());
  }
  auto run = RunDirectory::Open(folder, Identity(), kQuick);
  ASSERT_TRUE(run) << run.error().message;
  EXPECT_TRUE((*run)->IsFinished({"arith:easy", "b", 0}));
  EXPECT_FALSE((*run)->IsFinished({"arith:easy", "a", 1}));  // ungraded: to be tried again
  EXPECT_FALSE((*run)->IsFinished({"arith:easy", "b", 1}));
  EXPECT_TRUE((*run)->HasProblem("arith:easy", "b"));
  // The retried draw replaces the ungraded one.
  ASSERT_TRUE((*run)->AppendAttempt(MakeAttempt("a", 1, Outcome::kWrong)));
  ASSERT_TRUE((*run)->Close());
  const auto draws = ReadDraws(folder);
  ASSERT_TRUE(draws);
  ASSERT_EQ(draws->size(), 2u);
  EXPECT_EQ((*draws)[0].outcome, Outcome::kWrong);
  const auto records = ReadProblemRecords(folder);
  ASSERT_TRUE(records);
  EXPECT_EQ(records->at(0).prompt, "p\"\n");
  EXPECT_TRUE(records->at(0).opens_think);
  EXPECT_EQ(records->at(0).options, std::vector<std::string>{"x"});
}

TEST(RunDirectory, RefusesFoldersThatAreNotThisRun) {
  TempFolder temp;
  const std::string foreign = temp / "foreign";
  ASSERT_TRUE(MakeDirectories(foreign));
  WritePlain(foreign + "/thesis.tex", "x");
  auto run = RunDirectory::Open(foreign, Identity(), kQuick);
  ASSERT_FALSE(run);
  EXPECT_NE(run.error().message.find("holds files but no run"), std::string::npos);
  EXPECT_FALSE(FileExists(foreign + "/attempts.jsonl"));

  const std::string lookalike = temp / "lookalike";
  ASSERT_TRUE(MakeDirectories(lookalike));
  WritePlain(lookalike + "/attempts.jsonl", "{\"some\": 1}\n{\"half");
  run = RunDirectory::Open(lookalike, Identity(), kQuick);
  ASSERT_FALSE(run);
  EXPECT_NE(run.error().message.find("line 1"), std::string::npos) << run.error().message;
  EXPECT_EQ(*ReadFile(lookalike + "/attempts.jsonl"), "{\"some\": 1}\n{\"half");

  const std::string file = temp / "file";
  WritePlain(file, "x");
  EXPECT_FALSE(RunDirectory::Open(file, Identity(), kQuick));
  EXPECT_FALSE(RunDirectory::Open(file + "/sub", Identity(), kQuick));

  const std::string mine = temp / "mine";
  ASSERT_TRUE(RunDirectory::Open(mine, Identity(), kQuick));
  RunIdentity other = Identity();
  other.model.sha256 = "another model";
  run = RunDirectory::Open(mine, other, kQuick);
  ASSERT_FALSE(run);
  EXPECT_NE(run.error().message.find("model.sha256: aa in the folder, another model asked"),
            std::string::npos)
      << run.error().message;
  RunDirectoryOptions fresh;
  fresh.must_be_new = true;
  EXPECT_FALSE(RunDirectory::Open(mine, Identity(), fresh));
  EXPECT_TRUE(RunDirectory::Open(mine, Identity(), kQuick));

  EXPECT_FALSE(ReadRunIdentity(foreign));
  EXPECT_FALSE(ReadDraws(temp / "absent"));
}

TEST(RunDirectory, OneWriterAtATime) {
  TempFolder temp;
  auto first = RunDirectory::Open(temp.path(), Identity(), kQuick);
  ASSERT_TRUE(first);
  const auto second = RunDirectory::Open(temp.path(), Identity(), kQuick);
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().message.find("another process"), std::string::npos);
}

TEST(RunDirectory, DamageInTheMiddleNamesTheLine) {
  TempFolder temp;
  {
    auto run = RunDirectory::Open(temp.path(), Identity(), kQuick);
    ASSERT_TRUE(run);
    ASSERT_TRUE((*run)->AppendAttempt(MakeAttempt("b", 0, Outcome::kCorrect)));
    ASSERT_TRUE((*run)->AppendAttempt(MakeAttempt("b", 1, Outcome::kCorrect)));
  }
  std::string text = *ReadFile(temp / "attempts.jsonl");
  text[text.find('\n') + 3] = '\x01';
  WritePlain(temp / "attempts.jsonl", text);
  const auto run = RunDirectory::Open(temp.path(), Identity(), kQuick);
  ASSERT_FALSE(run);
  EXPECT_NE(run.error().message.find("line 2"), std::string::npos) << run.error().message;
}

TEST(RunDirectory, DrawsWithoutTheirTokenFrameAreNotFinished) {
  TempFolder temp;
  RunDirectoryOptions options;
  {
    auto run = RunDirectory::Open(temp.path(), Identity(), options);
    ASSERT_TRUE((*run)->AppendAttempt(MakeAttempt("b", 0, Outcome::kCorrect)));
  }
  options.log_tokens = true;
  {
    auto run = RunDirectory::Open(temp.path(), Identity(), options);
    ASSERT_TRUE(run);
    EXPECT_FALSE((*run)->IsFinished({"arith:easy", "b", 0}));
    ASSERT_TRUE((*run)->AppendAttempt(MakeAttempt("b", 0, Outcome::kCorrect)));
  }
  auto run = RunDirectory::Open(temp.path(), Identity(), options);
  EXPECT_TRUE((*run)->IsFinished({"arith:easy", "b", 0}));
}

TEST(AnswerClassesJson, RoundTrips) {
  TempFolder temp;
  AnswerClasses classes;
  classes.task = "arith:easy";
  classes.problem = "b";
  classes.classes = {{"7", true, {0, 2}}, {"\"8\"", false, {1}}};
  classes.unparsed = {3, 4};
  classes.undecided_pairs = 1;
  auto run = RunDirectory::Open(temp.path(), Identity(), kQuick);
  ASSERT_TRUE((*run)->WriteClasses({classes, classes}));
  const auto back = ReadAnswerClasses(temp.path());
  ASSERT_TRUE(back) << back.error().message;
  ASSERT_EQ(back->size(), 2u);
  EXPECT_EQ(back->at(1), classes);
}

}  // namespace
}  // namespace rbench
