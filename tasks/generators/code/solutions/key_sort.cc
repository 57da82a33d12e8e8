#include <algorithm>
#include <cstdint>
#include <istream>
#include <ostream>
#include <utility>
#include <vector>

// parameters: key (0 digit sum, 1 one bits, 2 remainder), modulus of the remainder, 1 for falling
// keys, 1 for falling numbers among equal keys.

namespace rbench {

void KeySort(std::istream& in, std::ostream& out, const std::vector<std::int64_t>& parameters) {
  const auto key_of = [&](std::int64_t value) {
    if (parameters[0] == 2) return value % parameters[1];
    const std::int64_t base = parameters[0] == 0 ? 10 : 2;
    std::int64_t sum = 0;
    for (; value > 0; value /= base) sum += value % base;
    return sum;
  };
  int n = 0;
  in >> n;
  std::vector<std::pair<std::int64_t, std::int64_t>> order;
  for (int i = 0; i < n; ++i) {
    std::int64_t value = 0;
    in >> value;
    order.emplace_back(key_of(value) * (parameters[2] == 1 ? -1 : 1),
                       value * (parameters[3] == 1 ? -1 : 1));
  }
  std::sort(order.begin(), order.end());
  for (int i = 0; i < n; ++i) {
    if (i > 0) out << ' ';
    out << order[i].second * (parameters[3] == 1 ? -1 : 1);
  }
  out << '\n';
}

}  // namespace rbench
