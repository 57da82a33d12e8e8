#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "cli/flags.h"
#include "sandbox/machine_speed.h"
#include "sandbox/sandbox.h"

namespace rbench {

// What `rbench doctor` finds out about running untrusted programs on this machine.
struct SandboxReport {
  struct Tried {
    std::string name;       // of the canary (sandbox/canary.h)
    std::string proves;     // "no socket can be made"
    std::string complaint;  // what is wrong; empty where the wall held
    double wall_ms = 0;
  };

  SandboxLevel level;
  MachineSpeed speed;  // where programs can be run
  std::vector<Tried> canaries;
  std::string blocker;  // what stands in the way of level 3, or of any sandbox at all; or empty
  std::string remedy;   // against the blocker

  size_t NumHeld() const;
  // Programs can be run, and every wall held.
  bool works() const { return level.level > 0 && NumHeld() == canaries.size(); }
  std::string Summary() const;  // "L3, 2 programs at once, 12 canaries held, ..."
  std::string Text() const;
  Json ToJson() const;
};

// --unsafe-no-sandbox, and what is said on stderr of a sandbox that runs without walls because of
// it.
void AddUnsafeFlag(Flags& flags, bool* unsafe);
void WarnOfNoSandbox(const SandboxLevel& level);

// Starts a sandbox of its own and runs every canary in it.
SandboxReport ExamineSandbox();

}  // namespace rbench
