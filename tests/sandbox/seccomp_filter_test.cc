#include "sandbox/seccomp_filter.h"

#include <cerrno>
#include <string>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace rbench {
namespace {

// One call with these arguments in a process under the filter: its errno, 0 where it succeeded, or
// -signal where it ended the process.
int ErrnoUnderFilter(long number, long a = 0, long b = 0, long c = 0, long d = 0) {
  std::string error;
  static const std::vector<sock_filter> filter = BuildSeccompFilter(&error);
  EXPECT_FALSE(filter.empty()) << error;
  const pid_t child = ::fork();
  if (child == 0) {
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) ::_exit(254);
    if (LoadSeccompFilter(filter.data(), filter.size()) != 0) ::_exit(255);
    errno = 0;
    const long result = ::syscall(number, a, b, c, d, 0, 0);
    ::_exit(result < 0 ? errno : 0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

struct Case {
  const char* name;
  long number;
  long a;
  long b;
  int error;  // wanted
};

TEST(SeccompFilter, DeniesWhatItLists) {
  const Case cases[] = {
      {"unshare nothing", SYS_unshare, 0, 0, EPERM},
      {"setns", SYS_setns, -1, 0, EPERM},
      {"mount", SYS_mount, 0, 0, EPERM},
      {"umount2", SYS_umount2, 0, 0, EPERM},
      {"pivot_root", SYS_pivot_root, 0, 0, EPERM},
      {"chroot", SYS_chroot, 0, 0, EPERM},
      {"open_tree", SYS_open_tree, -1, 0, EPERM},
      {"open_by_handle_at", SYS_open_by_handle_at, -1, 0, EPERM},
      {"clone3", SYS_clone3, 0, 0, ENOSYS},
      {"clone with a user namespace", SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, EPERM},
      {"clone with a mount namespace", SYS_clone, CLONE_NEWNS | SIGCHLD, 0, EPERM},
      {"clone with a network namespace", SYS_clone, CLONE_NEWNET | SIGCHLD, 0, EPERM},
      {"clone with a process namespace", SYS_clone, CLONE_NEWPID | SIGCHLD, 0, EPERM},
      {"clone with another parent", SYS_clone, CLONE_PARENT | SIGCHLD, 0, EPERM},
      {"clone flags that another flag hides", SYS_clone, CLONE_NEWUSER | CLONE_NEWNET | CLONE_VM, 0,
       EPERM},
      {"ptrace", SYS_ptrace, 0, 0, EPERM},
      {"process_vm_readv", SYS_process_vm_readv, 1, 0, EPERM},
      {"pidfd_getfd", SYS_pidfd_getfd, -1, 0, EPERM},
      {"bpf", SYS_bpf, 0, 0, EPERM},
      {"perf_event_open", SYS_perf_event_open, 0, 0, EPERM},
      {"userfaultfd", SYS_userfaultfd, 0, 0, EPERM},
      {"io_uring_setup", SYS_io_uring_setup, 1, 0, EPERM},
      {"keyctl", SYS_keyctl, 0, 0, EPERM},
      {"add_key", SYS_add_key, 0, 0, EPERM},
      {"memfd_create", SYS_memfd_create, 0, 0, EPERM},
      {"socket inet", SYS_socket, AF_INET, SOCK_STREAM, EPERM},
      {"socket unix", SYS_socket, AF_UNIX, SOCK_STREAM, EPERM},
      {"socket netlink", SYS_socket, AF_NETLINK, SOCK_RAW, EPERM},
      {"socket vsock", SYS_socket, 40, SOCK_STREAM, EPERM},
      {"shmget", SYS_shmget, 0, 4096, EPERM},
      {"semget", SYS_semget, 0, 1, EPERM},
      {"msgget", SYS_msgget, 0, 0, EPERM},
      {"flock", SYS_flock, 0, 0, ENOLCK},
      {"record lock", SYS_fcntl, 0, F_SETLK, ENOLCK},
      {"record lock, waiting", SYS_fcntl, 0, F_SETLKW, ENOLCK},
      {"open file description lock", SYS_fcntl, 0, 37, ENOLCK},
      {"a command whose upper half differs", SYS_fcntl, 0, (1L << 32) | F_SETLK, ENOLCK},
      {"limits of another process", SYS_prlimit64, 1, RLIMIT_CPU, EPERM},
      {"limit of core files", SYS_setrlimit, RLIMIT_CORE, 1, EPERM},
      {"settimeofday", SYS_settimeofday, 0, 0, EPERM},
      {"sethostname", SYS_sethostname, 0, 0, EPERM},
      {"sched_setscheduler", SYS_sched_setscheduler, 0, 1, EPERM},
      {"init_module", SYS_init_module, 0, 0, EPERM},
      {"reboot", SYS_reboot, 0, 0, EPERM},
      {"personality", SYS_personality, 0x0040000, 0, EPERM},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(ErrnoUnderFilter(one.number, one.a, one.b), one.error) << one.name;
  }
}

TEST(SeccompFilter, LetsOrdinaryCallsThrough) {
  EXPECT_EQ(ErrnoUnderFilter(SYS_getpid), 0);
  EXPECT_EQ(ErrnoUnderFilter(SYS_fcntl, 0, F_GETFD), 0);
  EXPECT_EQ(ErrnoUnderFilter(SYS_prlimit64, 0, RLIMIT_CPU), 0);
  EXPECT_EQ(ErrnoUnderFilter(SYS_kill, 0, 0), 0);
  int pair[2];
  EXPECT_EQ(ErrnoUnderFilter(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, reinterpret_cast<long>(pair)),
            0);
}

TEST(SeccompFilter, TheLimitOfCoreFilesStays) {
  rlimit limit{};
  const auto at = reinterpret_cast<long>(&limit);
  EXPECT_EQ(ErrnoUnderFilter(SYS_prlimit64, 0, RLIMIT_CORE, at), EPERM);
  EXPECT_EQ(ErrnoUnderFilter(SYS_prlimit64, 0, RLIMIT_CORE, 0, at), 0);  // reading it
  ASSERT_EQ(::getrlimit(RLIMIT_CPU, &limit), 0);
  EXPECT_EQ(ErrnoUnderFilter(SYS_prlimit64, 0, RLIMIT_CPU, at), 0);
}

TEST(SeccompFilter, OtherNumberingsEndTheProcess) {
  // x32: the same calls under other numbers.
  EXPECT_EQ(ErrnoUnderFilter(0x40000000 | SYS_getpid), -SIGSYS);
  EXPECT_EQ(ErrnoUnderFilter(0x40000000 | SYS_socket, AF_INET, SOCK_STREAM), -SIGSYS);
}

TEST(SeccompFilter, ThreadsCanBeMade) {
  std::string error;
  const std::vector<sock_filter> filter = BuildSeccompFilter(&error);
  const pid_t child = ::fork();
  if (child == 0) {
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (LoadSeccompFilter(filter.data(), filter.size()) != 0) ::_exit(255);
    int made = 0;
    std::thread thread([&] { made = 1; });
    thread.join();
    ::_exit(made);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 1);
}

}  // namespace
}  // namespace rbench
