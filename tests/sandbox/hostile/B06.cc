// B06: a parent and a child that stop each other and themselves.
#include <csignal>
#include <cstdio>

#include <unistd.h>

int main() {
  const pid_t child = fork();
  kill(1, SIGSTOP);
  if (child == 0) {
    kill(getppid(), SIGSTOP);
    raise(SIGSTOP);
  } else {
    kill(child, SIGSTOP);
    raise(SIGSTOP);
  }
  std::puts("ESCAPED: somebody let it go on");
}
