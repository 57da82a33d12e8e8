#pragma once

#include <string>

namespace rbench {

// How fast programs run here. Time limits are meant for a machine of time factor 1; another's are
// multiplied by its factor, so that the same program ends the same way on both.
struct MachineSpeed {
  std::string cpu;         // name of the processor
  double kernel_s = 0;     // CPU time of the calibration kernel
  double time_factor = 1;  // above 1: slower than what limits are meant for
};

// The step next to `ratio` among the powers of sqrt(2) from 1/2 to 4. Steps are coarse on purpose:
// two measurements of one machine, and two machines of one kind, give the same factor.
double SnappedTimeFactor(double ratio);

// Runs the kernel: about 0.3 s of CPU time.
MachineSpeed MeasureMachineSpeed();

// Measured once per machine: what the file machine_speed.json of this folder says of this processor
// and this kernel, else measured and kept there. An empty or unwritable folder only costs the time.
MachineSpeed KnownMachineSpeed(const std::string& cache);

}  // namespace rbench
