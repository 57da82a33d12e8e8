#include "bench/evaluate.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "bench/grade_run.h"
#include "tasks/certificate.h"
#include "tests/bench/bench_fixture.h"
#include "tests/support/temp_folder.h"

namespace rbench {
namespace {

std::vector<Task> TwoTasks() {
  std::vector<Task> tasks;
  tasks.push_back(MakeTask("small", 7));
  tasks.push_back(MakeTask("tiny", 3));
  return tasks;
}

EvaluateResult MustEvaluate(const std::vector<Task>& tasks, Engine& engine,
                            const EvaluateOptions& options) {
  auto result = Evaluate(tasks, engine, options, QuietProgress());
  EXPECT_TRUE(result) << result.error().message;
  return result ? std::move(result).value() : EvaluateResult();
}

TEST(Evaluate, WritesARunThatAnIndependentRecountAgreesWith) {
  TempFolder temp;
  const std::vector<Task> tasks = TwoTasks();
  ScriptedEngine engine(MixedScript(tasks), {.threads = 2});
  const EvaluateResult result = MustEvaluate(tasks, engine, RunOptions(temp / "run", 4));
  EXPECT_FALSE(result.interrupted);
  EXPECT_EQ(result.made, 40u);
  EXPECT_EQ(result.reused, 0u);

  // From the lines alone: correct means one of the two scripted right answers.
  const auto lines = AttemptLines(temp / "run");
  ASSERT_EQ(lines.size(), 40u);
  std::map<std::string, std::map<std::string, std::pair<int, int>>>
      tally;  // task, problem -> right, all
  int truncated = 0;
  for (const auto& [id, text] : lines) {
    const Json line = *ParseJson(text);
    auto& [right, all] = tally[line["id"]["task"]][line["id"]["problem"]];
    ++all;
    right += line["verdict"]["outcome"] == "correct" ? 1 : 0;
    const std::string reason = line["completion"]["finish_reason"];
    truncated += reason == "length" || reason == "context_full" ? 1 : 0;
  }
  const Json record = *ReadJsonFile(temp / "run/run.json");
  int stated = 0;
  for (const auto& [task, problems] : tally) {
    double sum = 0;
    for (const auto& [problem, counts] : problems) {
      EXPECT_EQ(counts.second, 4);
      sum += counts.first / 4.0;
    }
    const Json& scores = record["scores"][task];
    EXPECT_NEAR(scores["pass@1"].get<double>(), sum / static_cast<double>(problems.size()), 1e-12);
    EXPECT_EQ(scores["problems"], problems.size());
    EXPECT_TRUE(scores["maj@k"].contains("4")) << scores;
    stated += scores["truncated"].get<int>();
  }
  EXPECT_EQ(stated, truncated);
  EXPECT_EQ(record["state"], "complete");
  EXPECT_TRUE(FileExists(temp / "run/summary.md"));
  EXPECT_TRUE(FileExists(temp / "run/classes.jsonl"));
  EXPECT_EQ(ReadProblemRecords(temp / "run")->size(), 10u);
}

// Every record says which graders graded, by which suite the checker of this build is certified,
// and how many rows of the data are no problems.
TEST(Evaluate, RecordsGradersCertificateAndSkippedRows) {
  TempFolder temp;
  std::vector<Task> tasks;
  tasks.push_back(MakeTask("numbers", 2));
  tasks.push_back(MakeTask("mathematics", 2, "math"));
  tasks[0].skipped["needs a picture"] = 3;
  ScriptedEngine engine(MixedScript(tasks));
  MustEvaluate(tasks, engine, RunOptions(temp / "run", 1));
  const Json record = *ReadJsonFile(temp / "run/run.json");
  EXPECT_EQ(DumpJson(record["counts"]["skipped_rows"]), "{\"numbers\":{\"needs a picture\":3}}");
  EXPECT_NE(
      ReadFile(temp / "run/summary.md")->find("3 rows of the data left out (needs a picture)"),
      std::string::npos);
  EXPECT_EQ(record["certificate"]["suite_sha256"], CertificateSha256());
  EXPECT_EQ(record["certificate"]["grader"], CertifiedGrader());
  for (const Task& task : tasks) {
    EXPECT_EQ(record["identity"]["tasks"][task.FullName()]["grader"], task.checker->identity());
  }
  // With the default options the grader of the task is the certified one.
  EXPECT_EQ(tasks[1].checker->identity(), CertifiedGrader());
}

TEST(Evaluate, OrderThreadsAndLimitsInFlightChangeNothing) {
  TempFolder temp;
  const std::vector<Task> tasks = TwoTasks();
  std::map<std::string, std::string> lines;
  std::string record;
  int number = 0;
  for (const uint64_t order_seed : {0, 1, 2}) {
    for (const int threads : {0, 1, 3}) {
      for (const size_t in_flight : {1, 5, 1000}) {
        const std::string folder = temp / ("run" + std::to_string(number++));
        ScriptedEngine engine(MixedScript(tasks), {.threads = threads});
        EvaluateOptions options = RunOptions(folder, 3);
        options.order_seed = order_seed;
        options.max_in_flight = in_flight;
        options.grade_threads = 1 + threads;
        MustEvaluate(tasks, engine, options);
        if (lines.empty()) {
          lines = AttemptLines(folder);
          record = StableRecord(folder);
        }
        EXPECT_EQ(AttemptLines(folder), lines);
        EXPECT_EQ(StableRecord(folder), record);
      }
    }
  }
  EXPECT_EQ(lines.size(), 30u);
}

// Cut the log at every byte, resume, and be the same run.
TEST(Evaluate, ResumesFromEveryTruncation) {
  TempFolder temp;
  std::vector<Task> tasks;
  tasks.push_back(MakeTask("tiny", 2));
  ScriptedEngine engine(MixedScript(tasks));
  const std::string folder = temp / "run";
  MustEvaluate(tasks, engine, RunOptions(folder, 2));
  const auto lines = AttemptLines(folder);
  const std::string record = StableRecord(folder);
  const std::string text = *ReadFile(folder + "/attempts.jsonl");
  // Every byte of the last line, every second one before it (for time).
  const size_t last = text.rfind('\n', text.size() - 2);
  for (size_t length = 0; length <= text.size(); length += length < last ? 2 : 1) {
    WritePlain(folder + "/attempts.jsonl", text.substr(0, length));
    const EvaluateResult result = MustEvaluate(tasks, engine, RunOptions(folder, 2));
    EXPECT_EQ(result.made + result.reused, 4u) << length;
    ASSERT_EQ(AttemptLines(folder), lines) << length;
    ASSERT_EQ(StableRecord(folder), record) << length;
  }
}

TEST(Evaluate, TopsUpAndReuses) {
  TempFolder temp;
  const std::vector<Task> tasks = TwoTasks();
  std::atomic<int> calls = 0;
  const Script script = MixedScript(tasks);
  ScriptedEngine engine([&](const GenerateRequest& request) {
    ++calls;
    return script(request);
  });
  EvaluateOptions options = RunOptions(temp / "run", 2);
  options.protocol.limit = 2;
  MustEvaluate(tasks, engine, options);
  EXPECT_EQ(calls, 8);
  const auto before = AttemptLines(temp / "run");
  const EvaluateResult more = MustEvaluate(tasks, engine, RunOptions(temp / "run", 4));
  EXPECT_EQ(calls, 40);
  EXPECT_EQ(more.reused, 8u);
  EXPECT_EQ(more.made, 32u);
  const auto after = AttemptLines(temp / "run");
  for (const auto& [id, line] : before) EXPECT_EQ(after.at(id), line);
  MustEvaluate(tasks, engine, RunOptions(temp / "fresh", 4));
  EXPECT_EQ(AttemptLines(temp / "fresh"), after);
  EXPECT_EQ(StableRecord(temp / "fresh"), StableRecord(temp / "run"));
  // Fewer draws than are there: nothing is made, and nothing is lost.
  EXPECT_EQ(MustEvaluate(tasks, engine, RunOptions(temp / "run", 1)).made, 0u);
  EXPECT_EQ(StableRecord(temp / "fresh"), StableRecord(temp / "run"));
}

TEST(Evaluate, AnotherExperimentIsRefused) {
  TempFolder temp;
  const std::vector<Task> tasks = TwoTasks();
  ScriptedEngine engine(MixedScript(tasks));
  MustEvaluate(tasks, engine, RunOptions(temp / "run", 1));
  struct Row {
    void (*change)(EvaluateOptions&);
    const char* said;
  };
  const Row rows[] = {
      {[](EvaluateOptions& o) { o.protocol.sampling.temperature = 0.7; }, "temperature: 0.6"},
      {[](EvaluateOptions& o) { o.protocol.seed = 6; }, "sampling.seed: 5"},
      {[](EvaluateOptions& o) { o.protocol.mode = GradeMode::kStrict; }, "mode: lenient"},
      {[](EvaluateOptions& o) { o.protocol.prompt_variant = "cot"; }, "prompt: r1_math"},
      {[](EvaluateOptions& o) { o.protocol.protocol = "r1"; }, "protocol: nothing"},
      {[](EvaluateOptions& o) { o.resume = false; }, "holds a run"},
  };
  for (const Row& row : rows) {
    EvaluateOptions options = RunOptions(temp / "run", 1);
    row.change(options);
    const auto result = Evaluate(tasks, engine, options, QuietProgress());
    ASSERT_FALSE(result) << row.said;
    EXPECT_NE(result.error().message.find(row.said), std::string::npos) << result.error().message;
  }
  ScriptedEngine other(MixedScript(tasks), {.model = "other"});
  const auto result = Evaluate(tasks, other, RunOptions(temp / "run", 1), QuietProgress());
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().message.find("model.sha256"), std::string::npos);
}

TEST(Evaluate, BadOptionsAreErrorsBeforeAnythingIsWritten) {
  TempFolder temp;
  const std::vector<Task> tasks = TwoTasks();
  ScriptedEngine engine(MixedScript(tasks));
  const auto refuse = [&](void (*change)(EvaluateOptions&), const char* said) {
    EvaluateOptions options = RunOptions(temp / "run", 1);
    change(options);
    const auto result = Evaluate(tasks, engine, options, QuietProgress());
    ASSERT_FALSE(result) << said;
    EXPECT_NE(result.error().message.find(said), std::string::npos) << result.error().message;
    EXPECT_FALSE(DirectoryExists(temp / "run"));
  };
  refuse([](EvaluateOptions& o) { o.protocol.draws = 0; }, "draws");
  refuse([](EvaluateOptions& o) { o.protocol.draws = 100000; }, "draws");
  refuse([](EvaluateOptions& o) { o.protocol.sampling.top_p = 0; }, "top-p");
  refuse([](EvaluateOptions& o) { o.protocol.sampling.temperature = -1; }, "temperature");
  refuse([](EvaluateOptions& o) { o.protocol.sampling.max_new_tokens = 0; }, "max-new-tokens");
  refuse([](EvaluateOptions& o) { o.protocol.protocol = "r2"; }, "r1");
  EXPECT_FALSE(Evaluate({}, engine, RunOptions(temp / "run", 1), QuietProgress()));
  std::vector<Task> twice = TwoTasks();
  twice.push_back(MakeTask("tiny", 1));
  EXPECT_FALSE(Evaluate(twice, engine, RunOptions(temp / "run", 1), QuietProgress()));
  std::vector<Task> empty;
  empty.push_back(MakeTask("none", 0));
  EXPECT_FALSE(Evaluate(empty, engine, RunOptions(temp / "run", 1), QuietProgress()));
}

TEST(Evaluate, ProtocolR1) {
  TempFolder temp;
  std::vector<Task> tasks;
  tasks.push_back(MakeTask("tiny", 1));
  tasks[0].manifest.r1_draws = 6;
  tasks[0].manifest.sampling.stop = {"\n"};
  std::vector<GenerateRequest> requests;
  ScriptedEngine engine(
      [&](const GenerateRequest& request) {
        requests.push_back(request);
        return ScriptedAnswer{"x", FinishReason::kLength};
      },
      {.max_context = 500});
  EvaluateOptions options;
  options.out_dir = temp / "run";
  options.protocol.protocol = "r1";
  const EvaluateResult result = MustEvaluate(tasks, engine, options);
  ASSERT_EQ(requests.size(), 6u);
  for (const GenerateRequest& request : requests) {
    EXPECT_EQ(request.sampling.temperature, 0.6);
    EXPECT_EQ(request.sampling.top_p, 0.95);
    EXPECT_EQ(request.prompt, requests[0].prompt);  // one prompt, shared
    EXPECT_EQ(request.prompt->tokens.size() + static_cast<size_t>(request.sampling.max_new_tokens),
              500u);
    EXPECT_TRUE(request.sampling.stop.empty());
    EXPECT_NE(request.prompt->text.find("\\boxed{}"), std::string::npos);
  }
  EXPECT_EQ(result.record.identity.tasks[0].sampling.max_new_tokens, 32768);
  // The context, not the protocol's limit, ended them.
  EXPECT_EQ(ReadDraws(temp / "run")->at(0).finish_reason, FinishReason::kContextFull);
}

// Programs are asked in the words that the report has for them, and a base model stops where the
// benchmark says; the record names the set of problems.
TEST(Evaluate, ProgramsAreAskedInTheirOwnWay) {
  TempFolder temp;
  std::vector<Task> tasks;
  tasks.push_back(MakeTask("programs", 1));
  Task& task = tasks[0];
  task.manifest.checker = {"program", Json::object(), {}};
  task.problem_set_sha256 = std::string(64, 'a');
  task.problems[0].extra = {{"form", "function"}, {"prompt", "def f():\n"}};
  std::vector<std::string> warnings;
  ProtocolRequest request;
  request.protocol = "r1";
  EXPECT_EQ(ResolveTask(task, request, warnings)->prompt.variant, "r1_code");
  request = {};
  request.prompt_variant = "completion";
  const auto stopped = ResolveTask(task, request, warnings);
  ASSERT_TRUE(stopped) << stopped.error().message;
  EXPECT_EQ(stopped->sampling.stop.size(), 5u);
  request.sampling.stop = std::vector<std::string>{"END"};
  EXPECT_EQ(ResolveTask(task, request, warnings)->sampling.stop, std::vector<std::string>{"END"});

  ScriptedEngine engine([](const GenerateRequest&) { return ScriptedAnswer{"x"}; }, {});
  EvaluateOptions options;
  options.out_dir = temp / "run";
  options.protocol.prompt_variant = "code";
  const EvaluateResult result = MustEvaluate(tasks, engine, options);
  EXPECT_EQ(RunRecordToJson(result.record)["problem_sets"]["programs"], std::string(64, 'a'));
  EXPECT_NE(std::find(result.table.notes.begin(), result.table.notes.end(),
                      "programs: set of 1 problems, sha256 aaaaaaaaaaaaaaaa"),
            result.table.notes.end());
}

// A checker whose infrastructure fails for a while.
class ShakyChecker : public Checker {
 public:
  explicit ShakyChecker(int failures) : failures_(failures) {}
  const std::string& identity() const override { return identity_; }
  Status ValidateGold(const Problem&) const override { return {}; }
  Verdict Grade(const Problem&, const GradeInput&) const override {
    Verdict verdict;
    verdict.grader = identity_;
    verdict.reason = "worker";
    if (failures_.fetch_sub(1) > 0) return verdict;
    verdict.outcome = Outcome::kCorrect;
    verdict.score = 1;
    verdict.extracted = "x";
    return verdict;
  }

 private:
  std::string identity_ = "shaky/1/0";
  mutable std::atomic<int> failures_;
};

TEST(Evaluate, UngradedDrawsAreRetriedThenExcludedAndMadeAgain) {
  TempFolder temp;
  std::vector<Task> tasks;
  tasks.push_back(MakeTask("tiny", 3));
  ScriptedEngine engine([](const GenerateRequest&) { return ScriptedAnswer{"x"}; });
  EvaluateOptions options = RunOptions(temp / "run", 1);
  options.grade_threads = 1;
  tasks[0].checker = std::make_unique<ShakyChecker>(2);  // the third try succeeds
  EXPECT_EQ(MustEvaluate(tasks, engine, options).ungraded, 0u);
  options.out_dir = temp / "other";
  tasks[0].checker =
      std::make_unique<ShakyChecker>(4);  // one draw fails three times, the next once
  EvaluateResult result = MustEvaluate(tasks, engine, options);
  EXPECT_EQ(result.ungraded, 1u);
  EXPECT_EQ(result.record.scores[0].problems, 2);
  EXPECT_EQ(result.record.scores[0].excluded_problems, 1);
  EXPECT_EQ(*result.record.scores[0].score, 1.0);
  result = MustEvaluate(tasks, engine, options);
  EXPECT_EQ(result.made, 1u);
  EXPECT_EQ(result.ungraded, 0u);
  EXPECT_EQ(StableRecord(temp / "other"), StableRecord(temp / "run"));
}

TEST(Evaluate, AnEngineErrorIsUngradedNotWrong) {
  TempFolder temp;
  std::vector<Task> tasks;
  tasks.push_back(MakeTask("tiny", 2));
  ScriptedEngine engine([&](const GenerateRequest& request) {
    const bool first = request.problem == "tiny/" + tasks[0].problems[0].id;
    return ScriptedAnswer{"\\boxed{2}", first ? FinishReason::kError : FinishReason::kStop};
  });
  const EvaluateResult result = MustEvaluate(tasks, engine, RunOptions(temp / "run", 1));
  EXPECT_EQ(result.ungraded, 1u);
  EXPECT_EQ(*result.record.scores[0].score, 1.0);
}

TEST(Evaluate, StopEndsItCleanlyAndResumeFinishes) {
  TempFolder temp;
  const std::vector<Task> tasks = TwoTasks();
  ScriptedEngine reference(MixedScript(tasks));
  MustEvaluate(tasks, reference, RunOptions(temp / "reference", 4));
  for (const int stop_after : {1, 7, 20, 39}) {
    const std::string folder = temp / ("run" + std::to_string(stop_after));
    std::stop_source stop;
    std::atomic<int> calls = 0;
    const Script script = MixedScript(tasks);
    ScriptedEngine engine(
        [&](const GenerateRequest& request) {
          if (++calls == stop_after) stop.request_stop();
          return script(request);
        },
        {.threads = 2});
    EvaluateOptions options = RunOptions(folder, 4);
    options.max_in_flight = 4;
    const auto result = Evaluate(tasks, engine, options, QuietProgress(), stop.get_token());
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->interrupted, result->made < 40);
    EXPECT_EQ(AttemptLines(folder).size(), result->made);
    if (result->interrupted) {
      EXPECT_EQ((*ReadJsonFile(folder + "/run.json"))["state"], "interrupted");
    }
    MustEvaluate(tasks, reference, RunOptions(folder, 4));
    EXPECT_EQ(AttemptLines(folder), AttemptLines(temp / "reference"));
    EXPECT_EQ(StableRecord(folder), StableRecord(temp / "reference"));
  }
}

TEST(Evaluate, TokensAreLoggedWhenAsked) {
  TempFolder temp;
  const std::vector<Task> tasks = TwoTasks();
  ScriptedEngine engine(MixedScript(tasks), {.threads = 2, .token_arrays = true});
  EvaluateOptions options = RunOptions(temp / "run", 2);
  options.log_tokens = true;
  MustEvaluate(tasks, engine, options);
  std::map<AttemptId, size_t> frames;
  ASSERT_TRUE(ForEachTokenFrame(temp / "run/tokens.bin", [&](TokenFrame frame) -> Status {
    EXPECT_EQ(frame.logprobs.size(), frame.tokens.size());
    frames[frame.id] = frame.tokens.size();
    return {};
  }));
  EXPECT_EQ(frames.size(), 20u);
  ASSERT_TRUE(ForEachAttempt(temp / "run", [&](Attempt attempt) -> Status {
    EXPECT_EQ(frames.at(attempt.id),
              static_cast<size_t>(attempt.completion.usage.completion_tokens));
    return {};
  }));
}

TEST(GradeRun, ReproducesStoredVerdictsExactly) {
  TempFolder temp;
  const std::vector<Task> tasks = TwoTasks();
  ScriptedEngine engine(MixedScript(tasks), {.threads = 2});
  const EvaluateResult run = MustEvaluate(tasks, engine, RunOptions(temp / "run", 6));
  const auto result = GradeRun(temp / "run", tasks, {});
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(result->attempts, 60u);
  EXPECT_EQ(result->changed_verdicts, 0u);
  EXPECT_TRUE(result->flips.empty());
  EXPECT_TRUE(result->warnings.empty());
  for (size_t i = 0; i < tasks.size(); ++i) {
    const std::string expected = DumpJson(TaskSummaryToJson(run.record.scores[i]));
    EXPECT_EQ(DumpJson(TaskSummaryToJson(result->after[i])), expected);
    EXPECT_EQ(DumpJson(TaskSummaryToJson(result->before[i])), expected);
  }
}

TEST(GradeRun, ThreadsChangeNeitherVerdictsNorOrder) {
  TempFolder temp;
  const std::vector<Task> tasks = TwoTasks();
  ScriptedEngine engine(MixedScript(tasks), {.threads = 2});
  MustEvaluate(tasks, engine, RunOptions(temp / "run", 6));
  const auto lines = [&](int threads) {
    GradeRunOptions options;
    options.threads = threads;
    std::string text;
    const auto result =
        GradeRun(temp / "run", tasks, options, [&](const Attempt& attempt) -> Status {
          AppendAttemptJson(attempt, text);
          text += '\n';
          return {};
        });
    EXPECT_TRUE(result);
    return text;
  };
  const std::string one = lines(1);
  EXPECT_FALSE(one.empty());
  EXPECT_EQ(lines(4), one);
  // An attempt that nobody takes ends it.
  GradeRunOptions options;
  options.threads = 4;
  int taken = 0;
  const auto result = GradeRun(temp / "run", tasks, options, [&](const Attempt&) -> Status {
    return ++taken < 3 ? Status() : Status(InvalidInput("full"));
  });
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "full");
  EXPECT_EQ(taken, 3);
}

TEST(GradeRun, ListsFlips) {
  TempFolder temp;
  std::vector<Task> tasks = TwoTasks();
  ScriptedEngine engine(MixedScript(tasks));
  MustEvaluate(tasks, engine, RunOptions(temp / "run", 2));
  // Another gold for one problem, another grading mode for all.
  tasks[0].problems[0].gold = "999";
  tasks[0].identity = "changed";
  auto result = GradeRun(temp / "run", tasks, {});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->warnings.size(), 1u);
  for (const Flip& flip : result->flips) {
    EXPECT_EQ(flip.id.problem, tasks[0].problems[0].id);
    EXPECT_NE(flip.before.outcome, flip.after.outcome);
  }
  EXPECT_FALSE(result->flips.empty());
  std::vector<Task> unknown;
  unknown.push_back(MakeTask("unknown", 1));
  EXPECT_FALSE(GradeRun(temp / "run", unknown, {}));
  EXPECT_FALSE(GradeRun(temp / "nothing", tasks, {}));
  tasks[0].problems.clear();
  EXPECT_FALSE(GradeRun(temp / "run", tasks, {}));
}

}  // namespace
}  // namespace rbench
