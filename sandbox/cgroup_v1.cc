#include "sandbox/cgroup_v1.h"

#include <cerrno>
#include <cstdint>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sandbox/cgroup_files.h"

namespace rbench {
namespace {

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
  bool Renew() override { return true; }
  bool Prepare(int64_t memory_bytes, int tasks) override {
    if (memory_bytes != memory_ || tasks != tasks_) {
      const std::string memory = std::to_string(memory_bytes);
      const std::string total = folders_[0] + "/memory.memsw.limit_in_bytes";
      // The limit with swap may never lie below that without: it goes first up and last down.
      const bool swap = ::access(total.c_str(), W_OK) == 0;
      if (swap && memory_bytes > memory_ && !WriteGroupFile(total, memory)) return false;
      if (!WriteGroupFile(folders_[0] + "/memory.limit_in_bytes", memory)) return false;
      if (swap && memory_bytes <= memory_ && !WriteGroupFile(total, memory)) return false;
      if (!WriteGroupFile(folders_[1] + "/pids.max", std::to_string(tasks))) return false;
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
  bool Occupied() override {
    for (const std::string& folder : folders_) {
      if (!IsOccupied(folder)) return false;
    }
    return true;
  }
  int64_t CpuUs() override { return (NumberIn(cpu_) - cpu_before_) / 1000; }
  int64_t OomKills() override { return NumberOf(oom_, "oom_kill") - oom_before_; }
  Usage Read() override {
    Usage usage{CpuUs(), NumberIn(peak_) / 1024, OomKills()};
    // Whose limit it was is not told; its own is never reached by half.
    usage.outer_oom = usage.oom_kills > 0 && usage.peak_kib < memory_ / 1024 / 2;
    return usage;
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

}  // namespace

std::unique_ptr<CgroupRoot> OpenCgroupV1(std::vector<std::string> own, std::string* reason) {
  for (std::string& folder : own) {
    RemoveStaleGroups(folder, false);
    folder += "/" + NameOfGroups();
    if (::mkdir(folder.c_str(), 0755) != 0 && errno != EEXIST) {
      *reason = Failed("control group " + folder);
      return nullptr;
    }
  }
  return std::make_unique<V1Root>(std::move(own));
}

}  // namespace rbench
