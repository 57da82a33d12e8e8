#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "bench/rollout.h"
#include "reports/run_record.h"
#include "tasks/task.h"

namespace rbench {

// What the command line says about sampling; what is absent comes from the protocol, then from the
// task's manifest, then from the defaults (1 draw, greedy, 1,024 new tokens).
struct SamplingOverrides {
  std::optional<double> temperature;
  std::optional<double> top_p;
  std::optional<int> top_k;
  std::optional<double> min_p;
  std::optional<int> max_new_tokens;
  std::optional<int> thinking_budget;
  std::optional<std::vector<std::string>> stop;
  std::optional<bool> repetition_stop;
};

struct ProtocolRequest {
  std::string protocol;        // "" or a name of ProtocolNames()
  std::string prompt_variant;  // empty = the protocol's or the task's
  std::optional<int> num_fewshot;
  std::optional<int> draws;
  SamplingOverrides sampling;
  std::optional<GradeMode> mode;  // lenient where absent
  uint64_t seed = 0;
  size_t limit = 0;
};

// Everything that decides how one task is asked. "r1" is the protocol of the R1 report: temperature
// 0.6, top-p 0.95, 32,768 new tokens (cut to the context), the report's draws and its math prompt
// or, for programming problems, its code prompt.
// Errors: unknown protocol (with the nearest), numbers out of range (with the range). Warnings (a
// task that R1 did not report) are appended to `warnings`.
Result<RolloutTask> ResolveTask(const Task& task, const ProtocolRequest& request,
                                std::vector<std::string>& warnings);

std::vector<std::string> ProtocolNames();

RunIdentity IdentityOf(const EngineIdentity& engine, const std::string& protocol,
                       const std::vector<RolloutTask>& tasks);

}  // namespace rbench
