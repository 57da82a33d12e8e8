#include "sandbox/run_evidence.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

namespace rbench {
namespace {

constexpr int64_t kLimitKib = 64 << 10;

RunEvidence Ended(int wait_status = 0) {
  RunEvidence evidence;
  evidence.limits.cpu_s = 1;
  evidence.limits.wall_s = 3;
  evidence.limits.memory_bytes = kLimitKib * 1024;
  evidence.done.end = wire::End::kEnded;
  evidence.done.wait_status = wait_status;
  evidence.done.cpu_us = 500'000;
  evidence.done.peak_kib = 1000;
  return evidence;
}

constexpr int Exit(int code) { return code << 8; }

struct Case {
  const char* name;
  RunEvidence evidence;
  RunStatus status;
  int exit_code;
  int signal;
};

// Every pair of neighbours of the order appears with both conditions true at once.
std::vector<Case> Cases() {
  std::vector<Case> cases;
  const auto add = [&](const char* name, RunEvidence evidence, RunStatus status, int exit_code = 0,
                       int signal = 0) {
    cases.push_back({name, std::move(evidence), status, exit_code, signal});
  };
  RunEvidence e = Ended();
  add("all is well", e, RunStatus::kOk);
  add("exit code", Ended(Exit(3)), RunStatus::kRe, 3);
  add("largest exit code", Ended(Exit(255)), RunStatus::kRe, 255);
  add("signal", Ended(SIGSEGV), RunStatus::kRe, 0, SIGSEGV);
  add("own SIGKILL is no limit", Ended(SIGKILL), RunStatus::kRe, 0, SIGKILL);

  e = Ended(SIGKILL);
  e.over_wall = true;
  add("wall time", e, RunStatus::kIdle, 0, SIGKILL);
  e.done.cpu_us = 1'000'001;
  add("CPU time before wall time", e, RunStatus::kTle, 0, SIGKILL);
  e = Ended();
  e.done.cpu_us = 1'000'000;
  add("exactly the CPU limit", e, RunStatus::kOk);
  e.done.cpu_us = 1'000'001;
  add("one microsecond more", e, RunStatus::kTle);
  e = Ended(SIGXCPU);
  add("the kernel's own CPU limit", e, RunStatus::kTle, 0, SIGXCPU);
  e = Ended(SIGKILL);
  e.over_cpu = true;
  e.done.cpu_us = 990'000;
  add("stopped for CPU time", e, RunStatus::kTle, 0, SIGKILL);

  e.done.peak_kib = kLimitKib + 1;
  add("memory before CPU time", e, RunStatus::kMle, 0, SIGKILL);
  e = Ended();
  e.done.peak_kib = kLimitKib;
  add("exactly the memory limit", e, RunStatus::kOk);
  e = Ended(Exit(1));
  e.done.peak_kib = kLimitKib * 9 / 10 - 10;
  add("a failure well below the limit", e, RunStatus::kRe, 1);
  e.done.peak_kib = kLimitKib * 9 / 10 + 10;
  add("a failure near the limit", e, RunStatus::kMle, 1);
  e = Ended(SIGKILL);
  e.done.peak_kib = kLimitKib * 95 / 100;
  e.over_cpu = true;
  add("stopped for CPU time near the memory limit", e, RunStatus::kTle, 0, SIGKILL);
  e = Ended(SIGKILL);
  e.grouped = true;
  e.oom_kills = 1;
  e.group_peak_kib = 10;
  add("killed for memory", e, RunStatus::kMle, 0, SIGKILL);
  e.outer_oom = true;
  add("killed for the memory of others", e, RunStatus::kIe);
  e.outer_oom = false;
  e.own_kib = 1024;
  e.oom_kills = 0;
  e.group_peak_kib = kLimitKib + 1000;
  e.done.wait_status = 0;
  add("init's own memory is not the program's", e, RunStatus::kOk);
  e = Ended();
  e.grouped = true;
  e.group_peak_kib = 10;
  e.done.peak_kib = 10 * kLimitKib;
  add("the group's peak counts where there is one", e, RunStatus::kOk);

  e = Ended(SIGKILL);
  e.over_output = true;
  e.grouped = true;
  e.oom_kills = 1;
  add("output before memory", e, RunStatus::kOle, 0, SIGKILL);
  e = Ended(Exit(1));
  e.done.end = wire::End::kNotParsed;
  e.over_output = true;
  add("a source that does not parse before all limits", e, RunStatus::kCe);

  e = Ended();
  e.done.end = wire::End::kSetup;
  e.done.stage = wire::Stage::kMount;
  e.over_output = true;
  add("a fault of ours before all", e, RunStatus::kIe);
  e = Ended();
  e.done.end = wire::End::kNone;
  add("init gone without a word", e, RunStatus::kIe);
  e.over_wall = true;
  add("init killed for wall time", e, RunStatus::kIdle, 0, SIGKILL);
  e.over_wall = false;
  e.grouped = true;
  e.oom_kills = 1;
  add("init killed for memory", e, RunStatus::kMle, 0, SIGKILL);
  e = Ended();
  e.slot_died = true;
  e.over_cpu = true;
  add("the slot died", e, RunStatus::kIe);
  return cases;
}

TEST(RunEvidence, TheOrderOfTheVerdict) {
  for (const Case& one : Cases()) {
    const RunConclusion conclusion = Conclude(one.evidence);
    EXPECT_STREQ(RunStatusName(conclusion.status), RunStatusName(one.status)) << one.name;
    EXPECT_EQ(conclusion.exit_code, one.exit_code) << one.name;
    EXPECT_EQ(conclusion.signal, one.signal) << one.name;
    EXPECT_EQ(conclusion.reason[0] == '\0', one.status == RunStatus::kOk)
        << one.name << ": " << conclusion.reason;
  }
}

TEST(RunEvidence, ADeadSlotIsSaid) {
  RunEvidence evidence = Ended();
  evidence.slot_died = true;
  EXPECT_TRUE(Conclude(evidence).slot_died);
  evidence = Ended();
  evidence.done.end = wire::End::kNone;
  EXPECT_TRUE(Conclude(evidence).slot_died);
  evidence.over_cpu = true;
  EXPECT_FALSE(Conclude(evidence).slot_died);
  EXPECT_FALSE(Conclude(Ended()).slot_died);
}

}  // namespace
}  // namespace rbench
