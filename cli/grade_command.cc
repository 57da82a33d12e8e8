#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/files.h"
#include "base/jsonl.h"
#include "base/utf8.h"
#include "base/worker_pool.h"
#include "bench/grade_run.h"
#include "bench/line_grader.h"
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
  int threads = 0;
  DataFlags data;
  LogFlags log;
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
    return view ? grader.Grade(*view) : LineGrader::LineError(view.error().message);
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
    std::lock_guard lock(mutex_);
    free_.push_back(std::move(seat));
    return verdict;
  }

 private:
  std::unique_ptr<GradingSeat> Take() {
    std::lock_guard lock(mutex_);
    if (free_.empty()) return std::make_unique<GradingSeat>(defaults_);
    std::unique_ptr<GradingSeat> seat = std::move(free_.back());
    free_.pop_back();
    return seat;
  }

  LineGrader::Defaults defaults_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<GradingSeat>> free_;
};

int ServeStream(SeatPool& seats, int threads) {
  // Lines go to the pool in batches, so that handing over costs little beside grading.
  constexpr size_t kBatch = 64;
  WorkerPool pool(threads, 256);
  struct Item {
    std::string line;
    LineReply reply;
  };
  std::vector<Item> batch;
  const auto flush = [&] {
    if (batch.empty()) return;
    pool.Submit([&seats, items = std::make_shared<std::vector<Item>>(std::move(batch))] {
      for (Item& item : *items) item.reply(DumpJson(seats.Grade(item.line)) + "\n");
    });
    batch.clear();
  };
  JsonLinesOptions options;
  options.before_wait = flush;
  const int code = ServeLines(
      [&](Result<std::string> line, LineReply reply) {
        if (!line) return reply(DumpJson(LineGrader::LineError(line.error().message)) + "\n");
        batch.push_back({std::move(*line), std::move(reply)});
        if (batch.size() == kBatch) flush();
      },
      options);
  pool.Wait();
  return code;
}

// Any JSON Lines file with answers: a verdict a line to --out, counts to the terminal.
int GradeFile(const std::string& path, SeatPool& seats, const std::string& out) {
  auto text = ReadFileMaybeGzip(path);
  if (!text) return Fail(text.error());
  std::map<std::string, int> counts;
  std::string verdicts;
  size_t line_number = 0;
  int bad = 0;
  for (size_t begin = 0; begin < text->size();) {
    const size_t end = std::min(text->find('\n', begin), text->size());
    const std::string_view line = std::string_view(*text).substr(begin, end - begin);
    begin = end + 1;
    ++line_number;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    const Json verdict = seats.Grade(line);
    verdicts += DumpJson(verdict) + "\n";
    if (verdict.contains("error")) {
      if (++bad <= 5)
        Fail(InvalidInput(
            fmt::format("{}:{}: {}", path, line_number, verdict["error"].get<std::string>())));
      continue;
    }
    ++counts[verdict["outcome"].get<std::string>()];
  }
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

int GradeStoredRun(const std::string& path, const GradeFlags& grade) {
  std::vector<std::string> names = grade.tasks;
  if (names.empty()) {
    auto identity = ReadRunIdentity(path);
    if (!identity) return Fail(identity.error());
    for (const TaskRunIdentity& task : identity->tasks) names.push_back(task.task);
  }
  std::vector<Task> tasks;
  for (const std::string& name : names) {
    auto task = LoadTask(name, grade.data.Search());
    if (!task) return Fail(task.error());
    tasks.push_back(std::move(*task));
  }
  GradeRunOptions options;
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
  return result->ungraded > 0 ? kExitIncomplete : kExitOk;
}

int GradeOne(const GradeFlags& grade, SeatPool& seats) {
  Print(
      DumpJsonPretty(seats.Grade(DumpJson(Json{{"gold", grade.gold}, {"answer", grade.answer}}))));
  return kExitOk;
}

}  // namespace

int GradeCommand(const std::vector<std::string>& arguments) {
  Flags flags("grade [RUN|FILE] [flags]",
              "Grades stored answers without a model: a run of `rbench eval` again (and lists "
              "every verdict that changed), a JSON Lines "
              "file with gold and answer, one pair, or a stream with --jsonl.",
              {"rbench grade --gold 1/2 --answer 'so it is \\boxed{0.5}' --checker number",
               "echo '{\"gold\": \"42\", \"answer\": \"#### 42\"}' | rbench grade --jsonl "
               "--checker integer",
               "rbench grade runs/first"});
  GradeFlags grade;
  std::vector<std::string> paths;
  flags.Add("--task,--tasks", &grade.tasks,
            "the task whose golds and checker count (default for a run: its own)");
  flags.Add("--checker", &grade.checker,
            "kind of checker where there is no task: " +
                fmt::format("{}", fmt::join(CheckerKinds(), ", ")));
  flags.AddChoice("--mode", &grade.mode,
                  "strict: marked answers only; bare: the whole text is the answer",
                  {"strict", "lenient", "bare"});
  flags.Add("--gold", &grade.gold, "one reference answer, with --answer");
  flags.Add("--answer", &grade.answer, "one answer");
  flags.Add("-o,--out", &grade.out, "file for the new attempts or verdicts (JSON Lines)");
  flags.AddSwitch(
      "--jsonl", &grade.jsonl,
      "one JSON object a line: {\"gold\", \"answer\"} -> {\"outcome\", \"score\", ...}");
  flags.Add("-t,--threads", &grade.threads, "grading threads; 0 = one per core", 0, 1024);
  grade.data.AddTo(flags);
  grade.log.AddTo(flags);
  flags.AddPositional("RUN|FILE", &paths, "a run's folder, or a JSON Lines file", 0);
  int exit_code = kExitOk;
  if (!ParseFlags(flags, arguments, exit_code)) return exit_code;
  grade.mode_given = flags.Given("--mode");
  const bool one_pair = flags.Given("--gold") || flags.Given("--answer");
  if (int{grade.jsonl} + int{one_pair} + static_cast<int>(paths.size()) != 1) {
    return Fail(InvalidInput(
        "give exactly one of a run or file, --gold with --answer, and --jsonl; see --help"));
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
  defaults.find_task = [&shelf](const std::string& name) { return shelf.Find(name); };
  if (!grade.tasks.empty()) {
    auto task = shelf.Find(grade.tasks[0]);
    if (!task) return Fail(task.error());
    defaults.task = *task;
  }
  if (!grade.checker.empty()) {
    if (auto checker = MakeChecker({grade.checker, Json::object(), {}}); !checker)
      return Fail(checker.error());
  }
  SeatPool seats(std::move(defaults));
  if (grade.jsonl) return ServeStream(seats, grade.threads > 0 ? grade.threads : AvailableCores());
  return one_pair ? GradeOne(grade, seats) : GradeFile(paths[0], seats, grade.out);
}

}  // namespace rbench
