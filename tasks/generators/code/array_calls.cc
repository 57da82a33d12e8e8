#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <utility>

#include "tasks/generators/code/input_text.h"
#include "tasks/generators/code/solutions.h"

// Solvers of the function form over arrays and numbers. The parameters are explained where the
// families are made.

namespace rbench {
namespace {

int64_t Power(int64_t base, int64_t exponent, int64_t modulus) {
  int64_t result = 1;
  for (base %= modulus; exponent > 0; exponent /= 2) {
    if (exponent % 2 == 1) result = result * base % modulus;
    base = base * base % modulus;
  }
  return result;
}

// The values that occur at least `times` times in a sorted array.
std::set<int64_t> FrequentValues(const Numbers& sorted, int64_t times) {
  std::set<int64_t> values;
  for (size_t i = 0; i < sorted.size();) {
    size_t end = i;
    while (end < sorted.size() && sorted[end] == sorted[i]) ++end;
    if (static_cast<int64_t>(end - i) >= times) values.insert(values.end(), sorted[i]);
    i = end;
  }
  return values;
}

// Merge sort of [begin, end) that counts pairs i < j with values[i] > factor * values[j] + offset.
int64_t SortAndCount(Numbers& values, size_t begin, size_t end, int64_t factor, int64_t offset) {
  if (end - begin < 2) return 0;
  const size_t middle = begin + (end - begin) / 2;
  int64_t count = SortAndCount(values, begin, middle, factor, offset) +
                  SortAndCount(values, middle, end, factor, offset);
  size_t j = middle;
  for (size_t i = begin; i < middle; ++i) {
    while (j < end && values[i] > factor * values[j] + offset) ++j;
    count += static_cast<int64_t>(j - middle);
  }
  const auto at = [&](size_t i) { return values.begin() + static_cast<std::ptrdiff_t>(i); };
  std::inplace_merge(at(begin), at(middle), at(end));
  return count;
}

// Sums of all subsets by size modulo `modulus`, each list sorted.
std::vector<Numbers> SubsetSums(const Numbers& values, int64_t modulus) {
  const auto m = static_cast<size_t>(modulus);
  std::vector<Numbers> sums(m);
  sums[0].push_back(0);
  for (const int64_t value : values) {
    std::vector<Numbers> longer = sums;
    for (size_t i = 0; i < m; ++i) {
      for (const int64_t sum : sums[i]) longer[(i + 1) % m].push_back(sum + value);
    }
    sums = std::move(longer);
  }
  for (Numbers& list : sums) std::sort(list.begin(), list.end());
  return sums;
}

// How many sums of one element from each sorted list are at most `bound`.
int64_t PairsUpTo(const Numbers& a, const Numbers& b, int64_t bound) {
  int64_t count = 0;
  size_t j = b.size();
  for (const int64_t value : a) {
    while (j > 0 && value + b[j - 1] > bound) --j;
    count += static_cast<int64_t>(j);
  }
  return count;
}

}  // namespace

Json KthDistinct(const std::vector<Json>& arguments, const std::vector<int64_t>& p) {
  auto values = arguments[0].get<Numbers>();
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  if (p[1] == 0) std::reverse(values.begin(), values.end());
  const auto k = static_cast<size_t>(p[0]);
  if (values.size() >= k) return values[k - 1];
  return p[2] == 1 ? values.back() : -1;
}

Json SortedSets(const std::vector<Json>& arguments, const std::vector<int64_t>& p) {
  const std::set<int64_t> a = FrequentValues(arguments[0].get<Numbers>(), p[2]);
  const std::set<int64_t> b = FrequentValues(arguments[1].get<Numbers>(), p[2]);
  Numbers result;
  const auto out = std::back_inserter(result);
  switch (p[0]) {
    case 0:
      std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), out);
      break;
    case 1:
      std::set_symmetric_difference(a.begin(), a.end(), b.begin(), b.end(), out);
      break;
    case 2:
      std::set_difference(a.begin(), a.end(), b.begin(), b.end(), out);
      break;
    default:
      std::set_union(a.begin(), a.end(), b.begin(), b.end(), out);
      break;
  }
  if (p[1] == 1) std::reverse(result.begin(), result.end());
  return result;
}

Json CloseSplits(const std::vector<Json>& arguments, const std::vector<int64_t>& p) {
  const auto values = arguments[0].get<Numbers>();
  int64_t right = 0, left = 0, count = 0;
  for (const int64_t value : values) right += value;
  for (size_t i = 0; i + 1 < values.size(); ++i) {
    left += values[i];
    right -= values[i];
    const int64_t lead = p[0] == 2 ? right - left : left - right;
    count += p[0] == 0 ? std::abs(lead) <= p[1] : lead >= p[1];
  }
  return count;
}

Json CommonFactor(const std::vector<Json>& arguments, const std::vector<int64_t>& p) {
  int64_t count = 0;
  for (int64_t a : arguments[0].get<Numbers>()) {
    int64_t b = p[0];
    while (a != 0) b = std::exchange(a, b % a);
    count += b == p[1];
  }
  return count;
}

Json CoverLength(const std::vector<Json>& arguments, const std::vector<int64_t>& p) {
  std::map<int64_t, int64_t> change;
  for (const auto& segment : arguments[0].get<std::vector<Numbers>>()) {
    ++change[segment[0]];
    --change[segment[1]];
  }
  int64_t length = 0, depth = 0, previous = 0;
  for (const auto& [place, by] : change) {
    const bool counts = p[0] == 0   ? depth >= p[1]
                        : p[0] == 1 ? depth == p[1]
                                    : depth >= 1 && depth <= p[1];
    if (counts) length += place - previous;
    depth += by;
    previous = place;
  }
  return length;
}

Json SpacedSubsequence(const std::vector<Json>& arguments, const std::vector<int64_t>& p) {
  Numbers ends;  // ends[n]: the least last number of a chain of n + 1 numbers
  for (int64_t value : arguments[0].get<Numbers>()) {
    if (p[1] == 1) value = -value;
    const auto longest = std::upper_bound(ends.begin(), ends.end(), value - p[0]);
    if (longest == ends.end()) {
      ends.push_back(value);
    } else {
      *longest = std::min(*longest, value);
    }
  }
  return ends.size();
}

Json PairBits(const std::vector<Json>& arguments, const std::vector<int64_t>& p) {
  const auto values = arguments[0].get<Numbers>();
  int64_t total = 0;
  for (int bit = 0; bit < 20; ++bit) {
    int64_t ones = 0;
    for (const int64_t value : values) ones += value >> bit & 1;
    const int64_t both = ones * (ones - 1) / 2;
    const int64_t mixed = ones * (static_cast<int64_t>(values.size()) - ones);
    const int64_t pairs = p[0] == 0 ? mixed : p[0] == 1 ? both : both + mixed;
    total = (total + pairs % p[1] * (int64_t{1} << bit)) % p[1];
  }
  return total;
}

Json ScaledInversions(const std::vector<Json>& arguments, const std::vector<int64_t>& p) {
  auto values = arguments[0].get<Numbers>();
  return SortAndCount(values, 0, values.size(), p[0], p[1]);
}

Json SubsetWindow(const std::vector<Json>& arguments, const std::vector<int64_t>& p) {
  const auto values = arguments[0].get<Numbers>();
  const int64_t low = arguments[1].get<int64_t>() + p[2];
  const int64_t high = arguments[2].get<int64_t>() - p[2];
  if (low > high) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  const std::vector<Numbers> a = SubsetSums(Numbers(values.begin(), middle), p[0]);
  const std::vector<Numbers> b = SubsetSums(Numbers(middle, values.end()), p[0]);
  int64_t count = 0;
  for (int64_t size = 0; size < p[0]; ++size) {
    const Numbers& sums = a[static_cast<size_t>(size)];
    const Numbers& others = b[static_cast<size_t>((p[1] - size + p[0]) % p[0])];
    count += PairsUpTo(sums, others, high) - PairsUpTo(sums, others, low - 1);
  }
  return count;
}

Json RecurrenceTerms(const std::vector<Json>& arguments, const std::vector<int64_t>& p) {
  // An affine map of (f(n), f(n + 1)): {x, y} -> {m0 x + m1 y + m2, m3 x + m4 y + m5}.
  struct Map {
    int64_t m[6];
  };
  const int64_t modulus = p[5];
  const auto after = [&](const Map& s, const Map& f) {  // f first, then s
    Map both{};
    for (int row = 0; row < 2; ++row) {
      const int64_t* const r = s.m + 3 * row;
      for (int column = 0; column < 3; ++column) {
        const int64_t constant = column == 2 ? r[2] : 0;
        both.m[3 * row + column] =
            (r[0] * f.m[column] % modulus + r[1] * f.m[3 + column] + constant) % modulus;
      }
    }
    return both;
  };
  Numbers terms;
  for (int64_t n : arguments[0].get<Numbers>()) {
    Map power{{1, 0, 0, 0, 1, 0}}, step{{0, 1, 0, p[1], p[0], p[2]}};
    for (; n > 0; n /= 2) {
      if (n % 2 == 1) power = after(power, step);
      step = after(step, step);
    }
    terms.push_back((power.m[0] * p[3] % modulus + power.m[1] * p[4] + power.m[2]) % modulus);
  }
  return terms;
}

Json RingBeads(const std::vector<Json>& arguments, const std::vector<int64_t>& p) {
  const auto n = arguments[0].get<int64_t>();
  const int64_t modulus = p[2];
  const auto totient = [](int64_t x) {
    int64_t result = x;
    for (int64_t d = 2; d * d <= x; ++d) {
      if (x % d != 0) continue;
      result -= result / d;
      while (x % d == 0) x /= d;
    }
    return x > 1 ? result - result / x : result;
  };
  // Burnside: the colourings that each turn (and each reflection) leaves as they are.
  int64_t fixed = 0;
  const auto turns = [&](int64_t period) {
    fixed += totient(n / period) % modulus * Power(p[0], period, modulus) % modulus;
  };
  for (int64_t d = 1; d * d <= n; ++d) {
    if (n % d != 0) continue;
    turns(d);
    if (d != n / d) turns(n / d);
  }
  int64_t group = n;
  if (p[1] == 1) {
    group = 2 * n;
    // Half of the axes pass between beads, or through two of them; with an odd number all pass
    // through one.
    const int64_t one = Power(p[0], (n + 1) / 2, modulus);
    const int64_t two = Power(p[0], n / 2 + 1, modulus);
    fixed += n % 2 == 1 ? n * one % modulus : n / 2 * ((one + two) % modulus) % modulus;
  }
  return fixed % modulus * Power(group % modulus, modulus - 2, modulus) % modulus;
}

Json TakeAway(const std::vector<Json>& arguments, const std::vector<int64_t>& p) {
  const auto piles = arguments[0].get<Numbers>();
  const int64_t largest = *std::max_element(piles.begin(), piles.end());
  Numbers grundy(static_cast<size_t>(largest) + 1, 0);
  for (int64_t size = 1; size <= largest; ++size) {
    unsigned reached = 0;
    for (const int64_t take : p) {
      if (take <= size) reached |= 1u << grundy[static_cast<size_t>(size - take)];
    }
    int64_t value = 0;
    while ((reached >> value & 1) != 0) ++value;
    grundy[static_cast<size_t>(size)] = value;
  }
  int64_t total = 0, count = 0;
  for (const int64_t size : piles) total ^= grundy[static_cast<size_t>(size)];
  for (const int64_t size : piles) {
    for (const int64_t take : p) {
      if (take > size) continue;
      const int64_t left = grundy[static_cast<size_t>(size - take)];
      count += (total ^ grundy[static_cast<size_t>(size)] ^ left) == 0;
    }
  }
  return count;
}

}  // namespace rbench
