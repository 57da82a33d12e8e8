#include <algorithm>
#include <cstdint>
#include <istream>
#include <limits>
#include <ostream>
#include <vector>

// parameters: 1 if the trip ends at home, two cities of which the first must come before the second
// (0 0: no such rule), factor of every second leg.

namespace rbench {

void RoundTrip(std::istream& in, std::ostream& out, const std::vector<std::int64_t>& parameters) {
  constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
  int n = 0;
  in >> n;
  std::vector<std::vector<std::int64_t>> cost(n, std::vector<std::int64_t>(n));
  for (auto& row : cost) {
    for (std::int64_t& each : row) in >> each;
  }
  const int sooner = static_cast<int>(parameters[1]) - 1;
  const int later = static_cast<int>(parameters[2]) - 1;
  const auto leg = [&](int number, int from, int to) {
    return cost[from][to] * (number % 2 == 0 ? parameters[3] : 1);
  };
  // best[set][last]: the cheapest way over the cities of the set that ends at `last`.
  std::vector<std::vector<std::int64_t>> best(1 << n, std::vector<std::int64_t>(n, kNever));
  best[1][0] = 0;
  for (int set = 1; set < 1 << n; ++set) {
    const int legs = __builtin_popcount(static_cast<unsigned>(set));
    for (int last = 0; last < n; ++last) {
      if (best[set][last] == kNever) continue;
      for (int next = 0; next < n; ++next) {
        if ((set >> next & 1) != 0) continue;
        if (sooner >= 0 && next == later && (set >> sooner & 1) == 0) continue;
        std::int64_t& there = best[set | 1 << next][next];
        there = std::min(there, best[set][last] + leg(legs, last, next));
      }
    }
  }
  std::int64_t answer = kNever;
  for (int last = 0; last < n; ++last) {
    const std::int64_t way = best[(1 << n) - 1][last];
    if (way == kNever) continue;
    answer = std::min(answer, way + (parameters[0] == 1 ? leg(n, last, 0) : 0));
  }
  out << answer << '\n';
}

}  // namespace rbench
