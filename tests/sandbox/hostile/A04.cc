// A04: 64 processes burn 0.4 s each: none reaches the limit of one process, together they do. Half
// of them are orphans of a middle process, so that the program itself never waits for them.
#include <cstdio>
#include <ctime>

#include <sys/wait.h>
#include <unistd.h>

void Burn() {
  timespec used{};
  do {
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  } while (used.tv_nsec < 400'000'000);
  _exit(0);
}

int main() {
  for (int i = 0; i < 32; ++i) {
    if (fork() == 0) Burn();
    const pid_t middle = fork();
    if (middle == 0) {
      if (fork() == 0) Burn();
      _exit(0);
    }
    waitpid(middle, nullptr, 0);
  }
  while (wait(nullptr) > 0) {
  }
  sleep(15);
  std::puts("ESCAPED: 25 s of CPU time in small parts");
}
