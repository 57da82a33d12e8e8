#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/progress.h"
#include "base/result.h"
#include "bench/protocol.h"
#include "models/engine.h"
#include "reports/run_directory.h"
#include "reports/run_record.h"
#include "reports/table.h"
#include "tasks/task.h"

namespace rbench {

struct EvaluateOptions {
  ProtocolRequest protocol;  // protocol, prompt, draws, limit, sampling, mode, seed
  std::string out_dir;       // created, or continued where it holds the same run
  bool resume = true;        // false: a folder that holds a run is an error
  bool log_tokens = false;   // also write tokens.bin
  int grade_threads = 1;
  size_t max_in_flight = 1024;
  uint64_t order_seed = 0;  // order of submission; changes no attempt
  AppendLogOptions log;
  std::string rbench_version;                 // for run.json
  Json machine = Json::object();              // for run.json: CPU, threads ...
  std::optional<SandboxRunIdentity> sandbox;  // what programs run in, where the tasks have any
};

struct EvaluateResult {
  RunRecord record;          // also written as run.json
  Table table;               // also written as summary.md
  bool interrupted = false;  // the stop token ended it: exit code 3, resume with the same folder
  uint64_t ungraded = 0;     // stored draws without a verdict: exit code 3
  uint64_t reused = 0;       // draws found in the folder
  uint64_t made = 0;         // draws made now
};

// `rbench eval`: problems x engine -> attempts.jsonl -> scores -> run.json, summary.md. Several
// tasks share one folder. An interrupted run still writes run.json (state "interrupted") over what
// there is. Errors: no task, a task without problems or twice, bad options, everything of
// ResolveTask, RunDirectory::Open and Rollout.
Result<EvaluateResult> Evaluate(const std::vector<Task>& tasks, Engine& engine,
                                const EvaluateOptions& options, Progress& progress,
                                std::stop_token stop = {});

}  // namespace rbench
