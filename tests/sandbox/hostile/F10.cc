// F10: part of a line arrives, the rest is lost in a buffer.
#include <cstdio>

#include <unistd.h>

int main() {
  std::fputs("first", stdout);
  std::fflush(stdout);
  std::fputs(" second", stdout);
  _exit(0);
}
