// D07: changes what a process may change about itself. Nothing of it may open a door: above all no
// filter of its own may undo the filter it lives under.
#include <cerrno>
#include <cstddef>
#include <cstdio>

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

bool contained = true;

void Require(const char* what, bool holds) {
  if (holds) return;
  std::printf("ESCAPED: %s\n", what);
  contained = false;
}

int main() {
  personality(ADDR_NO_RANDOMIZE | READ_IMPLIES_EXEC);
  prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
  prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
  prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0);
  prctl(PR_SET_NAME, "rbench-sandbox", 0, 0, 0);
  prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0);
  Require("securebits", prctl(PR_SET_SECUREBITS, 0, 0, 0, 0) != 0);
  Require("kept capabilities", prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0);
  Require("mm", prctl(PR_SET_MM, PR_SET_MM_BRK, 0, 0, 0) != 0);
  // Everything allowed, on top of what is there.
  sock_filter allow[] = {{BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW}};
  sock_fprog program{1, allow};
  syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
  Require("unshare after a filter of its own", unshare(CLONE_NEWUSER) != 0 && errno == EPERM);
  Require("a socket after a filter of its own", syscall(SYS_socket, 1, 1, 0) < 0);
  const pid_t child = fork();
  if (child == 0) {
    prctl(PR_SET_TSC, PR_TSC_SIGSEGV, 0, 0, 0);
    __builtin_ia32_rdtsc();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  const pid_t strict = fork();
  if (strict == 0) {
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT, 0, 0, 0);
    syscall(SYS_exit, 0);
  }
  waitpid(strict, &status, 0);
  if (contained) std::puts("contained");
}
