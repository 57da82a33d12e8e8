// B03: a child keeps standard output open long after its parent ended.
#include <cstdio>

#include <unistd.h>

int main() {
  if (fork() == 0) {
    sleep(5);
    std::puts("ESCAPED: the child was waited for");
    return 0;
  }
  std::puts("parent");
}
