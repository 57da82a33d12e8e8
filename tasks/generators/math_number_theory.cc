#include <string>

#include <fmt/format.h>

#include "tasks/generators/families.h"
#include "tasks/generators/latex_text.h"
#include "tasks/generators/number_draw.h"
#include "tasks/generators/unspoiled.h"

namespace rbench {
namespace {

GeneratedProblem BaseArithmetic(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  const int64_t base = draw(3, 9), m = draw(30, 400), n = draw(8, 60);
  const std::string form =
      fmt::format("Write your answer in base ${}$, with the base as a subscript.", base);
  if (level == 1) {
    return {fmt::format("Write the base ten number ${}$ in base ${}$, with the base as a "
                        "subscript.",
                        m, base),
            LatexNumeral(m, base),
            {m, base}};
  }
  const int64_t other = draw(2, 9);
  if (other == base) return BaseArithmetic(stream, level);
  if (level == 2) {
    return {fmt::format("Convert ${}$ to base ${}$. {}", LatexNumeral(m, other), base, form),
            LatexNumeral(m, base),
            {m, other, base}};
  }
  if (level == 3) {
    return {
        fmt::format("Compute ${} + {}$. {}", LatexNumeral(m, base), LatexNumeral(n, other), form),
        LatexNumeral(m + n, base),
        {m, n, other, base}};
  }
  if (level == 4) {
    const int64_t minus = draw(5, 100);
    return {fmt::format("Compute ${} \\cdot {} - {}$. {}", LatexNumeral(m, base),
                        LatexNumeral(n, other), LatexNumeral(minus, base), form),
            LatexNumeral(m * n - minus, base),
            {m, n, other, base, minus}};
  }
  // u v = w holds in exactly one base.
  const int64_t u = draw(base, base * base), v = draw(base, base * base);
  const std::string texts[3] = {DigitsInBase(u, base), DigitsInBase(v, base),
                                DigitsInBase(u * v, base)};
  const auto value = [](const std::string& digits, int64_t in) {
    int64_t sum = 0;
    for (const char digit : digits) sum = sum * in + (digit - '0');
    return sum;
  };
  for (int64_t b = 2; b <= 100; ++b) {
    if (b != base && value(texts[0], b) * value(texts[1], b) == value(texts[2], b)) {
      return BaseArithmetic(stream, level);
    }
  }
  return {fmt::format("In a certain base $b$, ${}_b \\cdot {}_b = {}_b$. Write the base ten number "
                      "${}$ in base $b$, with the value of $b$ as a subscript.",
                      texts[0], texts[1], texts[2], m),
          LatexNumeral(m, base),
          {value(texts[0], 10), value(texts[1], 10), value(texts[2], 10), m}};
}

GeneratedProblem Congruences(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  const int64_t a = draw(2, 40), b = draw(1, 60), m = draw(7, 60), c = draw(2, 15);
  std::string condition;
  std::vector<int64_t> parameters;
  int64_t modulus = m;
  bool (*holds)(int64_t x, const std::vector<int64_t>& p) = nullptr;
  if (level == 1) {
    condition = fmt::format("x + {} \\equiv {} \\pmod{{{}}}", a, b, m);
    parameters = {a, b, m};
    holds = [](int64_t x, const std::vector<int64_t>& p) { return (x + p[0] - p[1]) % p[2] == 0; };
  } else if (level == 2) {
    if (Gcd(a, m) != 1 || a >= m) return Congruences(stream, level);
    condition = fmt::format("{}x \\equiv {} \\pmod{{{}}}", a, b, m);
    parameters = {a, b, m};
    holds = [](int64_t x, const std::vector<int64_t>& p) { return (p[0] * x - p[1]) % p[2] == 0; };
  } else if (level == 3) {
    const int64_t common = Gcd(a, m);
    if (common < 2 || common > 6 || b % common != 0 || a >= m) return Congruences(stream, level);
    condition = fmt::format("{}x \\equiv {} \\pmod{{{}}}", a, b, m);
    parameters = {a, b, m};
    holds = [](int64_t x, const std::vector<int64_t>& p) { return (p[0] * x - p[1]) % p[2] == 0; };
  } else if (level == 4) {
    const int64_t p = draw.Of({3, 5, 7, 11, 13}), q = draw.Of({5, 7, 11, 13, 17});
    const int64_t root = draw(2, p * q - 1);
    if (p >= q || root % p == 0 || root % q == 0) return Congruences(stream, level);
    modulus = p * q;
    parameters = {root * root % modulus, modulus};
    condition = fmt::format("x^2 \\equiv {} \\pmod{{{}}}", parameters[0], modulus);
    holds = [](int64_t x, const std::vector<int64_t>& s) { return (x * x - s[0]) % s[1] == 0; };
  } else {
    // A quadratic with two roots modulo each of two primes.
    const int64_t p = draw.Of({5, 7, 11}), q = draw.Of({11, 13, 17});
    modulus = p * q;
    const int64_t root = draw(1, modulus - 1), other = draw(1, modulus - 1);
    if (p >= q || (root - other) % p == 0 || (root - other) % q == 0 || c % p == 0 || c % q == 0) {
      return Congruences(stream, level);
    }
    const int64_t linear = c * (root + other) % modulus, constant = c * root % modulus * other;
    parameters = {c, linear, constant % modulus, modulus};
    condition = fmt::format("{} \\equiv 0 \\pmod{{{}}}",
                            LatexPolynomial({c, -linear, constant % modulus}), modulus);
    holds = [](int64_t x, const std::vector<int64_t>& s) {
      return (s[0] * x * x - s[1] * x + s[2]) % s[3] == 0;
    };
  }
  std::vector<std::string> solutions;
  for (int64_t x = 0; x < modulus; ++x) {
    if (holds(x, parameters)) solutions.push_back(std::to_string(x));
  }
  return {fmt::format("Find all integers $x$ with $0 \\le x < {}$ and ${}$. List them in "
                      "increasing order, separated by commas.",
                      modulus, condition),
          LatexList(solutions), parameters};
}

// The exponent of the prime p in n!.
int64_t FactorialExponent(int64_t n, int64_t p) {
  int64_t exponent = 0;
  for (int64_t power = p; power <= n; power *= p) exponent += n / power;
  return exponent;
}

GeneratedProblem PrimeFactorization(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  const std::string form = "Write your answer as a product of powers of primes.";
  const int64_t a = draw(12, 600), b = draw(12, 600), n = draw(6, 24);
  if (level == 1) {
    const int64_t u = draw(12, 60), v = draw(12, 60);
    return {
        fmt::format("Find the prime factorization of the product of ${}$ and ${}$. {}", u, v, form),
        LatexFactorization(Factorize(u * v)),
        {u, v}};
  }
  if (level == 2) {
    const int64_t lcm = a / Gcd(a, b) * b;
    if (Gcd(a, b) == 1 || lcm == a || lcm == b) return PrimeFactorization(stream, level);
    return {fmt::format("Find the prime factorization of the least common multiple of ${}$ and "
                        "${}$. {}",
                        a, b, form),
            LatexFactorization(Factorize(lcm)),
            {a, b}};
  }
  std::vector<PrimePower> powers;
  if (level == 3) {
    const int64_t k = draw(1, n - 4);
    for (int64_t p = 2; p <= n; ++p) {
      if (Factorize(p)[0].prime != p) continue;
      powers.push_back({p, FactorialExponent(n, p) - FactorialExponent(k, p)});
    }
    return {fmt::format("Find the prime factorization of the product of all integers from ${}$ to "
                        "${}$ inclusive. {}",
                        k + 1, n, form),
            LatexFactorization(powers),
            {n, k}};
  }
  if (level == 4) {
    // The divisors pair up: their product is a^(d/2).
    powers = Factorize(a);
    int64_t divisors = 1;
    for (const PrimePower& power : powers) divisors *= power.exponent + 1;
    if (powers.size() < 2) return PrimeFactorization(stream, level);
    for (PrimePower& power : powers) power.exponent = power.exponent * divisors / 2;
    return {fmt::format("Find the prime factorization of the product of all positive divisors of "
                        "${}$. {}",
                        a, form),
            LatexFactorization(powers),
            {a}};
  }
  // The least k with u k a square and v k a cube.
  const int64_t u = draw(2, 80), v = draw(2, 80);
  for (const PrimePower& power : Factorize(u * v)) {
    int64_t in_u = 0, in_v = 0;
    for (int64_t rest = u; rest % power.prime == 0; rest /= power.prime) ++in_u;
    for (int64_t rest = v; rest % power.prime == 0; rest /= power.prime) ++in_v;
    int64_t exponent = 0;
    while ((exponent + in_u) % 2 != 0 || (exponent + in_v) % 3 != 0) ++exponent;
    powers.push_back({power.prime, exponent});
  }
  const std::string answer = LatexFactorization(powers);
  if (u == v || answer.empty()) return PrimeFactorization(stream, level);
  return {fmt::format("Find the smallest positive integer $k$ such that ${}k$ is a perfect square "
                      "and ${}k$ is a perfect cube. {}",
                      u, v, form),
          answer,
          {u, v}};
}

GeneratedProblem IntegerSets(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  const std::string form = "Write your answer as a set with braces.";
  std::vector<std::string> items;
  std::string question;
  std::vector<int64_t> parameters;
  const int64_t a = draw(2, 9), b = draw(2, 30), c = draw(2, 9);
  if (level == 1) {
    const int64_t common = draw(6, 48), m = common * a, n = common * c;
    if (Gcd(a, c) != 1) return IntegerSets(stream, level);
    for (int64_t d = 1; d <= common; ++d) {
      if (common % d == 0) items.push_back(std::to_string(d));
    }
    question = fmt::format("Find the set of all common positive divisors of ${}$ and ${}$.", m, n);
    parameters = {m, n};
  } else if (level == 2) {
    const int64_t p = draw(3, 11), q = draw(3, 11), low = draw(10, 200), high = low + 3 * p * q;
    if (Gcd(p, q) != 1) return IntegerSets(stream, level);
    for (int64_t n = low; n <= high; ++n) {
      if (n % p == b % p && n % q == a % q) items.push_back(std::to_string(n));
    }
    question = fmt::format(
        "Find the set of all integers from ${}$ to ${}$ inclusive that leave "
        "remainder ${}$ when divided by ${}$ and remainder ${}$ when divided "
        "by ${}$.",
        low, high, b % p, p, a % q, q);
    parameters = {low, high, b % p, p, a % q, q};
  } else if (level == 3) {
    // (a n + b)/(n - c) = a + (b + a c)/(n - c).
    const int64_t rest = b + a * c;
    for (int64_t n = -rest + c; n <= rest + c; ++n) {
      if (n != c && rest % (n - c) == 0) items.push_back(std::to_string(n));
    }
    question = fmt::format(
        "Find the set of all integers $n$ for which $\\frac{{{}}}{{{}}}$ is an "
        "integer.",
        LatexPolynomial({a, b}, "n"), LatexPolynomial({1, -c}, "n"));
    parameters = {a, b, c};
  } else if (level == 4) {
    // (x + c)(y + a) = total + a c.
    const int64_t total = draw(20, 150), product = total + a * c;
    for (int64_t x = 1; x <= total; ++x) {
      const int64_t y = product / (x + c) - a;
      if (product % (x + c) == 0 && y >= 1) items.push_back(fmt::format("({},{})", x, y));
    }
    question = fmt::format(
        "Find the set of all ordered pairs $(x,y)$ of positive integers with "
        "$xy + {}x + {}y = {}$.",
        a, c, total);
    parameters = {a, c, total};
  } else {
    // 1/x + 1/y = p/q: x lies between q/p and 2q/p.
    const Fraction sum = Ratio(draw(1, 5), b);
    const int64_t p = sum.top, q = sum.bottom;
    for (int64_t x = q / p + 1; p * x <= 2 * q; ++x) {
      const Fraction rest = sum - Ratio(1, x);
      if (rest.top == 1) items.push_back(fmt::format("({},{})", x, rest.bottom));
    }
    question = fmt::format(
        "Find the set of all ordered pairs $(x,y)$ of positive integers with "
        "$x \\le y$ and $\\frac{{1}}{{x}} + \\frac{{1}}{{y}} = {}$.",
        Latex(sum));
    parameters = {p, q};
  }
  if (items.size() < 2 || items.size() > 12) return IntegerSets(stream, level);
  return {question + " " + form, LatexSet(items), parameters};
}

// The only (x, y, z) of positive integers that buy `count` birds for `money` in all.
GeneratedProblem ThreePrices(PhiloxStream& stream) {
  NumberDraw draw(stream);
  const int64_t a = draw(5, 12), b = draw(2, a - 2), count = draw(15, 60);
  const int64_t x = draw(1, count / 2), y = draw(1, count / 2), z = count - x - y;
  // Chicks cost 1 for `pack`.
  const int64_t pack = draw(2, 4), money = a * x + b * y + z / pack;
  if (z < 1 || z % pack != 0) return ThreePrices(stream);
  int64_t found = 0;
  for (int64_t u = 1; u < count; ++u) {
    for (int64_t v = 1; u + v < count; ++v) {
      const int64_t w = count - u - v;
      if (pack * (a * u + b * v) + w == pack * money) ++found;
    }
  }
  if (found != 1) return ThreePrices(stream);
  return {fmt::format("A goose costs ${}$ coins, a hen ${}$ coins, and ${}$ chicks cost one coin. "
                      "Someone buys ${}$ birds, at least one of each kind, for exactly ${}$ coins "
                      "in all. If $x$ is the number of geese, $y$ of hens and $z$ of chicks, find "
                      "the ordered triple $(x,y,z)$.",
                      a, b, pack, count, money),
          LatexPoint({x, y, z}),
          {a, b, pack, count, money}};
}

GeneratedProblem IntegerPairs(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  if (level == 5) return ThreePrices(stream);
  const int64_t a = draw(7, 60), b = draw(7, 60), scale = draw(2, 12);
  if (level == 1) {
    const int64_t m = a * scale, n = b * scale, common = Gcd(m, n);
    if (m == n) return IntegerPairs(stream, level);
    return {fmt::format("Let $g$ be the greatest common divisor and $l$ the least common multiple "
                        "of ${}$ and ${}$. Find the ordered pair $(g,l)$.",
                        m, n),
            LatexPoint({common, m / common * n}),
            {m, n}};
  }
  if (Gcd(a, b) != 1 || a == b) return IntegerPairs(stream, level);
  const int64_t c = level == 2 ? 1 : draw(2, 40);
  if (level <= 3) {
    int64_t x = 1;
    while ((a * x - c) % b != 0 || a * x <= c) ++x;
    return {fmt::format("Among all pairs $(x,y)$ of positive integers with ${}x - {}y = {}$, find "
                        "the one with the smallest $x$. Write it as an ordered pair.",
                        a, b, c),
            LatexPoint({x, (a * x - c) / b}),
            {a, b, c}};
  }
  const int64_t some_x = draw(1, 3 * b), some_y = draw(1, 30), total = a * some_x + b * some_y;
  std::vector<std::string> pairs;
  for (int64_t x = 1; a * x < total; ++x) {
    if ((total - a * x) % b == 0) pairs.push_back(LatexPoint({x, (total - a * x) / b}));
  }
  if (pairs.size() < 2 || pairs.size() > 5) return IntegerPairs(stream, level);
  return {fmt::format("Find all ordered pairs $(x,y)$ of positive integers with ${}x + {}y = {}$. "
                      "List them, separated by commas.",
                      a, b, total),
          LatexList(pairs),
          {a, b, total}};
}

GeneratedProblem BaseFractions(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  const int64_t base = draw(3, 9), square = base * base;
  const int64_t n = draw(2, square - 2), head = draw(1, base - 1);
  const std::string lowest = "Give your answer as a common fraction in lowest terms, in base ten.";
  // Two digits, with a leading 0 where needed.
  const auto two = [](int64_t value, int64_t in) {
    return (value < in ? "0" : "") + DigitsInBase(value, in);
  };
  const auto ask = [&](const std::string& text, const Fraction& value,
                       const std::vector<int64_t>& parameters) {
    return GeneratedProblem{fmt::format("Find the value of ${}$. {}", text, lowest), Latex(value),
                            parameters};
  };
  if (n % base == n / base || n % base == 0) return BaseFractions(stream, level);
  const Fraction periodic = Ratio(n, square - 1);
  if (level == 1) {
    return ask(fmt::format("0.{}{}_{}", head, two(n, base), base),
               Fraction(head) / base + Ratio(n, square * base), {base, head, n});
  }
  if (level == 2) {
    return ask(fmt::format("0.\\overline{{{}}}_{}", two(n, base), base), periodic, {base, n});
  }
  if (level == 3) {
    return ask(fmt::format("0.{}\\overline{{{}}}_{}", head, two(n, base), base),
               (periodic + head) / base, {base, head, n});
  }
  const int64_t other = draw(3, 9), m = draw(1, other - 2);
  if (level == 4) {
    const Fraction sum = (periodic + head) / base + Ratio(m, other - 1);
    if (other == base || sum.IsInteger()) return BaseFractions(stream, level);
    return ask(fmt::format("0.{}\\overline{{{}}}_{} + 0.\\overline{{{}}}_{}", head, two(n, base),
                           base, m, other),
               sum, {base, head, n, other, m});
  }
  // The digits read in the wrong order; the base is found from the value first.
  const int64_t u = n / base, v = n % base;
  if (u == 0 || u >= v) return BaseFractions(stream, level);
  for (int64_t b = v + 1; b <= 200; ++b) {
    if (b != base && Ratio(u * b + v, b * b - 1) == periodic) return BaseFractions(stream, level);
  }
  return {fmt::format("In base $b$, the repeating expansion $0.\\overline{{{}{}}}_b$ has the value "
                      "${}$ (written in base ten). Find the value of "
                      "$0.{}\\overline{{{}}}_b$. {}",
                      u, v, Latex(periodic), v, u, lowest),
          Latex((Ratio(u, base - 1) + v) / base),
          {u, v, periodic.top, periodic.bottom}};
}

}  // namespace

std::vector<ProblemFamily> MathNumberTheoryFamilies() {
  return {{"base_arithmetic", "Number Theory", &Unspoiled<&BaseArithmetic>},
          {"congruences", "Number Theory", &Unspoiled<&Congruences>},
          {"prime_factorization", "Number Theory", &Unspoiled<&PrimeFactorization>},
          {"integer_sets", "Number Theory", &Unspoiled<&IntegerSets>},
          {"integer_pairs", "Number Theory", &Unspoiled<&IntegerPairs>},
          {"base_fractions", "Number Theory", &Unspoiled<&BaseFractions>}};
}

}  // namespace rbench
