#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "tasks/generators/families.h"
#include "tasks/generators/integer_math.h"

namespace rbench {
namespace {

// A term of a_n = p a_{n-1} + q a_{n-2} modulo m, by doubling: (a_n, a_{n+1}) is a 2x2 matrix power
// applied to (a_1, a_2).
int64_t RecurrenceTerm(int64_t p, int64_t q, int64_t first, int64_t second, int64_t n,
                       int64_t modulus) {
  int64_t result[2][2] = {{1, 0}, {0, 1}};
  int64_t step[2][2] = {{0, 1}, {q % modulus, p % modulus}};
  const auto multiply = [modulus](int64_t(&x)[2][2], const int64_t(&y)[2][2]) {
    int64_t product[2][2];
    for (int i = 0; i < 2; ++i) {
      for (int j = 0; j < 2; ++j) product[i][j] = (x[i][0] * y[0][j] + x[i][1] * y[1][j]) % modulus;
    }
    std::copy(&product[0][0], &product[0][0] + 4, &x[0][0]);
  };
  for (int64_t exponent = n - 1; exponent > 0; exponent /= 2) {
    if (exponent % 2 == 1) multiply(result, step);
    const int64_t copy[2][2] = {{step[0][0], step[0][1]}, {step[1][0], step[1][1]}};
    multiply(step, copy);
  }
  return (result[0][0] * first + result[0][1] * second) % modulus;
}

GeneratedProblem Recurrence(PhiloxStream& stream, int level) {
  const int64_t p = stream.NextInRange(1, level == 1 ? 3 : 7);
  const int64_t q = stream.NextInRange(1, level == 1 ? 2 : 7);
  const int64_t first = stream.NextInRange(1, 9);
  const int64_t second = stream.NextInRange(1, 9);
  const int64_t n =
      level == 1 ? stream.NextInRange(6, 12) : stream.NextInRange(20, level == 2 ? 100 : 2000);
  const int64_t modulus = level == 1 ? 1000 : stream.NextInRange(11, level == 2 ? 100 : 1000);
  const auto coefficient = [](int64_t c) { return c == 1 ? std::string() : std::to_string(c); };
  return {fmt::format("A sequence is defined by $a_1 = {}$, $a_2 = {}$ and $a_n = {}a_{{n-1}} + "
                      "{}a_{{n-2}}$ for $n \\ge 3$. Find the remainder "
                      "when $a_{{{}}}$ is divided by ${}$.",
                      first, second, coefficient(p), coefficient(q), n, modulus),
          std::to_string(RecurrenceTerm(p, q, first, second, n, modulus)),
          {p, q, first, second, n, modulus}};
}

// 1/(x(x+d)) telescopes: the sum over x = a, a+d, ..., n terms, is n / (a (a + n d)).
GeneratedProblem TelescopingSum(PhiloxStream& stream, int level) {
  while (true) {
    const int64_t step = level == 1 ? 1 : stream.NextInRange(2, level == 2 ? 4 : 9);
    const int64_t start = stream.NextInRange(1, level == 1 ? 12 : 20);
    const int64_t terms = stream.NextInRange(5, 120);
    const int64_t denominator = start * (start + terms * step);
    const int64_t common = Gcd(terms, denominator);
    const int64_t answer = terms / common + denominator / common;
    if (answer > kMaxAimeAnswer) continue;
    const int64_t last = start + (terms - 1) * step;
    return {fmt::format("The sum $\\frac{{1}}{{{0} \\cdot {1}}} + \\frac{{1}}{{{1} \\cdot {2}}} + "
                        "\\cdots + \\frac{{1}}{{{3} \\cdot {4}}}$, in which "
                        "each factor is ${5}$ more than the one before, equals $\\frac{{m}}{{n}}$ "
                        "in lowest terms. Find $m + n$.",
                        start, start + step, start + 2 * step, last, last + step, step),
            std::to_string(answer),
            {start, step, terms}};
  }
}

GeneratedProblem PolynomialSum(PhiloxStream& stream, int level) {
  const int64_t a = level == 1 ? 0 : stream.NextInRange(1, 9);
  const int64_t b = stream.NextInRange(1, 20);
  const int64_t c = stream.NextInRange(0, 20);
  const int64_t n = stream.NextInRange(10, level == 3 ? 400 : 60);
  const int64_t sum = a * (n * (n + 1) * (2 * n + 1) / 6) + b * (n * (n + 1) / 2) + c * n;
  std::string rule = a == 0 ? "" : a == 1 ? "k^2 + " : fmt::format("{}k^2 + ", a);
  rule += b == 1 ? "k" : fmt::format("{}k", b);
  if (c != 0) rule += fmt::format(" + {}", c);
  const std::string ask = sum <= kMaxAimeAnswer
                              ? "Find the value of $S$."
                              : "Find the remainder when $S$ is divided by $1000$.";
  return {fmt::format("Let $S = \\sum_{{k=1}}^{{{}}} ({})$. {}", n, rule, ask),
          std::to_string(sum % 1000),
          {a, b, c, n}};
}

// Terms that two arithmetic sequences have in common.
GeneratedProblem CommonTerms(PhiloxStream& stream, int level) {
  while (true) {
    const int64_t high = level == 1 ? 6 : 12;
    const int64_t d1 = stream.NextInRange(2, high);
    const int64_t d2 = stream.NextInRange(2, high);
    const int64_t a1 = stream.NextInRange(1, 20);
    const int64_t a2 = stream.NextInRange(1, 20);
    const int64_t limit = stream.NextInRange(200, level == 1 ? 500 : 3000);
    if (d1 == d2 || (a1 - a2) % Gcd(d1, d2) != 0) continue;
    int64_t common = a1;
    while (common < a2 || (common - a2) % d2 != 0) common += d1;
    const int64_t period = d1 / Gcd(d1, d2) * d2;
    if (common + 2 * period > limit) continue;
    const int64_t count = (limit - common) / period + 1;
    const int64_t last = common + (count - 1) * period;
    const std::string sequences = fmt::format(
        "The sequences ${}, {}, {}, \\ldots$ and ${}, {}, {}, \\ldots$ are both arithmetic.", a1,
        a1 + d1, a1 + 2 * d1, a2, a2 + d2, a2 + 2 * d2);
    if (level < 3) {
      return {
          fmt::format("{} How many numbers not exceeding ${}$ appear in both?", sequences, limit),
          std::to_string(count),
          {a1, d1, a2, d2, limit}};
    }
    const int64_t sum = (common + last) * count / 2;
    return {fmt::format("{} Find the remainder when the sum of all numbers not exceeding ${}$ that "
                        "appear in both is divided by $1000$.",
                        sequences, limit),
            std::to_string(sum % 1000),
            {a1, d1, a2, d2, limit}};
  }
}

}  // namespace

std::vector<ProblemFamily> SequenceFamilies() {
  return {{"recurrence", "sequences", &Recurrence},
          {"telescoping_sum", "sequences", &TelescopingSum},
          {"polynomial_sum", "sequences", &PolynomialSum},
          {"common_terms", "sequences", &CommonTerms}};
}

}  // namespace rbench
