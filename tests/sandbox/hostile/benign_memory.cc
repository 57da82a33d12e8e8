// Honest: holds 100 MiB where 128 are allowed.
#include <cstdio>
#include <numeric>
#include <vector>

int main() {
  std::vector<int> numbers(25 << 20);
  std::iota(numbers.begin(), numbers.end(), 0);
  long sum = 0;
  for (size_t i = 0; i < numbers.size(); i += 4096) sum += numbers[i];
  std::printf("%ld\n", sum);
}
