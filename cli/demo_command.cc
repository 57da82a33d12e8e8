#include <string>
#include <vector>

#include <fmt/format.h>

#include "bench/evaluate.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/interrupt.h"
#include "cli/machine.h"
#include "cli/model_flags.h"
#include "reports/render_terminal.h"
#include "reports/table.h"
#include "tasks/task.h"

namespace rbench {
namespace {

constexpr const char* kDemoTask = "arith:easy";
constexpr const char* kDemoPrompts[] = {"direct", "cot"};
constexpr int kDemoDraws = 4;

}  // namespace

int DemoCommand(const std::vector<std::string>& arguments) {
  Flags flags("demo [flags]",
              "A small real run: the embedded model on generated arithmetic, two prompts, four "
              "draws each, and the table that "
              "comes out. Needs no data and no network.",
              {"rbench demo", "rbench demo --limit 8 --out runs/demo"});
  ModelFlags model;
  EngineFlags engine_flags;
  LogFlags log;
  std::string out = "runs/demo";
  int limit = 40;
  model.AddTo(flags);
  flags.Add("--limit", &limit, "problems", 1, 1 << 20);
  flags.Add("-o,--out", &out,
            "folder of the two runs; what is there already is kept and not made again");
  engine_flags.AddTo(flags);
  log.AddTo(flags);
  int exit_code = kExitOk;
  if (!ParseFlags(flags, arguments, exit_code)) return exit_code;

  Progress progress(log.Options());
  auto task = LoadTask(kDemoTask, TaskSearch());
  if (!task) return Fail(task.error());
  auto engine = OpenEngine(model, engine_flags, progress);
  if (!engine) return Fail(engine.error());
  std::vector<Task> tasks;
  tasks.push_back(std::move(*task));

  InterruptScope interrupt;
  std::vector<TaskSummary> rows;
  for (const char* prompt : kDemoPrompts) {
    EvaluateOptions options;
    options.protocol.prompt_variant = prompt;
    options.protocol.draws = kDemoDraws;
    options.protocol.limit = static_cast<size_t>(limit);
    options.protocol.sampling.temperature = 0.6;
    options.protocol.sampling.top_p = 0.95;
    options.protocol.sampling.max_new_tokens = 128;
    options.out_dir = out + "/" + prompt;
    options.rbench_version = RBENCH_VERSION;
    options.machine = MachineJson(engine_flags.kernel_target, engine_flags.Options()->threads);
    auto result = Evaluate(tasks, **engine, options, progress, interrupt.token());
    if (!result) return Fail(result.error());
    if (result->interrupted) {
      return Fail(Cancelled(
          fmt::format("interrupted; `rbench demo --out {}` goes on where it stopped", out)));
    }
    for (TaskSummary summary : result->record.scores) {
      summary.task = fmt::format("{} ({})", summary.task, prompt);
      rows.push_back(std::move(summary));
    }
  }
  Print(RenderTerminal(SummaryTable(rows)));
  Print(fmt::format(
      "\nEvery prompt, completion and verdict is in {0}/direct and {0}/cot (attempts.jsonl).\n"
      "Next: rbench eval --tasks aime_style --limit 10, rbench grade {0}/cot, rbench tasks\n",
      out));
  return kExitOk;
}

}  // namespace rbench
