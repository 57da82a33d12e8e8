#include <cstdint>
#include <deque>
#include <istream>
#include <ostream>
#include <vector>

// parameters: cost of a jump, shortest jump, 1 for the dearest way and 0 for the cheapest. The best
// of a sliding window of earlier platforms.

namespace rbench {

void PlatformJumps(std::istream& in, std::ostream& out,
                   const std::vector<std::int64_t>& parameters) {
  const int shortest = static_cast<int>(parameters[1]);
  const std::int64_t sign = parameters[2] == 1 ? -1 : 1;
  int n = 0, longest = 0;
  in >> n >> longest;
  std::vector<std::int64_t> best(n, 0);
  std::vector<bool> reached(n, false);
  std::deque<int> window;  // reached platforms, best values rising
  for (int i = 0; i < n; ++i) {
    std::int64_t value = 0;
    in >> value;
    value *= sign;
    const int from = i - shortest;
    if (from >= 0 && reached[from]) {
      while (!window.empty() && best[window.back()] >= best[from]) window.pop_back();
      window.push_back(from);
    }
    while (!window.empty() && window.front() < i - longest) window.pop_front();
    if (i == 0) {
      best[0] = value;
      reached[0] = true;
    } else if (!window.empty()) {
      best[i] = best[window.front()] + value + sign * parameters[0];
      reached[i] = true;
    }
  }
  out << (reached[n - 1] ? best[n - 1] * sign : -1) << '\n';
}

}  // namespace rbench
