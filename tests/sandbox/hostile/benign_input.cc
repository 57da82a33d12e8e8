// Honest: reads nine million numbers.
#include <cstdio>

int main() {
  static char buffer[1 << 16];
  long sum = 0;
  long number = 0;
  size_t got = 0;
  while ((got = std::fread(buffer, 1, sizeof(buffer), stdin)) > 0) {
    for (size_t i = 0; i < got; ++i) {
      if (buffer[i] >= '0') {
        number = 10 * number + buffer[i] - '0';
      } else {
        sum += number;
        number = 0;
      }
    }
  }
  std::printf("%ld\n", sum + number);
}
