#include "tasks/generators/code/code_suite.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/sha256.h"
#include "tasks/generators/code/code_family.h"
#include "tasks/generators/code/input_text.h"
#include "tests/tasks/generators/code_brute_force.h"
#include "tests/tasks/generators/code_input_limits.h"

namespace rbench {
namespace {

constexpr uint64_t kSeed = 20261203;

const CodeSuite& LcbStyle() { return *FindCodeSuite("lcb_style"); }

const std::vector<CodeInstance>& Release() {
  static const std::vector<CodeInstance> release = GenerateCodeRelease(LcbStyle());
  return release;
}

// Tokens for programs, the value for methods.
bool SameAnswer(CodeForm form, const std::string& a, const std::string& b) {
  if (form == CodeForm::kFunction) {
    const Result<Json> x = ParseJson(a), y = ParseJson(b);
    return x.has_value() && y.has_value() && *x == *y;
  }
  std::istringstream left(a), right(b);
  std::string x, y;
  while (left >> x) {
    if (!(right >> y) || x != y) return false;
  }
  return !(right >> y);
}

TEST(CodeSuiteTest, SolversAgreeWithBruteForceOnAThousandSmallInputs) {
  constexpr int kInputs = 1000, kInputsOfOne = 10;
  for (const CodeFamily& family : LcbStyleFamilies()) {
    SCOPED_TRACE(std::string(family.name) + " seed " + std::to_string(kSeed));
    const PhiloxKey key = PhiloxKeyFor(kSeed, std::string("code/") + family.name);
    std::set<std::string> answers;
    int inputs = 0;
    for (uint32_t draw_index = 0; inputs < kInputs; ++draw_index) {
      PhiloxStream stream(key, draw_index);
      NumberDraw draw(stream);
      const CodeParameters p = family.parameters(draw);
      for (int i = 0; i < kInputsOfOne; ++i, ++inputs) {
        const std::string input = family.small_input(draw, p);
        const std::string answer = SolveCase(family, p, input);
        answers.insert(answer);
        const std::string expected = CodeBruteForce(family.name, input, p);
        ASSERT_TRUE(SameAnswer(family.Form(), answer, expected))
            << "parameters " << testing::PrintToString(p) << "\ninput\n"
            << input << "solver\n"
            << answer << "brute force\n"
            << expected;
      }
    }
    // Inputs that all have the same few answers would check little.
    EXPECT_GE(answers.size(), 10u);
  }
}

TEST(CodeSuiteTest, FamiliesCoverFormsDifficultiesAndTopics) {
  std::map<CodeForm, int> forms;
  std::map<CodeDifficulty, int> difficulties;
  std::set<std::string> names, topics;
  for (const CodeFamily& family : LcbStyleFamilies()) {
    SCOPED_TRACE(family.name);
    ++forms[family.Form()];
    ++difficulties[family.difficulty];
    EXPECT_TRUE(names.insert(family.name).second);
    topics.insert(family.topic);
    EXPECT_NE(family.solve_stream == nullptr, family.solve_call == nullptr);
    EXPECT_EQ(family.Form() == CodeForm::kFunction, family.signature.method != nullptr);
    EXPECT_GE(family.cpp_seconds, 1);
    EXPECT_GE(family.python_seconds, 1);
  }
  EXPECT_GE(names.size(), 42u);
  EXPECT_GE(forms[CodeForm::kFunction], 14);
  EXPECT_GT(forms[CodeForm::kStdin], forms[CodeForm::kFunction]);
  for (const auto& [difficulty, count] : difficulties)
    EXPECT_GE(count, 14) << CodeDifficultyName(difficulty);
  EXPECT_EQ(difficulties.size(), 3u);
  EXPECT_GE(topics.size(), 25u);
}

TEST(CodeSuiteTest, ReleaseHasDistinctProblems) {
  const std::vector<CodeInstance>& release = Release();
  EXPECT_EQ(release.size(), static_cast<size_t>(LcbStyle().release_size));
  std::set<std::string> questions;
  std::map<std::string, std::set<CodeParameters>> parameters;
  std::map<std::string, int> counts;
  for (const CodeInstance& instance : release) {
    questions.insert(instance.question);
    parameters[instance.FamilyName()].insert(instance.parameters);
    ++counts[instance.FamilyName()];
  }
  EXPECT_EQ(questions.size(), release.size());
  EXPECT_EQ(counts.size(), LcbStyleFamilies().size());
  for (const auto& [family, count] : counts) {
    EXPECT_EQ(parameters[family].size(), static_cast<size_t>(count)) << family;
    EXPECT_GE(count, 10) << family;
  }
}

TEST(CodeSuiteTest, AProblemIsAFunctionOfItsStream) {
  const std::vector<CodeInstance> again = GenerateCodeRelease(LcbStyle());
  for (size_t i = 0; i < again.size(); i += 37) {
    EXPECT_EQ(again[i].question, Release()[i].question);
    const std::vector<CodeCase> first = CasesOf(Release()[i]), second = CasesOf(again[i]);
    ASSERT_EQ(first.size(), second.size());
    for (size_t j = 0; j < first.size(); ++j) {
      EXPECT_EQ(first[j].input, second[j].input);
      EXPECT_EQ(first[j].expected, second[j].expected);
    }
  }
}

TEST(CodeSuiteTest, ExamplesStandInTheQuestionWithTheSolversAnswers) {
  for (const CodeInstance& instance : Release()) {
    SCOPED_TRACE(instance.question);
    ASSERT_EQ(instance.examples.size(), 2u);
    for (const CodeCase& example : instance.examples) {
      EXPECT_TRUE(example.is_public);
      const std::string expected =
          CodeBruteForce(instance.FamilyName(), example.input, instance.parameters);
      EXPECT_TRUE(SameAnswer(instance.Form(), example.expected, expected));
      EXPECT_NE(instance.question.find("Output:\n" + example.expected), std::string::npos);
      if (instance.Form() == CodeForm::kStdin) {
        EXPECT_NE(instance.question.find("Input:\n" + example.input), std::string::npos);
      }
      EXPECT_EQ(CodeInputFault(instance, example.input), "");
    }
    EXPECT_NE(instance.examples[0].input, instance.examples[1].input);
  }
}

TEST(CodeSuiteTest, QuestionsAreReadable) {
  for (const CodeInstance& instance : Release()) {
    SCOPED_TRACE(instance.question);
    EXPECT_LT(instance.question.size(), 3500u);
    // The words that a template leaves out leave no gap.
    std::istringstream lines(instance.question.substr(0, instance.question.find("\nExample 1\n")));
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("    ")) continue;  // a formula
      EXPECT_EQ(line.find("  "), std::string::npos) << line;
      EXPECT_EQ(line.find(" ,"), std::string::npos) << line;
      EXPECT_TRUE(line.empty() || line.back() != ' ') << line;
    }
    for (const unsigned char c : instance.question) {
      ASSERT_TRUE(c == '\n' || (c >= ' ' && c <= '~')) << static_cast<int>(c);
    }
    EXPECT_EQ(instance.question.back(), '\n');
  }
}

TEST(CodeSuiteTest, FunctionFormHasStarterCodeAndEntryPoint) {
  for (const CodeInstance& instance : Release()) {
    SCOPED_TRACE(instance.FamilyName());
    if (instance.Form() == CodeForm::kStdin) {
      EXPECT_TRUE(instance.starter_code.empty());
      EXPECT_TRUE(instance.entry_point.empty());
      EXPECT_NE(instance.CppReference().find("int main()"), std::string::npos);
      continue;
    }
    const std::string definition = "    def " + instance.entry_point + "(self, ";
    EXPECT_EQ(instance.starter_code.find("class Solution:\n" + definition), 0u);
    EXPECT_NE(instance.PythonReference().find("class Solution:\n" + definition), std::string::npos);
    // The reference has the very signature that the starter code asks for.
    const size_t start = instance.starter_code.find(definition);
    const size_t end = instance.starter_code.find(":\n", start);
    EXPECT_NE(instance.PythonReference().find(instance.starter_code.substr(start, end - start)),
              std::string::npos);
    EXPECT_NE(instance.question.find("`" + instance.entry_point + "`"), std::string::npos);
    EXPECT_TRUE(instance.CppReference().empty());
  }
}

// Two problems of each family; code_reference_test.cc goes through all.
TEST(CodeSuiteTest, HiddenTestsKeepToTheStatedLimitsAndSizes) {
  constexpr size_t kMostTogether = 256 << 10, kMostLast = 1 << 20;
  for (const CodeInstance& instance : Release()) {
    if (static_cast<size_t>(instance.index) >= 2 * LcbStyleFamilies().size()) break;
    SCOPED_TRACE(instance.question);
    const std::vector<CodeCase> cases = CasesOf(instance);
    ASSERT_GE(cases.size(), 15u);
    size_t together = 0;
    int hidden = 0;
    for (size_t i = 0; i < cases.size(); ++i) {
      ASSERT_EQ(CodeInputFault(instance, cases[i].input), "") << "test " << i;
      ASSERT_FALSE(cases[i].expected.empty());
      ASSERT_EQ(cases[i].is_public, i < instance.examples.size());
      ASSERT_EQ(std::count(cases[i].input.begin(), cases[i].input.end(), '\0'), 0);
      ASSERT_EQ(cases[i].input.back(), '\n');
      if (i + 1 < cases.size()) together += cases[i].input.size();
      hidden += cases[i].is_public ? 0 : 1;
    }
    EXPECT_LE(together, kMostTogether);
    EXPECT_LE(cases.back().input.size(), kMostLast);
    EXPECT_GE(hidden, 13);
  }
}

TEST(CodeSuiteTest, InputCheckFindsFaults) {
  // One instance a family: an input that breaks a limit or its layout must be found.
  std::set<std::string> seen;
  for (const CodeInstance& instance : Release()) {
    if (!seen.insert(instance.FamilyName()).second) continue;
    SCOPED_TRACE(instance.FamilyName());
    const std::string& input = instance.examples[0].input;
    ASSERT_EQ(CodeInputFault(instance, input), "");
    EXPECT_NE(CodeInputFault(instance, input + "1\n"), "");
    EXPECT_NE(CodeInputFault(instance, input.substr(0, input.size() - 1)), "");
    CodeInstance unstated = instance;
    unstated.question = "Limits\n";
    EXPECT_NE(CodeInputFault(unstated, input), "");
    CodeInstance wider = instance;
    const size_t limit = wider.question.find(" <= ", wider.question.find("\nLimits\n"));
    wider.question.insert(wider.question.find('\n', limit), "0");
    EXPECT_NE(CodeInputFault(wider, input), "");
  }
}

TEST(CodeSuiteTest, ReleaseIsFrozen) {
  EXPECT_EQ(Sha256Hex(CodeReleaseText(LcbStyle())), LcbStyle().release_sha256)
      << "a release never changes; give a new one a new version";
}

TEST(CodeSuiteTest, ReleaseIsMadeQuickly) {
  const auto start = std::chrono::steady_clock::now();
  GenerateCodeRelease(LcbStyle());
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
  EXPECT_LT(passed.count(), 5.0);  // 0.1 s on an idle machine; sanitizers are slow
}

TEST(CodeSuiteTest, LargePrimesArePrime) {
  PhiloxStream stream(PhiloxKeyFor(kSeed, "primes"));
  NumberDraw draw(stream);
  std::set<int64_t> primes;
  for (int i = 0; i < 200; ++i) primes.insert(LargePrime(draw));
  EXPECT_EQ(primes.size(), 10u);
  for (const int64_t prime : primes) {
    EXPECT_GT(prime, 1'000'000'000);
    for (int64_t d = 2; d * d <= prime; ++d) ASSERT_NE(prime % d, 0) << prime;
  }
}

TEST(CodeSuiteTest, UnknownSuiteIsNull) { EXPECT_EQ(FindCodeSuite("lcb"), nullptr); }

}  // namespace
}  // namespace rbench
