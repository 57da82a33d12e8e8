// B07: traces its parent and a child, reads their memory, takes their descriptors and limits.
#include <cerrno>
#include <csignal>
#include <cstdio>

#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

bool contained = true;

void Check(const char* what, pid_t target, long result) {
  if (result < 0 && (errno == EPERM || errno == ENOSYS || errno == ESRCH || errno == EACCES))
    return;
  std::printf("ESCAPED: %s of process %d gave %ld, errno %d\n", what, target, result, errno);
  contained = false;
}

int main() {
  const pid_t child = fork();
  if (child == 0) {
    sleep(5);
    _exit(0);
  }
  char text[64];
  iovec mine{text, sizeof(text)};
  iovec theirs{reinterpret_cast<void*>(&contained), 1};
  const pid_t targets[] = {1, child};
  for (const pid_t target : targets) {
    Check("attach", target, ptrace(PTRACE_ATTACH, target, nullptr, nullptr));
    Check("seize", target, ptrace(PTRACE_SEIZE, target, nullptr, nullptr));
    Check("readv", target, syscall(SYS_process_vm_readv, target, &mine, 1, &theirs, 1, 0));
    Check("writev", target, syscall(SYS_process_vm_writev, target, &mine, 1, &theirs, 1, 0));
    Check("kcmp", target, syscall(SYS_kcmp, getpid(), target, 0, 0, 0));
    const long handle = syscall(SYS_pidfd_open, target, 0);
    if (handle >= 0) Check("pidfd_getfd", target, syscall(SYS_pidfd_getfd, handle, 0, 0));
  }
  rlimit low{0, 0};
  Check("prlimit", 1, syscall(SYS_prlimit64, 1, RLIMIT_NOFILE, &low, nullptr));
  Check("traceme", 0, ptrace(PTRACE_TRACEME, 0, nullptr, nullptr));
  kill(child, SIGKILL);
  if (contained) std::puts("contained");
}
