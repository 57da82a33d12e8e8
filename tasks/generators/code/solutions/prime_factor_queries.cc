#include <algorithm>
#include <cstdint>
#include <istream>
#include <ostream>
#include <utility>
#include <vector>

// parameters: k, 1 to count prime factors with repetition, modulus m, remainder r. Counts the
// numbers of a range that have exactly k prime factors and leave the remainder r modulo m.

namespace rbench {

void PrimeFactorQueries(std::istream& in, std::ostream& out,
                        const std::vector<std::int64_t>& parameters) {
  const bool repeated = parameters[1] == 1;
  int queries = 0;
  in >> queries;
  std::vector<std::pair<int, int>> ranges(queries);
  int largest = 1;
  for (auto& [low, high] : ranges) {
    in >> low >> high;
    largest = std::max(largest, high);
  }
  std::vector<std::int64_t> factors(largest + 1, 0);
  for (std::int64_t prime = 2; prime <= largest; ++prime) {
    if (factors[prime] != 0) continue;
    for (std::int64_t power = prime; power <= largest; power *= prime) {
      for (std::int64_t x = power; x <= largest; x += power) ++factors[x];
      if (!repeated) break;
    }
  }
  std::vector<int> good(largest + 1, 0);
  for (int x = 1; x <= largest; ++x) {
    good[x] = good[x - 1] + (factors[x] == parameters[0] && x % parameters[2] == parameters[3]);
  }
  for (const auto& [low, high] : ranges) out << good[high] - good[low - 1] << '\n';
}

}  // namespace rbench
