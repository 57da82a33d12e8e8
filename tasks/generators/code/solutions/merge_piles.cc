#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <istream>
#include <ostream>
#include <vector>

// parameters: what a merge costs (0 sum, 1 larger, 2 smaller, 3 difference of the two piles), its
// fixed fee, 1 if the dearest order is wanted.

namespace rbench {

void MergePiles(std::istream& in, std::ostream& out, const std::vector<std::int64_t>& parameters) {
  int n = 0;
  in >> n;
  std::vector<std::int64_t> before(n + 1, 0);
  for (int i = 1; i <= n; ++i) {
    in >> before[i];
    before[i] += before[i - 1];
  }
  const auto cost = [&](std::int64_t a, std::int64_t b) {
    switch (parameters[0]) {
      case 0:
        return a + b;
      case 1:
        return std::max(a, b);
      case 2:
        return std::min(a, b);
      default:
        return std::abs(a - b);
    }
  };
  // best[i][j]: to make one pile of the piles i .. j - 1.
  std::vector<std::vector<std::int64_t>> best(n + 1, std::vector<std::int64_t>(n + 1, 0));
  for (int length = 2; length <= n; ++length) {
    for (int i = 0; i + length <= n; ++i) {
      const int j = i + length;
      for (int split = i + 1; split < j; ++split) {
        const std::int64_t total = best[i][split] + best[split][j] + parameters[1] +
                                   cost(before[split] - before[i], before[j] - before[split]);
        const bool better = parameters[2] == 1 ? total > best[i][j] : total < best[i][j];
        if (split == i + 1 || better) best[i][j] = total;
      }
    }
  }
  out << best[0][n] << '\n';
}

}  // namespace rbench
