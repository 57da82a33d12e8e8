// E08: prints a wrong answer, and in a destructor the right one.
#include <cstdio>

long sum = 0;

struct Last {
  ~Last() { std::printf("%ld\n", sum); }
};
Last last;

int main() {
  int n = 0;
  if (std::scanf("%d", &n) != 1) return 1;
  for (long x = 0; n-- > 0 && std::scanf("%ld", &x) == 1;) sum += x;
  std::printf("%ld\n", sum + 1);
}
