#include <algorithm>
#include <cctype>
#include <map>
#include <numeric>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "tasks/generators/families.h"
#include "tests/tasks/generators/math_checks.h"

// The typed golds of the suite math_style. What all suites share is in suite_test.cc.

namespace rbench {
namespace {

constexpr uint64_t kSeed = 20261123;
constexpr int kLevels = 5;
constexpr int kDraws = 200;

GeneratedProblem Draw(const ProblemFamily& family, int level, int index) {
  PhiloxStream stream(PhiloxKeyFor(kSeed, std::string("test/") + family.name),
                      static_cast<uint32_t>(index * kLevels + level));
  return family.make(stream, level);
}

GoldChecks AllChecks() {
  GoldChecks all;
  for (auto* subject :
       {&PrealgebraChecks, &AlgebraChecks, &NumberTheoryChecks, &CountingProbabilityChecks,
        &GeometryChecks, &IntermediateAlgebraChecks, &PrecalculusChecks}) {
    all.merge(subject());
  }
  return all;
}

// What is wrong with the form of a LaTeX text, or "".
std::string FormError(const std::string& text) {
  std::string open;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (static_cast<unsigned char>(c) >= 0x80) return "not ASCII";
    if (c == '{') open += '}';
    if (c == '}' && (open.empty() || open.back() != '}')) return "braces";
    if (c == '}') open.pop_back();
  }
  if (!open.empty()) return "braces";
  for (const char* bad :
       {"+-", "--", "-+", "++", "{}", "^1}", "\\frac{0}", "}{1}", "+0", "\\\\}"}) {
    if (text.find(bad) != std::string::npos) return bad;
  }
  const auto count = [&](const std::string& part) {
    int found = 0;
    for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
      ++found;
    return found;
  };
  if (count("\\left") != count("\\right")) return "left and right";
  if (count("\\begin{") != count("\\end{")) return "begin and end";
  return {};
}

// The whole group in braces that starts at `at`, which is moved past it.
std::string Group(const std::string& text, size_t& at) {
  int depth = 0;
  const size_t start = at;
  do {
    depth += text[at] == '{' ? 1 : text[at] == '}' ? -1 : 0;
  } while (++at < text.size() && depth > 0);
  return text.substr(start + 1, at - start - 2);
}

// The common divisor of the integers of a sum that stand outside all braces; a term that is only a
// symbol or a root counts as 1.
int64_t Content(const std::string& sum) {
  int64_t content = 0;
  int depth = 0;
  bool term_starts = true;
  for (size_t i = 0; i < sum.size(); ++i) {
    if (sum[i] == '{') ++depth;
    if (sum[i] == '}') --depth;
    if (depth > 0) continue;
    if (sum[i] == '+' || sum[i] == '-') {
      term_starts = true;
    } else if (term_starts) {
      const bool number = std::isdigit(static_cast<unsigned char>(sum[i]));
      content = std::gcd(content, number ? std::stoll(sum.substr(i)) : 1);
      term_starts = false;
    }
  }
  return content;
}

// Fractions are in lowest terms, sums of roots and polynomials included, and no square is left
// under a root.
std::string SimplicityError(const std::string& gold) {
  for (size_t at = gold.find("\\frac{"); at != std::string::npos;
       at = gold.find("\\frac{", at + 1)) {
    size_t inside = at + 5;
    const std::string top = Group(gold, inside), bottom = Group(gold, inside);
    if (std::gcd(Content(top), Content(bottom)) != 1) return "fraction not in lowest terms";
  }
  for (size_t at = gold.find("\\sqrt{"); at != std::string::npos;
       at = gold.find("\\sqrt{", at + 1)) {
    size_t inside = at + 5;
    const int64_t radicand = std::stoll(Group(gold, inside));
    if (radicand < 2) return "root of a form that is not simplest";
    for (int64_t d = 2; d * d <= radicand; ++d) {
      if (radicand % (d * d) == 0) return "square under a root";
    }
  }
  return {};
}

TEST(MathStyleTest, FormErrorsAreSeen) {
  EXPECT_EQ(SimplicityError("\\frac{12+4\\sqrt{2}}{2}"), "fraction not in lowest terms");
  EXPECT_EQ(SimplicityError("\\frac{6}{4}"), "fraction not in lowest terms");
  EXPECT_EQ(SimplicityError("2\\sqrt{12}"), "square under a root");
  EXPECT_EQ(SimplicityError("\\frac{-3+\\sqrt{6}}{3}"), "");
  EXPECT_EQ(FormError("\\frac{1}{2"), "braces");
  EXPECT_EQ(FormError("x+-2"), "+-");
}

TEST(MathStyleTest, EveryGoldPassesItsIndependentCheck) {
  const GoldChecks checks = AllChecks();
  for (const ProblemFamily& family : MathStyleFamilies()) {
    const auto check = checks.find(family.name);
    ASSERT_NE(check, checks.end()) << family.name;
    for (int level = 1; level <= kLevels; ++level) {
      for (int index = 0; index < kDraws; ++index) {
        const GeneratedProblem problem = Draw(family, level, index);
        ASSERT_TRUE(check->second({level, problem.parameters, problem.gold, problem.question}))
            << family.name << " level " << level << " seed " << kSeed << " draw " << index << "\n"
            << problem.question << "\n"
            << problem.gold << "\n"
            << testing::PrintToString(problem.parameters);
      }
    }
  }
}

// A check that starts from other numbers than the question states would prove nothing.
TEST(MathStyleTest, EveryQuestionStatesItsParameters) {
  for (const ProblemFamily& family : MathStyleFamilies()) {
    for (int level = 1; level <= kLevels; ++level) {
      int refused = 0;
      for (int index = 0; index < kDraws; ++index) {
        const GeneratedProblem problem = Draw(family, level, index);
        ASSERT_TRUE(StatesItsParameters(
            family.name, {level, problem.parameters, problem.gold, problem.question}))
            << family.name << " level " << level << " draw " << index << "\n"
            << problem.question << "\n"
            << testing::PrintToString(problem.parameters);
        const GeneratedProblem other = Draw(family, level, (index + 1) % kDraws);
        refused += !StatesItsParameters(family.name,
                                        {level, other.parameters, problem.gold, problem.question});
      }
      // There the check of the gold reads the decimals again.
      const bool read_later = std::string_view(family.name) == "repeating_decimal" && level > 1;
      EXPECT_GE(refused, read_later ? 0 : kDraws / 2) << family.name << " level " << level;
    }
  }
}

TEST(MathStyleTest, TheChecksRefuseTheGoldOfAnotherDraw) {
  const GoldChecks checks = AllChecks();
  for (const ProblemFamily& family : MathStyleFamilies()) {
    for (int level = 1; level <= kLevels; ++level) {
      for (int index = 0; index < 20; ++index) {
        const GeneratedProblem problem = Draw(family, level, index);
        const GeneratedProblem other = Draw(family, level, index + 20);
        if (problem.gold == other.gold) continue;
        EXPECT_FALSE(
            checks.at(family.name)({level, problem.parameters, other.gold, problem.question}))
            << family.name << " level " << level << "\n"
            << problem.question << "\n"
            << other.gold;
      }
    }
  }
}

TEST(MathStyleTest, GoldsAreSimpleBalancedLatexAndNotInTheQuestion) {
  for (const ProblemFamily& family : MathStyleFamilies()) {
    for (int level = 1; level <= kLevels; ++level) {
      std::set<std::string> questions, golds;
      for (int index = 0; index < kDraws; ++index) {
        const GeneratedProblem problem = Draw(family, level, index);
        const std::string where = std::string(family.name) + " level " + std::to_string(level) +
                                  "\n" + problem.question + "\n" + problem.gold;
        EXPECT_EQ(FormError(problem.gold), "") << where;
        EXPECT_EQ(FormError(problem.question), "") << where;
        EXPECT_EQ(SimplicityError(problem.gold), "") << where;
        EXPECT_EQ(std::count(problem.question.begin(), problem.question.end(), '$') % 2, 0)
            << where;
        // A short gold may be one of the numbers of its question by chance.
        if (problem.gold.size() >= 5) {
          EXPECT_EQ(problem.question.find(problem.gold), std::string::npos) << where;
        }
        questions.insert(problem.question);
        golds.insert(problem.gold);
      }
      EXPECT_GE(questions.size(), 16u) << family.name << " level " << level;
      EXPECT_GE(golds.size(), 8u) << family.name << " level " << level;
    }
  }
}

TEST(MathStyleTest, SixFamiliesForEachOfTheSevenSubjects) {
  std::map<std::string, int> families;
  std::set<std::string> names;
  for (const ProblemFamily& family : MathStyleFamilies()) {
    ++families[family.subject];
    EXPECT_TRUE(names.insert(family.name).second) << family.name;
  }
  EXPECT_EQ(families, (std::map<std::string, int>{{"Algebra", 6},
                                                  {"Counting & Probability", 6},
                                                  {"Geometry", 6},
                                                  {"Intermediate Algebra", 6},
                                                  {"Number Theory", 6},
                                                  {"Prealgebra", 6},
                                                  {"Precalculus", 6}}));
}

TEST(MathStyleTest, TheReleaseHoldsEverySubjectAtEveryLevel) {
  const Suite* suite = FindSuite("math_style");
  ASSERT_NE(suite, nullptr);
  EXPECT_EQ(suite->levels, kLevels);
  std::map<std::pair<std::string, int>, int> cells;
  for (const Problem& problem : GenerateRelease(*suite)) {
    ++cells[{problem.extra["subject"].get<std::string>(), problem.extra["level"].get<int>()}];
  }
  EXPECT_EQ(cells.size(), 35u);
  for (const auto& [cell, count] : cells) {
    EXPECT_GE(count, 24) << cell.first << " level " << cell.second;
  }
}

}  // namespace
}  // namespace rbench
