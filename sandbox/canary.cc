#include "sandbox/canary.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <vector>

#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace rbench {
namespace {

RunLimits Limits() {
  RunLimits limits;
  limits.cpu_s = 1;
  limits.wall_s = 3;
  limits.memory_bytes = 32 << 20;
  limits.output_bytes = 64 << 10;
  limits.tasks = 8;
  return limits;
}

RunLimits WithWall(double seconds) {
  RunLimits limits = Limits();
  limits.wall_s = seconds;
  return limits;
}

RunLimits WithCpu(double seconds) {
  RunLimits limits = Limits();
  limits.cpu_s = seconds;
  return limits;
}

constexpr double kAnyCpu = 1e9;
constexpr double kStarts = 3;

const std::vector<Canary>& Table() {
  static const std::vector<Canary> table = {
      {"files",
       "the host's files cannot be read and nothing outside the scratch folder can be written",
       Limits(), RunStatus::kOk, 0, "contained\n", 0, kAnyCpu},
      {"network", "no socket can be made", Limits(), RunStatus::kOk, 0, "contained\n", 0, kAnyCpu},
      {"namespaces", "no new namespace and no mount can be made", Limits(), RunStatus::kOk, 0,
       "contained\n", 0, kAnyCpu},
      {"privileges", "no capability is held and none can be gained", Limits(), RunStatus::kOk, 0,
       "contained\n", 0, kAnyCpu},
      {"kill", "a program that kills itself ends by signal 9", Limits(), RunStatus::kRe, SIGKILL,
       "", 0, kAnyCpu},
      {"abort", "a program that aborts ends by signal 6", Limits(), RunStatus::kRe, SIGABRT, "", 0,
       kAnyCpu},
      // Without namespaces it is the user's limit, which does not hold for root.
      {"tasks", "processes stop at their limit", Limits(), RunStatus::kOk, 0, "contained\n", 0,
       kAnyCpu, 2},
      {"memory", "memory stops at its limit", Limits(), RunStatus::kMle, -1, nullptr, 0, kAnyCpu},
      {"output", "output stops at its limit", Limits(), RunStatus::kOle, -1, nullptr, 0, kAnyCpu},
      {"sleep", "sleeping is told from computing", WithWall(0.02), RunStatus::kIdle, -1, nullptr, 0,
       0.01},
      {"burn", "CPU time is counted", Limits(), RunStatus::kOk, 0, "burnt\n", 0.019, 0.03},
      {"loop", "CPU time stops at its limit", WithCpu(0.02), RunStatus::kTle, -1, nullptr, 0.02,
       0.06},
  };
  return table;
}

double CpuSeconds() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

int Say(const char* escaped) {
  if (escaped == nullptr)
    std::puts("contained");
  else
    std::printf("ESCAPED: %s\n", escaped);
  return 0;
}

const char* TryFiles() {
  for (const char* path : {"/etc/passwd", "/root", "/home", "/proc/1/maps", "/sys/kernel"}) {
    if (::open(path, O_RDONLY) >= 0) return path;
  }
  for (const char* path : {"/canary", "/usr/canary", "/dev/canary"}) {
    if (::open(path, O_CREAT | O_WRONLY, 0600) >= 0) return path;
  }
  return ::open("canary", O_CREAT | O_WRONLY, 0600) >= 0 ? nullptr
                                                         : "the scratch folder is read-only";
}

const char* TryNetwork() {
  for (const int family : {AF_INET, AF_INET6, AF_UNIX, AF_NETLINK, 40 /* AF_VSOCK */}) {
    if (::socket(family, SOCK_STREAM, 0) >= 0 || ::socket(family, SOCK_DGRAM, 0) >= 0) {
      return "a socket";
    }
  }
  return nullptr;
}

const char* TryNamespaces() {
  for (const int flag : {CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWIPC}) {
    if (::unshare(flag) == 0) return "unshare";
    const long child = ::syscall(SYS_clone, flag | SIGCHLD, nullptr, nullptr, nullptr, 0);
    if (child == 0) ::_exit(0);
    if (child > 0) return "clone";
  }
  if (::mount("canary", "/box", "tmpfs", 0, nullptr) == 0) return "mount";
  if (::chroot("/box") == 0) return "chroot";
  return nullptr;
}

const char* TryPrivileges() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct sets[2] = {};
  if (::syscall(SYS_capget, &header, sets) != 0) return "capabilities cannot be read";
  for (const __user_cap_data_struct& set : sets) {
    if ((set.effective | set.permitted | set.inheritable) != 0) return "a capability";
  }
  if (::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1) return "new privileges";
  if (::prctl(PR_GET_SECCOMP, 0, 0, 0, 0) != 2) return "no system call filter";
  return ::setuid(0) == 0 ? "the user root" : nullptr;
}

const char* TryTasks() {
  int made = 0;
  for (; made < 64; ++made) {
    const pid_t child = ::fork();
    if (child < 0) break;
    if (child == 0) {
      ::pause();
      ::_exit(0);
    }
  }
  if (made >= Limits().tasks) return "too many processes";
  return made > 0 ? nullptr : "no process at all";
}

}  // namespace

bool Canary::MeasuresTime() const { return cpu_high_s < kAnyCpu; }

std::span<const Canary> Canaries() { return Table(); }

std::string CanaryJudge::Complaint(const Canary& canary, const RunResult& result) {
  const double cpu_s = static_cast<double>(result.cpu_us) / 1e6;
  start_s_ = std::min(start_s_, cpu_s);
  const std::string name = std::string("canary \"") + canary.name + "\" (" + canary.proves + "): ";
  if (result.status != canary.status) {
    return name + "ended " + RunStatusName(result.status) + " instead of " +
           RunStatusName(canary.status) + (result.reason.empty() ? "" : ", " + result.reason);
  }
  if (canary.signal >= 0 && result.signal != canary.signal) {
    return name + "signal " + std::to_string(result.signal);
  }
  if (canary.output != nullptr && result.output != canary.output) {
    return name + "said " + result.output.substr(0, 100);
  }
  if (cpu_s < canary.cpu_low_s || cpu_s > canary.cpu_high_s + kStarts * start_s_) {
    return name + std::to_string(cpu_s) + " s of CPU time were counted";
  }
  return "";
}

int PerformCanary(const std::string& name) {
  if (name == "files") return Say(TryFiles());
  if (name == "network") return Say(TryNetwork());
  if (name == "namespaces") return Say(TryNamespaces());
  if (name == "privileges") return Say(TryPrivileges());
  if (name == "tasks") return Say(TryTasks());
  if (name == "kill") return ::raise(SIGKILL);
  if (name == "abort") std::abort();
  if (name == "memory") {
    for (int i = 0; i < 256; ++i) {
      void* const block = std::malloc(1 << 20);
      if (block == nullptr) return 1;
      std::memset(block, i, 1 << 20);
    }
    return 0;
  }
  if (name == "output") {
    const std::string line(1 << 12, 'x');
    for (int i = 0; i < 17; ++i) std::puts(line.c_str());
    return 0;
  }
  if (name == "sleep") return ::usleep(5'000'000);
  if (name == "burn" || name == "loop") {
    const double end = CpuSeconds() + (name == "burn" ? 0.02 : 10);
    while (CpuSeconds() < end) {
    }
    std::puts("burnt");
    return 0;
  }
  return 2;
}

}  // namespace rbench
