// D01: makes namespaces of its own by every call that can, with other flags beside, then mounts.
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>

#include <sched.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

bool contained = true;

void Check(const char* what, unsigned long flag, long result) {
  if (result < 0 && (errno == EPERM || errno == ENOSYS || errno == EACCES)) return;
  std::printf("ESCAPED: %s %lx gave %ld, errno %d\n", what, flag, result, errno);
  contained = false;
}

int main() {
  constexpr unsigned long kFlags[] = {CLONE_NEWUSER, CLONE_NEWNS,  CLONE_NEWPID,    CLONE_NEWNET,
                                      CLONE_NEWIPC,  CLONE_NEWUTS, CLONE_NEWCGROUP, 0x80};
  for (const unsigned long flag : kFlags) {
    Check("unshare", flag, unshare(static_cast<int>(flag)));
    if (flag != 0x80) {  // of clone's flags the lowest byte is the signal
      const long child = syscall(SYS_clone, flag | SIGCHLD, 0, 0, 0, 0);
      if (child == 0) _exit(0);
      Check("clone", flag, child);
      const long high = syscall(SYS_clone, flag | CLONE_FILES | 1UL << 40 | SIGCHLD, 0, 0, 0, 0);
      if (high == 0) _exit(0);
      Check("clone with other flags", flag, high);
    }
    uint64_t arguments[11] = {flag, 0, 0, 0, SIGCHLD};
    const long child = syscall(SYS_clone3, arguments, sizeof(arguments));
    if (child == 0) _exit(0);
    Check("clone3", flag, child);
  }
  Check("setns", 0, setns(0, 0));
  Check("mount", 0, mount("x", "/box", "tmpfs", 0, nullptr));
  Check("remount", 0, mount(nullptr, "/", nullptr, MS_REMOUNT | MS_BIND, nullptr));
  if (contained) std::puts("contained");
}
