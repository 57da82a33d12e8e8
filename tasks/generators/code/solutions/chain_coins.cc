#include <cstdint>
#include <istream>
#include <ostream>
#include <vector>

// parameters: coin values, rising, each a divisor of the next, the first 1. So taking the largest
// coin that fits is best.

namespace rbench {

void ChainCoins(std::istream& in, std::ostream& out, const std::vector<std::int64_t>& parameters) {
  int queries = 0;
  in >> queries;
  while (queries-- > 0) {
    std::int64_t amount = 0;
    in >> amount;
    std::int64_t coins = 0;
    for (std::size_t i = parameters.size(); i-- > 0;) {
      coins += amount / parameters[i];
      amount %= parameters[i];
    }
    out << coins << '\n';
  }
}

}  // namespace rbench
