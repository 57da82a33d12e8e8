// E12: finds out whether and by whom it is tested. What it sees must be the same for every program.
#include <cstdio>
#include <cstring>

#include <sys/utsname.h>
#include <unistd.h>

extern char** environ;

int main(int count, char** arguments) {
  bool bland = count == 1 && std::strcmp(arguments[0], "program") == 0;
  utsname machine{};
  uname(&machine);
  bland &= std::strcmp(machine.nodename, "box") == 0;
  char folder[64];
  bland &= getcwd(folder, sizeof(folder)) != nullptr && std::strcmp(folder, "/box") == 0;
  bland &= getuid() == 1000 && getgid() == 1000 && getpid() == 2 && getppid() == 1;
  int names = 0;
  while (environ[names] != nullptr) ++names;
  bland &= names == 5;
  std::puts(bland ? "contained" : "ESCAPED: the place can be told from others");
}
