#include "tests/tasks/generators/code_input_limits.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/tasks/generators/code_input_check.h"

namespace rbench {
namespace {

using Parameters = std::vector<int64_t>;

constexpr int64_t kHuge = 1'000'000'000'000'000'000;
constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";

// t, and one number x a line.
void Amounts(InputCheck& in, const Parameters&) {
  for (int64_t t = in.Number("t", 1, 10000), i = (in.EndLine(), 0); i < t && in.Good(); ++i) {
    in.Line(1, "x", 1, kHuge);
  }
}

// A count under this name, and low <= high a line.
void Ranges(InputCheck& in, std::string_view name, int64_t most, int64_t low, int64_t high) {
  const int64_t count = in.Number(name, 1, most);
  in.EndLine();
  for (int64_t i = 0; i < count && in.Good(); ++i) {
    const int64_t left = in.Number("L", low, high);
    in.Inside(left, low, in.Number("R", low, high));
    in.EndLine();
  }
}

// R and C, and the rows.
void Board(InputCheck& in, int64_t most, std::string_view signs, int64_t starts) {
  const int64_t rows = in.Number("R", 1, most), columns = in.Number("C", 1, most);
  in.EndLine();
  int64_t s = 0, t = 0;
  for (int64_t r = 0; r < rows && in.Good(); ++r) {
    const std::string row = in.Word(signs);
    in.EndLine();
    in.Expect(static_cast<int64_t>(row.size()) == columns, "the row has another length");
    s += std::count(row.begin(), row.end(), 'S');
    t += std::count(row.begin(), row.end(), 'T');
  }
  in.Expect(s == starts && t == starts, "not one S and one T");
}

// Numbers of a line after their count.
void Counted(InputCheck& in, int64_t most, int64_t low, int64_t high) {
  const int64_t n = in.Number("n", 1, most);
  in.EndLine();
  in.Line(n, "a_i", low, high);
}

void LatticeWalks(InputCheck& in, const Parameters&) {
  const int64_t t = in.Number("t", 1, 2000);
  in.EndLine();
  for (int64_t i = 0; i < t && in.Good(); ++i) {
    const int64_t n = in.Number("n", 0, 100000), m = in.Number("m", 0, 100000);
    in.NumberIn(0, n);
    in.NumberIn(0, m);
    in.EndLine();
  }
}

void LampCycles(InputCheck& in, const Parameters&) {
  const int64_t t = in.Number("t", 1, 1000);
  in.EndLine();
  for (int64_t i = 0; i < t && in.Good(); ++i) {
    const int64_t n = in.Number("n", 1, 10);
    in.EndLine();
    int64_t period = 1;
    for (int64_t lamp = 0; lamp < n && in.Good(); ++lamp) {
      in.Number("f", 0, 100000);
      period = std::lcm(period, in.Number("m", 1, 100000));
      in.EndLine();
      in.Inside(period, 1, 1'000'000'000'000'000);
    }
  }
}

void ResidueQueries(InputCheck& in, const Parameters&) {
  const int64_t n = in.Number("n", 1, 50000), q = in.Number("q", 1, 50000);
  in.EndLine();
  in.Line(n, "a_i", 0, 1000);
  for (int64_t i = 0; i < q && in.Good(); ++i) {
    const int64_t left = in.NumberIn(1, n);
    in.NumberIn(left, n);
    in.EndLine();
  }
}

void PlatformJumps(InputCheck& in, const Parameters& p) {
  const int64_t n = in.Number("n", 1, 150000);
  in.Number("k", p[1], 150000);
  in.EndLine();
  in.Line(n, "a_i", 0, 10000);
}

void RangeLedger(InputCheck& in, const Parameters&) {
  const int64_t n = in.Number("n", 1, 200000), m = in.Number("m", 1, 45000);
  in.EndLine();
  bool asked = false;
  for (int64_t i = 0; i < m && in.Good(); ++i) {
    const std::string kind = in.Word("AQ");
    const int64_t left = in.NumberIn(1, n);
    in.NumberIn(left, n);
    if (kind == "A") in.Number("v", 1, 1000);
    asked = asked || kind == "Q";
    in.EndLine();
  }
  in.Expect(asked, "no question");
}

void CappedStore(InputCheck& in, const Parameters&) {
  const int64_t n = in.Number("n", 1, 50000);
  in.EndLine();
  for (int64_t i = 0; i < n && in.Good(); ++i) {
    in.Expect(in.Word("+-").size() == 1, "no sign");
    in.Line(1, "x", 1, 1000);
  }
}

void MachineTime(InputCheck& in, const Parameters&) {
  const int64_t n = in.Number("n", 1, 20000);
  in.Number("m", 1, 1'000'000'000'000);
  in.EndLine();
  in.Line(n, "a_i", 1, 1'000'000);
}

void RoomCount(InputCheck& in, const Parameters&) {
  const int64_t n = in.Number("n", 1, 50000);
  in.EndLine();
  for (int64_t i = 0; i < n && in.Good(); ++i) {
    const int64_t start = in.Number("s", 0, 100'000'000);
    in.Expect(start < in.Number("e", 0, 100'000'000), "s is not before e");
    in.EndLine();
  }
}

void Knapsack(InputCheck& in, const Parameters&) {
  const int64_t n = in.Number("n", 1, 100);
  in.Number("W", 1, 5000);
  in.EndLine();
  for (int64_t i = 0; i < n && in.Good(); ++i) {
    in.Number("w_i", 1, 5000);
    in.Number("v_i", 1, 1'000'000);
    in.EndLine();
  }
}

void RoundTrip(InputCheck& in, const Parameters&) {
  const int64_t n = in.Number("n", 4, 13);
  in.EndLine();
  for (int64_t i = 0; i < n; ++i) {
    for (int64_t j = 0; j < n && in.Good(); ++j) {
      if (i == j) {
        in.NumberIn(0, 0);
      } else {
        in.Number("c_ij", 1, 1'000'000);
      }
    }
    in.EndLine();
  }
}

void LocalPeaks(InputCheck& in, const Parameters&) {
  const int64_t rows = in.Number("R", 2, 150), columns = in.Number("C", 2, 150);
  in.EndLine();
  for (int64_t r = 0; r < rows && in.Good(); ++r) in.Line(columns, "h_ij", 0, 999);
}

void FencePoints(InputCheck& in, const Parameters&) {
  const int64_t n = in.Number("n", 1, 50000);
  in.EndLine();
  std::set<std::pair<int64_t, int64_t>> points;
  for (int64_t i = 0; i < n && in.Good(); ++i) {
    const int64_t x = in.Number("x", -1'000'000, 1'000'000);
    points.emplace(x, in.Number("y", -1'000'000, 1'000'000));
    in.EndLine();
  }
  in.Expect(static_cast<int64_t>(points.size()) == n, "two points at the same place");
}

void TollRoute(InputCheck& in, const Parameters&) {
  const int64_t n = in.Number("n", 2, 30000), m = in.Number("m", 1, 60000);
  in.EndLine();
  for (int64_t i = 0; i < m && in.Good(); ++i) {
    const int64_t a = in.Number("a", 1, 30000), b = in.Number("b", 1, 30000);
    in.Number("w", 1, 9999);
    in.EndLine();
    in.Expect(a != b && a <= n && b <= n, "no road between two towns");
  }
}

void SmallestOrder(InputCheck& in, const Parameters&) {
  const int64_t n = in.Number("n", 1, 50000), m = in.Number("m", 0, 60000);
  in.EndLine();
  for (int64_t i = 0; i < m && in.Good(); ++i) {
    const int64_t a = in.Number("a", 1, 50000), b = in.Number("b", 1, 50000);
    in.EndLine();
    in.Expect(a != b && a <= n && b <= n, "no rule of two jobs");
  }
}

void TreePairs(InputCheck& in, const Parameters&) {
  const int64_t n = in.Number("n", 1, 50000);
  in.EndLine();
  std::vector<int64_t> group(static_cast<size_t>(n) + 1);
  std::iota(group.begin(), group.end(), 0);
  const auto of = [&](int64_t at) {
    for (; group[static_cast<size_t>(at)] != at; at = group[static_cast<size_t>(at)]) {
      group[static_cast<size_t>(at)] = group[static_cast<size_t>(group[static_cast<size_t>(at)])];
    }
    return at;
  };
  for (int64_t i = 1; i < n && in.Good(); ++i) {
    const int64_t a = in.Number("a", 1, 50000), b = in.Number("b", 1, 50000);
    in.Number("w", 1, 99);
    in.EndLine();
    in.Expect(a <= n && b <= n, "no such village");
    if (!in.Good()) return;
    in.Expect(of(a) != of(b), "not a tree");
    group[static_cast<size_t>(of(a))] = of(b);
  }
}

void ShapeMatches(InputCheck& in, const Parameters& p) {
  const std::string_view letters = kLetters.substr(0, static_cast<size_t>(p[0]));
  in.WordLine(letters, "len(s)", 1, 300000);
  in.WordLine(letters, "len(t)", 1, 150000);
}

}  // namespace

const std::vector<CodeInputLimits>& ProgramInputLimits() {
  static const std::vector<CodeInputLimits> rows = {
      {"bracket_cost",
       [](InputCheck& in, const Parameters& p) {
         const std::string pair = {static_cast<char>(p[0]), static_cast<char>(p[1])};
         in.WordLine(pair, "len(s)", 1, 200000);
       }},
      {"capped_store", &CappedStore},
      {"chain_coins", &Amounts},
      {"digit_rounds", &Amounts},
      {"digit_rules", [](InputCheck& in, const Parameters&) { Ranges(in, "t", 50, 0, kHuge); }},
      {"edit_cost",
       [](InputCheck& in, const Parameters&) {
         in.WordLine(kLetters, "len(s)", 1, 700);
         in.WordLine(kLetters, "len(t)", 1, 700);
       }},
      {"fence_points", &FencePoints},
      {"free_rectangle", [](InputCheck& in, const Parameters&) { Board(in, 600, ".#", 0); }},
      {"key_sort", [](InputCheck& in, const Parameters&) { Counted(in, 60000, 0, 1'000'000'000); }},
      {"knapsack", &Knapsack},
      {"lamp_cycles", &LampCycles},
      {"lattice_walks", &LatticeWalks},
      {"leap_years",
       [](InputCheck& in, const Parameters&) { Ranges(in, "t", 10000, 1, 1'000'000'000'000); }},
      {"leaper_board", [](InputCheck& in, const Parameters&) { Board(in, 300, ".#ST", 1); }},
      {"letter_run",
       [](InputCheck& in, const Parameters&) { in.WordLine(kLetters, "len(s)", 1, 200000); }},
      {"local_peaks", &LocalPeaks},
      {"machine_time", &MachineTime},
      {"merge_piles", [](InputCheck& in, const Parameters&) { Counted(in, 150, 1, 1'000'000); }},
      {"platform_jumps", &PlatformJumps},
      {"prime_factor_queries",
       [](InputCheck& in, const Parameters&) { Ranges(in, "q", 40000, 1, 500000); }},
      {"range_ledger", &RangeLedger},
      {"regions", [](InputCheck& in, const Parameters&) { Board(in, 500, ".#", 0); }},
      {"residue_queries", &ResidueQueries},
      {"room_count", &RoomCount},
      {"round_trip", &RoundTrip},
      {"shape_matches", &ShapeMatches},
      {"smallest_order", &SmallestOrder},
      {"subarray_residue",
       [](InputCheck& in, const Parameters&) { Counted(in, 100000, -999, 999); }},
      {"toll_route", &TollRoute},
      {"tree_pairs", &TreePairs},
  };
  return rows;
}

std::string CodeInputFault(const CodeInstance& instance, const std::string& input) {
  for (const auto* rows : {&ProgramInputLimits(), &CallInputLimits()}) {
    for (const CodeInputLimits& row : *rows) {
      if (instance.FamilyName() != row.family) continue;
      InputCheck in(instance.question, input);
      row.check(in, instance.parameters);
      return in.Finish();
    }
  }
  return "no check of this family's inputs";
}

}  // namespace rbench
