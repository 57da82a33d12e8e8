#include "sandbox/slot.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <linux/securebits.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/container.h"
#include "sandbox/landlock.h"
#include "sandbox/seccomp_filter.h"
#include "sandbox/unwalled.h"

namespace rbench {
namespace {

using wire::End;
using wire::SlotDone;
using wire::Stage;

// What init writes first once it has a run.
constexpr char kTaken = 1;
// A machine out of processes for a moment is no reason to end.
constexpr int kMaxFailedInits = 20;
constexpr useconds_t kFailedInitUs = 20'000;

struct RunDescriptors {
  int program = -1;
  int in = -1;
  int out = -1;
  int err = -1;
  int product = -1;
  int channel = -1;
  int cgroups[4] = {-1, -1, -1, -1};

  // False where what came is not what a run needs.
  bool Take(const wire::SlotRun& run, const wire::Received& received) {
    int* const places[] = {&program, &in, &out, &err};
    int at = 0;
    if (received.num_fds < 4) return false;
    for (int* place : places) *place = received.fds[at++];
    if (run.product_bytes > 0 && at < received.num_fds) product = received.fds[at++];
    if (run.has_channel != 0 && at < received.num_fds) channel = received.fds[at++];
    for (int i = 0; at < received.num_fds; ++i, ++at) {
      if (i == 4) return false;
      cgroups[i] = received.fds[at];
    }
    return (run.product_bytes == 0 || product >= 0) && (run.has_channel == 0 || channel >= 0);
  }
  // Those that the program has, everywhere else: readers of its output wait for their end.
  void CloseOfProgram() {
    for (int* fd : {&program, &in, &out, &err, &channel}) {
      if (*fd >= 0) ::close(std::exchange(*fd, -1));
    }
  }
};

[[noreturn]] void FailSetup(int report, Stage stage) {
  SlotDone done;
  done.end = End::kSetup;
  done.stage = stage;
  done.error = errno;
  if (::write(report, &done, sizeof(done)) < 0) ::_exit(2);
  ::_exit(1);
}

void SetLimit(int report, __rlimit_resource which, int64_t value) {
  rlimit now{};
  if (::getrlimit(which, &now) != 0) FailSetup(report, Stage::kLimits);
  // A lower hard limit of the host stays in force.
  const rlim_t wanted = std::min(static_cast<rlim_t>(value), now.rlim_max);
  const rlimit limit{wanted, wanted};
  if (::setrlimit(which, &limit) != 0) FailSetup(report, Stage::kLimits);
}

void SetLimits(int report, const wire::SlotRun& run, Walls walls) {
  const RunLimits& limits = run.limits;
  SetLimit(report, RLIMIT_CPU, run.cpu_backstop_s);
  // Where core_pattern is a pipe, 0 would still start the host's helper; at 1 the kernel refuses.
  // The filter keeps programs from lowering it.
  SetLimit(report, RLIMIT_CORE, 1);
  SetLimit(report, RLIMIT_FSIZE, std::max<int64_t>(limits.file_bytes, 1));
  SetLimit(report, RLIMIT_NOFILE, limits.open_files);
  // Of the user: besides the program's, in the namespace those of slot and init, without one all
  // that the user runs but this process, which is the program's first.
  const int others = walls == Walls::kNamespaces ? 2 : TasksOfUser() - 1;
  SetLimit(report, RLIMIT_NPROC, limits.tasks + others);
  SetLimit(report, RLIMIT_MEMLOCK, 64 << 10);
  SetLimit(report, RLIMIT_MSGQUEUE, 0);
  SetLimit(report, RLIMIT_NICE, 0);
  SetLimit(report, RLIMIT_RTPRIO, 0);
  SetLimit(report, RLIMIT_SIGPENDING, 256);
  if (run.stack_bytes > 0) SetLimit(report, RLIMIT_STACK, run.stack_bytes);
  if (run.address_space > 0) SetLimit(report, RLIMIT_AS, run.address_space);
}

// Everything that root could do inside goes, for good: an exec brings nothing back.
void GiveUpRoot(int report) {
  for (int capability = 0; ::prctl(PR_CAPBSET_READ, capability) >= 0; ++capability) {
    if (::prctl(PR_CAPBSET_DROP, capability) != 0) FailSetup(report, Stage::kPrivileges);
  }
  constexpr unsigned long kBits = SECBIT_NOROOT | SECBIT_NOROOT_LOCKED |
                                  SECBIT_NO_SETUID_FIXUP_LOCKED | SECBIT_KEEP_CAPS_LOCKED |
                                  SECBIT_NO_CAP_AMBIENT_RAISE | SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED;
  if (::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0 ||
      ::prctl(PR_SET_SECUREBITS, kBits) != 0) {
    FailSetup(report, Stage::kPrivileges);
  }
}

void DropPrivileges(int report) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  const __user_cap_data_struct none[2] = {};
  if (::syscall(SYS_capset, &header, none) != 0 || ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    FailSetup(report, Stage::kPrivileges);
  }
}

[[noreturn]] void ProgramProcess(const wire::SlotRun& run, const RunDescriptors& fds, int report,
                                 const std::vector<sock_filter>& filter, Program& program,
                                 Walls walls) {
  ::setsid();
  // 0 to 2 are the run's; `program`, `report` and the channel move to 3, 4 and 5; nothing else
  // stays open. All sources are above 5: the slot keeps low numbers occupied.
  const int order[] = {fds.in, fds.out, fds.err, fds.program, report, fds.channel};
  for (int i = 0; i < 6; ++i) {
    if (order[i] >= 0 && ::dup3(order[i], i, i >= 3 ? O_CLOEXEC : 0) < 0) {
      FailSetup(report, Stage::kDescriptors);
    }
  }
  report = 4;
  const int channel = fds.channel >= 0 ? 5 : -1;
  if (::close_range(channel >= 0 ? 6 : 5, ~0U, 0) != 0) FailSetup(report, Stage::kDescriptors);
  SetLimits(report, run, walls);
  // Without walls it is an ordinary user, who has nothing to give up and may not try. Nobody else
  // ends it with its slot.
  if (walls == Walls::kNamespaces)
    GiveUpRoot(report);
  else
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  DropPrivileges(report);
  if (walls == Walls::kFiles) {
    if (const int failed = WallInFiles()) {
      errno = failed;
      FailSetup(report, Stage::kLandlock);
    }
  }
  if (const int failed = LoadSeccompFilter(filter.data(), filter.size())) {
    errno = failed;
    FailSetup(report, Stage::kSeccomp);
  }
  program.Run(3, report, channel);
  ::_exit(127);
}

int64_t Microseconds(const timeval& time) {
  return time.tv_sec * int64_t{1'000'000} + time.tv_usec;
}

// What a compiler left in the scratch folder, into the broker's file. Only a plain file of its own
// user, never through a link.
int64_t TakeProduct(int to, int64_t most) {
  const int from = ::open(kProduct, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
  struct stat what {};
  if (from < 0 || ::fstat(from, &what) != 0 || !S_ISREG(what.st_mode) || what.st_size > most) {
    return -1;
  }
  int64_t copied = 0;
  char buffer[1 << 16];
  for (ssize_t got = 0; (got = ::read(from, buffer, sizeof(buffer))) > 0;) {
    if (copied + got > most || ::write(to, buffer, static_cast<size_t>(got)) != got) return -1;
    copied += got;
  }
  ::close(from);
  return copied;
}

// The only place that a run may write.
bool MountScratch(const RunLimits& limits, unsigned long flags) {
  char what[96];
  std::snprintf(what, sizeof(what), "size=%lld,nr_inodes=%d,mode=700",
                static_cast<long long>(std::max<int64_t>(limits.file_bytes, 4096)),
                limits.files + 1);
  return ::mount("box", kScratch, "tmpfs", MS_NOSUID | MS_NODEV | flags, what) == 0;
}

// Process 1 of a run: makes what can be made before the run is there, and waits for it.
[[noreturn]] void Init(int socket, int report, const std::vector<sock_filter>& filter,
                       Program& program, Walls walls) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::prctl(PR_SET_DUMPABLE, 0);
  const RunLimits usual;
  const bool walled = walls == Walls::kNamespaces;
  const bool mounted = !walled || (MountScratch(usual, 0) && ::chdir(kScratch) == 0);
  const int mount_error = errno;
  wire::SlotRun run;
  wire::Received received;
  RunDescriptors fds;
  if (!wire::Receive(socket, run, received) || !fds.Take(run, received)) ::_exit(1);
  ::close(socket);
  if (::write(report, &kTaken, 1) != 1) ::_exit(2);
  errno = mount_error;
  if (!mounted) FailSetup(report, Stage::kMount);
  const bool usual_scratch =
      run.limits.file_bytes == usual.file_bytes && run.limits.files == usual.files;
  if (walled && !usual_scratch && !MountScratch(run.limits, MS_REMOUNT)) {
    FailSetup(report, Stage::kMount);
  }
  for (const int file : fds.cgroups) {
    if (file >= 0 && ::write(file, "0", 1) != 1) FailSetup(report, Stage::kCgroup);
  }
  const pid_t child = ::fork();
  if (child < 0) FailSetup(report, Stage::kFork);
  if (child == 0) {
    program.AfterForkInProgram();
    ProgramProcess(run, fds, report, filter, program, walls);
  }
  fds.CloseOfProgram();
  SlotDone done;
  done.end = End::kEnded;
  int status = 0;
  pid_t reaped = 0;
  while ((reaped = ::waitpid(-1, &status, 0)) != child) {
    if (reaped < 0 && errno != EINTR) break;
  }
  done.wait_status = status;
  if (fds.product >= 0 && run.product_bytes > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0) {
    done.product_bytes = TakeProduct(fds.product, run.product_bytes);
    if (done.product_bytes < 0) FailSetup(report, Stage::kProduct);
  }
  // What the program left behind ends with it. Waiting for all makes the CPU time complete. Where
  // this is not process 1 of its own world (level 0), others would be hit: there the slot does it.
  if (::getpid() == 1) ::kill(-1, SIGKILL);
  while (::waitpid(-1, &status, 0) > 0 || errno == EINTR) {
  }
  rusage used{};
  ::getrusage(RUSAGE_CHILDREN, &used);
  done.cpu_us = Microseconds(used.ru_utime) + Microseconds(used.ru_stime);
  done.peak_kib = used.ru_maxrss;
  if (::write(report, &done, sizeof(done)) < 0) ::_exit(2);
  ::_exit(0);
}

// Makes the run's namespaces, but where it has no walls, and init; its pid and pidfd.
pid_t StartInit(Walls walls, int* pidfd) {
  clone_args arguments{};
  arguments.flags =
      CLONE_PIDFD | (walls == Walls::kNamespaces ? CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC : 0);
  arguments.pidfd = reinterpret_cast<uint64_t>(pidfd);
  arguments.exit_signal = SIGCHLD;
  return static_cast<pid_t>(::syscall(SYS_clone3, &arguments, sizeof(arguments)));
}

// What init says of its run, where it took one.
bool ReadReport(int report, SlotDone& done) {
  char taken = 0;
  if (::read(report, &taken, 1) != 1) return false;
  // The first record counts: a program whose set-up failed reports before init does.
  if (::read(report, &done, sizeof(done)) != static_cast<ssize_t>(sizeof(done))) done = SlotDone{};
  return true;
}

}  // namespace

char** BoxEnvironment() {
  static char path[] = "PATH=/usr/bin:/bin";
  // Without namespaces runs begin in a folder of their slot.
  static const bool boxed = ::access(kScratch, F_OK) == 0;
  static char box[] = "HOME=/box";
  static char here[] = "HOME=.";
  static char box_temporary[] = "TMPDIR=/box";
  static char here_temporary[] = "TMPDIR=.";
  char* const home = boxed ? box : here;
  char* const temporary = boxed ? box_temporary : here_temporary;
  static char language[] = "LANG=C.UTF-8";
  static char zone[] = "TZ=UTC";
  static char* environment[] = {path, home, temporary, language, zone, nullptr};
  return environment;
}

void BinaryProgram::Run(int program, int report, int /*channel*/) {
  std::vector<char*> arguments;
  for (const std::string& word : arguments_) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  // Both descriptors close on exec.
  if (path_.empty())
    ::execveat(program, "", arguments.data(), BoxEnvironment(), AT_EMPTY_PATH);
  else
    ::execve(path_.c_str(), arguments.data(), BoxEnvironment());
  FailSetup(report, Stage::kExec);
}

int ServeSlot(int socket, const std::vector<sock_filter>& filter, Program& program, Walls walls) {
  // Numbers below 6 stay occupied, so that what arrives lies above and can be moved there.
  int low = -1;
  do {
    low = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  } while (low >= 0 && low < 6);
  if (low >= 6) ::close(low);
  for (int failed = 0; failed < kMaxFailedInits;) {
    int report[2];
    if (::pipe2(report, O_CLOEXEC) != 0) return 1;
    program.BeforeFork();
    int pidfd = -1;
    const pid_t init = StartInit(walls, &pidfd);
    if (init == 0) Init(socket, report[1], filter, program, walls);
    program.AfterForkInSlot();
    ::close(report[1]);
    bool broker_there = true;
    if (init < 0) {
      ++failed;
      ::usleep(kFailedInitUs);
    } else {
      failed = 0;
      wire::SlotEvent ready;
      ready.init = init;
      const int handle[] = {pidfd};
      broker_there = wire::Send(socket, ready, handle);
      ::close(pidfd);
      wire::SlotEvent over;
      over.word = wire::SlotWord::kDone;
      const bool taken = ReadReport(report[0], over.done);
      int status = 0;
      while (::waitpid(init, &status, 0) < 0 && errno == EINTR) {
      }
      over.done.init_status = status;
      if (walls != Walls::kNamespaces) EndDescendants();
      if (taken) broker_there = wire::Send(socket, over);
    }
    ::close(report[0]);
    if (!broker_there) return 0;
  }
  return 1;
}

}  // namespace rbench
