#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/files.h"
#include "base/in_order.h"
#include "base/jsonl.h"
#include "base/utf8.h"
#include "base/worker_pool.h"
#include "bench/grade_run.h"
#include "bench/line_grader.h"
#include "bench/verdict_comparison.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/data_flags.h"
#include "cli/json_lines.h"
#include "cli/model_flags.h"
#include "reports/render_terminal.h"
#include "reports/run_directory.h"

namespace rbench {
namespace {

struct GradeFlags {
  std::vector<std::string> tasks;
  std::string checker;
  std::string mode = "lenient";
  bool mode_given = false;
  std::string gold, answer;
  std::string out;
  bool jsonl = false;
  bool explain = false;
  std::string compare;
  std::vector<std::string> fields;
  int threads = 0;
  DataFlags data;
  LogFlags log;

  int Threads() const { return threads > 0 ? threads : AvailableCores(); }
};

// Tasks that input lines name, loaded once each; any thread.
class TaskShelf {
 public:
  explicit TaskShelf(TaskSearch search) : search_(std::move(search)) {}

  Result<const Task*> Find(const std::string& name) {
    std::lock_guard lock(mutex_);
    for (const auto& task : tasks_) {
      if (task->FullName() == name) return static_cast<const Task*>(task.get());
    }
    RBENCH_ASSIGN_OR_RETURN(Task task, LoadTask(name, search_));
    tasks_.push_back(std::make_unique<Task>(std::move(task)));
    return static_cast<const Task*>(tasks_.back().get());
  }

 private:
  TaskSearch search_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Task>> tasks_;
};

// A grader and a parser; a grading thread holds one while it works.
struct GradingSeat {
  explicit GradingSeat(LineGrader::Defaults defaults) : grader(std::move(defaults)) {}

  Json Grade(std::string_view line) {
    auto view = parser.Parse(line);
    return view ? grader.Grade(*view, line) : LineGrader::LineError(view.error().message);
  }

  LineGrader grader;
  JsonLineParser parser;
};

// Lends seats to whoever grades a line.
class SeatPool {
 public:
  explicit SeatPool(LineGrader::Defaults defaults) : defaults_(std::move(defaults)) {}

  Json Grade(std::string_view line) {
    std::unique_ptr<GradingSeat> seat = Take();
    Json verdict = seat->Grade(line);
    Return(std::move(seat));
    return verdict;
  }
  // A verdict a line.
  std::string GradeBlock(std::string_view block) {
    std::unique_ptr<GradingSeat> seat = Take();
    std::string verdicts;
    ForEachLine(block, [&](std::string_view line) {
      verdicts += DumpJson(seat->Grade(line));
      verdicts += '\n';
    });
    Return(std::move(seat));
    return verdicts;
  }

 private:
  std::unique_ptr<GradingSeat> Take() {
    std::lock_guard lock(mutex_);
    if (free_.empty()) return std::make_unique<GradingSeat>(defaults_);
    std::unique_ptr<GradingSeat> seat = std::move(free_.back());
    free_.pop_back();
    return seat;
  }

  void Return(std::unique_ptr<GradingSeat> seat) {
    std::lock_guard lock(mutex_);
    free_.push_back(std::move(seat));
  }

  LineGrader::Defaults defaults_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<GradingSeat>> free_;
};

// Whether a line of the block may be answered by running a program, which takes long and goes on in
// parallel with others. Where in doubt yes: only speed depends on it.
bool MayRunPrograms(std::string_view block, const LineGrader::Defaults& defaults) {
  const bool by_default = defaults.task != nullptr
                              ? defaults.task->manifest.checker.kind == "program"
                              : defaults.checker == "program";
  return by_default || block.find("\"task\"") != std::string_view::npos ||
         block.find("\"checker\"") != std::string_view::npos;
}

int ServeStream(SeatPool& seats, const LineGrader::Defaults& defaults, int threads) {
  // Answers that are compared: the reading thread is one of the threads, and grades what the others
  // have no room for. Programs: the reading thread only reads.
  const size_t room = 8 * static_cast<size_t>(threads - 1);
  std::atomic<size_t> handed_over = 0;  // blocks that the others have and have not ended
  std::optional<WorkerPool> comparing;
  if (threads > 1) comparing.emplace(threads - 1, room);
  std::optional<WorkerPool> running;
  JsonLinesOptions options;
  options.max_in_flight = 256;
  options.flush_each = true;
  options.line_by_line = [&](std::string_view block) { return MayRunPrograms(block, defaults); };
  const int code = ServeBlocks(
      [&](Result<std::string> block, BlockReply reply) {
        if (!block) return reply(DumpJson(LineGrader::LineError(block.error().message)) + "\n");
        if (MayRunPrograms(*block, defaults)) {
          if (!running) running.emplace(threads, 4 * static_cast<size_t>(threads));
          running->Submit([&seats, text = std::move(*block), reply = std::move(reply)] {
            reply(seats.GradeBlock(text));
          });
          return;
        }
        if (handed_over.load() >= room) return reply(seats.GradeBlock(*block));
        ++handed_over;
        comparing->Submit([&, text = std::move(*block), reply = std::move(reply)] {
          reply(seats.GradeBlock(text));
          --handed_over;
        });
      },
      options);
  if (comparing) comparing->Wait();
  if (running) running->Wait();
  return code;
}

// Any JSON Lines file with answers: a verdict a line to --out, counts to the terminal.
int GradeFile(const std::string& path, SeatPool& seats, const std::string& out, int threads) {
  auto text = ReadFileMaybeGzip(path);
  if (!text) return Fail(text.error());
  std::map<std::string, int> counts;
  std::string verdicts;
  int bad = 0;
  using Graded = std::pair<size_t, Json>;  // number of the line, verdict
  InOrder<Graded> graders(threads, [&](Graded graded) {
    const auto& [line_number, verdict] = graded;
    verdicts += DumpJson(verdict) + "\n";
    if (!verdict.contains("error")) {
      ++counts[verdict["outcome"].get<std::string>()];
    } else if (++bad <= 5) {
      Fail(InvalidInput(
          fmt::format("{}:{}: {}", path, line_number, verdict["error"].get<std::string>())));
    }
  });
  size_t line_number = 0;
  for (size_t begin = 0; begin < text->size();) {
    const size_t end = std::min(text->find('\n', begin), text->size());
    const std::string_view line = std::string_view(*text).substr(begin, end - begin);
    begin = end + 1;
    ++line_number;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    graders.Add([&seats, line, line_number] { return Graded(line_number, seats.Grade(line)); });
  }
  graders.Finish();
  if (!out.empty()) {
    if (auto status = WriteFileAtomic(out, verdicts); !status) return Fail(status.error());
  }
  int graded = 0;
  for (const auto& [outcome, count] : counts) {
    Print(fmt::format("{:<10} {}\n", outcome, count));
    graded += count;
  }
  Print(fmt::format("{} answers graded, {} lines could not be used{}\n", graded, bad,
                    out.empty() ? "" : ", verdicts in " + out));
  if (bad > 0) return kExitBadInput;
  return counts.contains("ungraded") ? kExitIncomplete : kExitOk;
}

std::string FlipText(const Flip& flip) {
  return EscapeForTerminal(
             fmt::format("{} {} draw {}: {} -> {} ({} -> {})", flip.id.task, flip.id.problem,
                         flip.id.draw, OutcomeName(flip.before.outcome),
                         OutcomeName(flip.after.outcome), flip.before.reason, flip.after.reason)) +
         "\n";
}

int GradeStoredRun(const std::string& path, GradeFlags& grade) {
  std::vector<std::string> names = grade.tasks;
  auto identity = ReadRunIdentity(path);
  if (!identity) return Fail(identity.error());
  if (identity->sandbox) grade.data.UseTimeFactor(identity->sandbox->time_factor);
  if (names.empty()) {
    for (const TaskRunIdentity& task : identity->tasks) names.push_back(task.task);
  }
  std::vector<Task> tasks;
  for (const std::string& name : names) {
    auto task = LoadTask(name, grade.data.Search());
    if (!task) return Fail(task.error());
    tasks.push_back(std::move(*task));
  }
  GradeRunOptions options;
  options.threads = grade.Threads();
  if (auto started = grade.data.StartWorkers(tasks, options.threads); !started) {
    return Fail(started.error());
  }
  if (grade.mode_given) {
    auto mode = GradeModeFromName(grade.mode);
    if (!mode) return Fail(mode.error());
    options.mode = *mode;
  }
  std::string lines;
  const auto keep = [&](const Attempt& attempt) -> Status {
    AppendAttemptJson(attempt, lines);
    lines += '\n';
    return {};
  };
  auto result = GradeRun(path, tasks, options,
                         grade.out.empty() ? std::function<Status(const Attempt&)>() : keep);
  if (!result) return Fail(result.error());
  if (!grade.out.empty()) {
    if (auto status = WriteFileAtomic(grade.out, lines); !status) return Fail(status.error());
  }
  Progress progress(grade.log.Options());
  for (const std::string& warning : result->warnings) progress.Warn("grade", warning);
  Print(RenderTerminal(result->table));
  constexpr size_t kShown = 20;
  for (size_t i = 0; i < std::min(kShown, result->flips.size()); ++i)
    Print(FlipText(result->flips[i]));
  Print(fmt::format("\n{} attempts graded, {} verdicts changed, {} of them flips\n",
                    result->attempts, result->changed_verdicts, result->flips.size()));
  grade.data.ReportWorkers(progress);
  return result->ungraded > 0 ? kExitIncomplete : kExitOk;
}

int GradeOne(const GradeFlags& grade, SeatPool& seats) {
  const Json verdict = seats.Grade(DumpJson(Json{{"gold", grade.gold}, {"answer", grade.answer}}));
  Print(DumpJsonPretty(verdict));
  return verdict.contains("error") ? kExitBadInput : kExitOk;
}

// The verdict and how it came about.
int ExplainOne(const GradeFlags& grade, const Checker& checker, GradeMode mode) {
  Problem problem;
  problem.gold = grade.gold;
  if (Status gold = checker.ValidateGold(problem); !gold) return Fail(gold.error());
  const GradeInput input{grade.answer, false, mode};
  const Verdict verdict = checker.Grade(problem, input);
  for (const std::string& line : checker.Explain(problem, input)) {
    Print(EscapeForTerminal(line) + "\n");
  }
  Print(fmt::format("verdict: {} ({}), score {}, grader {}\n", OutcomeName(verdict.outcome),
                    verdict.reason, verdict.score, verdict.grader));
  return kExitOk;
}

// The verdicts of another grader beside ours: the matrix, every disagreement and every undecided
// verdict.
int CompareStored(const GradeFlags& grade, const Checker& checker, GradeMode mode) {
  auto fields = ParseStoredVerdictFields(grade.fields);
  if (!fields) return Fail(fields.error());
  auto result = CompareVerdicts(grade.compare, *fields, checker, mode);
  if (!result) return Fail(result.error());
  std::string text =
      fmt::format("{:<12} {:>14} {:>14}\n", "ours", "theirs correct", "theirs wrong");
  for (size_t i = 0; i < result->counts.size(); ++i) {
    text += fmt::format("{:<12} {:>14} {:>14}\n", OutcomeName(static_cast<Outcome>(i)),
                        result->counts[i][1], result->counts[i][0]);
  }
  text += fmt::format(
      "{} verdicts compared, {} agree, {} disagree, {} undecided; {} golds could not be read\n",
      result->total(), result->agreed(), result->disagreements.size(), result->undecided.size(),
      result->gold_refused);
  for (const std::string& refused : result->refused) {
    text += "gold refused: " + EscapeForTerminal(refused) + "\n";
  }
  std::string lines;
  for (const auto* list : {&result->disagreements, &result->undecided}) {
    for (const ComparedVerdict& one : *list) {
      lines += DumpJson(ComparedVerdictToJson(one)) + "\n";
      text += EscapeForTerminal(fmt::format("{}: theirs {}, ours {} ({}); gold {}; answer ({}) {}",
                                            one.id, one.theirs ? "correct" : "wrong",
                                            OutcomeName(one.ours.outcome), one.ours.reason,
                                            one.gold, one.ours.rule, one.ours.extracted)) +
              "\n";
    }
  }
  Print(text);
  if (!grade.out.empty()) {
    if (auto status = WriteFileAtomic(grade.out, lines); !status) return Fail(status.error());
  }
  return result->counts[static_cast<size_t>(Outcome::kUngraded)][0] +
                     result->counts[static_cast<size_t>(Outcome::kUngraded)][1] >
                 0
             ? kExitIncomplete
             : kExitOk;
}

}  // namespace

int GradeCommand(const std::vector<std::string>& arguments) {
  Flags flags(
      "grade [RUN|FILE] [flags]",
      "Grades stored answers without a model: a run of `rbench eval` again (and lists "
      "every verdict that changed), a JSON Lines "
      "file with gold and answer, one pair, or a stream with --jsonl. Programs run in the "
      "sandbox; where it fails an answer is ungraded, without a score, and the exit code "
      "is 3 (of a stream 0).",
      {"rbench grade --gold 1/2 --answer 'so it is \\boxed{0.5}' --checker number",
       "echo '{\"gold\": \"42\", \"answer\": \"#### 42\"}' | rbench grade --jsonl "
       "--checker integer",
       "echo '{\"checker\": \"program\", \"gold\": {\"inputs\": [\"21\"], \"outputs\": [\"42\"]}, "
       "\"answer\": \"```python\\nprint(int(input()) * 2)\\n```\"}' | rbench grade --jsonl --mode "
       "strict",
       "echo '{\"task\": \"lcb_style\", \"problem\": \"0\", \"answer\": "
       "\"```python\\nprint(42)\\n```\"}' | rbench grade --jsonl",
       "rbench grade --gold '\\sqrt{8}' --answer '2\\sqrt2' --mode bare --explain",
       "rbench grade --compare stored.jsonl --fields gold=gt,answer=output,verdict=score",
       "rbench grade --compare stored.json --fields "
       "'rows=*,gold=answer,answer=responses.*.content,verdict=responses.*.correctness'",
       "rbench grade runs/first"});
  GradeFlags grade;
  std::vector<std::string> paths;
  flags.Add("--task,--tasks", &grade.tasks,
            "the task whose golds and checker count (default for a run: its own)");
  flags.Add("--checker", &grade.checker,
            "kind of checker where there is no task: " +
                fmt::format("{}", fmt::join(CheckerKinds(), ", ")) +
                " (default for one pair: math)");
  flags.AddChoice(
      "--mode", &grade.mode,
      "strict: marked answers only, programs judged fairly; lenient: also searches, programs "
      "as their benchmark judges; bare: the whole text is the answer",
      {"strict", "lenient", "bare"});
  flags.Add("--gold", &grade.gold, "one reference answer, with --answer");
  flags.Add("--answer", &grade.answer, "one answer");
  flags.AddSwitch("--explain", &grade.explain,
                  "with --gold and --answer: extraction, both parses, the path of the decision");
  flags.Add("--compare", &grade.compare,
            "a file with stored verdicts of another grader: how they agree with ours");
  flags.Add(
      "--fields", &grade.fields,
      "fields of that file: NAME=PATH for gold, answer, verdict, id and question; in a path . "
      "leads inward and * to every member; rows=PATH: the rows inside one JSON document; "
      "gold_after=MARK: the gold follows the last MARK");
  flags.Add("-o,--out", &grade.out, "file for the new attempts or verdicts (JSON Lines)");
  flags.AddSwitch(
      "--jsonl", &grade.jsonl,
      "one JSON object a line: {\"gold\", \"answer\"} or {\"task\", \"problem\", \"answer\"} -> "
      "{\"outcome\", \"score\", ...}, each as soon as it is there; the gold of a program: its "
      "tests");
  flags.Add("-t,--threads", &grade.threads,
            "answers graded (programs run) at once; 0 = one per core", 0, 1024);
  grade.data.AddTo(flags);
  grade.data.AddSandboxTo(flags);
  grade.log.AddTo(flags);
  flags.AddPositional("RUN|FILE", &paths, "a run's folder, or a JSON Lines file", 0);
  int exit_code = kExitOk;
  if (!ParseFlags(flags, arguments, exit_code)) return exit_code;
  grade.mode_given = flags.Given("--mode");
  const bool one_pair = flags.Given("--gold") || flags.Given("--answer");
  if (int{grade.jsonl} + int{one_pair} + int{!grade.compare.empty()} +
          static_cast<int>(paths.size()) !=
      1) {
    return Fail(
        InvalidInput("give exactly one of a run or file, --gold with --answer, --compare and "
                     "--jsonl; see --help"));
  }
  if (one_pair && !(flags.Given("--gold") && flags.Given("--answer"))) {
    return Fail(InvalidInput(fmt::format("one pair needs both: {} is missing",
                                         flags.Given("--gold") ? "--answer" : "--gold")));
  }
  if (grade.explain && !one_pair) {
    return Fail(InvalidInput("--explain explains one pair: give --gold and --answer"));
  }
  if (!paths.empty() && DirectoryExists(paths[0])) return GradeStoredRun(paths[0], grade);

  if (grade.tasks.size() > 1)
    return Fail(InvalidInput("answers outside a run are graded by one task: give one --task"));
  TaskShelf shelf(grade.data.Search());
  LineGrader::Defaults defaults;
  auto mode = GradeModeFromName(grade.mode);
  if (!mode) return Fail(mode.error());
  defaults.mode = *mode;
  defaults.checker = grade.checker;
  defaults.tools = grade.data.Tools();
  defaults.find_task = [&shelf](const std::string& name) { return shelf.Find(name); };
  if (!grade.tasks.empty()) {
    auto task = shelf.Find(grade.tasks[0]);
    if (!task) return Fail(task.error());
    defaults.task = *task;
  }
  // One pair of mathematics is the common case; streams and files say what they are.
  if (defaults.task == nullptr && grade.checker.empty() && (one_pair || !grade.compare.empty())) {
    grade.checker = "math";
  }
  std::unique_ptr<const Checker> checker;
  if (!grade.checker.empty()) {
    auto made = MakeChecker({grade.checker, Json::object(), {}}, grade.data.Tools());
    if (!made) return Fail(made.error());
    checker = *std::move(made);
    defaults.checker = grade.checker;
  }
  const std::string& kind =
      defaults.task != nullptr ? defaults.task->manifest.checker.kind : defaults.checker;
  if (kind == "program") {
    // What is wrong with the sandbox shows before the first answer.
    if (auto sandbox = defaults.tools.sandbox(); !sandbox) return Fail(sandbox.error());
  }
  const Checker* used = defaults.task != nullptr ? defaults.task->checker.get() : checker.get();
  if (grade.explain) return ExplainOne(grade, *used, *mode);
  if (!grade.compare.empty()) return CompareStored(grade, *used, *mode);
  SeatPool seats(defaults);
  if (one_pair) return GradeOne(grade, seats);
  const int code = grade.jsonl ? ServeStream(seats, defaults, grade.Threads())
                               : GradeFile(paths[0], seats, grade.out, grade.Threads());
  Progress progress(grade.log.Options());
  grade.data.ReportWorkers(progress);
  return code;
}

}  // namespace rbench
