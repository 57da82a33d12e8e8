#include <algorithm>

#include <fmt/format.h>

#include "tasks/generators/code/code_family.h"
#include "tasks/generators/code/input_text.h"
#include "tasks/generators/code/solutions.h"

// Arrays that are too long for two nested loops.

namespace rbench {
namespace {

std::string CountedLine(const Numbers& values) {
  return NumberLine({static_cast<int64_t>(values.size())}) + NumberLine(values);
}

CodeFamily SubarrayResidueFamily() {
  static constexpr int64_t kMost = 100000, kLargest = 999;
  return {
      .name = "subarray_residue",
      .topic = "hashing",
      .difficulty = CodeDifficulty::kMedium,
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        const int64_t k = draw.Coin() ? draw(2, 12) : draw(13, 1000);
        return {k, draw(0, k - 1), draw(1, 6)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        const std::string length =
            p[2] == 1 ? "at least one day" : fmt::format("at least {} days", p[2]);
        return {
            .task = fmt::format(
                "{} writes down the gain of every day of a season (a loss is negative). A stretch "
                "is a number of days in a row, {}. How many stretches are there whose total gain "
                "leaves the remainder {} when divided by {}? Remainders are never negative: -1 "
                "leaves {}.",
                PersonName(draw), length, p[1], p[0], p[0] - 1),
            .input = "The first line holds n. The second line holds the gains a_1, ..., a_n.",
            .output = "The number of stretches.",
            .limits = {Limit("n", 1, kMost), Limit("a_i", -kLargest, kLargest)},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters& p) {
            const int64_t largest = draw.Coin() ? 6 : kLargest;
            Numbers values = RandomNumbers(draw, {draw(1, 14), -largest, largest});
            // Mostly one stretch at least: the whole season.
            if (draw(0, 3) > 0) {
              int64_t rest = p[1];
              for (size_t i = 1; i < values.size(); ++i) rest -= values[i];
              values[0] = (rest % p[0] + p[0]) % p[0];
            }
            return CountedLine(values);
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters& p) -> std::vector<std::string> {
        std::vector<std::string> inputs = {
            CountedLine({0}), CountedLine({-kLargest}), CountedLine({p[1]}),
            CountedLine({std::max(p[1] - p[0], -kLargest)}), CountedLine(Numbers(500, 0))};
        for (const Numbers& shape : ArrayShapes(draw, 600, -kLargest, kLargest)) {
          inputs.push_back(CountedLine(shape));
        }
        inputs.push_back(CountedLine(RandomNumbers(draw, {20000, -1, 1})));
        inputs.push_back(CountedLine(RandomNumbers(draw, {kMost, -kLargest, kLargest})));
        return inputs;
      },
      .solve_stream = &SubarrayResidue,
  };
}

CodeFamily SpacedSubsequenceFamily() {
  static constexpr int64_t kMost = 100000, kLargest = 1'000'000;
  return {
      .name = "spaced_subsequence",
      .topic = "longest increasing subsequence",
      .difficulty = CodeDifficulty::kMedium,
      .signature = {.method = "longestSpaced",
                    .arguments = {{"nums", "List[int]"}},
                    .result = "int"},
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        return {draw(0, 25), draw(0, 1)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        const std::string step =
            p[0] == 0 ? fmt::format("no {} than", p[1] == 1 ? "larger" : "smaller")
                      : fmt::format("at least {} {} than", p[0], p[1] == 1 ? "smaller" : "larger");
        return {
            .task = fmt::format(
                "{} passes posts with the heights nums and paints some of them, at least one. Each "
                "painted post must be {} the painted post before it. (Posts that are not painted "
                "do not matter.)",
                PersonName(draw), step),
            .output = "It returns the largest number of posts that can be painted.",
            .limits = {Limit("len(nums)", 1, kMost), Limit("nums[i]", 0, kLargest)},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters& p) {
            Numbers values =
                RandomNumbers(draw, {draw(1, 20), 0, draw.Coin() ? 3 * p[0] + 10 : 9 * p[0] + 20});
            // Long chains are rare: now and then one half is in order.
            if (draw.Coin()) {
              std::sort(values.begin(), values.begin() + values.size() / 2);
              if (p[1] == 1) std::reverse(values.begin(), values.begin() + values.size() / 2);
            }
            return CallText({values});
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters& p) -> std::vector<std::string> {
        std::vector<std::string> inputs = {CallText({Numbers{0}}), CallText({Numbers{kLargest}})};
        for (const int64_t step : {p[0], p[0] + 1, std::max<int64_t>(p[0] - 1, 0)}) {
          Numbers stairs;
          for (int64_t i = 0; i < 300; ++i) stairs.push_back(i * step);
          inputs.push_back(CallText({stairs}));
          std::reverse(stairs.begin(), stairs.end());
          inputs.push_back(CallText({stairs}));
        }
        for (const Numbers& shape : ArrayShapes(draw, 500, 0, kLargest)) {
          inputs.push_back(CallText({shape}));
        }
        // Few chains beside one that goes through the whole row.
        Numbers values = RandomNumbers(draw, {kMost, 0, kLargest});
        for (size_t i = 0; i < values.size(); i += 2) {
          values[i] = static_cast<int64_t>(i) * kLargest / kMost;
        }
        if (p[1] == 1) std::reverse(values.begin(), values.end());
        inputs.push_back(CallText({values}));
        return inputs;
      },
      .solve_call = &SpacedSubsequence,
  };
}

CodeFamily PairBitsFamily() {
  static constexpr int64_t kMost = 100000, kLargest = (1 << 20) - 1;
  return {
      .name = "pair_bits",
      .topic = "bits",
      .difficulty = CodeDifficulty::kMedium,
      .signature = {.method = "pairSum", .arguments = {{"nums", "List[int]"}}, .result = "int"},
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        return {draw(0, 2), LargePrime(draw)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        constexpr const char* kOperations[] = {"exclusive or", "and", "or"};
        constexpr int kResults[] = {5, 8, 13};
        return {
            .task =
                fmt::format("{} works out the bitwise {} of the numbers nums[i] and nums[j] "
                            "for every pair of places i < j, and adds up the results. (For "
                            "example the bitwise {} of 12 and 9 is {}.)",
                            PersonName(draw), kOperations[p[0]], kOperations[p[0]], kResults[p[0]]),
            .output =
                fmt::format("It returns the sum modulo {} (0 if there is only one number).", p[1]),
            .limits = {Limit("len(nums)", 1, kMost), Limit("nums[i]", 0, kLargest)},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters&) {
            return CallText({RandomNumbers(draw, {draw(1, 9), 0, draw.Coin() ? 15 : kLargest})});
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters&) -> std::vector<std::string> {
        std::vector<std::string> inputs = {CallText({Numbers{0}}), CallText({Numbers{kLargest}}),
                                           CallText({Numbers{kLargest, 0}}),
                                           CallText({Numbers(3000, kLargest)})};
        for (const Numbers& shape : ArrayShapes(draw, 500, 0, kLargest)) {
          inputs.push_back(CallText({shape}));
        }
        inputs.push_back(CallText({RandomNumbers(draw, {kMost, 0, kLargest})}));
        return inputs;
      },
      .solve_call = &PairBits,
  };
}

CodeFamily ScaledInversionsFamily() {
  static constexpr int64_t kMost = 120000, kLargest = 1'000'000;
  return {
      .name = "scaled_inversions",
      .topic = "divide and conquer",
      .difficulty = CodeDifficulty::kHard,
      .python_seconds = 3,
      .signature = {.method = "countPairs", .arguments = {{"nums", "List[int]"}}, .result = "int"},
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        return {draw(1, 5), draw(-20, 50)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        const std::string multiple = p[0] == 1 ? "nums[j]" : fmt::format("{} * nums[j]", p[0]);
        const std::string offset = p[1] == 0  ? ""
                                   : p[1] > 0 ? fmt::format(" + {}", p[1])
                                              : fmt::format(" - {}", -p[1]);
        const std::string name = PersonName(draw);
        return {
            .task = fmt::format("{} compares the {} of different days. The pair of days i < j is "
                                "a warning if nums[i] > {}{}.",
                                name,
                                Word(draw, {"temperatures", "water levels", "prices", "balances"}),
                                multiple, offset),
            .output = "It returns the number of warnings.",
            .limits = {Limit("len(nums)", 1, kMost), Limit("nums[i]", -kLargest, kLargest)},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters&) {
            const int64_t largest = draw.Coin() ? 10 : 120;
            return CallText({RandomNumbers(draw, {draw(1, 12), -largest, largest})});
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters& p) -> std::vector<std::string> {
        std::vector<std::string> inputs = {
            CallText({Numbers{0}}), CallText({Numbers{p[0] + p[1], 1}}),
            CallText({Numbers{p[0] + p[1] + 1, 1}}), CallText({Numbers(800, 0)})};
        for (const Numbers& shape : ArrayShapes(draw, 500, -kLargest, kLargest)) {
          inputs.push_back(CallText({shape}));
        }
        inputs.push_back(CallText({RandomNumbers(draw, {3000, -30, 30})}));
        inputs.push_back(CallText({RandomNumbers(draw, {kMost, -kLargest, kLargest})}));
        return inputs;
      },
      .solve_call = &ScaledInversions,
  };
}

CodeFamily PlatformJumpsFamily() {
  static constexpr int64_t kMost = 150000, kLargest = 10000;
  static constexpr auto kText = [](int64_t longest, const Numbers& values) {
    return NumberLine({static_cast<int64_t>(values.size()), longest}) + NumberLine(values);
  };
  return {
      .name = "platform_jumps",
      .topic = "sliding window minimum",
      .difficulty = CodeDifficulty::kHard,
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        return {draw(0, 30), draw(1, 4), draw(0, 1)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        const bool dear = p[2] == 1;
        return {
            .task = fmt::format(
                "A game has n platforms in a row. {} stands on the first and must get to the last "
                "by jumps to the right. A jump goes at least {} and at most k platforms ahead. "
                "Each platform that is touched, the first and the last included, gives a_i {}, "
                "and each jump gives {} more. What is the {} total of {} with which the last "
                "platform can be reached?",
                PersonName(draw), p[1], dear ? "points" : "penalty points", p[0],
                dear ? "largest" : "smallest", dear ? "points" : "penalty points"),
            .input = "The first line holds n and k. The second line holds a_1, ..., a_n.",
            .output = "The total, or -1 if the last platform cannot be reached.",
            .limits = {Limit("n", 1, kMost), Limit("k", p[1], kMost), Limit("a_i", 0, kLargest)},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters& p) {
            const Numbers values = RandomNumbers(draw, {draw(1, 11), 0, draw.Coin() ? 9 : 99});
            return kText(p[1] + draw(0, 4), values);
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters& p) -> std::vector<std::string> {
        std::vector<std::string> inputs = {
            kText(p[1], {0}),
            kText(kMost, {kLargest}),
            kText(p[1], {3, 4}),
            kText(p[1], {3, 4, 5}),
            kText(p[1], Numbers(12, 1)),
            kText(p[1], Numbers(13, 1)),
            kText(p[1] + 1, RandomNumbers(draw, {400, 0, kLargest}))};
        for (const Numbers& shape : ArrayShapes(draw, 500, 0, kLargest)) {
          inputs.push_back(kText(draw(p[1], 60), shape));
        }
        inputs.push_back(kText(20, RandomNumbers(draw, {20000, 0, kLargest})));
        // Towards the limit the window is half of the row.
        inputs.push_back(kText(kMost / 2, RandomNumbers(draw, {kMost, 0, kLargest})));
        return inputs;
      },
      .solve_stream = &PlatformJumps,
  };
}

CodeFamily RangeLedgerFamily() {
  static constexpr int64_t kMostAccounts = 200000, kMost = 45000, kLargest = 1000;
  // Operations: additions in `adds` of 10 cases; ranges short, long or any.
  static constexpr auto kRandom = [](NumberDraw& draw, int64_t n, int64_t operations, int64_t adds,
                                     bool wide) {
    std::string text = NumberLine({n, operations});
    for (int64_t i = 0; i < operations; ++i) {
      int64_t left = draw(1, wide ? (n + 49) / 50 : n);
      int64_t right = draw(wide ? n - n / 50 : 1, n);
      if (left > right) std::swap(left, right);
      // The last operation asks.
      if (draw(1, 10) <= adds && i + 1 < operations) {
        text += "A " + NumberLine({left, right, draw(1, kLargest)});
      } else {
        text += "Q " + NumberLine({left, right});
      }
    }
    return text;
  };
  return {
      .name = "range_ledger",
      .topic = "Fenwick trees",
      .difficulty = CodeDifficulty::kHard,
      .python_seconds = 3,
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        return {draw(1, 3), LargePrime(draw)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        const std::string every =
            p[0] == 1 ? "the accounts l, l + 1, l + 2, ..., as far as r"
                      : fmt::format(
                            "the accounts l, l + {}, l + {}, ..., as far as r (so not to "
                            "those in between)",
                            p[0], 2 * p[0]);
        return {
            .task = fmt::format("The bank of {} has n accounts with the numbers 1 to n, all empty. "
                                "The order \"A l r v\" adds v to {}. The order \"Q l r\" asks for "
                                "the sum of all accounts from l to r, both included.",
                                Word(draw, {"Graz", "Ghent", "Turku", "Lugo", "Bergen"}), every),
            .input =
                "The first line holds n and m, the number of orders. Each of the next m lines "
                "holds one order. At least one order asks.",
            .output = fmt::format("For each question print the sum modulo {} on a line of its own.",
                                  p[1]),
            .limits = {Limit("n", 1, kMostAccounts), Limit("m", 1, kMost), Limit("v", 1, kLargest),
                       "1 <= l <= r <= n"},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters&) {
            const int64_t n = draw(1, 10), operations = draw(2, 6);
            return kRandom(draw, n, operations, 6, false);
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters&) -> std::vector<std::string> {
        return {"1 1\nQ 1 1\n",
                "1 3\nA 1 1 1000\nA 1 1 1000\nQ 1 1\n",
                "5 4\nA 5 5 3\nQ 5 5\nQ 1 4\nQ 1 5\n",
                fmt::format("{0} 3\nA 1 {0} {1}\nQ 1 {0}\nQ {0} {0}\n", kMostAccounts, kLargest),
                kRandom(draw, 7, 300, 7, false),
                kRandom(draw, 300, 1000, 5, false),
                kRandom(draw, kMostAccounts, 3000, 9, false),
                kRandom(draw, kMostAccounts, kMost, 5, true)};
      },
      .solve_stream = &RangeLedger,
  };
}

}  // namespace

std::vector<CodeFamily> CodeSequenceFamilies() {
  return {SubarrayResidueFamily(),  SpacedSubsequenceFamily(), PairBitsFamily(),
          ScaledInversionsFamily(), PlatformJumpsFamily(),     RangeLedgerFamily()};
}

}  // namespace rbench
