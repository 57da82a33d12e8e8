// A05: takes memory and writes to it until it is refused (at most 2 GiB).
#include <cstdio>
#include <cstring>

int main() {
  char* volatile kept = nullptr;
  for (int i = 0; i < 2048; ++i) {
    kept = new char[1 << 20];
    std::memset(kept, 1, 1 << 20);
  }
  std::puts("ESCAPED: held 2 GiB");
}
