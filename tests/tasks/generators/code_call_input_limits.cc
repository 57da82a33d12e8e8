#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "tests/tasks/generators/code_input_check.h"
#include "tests/tasks/generators/code_input_limits.h"

namespace rbench {
namespace {

using Parameters = std::vector<int64_t>;
using Numbers = std::vector<int64_t>;

constexpr int64_t kHuge = 1'000'000'000'000'000'000;
constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";

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

// A list of numbers as the only argument.
template <int64_t shortest, int64_t longest, int64_t low, int64_t high>
void NumsArgument(InputCheck& in, const Parameters&) {
  in.List("len(nums)", shortest, longest, "nums[i]", low, high);
}

}  // namespace

const std::vector<CodeInputLimits>& CallInputLimits() {
  static const std::vector<CodeInputLimits> rows = {
      {"close_splits", &NumsArgument<2, 100000, -10000, 10000>},
      {"common_factor", &NumsArgument<1, 80000, 0, 1'000'000'000>},
      {"cover_length", &CoverLength},
      {"favourite_word", &FavouriteWord},
      {"free_tickets", &FreeTickets},
      {"kth_distinct", &NumsArgument<1, 80000, 0, 100'000'000>},
      {"limited_window",
       [](InputCheck& in, const Parameters&) { TextArgument(in, "len(s)", 150000, kLetters); }},
      {"moving_shift",
       [](InputCheck& in, const Parameters&) {
         TextArgument(in, "len(text)", 50000, "abcdefghijklmnopqrstuvwxyz ");
       }},
      {"odd_precedence", &OddPrecedence},
      {"pair_bits", &NumsArgument<1, 100000, 0, 1048575>},
      {"recurrence_terms",
       [](InputCheck& in, const Parameters&) { in.List("len(ns)", 1, 500, "ns[i]", 0, kHuge); }},
      {"ring_beads",
       [](InputCheck& in, const Parameters&) {
         in.Value("n", in.Argument().get<int64_t>(), 1, 1'000'000'000);
       }},
      {"scaled_inversions", &NumsArgument<1, 120000, -1'000'000, 1'000'000>},
      {"sorted_sets", &SortedSets},
      {"spaced_subsequence", &NumsArgument<1, 100000, 0, 1'000'000>},
      {"subset_window", &SubsetWindow},
      {"subtree_counts", &SubtreeCounts},
      {"take_away",
       [](InputCheck& in, const Parameters&) {
         in.List("len(piles)", 1, 5000, "piles[i]", 0, 20000);
       }},
  };
  return rows;
}

}  // namespace rbench
