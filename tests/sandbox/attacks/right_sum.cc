// Control: right.
#include <iostream>

int main() {
  int n = 0;
  std::cin >> n;
  long sum = 0;
  for (long x = 0; n-- > 0 && std::cin >> x;) sum += x;
  std::cout << sum << "\n";
}
