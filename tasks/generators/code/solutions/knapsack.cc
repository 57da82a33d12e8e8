#include <algorithm>
#include <cstdint>
#include <istream>
#include <ostream>
#include <vector>

// parameters: copies of each item (0: as many as one likes), weight of the wrapping of a copy, 1 if
// the load must weigh exactly the limit.

namespace rbench {

void Knapsack(std::istream& in, std::ostream& out, const std::vector<std::int64_t>& parameters) {
  constexpr std::int64_t kImpossible = -1;
  int n = 0, limit = 0;
  in >> n >> limit;
  // best[w]: the largest value of a load of exactly w (or at most w).
  std::vector<std::int64_t> best(limit + 1, parameters[2] == 1 ? kImpossible : 0);
  best[0] = 0;
  for (int i = 0; i < n; ++i) {
    std::int64_t weight = 0, value = 0;
    in >> weight >> value;
    weight += parameters[1];
    const auto take = [&](std::int64_t load) {
      const std::int64_t rest = best[load - weight];
      if (rest != kImpossible) best[load] = std::max(best[load], rest + value);
    };
    if (parameters[0] == 0) {
      for (std::int64_t load = weight; load <= limit; ++load) take(load);
    } else {
      for (int copy = 0; copy < parameters[0]; ++copy) {
        for (std::int64_t load = limit; load >= weight; --load) take(load);
      }
    }
  }
  out << best[limit] << '\n';
}

}  // namespace rbench
