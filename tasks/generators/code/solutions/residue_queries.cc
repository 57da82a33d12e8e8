#include <cstdint>
#include <istream>
#include <ostream>
#include <vector>

// parameters: k, r, 1 for the sum of the numbers that leave r modulo k and 0 for their number.

namespace rbench {

void ResidueQueries(std::istream& in, std::ostream& out,
                    const std::vector<std::int64_t>& parameters) {
  int n = 0, queries = 0;
  in >> n >> queries;
  std::vector<std::int64_t> before(n + 1, 0);
  for (int i = 1; i <= n; ++i) {
    std::int64_t value = 0;
    in >> value;
    before[i] = before[i - 1];
    if (value % parameters[0] == parameters[1]) before[i] += parameters[2] == 1 ? value : 1;
  }
  while (queries-- > 0) {
    int left = 0, right = 0;
    in >> left >> right;
    out << before[right] - before[left - 1] << '\n';
  }
}

}  // namespace rbench
