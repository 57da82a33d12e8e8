#include <algorithm>
#include <cstdint>
#include <istream>
#include <ostream>
#include <vector>

// parameters: items between two rests, seconds of a rest. Binary search for the time.

namespace rbench {

void MachineTime(std::istream& in, std::ostream& out, const std::vector<std::int64_t>& parameters) {
  const std::int64_t batch = parameters[0];
  const std::int64_t rest = parameters[1];
  int n = 0;
  std::int64_t wanted = 0;
  in >> n >> wanted;
  std::vector<std::int64_t> seconds(n);
  for (std::int64_t& each : seconds) in >> each;
  const auto enough = [&](std::int64_t time) {
    std::int64_t items = 0;
    for (const std::int64_t each : seconds) {
      const std::int64_t cycle = batch * each + rest;
      items += time / cycle * batch + std::min(batch, time % cycle / each);
      if (items >= wanted) return true;
    }
    return false;
  };
  std::int64_t low = 0;  // not enough
  const std::int64_t fastest = *std::min_element(seconds.begin(), seconds.end());
  std::int64_t high = wanted * fastest + wanted / batch * rest;  // enough
  while (high - low > 1) {
    const std::int64_t middle = low + (high - low) / 2;
    (enough(middle) ? high : low) = middle;
  }
  out << high << '\n';
}

}  // namespace rbench
