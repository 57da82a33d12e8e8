#include "tasks/code/output_compare.h"

#include <iostream>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/files.h"
#include "base/json.h"
#include "tests/support/case_lines.h"
#include "tests/tasks/code/python_oracle.h"

// tests/tasks/code/cases/output_compare.jsonl: one comparison a line. `expected` null: there is no
// expectation.

namespace rbench {
namespace {

OutputComparison Compare(std::string_view spec, std::string_view expected,
                         std::string_view output) {
  const Result<OutputRule> rule = ParseOutputRule(spec);
  EXPECT_TRUE(rule) << (rule ? "" : rule.error().message);
  return CompareOutput(rule.value(), expected, output);
}

void CheckCase(const Json& row) {
  const Result<OutputRule> rule = ParseOutputRule(row.at("rule").get<std::string>());
  ASSERT_TRUE(rule) << rule.error().message;
  const Json& expected_json = row.at("expected");
  const std::string expected = expected_json.is_null() ? "" : expected_json.get<std::string>();
  const std::optional<std::string_view> wanted =
      expected_json.is_null() ? std::nullopt : std::optional<std::string_view>(expected);
  const std::string output = row.at("output").get<std::string>();
  const OutputComparison comparison = CompareOutput(*rule, wanted, output);
  EXPECT_EQ(OutputVerdictName(comparison.verdict), row.at("want").get<std::string>())
      << comparison.reason;
  EXPECT_EQ(comparison.line, row.value("line", comparison.line));
  EXPECT_EQ(comparison.token, row.value("token", comparison.token));
  EXPECT_EQ(comparison.reason.empty(), comparison.equal());
  EXPECT_TRUE(!comparison.equal() || comparison.line == 0);
}

TEST(OutputCompare, EveryLineGetsTheVerdictItStates) {
  EXPECT_GE(ForEachCaseLine("tests/tasks/code/cases/output_compare.jsonl", CheckCase), 160);
}

TEST(OutputCompare, RulesAreReadOrRefused) {
  for (const char* spec : {"", "nothing", "lines x", "float", "float_absolute", "float 1 2",
                           "float -1", "float nan", "float inf", "float x", "kattis x",
                           "kattis float_tolerance", "kattis float_tolerance x", "wcmp 1"}) {
    EXPECT_FALSE(ParseOutputRule(spec)) << spec;
  }
  EXPECT_NE(ParseOutputRule("line").error().message.find("lines, tokens"), std::string::npos);
  EXPECT_EQ(OutputRuleNames().size(), 21u);
  for (const std::string& name : OutputRuleNames()) {
    const std::string spec = name.starts_with("float") ? name + " 1e-6" : name;
    ASSERT_TRUE(ParseOutputRule(spec)) << spec;
    // Whatever the rule, the right answer is right.
    const std::string_view right = name.ends_with("yesno") ? "YES\n" : "12\n";
    EXPECT_TRUE(Compare(spec, right, right).equal()) << spec;
    EXPECT_FALSE(Compare(spec, right, "").equal()) << spec;
    EXPECT_FALSE(Compare(spec, right, std::string(right) + std::string(right)).equal()) << spec;
  }
}

TEST(OutputCompare, ReasonsAreForPeople) {
  EXPECT_EQ(Compare("tokens", "1 7", "1\n8").reason,
            "line 2, token 2: expected \"7\", found \"8\"");
  EXPECT_EQ(Compare("lines", "a\nb", "a\n\x1B[2J").reason,
            "line 2: expected \"b\", found \"\\x1b[2J\"");
  EXPECT_EQ(Compare("tokens", "1 7", "1").reason,
            "line 1, token 2: expected \"7\", but the output ends");
  EXPECT_LT(Compare("exact", std::string(5000, 'a'), std::string(5000, 'b')).reason.size(), 300u);
}

// A million digits, blanks, line ends or short tokens: linear under every rule.
TEST(OutputCompare, LongTextsAreLinear) {
  const size_t size = 1'000'000;
  const std::string digits(size, '7');
  const std::string blanks(size, ' ');
  const std::string lines(size, '\n');
  std::string words;
  while (words.size() < size) words += "1e999999 ";
  const std::string underscores = "1" + std::string(size, '_');
  for (const std::string& name : OutputRuleNames()) {
    const std::string spec = name.starts_with("float") ? name + " 1e-6" : name;
    for (const std::string& text : {digits, blanks, lines, words, underscores}) {
      Compare(spec, text, text + "x");
      Compare(spec, "1", text);
      Compare(spec, text, "1");
    }
  }
  EXPECT_TRUE(Compare("livecodebench", digits, digits + ".0").equal());
  EXPECT_FALSE(Compare("livecodebench", digits, digits + ".1").equal());
  EXPECT_TRUE(Compare("livecodebench", "1", underscores).equal());
  EXPECT_FALSE(Compare("float 1e-6", digits, digits + ".0").equal());
}

// Lines of numbers and near-numbers, graded by Python's own str and Decimal.
TEST(OutputCompare, PythonsDecimalsAgree) {
  RBENCH_REQUIRE_PYTHON();
  const uint64_t seed = 23;
  std::cout << "seed " << seed << "\n";
  std::mt19937_64 random(seed);
  const std::vector<std::string> pieces = {"0",
                                           "1",
                                           "1",
                                           "7",
                                           "10",
                                           "00",
                                           ".",
                                           ".0",
                                           "e",
                                           "E0",
                                           "e1",
                                           "e-1",
                                           "+",
                                           "-",
                                           "_",
                                           "inf",
                                           "nan",
                                           "snan",
                                           "infinity",
                                           "Infinity",
                                           " ",
                                           "  ",
                                           "\t",
                                           "\n",
                                           "\r",
                                           "\xC2\xA0",
                                           "\xE2\x80\x83",
                                           "\xD9\xA3",
                                           "\xF0\x9D\x9F\x8F",
                                           "a",
                                           "\x1C",
                                           "\xC2\x85",
                                           "e999999999999999999",
                                           "e1000000000000000000",
                                           "e-1999999999999999997",
                                           "e-1999999999999999999",
                                           "\xE3\x80\x80"};
  std::vector<std::string> lines;
  std::vector<bool> ours;
  const OutputRule rule = ParseOutputRule("livecodebench").value();
  for (int i = 0; i < 40000; ++i) {
    std::vector<std::string> parts;
    for (size_t n = random() % 6; n > 0; --n) parts.push_back(pieces[random() % pieces.size()]);
    std::string expected;
    for (const std::string& part : parts) expected += part;
    // The output is the same with a piece or two put in, taken out or changed.
    for (size_t n = random() % 3; n > 0; --n) {
      const std::string& piece = pieces[random() % pieces.size()];
      const size_t at = random() % (parts.size() + 1);
      if (random() % 3 != 0 || at == parts.size()) {
        parts.insert(parts.begin() + static_cast<ptrdiff_t>(at), piece);
      } else {
        parts.erase(parts.begin() + static_cast<ptrdiff_t>(at));
      }
    }
    std::string output;
    for (const std::string& part : parts) output += part;
    lines.push_back(HexOf(expected) + "," + HexOf(output));
    ours.push_back(CompareOutput(rule, expected, output).equal());
  }
  const std::vector<std::string> theirs = RunPython(R"py(
import sys
from decimal import Decimal
def lines(t): return [x.strip() for x in t.strip().split('\n')]
def equal(e, o):
    e, o = lines(e), lines(o)
    if len(e) != len(o): return False
    for a, b in zip(e, o):
        if a == b: continue
        try:
            if [Decimal(w) for w in b.split()] != [Decimal(w) for w in a.split()]: return False
        except Exception: return False
    return True
for line in sys.stdin:
    e, o = (bytes.fromhex(h).decode() for h in line.rstrip('\n').split(','))
    print(equal(e, o))
)py",
                                                    lines);
  ASSERT_EQ(theirs.size(), lines.size());
  size_t equal = 0;
  for (size_t i = 0; i < lines.size(); ++i) {
    ASSERT_EQ(theirs[i], ours[i] ? "True" : "False")
        << "expected " << FromHex(lines[i].substr(0, lines[i].find(','))) << "\noutput "
        << FromHex(lines[i].substr(lines[i].find(',') + 1)) << "\n"
        << lines[i];
    equal += ours[i] ? 1 : 0;
  }
  EXPECT_GT(equal, 5000u);
}

}  // namespace
}  // namespace rbench
