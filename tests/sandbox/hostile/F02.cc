// F02: closes its input of 50 MB before it answers.
#include <cstdio>

#include <unistd.h>

int main() {
  close(0);
  std::puts("answer");
}
