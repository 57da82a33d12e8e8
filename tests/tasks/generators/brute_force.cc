#include "tests/tasks/generators/brute_force.h"

#include <cmath>
#include <cstdlib>
#include <functional>
#include <map>
#include <numeric>
#include <string>

#include "base/check.h"

namespace rbench {
namespace {

using Numbers = std::vector<int64_t>;

int64_t ReducedSum(int64_t top, int64_t bottom) {
  const int64_t common = std::gcd(top, bottom);
  return top / common + bottom / common;
}

int64_t PowerRemainder(int, const Numbers& p) {
  int64_t value = 1 % p[2];
  for (int64_t i = 0; i < p[1]; ++i) value = value * (p[0] % p[2]) % p[2];
  return value;
}

// Walks over all exponent triples.
int64_t DivisorCount(int level, const Numbers& p) {
  int64_t count = 0;
  for (int64_t a = 0; a <= p[1]; ++a) {
    for (int64_t b = 0; b <= p[3]; ++b) {
      for (int64_t c = 0; c <= p[5]; ++c) {
        bool counts = true;
        if (level == 2) {
          __int128 divisor = 1;
          for (int64_t i = 0; i < a; ++i) divisor *= p[0];
          for (int64_t i = 0; i < b; ++i) divisor *= p[2];
          for (int64_t i = 0; i < c; ++i) divisor *= p[4];
          counts = divisor % p[6] == 0;
        }
        if (level == 3) {
          const bool square = a % 2 == 0 && b % 2 == 0 && c % 2 == 0;
          const bool cube = a % 3 == 0 && b % 3 == 0 && c % 3 == 0;
          counts = square || cube;
        }
        count += counts ? 1 : 0;
      }
    }
  }
  return count;
}

int64_t SimultaneousRemainders(int level, const Numbers& p) {
  int64_t found = -1;
  for (int64_t n = 1; n < 1000; ++n) {
    bool all = true;
    for (size_t i = 0; i + 1 < p.size(); i += 2) all = all && n % p[i + 1] == p[i];
    if (all && (found < 0 || level == 3)) found = n;
  }
  return found;
}

int64_t MultiplesUpTo(int level, const Numbers& p) {
  int64_t count = 0;
  for (int64_t n = 1; n <= p[0]; ++n) {
    const bool a = n % p[1] == 0;
    const bool b = n % p[2] == 0;
    if (level == 1) count += a || b;
    if (level == 2) count += a != b;
    if (level == 3) count += (a || b) && n % p[3] != 0;
  }
  return count;
}

int64_t LatticePaths(int level, const Numbers& p) {
  // Ways to (x, y) by recurrence; for "through", the ways before and after the point are followed
  // separately.
  const auto ways = [&](int64_t from_x, int64_t from_y, int64_t to_x, int64_t to_y,
                        const std::function<bool(int64_t, int64_t)>& blocked) {
    std::map<std::pair<int64_t, int64_t>, int64_t> table;
    for (int64_t x = from_x; x <= to_x; ++x) {
      for (int64_t y = from_y; y <= to_y; ++y) {
        if (blocked(x, y)) continue;
        int64_t sum = x == from_x && y == from_y ? 1 : 0;
        if (x > from_x) sum += table[{x - 1, y}];
        if (y > from_y) sum += table[{x, y - 1}];
        table[{x, y}] = sum;
      }
    }
    return table[{to_x, to_y}];
  };
  const auto open = [](int64_t, int64_t) { return false; };
  if (level == 1) return ways(0, 0, p[2], p[3], open) * ways(p[2], p[3], p[0], p[1], open) % 1000;
  const auto blocked = [&](int64_t x, int64_t y) {
    return (x == p[2] && y == p[3]) || (level == 3 && x == p[4] && y == p[5]);
  };
  return ways(0, 0, p[0], p[1], blocked) % 1000;
}

int64_t BoundedSums(int level, const Numbers& p) {
  const int64_t upper = level == 3 ? p[3] : p[1];
  std::vector<int64_t> ways(static_cast<size_t>(p[1]) + 1, 0);
  ways[0] = 1;
  for (int64_t part = 0; part < p[0]; ++part) {
    std::vector<int64_t> next(ways.size(), 0);
    for (size_t sum = 0; sum < ways.size(); ++sum) {
      for (int64_t value = p[2]; value <= upper && sum + static_cast<size_t>(value) < ways.size();
           ++value) {
        next[sum + static_cast<size_t>(value)] += ways[sum];
      }
    }
    ways = next;
  }
  return ways.back() % 1000;
}

int64_t SpacedSubsets(int level, const Numbers& p) {
  const int64_t size = p[0], gap = p[1], chosen = p[2];
  // Ways to choose `left` more elements from `from` .. `last`, each at least `gap` after the one
  // before.
  const std::function<int64_t(int64_t, int64_t, int64_t,
                              std::map<std::pair<int64_t, int64_t>, int64_t>&)>
      choose = [&](int64_t from, int64_t last, int64_t left,
                   std::map<std::pair<int64_t, int64_t>, int64_t>& memo) -> int64_t {
    if (left == 0) return 1;
    if (from > last) return 0;
    const auto key = std::make_pair(from, left);
    if (const auto found = memo.find(key); found != memo.end()) return found->second;
    const int64_t ways =
        choose(from + 1, last, left, memo) + choose(from + gap, last, left - 1, memo);
    memo[key] = ways;
    return ways;
  };
  std::map<std::pair<int64_t, int64_t>, int64_t> memo;
  if (level < 3) return choose(1, size, chosen, memo) % 1000;
  int64_t total = 0;
  for (int64_t smallest = 1; smallest <= size; ++smallest) {
    memo.clear();
    // The largest may reach at most smallest + size - gap, so that the gap closes around the table.
    total += choose(smallest + gap, std::min(size, smallest + size - gap), chosen - 1, memo);
  }
  return total % 1000;
}

// Colours the graph vertex by vertex, remembering only the colours that still matter.
int64_t Colourings(int level, const Numbers& p) {
  const int64_t colours = p[0], vertices = p[1];
  int64_t total = 0;
  const int64_t hubs = level == 3 ? colours : 1;
  for (int64_t hub = 0; hub < hubs; ++hub) {
    for (int64_t first = 0; first < colours; ++first) {
      if (level == 3 && first == hub) continue;
      std::vector<int64_t> ways(static_cast<size_t>(colours), 0);
      ways[static_cast<size_t>(first)] = 1;
      for (int64_t v = 1; v < vertices; ++v) {
        std::vector<int64_t> next(ways.size(), 0);
        for (int64_t old = 0; old < colours; ++old) {
          for (int64_t now = 0; now < colours; ++now) {
            if (now == old || (level == 3 && now == hub)) continue;
            next[static_cast<size_t>(now)] =
                (next[static_cast<size_t>(now)] + ways[static_cast<size_t>(old)]) % 1000;
          }
        }
        ways = next;
      }
      for (int64_t last = 0; last < colours; ++last) {
        if (level >= 2 && last == first) continue;
        total += ways[static_cast<size_t>(last)];
      }
    }
  }
  return total % 1000;
}

int64_t TriangleFromSides(int level, const Numbers& p) {
  // Heron in whole numbers: 16 area^2.
  const int64_t a = p[0], b = p[1], c = p[2];
  const int64_t sixteen = (a + b + c) * (-a + b + c) * (a - b + c) * (a + b - c);
  int64_t four_area = static_cast<int64_t>(std::sqrt(static_cast<double>(sixteen)));
  while (four_area * four_area < sixteen) ++four_area;
  while (four_area * four_area > sixteen) --four_area;
  RBENCH_CHECK(four_area * four_area == sixteen);
  if (level == 1) {
    RBENCH_CHECK(four_area % 4 == 0);
    return four_area / 4;
  }
  // r = area / s = four_area / (2 (a + b + c)); R = a b c / four_area.
  return level == 2 ? ReducedSum(four_area, 2 * (a + b + c)) : ReducedSum(a * b * c, four_area);
}

int64_t LatticeTriangle(int level, const Numbers& p) {
  const auto side = [&](int i, int j, int64_t x, int64_t y) {
    return (p[2 * j] - p[2 * i]) * (y - p[2 * i + 1]) -
           (p[2 * j + 1] - p[2 * i + 1]) * (x - p[2 * i]);
  };
  int64_t count = 0;
  for (int64_t x = -60; x <= 60; ++x) {
    for (int64_t y = -60; y <= 60; ++y) {
      const int64_t s[3] = {side(0, 1, x, y), side(1, 2, x, y), side(2, 0, x, y)};
      const bool positive = s[0] > 0 && s[1] > 0 && s[2] > 0;
      const bool negative = s[0] < 0 && s[1] < 0 && s[2] < 0;
      const bool not_negative = s[0] >= 0 && s[1] >= 0 && s[2] >= 0;
      const bool not_positive = s[0] <= 0 && s[1] <= 0 && s[2] <= 0;
      count += level == 3 ? (not_negative || not_positive) : (positive || negative);
    }
  }
  return count;
}

// Coordinates: A = (0, 0), B = (1, 0), C = (0, 1), so D = (t, 0), E = (0, t) with t = m / (m + n);
// areas in units of ABC by the shoelace formula, all over (m + n)^2.
int64_t ParallelCut(int level, const Numbers& p) {
  const int64_t m = p[0], whole = p[0] + p[1];
  const int64_t ade = m * m;  // t * t
  const int64_t trapezoid = whole * whole - ade;
  const int64_t dec = m * whole - m * m;  // t (1 - t)
  if (level == 1) return p[2] * trapezoid / (whole * whole);
  if (level == 2) return p[2] * whole * whole / trapezoid;
  return p[2] * dec / (whole * whole);
}

int64_t IntegerRoot(int64_t square) {
  int64_t root = 0;
  while (root * root < square) ++root;
  RBENCH_CHECK(root * root == square);
  return root;
}

int64_t ChordInCircle(int level, const Numbers& p) {
  if (level == 1) return 2 * IntegerRoot(p[0] * p[0] - p[1] * p[1]);
  if (level == 2) return p[0] / 2 * IntegerRoot(p[1] * p[1] - p[0] / 2 * (p[0] / 2));
  // P at distance |half - AP| from the chord's middle.
  const int64_t half = IntegerRoot(p[0] * p[0] - p[1] * p[1]);
  return p[0] * p[0] - (p[1] * p[1] + (half - p[2]) * (half - p[2]));
}

int64_t Recurrence(int, const Numbers& p) {
  int64_t before = p[2] % p[5], now = p[3] % p[5];
  for (int64_t n = 3; n <= p[4]; ++n) {
    const int64_t next = (p[0] * now + p[1] * before) % p[5];
    before = now;
    now = next;
  }
  return now;
}

int64_t TelescopingSum(int, const Numbers& p) {
  __int128 top = 0, bottom = 1;
  const auto gcd = [](__int128 x, __int128 y) {
    while (y != 0) {
      const __int128 rest = x % y;
      x = y;
      y = rest;
    }
    return x;
  };
  for (int64_t i = 0; i < p[2]; ++i) {
    const __int128 x = p[0] + i * p[1];
    const __int128 term = x * (x + p[1]);
    top = top * term + bottom;
    bottom *= term;
    const __int128 common = gcd(top, bottom);
    top /= common;
    bottom /= common;
  }
  return static_cast<int64_t>(top + bottom);
}

int64_t PolynomialSum(int, const Numbers& p) {
  int64_t sum = 0;
  for (int64_t k = 1; k <= p[3]; ++k) sum += p[0] * k * k + p[1] * k + p[2];
  return sum % 1000;
}

int64_t CommonTerms(int level, const Numbers& p) {
  int64_t count = 0, sum = 0;
  for (int64_t x = 1; x <= p[4]; ++x) {
    const bool first = x >= p[0] && (x - p[0]) % p[1] == 0;
    const bool second = x >= p[2] && (x - p[2]) % p[3] == 0;
    if (!first || !second) continue;
    ++count;
    sum += x;
  }
  return level == 3 ? sum % 1000 : count;
}

int64_t DiceSum(int level, const Numbers& p) {
  int64_t favourable = 0, all = 0;
  for (int64_t a = 1; a <= p[0]; ++a) {
    for (int64_t b = 1; b <= p[1]; ++b) {
      for (int64_t c = p[2] == 0 ? 0 : 1; c <= p[2]; ++c) {
        ++all;
        favourable += level == 3 ? a + b + c >= p[3] : a + b + c == p[3];
      }
    }
  }
  return ReducedSum(favourable, all);
}

// Follows the draws one by one: (red left, blue left, green left, reds drawn ...) as counts of
// ordered draws.
int64_t UrnDraws(int level, const Numbers& p) {
  std::map<std::vector<int64_t>, int64_t> states;
  states[{0, 0, 0}] = 1;
  for (int64_t i = 0; i < p[3]; ++i) {
    std::map<std::vector<int64_t>, int64_t> next;
    for (const auto& [drawn, ways] : states) {
      for (size_t colour = 0; colour < 3; ++colour) {
        const int64_t left = p[colour] - drawn[colour];
        if (left <= 0) continue;
        std::vector<int64_t> after = drawn;
        ++after[colour];
        next[after] += ways * left;
      }
    }
    states = next;
  }
  int64_t favourable = 0, all = 0;
  for (const auto& [drawn, ways] : states) {
    all += ways;
    const bool counts =
        level == 3 ? drawn[0] > 0 && drawn[1] > 0 && drawn[2] > 0 : drawn[0] == p[4];
    favourable += counts ? ways : 0;
  }
  return ReducedSum(favourable, all);
}

// Every sequence of tosses with its weight.
int64_t BiasedFlips(int level, const Numbers& p) {
  int64_t favourable = 0, all = 0;
  for (int64_t sequence = 0; sequence < (int64_t{1} << p[2]); ++sequence) {
    int64_t weight = 1, heads = 0;
    for (int64_t i = 0; i < p[2]; ++i) {
      const bool head = (sequence >> i & 1) != 0;
      weight *= head ? p[0] : p[1] - p[0];
      heads += head;
    }
    all += weight;
    if (level == 3 ? heads >= p[3] : heads == p[3]) favourable += weight;
  }
  return ReducedSum(favourable, all) % 1000;
}

int64_t TwoNumbers(int level, const Numbers& p) {
  int64_t favourable = 0, all = 0;
  for (int64_t a = 1; a <= p[0]; ++a) {
    for (int64_t b = a + 1; b <= p[0]; ++b) {
      ++all;
      if (level == 1) favourable += (a + b) % p[1] == 0;
      if (level == 2) favourable += (b - a) % p[1] == 0;
      if (level == 3) favourable += b - a >= p[1];
    }
  }
  return ReducedSum(favourable, all);
}

// Arithmetic by steps of one.
int64_t CountUp(int64_t from, int64_t steps) {
  for (int64_t i = 0; i < std::abs(steps); ++i) from += steps < 0 ? -1 : 1;
  return from;
}

int64_t Repeated(int64_t a, int64_t times) {
  int64_t sum = 0;
  for (int64_t i = 0; i < times; ++i) sum = CountUp(sum, a);
  return sum;
}

int64_t Chain(int, const Numbers& p) {
  switch (p[3]) {
    case 0:
      return CountUp(CountUp(p[0], p[1]), p[2]);
    case 1:
      return Repeated(CountUp(p[0], p[1]), p[2]);
    case 2:
      return CountUp(Repeated(p[0], p[2]), -p[1]);
    default:
      return CountUp(p[0], Repeated(p[1], p[2]));
  }
}

int64_t Division(int, const Numbers& p) {
  int64_t times = 0;
  for (int64_t left = p[0]; left > 0; left -= p[1]) ++times;
  return times;
}

int64_t Story(int, const Numbers& p) {
  if (p[2] == 0) return CountUp(p[0], p[1]);
  if (p[2] == 1) return CountUp(p[0], -p[1]);
  return CountUp(Repeated(p[0], p[1]), -p[3]);
}

}  // namespace

int64_t BruteForce(std::string_view family, int level, const std::vector<int64_t>& parameters) {
  static const std::map<std::string_view, int64_t (*)(int, const Numbers&)> table = {
      {"power_remainder", &PowerRemainder},
      {"divisor_count", &DivisorCount},
      {"simultaneous_remainders", &SimultaneousRemainders},
      {"multiples_up_to", &MultiplesUpTo},
      {"lattice_paths", &LatticePaths},
      {"bounded_sums", &BoundedSums},
      {"spaced_subsets", &SpacedSubsets},
      {"colourings", &Colourings},
      {"triangle_from_sides", &TriangleFromSides},
      {"lattice_triangle", &LatticeTriangle},
      {"parallel_cut", &ParallelCut},
      {"chord_in_circle", &ChordInCircle},
      {"recurrence", &Recurrence},
      {"telescoping_sum", &TelescopingSum},
      {"polynomial_sum", &PolynomialSum},
      {"common_terms", &CommonTerms},
      {"dice_sum", &DiceSum},
      {"urn_draws", &UrnDraws},
      {"biased_flips", &BiasedFlips},
      {"two_numbers", &TwoNumbers},
      {"addition", [](int, const Numbers& p) { return CountUp(p[0], p[1]); }},
      {"subtraction", [](int, const Numbers& p) { return CountUp(p[0], -p[1]); }},
      {"multiplication", [](int, const Numbers& p) { return Repeated(p[0], p[1]); }},
      {"division", &Division},
      {"chain", &Chain},
      {"story", &Story},
  };
  const auto found = table.find(family);
  RBENCH_CHECK(found != table.end());
  return found->second(level, parameters);
}

}  // namespace rbench
