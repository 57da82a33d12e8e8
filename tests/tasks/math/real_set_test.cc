#include "tasks/math/real_set.h"

#include <cinttypes>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/philox.h"
#include "tasks/math/check.h"
#include "tasks/math/parser.h"
#include "tasks/math/policy.h"
#include "tasks/math/reading.h"

namespace rbench::math {
namespace {

// The set that a text means, with what it needs to live.
class SetText {
 public:
  explicit SetText(const std::string& text, bool from_inequality = false)
      : decider_(expressions_, policy_, nullptr, {}) {
    const ParseResult parsed = ParseAnswer(text);
    EXPECT_EQ(parsed.status, ParseStatus::kParsed) << text;
    if (parsed.status != ParseStatus::kParsed) return;
    value_ = ReadValue(parsed.tree, expressions_, {});
    set_ = RealSetOf(value_, from_inequality, decider_);
  }

  // "(-oo, 2) [3, 3] (5, oo)", endpoints as rationals; "none" where it is no set.
  std::string Shown() {
    if (!set_) return "none";
    std::string out;
    for (const Segment& s : set_->segments) {
      if (!out.empty()) out += ' ';
      out += fmt::format("{}{}, {}{}", s.low_closed ? '[' : '(', End(s.low, "-oo"),
                         End(s.high, "oo"), s.high_closed ? ']' : ')');
    }
    return out;
  }

 private:
  std::string End(const std::optional<ExprId>& end, const char* infinite) {
    if (!end) return infinite;
    ExactSession session(expressions_, exact_default_limits());
    char* text = exact_rational_text(session.get(), *end);
    const std::string shown = text == nullptr ? "?" : text;
    exact_free_text(text);
    return shown;
  }

  const Policy policy_ = LenientPolicy();
  Expressions expressions_;
  ExpressionDecider decider_;
  Value value_;
  std::optional<RealSet> set_;
};

struct Row {
  const char* text;
  const char* want;
};

TEST(RealSet, OfSets) {
  const Row rows[] = {
      {"(1,2)", "(1, 2)"},
      {"[1,2]", "[1, 2]"},
      {"(1,2]", "(1, 2]"},
      {"[\\frac12,0.75)", "[1/2, 3/4)"},
      {"(-\\infty,3]", "(-oo, 3]"},
      {"(2,\\infty)", "(2, oo)"},
      {"(-\\infty,\\infty)", "(-oo, oo)"},
      {"\\mathbb{R}", "(-oo, oo)"},
      {"\\emptyset", ""},
      {"\\{\\}", ""},
      {"\\{3\\}", "[3, 3]"},
      {"\\{3,1,2,1\\}", "[1, 1] [2, 2] [3, 3]"},
      {"[2,2]", "[2, 2]"},
      {"[0,1]\\cup[1,4]", "[0, 4]"},
      {"[0,1)\\cup(1,4]", "[0, 1) (1, 4]"},
      {"[0,1)\\cup\\{1\\}\\cup(1,4]", "[0, 4]"},
      {"(5,7)\\cup(1,3)", "(1, 3) (5, 7)"},
      {"(0,3)\\cup(1,2)", "(0, 3)"},
      {"[0,3]\\cap[2,5]", "[2, 3]"},
      {"[0,2]\\cap[2,5]", "[2, 2]"},
      {"[0,2)\\cap[2,5]", ""},
      {"[0,2]\\cap(2,5]", ""},
      {"\\mathbb{R}\\setminus\\{0\\}", "(-oo, 0) (0, oo)"},
      {"\\mathbb{R}-\\{0,2\\}", "(-oo, 0) (0, 2) (2, oo)"},
      {"[-1,2]\\setminus\\{1\\}", "[-1, 1) (1, 2]"},
      {"[-1,2]\\setminus\\{2\\}", "[-1, 2)"},
      {"[0,5]\\setminus(1,2)", "[0, 1] [2, 5]"},
      {"[0,5]\\setminus[1,2]", "[0, 1) (2, 5]"},
      {"(0,1)\\setminus(0,1)", ""},
      {"\\{x \\mid x>2\\}", "(2, oo)"},
      {"\\{x : -1\\le x<4\\}", "[-1, 4)"},
      {"\\{x\\in\\mathbb{R} \\mid x\\ne 3\\}", "(-oo, 3) (3, oo)"},
      {"\\{1,2\\}\\cup\\{3\\}", "[1, 1] [2, 2] [3, 3]"},
      {"\\emptyset\\cup[1,2]", "[1, 2]"},
  };
  for (const Row& row : rows) EXPECT_EQ(SetText(row.text).Shown(), row.want) << row.text;
}

TEST(RealSet, OfInequalities) {
  const Row rows[] = {
      {"x>2", "(2, oo)"},
      {"2<x", "(2, oo)"},
      {"x\\ge 2", "[2, oo)"},
      {"x<\\frac{1}{3}", "(-oo, 1/3)"},
      {"x\\le -1", "(-oo, -1]"},
      {"1<x<2", "(1, 2)"},
      {"1\\le x<2", "[1, 2)"},
      {"2>x\\ge 1", "[1, 2)"},
      {"x\\ne 5", "(-oo, 5) (5, oo)"},
      {"x>1\\text{ and }x<4", "(1, 4)"},
      {"x<1\\text{ or }x\\ge 4", "(-oo, 1) [4, oo)"},
      {"x<4\\text{ or }x>1", "(-oo, oo)"},
      {"x>4\\text{ and }x<1", ""},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(SetText(row.text, true).Shown(), row.want) << row.text;
    EXPECT_EQ(SetText(row.text, false).Shown(), "none") << row.text;
  }
}

TEST(RealSet, OfOtherThingsIsNone) {
  for (const char* text : {"5", "x", "(1,2,3)", "(2,1)", "(2,2)", "\\text{all}", "(a,b)", "[1,x]",
                           "\\mathbb{Z}", "x<y", "1<x<2<y", "\\{(1,2)\\}", "\\{i\\}", "(i,2)"}) {
    EXPECT_EQ(SetText(text, true).Shown(), "none") << text;
  }
}

// ---------------------------------------------------------------- random sets

constexpr uint64_t kSeed = 31;

// A random set as text, and which points of a grid of halves belong to it. All endpoints are whole
// numbers from 0 to 9, so the grid from -1/2 to 19/2 tells two sets apart.
struct Sampled {
  std::string text;
  std::vector<bool> holds;
};
constexpr int kGrid = 21;
int Twice(size_t point) { return static_cast<int>(point) - 1; }

Sampled Atom(PhiloxStream& random) {
  Sampled s{"", std::vector<bool>(kGrid)};
  const int low = static_cast<int>(random.NextBelow(9));
  const int high = low + 1 + static_cast<int>(random.NextBelow(static_cast<uint64_t>(9 - low)));
  switch (random.NextBelow(8)) {
    case 0:
      s.text = fmt::format("\\{{{},{}\\}}", high, low);
      for (size_t i = 0; i < kGrid; ++i) s.holds[i] = Twice(i) == 2 * low || Twice(i) == 2 * high;
      return s;
    case 1:
      s.text = fmt::format("(-\\infty,{}]", high);
      for (size_t i = 0; i < kGrid; ++i) s.holds[i] = Twice(i) <= 2 * high;
      return s;
    case 2:
      s.text = fmt::format("({},\\infty)", low);
      for (size_t i = 0; i < kGrid; ++i) s.holds[i] = Twice(i) > 2 * low;
      return s;
    default: {
      const bool low_closed = random.NextBelow(2) == 0;
      const bool high_closed = random.NextBelow(2) == 0;
      s.text = fmt::format("{}{},{}{}", low_closed ? '[' : '(', low, high, high_closed ? ']' : ')');
      for (size_t i = 0; i < kGrid; ++i) {
        const int at = Twice(i);
        s.holds[i] = (low_closed ? at >= 2 * low : at > 2 * low) &&
                     (high_closed ? at <= 2 * high : at < 2 * high);
      }
      return s;
    }
  }
}

// A union of atoms, cut and thinned: all that the notation offers without parentheses.
Sampled RandomSet(PhiloxStream& random) {
  Sampled s = Atom(random);
  const uint64_t more = random.NextBelow(4);
  for (uint64_t k = 0; k < more; ++k) {
    const Sampled other = Atom(random);
    s.text += "\\cup" + other.text;
    for (size_t i = 0; i < kGrid; ++i) s.holds[i] = s.holds[i] || other.holds[i];
  }
  if (more == 0 && random.NextBelow(2) == 0) {
    const Sampled other = Atom(random);
    const bool minus = random.NextBelow(2) == 0;
    s.text += (minus ? "\\setminus" : "\\cap") + other.text;
    for (size_t i = 0; i < kGrid; ++i) s.holds[i] = s.holds[i] && (other.holds[i] != minus);
  }
  return s;
}

// The plainest text of the set: maximal pieces from left to right.
std::string PlainText(const std::vector<bool>& holds) {
  std::string out;
  for (size_t i = 0; i < kGrid;) {
    if (!holds[i]) {
      ++i;
      continue;
    }
    size_t end = i;
    while (end + 1 < kGrid && holds[end + 1]) ++end;
    if (!out.empty()) out += "\\cup";
    // Whole numbers are odd places of the grid; a run that begins between two is open at the left.
    const auto whole = [](size_t point) { return point % 2 == 1; };
    const auto number = [](size_t point) { return (static_cast<int>(point) - 1) / 2; };
    const std::string low = i == 0        ? "(-\\infty"
                            : whole(i)    ? fmt::format("[{}", number(i))
                                          : fmt::format("({}", number(i - 1));
    const std::string high = end == kGrid - 1 ? "\\infty)"
                             : whole(end)     ? fmt::format("{}]", number(end))
                                              : fmt::format("{})", number(end + 1));
    out += low + "," + high;
    i = end + 1;
  }
  return out.empty() ? "\\emptyset" : out;
}

TEST(RealSet, RandomSetsEqualExactlyWhenTheyHoldTheSamePoints) {
  std::printf("seed %" PRIu64 "\n", kSeed);
  PhiloxStream random(PhiloxKeyFor(kSeed, "sets"));
  size_t equal = 0;
  for (int i = 0; i < 4000; ++i) {
    const Sampled a = RandomSet(random);
    Sampled b = RandomSet(random);
    if (i % 2 == 0) b = {PlainText(a.holds), a.holds};
    const CheckResult result = Check(a.text, b.text, LenientPolicy(), nullptr);
    const bool same = a.holds == b.holds;
    equal += same;
    // {1, 2} and (1, 2) may be a set and a pair: two plain brackets side by side stay what they are.
    const std::string_view got = DecisionName(result.decision);
    EXPECT_EQ(got, same ? "equal" : "not_equal")
        << result.reason << ": " << a.text << " | " << b.text;
  }
  EXPECT_GE(equal, 2000u);
}

}  // namespace
}  // namespace rbench::math
