#include "sandbox/cgroup.h"

#include <map>
#include <sstream>
#include <utility>

#include <unistd.h>

#include "sandbox/cgroup_files.h"
#include "sandbox/cgroup_v1.h"
#include "sandbox/cgroup_v2.h"

namespace rbench {
namespace {

bool HoldsCaller(const std::string& group) {
  std::istringstream processes(ReadGroupFile(group + "/cgroup.procs"));
  for (pid_t one = 0; processes >> one;) {
    if (one == ::getpid()) return true;
  }
  return false;
}

// Where the caller's own groups lie in the file system: controller -> folder; "" is version 2.
std::map<std::string, std::string> OwnGroups() {
  std::map<std::string, std::string> paths;  // controller -> path below the hierarchy's root
  std::istringstream groups(ReadGroupFile("/proc/self/cgroup"));
  for (std::string line; std::getline(groups, line);) {
    const size_t first = line.find(':');
    const size_t second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    std::istringstream names(line.substr(first + 1, second - first - 1));
    const std::string path = line.substr(second + 1);
    if (second == first + 1) paths[""] = path;
    for (std::string name; std::getline(names, name, ',');) paths[name] = path;
  }
  std::map<std::string, std::string> folders;
  std::istringstream mounts(ReadGroupFile("/proc/self/mountinfo"));
  for (std::string line; std::getline(mounts, line);) {
    // id parent device root mountpoint options ... - type source superoptions
    std::istringstream words(line);
    std::string skipped;
    std::string root;
    std::string place;
    words >> skipped >> skipped >> skipped >> root >> place;
    const size_t dash = line.find(" - ");
    if (dash == std::string::npos) continue;
    std::istringstream tail(line.substr(dash + 3));
    std::string type;
    std::string options;
    tail >> type >> skipped >> options;
    const auto add = [&](const std::string& controller) {
      const auto path = paths.find(controller);
      if (path == paths.end()) return;
      std::string below = path->second;
      if (root != "/" && below.compare(0, root.size(), root) == 0) below.erase(0, root.size());
      const std::string folder = below == "/" ? place : place + below;
      // A mount from outside of a cgroup namespace shows other groups at this path.
      if (controller.empty() && !HoldsCaller(folder)) return;
      folders[controller] = folder;
    };
    if (type == "cgroup2") add("");
    if (type == "cgroup") {
      std::istringstream names(options);
      for (std::string name; std::getline(names, name, ',');) add(name);
    }
  }
  return folders;
}

}  // namespace

std::string OwnCgroupV2() {
  const std::map<std::string, std::string> own = OwnGroups();
  const auto two = own.find("");
  return two != own.end() ? two->second : "";
}

std::unique_ptr<CgroupRoot> OpenCgroupRoot(std::string* reason) {
  const std::map<std::string, std::string> own = OwnGroups();
  std::vector<std::string> folders;
  for (const char* controller : {"memory", "pids", "cpuacct"}) {
    if (const auto found = own.find(controller); found != own.end()) {
      folders.push_back(found->second);
    }
  }
  if (folders.size() == 3) return OpenCgroupV1(std::move(folders), reason);
  if (own.find("") != own.end()) return OpenCgroupV2(reason);
  *reason = "no control groups are mounted that this process is in";
  return nullptr;
}

}  // namespace rbench
