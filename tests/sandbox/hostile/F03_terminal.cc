// F03: asks the terminal, which there is not.
#include <cstdio>

#include <fcntl.h>
#include <unistd.h>

int main() {
  const bool terminal = open("/dev/tty", O_RDWR) >= 0 || isatty(0) != 0 || isatty(1) != 0;
  std::puts(terminal ? "ESCAPED: a terminal" : "contained");
}
