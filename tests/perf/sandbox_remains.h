#pragma once

#include <algorithm>
#include <cstddef>
#include <string>

#include <sys/types.h>
#include <unistd.h>

#include "base/files.h"
#include "tests/sandbox/process_view.h"

namespace rbench {

// What a broker and its slots hold on the machine, counted while they wait for work.
struct Remains {
  Footprint broker;
  size_t processes = 0;
  size_t mounts = 0;
  size_t groups = 0;
  HostState host;
};

inline size_t Lines(const std::string& path) {
  const std::string text = ReadProc(path);
  return static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
}

inline size_t GroupsOf(const std::string& folder) {
  size_t count = 0;
  for (const std::string& name : NamesIn(folder)) count += DirectoryExists(folder + "/" + name);
  return count;
}

inline Remains RemainsOf(pid_t broker) {
  // A busy machine lets the broker close late what a run had.
  for (int i = 0; i < 400 && !IsAsleep(broker); ++i) ::usleep(5000);
  ::usleep(20'000);
  Remains remains;
  remains.broker = FootprintOf(broker);
  for (const pid_t slot : Children(broker)) {
    const Footprint kept = FootprintOf(slot);
    remains.processes += 1 + kept.children + kept.grandchildren;
  }
  remains.mounts =
      Lines("/proc/self/mountinfo") + Lines("/proc/" + std::to_string(broker) + "/mountinfo");
  for (const char* folder : {"/sys/fs/cgroup", "/sys/fs/cgroup/memory", "/sys/fs/cgroup/pids",
                             "/sys/fs/cgroup/cpuacct"}) {
    remains.groups += GroupsOf(folder);
  }
  return remains;
}

}  // namespace rbench
