#include "cli/sandbox_report.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <utility>

#include <fmt/format.h>

#include "base/utf8.h"
#include "cli/model_flags.h"
#include "sandbox/blockers.h"
#include "sandbox/canary.h"

namespace rbench {
namespace {

constexpr const char* kGroupRemedy =
    "level 3 needs control groups that this user may make: run as root (in a container with "
    "/sys/fs/cgroup writable, as `docker run --privileged` has it), or in a delegated group "
    "(`systemd-run --user --scope -p Delegate=yes rbench ...`)";

const char* LevelMeaning(int level) {
  switch (level) {
    case 3:
      return "namespaces and control groups";
    case 2:
      return "namespaces, without control groups";
    case 1:
      return "walls around files only";
    default:
      return "no sandbox: programs are not run";
  }
}

SandboxReport::Tried Try(Sandbox& sandbox, const Canary& canary, CanaryJudge& judge) {
  const auto start = std::chrono::steady_clock::now();
  std::string complaint = sandbox.TryCanary(canary, judge);
  const std::chrono::duration<double, std::milli> wall = std::chrono::steady_clock::now() - start;
  return {canary.name, canary.proves, std::move(complaint), wall.count()};
}

}  // namespace

size_t SandboxReport::NumHeld() const {
  return static_cast<size_t>(std::count_if(canaries.begin(), canaries.end(),
                                           [](const Tried& one) { return one.complaint.empty(); }));
}

std::string SandboxReport::Summary() const {
  std::string text = fmt::format("L{}, {} programs at once, {} canaries held", level.level,
                                 level.slots, NumHeld());
  if (level.cgroup_version > 0) {
    text += fmt::format(", control groups of version {}", level.cgroup_version);
  }
  return blocker.empty() ? text : text + "; " + blocker;
}

std::string SandboxReport::Text() const {
  std::string text = fmt::format("level    L{}: {}\n", level.level, LevelMeaning(level.level));
  if (level.level > 0) {
    text += fmt::format("cgroups  {}\n", level.cgroup_version == 0
                                             ? "none"
                                             : fmt::format("version {}", level.cgroup_version));
    text += fmt::format("slots    {} programs at once\n", level.slots);
    text += fmt::format("speed    time limits x {:.3g} (calibration {:.1f} ms on {})\n",
                        speed.time_factor, 1000 * speed.kernel_s, EscapeForTerminal(speed.cpu));
  }
  if (!blocker.empty()) text += fmt::format("blocker  {}\n", EscapeForTerminal(blocker));
  if (!remedy.empty()) text += fmt::format("remedy   {}\n", remedy);
  for (const Tried& one : canaries) {
    text += fmt::format("canary   {:<10} {:<6} {:7.1f} ms  {}\n", one.name,
                        one.complaint.empty() ? "held" : "FAILED", one.wall_ms, one.proves);
    if (!one.complaint.empty()) text += "         " + EscapeForTerminal(one.complaint) + "\n";
  }
  if (!canaries.empty()) {
    text += fmt::format("{} of {} canaries held\n", NumHeld(), canaries.size());
  }
  return text;
}

Json SandboxReport::ToJson() const {
  Json tried = Json::array();
  for (const Tried& one : canaries) {
    Json row = {{"name", one.name},
                {"proves", one.proves},
                {"held", one.complaint.empty()},
                {"wall_ms", one.wall_ms}};
    if (!one.complaint.empty()) row["complaint"] = SanitizeUtf8(one.complaint);
    tried.push_back(std::move(row));
  }
  return Json{{"level", fmt::format("L{}", level.level)},
              {"cgroup_version", level.cgroup_version},
              {"slots", level.slots},
              {"time_factor", speed.time_factor},
              {"calibration_ms", 1000 * speed.kernel_s},
              {"works", works()},
              {"blocker", SanitizeUtf8(blocker)},
              {"remedy", remedy},
              {"canaries", std::move(tried)}};
}

void AddUnsafeFlag(Flags& flags, bool* unsafe) {
  flags.AddSwitch(
      "--unsafe-no-sandbox", unsafe,
      "where no sandbox can be had, run programs all the same, held to limits and, where "
      "the kernel has Landlock, kept off this user's files (level L1, else L0): for "
      "programs that you trust");
}

void WarnOfNoSandbox(const SandboxLevel& level) {
  if (level.level > 1) return;
  if (level.level == 1) {
    std::fprintf(
        stderr,
        "rbench: WARNING: programs run WITHOUT A FULL SANDBOX (level L1, "
        "--unsafe-no-sandbox): Landlock keeps them off this user's files, but they see "
        "which files there are and share the machine's processes. No sandbox here: %s; %s\n",
        EscapeForTerminal(level.problem).c_str(), UserNamespaceRemedy().c_str());
    return;
  }
  std::fprintf(stderr,
               "rbench: WARNING: programs run WITHOUT A SANDBOX (level L0, --unsafe-no-sandbox): "
               "they can read, change and delete what this user can. No sandbox here: %s; %s\n",
               EscapeForTerminal(level.problem).c_str(), UserNamespaceRemedy().c_str());
}

SandboxReport ExamineSandbox() {
  SandboxReport report;
  SandboxOptions options;
  options.canaries = false;  // tried one by one below
  options.cache = CacheDirectory();
  auto sandbox = Sandbox::Start(options);
  if (!sandbox) {
    // The error of a machine without namespaces ends with the remedy.
    report.blocker = sandbox.error().message;
    report.remedy = UserNamespaceRemedy();
    const std::string end = "; " + report.remedy;
    if (report.blocker.ends_with(end)) {
      report.blocker.resize(report.blocker.size() - end.size());
    } else {
      report.remedy =
          "install rbench-sandbox and rbench-sandbox-python of this build beside rbench";
    }
    return report;
  }
  report.level = (*sandbox)->level();
  report.speed = KnownMachineSpeed(CacheDirectory());
  report.blocker = report.level.problem;
  if (!report.blocker.empty()) report.remedy = kGroupRemedy;
  CanaryJudge judge;
  for (const Canary& canary : Canaries()) report.canaries.push_back(Try(**sandbox, canary, judge));
  if (!report.works()) {
    report.blocker = "a wall does not hold";
    report.remedy = "do not run untrusted programs here; please report the canary and the kernel";
  }
  return report;
}

}  // namespace rbench
