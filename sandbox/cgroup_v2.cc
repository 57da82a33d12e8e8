#include "sandbox/cgroup_v2.h"

#include <cerrno>
#include <cstdint>
#include <sstream>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sandbox/cgroup_files.h"

namespace rbench {
namespace {

constexpr char kLeaf[] = "/rbench.leaf";
constexpr int kMoveTries = 10;    // of processes that start others meanwhile
constexpr int kLeaveTries = 500;  // of the last processes of a leaf
constexpr useconds_t kLeaveUs = 2000;
constexpr char kControllers[] = "+memory +pids";
constexpr char kNoControllers[] = "-memory -pids";

// A group of version 2 is new for every run: its peak cannot be set back on older kernels. It is
// made before its run is there, since a process takes milliseconds to enter.
class V2Group : public Cgroup {
 public:
  explicit V2Group(std::string folder) : folder_(std::move(folder)) {}
  ~V2Group() override { Remove(); }
  bool Renew() override {
    if (!used_ && !current_.empty()) return true;
    Remove();
    current_ = folder_ + "-" + std::to_string(++runs_);
    if (::mkdir(current_.c_str(), 0755) != 0) {
      current_.clear();
      return false;
    }
    used_ = false;
    WriteGroupFile(current_ + "/memory.swap.max", "0");  // absent without swap
    WriteGroupFile(current_ + "/memory.oom.group", "1");
    procs_.push_back(::open((current_ + "/cgroup.procs").c_str(), O_WRONLY | O_CLOEXEC));
    cpu_ = ::open((current_ + "/cpu.stat").c_str(), O_RDONLY | O_CLOEXEC);
    peak_ = ::open((current_ + "/memory.peak").c_str(), O_RDONLY | O_CLOEXEC);  // Linux 5.19
    events_ = ::open((current_ + "/memory.events").c_str(), O_RDONLY | O_CLOEXEC);
    return procs_[0] >= 0 && cpu_ >= 0 && events_ >= 0 && SetLimits();
  }
  bool Prepare(int64_t memory_bytes, int tasks) override {
    if (current_.empty()) return false;
    used_ = true;
    if (memory_bytes != memory_ || tasks != tasks_) {
      memory_ = memory_bytes;
      tasks_ = tasks;
      if (!SetLimits()) return false;
    }
    cpu_before_ = NumberOf(cpu_, "usage_usec");
    oom_before_ = NumberOf(events_, "oom_kill");
    return true;
  }
  const std::vector<int>& procs_files() const override { return procs_; }
  bool lasts() const override { return false; }
  bool Occupied() override { return IsOccupied(current_); }
  int64_t CpuUs() override { return NumberOf(cpu_, "usage_usec") - cpu_before_; }
  int64_t OomKills() override { return NumberOf(events_, "oom_kill") - oom_before_; }
  Usage Read() override {
    Usage usage{CpuUs(), peak_ >= 0 ? NumberIn(peak_) / 1024 : 0, OomKills()};
    usage.outer_oom = usage.oom_kills > 0 && NumberOf(events_, "oom") == 0;
    return usage;
  }

 private:
  // Those of the last run, which the next one mostly has too.
  bool SetLimits() {
    if (memory_ == 0) return true;
    return WriteGroupFile(current_ + "/memory.max", std::to_string(memory_)) &&
           WriteGroupFile(current_ + "/pids.max", std::to_string(tasks_));
  }
  void Remove() {
    for (int* file : {&cpu_, &peak_, &events_}) {
      if (*file >= 0) ::close(*file);
      *file = -1;
    }
    for (const int file : procs_) {
      if (file >= 0) ::close(file);
    }
    procs_.clear();
    if (!current_.empty()) RemoveGroup(current_);
    current_.clear();
  }

  const std::string folder_;
  std::string current_;
  bool used_ = false;
  int64_t runs_ = 0;
  int64_t memory_ = 0;
  int tasks_ = 0;
  int64_t cpu_before_ = 0;
  int64_t oom_before_ = 0;
  std::vector<int> procs_;
  int cpu_ = -1;
  int peak_ = -1;
  int events_ = -1;
};

bool Has(const std::string& controllers, const std::string& wanted) {
  std::istringstream words(controllers);
  for (std::string word; words >> word;) {
    if (word == wanted) return true;
  }
  return false;
}

bool HasBoth(const std::string& file) {
  const std::string controllers = ReadGroupFile(file);
  return Has(controllers, "memory") && Has(controllers, "pids");
}

// True where nothing is left in `from`. A process that ends meanwhile needs no move; one of another
// process namespace cannot be named.
bool MoveAll(const std::string& from, const std::string& to) {
  for (int i = 0; i < kMoveTries; ++i) {
    std::istringstream processes(ReadGroupFile(from + "/cgroup.procs"));
    bool any = false;
    for (std::string one; processes >> one; any = true) {
      WriteGroupFile(to + "/cgroup.procs", one);
    }
    if (!any) return true;
  }
  return false;
}

// Lets `base` pass the controllers on, and makes way for it.
bool PassOn(const std::string& base, std::string* reason) {
  const std::string control = base + "/cgroup.subtree_control";
  if (HasBoth(control) || WriteGroupFile(control, kControllers)) return true;
  if (errno != EBUSY) {
    *reason = Failed("control group " + base + " does not pass controllers on");
    return false;
  }
  const std::string leaf = base + kLeaf;
  if (::mkdir(leaf.c_str(), 0755) != 0 && errno != EEXIST) {
    *reason = Failed("control group " + leaf);
    return false;
  }
  for (int i = 0; i < kMoveTries; ++i) {
    if (!MoveAll(base, leaf)) break;
    if (WriteGroupFile(control, kControllers)) return true;
    if (errno != EBUSY) break;
  }
  *reason =
      Failed("control group " + base + " holds processes that cannot be moved out of the way");
  MoveAll(leaf, base);
  ::rmdir(leaf.c_str());
  return false;
}

// Undoes PassOn where a leaf shows that it made way, and nobody needs that any more.
void TakeBack(const std::string& base) {
  const std::string leaf = base + kLeaf;
  if (::access(leaf.c_str(), F_OK) != 0 || HasGroups(base)) return;
  if (!WriteGroupFile(base + "/cgroup.subtree_control", kNoControllers)) return;
  // A process that is about to end cannot be named any more, and is still there for a moment.
  for (int i = 0; i < kLeaveTries; ++i) {
    MoveAll(leaf, base);
    if (::rmdir(leaf.c_str()) == 0 || errno != EBUSY) return;
    ::usleep(kLeaveUs);
  }
}

class V2Root : public CgroupRoot {
 public:
  // `lock` is that of the folder, which it takes.
  V2Root(std::string base, std::string folder, int lock)
      : base_(std::move(base)), folder_(std::move(folder)), lock_(lock) {}
  ~V2Root() override {
    const int base_lock = LockFolder(base_, true);
    RemoveGroup(folder_);
    ::close(lock_);
    TakeBack(base_);
    if (base_lock >= 0) ::close(base_lock);
  }
  int version() const override { return 2; }
  std::unique_ptr<Cgroup> MakeSlot(int index, std::string* reason) override {
    auto group = std::make_unique<V2Group>(folder_ + "/slot" + std::to_string(index));
    if (group->Renew()) return group;
    *reason = Failed("control group below " + folder_);
    return nullptr;
  }

 private:
  const std::string base_;
  const std::string folder_;
  const int lock_;
};

std::string Parent(const std::string& folder) { return folder.substr(0, folder.rfind('/')); }

bool IsLeaf(const std::string& group) {
  const std::string name = kLeaf;
  return group.size() > name.size() &&
         group.compare(group.size() - name.size(), name.size(), name) == 0;
}

// Root may have to pass controllers down to its own group first. What refuses is found out later.
void PassDownTo(const std::string& base) {
  std::vector<std::string> above;
  for (std::string group = Parent(base);
       ::access((group + "/cgroup.subtree_control").c_str(), W_OK) == 0; group = Parent(group)) {
    above.push_back(group);
  }
  for (auto group = above.rbegin(); group != above.rend(); ++group) {
    const std::string control = *group + "/cgroup.subtree_control";
    if (!HasBoth(control)) WriteGroupFile(control, kControllers);
  }
}

}  // namespace

std::unique_ptr<CgroupRoot> OpenCgroupV2(std::string* reason) {
  std::string base;
  int base_lock = -1;
  // Another broker may move this process while the lock is waited for.
  for (std::string own = OwnCgroupV2(); base_lock < 0;) {
    base = IsLeaf(own) ? Parent(own) : own;
    base_lock = LockFolder(base, true);
    if (base_lock < 0) break;
    const std::string now = OwnCgroupV2();
    if (now == own) break;
    ::close(base_lock);
    base_lock = -1;
    own = now;
  }
  if (base_lock < 0) {
    *reason = Failed("control group " + base);
    return nullptr;
  }
  const auto give_up = [&] {
    ::close(base_lock);
    return nullptr;
  };
  RemoveStaleGroups(base, true);
  if (!HasBoth(base + "/cgroup.controllers")) PassDownTo(base);
  const std::string folder = base + "/" + NameOfGroups();
  if (::mkdir(folder.c_str(), 0755) != 0 && errno != EEXIST) {
    *reason = Failed("control group " + folder);
    return give_up();
  }
  const int lock = LockFolder(folder, false);
  bool works = lock >= 0;
  if (!works) {
    *reason = Failed("control group " + folder);
  } else if (!HasBoth(base + "/cgroup.controllers")) {
    *reason = "control group " + base + " has not the controllers memory and pids";
    works = false;
  } else {
    works = PassOn(base, reason);
  }
  if (works && !WriteGroupFile(folder + "/cgroup.subtree_control", kControllers)) {
    *reason = Failed("control group " + folder + " does not pass controllers on");
    works = false;
  }
  if (!works) {
    if (lock >= 0) ::close(lock);
    ::rmdir(folder.c_str());
    TakeBack(base);
    return give_up();
  }
  auto root = std::make_unique<V2Root>(base, folder, lock);
  ::close(base_lock);
  return root;
}

}  // namespace rbench
