#include <cmath>
#include <map>
#include <set>
#include <string>

#include "tests/tasks/generators/gold_value.h"
#include "tests/tasks/generators/math_checks.h"

namespace rbench {
namespace {

int64_t ValueInBase(const std::string& digits, int64_t base) {
  int64_t value = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit - '0' >= base) return -1;
    value = value * base + (digit - '0');
  }
  return value;
}

bool BaseArithmetic(const DrawnProblem& d) {
  const std::vector<int64_t>& p = d.p;
  const size_t line = d.gold.find('_');
  if (line == std::string::npos || d.gold[0] == '0') return false;
  const int64_t base = std::stoll(d.gold.substr(line + 1));
  const int64_t value = ValueInBase(d.gold.substr(0, line), base);
  switch (d.level) {
    case 1:
      return base == p[1] && value == p[0];
    case 2:
      return base == p[2] && value == p[0];
    case 3:
      return base == p[3] && value == p[0] + p[1];
    case 4:
      return base == p[3] && value == p[0] * p[1] - p[4];
    default: {
      std::set<int64_t> bases;
      for (int64_t b = 2; b <= 60; ++b) {
        int64_t v[3];
        for (size_t i = 0; i < 3; ++i) v[i] = ValueInBase(std::to_string(p[i]), b);
        if (v[0] > 0 && v[1] > 0 && v[2] > 0 && v[0] * v[1] == v[2]) bases.insert(b);
      }
      return bases == std::set<int64_t>{base} && value == p[3];
    }
  }
}

bool Congruences(const DrawnProblem& d) {
  const std::vector<int64_t>& p = d.p;
  std::vector<Complex> expected;
  const int64_t m = p.back();
  for (int64_t x = 0; x < m; ++x) {
    int64_t rest = 0;
    if (d.level == 1) rest = x + p[0] - p[1];
    if (d.level == 2 || d.level == 3) rest = p[0] * x - p[1];
    if (d.level == 4) rest = x * x - p[0];
    if (d.level == 5) rest = p[0] * x * x - p[1] * x + p[2];
    if (rest % m == 0) expected.push_back(static_cast<double>(x));
  }
  return SameOrder(ListOf(d.gold), expected);
}

using Exponents = std::map<int64_t, int64_t>;

void AddFactors(Exponents& exponents, int64_t n) {
  for (int64_t p = 2; n > 1; ++p) {
    for (; n % p == 0; n /= p) ++exponents[p];
  }
}

// "2^3 \cdot 5", primes rising; empty where it is not of that form.
Exponents ReadFactorization(std::string text) {
  Exponents exponents;
  int64_t before = 1;
  while (!text.empty()) {
    const size_t dot = text.find(" \\cdot ");
    const std::string factor = text.substr(0, dot);
    text = dot == std::string::npos ? "" : text.substr(dot + 7);
    const size_t power = factor.find('^');
    const int64_t prime = std::stoll(factor.substr(0, power));
    for (int64_t q = 2; q < prime; ++q) {
      if (prime % q == 0) return {};
    }
    if (prime <= before) return {};
    before = prime;
    exponents[prime] = power == std::string::npos
                           ? 1
                           : std::stoll(factor.substr(power + (factor[power + 1] == '{' ? 2 : 1)));
  }
  return exponents;
}

bool PrimeFactorization(const DrawnProblem& d) {
  const std::vector<int64_t>& p = d.p;
  const Exponents gold = ReadFactorization(d.gold);
  Exponents expected;
  if (d.level == 1) {
    for (const int64_t factor : p) AddFactors(expected, factor);
  }
  if (d.level == 2) {
    int64_t multiple = p[0];
    while (multiple % p[1] != 0) multiple += p[0];
    AddFactors(expected, multiple);
  }
  if (d.level == 3) {
    for (int64_t i = p[1] + 1; i <= p[0]; ++i) AddFactors(expected, i);
  }
  if (d.level == 4) {
    for (int64_t i = 1; i <= p[0]; ++i) {
      if (p[0] % i == 0) AddFactors(expected, i);
    }
  }
  if (d.level < 5) return gold == expected;
  // The conditions hold, and no smaller exponent of a prime would do.
  Exponents u, v;
  AddFactors(u, p[0]);
  AddFactors(v, p[1]);
  for (int64_t prime = 2; prime <= 100; ++prime) {
    const auto at = gold.find(prime);
    const int64_t exponent = at == gold.end() ? 0 : at->second;
    for (int64_t e = 0; e <= exponent; ++e) {
      if (((u[prime] + e) % 2 == 0 && (v[prime] + e) % 3 == 0) != (e == exponent)) return false;
    }
  }
  return gold.rbegin()->first <= 100;
}

bool IntegerSets(const DrawnProblem& d) {
  const std::vector<int64_t>& p = d.p;
  std::string expected;
  const auto add = [&](const std::string& item) {
    expected += (expected.empty() ? "" : ",") + item;
  };
  const auto pair = [](int64_t x, int64_t y) {
    return "(" + std::to_string(x) + "," + std::to_string(y) + ")";
  };
  for (int64_t n = -500; d.level <= 3 && n <= 1000; ++n) {
    bool in = false;
    if (d.level == 1) in = n > 0 && p[0] % n == 0 && p[1] % n == 0;
    if (d.level == 2) in = n >= p[0] && n <= p[1] && n % p[3] == p[2] && n % p[5] == p[4];
    if (d.level == 3) in = n != p[2] && (p[0] * n + p[1]) % (n - p[2]) == 0;
    if (in) add(std::to_string(n));
  }
  if (d.level == 4) {
    for (int64_t x = 1; x <= p[2]; ++x) {
      for (int64_t y = 1; y <= p[2]; ++y) {
        if (x * y + p[0] * x + p[1] * y == p[2]) add(pair(x, y));
      }
    }
  }
  if (d.level == 5) {
    for (int64_t x = 1; x <= 2 * p[1]; ++x) {
      for (int64_t y = x; y <= p[1] * (p[1] + 1); ++y) {
        if (p[1] * (x + y) == p[0] * x * y) add(pair(x, y));
      }
    }
  }
  return d.gold == "\\{" + expected + "\\}";
}

bool IntegerPairs(const DrawnProblem& d) {
  const std::vector<int64_t>& p = d.p;
  std::vector<std::vector<int64_t>> found;
  if (d.level == 1) {
    int64_t divisor = p[0], multiple = p[0];
    while (p[0] % divisor != 0 || p[1] % divisor != 0) --divisor;
    while (multiple % p[1] != 0) multiple += p[0];
    found = {{divisor, multiple}};
  } else if (d.level <= 3) {
    for (int64_t x = 1; found.empty(); ++x) {
      for (int64_t y = 1; p[1] * y < p[0] * x; ++y) {
        if (p[0] * x - p[1] * y == p[2]) found.push_back({x, y});
      }
    }
  } else if (d.level == 4) {
    for (int64_t x = 1; x <= p[2]; ++x) {
      for (int64_t y = 1; p[0] * x + p[1] * y <= p[2]; ++y) {
        if (p[0] * x + p[1] * y == p[2]) found.push_back({x, y});
      }
    }
  } else {
    for (int64_t z = 1; z < p[3]; ++z) {
      for (int64_t y = 1; y + z < p[3]; ++y) {
        const int64_t x = p[3] - y - z;
        if (z % p[2] == 0 && p[0] * x + p[1] * y + z / p[2] == p[4]) found.push_back({x, y, z});
      }
    }
  }
  const std::vector<std::string> items = SplitTop(d.gold);
  if (items.size() != found.size()) return false;
  for (size_t i = 0; i < items.size(); ++i) {
    const std::vector<Complex> expected(found[i].begin(), found[i].end());
    if (!SameOrder(PointOf(items[i]), expected)) return false;
  }
  return true;
}

// The sum of sixty places; `tail` is repeated after `head`.
double Expansion(const std::vector<int64_t>& head, const std::vector<int64_t>& tail, int64_t base) {
  double sum = 0, unit = 1;
  for (size_t i = 0; i < 60; ++i) {
    unit /= static_cast<double>(base);
    if (i < head.size()) {
      sum += unit * static_cast<double>(head[i]);
    } else if (!tail.empty()) {
      sum += unit * static_cast<double>(tail[(i - head.size()) % tail.size()]);
    }
  }
  return sum;
}

bool BaseFractions(const DrawnProblem& d) {
  const std::vector<int64_t>& p = d.p;
  const Complex x = ValueOf(d.gold);
  if (d.level == 1) return Near(x, Expansion({p[1], p[2] / p[0], p[2] % p[0]}, {}, p[0]));
  if (d.level == 2) return Near(x, Expansion({}, {p[1] / p[0], p[1] % p[0]}, p[0]));
  if (d.level <= 4) {
    const double first = Expansion({p[1]}, {p[2] / p[0], p[2] % p[0]}, p[0]);
    return Near(x, first + (d.level == 4 ? Expansion({}, {p[4]}, p[3]) : 0));
  }
  const double value = static_cast<double>(p[2]) / static_cast<double>(p[3]);
  int found = 0;
  bool same = false;
  for (int64_t base = p[1] + 1; base <= 40; ++base) {
    if (!Near(Expansion({}, {p[0], p[1]}, base), value)) continue;
    ++found;
    same = Near(x, Expansion({p[1]}, {p[0]}, base));
  }
  return found == 1 && same;
}

}  // namespace

GoldChecks NumberTheoryChecks() {
  return {{"base_arithmetic", &BaseArithmetic},
          {"congruences", &Congruences},
          {"prime_factorization", &PrimeFactorization},
          {"integer_sets", &IntegerSets},
          {"integer_pairs", &IntegerPairs},
          {"base_fractions", &BaseFractions}};
}

}  // namespace rbench
