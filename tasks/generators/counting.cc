#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "tasks/generators/families.h"
#include "tasks/generators/integer_math.h"

namespace rbench {
namespace {

constexpr int64_t kModulus = 1000;

// Questions whose count may exceed 999 ask for its remainder, as the competition does.
std::string AskFor(const std::string& counted, int64_t count) {
  if (count < kModulus) return fmt::format("Find the number of {}.", counted);
  return fmt::format(
      "Let $N$ be the number of {}. Find the remainder when $N$ is divided by $1000$.", counted);
}

std::string Answer(int64_t count) { return std::to_string(count % kModulus); }

GeneratedProblem LatticePaths(PhiloxStream& stream, int level) {
  const int64_t low = level == 1 ? 2 : 4;
  const int64_t high = level == 1 ? 8 : 12;
  const int64_t width = stream.NextInRange(low, high);
  const int64_t height = stream.NextInRange(low, high);
  const std::string paths = fmt::format(
      "paths from $(0,0)$ to $({},{})$ that move one unit right or one unit up at each step", width,
      height);
  const int64_t all = Binomial(width + height, width);
  const int64_t x = stream.NextInRange(1, width - 1);
  const int64_t y = stream.NextInRange(1, height - 1);
  const int64_t through = Binomial(x + y, x) * Binomial(width - x + height - y, width - x);
  if (level == 1) {
    return {AskFor(fmt::format("{} and pass through $({},{})$", paths, x, y), through),
            Answer(through),
            {width, height, x, y}};
  }
  if (level == 2) {
    return {AskFor(fmt::format("{} and do not pass through $({},{})$", paths, x, y), all - through),
            Answer(all - through),
            {width, height, x, y}};
  }
  // Avoid two points, the second up and right of the first (it may be the corner (width, height)
  // minus a step).
  const int64_t x2 = stream.NextInRange(x, width);
  int64_t y2 = stream.NextInRange(y, height);
  if (x2 == x && y2 == y) y2 = y + 1;
  if (x2 == width && y2 == height) return LatticePaths(stream, level);
  const int64_t through2 = Binomial(x2 + y2, x2) * Binomial(width - x2 + height - y2, width - x2);
  const int64_t through_both = Binomial(x + y, x) * Binomial(x2 - x + y2 - y, x2 - x) *
                               Binomial(width - x2 + height - y2, width - x2);
  const int64_t count = all - through - through2 + through_both;
  return {AskFor(fmt::format("{} and pass through neither $({},{})$ nor $({},{})$", paths, x, y, x2,
                             y2),
                 count),
          Answer(count),
          {width, height, x, y, x2, y2}};
}

GeneratedProblem BoundedSums(PhiloxStream& stream, int level) {
  const int64_t parts = stream.NextInRange(3, level == 1 ? 4 : 6);
  const int64_t sum = stream.NextInRange(parts + 4, level == 1 ? 25 : 40);
  const int64_t lower = level == 1 ? 1 : stream.NextInRange(0, 3);
  const int64_t rest = sum - parts * lower;
  if (rest < 2) return BoundedSums(stream, level);
  if (level < 3) {
    const int64_t count = Binomial(rest + parts - 1, parts - 1);
    return {
        AskFor(fmt::format("ordered ${}$-tuples of integers, each at least ${}$, whose sum is ${}$",
                           parts, lower, sum),
               count),
        Answer(count),
        {parts, sum, lower}};
  }
  // Upper bound: inclusion and exclusion over the parts that exceed it.
  const int64_t upper = lower + stream.NextInRange(std::max<int64_t>(2, rest / parts), rest);
  const int64_t span = upper - lower + 1;
  int64_t count = 0;
  for (int64_t k = 0; k <= parts && k * span <= rest; ++k) {
    const int64_t term = Binomial(parts, k) * Binomial(rest - k * span + parts - 1, parts - 1);
    count += k % 2 == 0 ? term : -term;
  }
  return {AskFor(fmt::format("ordered ${}$-tuples of integers, each from ${}$ to ${}$ inclusive, "
                             "whose sum is ${}$",
                             parts, lower, upper, sum),
                 count),
          Answer(count),
          {parts, sum, lower, upper}};
}

GeneratedProblem SpacedSubsets(PhiloxStream& stream, int level) {
  const int64_t size = stream.NextInRange(10, level == 1 ? 24 : 60);
  const int64_t gap = level == 1 ? 2 : stream.NextInRange(2, 5);
  const int64_t chosen =
      stream.NextInRange(2, std::max<int64_t>(2, std::min<int64_t>(8, (size + gap - 1) / gap - 1)));
  const std::string condition =
      gap == 2 ? std::string("contain no two consecutive integers")
               : fmt::format("have any two of their elements differing by at least ${}$", gap);
  if (level < 3) {
    const int64_t count = Binomial(size - (chosen - 1) * (gap - 1), chosen);
    return {AskFor(fmt::format("${}$-element subsets of $\\{{1, 2, \\ldots, {}\\}}$ that {}",
                               chosen, size, condition),
                   count),
            Answer(count),
            {size, gap, chosen}};
  }
  // On a circle: size/(size - chosen (gap-1)) * C(size - chosen (gap-1), chosen).
  const int64_t free = size - chosen * (gap - 1);
  if (free <= chosen) return SpacedSubsets(stream, level);
  const int64_t count = size * Binomial(free - 1, chosen - 1) / chosen;
  return {AskFor(fmt::format("ways to choose ${}$ of ${}$ labelled seats at a round table so that "
                             "between any two chosen seats, in both "
                             "directions, at least ${}$ seats stay empty",
                             chosen, size, gap - 1),
                 count),
          Answer(count),
          {size, gap, chosen}};
}

GeneratedProblem Colourings(PhiloxStream& stream, int level) {
  const int64_t colours = stream.NextInRange(3, level == 1 ? 9 : 12);
  const int64_t vertices = stream.NextInRange(4, level == 1 ? 60 : 99);
  // Only remainders are needed, so powers are taken modulo 1000 and the question always asks for
  // one.
  const int64_t power = PowMod(colours - 1, vertices, kModulus);
  const std::string ask =
      "Let $N$ be the number of ways to paint {} with ${}$ available colors so that neighbors get "
      "different colors. "
      "Find the remainder when $N$ is divided by $1000$.";
  if (level == 1) {
    const int64_t count = colours * PowMod(colours - 1, vertices - 1, kModulus) % kModulus;
    return {fmt::format(fmt::runtime(ask), fmt::format("${}$ houses in a row", vertices), colours),
            std::to_string(count),
            {colours, vertices}};
  }
  const int64_t cycle =
      (power + (vertices % 2 == 0 ? colours - 1 : kModulus - (colours - 1))) % kModulus;
  if (level == 2) {
    return {fmt::format(fmt::runtime(ask),
                        fmt::format("the ${}$ sectors of a wheel, numbered around it,", vertices),
                        colours),
            std::to_string(cycle),
            {colours, vertices}};
  }
  // A hub that touches every sector takes one colour; the rim has one fewer.
  const int64_t rim_colours = colours - 1;
  const int64_t rim_power = PowMod(rim_colours - 1, vertices, kModulus);
  const int64_t rim =
      (rim_power + (vertices % 2 == 0 ? rim_colours - 1 : kModulus - (rim_colours - 1))) % kModulus;
  return {fmt::format(fmt::runtime(ask),
                      fmt::format("a wheel made of a hub and ${}$ numbered sectors around it, "
                                  "where the hub is a neighbor of every sector,",
                                  vertices),
                      colours),
          std::to_string(colours * rim % kModulus),
          {colours, vertices}};
}

}  // namespace

std::vector<ProblemFamily> CountingFamilies() {
  return {{"lattice_paths", "counting", &LatticePaths},
          {"bounded_sums", "counting", &BoundedSums},
          {"spaced_subsets", "counting", &SpacedSubsets},
          {"colourings", "counting", &Colourings}};
}

}  // namespace rbench
