#include <algorithm>

#include <fmt/format.h>

#include "tasks/generators/code/code_family.h"
#include "tasks/generators/code/input_text.h"
#include "tasks/generators/code/solutions.h"

// Choices with exponentially many outcomes: dynamic programming, meeting in the middle, games.

namespace rbench {
namespace {

std::string CountedLine(const Numbers& values) {
  return NumberLine({static_cast<int64_t>(values.size())}) + NumberLine(values);
}

CodeFamily KnapsackFamily() {
  static constexpr int64_t kMost = 100, kMostLoad = 5000, kMostWeight = 5000, kMostValue = 1000000;
  static constexpr auto kRandom = [](NumberDraw& draw, int64_t count, int64_t limit, int64_t weight,
                                     int64_t value) {
    std::string text = NumberLine({count, limit});
    for (int64_t i = 0; i < count; ++i) text += NumberLine({draw(1, weight), draw(1, value)});
    return text;
  };
  return {
      .name = "knapsack",
      .topic = "dynamic programming",
      .difficulty = CodeDifficulty::kMedium,
      // Copies of an item (0: no limit), weight of the wrapping, 1 if the load must be exact.
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        return {draw(0, 3), draw(0, 5), draw(0, 1)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        const std::string copies = p[0] == 0 ? "as many pieces of each kind as wanted"
                                   : p[0] == 1
                                       ? "at most one piece of each kind"
                                       : fmt::format("at most {} pieces of each kind", p[0]);
        const std::string wrapping =
            p[1] == 0 ? ""
                      : fmt::format(
                            " Every piece that is loaded is wrapped, which adds {} to its weight.",
                            Plural(p[1], "kilogram"));
        const std::string name = PersonName(draw);
        return {
            .task = fmt::format(
                "{} loads a {} with pieces of n kinds: {}. A piece of kind i weighs w_i kilograms "
                "and is worth v_i.{} The whole load must weigh {} W kilograms. What is the largest "
                "worth of a load? (An empty load weighs 0 and is worth 0.)",
                name, Word(draw, {"van", "boat", "balloon", "sledge", "cart"}), copies, wrapping,
                p[2] == 1 ? "exactly" : "at most"),
            .input = "The first line holds n and W. Line i of the next n lines holds w_i and v_i.",
            .output = p[2] == 1 ? "The largest worth, or -1 if no load weighs exactly W kilograms."
                                : "The largest worth.",
            .limits = {Limit("n", 1, kMost), Limit("W", 1, kMostLoad), Limit("w_i", 1, kMostWeight),
                       Limit("v_i", 1, kMostValue)},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters&) {
            const int64_t count = draw(1, 5), limit = draw(1, 24);
            const int64_t weight = draw.Coin() ? 6 : 16, value = draw.Coin() ? 9 : 50;
            return kRandom(draw, count, limit, weight, value);
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters& p) -> std::vector<std::string> {
        std::string even = NumberLine({50, 999});
        for (int i = 0; i < 50; ++i) even += NumberLine({40, draw(1, 100)});
        return {"1 1\n1 1\n",
                "1 1\n5000 1000000\n",
                fmt::format("1 {}\n7 5\n", 7 + p[1]),
                fmt::format("2 {}\n7 5\n8 6\n", 3 * (7 + p[1])),
                even,
                kRandom(draw, 30, 200, 60, 1000),
                kRandom(draw, kMost, 1000, 20, kMostValue),
                kRandom(draw, kMost, kMostLoad, kMostWeight, kMostValue),
                kRandom(draw, kMost, kMostLoad, 300, kMostValue)};
      },
      .solve_stream = &Knapsack,
  };
}

CodeFamily MergePilesFamily() {
  static constexpr int64_t kMost = 150, kLargest = 1'000'000;
  return {
      .name = "merge_piles",
      .topic = "interval dynamic programming",
      .difficulty = CodeDifficulty::kHard,
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        return {draw(0, 3), draw(0, 20), draw(0, 1)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        constexpr const char* kCosts[] = {
            "the sum of the sizes of the two piles", "the size of the larger of the two piles",
            "the size of the smaller of the two piles",
            "the difference of the sizes of the two piles (never negative)"};
        const std::string fee = p[1] == 0 ? "" : fmt::format(" plus {}", p[1]);
        return {
            .task = fmt::format(
                "n piles of {} stand in a row. In one step two neighbouring piles are made into "
                "one, which stays at their place and has the sum of their sizes. The price of a "
                "step is {}{}. The steps go on until one pile is left. What is the {} total price?",
                Word(draw, {"sand", "stones", "grain", "snow", "leaves"}), kCosts[p[0]], fee,
                p[2] == 1 ? "highest possible" : "lowest possible"),
            .input =
                "The first line holds n. The second line holds the sizes a_1, ..., a_n, from "
                "left to right.",
            .output = "The total price.",
            .limits = {Limit("n", 1, kMost), Limit("a_i", 1, kLargest)},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters&) {
            return CountedLine(RandomNumbers(draw, {draw(1, 7), 1, draw.Coin() ? 9 : 99}));
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters&) -> std::vector<std::string> {
        std::vector<std::string> inputs = {CountedLine({1}), CountedLine({kLargest}),
                                           CountedLine({kLargest, 1})};
        for (const Numbers& shape : ArrayShapes(draw, 40, 1, kLargest)) {
          inputs.push_back(CountedLine(shape));
        }
        inputs.push_back(CountedLine(RandomNumbers(draw, {100, 1, 10})));
        inputs.push_back(CountedLine(RandomNumbers(draw, {kMost, 1, kLargest})));
        return inputs;
      },
      .solve_stream = &MergePiles,
  };
}

CodeFamily RoundTripFamily() {
  static constexpr int64_t kFewest = 4, kMost = 13, kLargest = 1'000'000;
  static constexpr auto kRandom = [](NumberDraw& draw, int64_t n, int64_t low, int64_t high) {
    std::string text = NumberLine({n});
    for (int64_t i = 0; i < n; ++i) {
      Numbers row = RandomNumbers(draw, {n, low, high});
      row[static_cast<size_t>(i)] = 0;
      text += NumberLine(row);
    }
    return text;
  };
  return {
      .name = "round_trip",
      .topic = "bitmask dynamic programming",
      .difficulty = CodeDifficulty::kHard,
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        int64_t sooner = 0, later = 0;
        if (draw(0, 3) != 0) {
          sooner = draw(2, kFewest);
          later = draw(2, kFewest - 1);
          if (later >= sooner) ++later;
        }
        return {draw(0, 1), sooner, later, draw(1, 3)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        const std::string name = PersonName(draw);
        const std::string end =
            p[0] == 1 ? "returns to town 1 at the end" : "ends in any of the towns";
        const std::string order =
            p[1] == 0 ? "" : fmt::format(" Town {} must be visited before town {}.", p[1], p[2]);
        const std::string legs =
            p[3] == 1 ? ""
                      : fmt::format(
                            " After each ride {} is more tired, and rests only after every "
                            "second one: the rides number 2, 4, 6 and so on of the tour "
                            "take {} times as long as stated.",
                            name, p[3]);
        return {
            .task = fmt::format("{} starts in town 1, visits each of the n towns exactly once, and "
                                "{}. The ride from town i to town j takes c_ij minutes, which may "
                                "differ from c_ji.{}{} How many minutes does the shortest tour "
                                "take?",
                                name, end, order, legs),
            .input =
                "The first line holds n. Line i of the next n lines holds c_i1, ..., c_in; "
                "c_ii is 0.",
            .output = "The number of minutes of the rides of the shortest tour.",
            .limits = {Limit("n", kFewest, kMost),
                       fmt::format("{} for i not equal to j", Limit("c_ij", 1, kLargest))},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters&) {
            const int64_t n = draw(kFewest, 6), longest = draw.Coin() ? 9 : 99;
            return kRandom(draw, n, 1, longest);
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters&) -> std::vector<std::string> {
        return {kRandom(draw, kFewest, 1, 1),
                kRandom(draw, kFewest, kLargest, kLargest),
                kRandom(draw, 5, 1, kLargest),
                kRandom(draw, 8, 1, 10),
                kRandom(draw, 9, 1, kLargest),
                kRandom(draw, 11, 1, 1000),
                kRandom(draw, kMost, kLargest, kLargest),
                kRandom(draw, kMost, 1, kLargest)};
      },
      .solve_stream = &RoundTrip,
  };
}

CodeFamily SubsetWindowFamily() {
  static constexpr int64_t kMost = 34, kLargest = 1'000'000'000, kLargestSum = 40'000'000'000;
  return {
      .name = "subset_window",
      .topic = "meet in the middle",
      .difficulty = CodeDifficulty::kHard,
      .signature = {.method = "countSubsets",
                    .arguments = {{"nums", "List[int]"}, {"low", "int"}, {"high", "int"}},
                    .result = "int"},
      // Modulus and remainder of the number of chosen elements, 1 if the borders are excluded.
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        const int64_t modulus = draw(1, 4);
        return {modulus, draw(0, modulus - 1), draw(0, 1)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        const std::string size =
            p[0] == 1   ? "Any number of them may be chosen, also none"
            : p[0] == 2 ? fmt::format("An {} number of them must be chosen{}",
                                      p[1] == 0 ? "even" : "odd", p[1] == 0 ? " (0 is even)" : "")
                        : fmt::format(
                              "The number of chosen ones must leave the remainder {} when "
                              "divided by {}{}",
                              p[1], p[0], p[1] == 0 ? " (as 0 does)" : "");
        const std::string name = PersonName(draw);
        return {
            .task = fmt::format(
                "{} chooses some of the {} with the values nums. {}. The sum of the chosen values "
                "(0 if none is chosen) must be {}. In how many ways can they be chosen? Elements "
                "at different places of nums are different, even if their values are equal.",
                name, Word(draw, {"shares", "contracts", "bids", "cards", "loans"}), size,
                p[2] == 1 ? "larger than low and smaller than high"
                          : "at least low and at most high"),
            .output = "It returns the number of ways.",
            .limits = {Limit("len(nums)", 1, kMost), Limit("nums[i]", -kLargest, kLargest),
                       Limit("low", -kLargestSum, kLargestSum),
                       Limit("high", -kLargestSum, kLargestSum), "low <= high"},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters&) {
            const int64_t largest = draw.Coin() ? 9 : 60;
            const int64_t a = draw(-2 * largest, 2 * largest), b = draw(-2 * largest, 2 * largest);
            return CallText({RandomNumbers(draw, {draw(1, 9), -largest, largest}), std::min(a, b),
                             std::max(a, b)});
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters&) -> std::vector<std::string> {
        const auto random = [&](int64_t size, int64_t largest) {
          return RandomNumbers(draw, {size, -largest, largest});
        };
        return {CallText({Numbers{0}, 0, 0}),
                CallText({Numbers{5}, 5, 5}),
                CallText({Numbers{5}, -1, 6}),
                CallText({Numbers(20, 0), -1, 1}),
                CallText({Numbers(30, kLargest), 10 * kLargest, 12 * kLargest}),
                CallText({Numbers(31, -1), -kLargestSum, kLargestSum}),
                CallText({random(15, 5), -3, 3}),
                CallText({random(20, kLargest), -kLargest, 3 * kLargest}),
                CallText({random(kMost, 20), 5, 5}),
                CallText({random(kMost, kLargest), -kLargest, kLargest})};
      },
      .solve_call = &SubsetWindow,
  };
}

CodeFamily TakeAwayFamily() {
  static constexpr int64_t kMost = 5000, kLargest = 20000;
  return {
      .name = "take_away",
      .topic = "game theory",
      .difficulty = CodeDifficulty::kHard,
      .signature = {.method = "winningMoves",
                    .arguments = {{"piles", "List[int]"}},
                    .result = "int"},
      // What may be taken, rising.
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        CodeParameters takes;
        while (takes.size() < 3) {
          const int64_t take = draw(1, 12);
          if (std::find(takes.begin(), takes.end(), take) == takes.end()) takes.push_back(take);
        }
        std::sort(takes.begin(), takes.end());
        return takes;
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        const std::string thing = Word(draw, {"coins", "matches", "beans", "pebbles", "beads"});
        return {
            .task = fmt::format(
                "Two players move in turn. On the table are piles of {}. A move takes {}, {} or {} "
                "{} from one pile (never more than it has). Who cannot move loses. A first move "
                "is winning if the player who makes it can win whatever the other does. Moves from "
                "different piles count as different, even if the piles are equally high, and so do "
                "moves that take different numbers.",
                thing, p[0], p[1], p[2], thing),
            .output =
                "The list piles holds the size of each pile. It returns how many of the "
                "possible first moves are winning.",
            .limits = {Limit("len(piles)", 1, kMost), Limit("piles[i]", 0, kLargest)},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters&) {
            return CallText({RandomNumbers(draw, {draw(1, 3), 0, draw.Coin() ? 8 : 15})});
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters& p) -> std::vector<std::string> {
        std::vector<std::string> inputs = {CallText({Numbers{0}}), CallText({Numbers{p[0]}}),
                                           CallText({Numbers{p[2], p[2]}}),
                                           CallText({Numbers{kLargest}})};
        for (const Numbers& shape : ArrayShapes(draw, 200, 0, 40)) {
          inputs.push_back(CallText({shape}));
        }
        for (const int64_t size : {int64_t{7}, int64_t{300}, kMost}) {
          inputs.push_back(CallText({RandomNumbers(draw, {size, 0, kLargest})}));
        }
        return inputs;
      },
      .solve_call = &TakeAway,
  };
}

}  // namespace

std::vector<CodeFamily> CodeChoiceFamilies() {
  return {KnapsackFamily(), MergePilesFamily(), RoundTripFamily(), SubsetWindowFamily(),
          TakeAwayFamily()};
}

}  // namespace rbench
