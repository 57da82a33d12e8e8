#include "cli/data_flags.h"

#include <algorithm>

#include <fmt/format.h>

#include "cli/model_flags.h"

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

DataFlags::DataFlags()
    : workers(std::make_unique<math::CheckWorkers>(
          std::vector<std::string>{"/proc/self/exe", "check-worker"})) {}

void DataFlags::AddTo(Flags& flags) {
  flags.Add("--data", &data, "folders with published data sets");
  flags.Add("--task-file", &task_files, "manifests (YAML) of tasks of your own");
}

TaskSearch DataFlags::Search() const {
  TaskSearch search;
  search.data_directories = data;
  search.data_directories.push_back(CacheDirectory() + "/data");
  search.manifest_files = task_files;
  search.tools = Tools();
  return search;
}

Status DataFlags::StartWorkers(const std::vector<Task>& tasks, int count) {
  const bool needed = std::any_of(tasks.begin(), tasks.end(), [](const Task& task) {
    return task.manifest.checker.kind == "math";
  });
  return needed ? workers->Start(count) : Status();
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
