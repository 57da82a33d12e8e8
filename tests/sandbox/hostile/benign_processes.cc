// Honest: children, pipes and a socket pair.
#include <cstdio>

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

int main() {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) return 3;
  for (int n = 0; n < 4; ++n) {
    if (fork() == 0) _exit(write(pair[1], &n, sizeof(n)) == sizeof(n) ? 0 : 1);
  }
  int sum = 0;
  for (int n = 0; n < 4; ++n) {
    int one = 0;
    if (read(pair[0], &one, sizeof(one)) != sizeof(one)) return 4;
    sum += one;
  }
  int status = 0;
  while (wait(&status) > 0) {
    if (status != 0) return 5;
  }
  std::printf("%d\n", sum);
}
