#include <algorithm>
#include <cstdint>
#include <istream>
#include <ostream>
#include <vector>

// parameters: minutes of cleaning, 1 if a room may be used in the very minute in which its cleaning
// ends. Starts and ends in order of time.

namespace rbench {

void RoomCount(std::istream& in, std::ostream& out, const std::vector<std::int64_t>& parameters) {
  int n = 0;
  in >> n;
  std::vector<std::int64_t> starts(n), ends(n);
  for (int i = 0; i < n; ++i) {
    in >> starts[i] >> ends[i];
    ends[i] += parameters[0] + (parameters[1] == 1 ? 0 : 1);  // the first minute of the next use
  }
  std::sort(starts.begin(), starts.end());
  std::sort(ends.begin(), ends.end());
  int free_again = 0, most = 0;
  for (int begun = 0; begun < n; ++begun) {
    while (ends[free_again] <= starts[begun]) ++free_again;
    most = std::max(most, begun + 1 - free_again);
  }
  out << most << '\n';
}

}  // namespace rbench
