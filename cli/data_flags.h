#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/progress.h"
#include "cli/flags.h"
#include "reports/run_record.h"
#include "tasks/math/prover.h"
#include "tasks/task.h"

namespace rbench {

// "check workers: 12 proofs, 1 out of fuel, 0 aborted, 0 backstops".
std::string WorkersLine(const math::ProverCounts& counts);
Json WorkersJson(const math::ProverCounts& counts);

// Where tasks are looked for, and the check workers that their graders use; of every command that
// reads tasks or grades.
struct DataFlags {
  std::vector<std::string> data;
  std::vector<std::string> task_files;
  std::vector<std::string> selections;

  DataFlags();
  void AddTo(Flags& flags);
  // Refers to the workers: must not outlive this.
  TaskSearch Search() const;
  GradingTools Tools() const;
  // --unsafe-no-sandbox, of the commands that may run programs.
  void AddSandboxTo(Flags& flags);
  // Starts `count` check workers where one of the tasks may need them: before threads exist and
  // memory grows.
  Status StartWorkers(const std::vector<Task>& tasks, int count);

  // What programs run in; nothing where no sandbox was started.
  std::optional<SandboxRunIdentity> SandboxIdentity() const;
  // The time factor of a run that is continued or graded again, instead of this machine's.
  void UseTimeFactor(double time_factor);

  // What the check workers did, in one line; nothing where none was started. A warning where the
  // CPU-time backstop ended one: what it decides may differ on another machine.
  void ReportWorkers(Progress& progress) const;

  // Helper processes: this program again, as `rbench check-worker`.
  std::unique_ptr<math::CheckWorkers> workers;

 private:
  // The sandbox, started when a task first needs it.
  struct LazySandbox;
  std::shared_ptr<LazySandbox> sandbox_;
};

}  // namespace rbench
