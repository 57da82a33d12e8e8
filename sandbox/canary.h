#pragma once

#include <span>
#include <string>

#include "sandbox/run.h"

// Small programs that try what the walls must stop, run through the sandbox itself when it starts:
// a wall that is believed in but not there is found before the first untrusted program runs.

namespace rbench {

struct Canary {
  const char* name;    // "network"
  const char* proves;  // "no socket can be made"
  RunLimits limits;
  RunStatus status;    // how it must end
  int signal;          // and by which signal; 0 = none, -1 = any
  const char* output;  // and what it must print; null = anything
  double cpu_low_s;    // and how much CPU time must be counted, beside that of a start
  double cpu_high_s;
  int least_level = 1;  // of the sandbox that must hold it

  // Its end also depends on how the machine is at that moment, not on the walls alone.
  bool MeasuresTime() const;
};

std::span<const Canary> Canaries();

// Says what is wrong with how canaries of one sandbox ended, in their order.
class CanaryJudge {
 public:
  // Empty where all is well.
  std::string Complaint(const Canary& canary, const RunResult& result);

 private:
  // The least CPU time that any took so far: what a mere start costs here. A millisecond usually,
  // many on an emulated processor; bounds from above leave room for some of them.
  double start_s_ = 1;
};

// The canary's own side: performs the act of this name, prints "contained" or what it got away
// with. Its exit status.
int PerformCanary(const std::string& name);

}  // namespace rbench
