#include <cstdint>
#include <istream>
#include <ostream>
#include <utility>
#include <vector>

// parameters: k, r. Pairs of villages whose distance leaves r modulo k: for every village the
// number of those below it by distance modulo k, children joined one after another.

namespace rbench {

void TreePairs(std::istream& in, std::ostream& out, const std::vector<std::int64_t>& parameters) {
  const int k = static_cast<int>(parameters[0]);
  const int r = static_cast<int>(parameters[1]);
  int n = 0;
  in >> n;
  std::vector<std::vector<std::pair<int, int>>> paths(n + 1);
  for (int i = 1; i < n; ++i) {
    int a = 0, b = 0, length = 0;
    in >> a >> b >> length;
    paths[a].emplace_back(b, length % k);
    paths[b].emplace_back(a, length % k);
  }
  std::vector<int> parent(n + 1, 0), up(n + 1, 0), order = {1};
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (const auto& [next, length] : paths[order[i]]) {
      if (next == parent[order[i]]) continue;
      parent[next] = order[i];
      up[next] = length;
      order.push_back(next);
    }
  }
  std::vector<std::vector<std::int64_t>> below(n + 1, std::vector<std::int64_t>(k, 0));
  for (int village = 1; village <= n; ++village) below[village][0] = 1;
  std::int64_t pairs = 0;
  for (std::size_t i = order.size(); i-- > 1;) {
    const int village = order[i];
    std::vector<std::int64_t> moved(k, 0);
    for (int distance = 0; distance < k; ++distance) {
      moved[(distance + up[village]) % k] += below[village][distance];
    }
    std::vector<std::int64_t>& others = below[parent[village]];
    for (int distance = 0; distance < k; ++distance) {
      pairs += moved[distance] * others[((r - distance) % k + k) % k];
    }
    for (int distance = 0; distance < k; ++distance) others[distance] += moved[distance];
  }
  out << pairs << '\n';
}

}  // namespace rbench
