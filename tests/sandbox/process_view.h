#pragma once

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <dirent.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

// What /proc and the file system show of the broker and of what runs may have left behind.

namespace rbench {

inline std::string ReadProc(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

inline std::set<std::string> NamesIn(const std::string& folder) {
  std::set<std::string> names;
  DIR* const open = ::opendir(folder.c_str());
  if (open == nullptr) return names;
  while (const dirent* entry = ::readdir(open)) {
    const std::string name = entry->d_name;
    if (name != "." && name != "..") names.insert(name);
  }
  ::closedir(open);
  return names;
}

// Descendants of a process, generation by generation.
inline std::vector<pid_t> Children(pid_t parent) {
  std::vector<pid_t> children;
  for (const std::string& thread : NamesIn("/proc/" + std::to_string(parent) + "/task")) {
    std::istringstream list(
        ReadProc("/proc/" + std::to_string(parent) + "/task/" + thread + "/children"));
    for (pid_t child = 0; list >> child;) children.push_back(child);
  }
  return children;
}

inline int64_t StatusNumber(pid_t pid, const std::string& key) {
  std::istringstream lines(ReadProc("/proc/" + std::to_string(pid) + "/status"));
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind(key + ":", 0) == 0) return std::atoll(line.c_str() + key.size() + 1);
  }
  return 0;
}

// Of a process that a sandbox keeps: what must be the same after a run as before it.
struct Footprint {
  size_t descriptors = 0;
  int64_t threads = 0;
  int64_t resident_kib = 0;
  size_t children = 0;
  size_t grandchildren = 0;
  bool asleep = false;  // waits for work: on a busy machine it may not have come to its end yet
};

inline bool IsAsleep(pid_t pid) {
  const std::string stat = ReadProc("/proc/" + std::to_string(pid) + "/stat");
  const size_t name_end = stat.rfind(')');
  return name_end != std::string::npos && stat.compare(name_end, 3, ") S") == 0;
}

inline Footprint FootprintOf(pid_t pid) {
  const std::vector<pid_t> children = Children(pid);
  size_t grandchildren = 0;
  for (const pid_t child : children) grandchildren += Children(child).size();
  return {NamesIn("/proc/" + std::to_string(pid) + "/fd").size(),
          StatusNumber(pid, "Threads"),
          StatusNumber(pid, "VmRSS"),
          children.size(),
          grandchildren,
          IsAsleep(pid)};
}

// Files in these folders that belong to the users that runs have outside (container.h), and the
// host's System V objects.
struct HostState {
  HostState() {
    for (const char* folder : {"/tmp", "/var/tmp", "/dev/shm", "/run"}) {
      for (const std::string& name : NamesIn(folder)) {
        struct stat what {};
        const std::string path = std::string(folder) + "/" + name;
        if (::lstat(path.c_str(), &what) == 0 && what.st_uid >= 1'500'000 &&
            what.st_uid < 1'501'000) {
          files.insert(path);
        }
      }
    }
  }
  std::string shared_memory = ReadProc("/proc/sysvipc/shm");
  std::string semaphores = ReadProc("/proc/sysvipc/sem");
  std::string queues = ReadProc("/proc/sysvipc/msg");
  std::set<std::string> files;
};

}  // namespace rbench
