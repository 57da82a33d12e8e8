// A12: wants a user namespace of its own, where tasks are counted from zero, and forks there.
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>

#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

bool Refused(const char* what, long result) {
  if (result == 0 && what[0] == 'c') _exit(0);  // the child
  const int error = errno;
  if (result < 0 && (error == EPERM || error == ENOSYS || error == ENOSPC || error == EUSERS)) {
    return true;
  }
  std::printf("ESCAPED: %s gave %ld, errno %d\n", what, result, error);
  return false;
}

int main() {
  uint64_t arguments[11] = {CLONE_NEWUSER, 0, 0, 0, SIGCHLD};
  bool contained = Refused("clone", syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0));
  // Flags beside it must not hide it.
  contained &= Refused("clone with files",
                       syscall(SYS_clone, CLONE_NEWUSER | CLONE_FILES | SIGCHLD, 0, 0, 0, 0));
  contained &= Refused("clone3", syscall(SYS_clone3, arguments, sizeof(arguments)));
  contained &= Refused("unshare", unshare(CLONE_NEWUSER));
  for (int i = 0; !contained && i < 300; ++i) {
    if (fork() == 0) {
      sleep(5);
      _exit(0);
    }
  }
  if (contained) std::puts("contained");
}
