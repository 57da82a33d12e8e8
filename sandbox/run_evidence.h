#pragma once

#include <cstdint>

#include "sandbox/run.h"
#include "sandbox/wire.h"

// What the broker knows at the end of a run, and what it makes of it: one written order, so that
// two runs cannot disagree.

namespace rbench {

struct RunEvidence {
  RunLimits limits;
  bool slot_died = false;    // with the run, and without a word
  wire::SlotDone done;       // what the slot said; meaningless where it died
  bool over_output = false;  // limits that the broker saw and acted on
  bool over_cpu = false;
  bool over_wall = false;
  bool tests = false;     // a run of tests: each was held to the CPU limit by itself
  bool nonsense = false;  // it wrote to the channel what no runner writes
  bool grouped = false;   // a control group counted: the next four are its figures
  int64_t oom_kills = 0;
  bool outer_oom = false;  // they were for the memory of others
  int64_t group_cpu_us = 0;
  int64_t group_peak_kib = 0;
  int64_t own_kib = 0;  // memory of the run that is not the program's: init, an interpreter
};

struct RunConclusion {
  RunStatus status = RunStatus::kIe;
  int exit_code = 0;
  int signal = 0;
  int64_t cpu_us = 0;
  int64_t peak_kib = 0;
  // The slot or the run's init went down with it, or something beside it ran out of memory: a run
  // at which that happens twice did it.
  bool slot_died = false;
  char reason[160] = {};  // empty for kOk
};

// The first that matches: a fault of ours; a source that does not parse; the output limit; memory
// (killed for it, a peak above the limit, or a failure with a peak of at least nine tenths of it);
// CPU time; wall time; a forged record, a signal or another exit code than 0; otherwise kOk.
RunConclusion Conclude(const RunEvidence& evidence);

}  // namespace rbench
