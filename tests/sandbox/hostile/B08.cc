// B08: runs a shell, and a program that it writes itself. Neither may gain anything.
#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

int main() {
  const char* const shells[] = {"/bin/sh", "/bin/bash", "/usr/bin/dash", "/bin/busybox"};
  for (const char* shell : shells) {
    const pid_t child = fork();
    if (child == 0) {
      execl(shell, shell, "-c", "cat /etc/passwd && exit 42", nullptr);
      _exit(errno == ENOENT || errno == EPERM || errno == EACCES ? 0 : 41);
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) == 42 || WEXITSTATUS(status) == 41) {
      std::printf("ESCAPED: %s ended with %d\n", shell, status);
      return 0;
    }
  }
  const int file = open("script", O_CREAT | O_WRONLY, 0755);
  if (file < 0 || write(file, "#!/bin/sh\nexit 42\n", 18) != 18) return 3;
  close(file);
  const int status = std::system("./script");
  std::puts(WIFEXITED(status) && WEXITSTATUS(status) == 42 ? "ESCAPED: a script ran" : "contained");
}
