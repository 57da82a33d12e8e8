#include "tasks/extraction.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/files.h"
#include "base/json.h"
#include "base/philox.h"
#include "tasks/answer_text.h"
#include "tasks/number_text.h"
#include "tests/tasks/extraction_reference.h"

namespace rbench {
namespace {

using enum ExtractionRule;

const std::vector<ExtractionRule>& AllButJson() {
  static const std::vector<ExtractionRule> rules = {kAnswerTag, kBoxed, kFinalAnswerIs, kHashes,
                                                    kFormula,   kWhole, kNumber,        kLetter};
  return rules;
}

bool ReadsNumber(std::string_view text) {
  WrittenNumber number;
  return ReadNumber(text, {}, &number) != NumberReading::kNotANumber;
}

// tests/tasks/cases/extraction.jsonl: one extraction a line. "rules" default to the boxes alone;
// "parts" and "decoded" to none.
void CheckCase(const Json& row) {
  const std::string text = row.at("text").get<std::string>();
  const auto rules = ParseExtractionRules(row.value("rules", std::vector<std::string>{"boxed"}));
  ASSERT_TRUE(rules) << rules.error().message;
  const GradeMode mode = GradeModeFromName(row.value("mode", "strict")).value();
  const ExtractionOptions options{row.value("join", false)};
  const Extraction found = ExtractAnswer(text, false, mode, *rules, ReadsNumber, options);
  EXPECT_EQ(found.found, row.contains("want"));
  EXPECT_EQ(found.text, row.value("want", "")) << found.reason;
  EXPECT_EQ(found.reason, row.value("reason", ""));
  EXPECT_EQ(found.decoded, row.value("decoded", ""));
  EXPECT_EQ(std::vector<std::string>(found.parts.begin(), found.parts.end()),
            row.value("parts", std::vector<std::string>{}));
  EXPECT_EQ(found.rule, row.value("rule", found.rule));
}

TEST(Extraction, EveryLineGetsTheAnswerItStates) {
  const auto text = ReadFile("tests/tasks/cases/extraction.jsonl");
  ASSERT_TRUE(text) << text.error().message;
  int line = 0;
  for (size_t begin = 0; begin < text->size();) {
    const size_t end = text->find('\n', begin);
    const auto row = ParseJson(std::string_view(*text).substr(begin, end - begin));
    begin = end + 1;
    ++line;
    ASSERT_TRUE(row) << "line " << line << ": " << row.error().message;
    SCOPED_TRACE("line " + std::to_string(line) + ": " + DumpJson(*row));
    CheckCase(*row);
  }
  EXPECT_GE(line, 60);
}

// Texts made of what the rules look for, whole and in pieces.
class RandomTexts {
 public:
  explicit RandomTexts(uint64_t seed) : random_(PhiloxKeyFor(seed, "texts")) {}

  uint32_t Below(uint32_t n) { return random_.NextU32() % n; }

  std::string Next() {
    static const std::vector<std::string> pieces = {"<think>",
                                                    "</think>",
                                                    "<answer>",
                                                    "</answer>",
                                                    "<",
                                                    "/answer>",
                                                    "think>",
                                                    "\\boxed{",
                                                    "\\boxed",
                                                    "\\boxed ",
                                                    "\\fbox{",
                                                    "\\fbox ",
                                                    "box",
                                                    "\\",
                                                    "\\\\",
                                                    "{",
                                                    "}",
                                                    "}",
                                                    "}",
                                                    "\\{",
                                                    "\\}",
                                                    "####",
                                                    "#",
                                                    "### ",
                                                    "answer",
                                                    "Answer",
                                                    "the answer is ",
                                                    "final answer is ",
                                                    "Final answer\n",
                                                    "answer to the question is ",
                                                    "answer for it: ",
                                                    "answer:",
                                                    " is ",
                                                    "=",
                                                    "swer",
                                                    "I hope it is correct.",
                                                    ".",
                                                    ". ",
                                                    "! ",
                                                    "5!",
                                                    "?",
                                                    "**",
                                                    "*",
                                                    "\n",
                                                    " ",
                                                    "  ",
                                                    "\t",
                                                    "$",
                                                    "$$",
                                                    "\\(",
                                                    "\\)",
                                                    "\\[",
                                                    "\\]",
                                                    "\\$",
                                                    ",",
                                                    ";",
                                                    "&",
                                                    " and ",
                                                    " or ",
                                                    "and",
                                                    "\\text{and}",
                                                    "\\text{ or }",
                                                    "\\quad",
                                                    "\\,",
                                                    "~",
                                                    "5",
                                                    "7",
                                                    "12",
                                                    "1,234",
                                                    "3.5",
                                                    ".5",
                                                    "-3",
                                                    "x1",
                                                    "x1}",
                                                    "\\frac{1}{2}",
                                                    "\\frac{a1}",
                                                    "\\frac",
                                                    "frac",
                                                    "^{2}",
                                                    "_1",
                                                    "1/2",
                                                    "50%",
                                                    "\\%",
                                                    "(B)",
                                                    "A",
                                                    "B",
                                                    " C ",
                                                    "I think",
                                                    "A ",
                                                    "apples",
                                                    "three ",
                                                    "Twenty-one",
                                                    "correct",
                                                    "is correct. ",
                                                    "\n4. Next",
                                                    "\n**2)** ",
                                                    "3. ",
                                                    "w",
                                                    "W",
                                                    "\xe2\x88\x92",
                                                    "\xc2\xa0",
                                                    "\xef\xbc\x8c",
                                                    "\\boxed{5}",
                                                    "\\boxed{7}",
                                                    "\\boxed{x}",
                                                    "\\boxed{ 5 }",
                                                    "\\boxed{}",
                                                    "\\boxed 5$",
                                                    "\\fbox{9}"};
    static const std::vector<std::string> joined = {"\\boxed{5}",
                                                    "\\boxed{7}",
                                                    "\\boxed{ 7}",
                                                    "\\fbox{9}",
                                                    ", ",
                                                    " and ",
                                                    "$, $",
                                                    " or ",
                                                    "\\text{ and }",
                                                    "\\quad",
                                                    " \\\\ ",
                                                    ".",
                                                    "**",
                                                    "\n",
                                                    " & ",
                                                    "x",
                                                    "\\boxed{1}",
                                                    "\\boxed{2}",
                                                    "\\boxed{3}",
                                                    "\\boxed{4}",
                                                    "\\boxed{}",
                                                    "\\boxed{a\\boxed\\x}",
                                                    "\\boxed \\x"};
    const bool boxes = Below(3) == 0;
    const std::vector<std::string>& from = boxes ? joined : pieces;
    // A tag of thinking hides all before it.
    const uint32_t skipped = Below(4) == 0 ? 0 : 2;
    std::string text;
    const uint32_t count = Below(Below(8) == 0 ? 60 : 14);
    for (uint32_t i = 0; i < count; ++i) {
      const std::string& piece =
          from[skipped + Below(static_cast<uint32_t>(from.size()) - skipped)];
      // Long runs and plain bytes move the pieces over the edges of blocks.
      const uint32_t times = Below(24) == 0 ? Below(90) : 1;
      for (uint32_t k = 0; k < times; ++k) text += piece;
      if (!boxes && Below(6) == 0) text.append(Below(20), "x 7.}"[Below(5)]);
    }
    return text;
  }

 private:
  PhiloxStream random_;
};

void ExpectSame(const Extraction& fast, const Extraction& plain) {
  ASSERT_EQ(fast.found, plain.found);
  ASSERT_EQ(fast.reason, plain.reason);
  ASSERT_EQ(fast.rule, plain.rule);
  ASSERT_EQ(fast.begin, plain.begin);
  ASSERT_EQ(fast.end, plain.end);
  ASSERT_EQ(fast.text, plain.text);
  ASSERT_EQ(fast.parts, plain.parts);
}

TEST(Extraction, AgreesWithThePlainReference) {
  constexpr uint64_t kSeed = 20240611;
  constexpr int kTexts = 200000;
  std::printf("seed %llu\n", static_cast<unsigned long long>(kSeed));
  RandomTexts random(kSeed);
  int found = 0;
  int joined = 0;
  for (int i = 0; i < kTexts; ++i) {
    const std::string text = random.Next();
    const auto mode = static_cast<GradeMode>(random.Below(2));
    const bool opened = random.Below(8) == 0;
    const ExtractionOptions options{random.Below(2) == 0};
    std::vector<ExtractionRule> rules = AllButJson();
    // Every rule gets its turn at the front.
    const uint32_t left_out = random.Below(2) == 0 ? 0 : random.Below(8);
    rules.erase(rules.begin(), rules.begin() + left_out);
    const ReadsAsAnswer reads = [&](std::string_view part) {
      return part.size() % 5 != 3 && (part.size() < 4 || ReadsNumber(part));
    };
    const Extraction fast = ExtractAnswer(text, opened, mode, rules, reads, options);
    const Extraction plain = reference::ExtractAnswer(text, opened, mode, rules, reads, options);
    SCOPED_TRACE("text " + std::to_string(i) + ": " + text);
    ExpectSame(fast, plain);
    if (HasFatalFailure()) return;
    found += fast.found;
    joined += !fast.parts.empty();
  }
  std::printf("%d texts, %d with an answer, %d with joined boxes\n", kTexts, found, joined);
  EXPECT_GT(found, kTexts / 4);
  EXPECT_GT(joined, kTexts / 100);
}

TEST(Extraction, AsksTheCheckerABoundedNumberOfTimes) {
  constexpr uint64_t kSeed = 7;
  std::printf("seed %llu\n", static_cast<unsigned long long>(kSeed));
  RandomTexts random(kSeed);
  for (int i = 0; i < 4000; ++i) {
    const std::string text = random.Next();
    int long_calls = 0;
    int letter_calls = 0;
    size_t longest = 0;
    const ReadsAsAnswer never = [&](std::string_view part) {
      longest = std::max(longest, part.size());
      ++(part.size() == 1 ? letter_calls : long_calls);
      return false;
    };
    ExtractAnswer(text + std::string(i % 7 == 0 ? 5000 : 0, '1'), false, GradeMode::kLenient,
                  AllButJson(), never);
    ASSERT_LE(long_calls, 8) << text;
    ASSERT_LE(letter_calls, 26 + 8) << text;
    ASSERT_LE(longest, kMaxTriedBytes) << text;
  }
  int calls = 0;
  std::string fractions;
  for (int i = 0; i < 1000; ++i) fractions += "\\frac{a1}";
  ExtractAnswer(fractions, false, GradeMode::kLenient, {kNumber}, [&](std::string_view) {
    ++calls;
    return false;
  });
  EXPECT_EQ(calls, kMaxFractionTries);
}

TEST(Extraction, JsonAnswersAreWhatTheStringStandsFor) {
  constexpr uint64_t kSeed = 99;
  std::printf("seed %llu\n", static_cast<unsigned long long>(kSeed));
  RandomTexts random(kSeed);
  for (int i = 0; i < 4000; ++i) {
    std::string answer = random.Next();
    // "\t" before a letter reads as LaTeX.
    std::replace(answer.begin(), answer.end(), '\t', ' ');
    // Tags of thinking would be taken for thinking.
    if (answer.find("think>") != std::string::npos) continue;
    const std::string wanted(Trim(answer));
    const Json object = {{"reasoning", random.Next()}, {"answer", answer}, {"sure", true}};
    if (DumpJson(object).find("think>") != std::string::npos) continue;
    std::string text = random.Below(2) == 0 ? DumpJson(object) : DumpJsonPretty(object);
    if (random.Below(2) == 0) text = "```json\n" + text + "\n```\n";
    const Extraction found =
        ExtractAnswer(text, false, GradeMode::kStrict, {kJsonAnswer}, ReadsNumber);
    ASSERT_EQ(found.found, !wanted.empty()) << text;
    ASSERT_EQ(found.rule, "json_answer") << text;
    if (!found.found) continue;
    ASSERT_EQ(found.answer(), wanted) << text;
    ASSERT_EQ(text.substr(found.begin, found.end - found.begin), found.text);
    ASSERT_FALSE(ExtractAnswer(text.substr(0, found.end), false, GradeMode::kStrict, {kJsonAnswer},
                               ReadsNumber)
                     .found);
  }
}

TEST(Extraction, MatchingBraceAgreesWithALoop) {
  constexpr uint64_t kSeed = 3;
  std::printf("seed %llu\n", static_cast<unsigned long long>(kSeed));
  PhiloxStream random(PhiloxKeyFor(kSeed, "braces"));
  for (int i = 0; i < 20000; ++i) {
    std::string text = "{";
    const uint32_t plain = random.NextU32() % 12;
    for (uint32_t k = random.NextU32() % 120; k > 0; --k)
      text += random.NextU32() % 12 < plain ? 'x' : "{{}}}\\"[random.NextU32() % 6];
    size_t depth = 0;
    size_t want = std::string::npos;
    for (size_t k = 0; k < text.size() && want == std::string::npos; ++k) {
      if (text[k] == '\\') {
        ++k;
      } else if (text[k] == '{') {
        ++depth;
      } else if (text[k] == '}' && --depth == 0) {
        want = k;
      }
    }
    ASSERT_EQ(MatchingBrace(text, 0), want) << text;
  }
}

}  // namespace
}  // namespace rbench
