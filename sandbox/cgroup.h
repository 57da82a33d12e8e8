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
    // The kernel killed for memory, and not since this group was at its limit: an outer group was,
    // or the machine.
    bool outer_oom = false;
  };
  virtual ~Cgroup() = default;
  // Once the last run is over, before the process of the next one enters. False where the kernel
  // refused, with errno.
  virtual bool Renew() = 0;
  // Before a run, whose process may have entered: limits, and counters from zero. False where the
  // kernel refused.
  virtual bool Prepare(int64_t memory_bytes, int tasks) = 0;
  // What a process writes "0" to in order to enter. Valid until the next Renew, or always.
  virtual const std::vector<int>& procs_files() const = 0;
  // The same files for all runs: Renew does nothing.
  virtual bool lasts() const = 0;
  // Whether a process is inside.
  virtual bool Occupied() = 0;
  // Since Prepare.
  virtual int64_t CpuUs() = 0;
  virtual int64_t OomKills() = 0;
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

// The folder of the caller's own group of version 2; empty where none is mounted.
std::string OwnCgroupV2();

}  // namespace rbench
