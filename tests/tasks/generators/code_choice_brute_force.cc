#include <algorithm>
#include <cstdlib>
#include <functional>
#include <map>
#include <numeric>
#include <queue>
#include <set>

#include "tests/tasks/generators/code_brute_force.h"
#include "tests/tasks/generators/code_input_reader.h"

namespace rbench {
namespace {

using Parameters = std::vector<int64_t>;

std::string Both(int64_t a, int64_t b) { return std::to_string(a) + " " + std::to_string(b); }

// Piece by piece.
std::string CappedStore(const std::string& input, const Parameters& p) {
  InputReader in(input);
  int64_t stock = 0, missed = 0;
  for (int64_t left = in.Number(); left > 0; --left) {
    const int64_t step = in.Word() == "+" ? 1 : -1;
    const int64_t before = stock;
    int64_t open = in.Number();
    for (; open > 0 && stock + step >= 0 && stock + step <= p[0]; --open) stock += step;
    if (open == 0) continue;
    if (p[1] == 1) {
      missed += open;
    } else {
      stock = before;
      ++missed;
    }
  }
  return Both(stock, missed);
}

// The next piece that is finished, again and again.
std::string MachineTime(const std::string& input, const Parameters& p) {
  InputReader in(input);
  const int64_t n = in.Number(), wanted = in.Number();
  struct Next {
    int64_t time, seconds, made;
    bool operator>(const Next& other) const { return time > other.time; }
  };
  std::priority_queue<Next, std::vector<Next>, std::greater<>> queue;
  for (const int64_t seconds : in.NumbersOf(n)) queue.push({seconds, seconds, 0});
  for (int64_t finished = 1;; ++finished) {
    Next next = queue.top();
    if (finished == wanted) return std::to_string(next.time);
    queue.pop();
    ++next.made;
    next.time += next.seconds + (next.made % p[0] == 0 ? p[1] : 0);
    queue.push(next);
  }
}

// At every start: which bookings hold a room?
std::string RoomCount(const std::string& input, const Parameters& p) {
  InputReader in(input);
  std::vector<std::pair<int64_t, int64_t>> bookings;
  for (int64_t left = in.Number(); left > 0; --left) {
    const int64_t start = in.Number();
    bookings.emplace_back(start, in.Number());
  }
  int64_t most = 0;
  for (const auto& [now, ignored] : bookings) {
    int64_t held = 0;
    for (const auto& [start, end] : bookings) {
      held += start <= now && (p[1] == 1 ? now < end + p[0] : now <= end + p[0]);
    }
    most = std::max(most, held);
  }
  return std::to_string(most);
}

// Every load.
std::string Knapsack(const std::string& input, const Parameters& p) {
  InputReader in(input);
  const int64_t n = in.Number(), limit = in.Number();
  const std::vector<int64_t> items = in.NumbersOf(2 * n);
  int64_t best = -1;
  const std::function<void(int64_t, int64_t, int64_t)> fill = [&](int64_t i, int64_t load,
                                                                  int64_t worth) {
    if (load > limit) return;
    if (i == n) {
      if (p[2] == 0 || load == limit) best = std::max(best, worth);
      return;
    }
    const int64_t weight = items[static_cast<size_t>(2 * i)] + p[1];
    const int64_t value = items[static_cast<size_t>(2 * i) + 1];
    for (int64_t copies = 0; p[0] == 0 ? load + copies * weight <= limit : copies <= p[0];
         ++copies) {
      fill(i + 1, load + copies * weight, worth + copies * value);
    }
  };
  fill(0, 0, 0);
  return std::to_string(best);
}

// Every order of merges.
std::string MergePiles(const std::string& input, const Parameters& p) {
  InputReader in(input);
  const std::function<int64_t(const std::vector<int64_t>&)> best =
      [&](const std::vector<int64_t>& piles) -> int64_t {
    if (piles.size() == 1) return 0;
    int64_t result = 0;
    for (size_t i = 0; i + 1 < piles.size(); ++i) {
      const int64_t a = piles[i], b = piles[i + 1];
      const int64_t costs[] = {a + b, std::max(a, b), std::min(a, b), std::abs(a - b)};
      std::vector<int64_t> merged = piles;
      merged[i] = a + b;
      merged.erase(merged.begin() + static_cast<std::ptrdiff_t>(i) + 1);
      const int64_t total = costs[p[0]] + p[1] + best(merged);
      if (i == 0 || (p[2] == 1 ? total > result : total < result)) result = total;
    }
    return result;
  };
  return std::to_string(best(in.NumbersOf(in.Number())));
}

// Every order of towns.
std::string RoundTrip(const std::string& input, const Parameters& p) {
  InputReader in(input);
  const int64_t n = in.Number();
  const std::vector<int64_t> cost = in.NumbersOf(n * n);
  std::vector<int64_t> order(static_cast<size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  int64_t best = INT64_MAX;
  do {
    const auto place = [&](int64_t town) {
      return std::find(order.begin(), order.end(), town - 1);
    };
    if (p[1] != 0 && place(p[1]) > place(p[2])) continue;
    int64_t total = 0;
    for (int64_t ride = 1; ride < n + p[0]; ++ride) {
      const int64_t from = order[static_cast<size_t>(ride - 1)];
      const int64_t to = order[static_cast<size_t>(ride % n)];
      total += cost[static_cast<size_t>(from * n + to)] * (ride % 2 == 0 ? p[3] : 1);
    }
    best = std::min(best, total);
  } while (std::next_permutation(order.begin() + 1, order.end()));
  return std::to_string(best);
}

// Every pair of cells: are they neighbours?
std::string LocalPeaks(const std::string& input, const Parameters& p) {
  InputReader in(input);
  const int64_t rows = in.Number(), columns = in.Number();
  const std::vector<int64_t> height = in.NumbersOf(rows * columns);
  const auto apart = [&](int64_t a, int64_t b, int64_t size) {
    const int64_t plain = std::abs(a - b);
    return p[1] == 1 ? std::min(plain, size - plain) : plain;
  };
  int64_t count = 0, sum = 0;
  for (int64_t a = 0; a < rows * columns; ++a) {
    bool good = true;
    for (int64_t b = 0; b < rows * columns; ++b) {
      const int64_t dr = apart(a / columns, b / columns, rows);
      const int64_t dc = apart(a % columns, b % columns, columns);
      const bool side = dr + dc == 1, corner = dr == 1 && dc == 1;
      if (!(p[0] == 0 ? side : p[0] == 1 ? side || corner : corner)) continue;
      const int64_t here = height[static_cast<size_t>(a)], there = height[static_cast<size_t>(b)];
      if (p[2] == 1 ? there < here : there > here) good = false;
      if (p[3] == 0 && there == here) good = false;
    }
    if (!good) continue;
    ++count;
    sum += height[static_cast<size_t>(a)];
  }
  return Both(count, sum);
}

// Steps are lowered along jumps until nothing changes.
std::string LeaperBoard(const std::string& input, const Parameters& p) {
  InputReader in(input);
  const int64_t rows = in.Number(), columns = in.Number();
  const std::vector<std::string> board = in.WordsOf(rows);
  std::map<std::pair<int64_t, int64_t>, int64_t> steps;
  std::pair<int64_t, int64_t> target;
  for (int64_t r = 0; r < rows; ++r) {
    for (int64_t c = 0; c < columns; ++c) {
      const char cell = board[static_cast<size_t>(r)][static_cast<size_t>(c)];
      if (cell != '#') steps[{r, c}] = cell == 'S' ? 0 : 1'000'000;
      if (cell == 'T') target = {r, c};
    }
  }
  for (bool changed = true; changed;) {
    changed = false;
    for (const auto& [from, have] : steps) {
      for (int64_t dr = -p[1]; dr <= p[1]; ++dr) {
        for (int64_t dc = -p[1]; dc <= p[1]; ++dc) {
          const int64_t low = std::min(std::abs(dr), std::abs(dc));
          const int64_t high = std::max(std::abs(dr), std::abs(dc));
          if (low != p[0] || high != p[1]) continue;
          int64_t r = from.first + dr, c = from.second + dc;
          if (p[2] == 1) {
            r = (r + p[1] * rows) % rows;
            c = (c + p[1] * columns) % columns;
          }
          const auto to = steps.find({r, c});
          if (to == steps.end() || to->second <= have + 1) continue;
          to->second = have + 1;
          changed = true;
        }
      }
    }
  }
  return std::to_string(steps[target] >= 1'000'000 ? -1 : steps[target]);
}

// Marks spread from cell to cell until nothing changes.
std::string Regions(const std::string& input, const Parameters& p) {
  InputReader in(input);
  const int64_t rows = in.Number(), columns = in.Number();
  const std::vector<std::string> map = in.WordsOf(rows);
  std::map<std::pair<int64_t, int64_t>, int64_t> mark;
  for (int64_t r = 0; r < rows; ++r) {
    for (int64_t c = 0; c < columns; ++c) {
      if (map[static_cast<size_t>(r)][static_cast<size_t>(c)] == '#')
        mark[{r, c}] = r * columns + c;
    }
  }
  for (bool changed = true; changed;) {
    changed = false;
    for (auto& [cell, own] : mark) {
      for (int64_t side = 0; side < 9; ++side) {
        const int64_t dr = side / 3 - 1, dc = side % 3 - 1;
        if (p[0] == 0 && dr != 0 && dc != 0) continue;
        int64_t r = cell.first + dr, c = cell.second + dc;
        if (p[1] == 1) {
          r = (r + rows) % rows;
          c = (c + columns) % columns;
        }
        const auto other = mark.find({r, c});
        if (other == mark.end() || other->second >= own) continue;
        own = other->second;
        changed = true;
      }
    }
  }
  std::map<int64_t, int64_t> sizes;
  for (const auto& [cell, own] : mark) ++sizes[own];
  int64_t counted = 0, largest = 0;
  for (const auto& [own, size] : sizes) {
    counted += size >= p[2];
    largest = std::max(largest, size);
  }
  return Both(counted, largest);
}

// Every pair of corners, and every cell between.
std::string FreeRectangle(const std::string& input, const Parameters& p) {
  InputReader in(input);
  const int64_t rows = in.Number(), columns = in.Number();
  const std::vector<std::string> map = in.WordsOf(rows);
  int64_t best = -1;
  for (int64_t top = 0; top < rows; ++top) {
    for (int64_t left = 0; left < columns; ++left) {
      for (int64_t bottom = top; bottom < rows; ++bottom) {
        for (int64_t right = left; right < columns; ++right) {
          const int64_t h = bottom - top + 1, w = right - left + 1;
          if (h < p[3] || w < p[3]) continue;
          bool free = true;
          for (int64_t r = top; r <= bottom; ++r) {
            const std::string_view row = map[static_cast<size_t>(r)];
            const auto part = row.substr(static_cast<size_t>(left), static_cast<size_t>(w));
            free = free && part.find('#') == std::string_view::npos;
          }
          if (free) best = std::max(best, p[0] * h + p[1] * w + p[2] * h * w);
        }
      }
    }
  }
  return std::to_string(best);
}

// Every ordered pair of points: is it a side of the hull, all others to its left or between?
std::string FencePoints(const std::string& input, const Parameters& p) {
  InputReader in(input);
  std::vector<std::pair<int64_t, int64_t>> points;
  for (int64_t left = in.Number(); left > 0; --left) {
    const int64_t x = in.Number();
    points.emplace_back(x, in.Number());
  }
  int64_t cost = 0;
  std::set<std::pair<int64_t, int64_t>> corners, on_fence;
  for (const auto& a : points) {
    for (const auto& b : points) {
      if (a == b) continue;
      const int64_t dx = b.first - a.first, dy = b.second - a.second;
      std::vector<std::pair<int64_t, int64_t>> between;
      bool side = true;
      for (const auto& c : points) {
        const int64_t cx = c.first - a.first, cy = c.second - a.second;
        const int64_t turn = dx * cy - dy * cx, along = dx * cx + dy * cy;
        if (turn < 0 || (turn == 0 && (along < 0 || along > dx * dx + dy * dy))) side = false;
        if (turn == 0) between.push_back(c);
      }
      if (!side) continue;
      cost +=
          p[0] * std::max(std::abs(dx), std::abs(dy)) + p[1] * std::min(std::abs(dx), std::abs(dy));
      corners.insert({a, b});
      on_fence.insert(between.begin(), between.end());
    }
  }
  if (points.size() == 1) return "0 1";
  return Both(cost, static_cast<int64_t>(p[2] == 1 ? on_fence.size() : corners.size()));
}

// Costs are lowered along all roads until nothing changes (Bellman and Ford).
std::string TollRoute(const std::string& input, const Parameters& p) {
  InputReader in(input);
  const int64_t n = in.Number(), m = in.Number();
  struct Road {
    int64_t from, to, price;
  };
  std::vector<Road> roads;
  for (int64_t i = 0; i < m; ++i) {
    const int64_t a = in.Number(), b = in.Number(), price = in.Number();
    roads.push_back({a, b, price});
    if (p[0] == 0) roads.push_back({b, a, price});
  }
  std::vector<int64_t> cost(static_cast<size_t>(n) + 1, -1);
  cost[1] = 0;
  for (bool changed = true; changed;) {
    changed = false;
    for (const Road& road : roads) {
      const int64_t from = cost[static_cast<size_t>(road.from)];
      if (from < 0) continue;
      const int64_t total = from + road.price + (road.from == 1 ? 0 : p[1]);
      int64_t& to = cost[static_cast<size_t>(road.to)];
      if (to >= 0 && to <= total) continue;
      to = total;
      changed = true;
    }
  }
  return std::to_string(cost.back());
}

// All jobs are looked at for every place of the order.
std::string SmallestOrder(const std::string& input, const Parameters& p) {
  InputReader in(input);
  const int64_t n = in.Number(), m = in.Number();
  std::vector<std::vector<int64_t>> after(static_cast<size_t>(n) + 1);
  std::vector<int64_t> open(static_cast<size_t>(n) + 1, 0);
  for (int64_t i = 0; i < m; ++i) {
    const int64_t a = in.Number(), b = in.Number();
    after[static_cast<size_t>(a)].push_back(b);
    ++open[static_cast<size_t>(b)];
  }
  std::string text;
  for (int64_t place = 0; place < n; ++place) {
    int64_t best = 0;
    for (int64_t job = 1; job <= n; ++job) {
      if (open[static_cast<size_t>(job)] != 0) continue;
      const bool better =
          best == 0 || job % p[0] < best % p[0] || (job % p[0] == best % p[0] && p[1] == 1);
      if (better) best = job;
    }
    if (best == 0) return "-1";
    open[static_cast<size_t>(best)] = -1;
    for (const int64_t job : after[static_cast<size_t>(best)]) --open[static_cast<size_t>(job)];
    text += std::to_string(best) + " ";
  }
  return text;
}

// The distances from every village.
std::string TreePairs(const std::string& input, const Parameters& p) {
  InputReader in(input);
  const int64_t n = in.Number();
  std::vector<std::vector<std::pair<int64_t, int64_t>>> paths(static_cast<size_t>(n) + 1);
  for (int64_t i = 1; i < n; ++i) {
    const int64_t a = in.Number(), b = in.Number(), length = in.Number();
    paths[static_cast<size_t>(a)].emplace_back(b, length);
    paths[static_cast<size_t>(b)].emplace_back(a, length);
  }
  int64_t pairs = 0;
  for (int64_t start = 1; start <= n; ++start) {
    struct Visit {
      int64_t village, from, distance;
    };
    std::vector<Visit> stack = {{start, 0, 0}};
    while (!stack.empty()) {
      const Visit visit = stack.back();
      stack.pop_back();
      pairs += visit.village > start && visit.distance % p[0] == p[1];
      for (const auto& [next, length] : paths[static_cast<size_t>(visit.village)]) {
        if (next != visit.from) stack.push_back({next, visit.village, visit.distance + length});
      }
    }
  }
  return std::to_string(pairs);
}

}  // namespace

const std::vector<CodeBruteForceRow>& ChoiceBruteForces() {
  static const std::vector<CodeBruteForceRow> rows = {
      {"capped_store", false, &CappedStore},
      {"fence_points", true, &FencePoints},
      {"free_rectangle", true, &FreeRectangle},
      {"knapsack", true, &Knapsack},
      {"leaper_board", false, &LeaperBoard},
      {"local_peaks", false, &LocalPeaks},
      {"machine_time", true, &MachineTime},
      {"merge_piles", true, &MergePiles},
      {"regions", false, &Regions},
      {"room_count", true, &RoomCount},
      {"round_trip", true, &RoundTrip},
      {"smallest_order", true, &SmallestOrder},
      {"toll_route", true, &TollRoute},
      {"tree_pairs", true, &TreePairs},
  };
  return rows;
}

}  // namespace rbench
