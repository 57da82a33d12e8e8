#include <algorithm>

#include <fmt/format.h>

#include "tasks/generators/code/code_family.h"
#include "tasks/generators/code/input_text.h"
#include "tasks/generators/code/solutions.h"

// Arrays for beginners: prefix sums, sorting, sets.

namespace rbench {
namespace {

CodeFamily ResidueQueriesFamily() {
  static constexpr int64_t kMost = 50000, kLargest = 1000;
  static constexpr auto kText = [](const Numbers& values,
                                   const std::vector<std::pair<int64_t, int64_t>>& queries) {
    std::string text =
        NumberLine({static_cast<int64_t>(values.size()), static_cast<int64_t>(queries.size())});
    text += NumberLine(values);
    for (const auto& [left, right] : queries) text += NumberLine({left, right});
    return text;
  };
  static constexpr auto kRanges = [](NumberDraw& draw, int64_t count, int64_t size) {
    std::vector<std::pair<int64_t, int64_t>> queries;
    for (int64_t i = 0; i < count; ++i) {
      const int64_t a = draw(1, size), b = draw(1, size);
      queries.emplace_back(std::min(a, b), std::max(a, b));
    }
    return queries;
  };
  return {
      .name = "residue_queries",
      .topic = "prefix sums",
      .difficulty = CodeDifficulty::kEasy,
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        const int64_t k = draw(2, 12);
        return {k, draw(0, k - 1), draw(0, 1)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        const std::string question = p[2] == 1
                                         ? "what is the sum of the numbers (0 if there are none)"
                                         : "how many numbers are there";
        return {
            .task = fmt::format(
                "{} keeps a row of n numbers. Questions name two places l and r of the row: from "
                "place l to place r, both included, {} that leave the remainder {} when divided "
                "by {}? Places are counted from 1.",
                PersonName(draw), question, p[1], p[0]),
            .input =
                "The first line holds n and q, the number of questions. The second line holds "
                "the n numbers a_1, ..., a_n. Each of the next q lines holds l and r.",
            .output = "For each question print the answer on a line of its own.",
            .limits = {Limit("n", 1, kMost), Limit("q", 1, kMost), Limit("a_i", 0, kLargest),
                       "1 <= l <= r <= n"},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters& p) {
            const int64_t n = draw(1, 9);
            const Numbers values = RandomNumbers(draw, {n, 0, draw.Coin() ? 2 * p[0] : kLargest});
            return kText(values, kRanges(draw, draw(1, 3), n));
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters&) -> std::vector<std::string> {
        std::vector<std::string> inputs = {kText({0}, {{1, 1}}), kText({kLargest}, {{1, 1}})};
        for (const Numbers& shape : ArrayShapes(draw, 400, 0, kLargest)) {
          std::vector<std::pair<int64_t, int64_t>> queries = kRanges(draw, 100, 400);
          queries.emplace_back(1, 400);
          queries.emplace_back(400, 400);
          inputs.push_back(kText(shape, queries));
        }
        std::vector<std::pair<int64_t, int64_t>> wide;
        for (int64_t i = 0; i < kMost; ++i) {
          wide.push_back({draw(1, 1000), draw(kMost - 1000, kMost)});
        }
        inputs.push_back(kText(RandomNumbers(draw, {kMost, 0, kLargest}), wide));
        return inputs;
      },
      .solve_stream = &ResidueQueries,
  };
}

CodeFamily KthDistinctFamily() {
  static constexpr int64_t kMost = 80000, kLargest = 100'000'000;
  return {
      .name = "kth_distinct",
      .topic = "sorting",
      .difficulty = CodeDifficulty::kEasy,
      .signature = {.method = "kthDistinct", .arguments = {{"nums", "List[int]"}}, .result = "int"},
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        return {draw(2, 9), draw(0, 1), draw(0, 1)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        const std::string kind = p[1] == 1 ? "smallest" : "largest";
        return {
            .task = fmt::format(
                "{} gives a prize for place {}. Equal results share a place, so place 1 belongs to "
                "the {} result, place 2 to the {} of the results that are different from it, and "
                "so on. Given all results in nums, which result is at place {}? If there are fewer "
                "places, the answer is {}.",
                Word(draw, {"A swimming club", "A chess club", "A quiz show", "A cooking contest"}),
                p[0], kind, kind, p[0], p[2] == 1 ? "the result at the last place" : "-1"),
            .output = "It returns that result.",
            .limits = {Limit("len(nums)", 1, kMost), Limit("nums[i]", 0, kLargest)},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters&) {
            return CallText({RandomNumbers(draw, {draw(1, 14), 0, draw.Coin() ? 6 : 40})});
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters& p) -> std::vector<std::string> {
        std::vector<std::string> inputs = {CallText({Numbers{0}}), CallText({Numbers{kLargest}})};
        for (const int64_t size : {p[0] - 1, p[0], p[0] + 1}) {
          inputs.push_back(CallText({Permutation(draw, size)}));
        }
        for (const Numbers& shape : ArrayShapes(draw, 500, 0, kLargest)) {
          inputs.push_back(CallText({shape}));
        }
        inputs.push_back(CallText({RandomNumbers(draw, {10000, 0, p[0]})}));
        inputs.push_back(CallText({RandomNumbers(draw, {kMost, 0, kLargest})}));
        return inputs;
      },
      .solve_call = &KthDistinct,
  };
}

CodeFamily SortedSetsFamily() {
  static constexpr int64_t kMost = 60000, kLargest = 1'000'000;
  static constexpr auto kSorted = [](Numbers values) {
    std::sort(values.begin(), values.end());
    return values;
  };
  return {
      .name = "sorted_sets",
      .topic = "two pointers",
      .difficulty = CodeDifficulty::kEasy,
      .signature = {.method = "combine",
                    .arguments = {{"a", "List[int]"}, {"b", "List[int]"}},
                    .result = "List[int]"},
      // Which values, 1 for falling order, how often a value must occur.
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        return {draw(0, 3), draw(0, 1), draw(1, 3)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        constexpr const char* kKinds[] = {"both lists", "exactly one of the two lists",
                                          "the list a but not the list b",
                                          "at least one of the two lists"};
        const std::string belongs =
            p[2] == 1
                ? "A value belongs to a list if it occurs in it."
                : fmt::format("A value belongs to a list if it occurs in it at least {} times.",
                              p[2]);
        const std::string name = PersonName(draw);
        return {
            .task = fmt::format("{} has two lists of {} numbers, a and b, each in rising order "
                                "(with equal ones side by side). {} "
                                "Which values belong to {}?",
                                name, Word(draw, {"seat", "ticket", "locker", "invoice", "house"}),
                                belongs, kKinds[p[0]]),
            .output = fmt::format("It returns these values, each once, in {} order (the list may "
                                  "be empty).",
                                  p[1] == 1 ? "falling" : "rising"),
            .limits = {Limit("len(a)", 1, kMost), Limit("len(b)", 1, kMost),
                       Limit("a[i]", 0, kLargest), Limit("b[i]", 0, kLargest)},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters&) {
            const int64_t largest = draw.Coin() ? 3 : 9;
            return CallText({kSorted(RandomNumbers(draw, {draw(1, 10), 0, largest})),
                             kSorted(RandomNumbers(draw, {draw(1, 10), 0, largest}))});
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters& p) -> std::vector<std::string> {
        std::vector<std::string> inputs = {
            CallText({Numbers{0}, Numbers{0}}),
            CallText({Numbers{0}, Numbers{kLargest}}),
            CallText({Numbers(500, 7), Numbers(400, 7)}),
            CallText({Numbers(500, 7), Numbers(400, 8)}),
            CallText({Numbers{5}, kSorted(RandomNumbers(draw, {1000, 0, 300}))}),
            CallText({kSorted(RandomNumbers(draw, {1000, 0, 300})), Numbers{5}})};
        for (const int64_t largest : {int64_t{200}, int64_t{2000}, kLargest}) {
          inputs.push_back(CallText({kSorted(RandomNumbers(draw, {1500, 0, largest})),
                                     kSorted(RandomNumbers(draw, {1500, 0, largest}))}));
        }
        const int64_t largest = kLargest / (5 * p[2]);
        inputs.push_back(CallText({kSorted(RandomNumbers(draw, {kMost, 0, largest})),
                                   kSorted(RandomNumbers(draw, {kMost, 0, largest}))}));
        return inputs;
      },
      .solve_call = &SortedSets,
  };
}

CodeFamily CloseSplitsFamily() {
  static constexpr int64_t kMost = 100000, kLargest = 10000;
  return {
      .name = "close_splits",
      .topic = "prefix sums",
      .difficulty = CodeDifficulty::kEasy,
      .signature = {.method = "countSplits", .arguments = {{"nums", "List[int]"}}, .result = "int"},
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        return {draw(0, 2), draw(0, 40)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        const std::string rule =
            p[0] == 0   ? fmt::format("the sums of the two parts differ by at most {}", p[1])
            : p[0] == 1 ? fmt::format(
                              "the sum of the left part is at least the sum of the right "
                              "part plus {}",
                              p[1])
                        : fmt::format(
                              "the sum of the right part is at least the sum of the left "
                              "part plus {}",
                              p[1]);
        return {
            .task = fmt::format("A row of {} with the values nums (some may be negative) is cut at "
                                "one place, between two neighbours, so that both parts hold at "
                                "least one of them. A cut is good if {}.",
                                Word(draw, {"cards", "tiles", "bills", "chips", "blocks"}), rule),
            .output = "It returns the number of good cuts.",
            .limits = {Limit("len(nums)", 2, kMost), Limit("nums[i]", -kLargest, kLargest)},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters&) {
            const int64_t largest = draw.Coin() ? 10 : 60;
            return CallText({RandomNumbers(draw, {draw(2, 10), -largest, largest})});
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters& p) -> std::vector<std::string> {
        std::vector<std::string> inputs = {CallText({Numbers{0, 0}}),
                                           CallText({Numbers{p[1], 0}}),
                                           CallText({Numbers{0, p[1]}}),
                                           CallText({Numbers{0, p[1] + 1}}),
                                           CallText({Numbers{kLargest, -kLargest}}),
                                           CallText({Numbers(500, 0)})};
        for (const Numbers& shape : ArrayShapes(draw, 500, -kLargest, kLargest)) {
          inputs.push_back(CallText({shape}));
        }
        inputs.push_back(CallText({RandomNumbers(draw, {5000, -20, 20})}));
        inputs.push_back(CallText({RandomNumbers(draw, {kMost, -kLargest, kLargest})}));
        return inputs;
      },
      .solve_call = &CloseSplits,
  };
}

CodeFamily KeySortFamily() {
  static constexpr int64_t kMost = 60000, kLargest = 1'000'000'000;
  static constexpr auto kText = [](const Numbers& values) {
    return NumberLine({static_cast<int64_t>(values.size())}) + NumberLine(values);
  };
  return {
      .name = "key_sort",
      .topic = "sorting",
      .difficulty = CodeDifficulty::kEasy,
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        const int64_t key = draw(0, 2);
        return {key, key == 2 ? draw(3, 40) : 0, draw(0, 1), draw(0, 1)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        const std::string key = p[0] == 0 ? "digit sum (in decimal)"
                                : p[0] == 1
                                    ? "number of ones in its binary form"
                                    : fmt::format("remainder when it is divided by {}", p[1]);
        const std::string name = PersonName(draw);
        return {
            .task = fmt::format(
                "{} puts {} in order by their numbers. The key of a number is its {}. Numbers with "
                "a {} key come first; among numbers with equal keys, {} numbers come first.",
                name, Word(draw, {"coupons", "jars", "folders", "parcels", "keys"}), key,
                p[2] == 1 ? "larger" : "smaller", p[3] == 1 ? "larger" : "smaller"),
            .input = "The first line holds n. The second line holds the n numbers a_1, ..., a_n.",
            .output = "One line with the numbers in their new order, separated by spaces.",
            .limits = {Limit("n", 1, kMost), Limit("a_i", 0, kLargest)},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters&) {
            return kText(RandomNumbers(draw, {draw(1, 9), 0, draw.Coin() ? 30 : 1000}));
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters&) -> std::vector<std::string> {
        std::vector<std::string> inputs = {kText({0}), kText({kLargest}),
                                           kText({9, 18, 27, 36, 45, 90, 99}),
                                           kText({1, 2, 4, 8, 16, 3, 5, 6, 7, 1023, 1024})};
        for (const Numbers& shape : ArrayShapes(draw, 400, 0, kLargest)) {
          inputs.push_back(kText(shape));
        }
        inputs.push_back(kText(RandomNumbers(draw, {2000, 0, 100})));
        inputs.push_back(kText(RandomNumbers(draw, {kMost, 0, kLargest})));
        return inputs;
      },
      .solve_stream = &KeySort,
  };
}

}  // namespace

std::vector<CodeFamily> CodeArrayFamilies() {
  return {ResidueQueriesFamily(), KthDistinctFamily(), SortedSetsFamily(), CloseSplitsFamily(),
          KeySortFamily()};
}

}  // namespace rbench
