// B05: aborts while SIGABRT is ignored and blocked: abort must still be the end, with its signal.
#include <csignal>
#include <cstdio>
#include <cstdlib>

int main() {
  signal(SIGABRT, SIG_IGN);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGABRT);
  sigprocmask(SIG_BLOCK, &set, nullptr);
  std::abort();
}
