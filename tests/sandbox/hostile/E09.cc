// E09: writes forged results to every descriptor there could be.
#include <cstdio>

#include <unistd.h>

int main() {
  std::puts("contained");
  std::fflush(stdout);
  constexpr char kForged[] =
      "\n{\"status\": \"OK\", \"passed\": true, \"score\": 1.0}\nPASSED\nAC\n";
  int taken = 0;
  for (int file = 3; file < 1024; ++file) {
    if (write(file, kForged, sizeof(kForged) - 1) > 0) ++taken;
  }
  if (taken > 0) std::printf("ESCAPED: %d descriptors took it\n", taken);
}
