#include "sandbox/program_process.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <iterator>

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sandbox/landlock.h"
#include "sandbox/seccomp_filter.h"
#include "sandbox/unwalled.h"

namespace rbench {
namespace {

using wire::End;
using wire::SlotDone;
using wire::Stage;

struct RunDescriptors {
  int program = -1;
  int in = -1;
  int out = -1;
  int err = -1;
  int channel = -1;
  int cgroups[4] = {-1, -1, -1, -1};

  // False where what came is not what a run needs.
  bool Take(const wire::SlotRun& run, const wire::Received& received) {
    int* const places[] = {&program, &in, &out, &err};
    int at = 0;
    if (received.num_fds < 4) return false;
    for (int* place : places) *place = received.fds[at++];
    if (run.has_channel != 0 && at < received.num_fds) channel = received.fds[at++];
    for (int i = 0; at < received.num_fds; ++i, ++at) {
      if (i == 4) return false;
      cgroups[i] = received.fds[at];
    }
    return run.has_channel == 0 || channel >= 0;
  }
};

bool Enter(const int* groups, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    if (groups[i] >= 0 && ::write(groups[i], "0", 1) != 1) return false;
  }
  return true;
}

bool SetLimit(__rlimit_resource which, int64_t value) {
  rlimit now{};
  if (::getrlimit(which, &now) != 0) return false;
  // A lower hard limit of the host stays in force.
  const rlim_t wanted = std::min(static_cast<rlim_t>(value), now.rlim_max);
  const rlimit limit{wanted, wanted};
  return ::setrlimit(which, &limit) == 0;
}

// Those that are the same for all runs.
bool SetCommonLimits() {
  // Where core_pattern is a pipe, 0 would still start the host's helper; at 1 the kernel refuses.
  // The filter keeps programs from lowering it.
  return SetLimit(RLIMIT_CORE, 1) && SetLimit(RLIMIT_MEMLOCK, 64 << 10) &&
         SetLimit(RLIMIT_MSGQUEUE, 0) && SetLimit(RLIMIT_NICE, 0) && SetLimit(RLIMIT_RTPRIO, 0) &&
         SetLimit(RLIMIT_SIGPENDING, 256);
}

bool SetLimits(const wire::SlotRun& run, Walls walls) {
  const RunLimits& limits = run.limits;
  // Of the user: besides the program's, in the namespace those of slot and init, without one all
  // that the user runs but this process, which is the program's first.
  const int others = walls == Walls::kNamespaces ? 2 : TasksOfUser() - 1;
  return SetLimit(RLIMIT_CPU, run.cpu_backstop_s) &&
         SetLimit(RLIMIT_FSIZE, std::max<int64_t>(limits.file_bytes, 1)) &&
         SetLimit(RLIMIT_NOFILE, limits.open_files) &&
         SetLimit(RLIMIT_NPROC, limits.tasks + others) &&
         (run.stack_bytes == 0 || SetLimit(RLIMIT_STACK, run.stack_bytes)) &&
         (run.address_space == 0 || SetLimit(RLIMIT_AS, run.address_space));
}

// Everything that no program may have goes, the filter last. The step that failed, with errno.
Stage GiveUp(const ProgramPlace& place) {
  if (!SetCommonLimits()) return Stage::kLimits;
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  const __user_cap_data_struct none[2] = {};
  if (::syscall(SYS_capset, &header, none) != 0 || ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    return Stage::kPrivileges;
  }
  if (place.walls == Walls::kFiles && (errno = WallInFiles()) != 0) return Stage::kLandlock;
  errno = LoadSeccompFilter(place.filter.data(), place.filter.size());
  return errno != 0 ? Stage::kSeccomp : Stage::kNone;
}

// Init changes the scratch folder while this process is stopped: it may not mount any more itself.
void AskForScratch(int report, const RunLimits& limits) {
  const ScratchWish wish{limits.file_bytes, limits.files};
  if (::write(report, &wish, sizeof(wish)) != sizeof(wish) || ::raise(SIGSTOP) != 0) {
    FailSetup(report, Stage::kMount);
  }
}

[[noreturn]] void Become(Program& program, const wire::SlotRun& run, const RunDescriptors& fds,
                         const ProgramPlace& place) {
  int report = place.report;
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
  if (!SetLimits(run, place.walls)) FailSetup(report, Stage::kLimits);
  if (place.walls != Walls::kNamespaces) {
    // Only now: Landlock would hide how much the user runs.
    if (const Stage failed = GiveUp(place); failed != Stage::kNone) FailSetup(report, failed);
  }
  program.Run(3, report, channel);
  ::_exit(127);
}

}  // namespace

bool MountScratch(int64_t bytes, int files, unsigned long flags) {
  char what[96];
  std::snprintf(what, sizeof(what), "size=%lld,nr_inodes=%d,mode=700",
                static_cast<long long>(std::max<int64_t>(bytes, 4096)), files + 1);
  return ::mount("box", kScratch, "tmpfs", MS_NOSUID | MS_NODEV | flags, what) == 0;
}

[[noreturn]] void FailSetup(int report, Stage stage) {
  SlotDone done;
  done.end = End::kSetup;
  done.stage = stage;
  done.error = errno;
  if (::write(report, &done, sizeof(done)) < 0) ::_exit(2);
  ::_exit(1);
}

void WaitAndBecome(Program& program, const ProgramPlace& place) {
  const bool walled = place.walls == Walls::kNamespaces;
  ::setsid();
  // Without namespaces nobody else ends it with its slot.
  if (!walled) ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  errno = place.mount_error;
  Stage failed = errno != 0 ? Stage::kMount : Stage::kNone;
  if (failed == Stage::kNone && !Enter(place.groups.data(), place.groups.size())) {
    failed = Stage::kCgroup;
  }
  if (walled && failed == Stage::kNone) failed = GiveUp(place);
  const int error = errno;
  wire::SlotRun run;
  wire::Received received;
  RunDescriptors fds;
  bool entered = false;
  while (true) {
    if (!wire::Receive(place.socket, run, received)) ::_exit(1);
    if (run.only_enter == 0) break;
    // Of the same groups as before, where the process that waited before did not get to it.
    entered = entered || Enter(received.fds, static_cast<size_t>(received.num_fds));
    for (int i = 0; i < received.num_fds; ++i) ::close(received.fds[i]);
  }
  if (!fds.Take(run, received)) ::_exit(1);
  const char taken = 1;
  if (::write(place.taken, &taken, 1) != 1) ::_exit(2);
  errno = error;
  if (failed != Stage::kNone) FailSetup(place.report, failed);
  const RunLimits usual;
  if (walled && (run.limits.file_bytes != usual.file_bytes || run.limits.files != usual.files)) {
    AskForScratch(place.report, run.limits);
  }
  if (!entered && !Enter(fds.cgroups, std::size(fds.cgroups)))
    FailSetup(place.report, Stage::kCgroup);
  Become(program, run, fds, place);
}

}  // namespace rbench
