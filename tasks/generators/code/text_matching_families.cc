#include <algorithm>

#include <fmt/format.h>

#include "tasks/generators/code/code_family.h"
#include "tasks/generators/code/input_text.h"
#include "tasks/generators/code/solutions.h"

// Strings that need more than a scan: edit distance, expressions, matching.

namespace rbench {
namespace {

constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz";

struct Words {
  std::string s;
  std::string t;
};

std::string TwoLines(const Words& words) { return words.s + "\n" + words.t + "\n"; }

CodeFamily EditCostFamily() {
  static constexpr int64_t kMost = 700;
  return {
      .name = "edit_cost",
      .topic = "dynamic programming",
      .difficulty = CodeDifficulty::kMedium,
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        return {draw(1, 9), draw(1, 9), draw(1, 15)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        return {
            .task = fmt::format(
                "{} turns one word into another, letter by letter. Putting in a letter costs {}, "
                "taking out a letter costs {}, and replacing a letter by another costs {}. What is "
                "the lowest total cost that turns the word s into the word t?",
                Word(draw, {"A printer", "A stone carver", "A sign painter", "An engraver"}), p[0],
                p[1], p[2]),
            .input =
                "The first line holds s and the second line holds t; both consist of "
                "lower-case letters.",
            .output = "The lowest total cost.",
            .limits = {Limit("len(s)", 1, kMost), Limit("len(t)", 1, kMost)},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters&) {
            const std::string_view letters = draw.Coin() ? "ab" : "abcd";
            return TwoLines(
                {RandomText(draw, draw(1, 6), letters), RandomText(draw, draw(1, 6), letters)});
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters&) -> std::vector<std::string> {
        const std::string base = RandomText(draw, 300, "abc");
        std::string changed = base;
        for (int i = 0; i < 20; ++i) {
          changed.erase(static_cast<size_t>(draw(0, 250)), 1);
          changed.insert(changed.begin() + draw(0, 250), 'c');
        }
        return {TwoLines({"a", "a"}),
                TwoLines({"a", "b"}),
                TwoLines({"a", std::string(kMost, 'a')}),
                TwoLines({std::string(kMost, 'b'), "b"}),
                TwoLines({std::string(300, 'a'), std::string(301, 'b')}),
                TwoLines({base, base}),
                TwoLines({base, changed}),
                TwoLines({base, std::string(base.rbegin(), base.rend())}),
                TwoLines({RandomText(draw, kMost, kAlphabet), RandomText(draw, kMost, "ab")}),
                TwoLines({RandomText(draw, kMost, "abc"), RandomText(draw, kMost, "abc")})};
      },
      .solve_stream = &EditCost,
  };
}

// An expression of `size` characters or a few more, with parentheses up to `depth` deep.
std::string Expression(NumberDraw& draw, int64_t size, int64_t depth, int64_t largest) {
  std::string text;
  int64_t open = 0;
  while (true) {
    while (open < depth && draw(0, 3) == 0) {
      text += '(';
      ++open;
    }
    text += std::to_string(draw(0, largest));
    while (open > 0 && draw(0, 2) == 0) {
      text += ')';
      --open;
    }
    if (static_cast<int64_t>(text.size()) + open >= size) break;
    text += "+-*"[draw(0, 2)];
  }
  return text.append(static_cast<size_t>(open), ')');
}

CodeFamily OddPrecedenceFamily() {
  static constexpr int64_t kMost = 100000, kLargest = 1'000'000'000;
  return {
      .name = "odd_precedence",
      .topic = "parsing",
      .difficulty = CodeDifficulty::kMedium,
      .signature = {.method = "evaluate", .arguments = {{"expression", "str"}}, .result = "int"},
      // Ranks of +, - and *: a higher rank is done first.
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        return {draw(0, 2), draw(0, 2), draw(0, 2), LargePrime(draw)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        std::string rule;
        for (int64_t rank = 2; rank >= 0; --rank) {
          std::string same;
          for (int i = 0; i < 3; ++i) {
            if (p[static_cast<size_t>(i)] != rank) continue;
            same += fmt::format("{}{}", same.empty() ? "" : " and ", "+-*"[i]);
          }
          if (same.empty()) continue;
          rule += rule.empty() ? same : ", then " + same;
        }
        return {
            .task = fmt::format(
                "The calculators of {} have rules of their own. Parentheses are worked out first. "
                "After that the order of the operations is: {}. Operations that stand at the same "
                "place of this order are done from left to right. The expression consists of "
                "integers without a sign, the operations +, - and *, and parentheses; it is always "
                "well-formed, and every operation stands between two operands.",
                Word(draw, {"Opposite Town", "the Back Islands", "Mirrorfield", "Lower Tumble"}),
                rule),
            .output = fmt::format("It returns the value modulo {}, as a number that is not "
                                  "negative.",
                                  p[3]),
            .limits = {Limit("len(expression)", 1, kMost), Limit("number", 0, kLargest),
                       "parentheses are nested at most 200 deep"},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters&) {
            const int64_t size = draw(1, 24), depth = draw(0, 3);
            return CallText({Expression(draw, size, depth, draw.Coin() ? 9 : 99)});
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters&) -> std::vector<std::string> {
        std::string minus = "7";
        for (int i = 0; i < 500; ++i) minus += "-9";
        return {CallText({"0"}),
                CallText({std::to_string(kLargest)}),
                CallText({"((((5))))"}),
                CallText({"1-2-3"}),
                CallText({"2+3*4-5*6+7"}),
                CallText({"2*3-4*5+6-7*8"}),
                CallText({"9-(8-(7-(6-5)))*3"}),
                CallText({minus}),
                CallText({std::string(200, '(') + "3" + std::string(200, ')')}),
                CallText({Expression(draw, 2000, 0, kLargest)}),
                CallText({Expression(draw, 2000, 150, 99)}),
                CallText({Expression(draw, kMost - 250, 180, kLargest)})};
      },
      .solve_call = &OddPrecedence,
  };
}

CodeFamily ShapeMatchesFamily() {
  static constexpr int64_t kMostText = 300000, kMostPattern = 150000;
  // Each letter moved by the same number of places within the first `letters` of the alphabet.
  static constexpr auto kMoved = [](std::string word, int64_t places, int64_t letters) {
    for (char& c : word) c = static_cast<char>('a' + (c - 'a' + places) % letters);
    return word;
  };
  return {
      .name = "shape_matches",
      .topic = "string matching",
      .difficulty = CodeDifficulty::kHard,
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        return {draw(2, 26), draw(0, 1)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        const char last = static_cast<char>('a' + p[0] - 1);
        return {
            .task = fmt::format(
                "{} writes tunes with the letters a to {}. After {} the scale begins again with a. "
                "A tune is transposed by moving all its letters the same number of steps up the "
                "scale (also 0 steps). At how many places of the tune s does a transposed version "
                "of the tune t begin? Places may overlap.",
                PersonName(draw), last, last),
            .input = fmt::format("The first line holds s and the second line holds t; both consist "
                                 "of the letters a to {}.",
                                 last),
            .output = p[1] == 1 ? "The number of places, and the first of them (s begins at place "
                                  "1; 0 if there is none), separated by a space."
                                : "The number of places.",
            .limits = {Limit("len(s)", 1, kMostText), Limit("len(t)", 1, kMostPattern)},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters& p) {
            const std::string_view letters = kAlphabet.substr(
                0, static_cast<size_t>(draw.Coin() ? p[0] : std::min<int64_t>(p[0], 3)));
            return TwoLines(
                {RandomText(draw, draw(1, 16), letters), RandomText(draw, draw(1, 4), letters)});
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters& p) -> std::vector<std::string> {
        const std::string_view letters = kAlphabet.substr(0, static_cast<size_t>(p[0]));
        const std::string part = RandomText(draw, 40, letters);
        std::string hidden = RandomText(draw, 100, letters);
        for (int64_t i = 0; i < 60; ++i) {
          hidden += kMoved(part, draw(0, p[0] - 1), p[0]);
          if (draw.Coin()) hidden += RandomText(draw, 3, letters);
        }
        std::string scale;
        for (int i = 0; i < 3000; ++i) scale += letters[static_cast<size_t>(i) % letters.size()];
        const std::string even(static_cast<size_t>(kMostText), 'a');
        return {TwoLines({"a", "b"}), TwoLines({"a", "ab"}), TwoLines({"abab", "ba"}),
                TwoLines({std::string(500, 'a'), "bb"}), TwoLines({std::string(500, 'a'), "b"}),
                TwoLines({scale, scale.substr(1, 500)}), TwoLines({hidden, part}),
                TwoLines({RandomText(draw, 5000, "ab"), "abaab"}),
                TwoLines({RandomText(draw, 20000, letters), RandomText(draw, 3, letters)}),
                // Almost a match everywhere.
                TwoLines({even, std::string(static_cast<size_t>(kMostPattern) - 1, 'b') + 'a'})};
      },
      .solve_stream = &ShapeMatches,
  };
}

}  // namespace

std::vector<CodeFamily> CodeTextMatchingFamilies() {
  return {EditCostFamily(), OddPrecedenceFamily(), ShapeMatchesFamily()};
}

}  // namespace rbench
