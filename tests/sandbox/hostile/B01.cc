// B01: ignores every signal that can be ignored, blocks all, and sleeps.
#include <csignal>
#include <cstdio>

#include <unistd.h>

int main() {
  for (int number = 1; number < 65; ++number) signal(number, SIG_IGN);
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, nullptr);
  for (int i = 0; i < 20; ++i) sleep(1);
  std::puts("ESCAPED: slept to the end");
}
