#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "tasks/generators/code/code_family.h"
#include "tasks/generators/code/input_text.h"
#include "tasks/generators/code/solutions.h"

// Grids and points with integer coordinates.

namespace rbench {
namespace {

using Grid = std::vector<std::string>;

std::string GridText(const Grid& grid) {
  std::string text =
      NumberLine({static_cast<int64_t>(grid.size()), static_cast<int64_t>(grid[0].size())});
  for (const std::string& row : grid) text += row + "\n";
  return text;
}

// `marked` of 100 cells hold the mark.
Grid RandomGrid(NumberDraw& draw, int64_t rows, int64_t columns, int64_t marked, char mark = '#') {
  Grid grid(static_cast<size_t>(rows), std::string(static_cast<size_t>(columns), '.'));
  for (std::string& row : grid) {
    for (char& cell : row) {
      if (draw(1, 100) <= marked) cell = mark;
    }
  }
  return grid;
}

// Every second row is closed but for one cell, at its right and its left end in turn: one long way.
Grid Serpentine(int64_t rows, int64_t columns, char open, char closed) {
  Grid grid(static_cast<size_t>(rows), std::string(static_cast<size_t>(columns), open));
  for (size_t r = 1; r < grid.size(); r += 2) {
    grid[r].assign(grid[r].size(), closed);
    (r % 4 == 1 ? grid[r].back() : grid[r].front()) = open;
  }
  return grid;
}

CodeFamily LocalPeaksFamily() {
  static constexpr int64_t kMost = 150, kLargest = 999;
  static constexpr auto kText = [](int64_t rows, int64_t columns, const Numbers& heights) {
    std::string text = NumberLine({rows, columns});
    for (auto row = heights.begin(); row != heights.end(); row += columns) {
      text += NumberLine(Numbers(row, row + columns));
    }
    return text;
  };
  return {
      .name = "local_peaks",
      .topic = "grids",
      .difficulty = CodeDifficulty::kEasy,
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        return {draw(0, 2), draw(0, 1), draw(0, 1), draw(0, 1)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        constexpr const char* kNeighbours[] = {
            "the cells above, below, to the left and to the right of it",
            "the eight cells around it, those at its corners included",
            "the four cells that touch it at a corner"};
        const std::string joined =
            p[1] == 1 ? "The map is joined at its borders: the last column is to the left of the "
                        "first, and the last row is above the first. (So some neighbours of a "
                        "cell may be the same cell.)"
                      : "Cells at the border have fewer neighbours.";
        const std::string name = p[2] == 1 ? "pit" : "peak";
        const std::string rule =
            fmt::format("no neighbour of it is {}{}", p[2] == 1 ? "lower" : "higher",
                        p[3] == 1 ? "" : " or equally high");
        return {
            .task = fmt::format("A map of {} shows a height for each cell of a grid. The "
                                "neighbours of a cell are {}. {} A cell is a {} if {}. Find all "
                                "of these cells.",
                                Word(draw, {"the moon", "a glacier", "the sea floor", "a desert"}),
                                kNeighbours[p[0]], joined, name, rule),
            .input =
                "The first line holds R and C, the numbers of rows and columns. Each of the "
                "next R lines holds C heights h_ij.",
            .output =
                "The number of these cells and the sum of their heights, separated by a "
                "space.",
            .limits = {Limit("R", 2, kMost), Limit("C", 2, kMost), Limit("h_ij", 0, kLargest)},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters&) {
            const int64_t rows = draw(2, 5), columns = draw(2, 6);
            return kText(rows, columns,
                         RandomNumbers(draw, {rows * columns, 0, draw.Coin() ? 3 : 20}));
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters&) -> std::vector<std::string> {
        std::vector<std::string> inputs = {kText(2, 2, {1, 2, 2, 1}), kText(2, 2, {0, 0, 0, 0}),
                                           kText(2, 3, {5, 1, 5, 1, 5, 1})};
        for (const Numbers& shape : ArrayShapes(draw, 400, 0, kLargest)) {
          inputs.push_back(kText(20, 20, shape));
        }
        inputs.push_back(kText(2, kMost, RandomNumbers(draw, {2 * kMost, 0, 9})));
        inputs.push_back(kText(kMost, 2, RandomNumbers(draw, {2 * kMost, 0, 9})));
        inputs.push_back(kText(kMost, kMost, RandomNumbers(draw, {kMost * kMost, 0, kLargest})));
        return inputs;
      },
      .solve_stream = &LocalPeaks,
  };
}

CodeFamily LeaperBoardFamily() {
  static constexpr int64_t kMost = 300;
  // S on a random cell. T where a piece ends that jumps about from there, in the same direction for
  // some time; on any other cell where it comes to nothing, and now and then.
  static constexpr auto kText = [](NumberDraw& draw, Grid grid, const CodeParameters& p) {
    const auto rows = static_cast<int64_t>(grid.size());
    const auto columns = static_cast<int64_t>(grid[0].size());
    const auto cell = [&](int64_t place) -> char& {
      return grid[static_cast<size_t>(place / columns)][static_cast<size_t>(place % columns)];
    };
    const int64_t start = draw(0, rows * columns - 1);
    int64_t target = start;
    for (int64_t turns = draw(0, 7) == 0 ? 0 : draw(1, 12); turns > 0; --turns) {
      const bool steep = draw.Coin();
      const int64_t dr = (draw.Coin() ? 1 : -1) * p[steep ? 1 : 0];
      const int64_t dc = (draw.Coin() ? 1 : -1) * p[steep ? 0 : 1];
      for (int64_t jumps = draw(1, (rows + columns) / (4 * p[1]) + 1); jumps > 0; --jumps) {
        int64_t r = target / columns + dr, c = target % columns + dc;
        if (p[2] == 1) {
          r = (r + p[1] * rows) % rows;
          c = (c + p[1] * columns) % columns;
        }
        if (r < 0 || r >= rows || c < 0 || c >= columns) break;
        if (cell(r * columns + c) == '#') break;
        target = r * columns + c;
      }
    }
    if (target == start) {
      target = draw(0, rows * columns - 2);
      if (target >= start) ++target;
    }
    cell(start) = 'S';
    cell(target) = 'T';
    return GridText(grid);
  };
  return {
      .name = "leaper_board",
      .topic = "breadth-first search",
      .difficulty = CodeDifficulty::kMedium,
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        // Without a common factor: jumps with one see only a part of the board.
        constexpr int64_t kJumps[][2] = {{0, 1}, {1, 1}, {1, 2}, {1, 3}, {2, 3}, {1, 4}, {3, 4}};
        const auto& jump = kJumps[draw(0, 6)];
        return {jump[0], jump[1], draw(0, 1)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        const std::string move =
            p[0] == p[1]
                ? fmt::format("{0} up or down and at the same time {1} to the left or to the right",
                              Plural(p[0], "row"), Plural(p[1], "column"))
            : p[0] == 0
                ? fmt::format("{} up, down, to the left or to the right", Plural(p[1], "cell"))
                : fmt::format("{} up or down and {} to the left or to the right, or {} and {}",
                              Plural(p[0], "row"), Plural(p[1], "column"), Plural(p[1], "row"),
                              Plural(p[0], "column"));
        const std::string border =
            p[2] == 1 ? "The board is joined at its borders: who leaves it at one side comes in "
                        "again at the opposite side."
                      : "It never leaves the board.";
        return {
            .task = fmt::format(
                "A piece called the {} moves on a board with R rows and C columns. One jump takes "
                "it {}. It jumps over anything, but never lands on a cell marked #. {} What is the "
                "smallest number of jumps from the cell S to the cell T?",
                Word(draw, {"camel", "hopper", "frog", "gazelle", "flea"}), move, border),
            .input =
                "The first line holds R and C. Each of the next R lines shows a row of the "
                "board with C characters: . is free, # is marked, and S and T occur once each "
                "and are free.",
            .output = "The smallest number of jumps, or -1 if T cannot be reached.",
            .limits = {Limit("R", 1, kMost), Limit("C", 1, kMost), "R * C >= 2"},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters& p) {
            const int64_t size = draw(2, 6 + p[1]);
            const int64_t rows = draw(2, size), marked = draw(0, 40);
            return kText(draw, RandomGrid(draw, rows, size, marked), p);
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters& p) -> std::vector<std::string> {
        std::vector<std::string> inputs = {"1 2\nST\n", "2 1\nT\nS\n", "2 2\nS#\n#T\n"};
        for (const int64_t percent : {0, 10, 20, 20, 30, 45}) {
          inputs.push_back(kText(draw, RandomGrid(draw, 30, 31, percent), p));
        }
        inputs.push_back(kText(draw, RandomGrid(draw, 1, kMost, 5), p));
        inputs.push_back(kText(draw, RandomGrid(draw, kMost, 1, 5), p));
        inputs.push_back(kText(draw, Serpentine(60, 60, '.', '#'), p));
        if (p[0] == 0 && p[1] == 1 && p[2] == 0) {
          inputs.push_back(GridText([] {
            Grid grid = Serpentine(kMost, kMost, '.', '#');
            grid[0][0] = 'S';
            // The last row is closed but for one end, and that is where the way ends.
            (kMost / 2 % 2 == 1 ? grid.back().back() : grid.back().front()) = 'T';
            return grid;
          }()));
        } else {
          inputs.push_back(kText(draw, RandomGrid(draw, kMost, kMost, 15), p));
        }
        return inputs;
      },
      .solve_stream = &LeaperBoard,
  };
}

CodeFamily RegionsFamily() {
  static constexpr int64_t kMost = 500;
  return {
      .name = "regions",
      .topic = "union-find",
      .difficulty = CodeDifficulty::kMedium,
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        return {draw(0, 1), draw(0, 1), draw(1, 6)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        const std::string thing =
            Word(draw, {"ponds", "islands", "stains", "flower beds", "ruins"});
        const std::string joined =
            p[1] == 1 ? " The picture is joined at its borders: the last column touches the first, "
                        "and the last row touches the first."
                      : "";
        const std::string counted =
            p[2] == 1 ? "" : fmt::format(" that have at least {} cells", p[2]);
        return {
            .task = fmt::format(
                "A picture from the air shows {} as cells marked #. Two marked cells belong "
                "together if they share {}, directly or through other marked cells.{} How many {} "
                "are there{}, and how many cells has the largest of all {}?",
                thing, p[0] == 1 ? "a side or a corner" : "a side", joined, thing, counted, thing),
            .input =
                "The first line holds R and C. Each of the next R lines shows a row of the "
                "picture with C characters, each . or #.",
            .output =
                "The number and the size of the largest, separated by a space; both are 0 if "
                "no cell is marked.",
            .limits = {Limit("R", 1, kMost), Limit("C", 1, kMost)},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters&) {
            const int64_t rows = draw(1, 6), columns = draw(1, 8), marked = draw(20, 80);
            return GridText(RandomGrid(draw, rows, columns, marked));
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters&) -> std::vector<std::string> {
        Grid board = RandomGrid(draw, 60, 61, 0);
        for (size_t r = 0; r < board.size(); ++r) {
          for (size_t c = r % 2; c < board[r].size(); c += 2) board[r][c] = '#';
        }
        return {"1 1\n.\n",
                "1 1\n#\n",
                "2 2\n#.\n.#\n",
                "3 3\n#.#\n...\n#.#\n",
                GridText(RandomGrid(draw, 30, 30, 0)),
                GridText(RandomGrid(draw, 30, 30, 100)),
                GridText(RandomGrid(draw, 1, kMost, 70)),
                GridText(RandomGrid(draw, kMost, 1, 70)),
                GridText(board),
                GridText(Serpentine(101, 101, '#', '.')),
                GridText(RandomGrid(draw, 200, 200, 50)),
                GridText(RandomGrid(draw, kMost, kMost, 60))};
      },
      .solve_stream = &Regions,
  };
}

CodeFamily FreeRectangleFamily() {
  static constexpr int64_t kMost = 600;
  return {
      .name = "free_rectangle",
      .topic = "monotonic stacks",
      .difficulty = CodeDifficulty::kHard,
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        return {draw(1, 9), draw(1, 9), draw(0, 3), draw(1, 3)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        const std::string cells =
            p[2] == 0 ? "" : fmt::format(", and {} more for each of its cells", p[2]);
        const std::string least =
            p[3] == 1 ? ""
                      : fmt::format(" It must have at least {} rows and at least {} columns.", p[3],
                                    p[3]);
        const std::string name = PersonName(draw);
        return {
            .task = fmt::format(
                "{} looks for a rectangular {} in a field with R rows and C "
                "columns of cells. It must not hold any cell marked #.{} It is "
                "worth {} for each of its rows and {} for each of its "
                "columns{}. What is the largest worth?",
                name, Word(draw, {"garden", "court", "building site", "pasture", "stage"}), least,
                p[0], p[1], cells),
            .input =
                "The first line holds R and C. Each of the next R lines shows a row of the "
                "field with C characters, each . or #.",
            .output = "The largest worth, or -1 if there is no such rectangle.",
            .limits = {Limit("R", 1, kMost), Limit("C", 1, kMost)},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters&) {
            const int64_t rows = draw(1, 6), columns = draw(1, 7), marked = draw(0, 60);
            return GridText(RandomGrid(draw, rows, columns, marked));
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters&) -> std::vector<std::string> {
        Grid stairs = RandomGrid(draw, 50, 50, 0);
        for (size_t r = 0; r < stairs.size(); ++r) stairs[r].replace(0, r, r, '#');
        return {"1 1\n.\n",
                "1 1\n#\n",
                "3 3\n...\n.#.\n...\n",
                GridText(RandomGrid(draw, 30, 40, 0)),
                GridText(RandomGrid(draw, 30, 40, 100)),
                GridText(RandomGrid(draw, 1, kMost, 10)),
                GridText(RandomGrid(draw, kMost, 1, 10)),
                GridText(stairs),
                GridText(Grid(stairs.rbegin(), stairs.rend())),
                GridText(RandomGrid(draw, 100, 100, 3)),
                GridText(RandomGrid(draw, 250, 250, 30)),
                GridText(RandomGrid(draw, kMost, kMost, 1))};
      },
      .solve_stream = &FreeRectangle,
  };
}

CodeFamily FencePointsFamily() {
  static constexpr int64_t kMost = 50000, kLargest = 1'000'000;
  using Points = std::set<std::pair<int64_t, int64_t>>;
  static constexpr auto kText = [](NumberDraw& draw, const Points& points) {
    std::vector<std::pair<int64_t, int64_t>> order(points.begin(), points.end());
    Shuffle(draw, order);
    std::string text = NumberLine({static_cast<int64_t>(order.size())});
    for (const auto& [x, y] : order) text += NumberLine({x, y});
    return text;
  };
  static constexpr auto kRandom = [](NumberDraw& draw, int64_t count, int64_t largest) {
    Points points;
    while (static_cast<int64_t>(points.size()) < count) {
      points.insert({draw(-largest, largest), draw(-largest, largest)});
    }
    return points;
  };
  return {
      .name = "fence_points",
      .topic = "geometry",
      .difficulty = CodeDifficulty::kHard,
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        return {draw(1, 9), draw(1, 9), draw(0, 1)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        return {
            .task = fmt::format(
                "n {} stand in a plane. A straight fence is drawn around them: the shortest closed "
                "line with all of them on it or inside (if they all stand on one straight line, it "
                "runs from one end to the other and back; a single one needs no fence). A straight "
                "piece of the fence that goes dx units in the direction of x and dy units in the "
                "direction of y costs {} for each unit of the larger and {} for each unit of the "
                "smaller of |dx| and |dy|.",
                Word(draw, {"trees", "posts", "bee hives", "statues", "wells"}), p[0], p[1]),
            .input =
                "The first line holds n. Each of the next n lines holds the coordinates x and "
                "y of one of them. No two stand at the same place.",
            .output = fmt::format(
                "The cost of the fence and the number of them {}, separated by a space.",
                p[2] == 1 ? "that stand on the fence, at its corners or between"
                          : "that stand at a corner of the fence (an end counts as a corner; a "
                            "single one counts, too)"),
            .limits = {Limit("n", 1, kMost), Limit("x", -kLargest, kLargest),
                       Limit("y", -kLargest, kLargest)},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters&) {
            const int64_t largest = draw.Coin() ? 2 : 7;
            return kText(draw, kRandom(draw, draw(1, 10), largest));
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters&) -> std::vector<std::string> {
        Points across, steep, square, curve;
        for (int64_t i = 0; i < 100; ++i) {
          across.emplace(3 * i - 50, 2 * i);
          steep.emplace(0, 5 * i);
          curve.emplace(i, i * i);
        }
        for (int64_t x = 0; x < 20; ++x) {
          for (int64_t y = 0; y < 20; ++y) square.emplace(x, y);
        }
        Points last = kRandom(draw, kMost - 3, kLargest);
        for (const int64_t side : {-kLargest, kLargest}) {
          last.emplace(side, side);
          last.emplace(side, -side);
        }
        while (static_cast<int64_t>(last.size()) > kMost) last.erase(std::next(last.begin()));
        return {kText(draw, {{0, 0}}),
                kText(draw, {{-kLargest, -kLargest}, {kLargest, kLargest}}),
                kText(draw, {{0, 0}, {1, 1}, {2, 2}}),
                kText(draw, {{0, 0}, {4, 0}, {2, 0}, {2, 1}}),
                kText(draw, across),
                kText(draw, steep),
                kText(draw, square),
                kText(draw, curve),
                kText(draw, kRandom(draw, 1000, 20)),
                kText(draw, kRandom(draw, 5000, kLargest)),
                kText(draw, last)};
      },
      .solve_stream = &FencePoints,
  };
}

}  // namespace

std::vector<CodeFamily> CodePlaneFamilies() {
  return {LocalPeaksFamily(), LeaperBoardFamily(), RegionsFamily(), FreeRectangleFamily(),
          FencePointsFamily()};
}

}  // namespace rbench
