#include <algorithm>

#include <fmt/format.h>

#include "tasks/generators/code/code_family.h"
#include "tasks/generators/code/input_text.h"
#include "tasks/generators/code/solutions.h"

// Trees and graphs.

namespace rbench {
namespace {

using Edge = std::pair<int64_t, int64_t>;

// A tree over 1 .. n, labels shuffled. Node i hangs on one of the `reach` nodes before it: 1 makes
// a path, n any tree.
std::vector<Edge> RandomTree(NumberDraw& draw, int64_t n, int64_t reach) {
  const Numbers label = Permutation(draw, n);
  std::vector<Edge> edges;
  for (int64_t i = 1; i < n; ++i) {
    const int64_t parent = draw(std::max<int64_t>(0, i - reach), i - 1);
    edges.emplace_back(label[static_cast<size_t>(parent)], label[static_cast<size_t>(i)]);
  }
  return edges;
}

std::vector<Edge> Star(int64_t n) {
  std::vector<Edge> edges;
  for (int64_t i = 2; i <= n; ++i) edges.emplace_back(1, i);
  return edges;
}

// `count` pairs of different nodes of 1 .. n.
std::vector<Edge> RandomEdges(NumberDraw& draw, int64_t n, int64_t count) {
  std::vector<Edge> edges;
  for (int64_t i = 0; i < count && n > 1; ++i) {
    const int64_t a = draw(1, n);
    int64_t b = draw(1, n - 1);
    if (b >= a) ++b;
    edges.emplace_back(a, b);
  }
  return edges;
}

CodeFamily TollRouteFamily() {
  static constexpr int64_t kMostTowns = 30000, kMost = 60000, kLargest = 9999;
  static constexpr auto kText = [](NumberDraw& draw, int64_t n, const std::vector<Edge>& edges,
                                   int64_t low, int64_t high) {
    std::string text = NumberLine({n, static_cast<int64_t>(edges.size())});
    for (const auto& [a, b] : edges) text += NumberLine({a, b, draw(low, high)});
    return text;
  };
  return {
      .name = "toll_route",
      .topic = "shortest paths",
      .difficulty = CodeDifficulty::kMedium,
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        return {draw(0, 1), draw(1, 200)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        return {
            .task = fmt::format(
                "{} drives from town 1 to town n. There are m roads between the towns; each can be "
                "used {}. Using a road costs its price, and each road of the trip but the first "
                "costs a toll of {} more. What does the cheapest trip cost?",
                PersonName(draw),
                p[0] == 1 ? "only from its first to its second town" : "in both directions", p[1]),
            .input =
                "The first line holds n and m. Each of the next m lines holds a, b and w of a "
                "road: its first town, its second town and its price. There may be several "
                "roads between two towns.",
            .output = "The cost, or -1 if there is no way from town 1 to town n.",
            .limits = {Limit("n", 2, kMostTowns), Limit("m", 1, kMost), Limit("a", 1, kMostTowns),
                       Limit("b", 1, kMostTowns), Limit("w", 1, kLargest),
                       "a and b are different and at most n"},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters&) {
            const int64_t n = draw(2, 6);
            const std::vector<Edge> edges = RandomEdges(draw, n, draw(1, 9));
            return kText(draw, n, edges, 1, draw.Coin() ? 20 : 300);
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters&) -> std::vector<std::string> {
        // The only way goes through all towns, and its roads come in the wrong order, between
        // others that lead back.
        std::vector<Edge> path;
        for (int64_t town = kMostTowns; town > 1; --town) path.emplace_back(town - 1, town);
        while (static_cast<int64_t>(path.size()) < kMost) {
          const int64_t from = draw(2, kMostTowns);
          path.emplace_back(from, draw(std::max<int64_t>(1, from - 3), from - 1));
        }
        return {"2 1\n1 2 1\n",
                "2 1\n2 1 9999\n",
                "3 1\n1 2 5\n",
                "3 3\n1 3 9999\n1 2 1\n2 3 1\n",
                "2 3\n1 2 5\n1 2 3\n2 1 1\n",
                kText(draw, 50, RandomEdges(draw, 50, 60), 1, kLargest),
                kText(draw, 100, RandomEdges(draw, 100, 2000), 1, kLargest),
                kText(draw, 100, RandomEdges(draw, 100, 2000), 1, 1),
                kText(draw, 2000, RandomEdges(draw, 2000, 9000), 1, kLargest),
                kText(draw, kMostTowns, path, 1, kLargest)};
      },
      .solve_stream = &TollRoute,
  };
}

CodeFamily SmallestOrderFamily() {
  static constexpr int64_t kMostJobs = 50000, kMost = 60000;
  static constexpr auto kText = [](int64_t n, const std::vector<Edge>& edges) {
    std::string text = NumberLine({n, static_cast<int64_t>(edges.size())});
    for (const auto& [a, b] : edges) text += NumberLine({a, b});
    return text;
  };
  // Rules that can all be kept: the first job of each stands earlier in a random order.
  static constexpr auto kPossible = [](NumberDraw& draw, int64_t n, int64_t count) {
    const Numbers label = Permutation(draw, n);
    std::vector<Edge> edges = RandomEdges(draw, n, count);
    for (auto& [a, b] : edges) {
      if (a > b) std::swap(a, b);
      a = label[static_cast<size_t>(a - 1)];
      b = label[static_cast<size_t>(b - 1)];
    }
    return edges;
  };
  return {
      .name = "smallest_order",
      .topic = "topological order",
      .difficulty = CodeDifficulty::kMedium,
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        return {draw(1, 12), draw(0, 1)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        const std::string which =
            p[0] == 1
                ? fmt::format("the one with the {} number", p[1] == 1 ? "largest" : "smallest")
                : fmt::format(
                      "the one whose number leaves the smallest remainder when "
                      "divided by {}, and among several of them the one with the {} "
                      "number",
                      p[0], p[1] == 1 ? "largest" : "smallest");
        return {
            .task = fmt::format(
                "{} has n jobs with the numbers 1 to n to do, one after another. There are m "
                "rules; each names a job a that must be done before a job b (a rule may be given "
                "several times). Of all jobs that may be done next, {} is always done next. In "
                "which order are the jobs done?",
                Word(draw,
                     {"A ship crew", "A builder", "A kitchen", "A print shop", "A stage crew"}),
                which),
            .input =
                "The first line holds n and m. Each of the next m lines holds a and b of a "
                "rule.",
            .output =
                "One line with the numbers of the jobs in their order, separated by spaces, "
                "or -1 if the rules do not allow all jobs to be done.",
            .limits = {Limit("n", 1, kMostJobs), Limit("m", 0, kMost), Limit("a", 1, kMostJobs),
                       Limit("b", 1, kMostJobs), "a and b are different and at most n"},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters&) {
            const int64_t n = draw(1, 9);
            const int64_t m = draw(0, n);
            return kText(n, draw(0, 5) == 0 ? RandomEdges(draw, n, m) : kPossible(draw, n, m));
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters&) -> std::vector<std::string> {
        std::vector<Edge> down;
        for (int64_t i = 300; i > 1; --i) down.emplace_back(i, i - 1);
        std::vector<Edge> circle = down;
        circle.emplace_back(1, 300);
        return {"1 0\n",
                "2 1\n2 1\n",
                "2 2\n2 1\n1 2\n",
                kText(100, {}),
                kText(300, down),
                kText(300, circle),
                kText(200, Star(200)),
                kText(500, kPossible(draw, 500, 2000)),
                kText(2000, RandomEdges(draw, 2000, 3000)),
                kText(5000, kPossible(draw, 5000, 6000)),
                kText(kMostJobs, kPossible(draw, kMostJobs, kMost))};
      },
      .solve_stream = &SmallestOrder,
  };
}

CodeFamily SubtreeCountsFamily() {
  static constexpr int64_t kMost = 80000, kLargest = 9999;
  // The tree as a list of parents, its root at one of the ends.
  static constexpr auto kText = [](NumberDraw& draw, int64_t n, const std::vector<Edge>& tree,
                                   int64_t largest) {
    Numbers parent(static_cast<size_t>(n), -1);
    for (const auto& [above, below] : tree) parent[static_cast<size_t>(below - 1)] = above - 1;
    return CallText({parent, RandomNumbers(draw, {n, 0, largest})});
  };
  return {
      .name = "subtree_counts",
      .topic = "trees",
      .difficulty = CodeDifficulty::kMedium,
      .signature = {.method = "countBelow",
                    .arguments = {{"parent", "List[int]"}, {"value", "List[int]"}},
                    .result = "List[int]"},
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        const int64_t k = draw(2, 9);
        return {k, draw(0, k - 1)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        return {
            .task = fmt::format(
                "In {} everybody but one has exactly one boss, and nobody is above himself. Person "
                "i has the number value[i], and the boss of person i is person parent[i]; "
                "parent[i] "
                "is -1 for the one person without a boss. The team of a person consists of the "
                "person, all who have the person as boss, those who have one of these as boss, and "
                "so on. For each person: how many of the team have a number that leaves the "
                "remainder {} when divided by {}?",
                Word(draw, {"a company", "an order of knights", "an army", "a theatre", "a choir"}),
                p[1], p[0]),
            .output = "It returns the list of these counts, for the persons 0, 1, 2 and so on.",
            .limits = {Limit("len(parent)", 1, kMost), "len(value) = len(parent)",
                       "-1 <= parent[i] < len(parent)", Limit("value[i]", 0, kLargest)},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters&) {
            const int64_t n = draw(1, 9);
            return kText(draw, n, RandomTree(draw, n, draw(1, n)), 20);
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters&) -> std::vector<std::string> {
        return {kText(draw, 1, {}, 1), kText(draw, 2, {{2, 1}}, 9),
                kText(draw, 500, Star(500), kLargest),
                kText(draw, 500, RandomTree(draw, 500, 1), kLargest),
                kText(draw, 2000, RandomTree(draw, 2000, 3), 10),
                kText(draw, 10000, RandomTree(draw, 10000, 10000), kLargest),
                // A path: as deep as can be.
                kText(draw, kMost, RandomTree(draw, kMost, 1), kLargest)};
      },
      .solve_call = &SubtreeCounts,
  };
}

CodeFamily FreeTicketsFamily() {
  static constexpr int64_t kMostCities = 3000, kMost = 15000, kLargest = 100000;
  static constexpr auto kText = [](NumberDraw& draw, int64_t n, const std::vector<Edge>& edges,
                                   int64_t largest) {
    std::vector<Numbers> list;
    for (const auto& [a, b] : edges) list.push_back({a - 1, b - 1, draw(1, largest)});
    return CallText({n, list});
  };
  return {
      .name = "free_tickets",
      .topic = "shortest paths",
      .difficulty = CodeDifficulty::kHard,
      .signature = {.method = "cheapestTrip",
                    .arguments = {{"n", "int"}, {"flights", "List[List[int]]"}},
                    .result = "int"},
      // Tickets, what they do, discount, 1 if flights have one direction.
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        const int64_t kind = draw(0, 2);
        return {draw(1, 3), kind, kind == 2 ? 10 * draw(1, 12) : 0, draw(0, 1)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        const std::string effect =
            p[1] == 0 ? "makes one flight free"
            : p[1] == 1
                ? "halves the price of one flight (a half is rounded down to a whole number)"
                : fmt::format(
                      "takes {} off the price of one flight, but no price falls "
                      "below 0",
                      p[2]);
        const std::string name = PersonName(draw);
        const std::string coupons = p[0] == 1 ? "one coupon" : fmt::format("{} coupons", p[0]);
        return {
            .task = fmt::format(
                "{} wants to fly from city 0 to city n - 1. A flight [a, b, w] goes from city a to "
                "city b{} and costs w. {} has {}; each {}. Not more than one can be used for the "
                "same flight, and they need not be used. What does the cheapest trip cost?",
                name, p[3] == 1 ? " (not back)" : " or from b to a", name, coupons,
                p[0] == 1 ? effect : "of them " + effect),
            .output = "It returns the cost, or -1 if city n - 1 cannot be reached.",
            .limits = {Limit("n", 2, kMostCities), Limit("len(flights)", 1, kMost),
                       "0 <= a < n, 0 <= b < n, a and b are different", Limit("w", 1, kLargest)},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters&) {
            const int64_t n = draw(2, 6);
            const std::vector<Edge> edges = RandomEdges(draw, n, draw(1, 9));
            return kText(draw, n, edges, draw.Coin() ? 20 : 300);
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters&) -> std::vector<std::string> {
        // Flights to cities not far away, so that trips are long.
        const auto long_trips = [&](int64_t n, int64_t count) {
          std::vector<Edge> edges;
          for (int64_t city = 1; city < n; ++city) edges.emplace_back(city, city + 1);
          while (static_cast<int64_t>(edges.size()) < count) {
            const int64_t from = draw(1, n - 1);
            edges.emplace_back(from, draw(from + 1, std::min(n, from + 20)));
          }
          return edges;
        };
        return {kText(draw, 2, {{1, 2}}, kLargest),
                kText(draw, 2, {{2, 1}}, kLargest),
                kText(draw, 3, {{1, 2}}, kLargest),
                kText(draw, 2, {{1, 2}, {1, 2}, {2, 1}}, 9),
                kText(draw, 30, long_trips(30, 29), 100),
                kText(draw, 60, RandomEdges(draw, 60, 80), 500),
                kText(draw, 200, long_trips(200, 1500), 300),
                kText(draw, 1000, RandomEdges(draw, 1000, 5000), kLargest),
                kText(draw, kMostCities, long_trips(kMostCities, kMost), kLargest)};
      },
      .solve_call = &FreeTickets,
  };
}

CodeFamily TreePairsFamily() {
  static constexpr int64_t kMost = 50000, kLargest = 99;
  static constexpr auto kText = [](NumberDraw& draw, int64_t n, const std::vector<Edge>& edges,
                                   int64_t largest) {
    std::string text = NumberLine({n});
    for (const auto& [a, b] : edges) text += NumberLine({a, b, draw(1, largest)});
    return text;
  };
  return {
      .name = "tree_pairs",
      .topic = "tree dynamic programming",
      .difficulty = CodeDifficulty::kHard,
      .python_seconds = 3,
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        const int64_t k = draw(2, 7);
        return {k, draw(0, k - 1)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        return {
            .task = fmt::format(
                "n villages are connected by n - 1 {}, so that there is exactly one way between "
                "any two "
                "of them. How many pairs of different villages are there whose distance leaves the "
                "remainder {} when divided by {}? The order within a pair does not matter.",
                Word(draw, {"paths", "roads", "canals", "cables"}), p[1], p[0]),
            .input =
                "The first line holds n. Each of the next n - 1 lines holds a, b and w: the "
                "villages a and b are connected, and the distance along this connection is w.",
            .output = "The number of pairs.",
            .limits = {Limit("n", 1, kMost), Limit("a", 1, kMost), Limit("b", 1, kMost),
                       Limit("w", 1, kLargest), "a and b are at most n"},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters&) {
            const int64_t n = draw(1, 10);
            const std::vector<Edge> tree = RandomTree(draw, n, draw(1, n));
            return kText(draw, n, tree, draw.Coin() ? 9 : kLargest);
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters&) -> std::vector<std::string> {
        return {"1\n",
                "2\n2 1 99\n",
                "3\n1 3 1\n3 2 1\n",
                kText(draw, 500, Star(500), kLargest),
                kText(draw, 500, RandomTree(draw, 500, 1), 1),
                kText(draw, 2000, RandomTree(draw, 2000, 3), kLargest),
                kText(draw, 10000, RandomTree(draw, 10000, 10000), kLargest),
                kText(draw, kMost, RandomTree(draw, kMost, 5), kLargest)};
      },
      .solve_stream = &TreePairs,
  };
}

}  // namespace

std::vector<CodeFamily> CodeGraphFamilies() {
  return {TollRouteFamily(), SmallestOrderFamily(), SubtreeCountsFamily(), FreeTicketsFamily(),
          TreePairsFamily()};
}

}  // namespace rbench
