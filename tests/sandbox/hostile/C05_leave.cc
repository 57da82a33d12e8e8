// C05: leaves files for the program that runs next (C05_look).
#include <cstdio>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int main() {
  const char* const files[] = {"/box/left", "/tmp/left2", "/dev/shm/left3"};
  for (const char* name : files) {
    const int file = open(name, O_CREAT | O_RDWR, 0666);
    if (file < 0 || write(file, "left", 4) != 4) return 3;
  }
  if (mkdir("/box/folder", 0777) != 0) return 3;
  umask(0);
  std::puts("left");
}
