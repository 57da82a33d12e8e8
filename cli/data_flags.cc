#include "cli/data_flags.h"

#include <algorithm>
#include <mutex>
#include <optional>

#include <fmt/format.h>

#include "cli/model_flags.h"
#include "cli/sandbox_report.h"
#include "sandbox/machine_speed.h"
#include "sandbox/sandbox.h"

namespace rbench {

std::string WorkersLine(const math::ProverCounts& counts) {
  return fmt::format("check workers: {} proofs, {} out of fuel, {} aborted, {} backstops",
                     counts.proofs, counts.out_of_fuel, counts.aborted, counts.backstops);
}

Json WorkersJson(const math::ProverCounts& counts) {
  return Json{{"proofs", counts.proofs},
              {"out_of_fuel", counts.out_of_fuel},
              {"aborted", counts.aborted},
              {"backstops", counts.backstops}};
}

struct DataFlags::LazySandbox {
  Result<Sandbox*> Get() {
    std::lock_guard lock(mutex);
    if (sandbox == nullptr) {
      SandboxOptions options;
      options.cache = CacheDirectory();
      options.unsafe = unsafe;
      RBENCH_ASSIGN_OR_RETURN(sandbox, Sandbox::Start(options));
      WarnOfNoSandbox(sandbox->level());
    }
    return sandbox.get();
  }
  double TimeFactor() {
    std::lock_guard lock(mutex);
    if (!time_factor) time_factor = KnownMachineSpeed(CacheDirectory()).time_factor;
    return *time_factor;
  }
  std::mutex mutex;
  bool unsafe = false;
  std::unique_ptr<Sandbox> sandbox;
  std::optional<double> time_factor;
};

DataFlags::DataFlags()
    : workers(std::make_unique<math::CheckWorkers>(
          std::vector<std::string>{"/proc/self/exe", "check-worker"})),
      sandbox_(std::make_shared<LazySandbox>()) {}

GradingTools DataFlags::Tools() const {
  GradingTools tools;
  tools.prover = workers.get();
  tools.sandbox = [sandbox = sandbox_] { return sandbox->Get(); };
  tools.time_factor = [sandbox = sandbox_] { return sandbox->TimeFactor(); };
  return tools;
}

void DataFlags::AddTo(Flags& flags) {
  flags.Add("--data", &data, "folders with published data sets");
  flags.Add("--task-file", &task_files, "manifests (YAML) of tasks of your own");
  flags.Add("--select", &selections,
            "which problems a task takes: livecodebench.start_date=2024-08-01, mbpp.split=all");
}

void DataFlags::AddSandboxTo(Flags& flags) { AddUnsafeFlag(flags, &sandbox_->unsafe); }

TaskSearch DataFlags::Search() const {
  TaskSearch search;
  search.data_directories = data;
  search.data_directories.push_back(CacheDirectory() + "/data");
  search.manifest_files = task_files;
  search.selections = selections;
  search.tools = Tools();
  return search;
}

Status DataFlags::StartWorkers(const std::vector<Task>& tasks, int count) {
  for (const Task& task : tasks) {
    if (task.manifest.checker.kind != "program") continue;
    RBENCH_RETURN_IF_ERROR(sandbox_->Get());
    break;
  }
  const bool needed = std::any_of(tasks.begin(), tasks.end(), [](const Task& task) {
    return task.manifest.checker.kind == "math";
  });
  return needed ? workers->Start(count) : Status();
}

void DataFlags::UseTimeFactor(double time_factor) {
  std::lock_guard lock(sandbox_->mutex);
  sandbox_->time_factor = time_factor;
}

std::optional<SandboxRunIdentity> DataFlags::SandboxIdentity() const {
  {
    std::lock_guard lock(sandbox_->mutex);
    if (sandbox_->sandbox == nullptr) return std::nullopt;
  }
  return SandboxRunIdentity{sandbox_->sandbox->level().level, sandbox_->TimeFactor()};
}

void DataFlags::ReportWorkers(Progress& progress) const {
  const math::ProverCounts counts = workers->counts();
  if (counts.workers_started == 0) return;
  if (counts.backstops > 0) {
    progress.Warn("check_workers",
                  WorkersLine(counts) +
                      ": a check ran into the CPU-time backstop, which no check "
                      "should; its verdict is undecided (bound)",
                  WorkersJson(counts));
  } else {
    progress.Info("check_workers", WorkersLine(counts), WorkersJson(counts));
  }
}

}  // namespace rbench
