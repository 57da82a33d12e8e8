#include <algorithm>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "tasks/generators/families.h"
#include "tasks/generators/latex_text.h"
#include "tasks/generators/number_draw.h"
#include "tasks/generators/unspoiled.h"

namespace rbench {
namespace {

constexpr const char* kLowestTerms = "Give your answer as a common fraction in lowest terms.";

// Golds of probabilities are proper fractions.
bool Proper(const Fraction& value) { return Fraction(0) < value && value < Fraction(1); }

GeneratedProblem DiceProbability(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  const int64_t a = draw(4, 12), b = draw(4, 12), c = level == 2 || level == 5 ? draw(4, 10) : 1;
  const int64_t m = draw(3, 12), s = draw(4, a + b + c - 3);
  int64_t good = 0, all = 0;
  for (int64_t x = 1; x <= a; ++x) {
    for (int64_t y = 1; y <= b; ++y) {
      for (int64_t z = 1; z <= c; ++z) {
        const bool counts = level < 4 || (level == 4 ? x + y >= s : std::max({x, y, z}) == m);
        all += counts;
        bool hit = false;
        if (level == 1) hit = x + y == s;
        if (level == 2) hit = x + y + z == s;
        if (level == 3) hit = x * y % m == 0;
        if (level == 4) hit = (x + y) % 3 == 0;
        if (level == 5) hit = (x + y + z) % 4 == 0;
        good += counts && hit;
      }
    }
  }
  if (all == 0 || !Proper(Ratio(good, all))) return DiceProbability(stream, level);
  const std::string two = fmt::format(
      "Two fair dice are rolled, one with faces $1$ to ${}$ and one with faces $1$ to ${}$.", a, b);
  const std::string three = fmt::format(
      "Three fair dice are rolled, with faces $1$ to ${}$, $1$ to ${}$ and $1$ to ${}$.", a, b, c);
  std::string event;
  std::vector<int64_t> parameters = {a, b, c, level == 3 || level == 5 ? m : s};
  if (level <= 2) event = fmt::format("What is the probability that the sum is ${}$?", s);
  if (level == 3) {
    event = fmt::format("What is the probability that the product is divisible by ${}$?", m);
  }
  if (level == 4) {
    event = fmt::format(
        "Given that the sum is at least ${}$, what is the probability that it is "
        "divisible by $3$?",
        s);
  }
  if (level == 5) {
    event = fmt::format(
        "Given that the largest of the three numbers is ${}$, what is the "
        "probability that their sum is divisible by $4$?",
        m);
  }
  return {fmt::format("{} {} {}", level == 2 || level == 5 ? three : two, event, kLowestTerms),
          Latex(Ratio(good, all)), parameters};
}

GeneratedProblem Committees(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  const int64_t women = draw(4, 8), men = draw(4, 8), size = draw(3, 6);
  const int64_t least = draw(1, size - 1);
  if (least > women || size - least > men) return Committees(stream, level);
  int64_t count = 0;
  std::string condition;
  std::vector<int64_t> parameters = {women, men, size};
  if (level > 1) parameters.push_back(least);
  if (level == 1) count = Binomial(women + men, size);
  if (level == 2) {
    count = Binomial(women, least) * Binomial(men, size - least);
    condition = fmt::format(" with exactly ${}$ {}", least, least == 1 ? "woman" : "women");
  }
  if (level >= 3) {
    for (int64_t w = least; w <= size; ++w) {
      int64_t ways = Binomial(women, w) * Binomial(men, size - w);
      // Without the committees that hold the two who refuse.
      if (level == 4) ways -= Binomial(women - 1, w - 1) * Binomial(men - 1, size - w - 1);
      if (level == 5) ways *= w * (size - 1);
      count += ways;
    }
    condition = fmt::format(" with at least ${}$ {}", least, least == 1 ? "woman" : "women");
  }
  if (level == 4) {
    condition += ", if one particular woman and one particular man refuse to serve together";
  }
  if (level == 5) {
    condition +=
        ", together with a chairwoman who is one of its women and a secretary, man or "
        "woman, who is another of its members";
  }
  return {fmt::format("A club has ${}$ women and ${}$ men. In how many ways can it choose a "
                      "committee of ${}$ people{}?",
                      women, men, size, condition),
          std::to_string(count), parameters};
}

GeneratedProblem ExpectedValue(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  Fraction mean;
  std::string question;
  std::vector<int64_t> parameters;
  if (level == 1) {
    int64_t sum = 0;
    const int64_t sections = draw(4, 7);
    for (int64_t i = 0; i < sections; ++i) {
      parameters.push_back(draw(1, 30));
      sum += parameters.back();
    }
    mean = Ratio(sum, sections);
    question = fmt::format(
        "A spinner has ${}$ equal sections, labeled ${}$. What is the expected "
        "value of a spin?",
        sections, fmt::join(parameters, "$, $"));
  } else if (level == 2) {
    const int64_t red = draw(2, 12), blue = draw(2, 12), drawn = draw(2, red + blue - 1);
    mean = Ratio(drawn * red, red + blue);
    question = fmt::format(
        "A bag holds ${}$ red and ${}$ blue balls. If ${}$ of them are drawn at random without "
        "replacement, what is the expected number of red balls drawn?",
        red, blue, drawn);
    parameters = {red, blue, drawn};
  } else if (level == 3) {
    const int64_t a = draw(3, 14), b = draw(3, 14);
    int64_t sum = 0;
    for (int64_t top = 1; top <= std::max(a, b); ++top) {
      // Pairs whose larger number is at least `top`.
      sum += a * b - std::min(top - 1, a) * std::min(top - 1, b);
    }
    mean = Ratio(sum, a * b);
    question = fmt::format(
        "Two fair dice are rolled, one with faces $1$ to ${}$ and one with "
        "faces $1$ to ${}$. What is the expected value of the larger number "
        "(of the common number if they are equal)?",
        a, b);
    parameters = {a, b};
  } else if (level == 4) {
    const int64_t n = draw(6, 13), k = draw(2, 6);
    const bool range = draw.Coin();
    mean = Ratio((range ? k - 1 : k) * (n + 1), k + 1);
    question = fmt::format(
        "A bag holds balls numbered $1$ to ${}$. If ${}$ of them are drawn at random without "
        "replacement, what is the expected value of {}?",
        n, k,
        range ? "the difference between the largest and the smallest number "
                "drawn"
              : "the largest number drawn");
    parameters = {n, k, range};
  } else {
    const Fraction p = draw.Proper(13);
    const int64_t run = draw(2, 3);
    // 1/p + 1/p^2 + ... + 1/p^run.
    mean = Fraction(1) / p + Fraction(1) / (p * p);
    if (run == 3) mean = mean + Fraction(1) / (p * p * p);
    question = fmt::format(
        "A coin that shows heads with probability ${}$ is tossed until it has "
        "shown heads ${}$ times in a row. What is the expected number of "
        "tosses?",
        Latex(p), run);
    parameters = {p.top, p.bottom, run};
  }
  if (mean.IsInteger()) return ExpectedValue(stream, level);
  return {question + " " + kLowestTerms, Latex(mean), parameters};
}

int64_t Factorial(int64_t n) { return n <= 1 ? 1 : n * Factorial(n - 1); }

GeneratedProblem Arrangements(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  if (level == 1) {
    const int64_t n = draw(5, 12), k = draw(2, 5);
    return {fmt::format("A code is a row of ${}$ different letters, all from the first ${}$ "
                        "letters of the alphabet. How many codes are there?",
                        k, n),
            std::to_string(Binomial(n, k) * Factorial(k)),
            {n, k}};
  }
  const int64_t a = draw(2, 4), b = draw(1, 4), c = draw(1, 3), d = draw(0, 2), rest = b + c + d;
  if (a + rest > 9 || a > rest) return Arrangements(stream, level);
  std::string letters;
  for (const auto& [letter, count] : {std::pair{'A', a}, {'B', b}, {'C', c}, {'D', d}}) {
    letters += std::string(static_cast<size_t>(count), letter);
  }
  const int64_t others = Factorial(rest) / (Factorial(b) * Factorial(c) * Factorial(d));
  const int64_t all = others * Binomial(a + rest, a);
  const std::string text = fmt::format("the ${}$ letters $\\text{{{}}}$", a + rest, letters);
  const std::vector<int64_t> parameters = {a, b, c, d};
  if (level == 2) {
    return {fmt::format("In how many different orders can {} be written in a row? Equal letters "
                        "cannot be told apart.",
                        text),
            std::to_string(all), parameters};
  }
  if (level == 3) {
    return {fmt::format("In how many different orders can {} be written in a row so that all "
                        "letters A stand together? Equal letters cannot be told apart.",
                        text),
            std::to_string(others * (rest + 1)), parameters};
  }
  if (level == 4) {
    return {fmt::format("In how many different orders can {} be written in a row so that no two "
                        "letters A are next to each other? Equal letters cannot be told apart.",
                        text),
            std::to_string(others * Binomial(rest + 1, a)), parameters};
  }
  // A letter B in front; the letters A go into the gaps after it.
  const Fraction probability = Ratio(others * b / rest * Binomial(rest, a), all);
  if (others * b % rest != 0 || !Proper(probability)) return Arrangements(stream, level);
  return {fmt::format("{} are written in a row in random order. What is the probability that the "
                      "first letter is B and no two letters A are next to each other? {}",
                      "T" + text.substr(1), kLowestTerms),
          Latex(probability), parameters};
}

GeneratedProblem CoinWalk(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  const int64_t n = draw(4, 11), k = draw(1, n - 1), heads_weight = draw(1, 5);
  const Fraction p = Ratio(heads_weight, heads_weight + draw(1, 5));
  if (level == 1) {
    return {fmt::format("A fair coin is tossed ${}$ times. What is the probability of exactly ${}$ "
                        "{}? {}",
                        n, k, k == 1 ? "head" : "heads", kLowestTerms),
            Latex(Ratio(Binomial(n, k), Power(2, static_cast<int>(n)))),
            {n, k}};
  }
  if (level <= 3) {
    // Level 2 with a fair coin, level 3 with a biased one.
    const Fraction heads = level == 2 ? Ratio(1, 2) : p;
    const int64_t tosses = level == 2 ? n : std::min<int64_t>(n, 7);
    const int64_t least = std::min(k, tosses - 1);
    if (level == 3 && (p == Ratio(1, 2))) return CoinWalk(stream, level);
    Fraction sum;
    for (int64_t i = least; i <= tosses; ++i) {
      Fraction term = Binomial(tosses, i);
      for (int64_t j = 0; j < tosses; ++j) term = term * (j < i ? heads : Fraction(1) - heads);
      sum = sum + term;
    }
    return {fmt::format("A coin that shows heads with probability ${}$ is tossed ${}$ times. What "
                        "is the probability of at least ${}$ {}? {}",
                        Latex(heads), tosses, least, least == 1 ? "head" : "heads", kLowestTerms),
            Latex(sum),
            {heads.top, heads.bottom, tosses, least}};
  }
  if (level == 4) {
    // From `start` to `end` without a visit below 0: reflect in -1.
    const int64_t start = draw(0, 3), steps = draw(4, 12), end = draw(0, 4);
    const int64_t up2 = steps + end - start;
    if (up2 % 2 != 0 || up2 < 0 || up2 > 2 * steps) return CoinWalk(stream, level);
    const int64_t ways = Binomial(steps, up2 / 2) - Binomial(steps, up2 / 2 + start + 1);
    if (ways <= 0) return CoinWalk(stream, level);
    return {fmt::format("A marker starts at ${}$ on the number line. At each step it moves $1$ up "
                        "or $1$ down, each with probability $\\frac{{1}}{{2}}$. What is the "
                        "probability that after ${}$ steps it is at ${}$ and has never been below "
                        "$0$? {}",
                        start, steps, end, kLowestTerms),
            Latex(Ratio(ways, Power(2, static_cast<int>(steps)))),
            {start, steps, end}};
  }
  const int64_t goal = draw(3, 7), start = draw(1, goal - 1);
  if (p == Ratio(1, 2)) return CoinWalk(stream, level);
  // (1 - r^start)/(1 - r^goal) with r = (1 - p)/p.
  const int64_t win = p.top, lose = p.bottom - p.top;
  const auto power = [](int64_t base, int64_t by) { return Power(base, static_cast<int>(by)); };
  const Fraction chance = Ratio((power(win, start) - power(lose, start)) * power(win, goal - start),
                                power(win, goal) - power(lose, goal));
  return {fmt::format("A player has ${}$ {}. In each round the player wins one dollar with "
                      "probability ${}$ and otherwise loses one dollar, and stops at $0$ or at "
                      "${}$ dollars. What is the probability of stopping at ${}$ dollars? {}",
                      start, start == 1 ? "dollar" : "dollars", Latex(p), goal, goal, kLowestTerms),
          Latex(chance),
          {start, p.top, p.bottom, goal}};
}

GeneratedProblem GeometricProbability(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  const int64_t a = draw(2, 20), b = draw(2, 20), c = draw(1, 20);
  if (level == 1) {
    const int64_t low = -a, high = b, from = draw(low, high), to = draw(low, high);
    if (from >= to || !Proper(Ratio(to - from, high - low))) {
      return GeometricProbability(stream, level);
    }
    return {fmt::format("A real number is chosen uniformly at random between ${}$ and ${}$. What "
                        "is the probability that it lies between ${}$ and ${}$? {}",
                        low, high, from, to, kLowestTerms),
            Latex(Ratio(to - from, high - low)),
            {low, high, from, to}};
  }
  if (level == 2) {
    if (2 * c > a) return GeometricProbability(stream, level);
    return {fmt::format("A point is chosen uniformly at random inside a square with side length "
                        "${}$. What is the probability that it is less than ${}$ away from the "
                        "center of the square? Give an exact answer in terms of $\\pi$.",
                        a, c),
            LatexPi(Ratio(c * c, a * a)),
            {a, c}};
  }
  if (level == 3) {
    const int64_t length = 5 * draw(4, 18), gap = draw(2, length - 2);
    return {fmt::format("Two people each arrive at a random time within the same ${}$ minutes, "
                        "independently and uniformly. What is the probability that they arrive "
                        "less than ${}$ minutes apart? {}",
                        length, gap, kLowestTerms),
            Latex(Fraction(1) - Ratio((length - gap) * (length - gap), length * length)),
            {length, gap}};
  }
  if (level == 4) {
    // Area of x + y < c in the rectangle: a triangle without its corners outside.
    const auto half_square = [](int64_t n) { return n > 0 ? Ratio(n * n, 2) : Fraction(0); };
    const Fraction chance =
        (half_square(c) - half_square(c - a) - half_square(c - b)) / Fraction(a * b);
    if (a == b || c <= std::min(a, b) || c >= a + b) return GeometricProbability(stream, level);
    return {fmt::format("The numbers $x$ and $y$ are chosen uniformly at random and independently, "
                        "$x$ between $0$ and ${}$ and $y$ between $0$ and ${}$. What is the "
                        "probability that $x + y < {}$? {}",
                        a, b, c, kLowestTerms),
            Latex(chance),
            {a, b, c}};
  }
  // Real roots where y <= x^2; for a > sqrt(b) that is 1 - 2 sqrt(b)/(3 a).
  if (a * a <= b || SplitSquare(b).inside == 1) return GeometricProbability(stream, level);
  return {fmt::format("The numbers $x$ and $y$ are chosen uniformly at random and independently, "
                      "$x$ between ${}$ and ${}$ and $y$ between $0$ and ${}$. What is the "
                      "probability that the equation $t^2 + 2xt + y = 0$ in $t$ has real roots? "
                      "Give an exact answer in simplest radical form.",
                      -a, a, b),
          LatexSurdSum(1, Ratio(-2, 3 * a), b),
          {a, b}};
}

}  // namespace

std::vector<ProblemFamily> MathCountingProbabilityFamilies() {
  static constexpr const char* kSubject = "Counting & Probability";
  return {{"dice_probability", kSubject, &Unspoiled<&DiceProbability>},
          {"committees", kSubject, &Unspoiled<&Committees>},
          {"expected_value", kSubject, &Unspoiled<&ExpectedValue>},
          {"arrangements", kSubject, &Unspoiled<&Arrangements>},
          {"coin_walk", kSubject, &Unspoiled<&CoinWalk>},
          {"geometric_probability", kSubject, &Unspoiled<&GeometricProbability>}};
}

}  // namespace rbench
