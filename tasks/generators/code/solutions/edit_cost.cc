#include <algorithm>
#include <cstdint>
#include <istream>
#include <ostream>
#include <string>
#include <vector>

// parameters: cost of an insertion, a deletion and a replacement.

namespace rbench {

void EditCost(std::istream& in, std::ostream& out, const std::vector<std::int64_t>& parameters) {
  std::string from, to;
  in >> from >> to;
  // cost[j]: from the part of `from` read so far to the first j letters of `to`.
  std::vector<std::int64_t> cost(to.size() + 1);
  for (std::size_t j = 0; j <= to.size(); ++j) {
    cost[j] = static_cast<std::int64_t>(j) * parameters[0];
  }
  for (const char c : from) {
    std::int64_t diagonal = cost[0];
    cost[0] += parameters[1];
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::int64_t changed = diagonal + (c == to[j - 1] ? 0 : parameters[2]);
      diagonal = cost[j];
      cost[j] = std::min({changed, cost[j] + parameters[1], cost[j - 1] + parameters[0]});
    }
  }
  out << cost[to.size()] << '\n';
}

}  // namespace rbench
