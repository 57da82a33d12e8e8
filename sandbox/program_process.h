#pragma once

#include <cstdint>
#include <vector>

#include <linux/filter.h>

#include "sandbox/container.h"
#include "sandbox/slot.h"
#include "sandbox/wire.h"

// The process of a run that becomes the program. It exists before the run does, so that a run need
// not wait for a fork.

namespace rbench {

struct ProgramPlace {
  int socket = -1;      // where the run comes from
  int taken = -1;       // takes one byte once it has come
  int report = -1;      // a pipe to init: takes a wire::SlotDone where the program cannot start
  int mount_error = 0;  // why there is no scratch folder
  const std::vector<sock_filter>& filter;
  std::vector<int> groups = {};  // cgroup.procs files to enter before the run has come
  Walls walls = Walls::kNamespaces;
};

// Through `report`, before the process stops itself: init mounts another scratch folder and lets it
// go on.
struct ScratchWish {
  int64_t bytes = 0;
  int32_t files = 0;
};

// Gives up what a program must not have, the filter of system calls last; waits for a run, enters
// its control groups, takes on its descriptors and limits, and runs `program`. (Without namespaces
// it gives up last.) Every descriptor in use must have a number above 5.
[[noreturn]] void WaitAndBecome(Program& program, const ProgramPlace& place);

// Says through `report` that `stage` failed, with errno.
[[noreturn]] void FailSetup(int report, wire::Stage stage);

// Mounts (or with MS_REMOUNT changes) the only folder that a run may write.
bool MountScratch(int64_t bytes, int files, unsigned long flags);

}  // namespace rbench
