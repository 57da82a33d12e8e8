#include "tests/tasks/generators/code_input_limits.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <numeric>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "base/json.h"

namespace rbench {
namespace {

using Parameters = std::vector<int64_t>;
using Numbers = std::vector<int64_t>;

constexpr int64_t kHuge = 1'000'000'000'000'000'000;
constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";

// Reads an input strictly from left to right and keeps the first fault.
class InputCheck {
 public:
  InputCheck(std::string_view question, const std::string& input)
      : question_(question), input_(input) {}

  void Expect(bool good, std::string_view what) {
    if (!good && fault_.empty()) fault_ = fmt::format("at byte {}: {}", at_, what);
  }

  // The question states low <= name <= high, and the value keeps to it.
  void Value(std::string_view name, int64_t value, int64_t low, int64_t high) {
    if (stated_.find(name) == stated_.end()) {
      stated_.emplace(name);
      const std::string limit = fmt::format("\n- {} <= {} <= {}", low, name, high);
      const size_t found = question_.find(limit);
      const bool whole =
          found != std::string_view::npos &&
          std::string_view("\n ").find(question_[found + limit.size()]) != std::string_view::npos;
      Expect(whole, fmt::format("the question does not state {}", limit.substr(3)));
    }
    Inside(value, low, high);
  }
  void Inside(int64_t value, int64_t low, int64_t high) {
    if (low <= value && value <= high) return;
    Expect(false, fmt::format("{} is not in {} .. {}", value, low, high));
  }

  // A number of the line, after it one space or the end of the line.
  int64_t Number() {
    int64_t value = 0;
    const char* const begin = input_.data() + at_;
    const auto [end, error] = std::from_chars(begin, input_.data() + input_.size(), value);
    // As it is written back: no sign too many, no zeros in front.
    const fmt::format_int plain(value);
    const std::string_view written(begin, static_cast<size_t>(end - begin));
    Expect(error == std::errc() && written == std::string_view(plain.data(), plain.size()),
           "no plain number");
    Skip(end);
    return value;
  }
  int64_t Number(std::string_view name, int64_t low, int64_t high) {
    const int64_t value = Number();
    Value(name, value, low, high);
    return value;
  }
  int64_t NumberIn(int64_t low, int64_t high) {
    const int64_t value = Number();
    Inside(value, low, high);
    return value;
  }
  void Line(int64_t count, std::string_view name, int64_t low, int64_t high) {
    for (int64_t i = 0; i < count && fault_.empty(); ++i) Number(name, low, high);
    EndLine();
  }
  // Letters as far as they go; not empty.
  std::string Word(std::string_view letters) {
    size_t end = input_.find_first_not_of(letters, at_);
    if (end == std::string::npos) end = input_.size();
    Expect(end > at_, "no word");
    std::string word = input_.substr(at_, end - at_);
    Skip(input_.data() + end);
    return word;
  }
  // A line that holds only a word whose length is limited.
  std::string WordLine(std::string_view letters, std::string_view size, int64_t low, int64_t high) {
    std::string word = Word(letters);
    Value(size, static_cast<int64_t>(word.size()), low, high);
    EndLine();
    return word;
  }
  void EndLine() {
    const bool good = at_ < input_.size() && input_[at_] == '\n' && (at_ == 0 || !after_space_);
    Expect(good, "the line does not end here");
    after_space_ = false;
    ++at_;
  }

  // The next argument of a call.
  Json Argument() {
    const size_t end = std::min(input_.find('\n', at_), input_.size());
    Result<Json> value = ParseJson(std::string_view(input_).substr(at_, end - at_));
    Expect(value.has_value() && end < input_.size(), "no JSON value on a line");
    at_ = end + 1;
    return value.has_value() ? std::move(*value) : Json();
  }
  Numbers List(std::string_view size_name, int64_t shortest, int64_t longest, std::string_view name,
               int64_t low, int64_t high) {
    const Json list = Argument();
    Numbers values;
    for (const Json& each : list) {
      Expect(each.is_number_integer(), "no integer");
      values.push_back(each.get<int64_t>());
      Value(name, values.back(), low, high);
    }
    Value(size_name, static_cast<int64_t>(values.size()), shortest, longest);
    return values;
  }

  bool Good() const { return fault_.empty(); }
  std::string Finish() {
    Expect(at_ == input_.size(), "more follows");
    return fault_;
  }

 private:
  // Goes on to `end` and over a space after it.
  void Skip(const char* end) {
    at_ = static_cast<size_t>(end - input_.data());
    after_space_ = at_ < input_.size() && input_[at_] == ' ';
    if (after_space_) ++at_;
  }

  std::string_view question_;
  const std::string& input_;
  size_t at_ = 0;
  bool after_space_ = false;
  std::set<std::string, std::less<>> stated_;
  std::string fault_;
};

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
  Numbers group(static_cast<size_t>(n) + 1);
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

void SortedSets(InputCheck& in, const Parameters&) {
  const Numbers a = in.List("len(a)", 1, 60000, "a[i]", 0, 1'000'000);
  const Numbers b = in.List("len(b)", 1, 60000, "b[i]", 0, 1'000'000);
  in.Expect(std::is_sorted(a.begin(), a.end()) && std::is_sorted(b.begin(), b.end()),
            "not in rising order");
}

void FavouriteWord(InputCheck& in, const Parameters&) {
  const Json words = in.Argument();
  in.Value("len(words)", static_cast<int64_t>(words.size()), 1, 50000);
  for (const Json& word : words) {
    const auto text = word.get<std::string>();
    in.Value("len(words[i])", static_cast<int64_t>(text.size()), 1, 10);
    in.Expect(text.find_first_not_of(kLetters) == std::string::npos, "no word");
  }
}

void TextArgument(InputCheck& in, std::string_view name, int64_t most, std::string_view signs) {
  const auto text = in.Argument().get<std::string>();
  in.Value(name, static_cast<int64_t>(text.size()), 1, most);
  in.Expect(text.find_first_not_of(signs) == std::string::npos, "another character");
}

// Well-formed: operands and operations in turn, parentheses in pairs.
void OddPrecedence(InputCheck& in, const Parameters&) {
  const auto text = in.Argument().get<std::string>();
  in.Value("len(expression)", static_cast<int64_t>(text.size()), 1, 100000);
  int64_t depth = 0;
  bool operand_next = true;
  for (size_t i = 0; i < text.size() && in.Good(); ++i) {
    const char c = text[i];
    if (c == '(') {
      in.Expect(operand_next, "( after an operand");
      in.Inside(++depth, 0, 200);
    } else if (c == ')') {
      in.Expect(!operand_next, ") without an operand");
      in.Inside(--depth, 0, 200);
    } else if (c == '+' || c == '-' || c == '*') {
      in.Expect(!operand_next, "operation without an operand");
      operand_next = true;
    } else {
      const size_t end = std::min(text.find_first_not_of("0123456789", i), text.size());
      in.Expect(operand_next && end > i && end - i <= 10, "no operand");
      if (!in.Good()) return;
      in.Value("number", std::stoll(text.substr(i, end - i)), 0, 1'000'000'000);
      i = end - 1;
      operand_next = false;
    }
  }
  in.Expect(depth == 0 && !operand_next, "unfinished");
}

void CoverLength(InputCheck& in, const Parameters&) {
  const auto segments = in.Argument().get<std::vector<Numbers>>();
  in.Value("len(segments)", static_cast<int64_t>(segments.size()), 1, 40000);
  for (const Numbers& segment : segments) {
    in.Expect(segment.size() == 2 && segment[0] < segment[1], "no segment");
    in.Value("l", segment.at(0), 0, 100'000'000);
    in.Value("r", segment.at(1), 0, 100'000'000);
  }
}

void SubtreeCounts(InputCheck& in, const Parameters&) {
  const auto parent = in.Argument().get<Numbers>();
  const auto n = static_cast<int64_t>(parent.size());
  in.Value("len(parent)", n, 1, 80000);
  const Json value = in.Argument();
  in.Expect(value.size() == parent.size(), "other lengths");
  for (const Json& each : value) in.Value("value[i]", each.get<int64_t>(), 0, 9999);
  in.Expect(std::count(parent.begin(), parent.end(), -1) == 1, "not one person without a boss");
  for (const int64_t boss : parent) in.Inside(boss, -1, n - 1);
  if (!in.Good()) return;
  // Everybody is below the top: as many are reached downwards.
  std::vector<Numbers> below(parent.size());
  Numbers reached;
  for (int64_t i = 0; i < n; ++i) {
    const int64_t boss = parent[static_cast<size_t>(i)];
    (boss < 0 ? reached : below[static_cast<size_t>(boss)]).push_back(i);
  }
  for (size_t i = 0; i < reached.size(); ++i) {
    for (const int64_t next : below[static_cast<size_t>(reached[i])]) reached.push_back(next);
  }
  in.Expect(static_cast<int64_t>(reached.size()) == n, "not a tree");
}

void FreeTickets(InputCheck& in, const Parameters&) {
  const auto n = in.Argument().get<int64_t>();
  in.Value("n", n, 2, 3000);
  const auto flights = in.Argument().get<std::vector<Numbers>>();
  in.Value("len(flights)", static_cast<int64_t>(flights.size()), 1, 15000);
  for (const Numbers& flight : flights) {
    in.Expect(flight.size() == 3 && flight[0] != flight[1], "no flight");
    in.Inside(flight.at(0), 0, n - 1);
    in.Inside(flight.at(1), 0, n - 1);
    in.Value("w", flight.at(2), 1, 100000);
  }
}

void SubsetWindow(InputCheck& in, const Parameters&) {
  in.List("len(nums)", 1, 34, "nums[i]", -1'000'000'000, 1'000'000'000);
  const auto low = in.Argument().get<int64_t>(), high = in.Argument().get<int64_t>();
  in.Value("low", low, -40'000'000'000, 40'000'000'000);
  in.Value("high", high, -40'000'000'000, 40'000'000'000);
  in.Expect(low <= high, "low is above high");
}

using Check = void (*)(InputCheck& in, const Parameters& p);

// A list of numbers as the only argument.
template <int64_t shortest, int64_t longest, int64_t low, int64_t high>
void NumsArgument(InputCheck& in, const Parameters&) {
  in.List("len(nums)", shortest, longest, "nums[i]", low, high);
}

const std::map<std::string_view, Check>& Checks() {
  static const std::map<std::string_view, Check> checks = {
      {"bracket_cost",
       [](InputCheck& in, const Parameters& p) {
         const std::string pair = {static_cast<char>(p[0]), static_cast<char>(p[1])};
         in.WordLine(pair, "len(s)", 1, 200000);
       }},
      {"capped_store", &CappedStore},
      {"chain_coins", &Amounts},
      {"close_splits", &NumsArgument<2, 100000, -10000, 10000>},
      {"common_factor", &NumsArgument<1, 80000, 0, 1'000'000'000>},
      {"cover_length", &CoverLength},
      {"digit_rounds", &Amounts},
      {"digit_rules", [](InputCheck& in, const Parameters&) { Ranges(in, "t", 50, 0, kHuge); }},
      {"edit_cost",
       [](InputCheck& in, const Parameters&) {
         in.WordLine(kLetters, "len(s)", 1, 700);
         in.WordLine(kLetters, "len(t)", 1, 700);
       }},
      {"favourite_word", &FavouriteWord},
      {"fence_points", &FencePoints},
      {"free_rectangle", [](InputCheck& in, const Parameters&) { Board(in, 600, ".#", 0); }},
      {"free_tickets", &FreeTickets},
      {"key_sort", [](InputCheck& in, const Parameters&) { Counted(in, 60000, 0, 1'000'000'000); }},
      {"knapsack", &Knapsack},
      {"kth_distinct", &NumsArgument<1, 80000, 0, 100'000'000>},
      {"lamp_cycles", &LampCycles},
      {"lattice_walks", &LatticeWalks},
      {"leap_years",
       [](InputCheck& in, const Parameters&) { Ranges(in, "t", 10000, 1, 1'000'000'000'000); }},
      {"leaper_board", [](InputCheck& in, const Parameters&) { Board(in, 300, ".#ST", 1); }},
      {"letter_run",
       [](InputCheck& in, const Parameters&) { in.WordLine(kLetters, "len(s)", 1, 200000); }},
      {"limited_window",
       [](InputCheck& in, const Parameters&) { TextArgument(in, "len(s)", 150000, kLetters); }},
      {"local_peaks", &LocalPeaks},
      {"machine_time", &MachineTime},
      {"merge_piles", [](InputCheck& in, const Parameters&) { Counted(in, 150, 1, 1'000'000); }},
      {"moving_shift",
       [](InputCheck& in, const Parameters&) {
         TextArgument(in, "len(text)", 50000, "abcdefghijklmnopqrstuvwxyz ");
       }},
      {"odd_precedence", &OddPrecedence},
      {"pair_bits", &NumsArgument<1, 100000, 0, 1048575>},
      {"platform_jumps", &PlatformJumps},
      {"prime_factor_queries",
       [](InputCheck& in, const Parameters&) { Ranges(in, "q", 40000, 1, 500000); }},
      {"range_ledger", &RangeLedger},
      {"recurrence_terms",
       [](InputCheck& in, const Parameters&) { in.List("len(ns)", 1, 500, "ns[i]", 0, kHuge); }},
      {"regions", [](InputCheck& in, const Parameters&) { Board(in, 500, ".#", 0); }},
      {"residue_queries", &ResidueQueries},
      {"ring_beads",
       [](InputCheck& in, const Parameters&) {
         in.Value("n", in.Argument().get<int64_t>(), 1, 1'000'000'000);
       }},
      {"room_count", &RoomCount},
      {"round_trip", &RoundTrip},
      {"scaled_inversions", &NumsArgument<1, 120000, -1'000'000, 1'000'000>},
      {"shape_matches", &ShapeMatches},
      {"smallest_order", &SmallestOrder},
      {"sorted_sets", &SortedSets},
      {"spaced_subsequence", &NumsArgument<1, 100000, 0, 1'000'000>},
      {"subarray_residue",
       [](InputCheck& in, const Parameters&) { Counted(in, 100000, -999, 999); }},
      {"subset_window", &SubsetWindow},
      {"subtree_counts", &SubtreeCounts},
      {"take_away",
       [](InputCheck& in, const Parameters&) {
         in.List("len(piles)", 1, 5000, "piles[i]", 0, 20000);
       }},
      {"toll_route", &TollRoute},
      {"tree_pairs", &TreePairs},
  };
  return checks;
}

}  // namespace

std::string CodeInputFault(const CodeInstance& instance, const std::string& input) {
  const auto check = Checks().find(instance.FamilyName());
  if (check == Checks().end()) return "no check of this family's inputs";
  InputCheck in(instance.question, input);
  check->second(in, instance.parameters);
  return in.Finish();
}

}  // namespace rbench
