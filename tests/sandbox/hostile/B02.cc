// B02: leaves a daemon behind (two forks, a session of its own) that would write after the end.
#include <csignal>

#include <sys/wait.h>
#include <unistd.h>

void Say(const char* text, unsigned long bytes) {
  if (write(1, text, bytes) < 0) _exit(4);
}

int main() {
  Say("parent\n", 7);
  const pid_t child = fork();
  if (child == 0) {
    setsid();
    signal(SIGHUP, SIG_IGN);
    if (fork() == 0) {
      usleep(300'000);
      Say("ESCAPED: the daemon lives\n", 26);
      sleep(10);
    }
    _exit(0);
  }
  waitpid(child, nullptr, 0);
}
