#include "cli/data_flags.h"

#include <algorithm>
#include <mutex>

#include <fmt/format.h>

#include "cli/model_flags.h"
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
      RBENCH_ASSIGN_OR_RETURN(sandbox, Sandbox::Start(options));
    }
    return sandbox.get();
  }
  std::mutex mutex;
  std::unique_ptr<Sandbox> sandbox;
};

DataFlags::DataFlags()
    : workers(std::make_unique<math::CheckWorkers>(
          std::vector<std::string>{"/proc/self/exe", "check-worker"})),
      sandbox_(std::make_shared<LazySandbox>()) {}

GradingTools DataFlags::Tools() const {
  GradingTools tools;
  tools.prover = workers.get();
  tools.sandbox = [sandbox = sandbox_] { return sandbox->Get(); };
  return tools;
}

void DataFlags::AddTo(Flags& flags) {
  flags.Add("--data", &data, "folders with published data sets");
  flags.Add("--task-file", &task_files, "manifests (YAML) of tasks of your own");
  flags.Add("--select", &selections,
            "which problems a task takes: livecodebench.start_date=2024-08-01, mbpp.split=all");
}

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

Json DataFlags::SandboxJson() const {
  std::lock_guard lock(sandbox_->mutex);
  if (sandbox_->sandbox == nullptr) return nullptr;
  const SandboxLevel& level = sandbox_->sandbox->level();
  return Json{{"level", level.level},
              {"cgroup_version", level.cgroup_version},
              {"time_factor", Tools().time_factor}};
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
