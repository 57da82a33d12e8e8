#include "sandbox/cgroup.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <sstream>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace rbench {
namespace {

std::string ReadText(const char* path) {
  std::string text;
  const int file = ::open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return text;
  char buffer[4096];
  ssize_t got = 0;
  while ((got = ::read(file, buffer, sizeof(buffer))) > 0) {
    text.append(buffer, static_cast<size_t>(got));
  }
  ::close(file);
  return text;
}

bool WriteText(const std::string& path, const std::string& text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0) return false;
  const bool written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  ::close(file);
  return written;
}

// The number at the start of a file that stays open, -1 where there is none.
int64_t NumberIn(int file) {
  char text[64];
  const ssize_t got = ::pread(file, text, sizeof(text) - 1, 0);
  if (got <= 0) return -1;
  text[got] = '\0';
  return std::strtoll(text, nullptr, 10);
}

// The number after `key ` in the lines of a file that stays open, 0 where there is none.
int64_t NumberOf(int file, const char* key) {
  char text[2048];
  const ssize_t got = ::pread(file, text, sizeof(text) - 1, 0);
  if (got <= 0) return 0;
  text[got] = '\0';
  const size_t length = std::strlen(key);
  for (const char* line = text; line != nullptr; line = std::strchr(line, '\n')) {
    if (*line == '\n') ++line;
    if (std::strncmp(line, key, length) == 0 && line[length] == ' ') {
      return std::strtoll(line + length, nullptr, 10);
    }
  }
  return 0;
}

// Where the caller's own groups lie in the file system: controller -> folder; "" is version 2.
std::map<std::string, std::string> OwnGroups() {
  std::map<std::string, std::string> paths;  // controller -> path below the hierarchy's root
  std::istringstream groups(ReadText("/proc/self/cgroup"));
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
  std::istringstream mounts(ReadText("/proc/self/mountinfo"));
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
      folders[controller] = below == "/" ? place : place + below;
    };
    if (type == "cgroup2") add("");
    if (type == "cgroup") {
      std::istringstream names(options);
      for (std::string name; std::getline(names, name, ',');) add(name);
    }
  }
  return folders;
}

std::string Failed(const std::string& what) { return what + ": " + std::strerror(errno); }

class V1Group : public Cgroup {
 public:
  V1Group(std::vector<std::string> folders) : folders_(std::move(folders)) {}
  ~V1Group() override {
    for (const int file : files_) ::close(file);
    for (const std::string& folder : folders_) ::rmdir(folder.c_str());
  }
  // Folders: memory, pids, cpuacct.
  bool Open(std::string* reason) {
    for (const std::string& folder : folders_) {
      if (::mkdir(folder.c_str(), 0755) != 0 && errno != EEXIST) {
        *reason = Failed(folder);
        return false;
      }
      procs_.push_back(Keep(folder + "/cgroup.procs", O_WRONLY));
    }
    peak_ = Keep(folders_[0] + "/memory.max_usage_in_bytes", O_RDWR);
    oom_ = Keep(folders_[0] + "/memory.oom_control", O_RDONLY);
    cpu_ = Keep(folders_[2] + "/cpuacct.usage", O_RDONLY);
    for (const int file : files_) {
      if (file < 0) {
        *reason = Failed(folders_[0]);
        return false;
      }
    }
    return true;
  }
  bool Prepare(int64_t memory_bytes, int tasks) override {
    if (memory_bytes != memory_ || tasks != tasks_) {
      const std::string memory = std::to_string(memory_bytes);
      const std::string total = folders_[0] + "/memory.memsw.limit_in_bytes";
      // The limit with swap may never lie below that without: it goes first up and last down.
      const bool swap = ::access(total.c_str(), W_OK) == 0;
      if (swap && memory_bytes > memory_ && !WriteText(total, memory)) return false;
      if (!WriteText(folders_[0] + "/memory.limit_in_bytes", memory)) return false;
      if (swap && memory_bytes <= memory_ && !WriteText(total, memory)) return false;
      if (!WriteText(folders_[1] + "/pids.max", std::to_string(tasks))) return false;
      memory_ = memory_bytes;
      tasks_ = tasks;
    }
    if (::pwrite(peak_, "0", 1, 0) != 1) return false;
    cpu_before_ = NumberIn(cpu_);
    oom_before_ = NumberOf(oom_, "oom_kill");
    return cpu_before_ >= 0;
  }
  const std::vector<int>& procs_files() const override { return procs_; }
  bool lasts() const override { return true; }
  int64_t CpuUs() override { return (NumberIn(cpu_) - cpu_before_) / 1000; }
  Usage Read() override {
    return {CpuUs(), NumberIn(peak_) / 1024, NumberOf(oom_, "oom_kill") - oom_before_};
  }

 private:
  int Keep(const std::string& path, int mode) {
    files_.push_back(::open(path.c_str(), mode | O_CLOEXEC));
    return files_.back();
  }

  const std::vector<std::string> folders_;
  std::vector<int> files_;
  std::vector<int> procs_;
  int peak_ = -1;
  int oom_ = -1;
  int cpu_ = -1;
  int64_t memory_ = INT64_MAX;  // new groups have no limit
  int tasks_ = 0;
  int64_t cpu_before_ = 0;
  int64_t oom_before_ = 0;
};

class V1Root : public CgroupRoot {
 public:
  explicit V1Root(std::vector<std::string> folders) : folders_(std::move(folders)) {}
  ~V1Root() override {
    for (const std::string& folder : folders_) ::rmdir(folder.c_str());
  }
  int version() const override { return 1; }
  std::unique_ptr<Cgroup> MakeSlot(int index, std::string* reason) override {
    std::vector<std::string> folders;
    for (const std::string& folder : folders_) {
      folders.push_back(folder + "/slot" + std::to_string(index));
    }
    auto group = std::make_unique<V1Group>(std::move(folders));
    if (!group->Open(reason)) return nullptr;
    return group;
  }

 private:
  const std::vector<std::string> folders_;  // memory, pids, cpuacct
};

// A group of version 2 is new for every run: its peak cannot be set back on older kernels.
class V2Group : public Cgroup {
 public:
  explicit V2Group(std::string folder) : folder_(std::move(folder)) {}
  ~V2Group() override { Remove(); }
  bool Prepare(int64_t memory_bytes, int tasks) override {
    Remove();
    current_ = folder_ + "-" + std::to_string(++runs_);
    if (::mkdir(current_.c_str(), 0755) != 0) return false;
    const bool set = WriteText(current_ + "/memory.max", std::to_string(memory_bytes)) &&
                     WriteText(current_ + "/pids.max", std::to_string(tasks));
    WriteText(current_ + "/memory.swap.max", "0");  // absent without swap
    WriteText(current_ + "/memory.oom.group", "1");
    procs_.push_back(::open((current_ + "/cgroup.procs").c_str(), O_WRONLY | O_CLOEXEC));
    cpu_ = ::open((current_ + "/cpu.stat").c_str(), O_RDONLY | O_CLOEXEC);
    peak_ = ::open((current_ + "/memory.peak").c_str(), O_RDONLY | O_CLOEXEC);  // Linux 5.19
    events_ = ::open((current_ + "/memory.events").c_str(), O_RDONLY | O_CLOEXEC);
    return set && procs_[0] >= 0 && cpu_ >= 0 && events_ >= 0;
  }
  const std::vector<int>& procs_files() const override { return procs_; }
  bool lasts() const override { return false; }
  int64_t CpuUs() override { return NumberOf(cpu_, "usage_usec"); }
  Usage Read() override {
    return {CpuUs(), peak_ >= 0 ? NumberIn(peak_) / 1024 : 0, NumberOf(events_, "oom_kill")};
  }

 private:
  void Remove() {
    for (int* file : {&cpu_, &peak_, &events_}) {
      if (*file >= 0) ::close(*file);
      *file = -1;
    }
    for (const int file : procs_) {
      if (file >= 0) ::close(file);
    }
    procs_.clear();
    if (!current_.empty()) ::rmdir(current_.c_str());
    current_.clear();
  }

  const std::string folder_;
  std::string current_;
  int64_t runs_ = 0;
  std::vector<int> procs_;
  int cpu_ = -1;
  int peak_ = -1;
  int events_ = -1;
};

class V2Root : public CgroupRoot {
 public:
  explicit V2Root(std::string folder) : folder_(std::move(folder)) {}
  ~V2Root() override { ::rmdir(folder_.c_str()); }
  int version() const override { return 2; }
  std::unique_ptr<Cgroup> MakeSlot(int index, std::string*) override {
    return std::make_unique<V2Group>(folder_ + "/slot" + std::to_string(index));
  }

 private:
  const std::string folder_;
};

// Groups of brokers that were killed: they are empty and nobody else's.
void RemoveStale(const std::string& parent) {
  DIR* const folder = ::opendir(parent.c_str());
  if (folder == nullptr) return;
  while (const dirent* entry = ::readdir(folder)) {
    const std::string name = entry->d_name;
    if (name.compare(0, 7, "rbench.") != 0) continue;
    const std::string owner = "/proc/" + name.substr(7);
    if (::access(owner.c_str(), F_OK) == 0) continue;
    const std::string group = parent + "/" + name;
    if (DIR* const inner = ::opendir(group.c_str())) {
      while (const dirent* slot = ::readdir(inner)) {
        if (std::strncmp(slot->d_name, "slot", 4) == 0) {
          ::rmdir((group + "/" + slot->d_name).c_str());
        }
      }
      ::closedir(inner);
    }
    ::rmdir(group.c_str());
  }
  ::closedir(folder);
}

}  // namespace

std::unique_ptr<CgroupRoot> OpenCgroupRoot(std::string* reason) {
  const std::map<std::string, std::string> own = OwnGroups();
  const std::string name = "/rbench." + std::to_string(::getpid());
  std::vector<std::string> folders;
  for (const char* controller : {"memory", "pids", "cpuacct"}) {
    const auto found = own.find(controller);
    if (found == own.end()) break;
    RemoveStale(found->second);
    folders.push_back(found->second + name);
  }
  if (folders.size() == 3) {
    for (const std::string& folder : folders) {
      if (::mkdir(folder.c_str(), 0755) != 0 && errno != EEXIST) {
        *reason = Failed("control group " + folder);
        return nullptr;
      }
    }
    return std::make_unique<V1Root>(std::move(folders));
  }
  const auto two = own.find("");
  if (two == own.end()) {
    *reason = "no control groups are mounted";
    return nullptr;
  }
  RemoveStale(two->second);
  const std::string folder = two->second + name;
  if (::mkdir(folder.c_str(), 0755) != 0) {
    *reason = Failed("control group " + folder);
    return nullptr;
  }
  // Controllers reach the children of a group that holds no process itself (cgroups(7)): where the
  // own group holds only this process's family, it would have to move; that is left to whoever
  // starts us (systemd: Delegate=yes with a sub-group).
  WriteText(two->second + "/cgroup.subtree_control", "+memory +pids");
  if (!WriteText(folder + "/cgroup.subtree_control", "+memory +pids")) {
    *reason = Failed("control group " + folder + " has no memory and pids controllers");
    ::rmdir(folder.c_str());
    return nullptr;
  }
  return std::make_unique<V2Root>(folder);
}

}  // namespace rbench
