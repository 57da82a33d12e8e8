#include <ctime>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "bench/evaluate.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/data_flags.h"
#include "cli/eval_options.h"
#include "cli/interrupt.h"
#include "cli/machine.h"
#include "cli/model_flags.h"
#include "reports/render_terminal.h"
#include "reports/run_directory.h"
#include "tasks/task.h"

namespace rbench {
namespace {

// runs/<tasks>_<model>_<time>: a new folder each time, readable in a listing.
std::string NewRunFolder(const std::vector<std::string>& tasks, const ModelFlags& model) {
  std::string name = fmt::format("{}", fmt::join(tasks, "+"));
  for (char& c : name) {
    if (c == ':' || c == '/') c = '-';
  }
  const std::string stem =
      model.is_default() ? kEmbeddedModel : std::filesystem::path(model.model).stem().string();
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  ::localtime_r(&now, &local);
  char stamp[32];
  std::strftime(stamp, sizeof(stamp), "%Y%m%d-%H%M%S", &local);
  return fmt::format("runs/{}_{}_{}", name.substr(0, 80), stem, stamp);
}

// Recomputing costs time only, so it is information.
void ReportPreemptions(const EngineStats& stats, Progress& progress) {
  if (stats.preemptions == 0) return;
  progress.Info("engine",
                fmt::format("the KV cache was full {} times, and completions were put off and "
                            "recomputed, which changes no token; a larger --kv-memory avoids it",
                            stats.preemptions),
                Json{{"preemptions", stats.preemptions}, {"peak_kv_bytes", stats.peak_kv_bytes}});
}

// What a person reads after the table; returns the exit code.
int Conclude(const EvaluateResult& result, const std::string& out) {
  Print(RenderTerminal(result.table));
  Print(fmt::format("\nrun: {} ({} draws made, {} reused)\n", out, result.made, result.reused));
  if (result.interrupted) {
    Print(
        fmt::format("interrupted; the same command with --out {} goes on where it stopped\n", out));
    return kExitIncomplete;
  }
  if (result.ungraded > 0) {
    Print(
        fmt::format("{} draws could not be graded and are in no score; the same command with --out "
                    "{} tries them again\n",
                    result.ungraded, out));
    return kExitIncomplete;
  }
  return kExitOk;
}

}  // namespace

int EvalCommand(const std::vector<std::string>& arguments) {
  Flags flags("eval --tasks A,B [flags]",
              "Scores a model: renders each problem, draws completions, grades them while the "
              "engine goes on, and writes every attempt to "
              "a folder that `rbench grade` reads again. Pointing --out at a folder continues its "
              "run; a larger --n tops it up.",
              {"rbench eval --tasks arith:easy --limit 20",
               "rbench eval --model smollm2 --tasks gsm8k --limit 50 --n 2 --temperature 0.6 --out "
               "runs/first",
               "rbench eval -m model.gguf --tasks aime_2024 --protocol r1"});
  ModelFlags model;
  EngineFlags engine_flags;
  EvalFlags eval;
  DataFlags data;
  LogFlags log;
  model.AddTo(flags);
  eval.AddTo(flags);
  data.AddTo(flags);
  data.AddSandboxTo(flags);
  engine_flags.AddTo(flags);
  log.AddTo(flags);
  int exit_code = kExitOk;
  if (!ParseFlags(flags, arguments, exit_code)) return exit_code;
  if (eval.tasks.empty())
    return Fail(
        InvalidInput("no task: give --tasks, e.g. --tasks arith:easy; `rbench tasks` lists them"));

  auto options = eval.Options();
  if (!options) return Fail(options.error());
  std::vector<Task> tasks;
  for (const std::string& name : eval.tasks) {
    auto task = LoadTask(name, data.Search());
    if (!task) return Fail(task.error());
    // Everything that can be wrong with the request shows before a model is opened or a folder
    // made.
    std::vector<std::string> told_later;
    if (auto resolved = ResolveTask(*task, options->protocol, told_later); !resolved)
      return Fail(resolved.error());
    tasks.push_back(std::move(*task));
  }
  if (IsRunDirectory(eval.out)) {
    // What is wrong with the folder is said when it is opened.
    const auto stored = ReadRunIdentity(eval.out);
    if (stored && stored->sandbox) data.UseTimeFactor(stored->sandbox->time_factor);
  }
  if (auto started = data.StartWorkers(tasks, 1); !started) return Fail(started.error());
  Progress progress(log.Options());
  for (const Task& task : tasks) {
    for (const std::string& warning : task.warnings)
      progress.Warn("task", task.FullName() + ": " + warning);
  }
  auto engine = OpenEngine(model, engine_flags, progress);
  if (!engine) return Fail(engine.error());
  options->out_dir = eval.out.empty() ? NewRunFolder(eval.tasks, model) : eval.out;
  options->order_seed = engine_flags.order_seed;
  options->machine = MachineJson(engine_flags.kernel_target, engine_flags.Options()->threads);
  options->sandbox = data.SandboxIdentity();
  progress.Info("run", "writing to " + options->out_dir);

  InterruptScope interrupt;
  auto result = Evaluate(tasks, **engine, *options, progress, interrupt.token());
  if (!result) return Fail(result.error());
  data.ReportWorkers(progress);
  ReportPreemptions((*engine)->stats(), progress);
  return Conclude(*result, options->out_dir);
}

}  // namespace rbench
