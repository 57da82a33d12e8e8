#include <string>

#include <fmt/format.h>

#include "tasks/generators/families.h"
#include "tasks/generators/integer_math.h"

namespace rbench {
namespace {

constexpr const char* kAsk =
    "The probability {} is $\\frac{{m}}{{n}}$, where $m$ and $n$ are relatively prime positive "
    "integers. Find $m + n$.";

// m + n of the reduced fraction; 0 where the probability is 0 or 1 or the answer too large.
int64_t FractionAnswer(int64_t favourable, int64_t all) {
  if (favourable <= 0 || favourable >= all) return 0;
  const int64_t common = Gcd(favourable, all);
  const int64_t answer = favourable / common + all / common;
  return answer <= kMaxAimeAnswer ? answer : 0;
}

// Rolls of `count` dice of the given sizes with the given sum, one die after the other.
int64_t WaysToRoll(const int64_t* sides, int count, int64_t sum) {
  if (count == 0) return sum == 0 ? 1 : 0;
  int64_t ways = 0;
  for (int64_t face = 1; face <= sides[0] && face <= sum; ++face)
    ways += WaysToRoll(sides + 1, count - 1, sum - face);
  return ways;
}

GeneratedProblem DiceSum(PhiloxStream& stream, int level) {
  while (true) {
    const int count = level == 1 ? 2 : 3;
    int64_t sides[3] = {0, 0, 0};
    int64_t largest = 0;
    int64_t all = 1;
    for (int i = 0; i < count; ++i) {
      sides[i] = stream.NextInRange(4, level == 1 ? 20 : 12);
      largest += sides[i];
      all *= sides[i];
    }
    const int64_t target = stream.NextInRange(count + 1, largest - 1);
    int64_t favourable = 0;
    // Level 3 asks for "at least".
    for (int64_t sum = target; sum <= (level == 3 ? largest : target); ++sum)
      favourable += WaysToRoll(sides, count, sum);
    const int64_t answer = FractionAnswer(favourable, all);
    if (answer == 0) continue;
    const std::string dice =
        count == 2 ? fmt::format("Two fair dice have ${}$ and ${}$ faces", sides[0], sides[1])
                   : fmt::format("Three fair dice have ${}$, ${}$ and ${}$ faces", sides[0],
                                 sides[1], sides[2]);
    const std::string event = fmt::format("that the numbers rolled add up to {}${}$",
                                          level == 3 ? "at least " : "", target);
    return {fmt::format("{}, numbered from $1$ up. All of them are rolled. {}", dice,
                        fmt::format(fmt::runtime(kAsk), event)),
            std::to_string(answer),
            {sides[0], sides[1], sides[2], target}};
  }
}

GeneratedProblem UrnDraws(PhiloxStream& stream, int level) {
  while (true) {
    const int64_t red = stream.NextInRange(2, 12);
    const int64_t blue = stream.NextInRange(2, 12);
    const int64_t green = level == 1 ? 0 : stream.NextInRange(2, 8);
    const int64_t drawn = stream.NextInRange(2, level == 1 ? 4 : 5);
    const int64_t wanted = stream.NextInRange(1, drawn - 1);
    const int64_t total = red + blue + green;
    int64_t favourable = 0;
    std::string event;
    if (level < 3) {
      favourable = Binomial(red, wanted) * Binomial(blue + green, drawn - wanted);
      event = fmt::format("that exactly ${}$ of the marbles drawn {} red", wanted,
                          wanted == 1 ? "is" : "are");
    } else {
      // All three colours appear: inclusion and exclusion over the missing ones.
      const int64_t none = Binomial(blue + green, drawn) + Binomial(red + green, drawn) +
                           Binomial(red + blue, drawn);
      const int64_t one_colour =
          Binomial(red, drawn) + Binomial(blue, drawn) + Binomial(green, drawn);
      favourable = Binomial(total, drawn) - none + one_colour;
      event = "that marbles of all three colors are drawn";
    }
    const int64_t answer = FractionAnswer(favourable, Binomial(total, drawn));
    if (answer == 0) continue;
    const std::string urn =
        green == 0 ? fmt::format("${}$ red and ${}$ blue", red, blue)
                   : fmt::format("${}$ red, ${}$ blue and ${}$ green", red, blue, green);
    return {fmt::format(
                "An urn holds {} marbles. ${}$ marbles are drawn at random without replacement. {}",
                urn, drawn, fmt::format(fmt::runtime(kAsk), event)),
            std::to_string(answer),
            {red, blue, green, drawn, wanted}};
  }
}

GeneratedProblem BiasedFlips(PhiloxStream& stream, int level) {
  while (true) {
    const int64_t q = stream.NextInRange(2, level == 1 ? 6 : 9);
    const int64_t p = stream.NextInRange(1, q - 1);
    if (Gcd(p, q) != 1) continue;
    const int flips = static_cast<int>(stream.NextInRange(2, level == 1 ? 4 : 12));
    const int heads = static_cast<int>(stream.NextInRange(1, flips));
    const int64_t all = Power(q, flips);
    int64_t favourable = 0;
    for (int k = heads; k <= (level == 3 ? flips : heads); ++k)
      favourable += Binomial(flips, k) * Power(p, k) * Power(q - p, flips - k);
    const int64_t common = Gcd(favourable, all);
    const int64_t sum = favourable / common + all / common;
    if (level == 1 && sum > kMaxAimeAnswer) continue;
    const std::string event =
        fmt::format("that {} ${}$ of the tosses {} heads", level == 3 ? "at least" : "exactly",
                    heads, heads == 1 ? "comes up" : "come up");
    const std::string ask = sum <= kMaxAimeAnswer
                                ? "Find $m + n$."
                                : "Find the remainder when $m + n$ is divided by $1000$.";
    return {fmt::format("A coin comes up heads with probability $\\frac{{{}}}{{{}}}$ on each toss, "
                        "independently. It is tossed ${}$ times. The "
                        "probability {} is $\\frac{{m}}{{n}}$, where $m$ and $n$ are relatively "
                        "prime positive integers. {}",
                        p, q, flips, event, ask),
            std::to_string(sum % (kMaxAimeAnswer + 1)),
            {p, q, flips, heads}};
  }
}

// Two numbers from 1 .. n without replacement: their sum, product or difference has a property.
GeneratedProblem TwoNumbers(PhiloxStream& stream, int level) {
  while (true) {
    const int64_t n = stream.NextInRange(6, 60);
    const int64_t d = stream.NextInRange(2, 12);
    int64_t favourable = 0;
    std::string event;
    // Numbers by their remainder modulo d: class r has ceil((n - r + 1) / d) members for r >= 1.
    const auto members = [n, d](int64_t r) {
      return r == 0 ? n / d : (n - r) / d + (n >= r ? 1 : 0);
    };
    if (level == 1) {
      for (int64_t r = 0; r < d; ++r) {
        const int64_t other = (d - r) % d;
        if (r < other) favourable += (n >= r ? members(r) : 0) * (n >= other ? members(other) : 0);
        if (r == other) favourable += Binomial(n >= r ? members(r) : 0, 2);
      }
      event = fmt::format("that their sum is divisible by ${}$", d);
    } else if (level == 2) {
      for (int64_t r = 0; r < d; ++r) favourable += Binomial(n >= r ? members(r) : 0, 2);
      event = fmt::format("that their difference is divisible by ${}$", d);
    } else {
      // At distance at least d.
      favourable = d < n ? Binomial(n - d + 1, 2) : 0;
      event = fmt::format("that they differ by at least ${}$", d);
    }
    const int64_t answer = FractionAnswer(favourable, Binomial(n, 2));
    if (answer == 0) continue;
    return {fmt::format("Two different integers are chosen at random from $1, 2, \\ldots, {}$. {}",
                        n, fmt::format(fmt::runtime(kAsk), event)),
            std::to_string(answer),
            {n, d}};
  }
}

}  // namespace

std::vector<ProblemFamily> ProbabilityFamilies() {
  return {{"dice_sum", "probability", &DiceSum},
          {"urn_draws", "probability", &UrnDraws},
          {"biased_flips", "probability", &BiasedFlips},
          {"two_numbers", "probability", &TwoNumbers}};
}

}  // namespace rbench
