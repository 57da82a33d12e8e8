#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "models/completion.h"
#include "reports/summary.h"

namespace rbench {

// What must be equal for two runs to be the same experiment. The number of draws, --limit, threads,
// batch size and paths are not part of it.
struct TaskRunIdentity {
  std::string task;    // full name
  std::string sha256;  // Task::identity
  std::string prompt;  // prompt variant
  int fewshot = 0;
  std::string grader;       // Checker::identity
  std::string mode;         // "lenient", "strict"
  SamplingParams sampling;  // as resolved; the seed is the run's
};

struct ModelRunIdentity {
  std::string engine;
  std::string sha256;
  std::string numerics;
  std::string tokenizer_sha256;
  std::string template_sha256;
  int max_context = 0;
};

// What the programs of code tasks ran in.
struct SandboxRunIdentity {
  int level = 0;           // 3: namespaces and control groups; 2: namespaces only
  double time_factor = 1;  // of time limits: how much slower the machine is than they are meant for
};

struct RunIdentity {
  int schema = 1;
  std::string protocol;  // "" or "r1"
  ModelRunIdentity model;
  std::vector<TaskRunIdentity> tasks;         // sorted by name when written
  std::optional<SandboxRunIdentity> sandbox;  // where a task has programs
};

Json RunIdentityToJson(const RunIdentity& identity);
Result<RunIdentity> RunIdentityFromJson(const Json& json);

// 16 hexadecimal digits: the same experiment has the same id everywhere.
std::string RunId(const RunIdentity& identity);

// The first difference in reading order, or nothing:
// "tasks.gsm8k.sampling.temperature: 0.0 in the folder, 0.6 asked".
std::optional<std::string> IdentityDifference(const Json& in_folder, const Json& asked);

enum class RunState { kComplete, kInterrupted };

// What is known of the graders of this build, handed down by the harness.
struct CertificateIdentity {
  std::string suite_sha256;  // of the frozen suite that `rbench certify` runs
  std::string grader;        // the grader that it speaks of: "math/1/5632caf4"
};

// run.json: {"schema", "run_id", "rbench", "state", "identity", "certificate", "counts",
// "problem_sets" (where programs are judged), "scores", "model", "timings", "machine"}. Everything
// before "model" is byte-equal between equal runs of one build.
struct RunRecord {
  RunIdentity identity;
  RunState state = RunState::kComplete;
  std::string rbench_version;
  CertificateIdentity certificate;
  // Task -> reason -> rows of its data that are no problems: without a gold, with a picture.
  std::map<std::string, std::map<std::string, int>> skipped_rows;
  // Task of programming problems -> Task::problem_set_sha256 (of all its problems, whatever --limit
  // says).
  std::map<std::string, std::string> problem_sets;
  std::vector<TaskSummary> scores;  // in the order asked
  std::string model;                // name or path, for people
  Json timings =
      Json::object();  // {"wall_s", "generated_tokens", "tokens_per_s", ...} of the last session
  Json machine = Json::object();  // {"cpu", "threads", ...} as the command line found it
};

Json RunRecordToJson(const RunRecord& record);

}  // namespace rbench
