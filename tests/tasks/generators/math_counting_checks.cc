#include <algorithm>
#include <bit>
#include <cmath>
#include <map>

#include "tests/tasks/generators/gold_value.h"
#include "tests/tasks/generators/math_checks.h"

namespace rbench {
namespace {

double Quotient(int64_t a, int64_t b) { return static_cast<double>(a) / static_cast<double>(b); }

bool DiceProbability(const DrawnProblem& d) {
  const std::vector<int64_t>& p = d.p;
  const bool three = d.level == 2 || d.level == 5;
  int64_t good = 0, all = 0;
  for (int64_t roll = 0; roll < p[0] * p[1] * (three ? p[2] : 1); ++roll) {
    const int64_t x = roll % p[0] + 1, y = roll / p[0] % p[1] + 1;
    const int64_t z = three ? roll / p[0] / p[1] + 1 : 0, sum = x + y + z;
    const bool given = d.level == 4   ? sum >= p[3]
                       : d.level == 5 ? x <= p[3] && y <= p[3] && z <= p[3] &&
                                            (x == p[3] || y == p[3] || z == p[3])
                                      : true;
    const bool event = d.level <= 2   ? sum == p[3]
                       : d.level == 3 ? x * y % p[3] == 0
                                      : sum % (d.level == 4 ? 3 : 4) == 0;
    all += given;
    good += given && event;
  }
  return Near(ValueOf(d.gold), Quotient(good, all));
}

// Every subset of the members; women come first.
bool Committees(const DrawnProblem& d) {
  const auto women = static_cast<uint32_t>(d.p[0]), men = static_cast<uint32_t>(d.p[1]);
  const uint32_t first_man = 1u << women;
  int64_t count = 0;
  for (uint32_t members = 0; members < 1u << (women + men); ++members) {
    if (std::popcount(members) != d.p[2]) continue;
    const int64_t chosen = std::popcount(members & (first_man - 1));
    if (d.level == 2 && chosen != d.p[3]) continue;
    if (d.level >= 3 && chosen < d.p[3]) continue;
    if (d.level == 4 && (members & 1) != 0 && (members & first_man) != 0) continue;
    int64_t officers = 1;
    if (d.level == 5) {
      officers = 0;
      for (uint32_t chair = 0; chair < women; ++chair) {
        for (uint32_t other = 0; other < women + men; ++other) {
          officers += (members >> chair & 1) != 0 && (members >> other & 1) != 0 && chair != other;
        }
      }
    }
    count += officers;
  }
  return d.gold == std::to_string(count);
}

bool ExpectedValue(const DrawnProblem& d) {
  const std::vector<int64_t>& p = d.p;
  double mean = 0;
  if (d.level == 1) {
    for (const int64_t value : p) mean += Quotient(value, static_cast<int64_t>(p.size()));
  } else if (d.level == 2) {
    // The probability of each number of red balls so far, ball by ball.
    std::vector<double> chance(static_cast<size_t>(p[0]) + 2, 0);
    chance[0] = 1;
    for (int64_t drawn = 0; drawn < p[2]; ++drawn) {
      std::vector<double> next(chance.size(), 0);
      for (int64_t red = 0; red <= std::min(drawn, p[0]); ++red) {
        const double now = chance[static_cast<size_t>(red)];
        const double hit = Quotient(p[0] - red, p[0] + p[1] - drawn);
        next[static_cast<size_t>(red) + 1] += now * hit;
        next[static_cast<size_t>(red)] += now * (1 - hit);
      }
      chance = next;
    }
    for (size_t red = 0; red < chance.size(); ++red) mean += chance[red] * static_cast<double>(red);
  } else if (d.level == 3) {
    for (int64_t x = 1; x <= p[0]; ++x) {
      for (int64_t y = 1; y <= p[1]; ++y) mean += Quotient(x > y ? x : y, p[0] * p[1]);
    }
  } else if (d.level == 4) {
    int64_t sum = 0, all = 0;
    for (uint32_t balls = 1; balls < 1u << p[0]; ++balls) {
      if (std::popcount(balls) != p[1]) continue;
      ++all;
      sum += 32 - std::countl_zero(balls) - (p[2] != 0 ? std::countr_zero(balls) + 1 : 0);
    }
    mean = Quotient(sum, all);
  } else {
    // E_k = 1 + h E_{k+1} + (1 - h) E_0 as a + b E_0, from the last state back.
    const double h = Quotient(p[0], p[1]);
    double a = 0, b = 0;
    for (int64_t k = 0; k < p[2]; ++k) {
      a = 1 + h * a;
      b = h * b + (1 - h);
    }
    mean = a / (1 - b);
  }
  return Near(ValueOf(d.gold), mean);
}

bool Arrangements(const DrawnProblem& d) {
  const std::vector<int64_t>& p = d.p;
  if (d.level == 1) {
    // Sets of letters used so far, letter by letter.
    std::map<uint32_t, int64_t> codes = {{0, 1}};
    for (int64_t i = 0; i < p[0]; ++i) {
      std::map<uint32_t, int64_t> next;
      if (i == p[1]) break;
      for (const auto& [used, ways] : codes) {
        for (int64_t letter = 0; letter < p[0]; ++letter) {
          if ((used >> letter & 1) == 0) next[used | 1u << letter] += ways;
        }
      }
      codes = next;
    }
    int64_t count = 0;
    for (const auto& [used, ways] : codes) count += ways;
    return d.gold == std::to_string(count);
  }
  std::string letters;
  for (size_t i = 0; i < 4; ++i) {
    letters += std::string(static_cast<size_t>(p[i]), static_cast<char>('A' + i));
  }
  int64_t good = 0, all = 0;
  do {
    const size_t first = letters.find('A'), last = letters.rfind('A');
    const bool together = last - first + 1 == static_cast<size_t>(p[0]);
    const bool apart = letters.find("AA") == std::string::npos;
    ++all;
    good += d.level == 2 || (d.level == 3 && together) || (d.level == 4 && apart) ||
            (d.level == 5 && apart && letters[0] == 'B');
  } while (std::next_permutation(letters.begin(), letters.end()));
  return d.level == 5 ? Near(ValueOf(d.gold), Quotient(good, all)) : d.gold == std::to_string(good);
}

bool CoinWalk(const DrawnProblem& d) {
  const std::vector<int64_t>& p = d.p;
  const Complex x = ValueOf(d.gold);
  if (d.level == 5) {
    // h(i) = w h(i+1) + (1 - w) h(i-1) from h(0) = 0 up, scaled by h(goal).
    const double w = Quotient(p[1], p[2]);
    std::vector<double> h = {0, 1};
    for (int64_t i = 1; i < p[3]; ++i) {
      const size_t at = static_cast<size_t>(i);
      h.push_back((h[at] - (1 - w) * h[at - 1]) / w);
    }
    return Near(x, h[static_cast<size_t>(p[0])] / h.back());
  }
  const int64_t start = d.level == 4 ? p[0] : 0;
  const int64_t steps = d.level == 1 ? p[0] : d.level == 4 ? p[1] : p[2];
  const double up = d.level == 2 || d.level == 3 ? Quotient(p[0], p[1]) : 0.5;
  // Heads count up by one; the walk of level 4 also goes down.
  std::map<int64_t, double> chance = {{start, 1}};
  for (int64_t i = 0; i < steps; ++i) {
    std::map<int64_t, double> next;
    for (const auto& [at, now] : chance) {
      next[at + 1] += now * up;
      const int64_t other = d.level == 4 ? at - 1 : at;
      if (other >= 0) next[other] += now * (1 - up);
    }
    chance = next;
  }
  if (d.level == 1) return Near(x, chance[p[1]]);
  if (d.level == 4) return Near(x, chance[p[2]]);
  double sum = 0;
  for (const auto& [heads, now] : chance) sum += heads >= p[3] ? now : 0;
  return Near(x, sum);
}

bool GeometricProbability(const DrawnProblem& d) {
  const std::vector<double> p(d.p.begin(), d.p.end());
  const Complex x = ValueOf(d.gold);
  if (d.level == 1) return Near(x, (p[3] - p[2]) / (p[1] - p[0]));
  if (d.level == 2) return Near(x * p[0] * p[0], std::acos(-1.0) * p[1] * p[1]);
  if (d.level <= 4) {
    // The length over each s is linear between integers, so trapezoids are exact.
    const auto length = [&](double s) {
      if (d.level == 3) return std::min(s + p[1], p[0]) - std::max(s - p[1], 0.0);
      return std::clamp(p[2] - s, 0.0, p[1]);
    };
    double area = 0;
    for (double s = 0; s < p[0]; ++s) area += (length(s) + length(s + 1)) / 2;
    return Near(x, area / (p[0] * (d.level == 3 ? p[0] : p[1])));
  }
  // Over y = t^2 the x with |x| >= t; Simpson's rule is exact for the cubic.
  const double root = std::sqrt(p[1]);
  const auto slice = [&](double t) { return 2 * (p[0] - t) * 2 * t; };
  const double area = root / 6 * (slice(0) + 4 * slice(root / 2) + slice(root));
  return Near(x, area / (2 * p[0] * p[1]));
}

}  // namespace

GoldChecks CountingProbabilityChecks() {
  return {{"dice_probability", &DiceProbability},
          {"committees", &Committees},
          {"expected_value", &ExpectedValue},
          {"arrangements", &Arrangements},
          {"coin_walk", &CoinWalk},
          {"geometric_probability", &GeometricProbability}};
}

}  // namespace rbench
