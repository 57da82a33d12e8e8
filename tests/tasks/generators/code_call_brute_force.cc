#include <algorithm>
#include <cstdlib>
#include <functional>
#include <map>
#include <set>

#include "base/check.h"
#include "base/json.h"
#include "tests/tasks/generators/code_brute_force.h"

namespace rbench {
namespace {

using Parameters = std::vector<int64_t>;
using Numbers = std::vector<int64_t>;

// The arguments of a call: one JSON value a line.
std::vector<Json> Arguments(const std::string& input) {
  std::vector<Json> arguments;
  for (size_t start = 0; start < input.size();) {
    const size_t end = input.find('\n', start);
    RBENCH_CHECK(end != std::string::npos);
    Result<Json> value = ParseJson(std::string_view(input).substr(start, end - start));
    RBENCH_CHECK(value.has_value());
    arguments.push_back(std::move(*value));
    start = end + 1;
  }
  return arguments;
}

Numbers List(const std::string& input) { return Arguments(input)[0].get<Numbers>(); }

std::string Text(const Json& value) { return DumpJson(value); }

// The largest number is taken out with all its equals, k times.
std::string KthDistinct(const std::string& input, const Parameters& p) {
  Numbers values = List(input);
  int64_t last = -1;
  for (int64_t place = 1; place <= p[0]; ++place) {
    if (values.empty()) return Text(p[2] == 1 ? last : -1);
    last = values[0];
    for (const int64_t value : values) {
      last = p[1] == 1 ? std::min(last, value) : std::max(last, value);
    }
    values.erase(std::remove(values.begin(), values.end(), last), values.end());
  }
  return Text(last);
}

// For each number of both lists: how often is it in each?
std::string SortedSets(const std::string& input, const Parameters& p) {
  const std::vector<Json> arguments = Arguments(input);
  const auto a = arguments[0].get<Numbers>(), b = arguments[1].get<Numbers>();
  Numbers all = a, result;
  all.insert(all.end(), b.begin(), b.end());
  for (const int64_t value : all) {
    const bool in_a = std::count(a.begin(), a.end(), value) >= p[2];
    const bool in_b = std::count(b.begin(), b.end(), value) >= p[2];
    const bool wanted[] = {in_a && in_b, in_a != in_b, in_a && !in_b, in_a || in_b};
    if (!wanted[p[0]]) continue;
    if (std::find(result.begin(), result.end(), value) == result.end()) result.push_back(value);
  }
  std::sort(result.begin(), result.end(),
            [&](int64_t x, int64_t y) { return p[1] == 1 ? x > y : x < y; });
  return Text(result);
}

std::string CloseSplits(const std::string& input, const Parameters& p) {
  const Numbers values = List(input);
  int64_t count = 0;
  for (size_t cut = 1; cut < values.size(); ++cut) {
    int64_t left = 0, right = 0;
    for (size_t i = 0; i < values.size(); ++i) (i < cut ? left : right) += values[i];
    count += p[0] == 0   ? left <= right + p[1] && right <= left + p[1]
             : p[0] == 1 ? left >= right + p[1]
                         : right >= left + p[1];
  }
  return Text(count);
}

// The largest divisor of m that divides the number.
std::string CommonFactor(const std::string& input, const Parameters& p) {
  int64_t count = 0;
  for (const int64_t value : List(input)) {
    int64_t largest = 1;
    for (int64_t d = 1; d <= p[0]; ++d) {
      if (p[0] % d == 0 && value % d == 0) largest = d;
    }
    count += largest == p[1];
  }
  return Text(count);
}

// Between two neighbouring ends: how many segments lie over it?
std::string CoverLength(const std::string& input, const Parameters& p) {
  const auto segments = Arguments(input)[0].get<std::vector<Numbers>>();
  std::set<int64_t> ends;
  for (const Numbers& segment : segments) ends.insert(segment.begin(), segment.end());
  int64_t length = 0;
  for (auto left = ends.begin(), right = std::next(left); right != ends.end(); ++left, ++right) {
    int64_t over = 0;
    for (const Numbers& segment : segments) over += segment[0] <= *left && *right <= segment[1];
    const bool wanted[] = {over >= p[1], over == p[1], over > 0 && over <= p[1]};
    if (wanted[p[0]]) length += *right - *left;
  }
  return Text(length);
}

// The longest chain that ends at each number, from all chains before it.
std::string SpacedSubsequence(const std::string& input, const Parameters& p) {
  const Numbers values = List(input);
  Numbers longest(values.size(), 1);
  for (size_t j = 0; j < values.size(); ++j) {
    for (size_t i = 0; i < j; ++i) {
      const int64_t step = p[1] == 1 ? values[i] - values[j] : values[j] - values[i];
      if (step >= p[0]) longest[j] = std::max(longest[j], longest[i] + 1);
    }
  }
  return Text(*std::max_element(longest.begin(), longest.end()));
}

std::string PairBits(const std::string& input, const Parameters& p) {
  const Numbers values = List(input);
  int64_t sum = 0;
  for (size_t j = 0; j < values.size(); ++j) {
    for (size_t i = 0; i < j; ++i) {
      const int64_t a = values[i], b = values[j];
      sum += p[0] == 0 ? a ^ b : p[0] == 1 ? a & b : a | b;
    }
    sum %= p[1];
  }
  return Text(sum);
}

std::string ScaledInversions(const std::string& input, const Parameters& p) {
  const Numbers values = List(input);
  int64_t count = 0;
  for (size_t j = 0; j < values.size(); ++j) {
    for (size_t i = 0; i < j; ++i) count += values[i] > p[0] * values[j] + p[1];
  }
  return Text(count);
}

// Every subset, as the bits of a number.
std::string SubsetWindow(const std::string& input, const Parameters& p) {
  const std::vector<Json> arguments = Arguments(input);
  const auto values = arguments[0].get<Numbers>();
  const auto low = arguments[1].get<int64_t>(), high = arguments[2].get<int64_t>();
  int64_t count = 0;
  for (uint64_t set = 0; set < uint64_t{1} << values.size(); ++set) {
    int64_t sum = 0, size = 0;
    for (size_t i = 0; i < values.size(); ++i) {
      if ((set >> i & 1) == 0) continue;
      sum += values[i];
      ++size;
    }
    const bool inside = p[2] == 1 ? sum > low && sum < high : sum >= low && sum <= high;
    count += inside && size % p[0] == p[1];
  }
  return Text(count);
}

// Term by term.
std::string RecurrenceTerms(const std::string& input, const Parameters& p) {
  Numbers terms;
  for (const int64_t n : List(input)) {
    int64_t here = p[3], next = p[4];
    for (int64_t i = 0; i < n; ++i) {
      const int64_t after = (p[0] * next + p[1] * here + p[2]) % p[5];
      here = next;
      next = after;
    }
    terms.push_back(here % p[5]);
  }
  return Text(terms);
}

// Every row of beads; a ring is counted at its first row in alphabetical order.
std::string RingBeads(const std::string& input, const Parameters& p) {
  const auto n = Arguments(input)[0].get<size_t>();
  Numbers beads(n, 0);
  int64_t count = 0;
  while (true) {
    bool first = true;
    for (size_t turn = 0; turn < n; ++turn) {
      Numbers other(n);
      for (size_t i = 0; i < n; ++i) other[i] = beads[(i + turn) % n];
      if (other < beads) first = false;
      std::reverse(other.begin(), other.end());
      if (p[1] == 1 && other < beads) first = false;
    }
    count += first;
    size_t place = 0;
    while (place < n && ++beads[place] == p[0]) beads[place++] = 0;
    if (place == n) return Text(count % p[2]);
  }
}

// Every game to its end, positions remembered.
std::string TakeAway(const std::string& input, const Parameters& p) {
  std::map<Numbers, bool> known;
  const std::function<bool(const Numbers&)> wins = [&](const Numbers& piles) {
    const auto found = known.find(piles);
    if (found != known.end()) return found->second;
    bool winning = false;
    for (size_t i = 0; i < piles.size() && !winning; ++i) {
      for (const int64_t take : p) {
        if (take > piles[i]) continue;
        Numbers left = piles;
        left[i] -= take;
        winning = winning || !wins(left);
      }
    }
    return known[piles] = winning;
  };
  const Numbers piles = List(input);
  int64_t count = 0;
  for (size_t i = 0; i < piles.size(); ++i) {
    for (const int64_t take : p) {
      if (take > piles[i]) continue;
      Numbers left = piles;
      left[i] -= take;
      count += !wins(left);
    }
  }
  return Text(count);
}

// Place by place through the alphabet.
std::string MovingShift(const std::string& input, const Parameters& p) {
  auto text = Arguments(input)[0].get<std::string>();
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ' ') continue;
    for (int64_t step = p[0] * static_cast<int64_t>(i) + p[1]; step > 0; --step) {
      if (p[2] == 1) {
        text[i] = text[i] == 'a' ? 'z' : static_cast<char>(text[i] - 1);
      } else {
        text[i] = text[i] == 'z' ? 'a' : static_cast<char>(text[i] + 1);
      }
    }
  }
  return Text(text);
}

// For each word of the list: how often and where does it occur, and does it beat the best so far?
std::string FavouriteWord(const std::string& input, const Parameters& p) {
  const auto words = Arguments(input)[0].get<std::vector<std::string>>();
  std::string best;
  int64_t best_count = 0, best_last = 0;
  for (const std::string& word : words) {
    if (static_cast<int64_t>(word.size()) < p[1]) continue;
    int64_t count = 0, last = 0;
    for (size_t i = 0; i < words.size(); ++i) {
      if (words[i] != word) continue;
      ++count;
      last = static_cast<int64_t>(i);
    }
    const bool ties[] = {word<best, word> best, false, last > best_last};
    const bool more = p[2] == 1 ? count < best_count : count > best_count;
    if (best.empty() || more || (count == best_count && ties[p[0]])) {
      best = word;
      best_count = count;
      best_last = last;
    }
  }
  return Text(best);
}

// Every piece.
std::string LimitedWindow(const std::string& input, const Parameters& p) {
  const auto text = Arguments(input)[0].get<std::string>();
  size_t best = 0;
  for (size_t begin = 0; begin < text.size(); ++begin) {
    uint32_t letters = 0;
    int64_t used = 0;
    for (size_t end = begin; end < text.size(); ++end) {
      const char c = text[end];
      const uint32_t bit = uint32_t{1} << (c - 'a');
      if (p[0] == 0 && (letters & bit) == 0) ++used;
      if (p[0] == 1 && (c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u')) ++used;
      if (p[0] == 2 && end > begin && text[end - 1] == c) ++used;
      letters |= bit;
      if (used > p[1]) break;
      best = std::max(best, end - begin + 1);
    }
  }
  return Text(best);
}

// The operation that is done last splits the expression: of those outside parentheses the rightmost
// of the lowest rank.
std::string OddPrecedence(const std::string& input, const Parameters& p) {
  const auto text = Arguments(input)[0].get<std::string>();
  const std::function<int64_t(size_t, size_t)> value = [&](size_t begin, size_t end) -> int64_t {
    int64_t depth = 0, lowest = INT64_MAX;
    size_t last = end;
    for (size_t i = begin; i < end; ++i) {
      if (text[i] == '(') ++depth;
      if (text[i] == ')') --depth;
      const size_t kind = std::string_view("+-*").find(text[i]);
      if (depth > 0 || kind == std::string_view::npos || p[kind] > lowest) continue;
      lowest = p[kind];
      last = i;
    }
    if (last < end) {
      const int64_t a = value(begin, last), b = value(last + 1, end);
      const int64_t result = text[last] == '+' ? a + b : text[last] == '-' ? a - b : a * b;
      return (result % p[3] + p[3]) % p[3];
    }
    if (text[begin] == '(') return value(begin + 1, end - 1);
    return std::stoll(text.substr(begin, end - begin)) % p[3];
  };
  return Text(value(0, text.size()));
}

// From every person up to the top.
std::string SubtreeCounts(const std::string& input, const Parameters& p) {
  const std::vector<Json> arguments = Arguments(input);
  const auto parent = arguments[0].get<Numbers>(), value = arguments[1].get<Numbers>();
  Numbers counts(parent.size(), 0);
  for (size_t i = 0; i < parent.size(); ++i) {
    if (value[i] % p[0] != p[1]) continue;
    for (auto at = static_cast<int64_t>(i); at != -1; at = parent[static_cast<size_t>(at)]) {
      ++counts[static_cast<size_t>(at)];
    }
  }
  return Text(counts);
}

// Every trip without a city twice; the coupons go to the flights that save most.
std::string FreeTickets(const std::string& input, const Parameters& p) {
  const std::vector<Json> arguments = Arguments(input);
  const auto n = arguments[0].get<int64_t>();
  const auto flights = arguments[1].get<std::vector<Numbers>>();
  int64_t best = -1;
  std::vector<bool> visited(static_cast<size_t>(n), false);
  Numbers prices;
  const std::function<void(int64_t)> visit = [&](int64_t city) {
    if (city == n - 1) {
      int64_t total = 0;
      Numbers savings;
      for (const int64_t price : prices) {
        total += price;
        const int64_t paid[] = {0, price / 2, std::max<int64_t>(0, price - p[2])};
        savings.push_back(price - paid[p[1]]);
      }
      std::sort(savings.rbegin(), savings.rend());
      for (size_t i = 0; i < savings.size() && i < static_cast<size_t>(p[0]); ++i) {
        total -= savings[i];
      }
      best = best < 0 ? total : std::min(best, total);
      return;
    }
    visited[static_cast<size_t>(city)] = true;
    for (const Numbers& flight : flights) {
      for (const bool back : {false, true}) {
        if (back && p[3] == 1) continue;
        const int64_t from = flight[back ? 1 : 0], to = flight[back ? 0 : 1];
        if (from != city || visited[static_cast<size_t>(to)]) continue;
        prices.push_back(flight[2]);
        visit(to);
        prices.pop_back();
      }
    }
    visited[static_cast<size_t>(city)] = false;
  };
  visit(0);
  return Text(best);
}

}  // namespace

const std::vector<CodeBruteForceRow>& CallBruteForces() {
  static const std::vector<CodeBruteForceRow> rows = {
      {"close_splits", true, &CloseSplits},
      {"common_factor", false, &CommonFactor},
      {"cover_length", true, &CoverLength},
      {"favourite_word", true, &FavouriteWord},
      {"free_tickets", true, &FreeTickets},
      {"kth_distinct", false, &KthDistinct},
      {"limited_window", true, &LimitedWindow},
      {"moving_shift", false, &MovingShift},
      {"odd_precedence", false, &OddPrecedence},
      {"pair_bits", true, &PairBits},
      {"recurrence_terms", true, &RecurrenceTerms},
      {"ring_beads", false, &RingBeads},
      {"scaled_inversions", true, &ScaledInversions},
      {"sorted_sets", true, &SortedSets},
      {"spaced_subsequence", true, &SpacedSubsequence},
      {"subset_window", true, &SubsetWindow},
      {"subtree_counts", true, &SubtreeCounts},
      {"take_away", false, &TakeAway},
  };
  return rows;
}

namespace {

const CodeBruteForceRow& RowOf(std::string_view family) {
  for (const auto* rows : {&SequenceBruteForces(), &ChoiceBruteForces(), &CallBruteForces()}) {
    for (const CodeBruteForceRow& row : *rows) {
      if (family == row.family) return row;
    }
  }
  RBENCH_CHECK(false);
}

}  // namespace

std::string CodeBruteForce(std::string_view family, const std::string& input,
                           const std::vector<int64_t>& p) {
  return RowOf(family).solve(input, p);
}

bool LimitsShutOutBruteForce(std::string_view family) { return RowOf(family).shut_out; }

}  // namespace rbench
