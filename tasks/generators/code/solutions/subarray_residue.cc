#include <cstdint>
#include <istream>
#include <ostream>
#include <vector>

// parameters: k, r, least length. Counts stretches whose sum leaves r modulo k.

namespace rbench {

void SubarrayResidue(std::istream& in, std::ostream& out,
                     const std::vector<std::int64_t>& parameters) {
  const std::int64_t k = parameters[0];
  const auto shortest = static_cast<std::size_t>(parameters[2]);
  std::size_t n = 0;
  in >> n;
  std::vector<std::int64_t> before(n + 1, 0);  // sums of the first i numbers, modulo k
  for (std::size_t i = 1; i <= n; ++i) {
    std::int64_t value = 0;
    in >> value;
    before[i] = ((before[i - 1] + value) % k + k) % k;
  }
  std::vector<std::int64_t> seen(k, 0);
  std::int64_t count = 0;
  for (std::size_t end = shortest; end <= n; ++end) {
    ++seen[before[end - shortest]];
    count += seen[((before[end] - parameters[1]) % k + k) % k];
  }
  out << count << '\n';
}

}  // namespace rbench
