#include <algorithm>
#include <array>
#include <functional>
#include <numeric>

#include "tests/tasks/generators/code_brute_force.h"
#include "tests/tasks/generators/code_input_reader.h"

namespace rbench {
namespace {

using Parameters = std::vector<int64_t>;

// Answers to the queries of an input, a line each.
std::string ForEachQuery(const std::string& input,
                         const std::function<std::string(InputReader& in)>& answer) {
  InputReader in(input);
  std::string text;
  for (int64_t left = in.Number(); left > 0; --left) text += answer(in) + "\n";
  return text;
}

std::string Both(int64_t a, int64_t b) { return std::to_string(a) + " " + std::to_string(b); }

// Digit by digit from the highest power of the base, by subtraction.
std::string DigitRounds(const std::string& input, const Parameters& p) {
  return ForEachQuery(input, [&](InputReader& in) {
    int64_t x = in.Number(), rounds = 0;
    for (; x >= p[1]; ++rounds) {
      int64_t power = 1, sum = 0;
      while (power <= x / p[0]) power *= p[0];
      for (; power > 0; power /= p[0]) {
        for (; x >= power; x -= power) ++sum;
      }
      x = sum;
    }
    return Both(x, rounds);
  });
}

// All amounts up to the wanted one.
std::string ChainCoins(const std::string& input, const Parameters& p) {
  return ForEachQuery(input, [&](InputReader& in) {
    const int64_t amount = in.Number();
    std::vector<int64_t> fewest(static_cast<size_t>(amount) + 1, amount);
    fewest[0] = 0;
    for (int64_t x = 1; x <= amount; ++x) {
      for (const int64_t coin : p) {
        if (coin > x) continue;
        fewest[static_cast<size_t>(x)] =
            std::min(fewest[static_cast<size_t>(x)], fewest[static_cast<size_t>(x - coin)] + 1);
      }
    }
    return std::to_string(fewest[static_cast<size_t>(amount)]);
  });
}

// Year by year.
std::string LeapYears(const std::string& input, const Parameters& p) {
  return ForEachQuery(input, [&](InputReader& in) {
    const int64_t first = in.Number(), last = in.Number();
    int64_t days = 0;
    for (int64_t year = first; year <= last; ++year) {
      const bool leap = year % p[2] == 0 || (year % p[0] == 0 && year % p[1] != 0);
      days += p[3] + (leap ? p[4] : 0);
    }
    return std::to_string(days);
  });
}

// Trial division of every number.
std::string PrimeFactorQueries(const std::string& input, const Parameters& p) {
  return ForEachQuery(input, [&](InputReader& in) {
    const int64_t low = in.Number(), high = in.Number();
    int64_t count = 0;
    for (int64_t x = low; x <= high; ++x) {
      int64_t rest = x, different = 0, all = 0;
      for (int64_t d = 2; d <= rest; ++d) {
        if (rest % d == 0) ++different;
        for (; rest % d == 0; rest /= d) ++all;
      }
      count += (p[1] == 1 ? all : different) == p[0] && x % p[2] == p[3];
    }
    return std::to_string(count);
  });
}

// Walks to every point, row by row.
std::string LatticeWalks(const std::string& input, const Parameters& p) {
  return ForEachQuery(input, [&](InputReader& in) {
    const int64_t n = in.Number(), m = in.Number(), x = in.Number(), y = in.Number();
    // Without and with a visit, to the points of the row so far.
    std::vector<std::array<int64_t, 2>> row(static_cast<size_t>(n) + 1);
    for (int64_t j = 0; j <= m; ++j) {
      for (int64_t i = 0; i <= n; ++i) {
        auto& here = row[static_cast<size_t>(i)];
        if (i == 0 && j == 0) here = {1, 0};
        for (size_t kind = 0; kind < 2 && i > 0; ++kind) {
          here[kind] = (here[kind] + row[static_cast<size_t>(i) - 1][kind] * p[2]) % p[0];
        }
        if (i == x && j == y) here = {0, (here[0] + here[1]) % p[0]};
      }
    }
    return std::to_string(row.back()[p[1] == 1 ? 0 : 1]);
  });
}

// Number by number.
std::string DigitRules(const std::string& input, const Parameters& p) {
  return ForEachQuery(input, [&](InputReader& in) {
    const int64_t low = in.Number(), high = in.Number();
    int64_t count = 0;
    for (int64_t x = low; x <= high; ++x) {
      const std::string digits = std::to_string(x);
      int64_t sum = 0;
      bool good = true;
      for (size_t i = 0; i < digits.size(); ++i) {
        sum += digits[i] - '0';
        if (p[2] == 1 && i > 0 && digits[i] == digits[i - 1]) good = false;
        if (p[2] == 2 && digits[i] - '0' == p[3]) good = false;
      }
      count += good && sum % p[0] == p[1];
    }
    return std::to_string(count);
  });
}

// Second by second, as far as the lights repeat themselves.
std::string LampCycles(const std::string& input, const Parameters& p) {
  return ForEachQuery(input, [&](InputReader& in) {
    const int64_t lamps = in.Number();
    std::vector<std::pair<int64_t, int64_t>> all;
    int64_t start = p[0], period = 1;
    for (int64_t i = 0; i < lamps; ++i) {
      const int64_t first = in.Number(), every = in.Number();
      all.emplace_back(first, every);
      start = std::max(start, first);
      period = std::lcm(period, every);
    }
    int64_t wanted = p[1];
    for (int64_t time = start; time < start + p[1] * period; ++time) {
      const bool together = std::all_of(all.begin(), all.end(), [&](const auto& lamp) {
        return (time - lamp.first) % lamp.second == 0;
      });
      if (together && --wanted == 0) return std::to_string(time);
    }
    return std::string("-1");
  });
}

// Every stretch.
std::string LetterRun(const std::string& input, const Parameters& p) {
  const std::string text = InputReader(input).Word();
  size_t best = 0, place = 0;
  for (size_t begin = 0; begin < text.size(); ++begin) {
    size_t end = begin;
    while (end < text.size() && (p[0] >> (text[end] - 'a') & 1) != 0) ++end;
    const size_t length = end - begin;
    if (length > best || (length > 0 && length == best && p[1] == 1)) {
      best = length;
      place = begin + 1;
    }
  }
  return Both(static_cast<int64_t>(best), static_cast<int64_t>(place));
}

// Neighbours that fit are taken out until none are left.
std::string BracketCost(const std::string& input, const Parameters& p) {
  std::string text = InputReader(input).Word();
  const std::string pair = {static_cast<char>(p[0]), static_cast<char>(p[1])};
  for (size_t at = text.find(pair); at != std::string::npos; at = text.find(pair))
    text.erase(at, 2);
  const int64_t open = std::count(text.begin(), text.end(), pair[0]);
  const int64_t close = std::count(text.begin(), text.end(), pair[1]);
  return std::to_string(close * p[2] + open * p[3]);
}

// Every way to edit, from the ends of both words.
std::string EditCost(const std::string& input, const Parameters& p) {
  InputReader in(input);
  const std::string s = in.Word(), t = in.Word();
  const std::function<int64_t(size_t, size_t)> cost = [&](size_t i, size_t j) -> int64_t {
    if (i == 0 && j == 0) return 0;
    int64_t best = INT64_MAX;
    if (i > 0) best = std::min(best, cost(i - 1, j) + p[1]);
    if (j > 0) best = std::min(best, cost(i, j - 1) + p[0]);
    if (i > 0 && j > 0) {
      best = std::min(best, cost(i - 1, j - 1) + (s[i - 1] == t[j - 1] ? 0 : p[2]));
    }
    return best;
  };
  return std::to_string(cost(s.size(), t.size()));
}

// Every place and every number of steps at that place.
std::string ShapeMatches(const std::string& input, const Parameters& p) {
  InputReader in(input);
  const std::string s = in.Word(), t = in.Word();
  int64_t count = 0, first = 0;
  for (size_t at = 0; at + t.size() <= s.size(); ++at) {
    for (int64_t steps = 0; steps < p[0]; ++steps) {
      size_t same = 0;
      while (same < t.size() && (t[same] - 'a' + steps) % p[0] == s[at + same] - 'a') ++same;
      if (same < t.size()) continue;
      if (++count == 1) first = static_cast<int64_t>(at) + 1;
      break;
    }
  }
  return p[1] == 1 ? Both(count, first) : std::to_string(count);
}

std::string ResidueQueries(const std::string& input, const Parameters& p) {
  InputReader in(input);
  const int64_t n = in.Number(), queries = in.Number();
  const std::vector<int64_t> values = in.NumbersOf(n);
  std::string text;
  for (int64_t i = 0; i < queries; ++i) {
    const int64_t left = in.Number(), right = in.Number();
    int64_t answer = 0;
    for (int64_t place = left; place <= right; ++place) {
      const int64_t value = values[static_cast<size_t>(place - 1)];
      if (value % p[0] == p[1]) answer += p[2] == 1 ? value : 1;
    }
    text += std::to_string(answer) + "\n";
  }
  return text;
}

// Selection sort; keys from the written forms of the numbers.
std::string KeySort(const std::string& input, const Parameters& p) {
  InputReader in(input);
  std::vector<int64_t> values = in.NumbersOf(in.Number());
  const auto key = [&](int64_t value) -> int64_t {
    if (p[0] == 2) return value - value / p[1] * p[1];
    if (p[0] == 1) return __builtin_popcountll(static_cast<unsigned long long>(value));
    int64_t sum = 0;
    for (const char c : std::to_string(value)) sum += c - '0';
    return sum;
  };
  const auto before = [&](int64_t a, int64_t b) {
    const int64_t ka = key(a), kb = key(b);
    if (ka != kb) return p[2] == 1 ? ka > kb : ka < kb;
    return p[3] == 1 ? a > b : a < b;
  };
  std::string text;
  for (size_t i = 0; i < values.size(); ++i) {
    for (size_t j = i + 1; j < values.size(); ++j) {
      if (before(values[j], values[i])) std::swap(values[i], values[j]);
    }
    text += (i > 0 ? " " : "") + std::to_string(values[i]);
  }
  return text;
}

std::string SubarrayResidue(const std::string& input, const Parameters& p) {
  InputReader in(input);
  const std::vector<int64_t> values = in.NumbersOf(in.Number());
  int64_t count = 0;
  for (size_t begin = 0; begin < values.size(); ++begin) {
    int64_t sum = 0;
    for (size_t end = begin; end < values.size(); ++end) {
      sum += values[end];
      if (static_cast<int64_t>(end - begin) + 1 < p[2]) continue;
      count += ((sum - p[1]) % p[0]) == 0;
    }
  }
  return std::to_string(count);
}

// From every platform that is reached to all that it reaches.
std::string PlatformJumps(const std::string& input, const Parameters& p) {
  InputReader in(input);
  const int64_t n = in.Number(), longest = in.Number();
  const std::vector<int64_t> values = in.NumbersOf(n);
  std::vector<int64_t> best(values.size(), -1);  // no total is negative
  best[0] = values[0];
  for (int64_t i = 0; i < n; ++i) {
    if (best[static_cast<size_t>(i)] < 0) continue;
    for (int64_t j = i + p[1]; j <= i + longest && j < n; ++j) {
      int64_t& there = best[static_cast<size_t>(j)];
      const int64_t total = best[static_cast<size_t>(i)] + p[0] + values[static_cast<size_t>(j)];
      there = there < 0 ? total : p[2] == 1 ? std::max(there, total) : std::min(there, total);
    }
  }
  return std::to_string(best.back());
}

std::string RangeLedger(const std::string& input, const Parameters& p) {
  InputReader in(input);
  std::vector<int64_t> accounts(static_cast<size_t>(in.Number()) + 1, 0);
  std::string text;
  for (int64_t left = in.Number(); left > 0; --left) {
    const std::string kind = in.Word();
    const int64_t l = in.Number(), r = in.Number();
    if (kind == "A") {
      const int64_t value = in.Number();
      for (int64_t i = l; i <= r; i += p[0]) accounts[static_cast<size_t>(i)] += value;
    } else {
      const auto begin = accounts.begin();
      text += std::to_string(std::accumulate(begin + l, begin + r + 1, int64_t{0}) % p[1]) + "\n";
    }
  }
  return text;
}

}  // namespace

const std::vector<CodeBruteForceRow>& SequenceBruteForces() {
  static const std::vector<CodeBruteForceRow> rows = {
      {"bracket_cost", false, &BracketCost},    {"chain_coins", false, &ChainCoins},
      {"digit_rounds", false, &DigitRounds},    {"digit_rules", true, &DigitRules},
      {"edit_cost", true, &EditCost},           {"key_sort", true, &KeySort},
      {"lamp_cycles", true, &LampCycles},       {"lattice_walks", true, &LatticeWalks},
      {"leap_years", true, &LeapYears},         {"letter_run", true, &LetterRun},
      {"platform_jumps", true, &PlatformJumps}, {"prime_factor_queries", true, &PrimeFactorQueries},
      {"range_ledger", true, &RangeLedger},     {"residue_queries", true, &ResidueQueries},
      {"shape_matches", true, &ShapeMatches},   {"subarray_residue", true, &SubarrayResidue},
  };
  return rows;
}

}  // namespace rbench
