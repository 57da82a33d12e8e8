#include "tests/support/process_usage.h"

#include <dirent.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

namespace rbench {
namespace {

int64_t ReadClock(clockid_t clock) {
  timespec time{};
  if (::clock_gettime(clock, &time) != 0) return 0;
  return int64_t{time.tv_sec} * 1000000000 + time.tv_nsec;
}

int64_t Nanoseconds(const timeval& time) {
  return int64_t{time.tv_sec} * 1000000000 + int64_t{time.tv_usec} * 1000;
}

rusage EndedChildren() {
  rusage usage{};
  ::getrusage(RUSAGE_CHILDREN, &usage);
  return usage;
}

// The parent of a process by /proc/PID/stat: the second number after the name, which stands in
// brackets and may hold any character. 0 where the process is gone.
pid_t ParentOf(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string text;
  std::getline(file, text);
  const size_t name_end = text.rfind(')');
  if (name_end == std::string::npos) return 0;
  char state = 0;
  int parent = 0;
  if (std::sscanf(text.c_str() + name_end + 1, " %c %d", &state, &parent) != 2) return 0;
  return state == 'Z' ? 0 : parent;
}

}  // namespace

int64_t ThreadCpuNs() { return ReadClock(CLOCK_THREAD_CPUTIME_ID); }

std::vector<pid_t> LiveChildren() {
  std::vector<pid_t> children;
  DIR* folder = ::opendir("/proc");
  if (folder == nullptr) return children;
  while (const dirent* entry = ::readdir(folder)) {
    const pid_t pid = std::atoi(entry->d_name);
    if (pid > 0 && ParentOf(pid) == ::getpid()) children.push_back(pid);
  }
  ::closedir(folder);
  return children;
}

int64_t ChildrenCpuNs() {
  const rusage ended = EndedChildren();
  int64_t total = Nanoseconds(ended.ru_utime) + Nanoseconds(ended.ru_stime);
  for (const pid_t pid : LiveChildren()) {
    clockid_t clock{};
    if (::clock_getcpuclockid(pid, &clock) == 0) total += ReadClock(clock);
  }
  return total;
}

Memory MemoryOf(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/status");
  Memory memory;
  for (std::string line; std::getline(file, line);) {
    long kilobytes = 0;
    if (std::sscanf(line.c_str(), "VmRSS: %ld", &kilobytes) == 1) memory.now = kilobytes * 1024;
    if (std::sscanf(line.c_str(), "VmHWM: %ld", &kilobytes) == 1) memory.peak = kilobytes * 1024;
  }
  return memory;
}

bool ResetPeak() {
  std::ofstream file("/proc/self/clear_refs");
  file << "5" << std::flush;
  return file.good();
}

int64_t EndedChildrenPeak() { return int64_t{EndedChildren().ru_maxrss} * 1024; }

}  // namespace rbench
