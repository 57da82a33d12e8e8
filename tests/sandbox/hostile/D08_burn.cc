// D08: turns off every timer and limit that could end it, becomes a new process again and again so
// that clocks of one process start from zero, and burns CPU time.
#include <csignal>
#include <cstdio>
#include <ctime>

#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

int main() {
  constexpr int kSignals[] = {SIGALRM, SIGVTALRM, SIGPROF, SIGXCPU, SIGTERM};
  for (const int number : kSignals) signal(number, SIG_IGN);
  const itimerval off{};
  setitimer(ITIMER_REAL, &off, nullptr);
  setitimer(ITIMER_PROF, &off, nullptr);
  rlimit more{100, 100};
  if (setrlimit(RLIMIT_CPU, &more) == 0) std::puts("ESCAPED: the limit was raised");
  for (int generation = 0; generation < 200; ++generation) {
    timespec used{};
    do {
      clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    } while (used.tv_sec == 0 && used.tv_nsec < 100'000'000);
    // The child goes on, nobody waits for the parent.
    if (generation == 0) {
      if (const pid_t child = fork(); child > 0) {
        sleep(20);
        return 0;
      }
    } else if (fork() != 0) {
      _exit(0);
    }
  }
  std::puts("ESCAPED: ran to the end");
}
