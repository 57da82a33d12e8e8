#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "tasks/generators/code/code_family.h"
#include "tasks/generators/code/input_text.h"
#include "tasks/generators/code/solutions.h"

// Number theory, counting modulo a prime and counting by digits.

namespace rbench {
namespace {

constexpr int64_t kHuge = 1'000'000'000'000'000'000;

using Range = std::pair<int64_t, int64_t>;

std::string RangeQueries(const std::vector<Range>& queries) {
  std::string text = NumberLine({static_cast<int64_t>(queries.size())});
  for (const auto& [low, high] : queries) text += NumberLine({low, high});
  return text;
}

std::vector<Range> RandomRanges(NumberDraw& draw, int64_t count, int64_t low, int64_t high) {
  std::vector<Range> ranges;
  for (int64_t i = 0; i < count; ++i) {
    const int64_t a = draw(low, high), b = draw(low, high);
    ranges.emplace_back(std::min(a, b), std::max(a, b));
  }
  return ranges;
}

CodeFamily PrimeFactorQueriesFamily() {
  static constexpr int64_t kMost = 40000, kLargest = 500000;
  return {
      .name = "prime_factor_queries",
      .topic = "sieve",
      .difficulty = CodeDifficulty::kMedium,
      .python_seconds = 3,
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        const int64_t modulus = draw(1, 6);
        return {draw(1, 4), draw(0, 1), modulus, draw(0, modulus - 1)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        const std::string kind = p[1] == 1 ? fmt::format(
                                                 "exactly {}, counted with repetition (12 = 2 * 2 "
                                                 "* 3 has three of them)",
                                                 Plural(p[0], "prime factor"))
                                           : fmt::format(
                                                 "exactly {} (12 = 2 * 2 * 3 has two "
                                                 "of them)",
                                                 Plural(p[0], "different prime factor"));
        const std::string rest =
            p[2] == 1 ? ""
                      : fmt::format(" and leaves the remainder {} when divided by {}", p[3], p[2]);
        const std::string name = PersonName(draw);
        return {
            .task = fmt::format("{} calls a positive integer {} if it has {}{}. How many such "
                                "integers are there from L to R, L and R included?",
                                name, Word(draw, {"neat", "sturdy", "woven", "knotted", "plain"}),
                                kind, rest),
            .input =
                "The first line holds q, the number of questions. Each of the next q lines "
                "holds L and R.",
            .output = "For each question print the answer on a line of its own.",
            .limits = {Limit("q", 1, kMost), Limit("L", 1, kLargest), Limit("R", 1, kLargest),
                       "L <= R"},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters&) {
            const int64_t count = draw(1, 3), largest = draw.Coin() ? 60 : 400;
            return RangeQueries(RandomRanges(draw, count, 1, largest));
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters&) -> std::vector<std::string> {
        return {RangeQueries({{1, 1}}),
                RangeQueries({{kLargest, kLargest}}),
                RangeQueries({{1, kLargest}}),
                RangeQueries({{2, 2}, {4, 4}, {1, 2}, {6, 6}}),
                RangeQueries(RandomRanges(draw, 2000, 1, kLargest)),
                RangeQueries(RandomRanges(draw, kMost, 1, kLargest))};
      },
      .solve_stream = &PrimeFactorQueries,
  };
}

CodeFamily LatticeWalksFamily() {
  static constexpr int64_t kMost = 2000, kLargest = 100000;
  static constexpr auto kText = [](const std::vector<Numbers>& queries) {
    std::string text = NumberLine({static_cast<int64_t>(queries.size())});
    for (const Numbers& query : queries) text += NumberLine(query);
    return text;
  };
  static constexpr auto kRandom = [](NumberDraw& draw, int64_t count, int64_t low, int64_t high) {
    std::vector<Numbers> queries;
    for (int64_t i = 0; i < count; ++i) {
      const int64_t n = draw(low, high), m = draw(low, high);
      queries.push_back({n, m, draw(0, n), draw(0, m)});
    }
    return queries;
  };
  return {
      .name = "lattice_walks",
      .topic = "combinatorics",
      .difficulty = CodeDifficulty::kMedium,
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        return {LargePrime(draw), draw(0, 1), draw(1, 5)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        const std::string rule =
            p[1] == 1 ? "never visits the point (x, y), not even as its start or end"
                      : "visits the point (x, y), where being its start or end is a visit";
        const std::string colour =
            p[2] == 1 ? ""
                      : fmt::format(
                            " Every step to the right is drawn in one of {} colours (a "
                            "step up has no colour); walks that differ in a colour are "
                            "different.",
                            p[2]);
        return {
            .task = fmt::format("{} goes from the point (0, 0) to the point (n, m). Every step "
                                "goes one unit to the right or one unit up. How many walks are "
                                "there of which each {}?{} Give the number modulo {}.",
                                Word(draw, {"A beetle", "A robot", "A snail", "A toy train"}), rule,
                                colour, p[0]),
            .input =
                "The first line holds t, the number of questions. Each of the next t lines "
                "holds n, m, x and y.",
            .output =
                "For each question print the number of walks modulo the given number on a "
                "line of its own.",
            .limits = {Limit("t", 1, kMost), Limit("n", 0, kLargest), Limit("m", 0, kLargest),
                       "0 <= x <= n", "0 <= y <= m"},
        };
      },
      .small_input = [](NumberDraw& draw,
                        const CodeParameters&) { return kText(kRandom(draw, draw(1, 3), 0, 8)); },
      .large_inputs = [](NumberDraw& draw, const CodeParameters&) -> std::vector<std::string> {
        return {kText({{0, 0, 0, 0}}),
                kText({{kLargest, kLargest, 0, 0}, {kLargest, kLargest, kLargest, kLargest}}),
                kText({{kLargest, 0, 5, 0}, {0, kLargest, 0, 5}, {1, 1, 1, 0}}),
                kText(kRandom(draw, 200, 1, 100)),
                kText(kRandom(draw, kMost, kLargest / 2, kLargest))};
      },
      .solve_stream = &LatticeWalks,
  };
}

CodeFamily DigitRulesFamily() {
  static constexpr int64_t kMost = 50;
  return {
      .name = "digit_rules",
      .topic = "digit dynamic programming",
      .difficulty = CodeDifficulty::kHard,
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        const int64_t k = draw(2, 12);
        const int64_t rule = draw(0, 2);
        return {k, draw(0, k - 1), rule, rule == 2 ? draw(0, 9) : 0};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        const std::string rule = p[2] == 1   ? " and no two neighbouring digits are equal"
                                 : p[2] == 2 ? fmt::format(" and the digit {} does not occur", p[3])
                                             : "";
        return {
            .task = fmt::format(
                "{} accepts a number, written in decimal without leading zeros, if its digit sum "
                "leaves the remainder {} when divided by {}{}. How many accepted integers are "
                "there from L to R, L and R included? (The number 0 is written with the one digit "
                "0.)",
                Word(draw, {"A lock", "A turnstile", "A scanner", "A scale", "A gate"}), p[1], p[0],
                rule),
            .input =
                "The first line holds t, the number of questions. Each of the next t lines "
                "holds L and R.",
            .output = "For each question print the answer on a line of its own.",
            .limits = {Limit("t", 1, kMost), Limit("L", 0, kHuge), Limit("R", 0, kHuge), "L <= R"},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters&) {
            const int64_t count = draw(1, 3), largest = draw.Coin() ? 99 : 2500;
            return RangeQueries(RandomRanges(draw, count, 0, largest));
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters&) -> std::vector<std::string> {
        std::vector<Range> powers;
        for (int64_t power = 1; power < kHuge; power *= 10) {
          powers.emplace_back(power, 10 * power - 1);
          powers.emplace_back(power, power);
        }
        return {RangeQueries({{0, 0}}),
                RangeQueries({{kHuge, kHuge}, {1, 1}}),
                RangeQueries({{0, kHuge}}),
                RangeQueries(powers),
                RangeQueries({{0, 99}, {100, 109}, {988, 1001}}),
                RangeQueries(RandomRanges(draw, kMost, 0, 1'000'000)),
                RangeQueries(RandomRanges(draw, kMost, 0, kHuge))};
      },
      .solve_stream = &DigitRules,
  };
}

CodeFamily LampCyclesFamily() {
  static constexpr int64_t kMostCases = 1000, kMostLamps = 10, kLargest = 100000;
  static constexpr int64_t kMostPeriod = 1'000'000'000'000'000;
  using Lamps = std::vector<Range>;
  static constexpr auto kText = [](const std::vector<Lamps>& cases) {
    std::string text = NumberLine({static_cast<int64_t>(cases.size())});
    for (const Lamps& lamps : cases) {
      text += NumberLine({static_cast<int64_t>(lamps.size())});
      for (const auto& [first, every] : lamps) text += NumberLine({first, every});
    }
    return text;
  };
  // Lamps that flash together at some time or other (mostly), with a common period up to `bound`.
  static constexpr auto kRandom = [](NumberDraw& draw, int64_t count, int64_t largest,
                                     int64_t bound) {
    Lamps lamps;
    int64_t period = 1;
    const int64_t together = draw(0, largest);
    for (int64_t i = 0; i < count; ++i) {
      const int64_t every = draw(1, largest);
      const int64_t longer = every / std::gcd(every, period);
      if (period > bound / longer) continue;
      period *= longer;
      int64_t first = together % every + every * draw(0, 2);
      if (draw(0, 9) == 0) ++first;
      lamps.emplace_back(std::min(first, kLargest), every);
    }
    if (lamps.empty()) lamps.emplace_back(together, 1);
    return lamps;
  };
  return {
      .name = "lamp_cycles",
      .topic = "linear congruences",
      .difficulty = CodeDifficulty::kHard,
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        return {draw.Coin() ? 0 : draw(1, 200), draw(1, 4)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        constexpr const char* kOrdinals[] = {"first", "second", "third", "fourth"};
        const std::string name = PersonName(draw);
        return {
            .task = fmt::format(
                "{} watches {}. Number i flashes for the first time at second f and from then on "
                "every m seconds: at f, f + m, f + 2m and so on. {} starts to watch at second {} "
                "(a flash at that very second is seen). At which second do all of them flash "
                "together for the {} time while {} watches? The watch never ends.",
                name, Word(draw, {"lighthouses", "signal lamps", "fireflies", "buoys", "beacons"}),
                name, p[0], kOrdinals[p[1] - 1], name),
            .input =
                "The first line holds t, the number of cases. Each case begins with a line "
                "that holds n, the number of lights; each of the next n lines holds f and m.",
            .output =
                "For each case print the second, or -1 if that never happens, on a line of "
                "its own.",
            .limits = {Limit("t", 1, kMostCases), Limit("n", 1, kMostLamps),
                       Limit("f", 0, kLargest), Limit("m", 1, kLargest),
                       fmt::format("the least common multiple of the m of a case is at most {}",
                                   kMostPeriod)},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters&) {
            std::vector<Lamps> cases;
            for (int64_t more = draw(1, 3); more > 0; --more) {
              cases.push_back(kRandom(draw, draw(1, 4), 12, 500));
            }
            return kText(cases);
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters&) -> std::vector<std::string> {
        std::vector<Lamps> middle, wide;
        for (int i = 0; i < 200; ++i) {
          middle.push_back(kRandom(draw, draw(1, kMostLamps), 1000, kMostPeriod));
        }
        for (int64_t i = 0; i < kMostCases; ++i) {
          wide.push_back(kRandom(draw, kMostLamps, kLargest, kMostPeriod));
        }
        return {kText({{{0, 1}}}),
                kText({{{kLargest, kLargest}}, {{kLargest, 1}, {0, kLargest}}}),
                kText({{{0, 2}, {1, 2}}, {{5, 6}, {3, 4}}, {{1, 6}, {2, 4}}, {{99, 7}, {1, 7}}}),
                kText({{{99990, 99991}, {88, 99989}, {7, 99971}}}),
                kText(middle),
                kText(wide)};
      },
      .solve_stream = &LampCycles,
  };
}

CodeFamily RingBeadsFamily() {
  static constexpr int64_t kLargest = 1'000'000'000;
  return {
      .name = "ring_beads",
      .topic = "counting orbits",
      .difficulty = CodeDifficulty::kHard,
      .signature = {.method = "countRings", .arguments = {{"n", "int"}}, .result = "int"},
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        return {draw(2, 12), draw(0, 1), LargePrime(draw)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        const std::string same =
            p[1] == 1 ? "can be turned, or flipped over and then turned, into the other"
                      : "can be turned into the other (they cannot be flipped over)";
        return {
            .task = fmt::format("{} makes rings of n beads. Every bead has one of {} colours; not "
                                "all colours need to occur. Two rings are the same if one {}.",
                                PersonName(draw), p[0], same),
            .output = fmt::format("It returns the number of different rings modulo {}.", p[2]),
            .limits = {Limit("n", 1, kLargest)},
        };
      },
      // At most 4096 rows of beads, so that all can be written down.
      .small_input =
          [](NumberDraw& draw, const CodeParameters& p) {
            int64_t longest = 1;
            for (int64_t rows = p[0]; rows * p[0] <= 4096; rows *= p[0]) ++longest;
            return CallText({draw(1, longest)});
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters&) -> std::vector<std::string> {
        std::vector<std::string> inputs;
        for (const int64_t n :
             {int64_t{1}, int64_t{2}, int64_t{3}, int64_t{4}, int64_t{64}, int64_t{97},
              int64_t{5040}, int64_t{999999937}, int64_t{735134400}, draw(1000, 1000000),
              draw(kLargest / 2, kLargest), kLargest - 1, kLargest}) {
          inputs.push_back(CallText({n}));
        }
        return inputs;
      },
      .solve_call = &RingBeads,
  };
}

}  // namespace

std::vector<CodeFamily> CodeNumberTheoryFamilies() {
  return {PrimeFactorQueriesFamily(), LatticeWalksFamily(), DigitRulesFamily(), LampCyclesFamily(),
          RingBeadsFamily()};
}

}  // namespace rbench
