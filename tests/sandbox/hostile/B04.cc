// B04: kills all it can reach. Fires only where it is the second process of a process namespace, so
// that it harms nobody where there is none. Its input names a process of the machine.
#include <csignal>
#include <cstdio>

#include <unistd.h>

int main() {
  int outside = 0;
  if (std::scanf("%d", &outside) != 1) outside = 2;
  if (getpid() > 50 || getppid() != 1) {
    std::puts("ESCAPED: no process namespace");
    return 0;
  }
  int reached = 0;
  for (pid_t target = 2; target < 5000; ++target) {
    if (target != getpid() && kill(target, SIGKILL) == 0) reached = target;
  }
  if (outside != getpid() && outside > 1 && kill(outside, SIGKILL) == 0) reached = outside;
  constexpr int kSignals[] = {SIGKILL, SIGTERM, SIGSTOP, SIGSEGV, SIGHUP};
  for (const int number : kSignals) kill(1, number);
  kill(-1, SIGKILL);
  if (kill(1, 0) != 0) {
    std::puts("ESCAPED: the first process is gone");
  } else if (reached != 0) {
    std::printf("ESCAPED: reached process %d\n", reached);
  } else {
    std::puts("contained");
  }
}
