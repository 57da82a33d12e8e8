#include <cstdint>
#include <istream>
#include <ostream>
#include <vector>

// parameters: base, bound. Repeats the digit sum until the number is below the bound.

namespace rbench {

void DigitRounds(std::istream& in, std::ostream& out, const std::vector<std::int64_t>& parameters) {
  const std::int64_t base = parameters[0];
  const std::int64_t bound = parameters[1];
  int queries = 0;
  in >> queries;
  while (queries-- > 0) {
    std::int64_t x = 0;
    in >> x;
    int rounds = 0;
    while (x >= bound) {
      std::int64_t sum = 0;
      for (; x > 0; x /= base) sum += x % base;
      x = sum;
      ++rounds;
    }
    out << x << ' ' << rounds << '\n';
  }
}

}  // namespace rbench
