#include <algorithm>

#include <fmt/format.h>

#include "tasks/generators/code/code_family.h"
#include "tasks/generators/code/input_text.h"
#include "tasks/generators/code/solutions.h"

// Stores, machines, rooms and segments: simulation, binary search and events in order.

namespace rbench {
namespace {

using Segments = std::vector<std::pair<int64_t, int64_t>>;

// Segments with low <= begin < end <= high.
Segments RandomSegments(NumberDraw& draw, int64_t count, int64_t low, int64_t high) {
  Segments segments;
  while (static_cast<int64_t>(segments.size()) < count) {
    const int64_t a = draw(low, high), b = draw(low, high);
    if (a == b) continue;
    segments.emplace_back(std::min(a, b), std::max(a, b));
  }
  return segments;
}

CodeFamily CappedStoreFamily() {
  static constexpr int64_t kMost = 50000, kLargest = 1000;
  using Order = std::pair<char, int64_t>;
  static constexpr auto kText = [](const std::vector<Order>& orders) {
    std::string text = NumberLine({static_cast<int64_t>(orders.size())});
    for (const auto& [kind, amount] : orders) text += fmt::format("{} {}\n", kind, amount);
    return text;
  };
  static constexpr auto kRandom = [](NumberDraw& draw, int64_t count, int64_t largest,
                                     int64_t plus_of_ten) {
    std::vector<Order> orders;
    for (int64_t i = 0; i < count; ++i) {
      orders.push_back({draw(1, 10) <= plus_of_ten ? '+' : '-', draw(1, largest)});
    }
    return orders;
  };
  return {
      .name = "capped_store",
      .topic = "simulation",
      .difficulty = CodeDifficulty::kEasy,
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        return {10 * draw(2, 300), draw(0, 1)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        const std::string thing = Word(draw, {"barrels", "sacks", "crates", "bales", "boxes"});
        const std::string rule =
            p[1] == 1 ? fmt::format(
                            "An order that cannot be carried out completely is carried out "
                            "as far as possible; the {} by which it falls short are called "
                            "missed",
                            thing)
                      : "An order that cannot be carried out completely is not carried out at all; "
                        "it is called missed";
        return {
            .task = fmt::format(
                "A store run by {} has room for {} {} and is empty at first. The order \"+ x\" "
                "brings x {}, which must find room; the order \"- x\" takes x {} away, which must "
                "be there. {}. Orders come one after another.",
                PersonName(draw), p[0], thing, thing, thing, rule),
            .input =
                "The first line holds n, the number of orders. Each of the next n lines holds "
                "a sign and x, separated by a space.",
            .output = fmt::format("How many {} are in the store at the end, and the number of "
                                  "missed {}, separated by a space.",
                                  thing, p[1] == 1 ? thing : "orders"),
            .limits = {Limit("n", 1, kMost), Limit("x", 1, kLargest)},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters& p) {
            const int64_t largest = draw.Coin() ? kLargest : std::min(kLargest, p[0]);
            const int64_t count = draw(1, 8), plus_of_ten = draw(4, 8);
            return kText(kRandom(draw, count, largest, plus_of_ten));
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters& p) -> std::vector<std::string> {
        const int64_t fits = std::min(p[0], kLargest);
        std::vector<Order> fill;
        for (int64_t left = p[0]; left > 0; left -= std::min(left, kLargest)) {
          fill.emplace_back('+', std::min(left, kLargest));
        }
        fill.emplace_back('+', 1);
        fill.emplace_back('-', 1);
        return {kText({{'-', 1}}),
                kText({{'+', kLargest}}),
                kText({{'+', fits}, {'-', fits}, {'-', 1}, {'+', fits}}),
                kText(fill),
                kText(kRandom(draw, 500, kLargest, 10)),
                kText(kRandom(draw, 500, kLargest, 0)),
                kText(kRandom(draw, 5000, std::min<int64_t>(p[0] / 2, kLargest), 5)),
                kText(kRandom(draw, kMost, kLargest, 5))};
      },
      .solve_stream = &CappedStore,
  };
}

CodeFamily MachineTimeFamily() {
  static constexpr int64_t kMost = 20000, kLargest = 1'000'000, kMostItems = 1'000'000'000'000;
  static constexpr auto kText = [](int64_t items, const Numbers& seconds) {
    return NumberLine({static_cast<int64_t>(seconds.size()), items}) + NumberLine(seconds);
  };
  return {
      .name = "machine_time",
      .topic = "binary search",
      .difficulty = CodeDifficulty::kMedium,
      .python_seconds = 3,
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        return {draw(2, 9), draw(1, 20)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        const std::string thing = Word(draw, {"screws", "bottles", "toys", "candles", "springs"});
        return {
            .task = fmt::format(
                "{} runs n machines that make {}. Machine i needs a_i seconds for each. After "
                "every {} of them a machine must rest for {} before it goes on. All "
                "machines begin at second 0 with their first one. After how many seconds have "
                "they finished m {} together, at the earliest?",
                PersonName(draw), thing, p[0], Plural(p[1], "second"), thing),
            .input = "The first line holds n and m. The second line holds a_1, ..., a_n.",
            .output = "The number of seconds.",
            .limits = {Limit("n", 1, kMost), Limit("m", 1, kMostItems), Limit("a_i", 1, kLargest)},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters&) {
            const int64_t items = draw(1, 40);
            return kText(items, RandomNumbers(draw, {draw(1, 5), 1, draw.Coin() ? 4 : 30}));
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters& p) -> std::vector<std::string> {
        std::vector<std::string> inputs = {
            kText(1, {1}),    kText(kMostItems, {1}), kText(kMostItems, {kLargest}),
            kText(p[0], {7}), kText(p[0] + 1, {7}),   kText(2 * p[0], {7})};
        for (const Numbers& shape : ArrayShapes(draw, 300, 1, kLargest)) {
          inputs.push_back(kText(draw(1, 1'000'000), shape));
        }
        inputs.push_back(kText(kMostItems, RandomNumbers(draw, {kMost, kLargest / 2, kLargest})));
        return inputs;
      },
      .solve_stream = &MachineTime,
  };
}

CodeFamily RoomCountFamily() {
  static constexpr int64_t kMost = 50000, kLargest = 100'000'000;
  static constexpr auto kText = [](const Segments& meetings) {
    std::string text = NumberLine({static_cast<int64_t>(meetings.size())});
    for (const auto& [start, end] : meetings) text += NumberLine({start, end});
    return text;
  };
  return {
      .name = "room_count",
      .topic = "intervals",
      .difficulty = CodeDifficulty::kMedium,
      // Even minutes only: "at 5 or later" is "later than at 4".
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        return {2 * draw(0, 15), draw(0, 1)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        const std::string cleaning =
            p[0] == 0
                ? ""
                : fmt::format(" After its use a room is cleaned for {}.", Plural(p[0], "minute"));
        const std::string free = p[0] == 0 ? "e" : fmt::format("e + {}", p[0]);
        const std::string when = p[1] == 1 ? fmt::format("at minute {} or later", free)
                                           : fmt::format("later than at minute {}", free);
        const std::string name = PersonName(draw);
        return {
            .task = fmt::format(
                "{} rents out {}. Each of the n bookings needs a room of its own from minute s to "
                "minute e.{} So the room of a booking that ends at minute e can be used for "
                "another one that starts {}, but not for any that starts earlier. How many rooms "
                "are needed, at least, for all bookings?",
                name, Word(draw, {"rehearsal rooms", "studios", "meeting rooms", "kitchens"}),
                cleaning, when),
            .input = "The first line holds n. Each of the next n lines holds s and e of a booking.",
            .output = "The smallest number of rooms.",
            .limits = {Limit("n", 1, kMost), Limit("s", 0, kLargest), Limit("e", 0, kLargest),
                       "s < e"},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters& p) {
            const int64_t count = draw(1, 16), latest = draw.Coin() ? 12 + 5 * p[0] : 200;
            return kText(RandomSegments(draw, count, 0, latest));
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters& p) -> std::vector<std::string> {
        // The next one starts as soon as a room may be free again, or just sooner or later.
        Segments sooner, chain, later;
        for (int64_t i = 0; i < 200; ++i) {
          sooner.emplace_back(i * (9 + p[0]), i * (9 + p[0]) + 10);
          chain.emplace_back(i * (10 + p[0]), i * (10 + p[0]) + 10);
          later.emplace_back(i * (11 + p[0]), i * (11 + p[0]) + 10);
        }
        Segments nested;
        for (int64_t i = 0; i < 300; ++i) nested.emplace_back(i, kLargest - i);
        return {kText({{0, 1}}),
                kText({{0, kLargest}, {0, kLargest}}),
                kText(chain),
                kText(later),
                kText(sooner),
                kText(nested),
                kText(Segments(500, {5, 6})),
                kText(RandomSegments(draw, 2000, 0, 1000)),
                kText(RandomSegments(draw, 5000, 0, kLargest)),
                kText(RandomSegments(draw, kMost, 0, kLargest))};
      },
      .solve_stream = &RoomCount,
  };
}

CodeFamily CoverLengthFamily() {
  static constexpr int64_t kMost = 40000, kLargest = 100'000'000;
  static constexpr auto kText = [](const Segments& segments) {
    std::vector<Numbers> list;
    for (const auto& [left, right] : segments) list.push_back({left, right});
    return CallText({list});
  };
  return {
      .name = "cover_length",
      .topic = "intervals",
      .difficulty = CodeDifficulty::kMedium,
      .signature = {.method = "coveredLength",
                    .arguments = {{"segments", "List[List[int]]"}},
                    .result = "int"},
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        const int64_t kind = draw(0, 2);
        return {kind, draw(kind == 2 ? 2 : 1, 6)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        const std::string how = p[0] == 0   ? fmt::format("at least {}", p[1])
                                : p[0] == 1 ? fmt::format("exactly {}", p[1])
                                            : fmt::format("at least 1 and at most {}", p[1]);
        const std::string place = Word(draw, {"road", "canal", "wall", "beach", "railway"});
        return {
            .task =
                fmt::format("Along a straight {} {} are laid, each from metre l to metre r. "
                            "They may overlap and some may be equal. What is the total length, "
                            "in metres, of the parts that are covered by {} of them?",
                            place, Word(draw, {"mats", "nets", "strips of paint", "carpets"}), how),
            .output =
                "The list segments holds [l, r] for each of them. It returns the total "
                "length (0 if there is no such part).",
            .limits = {Limit("len(segments)", 1, kMost), Limit("l", 0, kLargest),
                       Limit("r", 0, kLargest), "l < r"},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters&) {
            const int64_t count = draw(1, 9), largest = draw.Coin() ? 10 : 40;
            return kText(RandomSegments(draw, count, 0, largest));
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters&) -> std::vector<std::string> {
        Segments nested, chain;
        for (int64_t i = 0; i < 300; ++i) {
          nested.emplace_back(i, kLargest - i);
          chain.emplace_back(7 * i, 7 * i + 7);
          chain.emplace_back(7 * i, 7 * i + 3);
        }
        return {kText({{0, 1}}),
                kText({{0, kLargest}}),
                kText(Segments(500, {3, 8})),
                kText(nested),
                kText(chain),
                kText(RandomSegments(draw, 1000, 0, 1000)),
                kText(RandomSegments(draw, 2000, 0, kLargest)),
                kText(RandomSegments(draw, kMost, 0, kLargest))};
      },
      .solve_call = &CoverLength,
  };
}

}  // namespace

std::vector<CodeFamily> CodePlanningFamilies() {
  return {CappedStoreFamily(), MachineTimeFamily(), RoomCountFamily(), CoverLengthFamily()};
}

}  // namespace rbench
