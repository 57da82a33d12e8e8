#include <algorithm>
#include <array>
#include <string>

#include <fmt/format.h>

#include "tasks/generators/families.h"
#include "tasks/generators/integer_math.h"

namespace rbench {
namespace {

GeneratedProblem PowerRemainder(PhiloxStream& stream, int level) {
  const int64_t base = stream.NextInRange(2, level == 1 ? 12 : 99);
  const int64_t exponent =
      level == 1 ? stream.NextInRange(5, 40) : stream.NextInRange(50, level == 2 ? 500 : 9999);
  const int64_t modulus = level == 3 ? stream.NextInRange(101, 1000) : stream.NextInRange(7, 100);
  return {fmt::format("Find the remainder when ${}^{{{}}}$ is divided by ${}$.", base, exponent,
                      modulus),
          std::to_string(PowMod(base, exponent, modulus)),
          {base, exponent, modulus}};
}

// Divisors of p^a q^b r^c: all of them, those divisible by a number, those that are perfect squares
// or cubes.
GeneratedProblem DivisorCount(PhiloxStream& stream, int level) {
  constexpr std::array<int64_t, 3> kPrimes[] = {{2, 3, 5},  {2, 3, 7},  {2, 5, 7},  {3, 5, 7},
                                                {2, 3, 11}, {2, 5, 11}, {2, 3, 13}, {3, 5, 11},
                                                {2, 7, 11}, {2, 3, 17}, {2, 5, 13}, {2, 7, 13}};
  const auto& primes = kPrimes[stream.NextBelow(std::size(kPrimes))];
  std::array<int, 3> exponents;
  for (int& exponent : exponents)
    exponent = static_cast<int>(stream.NextInRange(1, level == 1 ? 4 : 9));
  const std::string number =
      fmt::format("{}^{{{}}} \\cdot {}^{{{}}} \\cdot {}^{{{}}}", primes[0], exponents[0], primes[1],
                  exponents[1], primes[2], exponents[2]);
  const std::vector<int64_t> parameters = {primes[0],    exponents[0], primes[1],
                                           exponents[1], primes[2],    exponents[2]};
  int64_t count = 1;
  if (level == 1) {
    for (const int exponent : exponents) count *= exponent + 1;
    return {fmt::format("How many positive divisors does $n = {}$ have?", number),
            std::to_string(count), parameters};
  }
  if (level == 2) {
    std::array<int, 3> lower;
    int64_t factor = 1;
    for (size_t i = 0; i < 3; ++i) {
      lower[i] = static_cast<int>(stream.NextInRange(0, std::min(exponents[i], 2)));
      factor *= Power(primes[i], lower[i]);
      count *= exponents[i] - lower[i] + 1;
    }
    std::vector<int64_t> with_factor = parameters;
    with_factor.push_back(factor);
    return {fmt::format("How many positive divisors of $n = {}$ are divisible by ${}$?", number,
                        factor),
            std::to_string(count), with_factor};
  }
  // Perfect squares plus perfect cubes that are not sixth powers too.
  int64_t squares = 1, cubes = 1, sixths = 1;
  for (const int exponent : exponents) {
    squares *= exponent / 2 + 1;
    cubes *= exponent / 3 + 1;
    sixths *= exponent / 6 + 1;
  }
  return {
      fmt::format(
          "How many positive divisors of $n = {}$ are perfect squares or perfect cubes (or both)?",
          number),
      std::to_string(squares + cubes - sixths), parameters};
}

GeneratedProblem SimultaneousRemainders(PhiloxStream& stream, int level) {
  constexpr std::array<int64_t, 3> kModuli[] = {
      {5, 7, 9},  {4, 7, 9},  {5, 7, 11}, {7, 9, 11}, {5, 8, 9},  {3, 7, 11},  {7, 8, 9},
      {5, 8, 11}, {4, 9, 11}, {5, 9, 13}, {3, 8, 13}, {7, 9, 13}, {5, 11, 13}, {7, 10, 13}};
  const auto& moduli = kModuli[stream.NextBelow(std::size(kModuli))];
  const size_t count = level == 1 ? 2 : 3;
  int64_t period = 1;
  for (size_t i = 0; i < count; ++i) period *= moduli[i];
  const int64_t answer = stream.NextInRange(1, std::min<int64_t>(period, kMaxAimeAnswer));
  // Levels 1 and 2 ask for the least solution; level 3 for the largest below 1000, which may be a
  // later one.
  int64_t gold = answer;
  while (level == 3 && gold + period <= kMaxAimeAnswer) gold += period;
  std::string conditions;
  std::vector<int64_t> parameters;
  for (size_t i = 0; i < count; ++i) {
    if (i > 0) conditions += i + 1 == count ? (count == 2 ? " and " : ", and ") : ", ";
    conditions += fmt::format("remainder ${}$ when divided by ${}$", answer % moduli[i], moduli[i]);
    parameters.push_back(answer % moduli[i]);
    parameters.push_back(moduli[i]);
  }
  const char* which = level == 3 ? "greatest integer less than $1000$" : "least positive integer";
  return {fmt::format("Find the {} that leaves {}.", which, conditions), std::to_string(gold),
          parameters};
}

GeneratedProblem MultiplesUpTo(PhiloxStream& stream, int level) {
  const int64_t limit = stream.NextInRange(200, 999);
  const int64_t a = stream.NextInRange(3, 15);
  int64_t b = stream.NextInRange(3, 15);
  while (b == a) b = stream.NextInRange(3, 15);
  int64_t c = stream.NextInRange(2, 15);
  while (c == a || c == b) c = stream.NextInRange(2, 15);
  const auto lcm = [](int64_t x, int64_t y) { return x / Gcd(x, y) * y; };
  const int64_t both = limit / lcm(a, b);
  const int64_t either = limit / a + limit / b - both;
  if (level == 1) {
    return {fmt::format("How many positive integers not exceeding ${}$ are divisible by ${}$ or "
                        "${}$ (or both)?",
                        limit, a, b),
            std::to_string(either),
            {limit, a, b}};
  }
  if (level == 2) {
    return {fmt::format("How many positive integers not exceeding ${}$ are divisible by exactly "
                        "one of ${}$ and ${}$?",
                        limit, a, b),
            std::to_string(either - both),
            {limit, a, b}};
  }
  // Divisible by a or b, but not by c.
  const int64_t removed = limit / lcm(a, c) + limit / lcm(b, c) - limit / lcm(lcm(a, b), c);
  return {fmt::format("How many positive integers not exceeding ${}$ are divisible by ${}$ or ${}$ "
                      "but not by ${}$?",
                      limit, a, b, c),
          std::to_string(either - removed),
          {limit, a, b, c}};
}

}  // namespace

std::vector<ProblemFamily> NumberTheoryFamilies() {
  return {{"power_remainder", "number theory", &PowerRemainder},
          {"divisor_count", "number theory", &DivisorCount},
          {"simultaneous_remainders", "number theory", &SimultaneousRemainders},
          {"multiples_up_to", "number theory", &MultiplesUpTo}};
}

}  // namespace rbench
