#include "sandbox/run_evidence.h"

#include <csignal>
#include <cstdio>
#include <cstring>

#include <sys/wait.h>

namespace rbench {
namespace {

using wire::End;

template <typename... Arguments>
void Say(RunConclusion& conclusion, const char* format, Arguments... arguments) {
  std::snprintf(conclusion.reason, sizeof(conclusion.reason), format, arguments...);
}

// Whether our own machinery failed; says how.
bool OurFault(const RunEvidence& evidence, RunConclusion& conclusion) {
  const bool limited = evidence.over_output || evidence.over_cpu || evidence.over_wall ||
                       evidence.nonsense || (evidence.grouped && evidence.oom_kills > 0);
  if (evidence.slot_died) {
    conclusion.slot_died = true;
    Say(conclusion, "%s", "the slot ended with the run");
    return true;
  }
  if (evidence.grouped && evidence.outer_oom) {
    conclusion.slot_died = true;
    Say(conclusion, "%s",
        "killed below its memory limit: the machine or an outer control group ran out of memory");
    return true;
  }
  if (evidence.done.end == End::kSetup) {
    Say(conclusion, "%s: %s", wire::StageName(evidence.done.stage),
        std::strerror(evidence.done.error));
    return true;
  }
  if (evidence.done.end == End::kNone && !limited) {
    conclusion.slot_died = true;
    Say(conclusion, "%s", "the run's first process ended without a word");
    return true;
  }
  return false;
}

void Measure(const RunEvidence& evidence, RunConclusion& conclusion) {
  const wire::SlotDone& done = evidence.done;
  if (done.end == End::kNone) {  // killed with its init: for a limit
    conclusion.signal = SIGKILL;
    conclusion.cpu_us = evidence.group_cpu_us;
  } else {
    conclusion.signal = WIFSIGNALED(done.wait_status) ? WTERMSIG(done.wait_status) : 0;
    conclusion.exit_code = WIFEXITED(done.wait_status) ? WEXITSTATUS(done.wait_status) : 0;
    conclusion.cpu_us = done.cpu_us;
  }
  conclusion.peak_kib = evidence.grouped ? evidence.group_peak_kib : done.peak_kib;
}

}  // namespace

RunConclusion Conclude(const RunEvidence& evidence) {
  RunConclusion conclusion;
  if (OurFault(evidence, conclusion)) return conclusion;
  Measure(evidence, conclusion);
  const RunLimits& limits = evidence.limits;
  const int64_t memory_kib = limits.memory_bytes / 1024 + evidence.own_kib;
  const auto cpu_limit_us = static_cast<int64_t>(limits.cpu_s * 1e6);
  const bool failed = conclusion.signal != 0 || conclusion.exit_code != 0;
  const bool stopped =
      evidence.over_output || evidence.over_cpu || evidence.over_wall || evidence.nonsense;
  const bool killed_for_memory = evidence.grouped && evidence.oom_kills > 0;
  const bool short_of_memory =
      failed && !stopped && conclusion.peak_kib >= memory_kib - memory_kib / 10;
  if (evidence.done.end == End::kNotParsed) {
    conclusion.status = RunStatus::kCe;
    conclusion.exit_code = conclusion.signal = 0;
    Say(conclusion, "%s", "the source does not parse");
  } else if (evidence.over_output) {
    conclusion.status = RunStatus::kOle;
    Say(conclusion, "more than %lld bytes of output", static_cast<long long>(limits.output_bytes));
  } else if (killed_for_memory || conclusion.peak_kib > memory_kib || short_of_memory) {
    conclusion.status = RunStatus::kMle;
    Say(conclusion, "more than %lld MB of memory",
        static_cast<long long>(limits.memory_bytes >> 20));
  } else if (evidence.over_cpu || (!evidence.tests && conclusion.cpu_us > cpu_limit_us) ||
             conclusion.signal == SIGXCPU) {
    conclusion.status = RunStatus::kTle;
    Say(conclusion, "more than %g s of CPU time", limits.cpu_s);
  } else if (evidence.over_wall) {
    conclusion.status = RunStatus::kIdle;
    Say(conclusion, "%g s passed, with %.2f s of CPU time", WallLimit(limits),
        static_cast<double>(conclusion.cpu_us) / 1e6);
  } else if (evidence.nonsense) {
    conclusion.status = RunStatus::kRe;
    Say(conclusion, "%s", "forged records on the channel");
  } else if (conclusion.signal != 0) {
    conclusion.status = RunStatus::kRe;
    const char* const name = ::sigabbrev_np(conclusion.signal);
    Say(conclusion, "signal %d%s%s%s", conclusion.signal, name != nullptr ? " SIG" : "",
        name != nullptr ? name : "", WCOREDUMP(evidence.done.wait_status) ? ", core dumped" : "");
  } else if (conclusion.exit_code != 0) {
    conclusion.status = RunStatus::kRe;
    Say(conclusion, "exit code %d", conclusion.exit_code);
  } else {
    conclusion.status = RunStatus::kOk;
  }
  return conclusion;
}

}  // namespace rbench
