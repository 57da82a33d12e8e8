#include "sandbox/cpu_clock.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

namespace rbench {
namespace {

constexpr size_t kMostProcesses = 4096;

std::string ReadSmall(const char* path) {
  char buffer[4096];
  const int file = ::open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return "";
  const ssize_t got = ::read(file, buffer, sizeof(buffer));
  ::close(file);
  return got > 0 ? std::string(buffer, static_cast<size_t>(got)) : "";
}

// Of the process alone, by its CPU clock (clock_getcpuclockid(3)).
int64_t OwnCpuUs(pid_t pid) {
  const auto clock = static_cast<clockid_t>((~static_cast<unsigned>(pid) << 3) | 2);
  timespec time{};
  if (::clock_gettime(clock, &time) != 0) return 0;
  return time.tv_sec * int64_t{1'000'000} + time.tv_nsec / 1000;
}

// Of the children that it waited for (proc(5): stat, fields 16 and 17, in ticks).
int64_t WaitedCpuUs(pid_t pid) {
  char path[64];
  std::snprintf(path, sizeof(path), "/proc/%d/stat", pid);
  const std::string text = ReadSmall(path);
  const size_t name_end = text.rfind(')');
  if (name_end == std::string::npos) return 0;
  const char* at = text.c_str() + name_end + 1;
  for (int field = 2; field < 15 && at != nullptr; ++field) at = std::strchr(at + 1, ' ');
  if (at == nullptr) return 0;
  char* next = nullptr;
  const long long user = std::strtoll(at, &next, 10);
  const long long system = std::strtoll(next, nullptr, 10);
  static const long ticks = ::sysconf(_SC_CLK_TCK);
  return (user + system) * 1'000'000 / ticks;
}

void AddChildren(pid_t pid, std::vector<pid_t>& to) {
  char path[64];
  std::snprintf(path, sizeof(path), "/proc/%d/task", pid);
  DIR* const threads = ::opendir(path);
  if (threads == nullptr) return;
  while (const dirent* thread = ::readdir(threads)) {
    if (thread->d_name[0] == '.') continue;
    char file[128];
    std::snprintf(file, sizeof(file), "%s/%.20s/children", path, thread->d_name);
    const std::string text = ReadSmall(file);
    for (const char* at = text.c_str(); *at != '\0' && to.size() < kMostProcesses;) {
      char* next = nullptr;
      const long child = std::strtol(at, &next, 10);
      if (next == at) break;
      to.push_back(static_cast<pid_t>(child));
      at = next + std::strspn(next, " ");
    }
  }
  ::closedir(threads);
}

}  // namespace

std::vector<pid_t> ProcessTree(pid_t root) {
  std::vector<pid_t> processes = {root};
  for (size_t i = 0; i < processes.size(); ++i) AddChildren(processes[i], processes);
  return processes;
}

int64_t TreeCpuUs(pid_t root) {
  int64_t total = 0;
  for (const pid_t process : ProcessTree(root)) total += OwnCpuUs(process) + WaitedCpuUs(process);
  return total;
}

int64_t NowUs() {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * int64_t{1'000'000} + time.tv_nsec / 1000;
}

}  // namespace rbench
