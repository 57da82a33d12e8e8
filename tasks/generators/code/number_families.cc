#include <algorithm>

#include <fmt/format.h>

#include "tasks/generators/code/code_family.h"
#include "tasks/generators/code/input_text.h"
#include "tasks/generators/code/solutions.h"

// Arithmetic, one formula away from the answer. A file of families holds for each: its parameters,
// its words, small random inputs, and edge cases up to the limits.

namespace rbench {
namespace {

constexpr int64_t kHuge = 1'000'000'000'000'000'000;

// A number of 1 .. largest, small and large ones alike.
int64_t OfAnySize(NumberDraw& draw, int64_t largest) {
  int64_t bound = 10;
  for (int64_t digits = draw(1, 18); digits > 1 && bound <= largest / 10; --digits) bound *= 10;
  return draw(1, std::min(bound, largest));
}

// "t" and then one number a line.
std::string Queries(const Numbers& queries) {
  std::string text = NumberLine({static_cast<int64_t>(queries.size())});
  for (const int64_t query : queries) text += NumberLine({query});
  return text;
}

Numbers OfAnySize(NumberDraw& draw, int64_t size, int64_t largest) {
  Numbers values(static_cast<size_t>(size));
  for (int64_t& value : values) value = OfAnySize(draw, largest);
  return values;
}

CodeFamily DigitRoundsFamily() {
  return {
      .name = "digit_rounds",
      .topic = "arithmetic",
      .difficulty = CodeDifficulty::kEasy,
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        const int64_t base = draw(3, 16);
        return {base, base + draw(0, 10)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        return {
            .task = fmt::format(
                "{} plays with numbers in base {}. As long as the number is {} or more, it is "
                "replaced by the sum of its base-{} digits; each replacement is one round. For "
                "every starting number, say where it ends and how many rounds it takes.",
                PersonName(draw), p[0], p[1], p[0]),
            .input =
                "The first line holds t, the number of starting numbers. Each of the next t "
                "lines holds one starting number x, written in decimal.",
            .output =
                "For each starting number print one line with the final number (in decimal) "
                "and the number of rounds, separated by a space.",
            .limits = {Limit("t", 1, 10000), Limit("x", 1, kHuge)},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters& p) {
            Numbers queries = RandomNumbers(draw, {draw(1, 4), 1, 3000});
            if (draw.Coin()) queries.push_back(p[1] - draw(0, 1));
            return Queries(queries);
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters& p) -> std::vector<std::string> {
        return {Queries({1}),
                Queries({kHuge, kHuge - 1, p[0], p[1], p[1] - 1, p[0] - 1, p[0] * p[0] - 1}),
                Queries(OfAnySize(draw, 300, kHuge)),
                Queries(RandomNumbers(draw, {10000, kHuge / 10, kHuge}))};
      },
      .solve_stream = &DigitRounds,
  };
}

CodeFamily ChainCoinsFamily() {
  return {
      .name = "chain_coins",
      .topic = "greedy",
      .difficulty = CodeDifficulty::kEasy,
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        CodeParameters coins = {1};
        for (int64_t more = draw(2, 4); more > 0; --more) {
          coins.push_back(coins.back() * draw(2, 10));
        }
        return coins;
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        const std::string kind = Word(draw, {"ticket", "exchange", "vending", "arcade", "laundry"});
        const std::string place =
            Word(draw, {"Port Alder", "Greyhaven", "Lindmoor", "Tarnby", "Oskelund"});
        return {
            .task = fmt::format(
                "The {} machines of {} pay out with coins of the values {}. There are as many "
                "coins of each value as needed. For each amount find the smallest number of coins "
                "that pay it exactly.",
                kind, place, fmt::join(p, ", ")),
            .input =
                "The first line holds t, the number of amounts. Each of the next t lines "
                "holds one amount x.",
            .output = "For each amount print the smallest number of coins on a line of its own.",
            .limits = {Limit("t", 1, 10000), Limit("x", 1, kHuge)},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters& p) {
            return Queries(
                RandomNumbers(draw, {draw(1, 4), 1, std::min(3 * p.back(), int64_t{500})}));
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters& p) -> std::vector<std::string> {
        Numbers near;
        for (const int64_t coin : p) {
          for (const int64_t amount : {coin - 1, coin, coin + 1, 2 * coin - 1}) {
            if (amount > 0) near.push_back(amount);
          }
        }
        return {Queries({1}), Queries({kHuge, kHuge - 1}), Queries(near),
                Queries(OfAnySize(draw, 300, kHuge)),
                Queries(RandomNumbers(draw, {10000, kHuge / 10, kHuge}))};
      },
      .solve_stream = &ChainCoins,
  };
}

CodeFamily LeapYearsFamily() {
  static constexpr auto kText = [](const std::vector<std::pair<int64_t, int64_t>>& queries) {
    std::string text = NumberLine({static_cast<int64_t>(queries.size())});
    for (const auto& [first, last] : queries) text += NumberLine({first, last});
    return text;
  };
  static constexpr int64_t kLastYear = 1'000'000'000'000;
  return {
      .name = "leap_years",
      .topic = "arithmetic",
      .difficulty = CodeDifficulty::kEasy,
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        const int64_t a = draw(2, 7);
        const int64_t b = a * draw(4, 25);
        const int64_t c = b * draw(2, 5);
        return {a, b, c, draw(200, 420), draw(1, 5)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        return {
            .task = fmt::format(
                "In the calendar of the {} an ordinary year has {} days. A leap year has {} days. "
                "A year is a leap year if its number can be divided by {}; but not if it can be "
                "divided by {}; except that the years that can be divided by {} are leap years "
                "after all. How many days do the years from L to R have together, L and R "
                "included?",
                Word(draw, {"islanders", "lighthouse keepers", "moon miners", "river people",
                            "cave explorers", "cloud sailors"}),
                p[3], p[3] + p[4], p[0], p[1], p[2]),
            .input =
                "The first line holds t, the number of questions. Each of the next t lines "
                "holds L and R.",
            .output = "For each question print the number of days on a line of its own.",
            .limits = {Limit("t", 1, 10000), Limit("L", 1, kLastYear), Limit("R", 1, kLastYear),
                       "L <= R"},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters&) {
            std::vector<std::pair<int64_t, int64_t>> queries;
            for (int64_t more = draw(1, 3); more > 0; --more) {
              const int64_t first = draw(1, 1000);
              queries.emplace_back(first, first + draw(0, draw.Coin() ? 10 : 1000));
            }
            return kText(queries);
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters& p) -> std::vector<std::string> {
        std::vector<std::pair<int64_t, int64_t>> single = {{1, 1}}, any;
        for (const int64_t year : {p[0], p[1], p[2], p[2] - 1, p[2] + p[1], p[1] + p[0]}) {
          single.emplace_back(year, year);
          single.emplace_back(1, year);
        }
        for (int i = 0; i < 300; ++i) {
          const int64_t last = OfAnySize(draw, kLastYear);
          any.emplace_back(draw(1, last), last);
        }
        std::vector<std::pair<int64_t, int64_t>> wide;
        for (int i = 0; i < 10000; ++i) {
          wide.push_back({draw(1, kLastYear / 100), draw(kLastYear / 2, kLastYear)});
        }
        return {kText({{1, kLastYear}}), kText({{kLastYear, kLastYear}}), kText(single), kText(any),
                kText(wide)};
      },
      .solve_stream = &LeapYears,
  };
}

CodeFamily CommonFactorFamily() {
  static constexpr int64_t kMost = 80000, kLargest = 1'000'000'000;
  return {
      .name = "common_factor",
      .topic = "number theory",
      .difficulty = CodeDifficulty::kEasy,
      .signature = {.method = "countSharing",
                    .arguments = {{"nums", "List[int]"}},
                    .result = "int"},
      // m, and the greatest common divisor that is wanted. No square divides their quotient: 6 and
      // 12 in its place would make the same problem.
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        const int64_t g = draw.Of({1, 1, 2, 3, 4, 5, 6, 10});
        return {g * draw.Of({6, 10, 14, 15, 21, 22, 30, 33, 42, 66, 70}), g};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        return {
            .task = fmt::format(
                "A number is {} if its greatest common divisor with {} is exactly {}. (The "
                "greatest common divisor of 0 and {} is {}.)",
                Word(draw, {"friendly", "matching", "tuned", "in step", "accepted"}), p[0], p[1],
                p[0], p[0]),
            .output =
                "It returns how many of the numbers nums have this property; a number that "
                "occurs several times counts each time.",
            .limits = {Limit("len(nums)", 1, kMost), Limit("nums[i]", 0, kLargest)},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters& p) {
            Numbers values = RandomNumbers(draw, {draw(1, 15), 0, 100});
            if (draw.Coin()) values.push_back(p[1] * draw(0, 50));
            return CallText({values});
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters& p) -> std::vector<std::string> {
        std::vector<std::string> inputs = {CallText({Numbers{0}}), CallText({Numbers{1}}),
                                           CallText({Numbers{p[0]}}),
                                           CallText({Numbers{kLargest}})};
        for (const Numbers& shape : ArrayShapes(draw, 500, 0, kLargest)) {
          inputs.push_back(CallText({shape}));
        }
        Numbers multiples = RandomNumbers(draw, {500, 0, kLargest / p[1]});
        for (int64_t& value : multiples) value *= p[1];
        inputs.push_back(CallText({multiples}));
        inputs.push_back(CallText({RandomNumbers(draw, {kMost, 0, kLargest})}));
        return inputs;
      },
      .solve_call = &CommonFactor,
  };
}

CodeFamily RecurrenceTermsFamily() {
  static constexpr int64_t kMost = 500;
  return {
      .name = "recurrence_terms",
      .topic = "modular power",
      .difficulty = CodeDifficulty::kMedium,
      .signature = {.method = "terms", .arguments = {{"ns", "List[int]"}}, .result = "List[int]"},
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        return {draw(1, 9), draw(1, 9), draw(0, 9), draw(0, 9), draw(0, 9), LargePrime(draw)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        return {
            .task = fmt::format(
                "{} grows in steps: f(0) = {}, f(1) = {}, and for every n >= 2\n\n    f(n) = {} * "
                "f(n-1) + {} * f(n-2) + {}",
                Word(draw, {"A crystal", "A coral", "A colony of ants", "A vine", "A snowdrift"}),
                p[3], p[4], p[0], p[1], p[2]),
            .output = fmt::format("It returns the list of the values f(n) modulo {}, one for each "
                                  "n of the list ns, in the same order.",
                                  p[5]),
            .limits = {Limit("len(ns)", 1, kMost), Limit("ns[i]", 0, kHuge)},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters&) {
            return CallText({RandomNumbers(draw, {draw(1, 4), 0, draw.Coin() ? 6 : 300})});
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters&) -> std::vector<std::string> {
        return {CallText({Numbers{0}}), CallText({Numbers{1, 0, 2}}), CallText({Numbers{kHuge}}),
                CallText({OfAnySize(draw, 100, kHuge)}),
                CallText({RandomNumbers(draw, {kMost, kHuge / 2, kHuge})})};
      },
      .solve_call = &RecurrenceTerms,
  };
}

}  // namespace

std::vector<CodeFamily> CodeNumberFamilies() {
  return {DigitRoundsFamily(), ChainCoinsFamily(), LeapYearsFamily(), CommonFactorFamily(),
          RecurrenceTermsFamily()};
}

}  // namespace rbench
