#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

// Control groups: the memory, the tasks and the CPU time of a whole run, however many processes it
// makes. Version 1 (controllers memory, pids, cpuacct) and version 2 (memory, pids; cpu.stat).

namespace rbench {

// The group of one slot. Its runs enter it one after the other, never two at once; the slot itself
// stays outside.
class Cgroup {
 public:
  struct Usage {
    int64_t cpu_us = 0;     // since Prepare
    int64_t peak_kib = 0;   // since Prepare
    int64_t oom_kills = 0;  // since Prepare
  };
  virtual ~Cgroup() = default;
  // Before a run: limits, and counters from zero. False where the kernel refused.
  virtual bool Prepare(int64_t memory_bytes, int tasks) = 0;
  // What a process writes "0" to in order to enter. Valid until the next Prepare, or always.
  virtual const std::vector<int>& procs_files() const = 0;
  // The same files for all runs: a process may enter before its run is prepared.
  virtual bool lasts() const = 0;
  virtual int64_t CpuUs() = 0;
  virtual Usage Read() = 0;
};

// Groups below the broker's own. Removed with the last of them, as far as nothing is inside.
class CgroupRoot {
 public:
  virtual ~CgroupRoot() = default;
  virtual int version() const = 0;
  virtual std::unique_ptr<Cgroup> MakeSlot(int index, std::string* reason) = 0;
};

// Null with the reason where this process may not make groups.
std::unique_ptr<CgroupRoot> OpenCgroupRoot(std::string* reason);

}  // namespace rbench
