#include <cstdint>
#include <functional>
#include <istream>
#include <ostream>
#include <queue>
#include <utility>
#include <vector>

// parameters: 1 if roads have one direction, toll of every road but the first of the trip.
// Dijkstra.

namespace rbench {

void TollRoute(std::istream& in, std::ostream& out, const std::vector<std::int64_t>& parameters) {
  int n = 0, m = 0;
  in >> n >> m;
  std::vector<std::vector<std::pair<int, std::int64_t>>> roads(n + 1);
  for (int i = 0; i < m; ++i) {
    int from = 0, to = 0;
    std::int64_t length = 0;
    in >> from >> to >> length;
    roads[from].emplace_back(to, length);
    if (parameters[0] == 0) roads[to].emplace_back(from, length);
  }
  std::vector<std::int64_t> cost(n + 1, -1);
  using Entry = std::pair<std::int64_t, int>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
  open.emplace(0, 1);
  while (!open.empty()) {
    const auto [so_far, city] = open.top();
    open.pop();
    if (cost[city] != -1) continue;
    cost[city] = so_far;
    for (const auto& [to, length] : roads[city]) {
      if (cost[to] == -1) open.emplace(so_far + length + (city == 1 ? 0 : parameters[1]), to);
    }
  }
  out << cost[n] << '\n';
}

}  // namespace rbench
