#include "sandbox/slot.h"

#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <linux/sched.h>
#include <linux/securebits.h>
#include <poll.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/container.h"
#include "sandbox/memory_file.h"
#include "sandbox/program_process.h"
#include "sandbox/unwalled.h"

namespace rbench {
namespace {

using wire::End;
using wire::SlotDone;
using wire::Stage;

// The exit status of an init that has told the broker.
constexpr int kReported = 0;
// A machine out of processes for a moment is no reason to end.
constexpr int kMaxFailedInits = 20;
constexpr useconds_t kFailedInitUs = 20'000;

// Nothing that root could do inside comes back with an exec, in this process and all that come from
// it: it keeps only what it holds now, which programs drop (DropPrivileges).
bool GiveUpRoot() {
  for (int capability = 0; ::prctl(PR_CAPBSET_READ, capability) >= 0; ++capability) {
    if (::prctl(PR_CAPBSET_DROP, capability) != 0) return false;
  }
  constexpr unsigned long kBits = SECBIT_NOROOT | SECBIT_NOROOT_LOCKED |
                                  SECBIT_NO_SETUID_FIXUP_LOCKED | SECBIT_KEEP_CAPS_LOCKED |
                                  SECBIT_NO_CAP_AMBIENT_RAISE | SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED;
  return ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECUREBITS, kBits) == 0;
}

int64_t Microseconds(const timeval& time) {
  return time.tv_sec * int64_t{1'000'000} + time.tv_usec;
}

// What a compiler left in the scratch folder, in a file in memory. Only a plain file of its own
// user, never through a link. Its size, or -1.
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

// How a run ended, from init to the broker: nobody has to wait until init's namespaces are gone.
[[noreturn]] void Say(int socket, const SlotDone& done, int product = -1) {
  wire::SlotEvent event;
  event.word = wire::SlotWord::kDone;
  event.done = done;
  const int handle[] = {product};
  const bool said = product >= 0 ? wire::Send(socket, event, handle) : wire::Send(socket, event);
  ::_exit(said ? kReported : 2);
}

[[noreturn]] void SayFailed(int socket, Stage stage) {
  SlotDone done;
  done.end = End::kSetup;
  done.stage = stage;
  done.error = errno;
  Say(socket, done);
}

// Process 1 inherits all that lose their parents: without children it is alone. (To signal
// everybody costs a walk over all processes of the machine.)
bool HasChildren() {
  siginfo_t ended{};
  return ::waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT) == 0 || errno != ECHILD;
}

// Process 1 of a run: makes what can be made before the run is there, with it the process that
// waits for the run and becomes the program, and says how that ended.
[[noreturn]] void Init(Program& program, ProgramPlace place, const int taken[2]) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::prctl(PR_SET_DUMPABLE, 0);
  const RunLimits usual;
  const int socket = place.socket;
  place.taken = taken[1];
  if (place.walls == Walls::kNamespaces &&
      !(MountScratch(usual.file_bytes, usual.files, 0) && ::chdir(kScratch) == 0)) {
    place.mount_error = errno;
  }
  int report[2];
  if (::pipe2(report, O_CLOEXEC | O_NONBLOCK) != 0) ::_exit(1);
  place.report = report[1];
  const pid_t child = ::fork();
  if (child < 0) ::_exit(1);
  if (child == 0) {
    program.AfterForkInProgram();
    WaitAndBecome(program, place);
  }
  SlotDone done;
  done.end = End::kEnded;
  int status = 0;
  while (true) {
    const pid_t changed = ::waitpid(-1, &status, WUNTRACED);
    if (changed < 0 && errno != EINTR) break;
    if (changed != child) continue;
    if (!WIFSTOPPED(status)) break;
    // A program that stops itself has no wish: by then nothing of it can write there.
    ScratchWish wish;
    if (::read(report[0], &wish, sizeof(wish)) != sizeof(wish)) continue;
    if (!MountScratch(wish.bytes, wish.files, MS_REMOUNT)) SayFailed(socket, Stage::kMount);
    ::kill(child, SIGCONT);
  }
  pollfd had_run{taken[0], POLLIN, 0};
  if (::poll(&had_run, 1, 0) != 1) ::_exit(1);
  done.wait_status = status;
  int product = -1;
  const bool built = program.product_bytes() > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  if (built) {
    product = MemoryFile(kProduct);
    done.product_bytes = product >= 0 ? TakeProduct(product, program.product_bytes()) : -1;
    if (done.product_bytes < 0) SayFailed(socket, Stage::kProduct);
  }
  // What the program left behind ends with it. Waiting for all makes the CPU time complete.
  if (HasChildren()) {
    // Where this is not process 1 of its own world (level 0), others would be hit: there the slot
    // does it.
    if (::getpid() == 1) ::kill(-1, SIGKILL);
    while (::waitpid(-1, &status, 0) > 0 || errno == EINTR) {
    }
  }
  rusage used{};
  ::getrusage(RUSAGE_CHILDREN, &used);
  done.cpu_us = Microseconds(used.ru_utime) + Microseconds(used.ru_stime);
  done.peak_kib = used.ru_maxrss;
  SlotDone failed;
  const bool not_started = ::read(report[0], &failed, sizeof(failed)) == sizeof(failed);
  Say(socket, not_started ? failed : done, product);
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
  // Without walls it is an ordinary user, who has nothing to give up and may not try.
  if (walls == Walls::kNamespaces && !GiveUpRoot()) return 1;
  wire::SlotStart start;
  wire::Received received;
  if (!wire::Receive(socket, start, received) || start.version != wire::kVersion) return 1;
  ProgramPlace place{.socket = socket, .filter = filter, .walls = walls};
  place.groups.assign(received.fds, received.fds + received.num_fds);
  for (int failed = 0; failed < kMaxFailedInits;) {
    int taken[2];
    if (::pipe2(taken, O_CLOEXEC) != 0) return 1;
    program.BeforeFork();
    int pidfd = -1;
    const pid_t init = StartInit(walls, &pidfd);
    if (init == 0) Init(program, place, taken);
    program.AfterForkInSlot();
    ::close(taken[1]);
    bool broker_there = true;
    bool had_run = false;
    if (init > 0) {
      wire::SlotEvent event;
      event.init = init;
      const int handle[] = {pidfd};
      broker_there = wire::Send(socket, event, handle);
      ::close(pidfd);
      int status = 0;
      while (::waitpid(init, &status, 0) < 0 && errno == EINTR) {
      }
      const bool walled = walls == Walls::kNamespaces;
      if (!walled) EndDescendants();
      char byte = 0;
      had_run = ::read(taken[0], &byte, 1) == 1;
      const bool reported = WIFEXITED(status) && WEXITSTATUS(status) == kReported;
      event.word = wire::SlotWord::kGone;
      if (had_run && !(walled && reported)) broker_there = wire::Send(socket, event);
    }
    ::close(taken[0]);
    if (!broker_there) return 0;
    failed = had_run ? 0 : failed + 1;
    if (!had_run) ::usleep(kFailedInitUs);
  }
  return 1;
}

}  // namespace rbench
