// C01: reads secrets of the machine. Its input names a file that is there for it to find.
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

extern char** environ;
bool contained = true;

void Look(const char* place) {
  const int file = open(place, O_RDONLY | O_NONBLOCK);
  if (file < 0) return;
  close(file);
  std::printf("ESCAPED: %s\n", place);
  contained = false;
}

int main() {
  const char* const places[] = {
      "/etc",   "/etc/passwd", "/etc/shadow", "/root", "/home",
      "/proc",  "/sys",        "/var",        "/run",  "/opt",
      "/mnt",   "/data",       "/dev/mem",    "/old",  "/dev/shm/../../etc/passwd",
      "/usr",   "/dev/tty",    "/boot",       "/srv",  "/../../../etc/passwd",
      "/dev/fd"};
  for (const char* place : places) Look(place);
  char given[4096];
  while (std::scanf("%4095s", given) == 1) {
    if (given[0] == '/') Look(given);
  }
  for (char** name = environ; *name != nullptr; ++name) {
    const char* const known[] = {"PATH=", "HOME=", "TMPDIR=", "LANG=", "TZ="};
    bool expected = false;
    for (const char* one : known) expected |= std::strncmp(*name, one, std::strlen(one)) == 0;
    if (!expected) {
      std::printf("ESCAPED: %s\n", *name);
      contained = false;
    }
  }
  if (contained) std::puts("contained");
}
