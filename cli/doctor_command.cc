#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/files.h"
#include "base/sha256.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/data_flags.h"
#include "cli/machine.h"
#include "cli/model_flags.h"
#include "cli/sandbox_report.h"
#include "models/kernels/kernels.h"
#include "tasks/certificate.h"
#include "tasks/math/expression.h"
#include "tasks/math/prover.h"
#include "tasks/task.h"

namespace rbench {
namespace {

struct Finding {
  std::string what;
  std::string state;
  std::string remedy;  // empty where all is well
};

Finding ModelFinding() {
  const std::string path = CacheDirectory() + "/models/" + kEmbeddedModelFile;
  if (!FileExists(path)) {
    return {"model", "smollm2 is not installed at " + path,
            "run `make setup`, or give --model a GGUF file"};
  }
  auto digest = Sha256HexOfFile(path);
  if (!digest) return {"model", digest.error().message, "make the file readable"};
  if (*digest != kEmbeddedModelSha256) {
    return {"model", fmt::format("{} has sha256 {}, not {}", path, *digest, kEmbeddedModelSha256),
            "delete the file and run `make setup`"};
  }
  return {"model", fmt::format("smollm2 at {}, sha256 as expected", path), ""};
}

Finding DataFinding(const TaskSearch& search) {
  int found = 0;
  std::string missing;
  for (const TaskListing& task : ListTasks(search)) {
    if (task.found) {
      ++found;
    } else {
      missing += (missing.empty() ? "" : ", ") + task.name;
    }
  }
  if (missing.empty()) return {"tasks", fmt::format("all {} found", found), ""};
  return {"tasks", fmt::format("{} found, missing: {}", found, missing),
          "give the folder of the data sets with --data or RBENCH_DATA; `rbench tasks` names the "
          "files"};
}

// A worker proves Machin's formula, 4 atan(1/5) - atan(1/239) = pi/4. It is asked directly: which
// identities the checker proves without a worker may change.
bool WorkerProves(math::CheckWorkers& workers) {
  using math::ExprId;
  math::Expressions e;
  const ExprId fifth = e.Make(EXACT_ATAN, e.Fraction(1, 5));
  const ExprId machin =
      e.Difference(e.Make(EXACT_MUL, e.Integer(4), fifth), e.Make(EXACT_ATAN, e.Fraction(1, 239)));
  const ExprId quarter = e.Make(EXACT_DIV, e.Constant(EXACT_PI), e.Integer(4));
  int64_t fuel = math::kFuelBytes;
  return workers.Prove(e.Program(), machin, quarter, fuel) == math::Prover::Answer::kEqual;
}

Finding CheckerFinding(const DataFlags& data) {
  if (auto started = data.workers->Start(1); !started) {
    return {"checker", started.error().message,
            "the program must be allowed to start itself again: /proc is needed"};
  }
  const bool proved = WorkerProves(*data.workers);
  return {"checker",
          fmt::format("the check worker {} 4 atan(1/5) - atan(1/239) = pi/4; certificate {}",
                      proved ? "proves" : "does not prove", CertificateSha256().substr(0, 16)),
          proved ? "" : "run `rbench certify`; this build decides wrongly or lacks memory"};
}

// The sandbox starts, and its canaries end as they must.
Finding SandboxFinding() {
  const SandboxReport report = ExamineSandbox();
  if (!report.works()) {
    return {"sandbox", report.blocker,
            report.remedy + "; until then code tasks cannot be graded here"};
  }
  return {"sandbox", report.Summary(), report.remedy};
}

std::vector<Finding> Examine(const DataFlags& data) {
  const std::vector<std::string> targets = AvailableKernelTargets();
  std::vector<Finding> findings;
  findings.push_back({"cpu", CpuName(), ""});
  const std::string kernels =
      fmt::format("{} in use; available: {}", targets.front(), fmt::join(targets, ", "));
  findings.push_back(
      {"kernels", kernels,
       targets.size() > 1 ? "" : "this CPU has no fused multiply-add: results are right but slow"});
  findings.push_back({"threads", fmt::format("{} cores usable", AvailableCores()), ""});
  const double gib =
      static_cast<double>(MachineMemoryBytes()) / static_cast<double>(uint64_t{1} << 30);
  findings.push_back({"memory", fmt::format("{:.1f} GiB", gib),
                      gib < 2 ? "lower --kv-memory and --max-batch" : ""});
  findings.push_back({"cache", CacheDirectory(), ""});
  findings.push_back(CheckerFinding(data));
  findings.push_back(SandboxFinding());
  findings.push_back(ModelFinding());
  findings.push_back(DataFinding(data.Search()));
  return findings;
}

}  // namespace

int DoctorCommand(const std::vector<std::string>& arguments) {
  Flags flags(
      "doctor [flags]",
      "Shows what this machine offers: kernels, threads, memory, the check worker, the "
      "sandbox, the model cache, data; and for everything that is missing the remedy. Exit code 3 "
      "where the embedded model or the check worker cannot be used; with --sandbox, where programs "
      "cannot be run safely.",
      {"rbench doctor", "rbench doctor --data /data/benchmarks", "rbench doctor --json",
       "rbench doctor --sandbox", "rbench doctor --sandbox --json"});
  DataFlags data;
  bool json = false;
  bool sandbox = false;
  data.AddTo(flags);
  flags.AddSwitch("--sandbox", &sandbox,
                  "the sandbox only: isolation level, control groups, each program that tries the "
                  "walls with its result and time, what stands in the way and the remedy");
  flags.AddSwitch("--json", &json, "one JSON object");
  int exit_code = kExitOk;
  if (!ParseFlags(flags, arguments, exit_code)) return exit_code;

  if (sandbox) {
    const SandboxReport report = ExamineSandbox();
    Print(json ? DumpJson(report.ToJson()) + "\n" : report.Text());
    return report.works() ? kExitOk : kExitIncomplete;
  }
  const std::vector<Finding> findings = Examine(data);
  bool unusable = false;
  Json object = Json::object();
  std::string text;
  for (const Finding& finding : findings) {
    object[finding.what] = Json{{"state", finding.state}, {"remedy", finding.remedy}};
    text += fmt::format("{:<8} {}\n", finding.what, finding.state);
    if (!finding.remedy.empty()) text += fmt::format("{:<8} -> {}\n", "", finding.remedy);
    const bool needed = finding.what == "model" || finding.what == "checker";
    if (needed && !finding.remedy.empty()) unusable = true;
  }
  Print(json ? DumpJson(object) + "\n" : text);
  return unusable ? kExitIncomplete : kExitOk;
}

}  // namespace rbench
