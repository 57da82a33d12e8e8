#include <cstdint>
#include <functional>
#include <istream>
#include <ostream>
#include <queue>
#include <utility>
#include <vector>

// parameters: k, 1 if of equal remainders the largest number goes first. Of the jobs that may be
// done the one with the least remainder modulo k is next.

namespace rbench {

void SmallestOrder(std::istream& in, std::ostream& out,
                   const std::vector<std::int64_t>& parameters) {
  int n = 0, m = 0;
  in >> n >> m;
  std::vector<std::vector<int>> after(n + 1);
  std::vector<int> waits_for(n + 1, 0);
  for (int i = 0; i < m; ++i) {
    int first = 0, second = 0;
    in >> first >> second;
    after[first].push_back(second);
    ++waits_for[second];
  }
  const std::int64_t sign = parameters[1] == 1 ? -1 : 1;
  using Entry = std::pair<std::int64_t, std::int64_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> ready;
  const auto add = [&](int job) { ready.emplace(job % parameters[0], job * sign); };
  for (int job = 1; job <= n; ++job) {
    if (waits_for[job] == 0) add(job);
  }
  std::vector<int> order;
  while (!ready.empty()) {
    const int job = static_cast<int>(ready.top().second * sign);
    ready.pop();
    order.push_back(job);
    for (const int next : after[job]) {
      if (--waits_for[next] == 0) add(next);
    }
  }
  if (static_cast<int>(order.size()) < n) {
    out << "-1\n";
    return;
  }
  for (int i = 0; i < n; ++i) out << order[i] << (i + 1 < n ? ' ' : '\n');
}

}  // namespace rbench
