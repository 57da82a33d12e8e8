#include "tasks/code/value_compare.h"

#include <iostream>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tasks/code/evalplus.h"
#include "tasks/code/python_literal.h"
#include "tasks/code/python_repr.h"
#include "tests/tasks/code/python_oracle.h"
#include "tests/tasks/code/random_value.h"

namespace rbench {
namespace {

Value Literal(std::string_view text) {
  Result<Value> value = ReadPythonLiteral(text);
  EXPECT_TRUE(value) << text << ": " << (value ? "" : value.error().message);
  return value ? *value : Value();
}

struct Row {
  const char* result;
  const char* expected;
  bool python;
  bool livecodebench;
  bool strict;
};

TEST(ValueCompare, ThreeRules) {
  const Row rows[] = {
      // LiveCodeBench's functional vectors: float for int, True for 1, tuple, nested tuple, set,
      // 0.1 + 0.2.
      {"7.0", "7", true, true, true},
      {"True", "1", true, true, true},
      {"(1, 2)", "[1, 2]", false, true, true},
      {"[(1, 2)]", "[[1, 2]]", false, false, true},
      {"((1, 2),)", "[[1, 2]]", false, false, true},
      {"{1, 2}", "[1, 2]", false, false, false},
      {"0.30000000000000004", "0.3", false, false, true},
      {"[1, 2]", "[1, 2]", true, true, true},
      {"[2, 1]", "[1, 2]", false, false, false},
      {"'1'", "1", false, false, false},
      {"None", "None", true, true, true},
      {"None", "[]", false, false, false},
      {"None", "0", false, false, false},
      {"False", "0", true, true, true},
      {"''", "False", false, false, false},
      {"()", "[]", false, true, true},
      {"[1, 2, 3]", "[1, 2]", false, false, false},
      // Exact between int and float.
      {"9007199254740993", "9007199254740992.0", false, false, true},
      {"9007199254740992", "9007199254740992.0", true, true, true},
      {"10000000000000000000000", "1e22", true, true, true},
      {"100000000000000000000000", "1e23", false, false, true},
      {"float('inf')", "float('inf')", true, true, true},
      {"float('inf')", "float('-inf')", false, false, false},
      {"float('inf')", "1e308", false, false, false},
      {"1e308", "float('inf')", false, false, false},
      {"float('nan')", "float('nan')", false, false, true},
      {"0.0", "-0.0", true, true, true},
      {"0", "-0.0", true, true, true},
      {"1+0j", "1", true, true, true},
      {"1+1j", "1", false, false, false},
      {"1+1e-9j", "1+0j", false, false, true},
      // A tolerance only where a float is expected.
      {"1.0000001", "1", false, false, false},
      {"1.0000001", "1.0", false, false, true},
      {"1", "1.0000001", false, false, true},
      {"1.1", "1.0", false, false, false},
      {"[1.0000001]", "[1.0]", false, false, true},
      {"{'a': 1.0000001}", "{'a': 1.0}", false, false, true},
      {"{1.0000001}", "{1.0}", false, false, false},
      {"1000000.5", "1000000.0", false, false, true},
      {"'1.0'", "1.0", false, false, false},
      // Sets and dicts.
      {"{1, 2}", "{2, 1}", true, true, true},
      {"{1}", "frozenset({1})", true, true, true},
      {"{1, 2}", "{1}", false, false, false},
      {"{(1, 2)}", "{(1.0, 2.0)}", true, true, true},
      {"{frozenset({1, 2})}", "{frozenset({2, True})}", true, true, true},
      {"{'a': 1, 'b': 2}", "{'b': 2, 'a': 1}", true, true, true},
      {"{'a': 1}", "{'a': 2}", false, false, false},
      {"{'a': 1}", "{'b': 1}", false, false, false},
      {"{1: 'x'}", "{True: 'x'}", true, true, true},
      {"{1: (1,)}", "{1: [1]}", false, false, true},
      {"{}", "set()", false, false, false},
      {"{float('nan')}", "{float('nan')}", false, false, false},
      // Texts and bytes.
      {"'a'", "b'a'", false, false, false},
      {"b'a'", "b'a'", true, true, true},
      {"'\\u00e9'", "'e\\u0301'", false, false, false},
  };
  for (const Row& row : rows) {
    const Value result = Literal(row.result);
    const Value expected = Literal(row.expected);
    EXPECT_EQ(PythonEqual(result, expected), row.python)
        << row.result << " python " << row.expected;
    EXPECT_EQ(PythonEqual(expected, result), row.python)
        << row.expected << " python " << row.result;
    EXPECT_EQ(LiveCodeBenchEqual(result, expected), row.livecodebench)
        << row.result << " livecodebench " << row.expected;
    EXPECT_EQ(StrictEqual(result, expected), row.strict)
        << row.result << " strict " << row.expected;
  }
}

TEST(ValueCompare, RulesByName) {
  EXPECT_EQ(FindValueRule("python").value(), &PythonEqual);
  EXPECT_EQ(FindValueRule("livecodebench").value(), &LiveCodeBenchEqual);
  EXPECT_TRUE(FindValueRule("strict").value()(Literal("(1.0,)"), Literal("[1.0000001]")));
  EXPECT_NE(FindValueRule("pythn").error().message.find("known: python"), std::string::npos);
}

// Members are found by sorting: 200,000 of them take no quadratic time, also where all texts begin
// alike.
TEST(ValueCompare, LargeSetsAreFast) {
  std::vector<Value> a;
  std::vector<Value> b;
  for (int i = 0; i < 200'000; ++i) {
    a.push_back(Value::Str("prefix" + std::to_string(i)));
    b.push_back(Value::Str("prefix" + std::to_string(199'999 - i)));
  }
  EXPECT_TRUE(PythonEqual(Value::Set(a).value(), Value::Set(b).value()));
}

TEST(ValueCompare, PythonAgrees) {
  RBENCH_REQUIRE_PYTHON();
  const uint64_t seed = 17;
  std::cout << "seed " << seed << "\n";
  std::mt19937_64 random(seed);
  std::vector<std::string> lines;
  std::vector<bool> ours;
  for (int i = 0; i < 20000; ++i) {
    const Value a = RandomValue(random, 3);
    const Value b = i % 8 == 0 ? RandomValue(random, 3) : Disguised(a, random);
    lines.push_back("(" + PythonRepr(a) + ") == (" + PythonRepr(b) + ")");
    ours.push_back(PythonEqual(a, b));
    ASSERT_EQ(ours.back(), PythonEqual(b, a)) << lines.back();
  }
  const std::vector<std::string> theirs =
      RunPython("import sys\nfor line in sys.stdin: print(eval(line))\n", lines);
  ASSERT_EQ(theirs.size(), lines.size());
  size_t equal = 0;
  for (size_t i = 0; i < lines.size(); ++i) {
    ASSERT_EQ(theirs[i], ours[i] ? "True" : "False") << lines[i];
    equal += ours[i] ? 1 : 0;
  }
  EXPECT_GT(equal, 2000u);
  EXPECT_LT(equal, 18000u);
}

// --- EvalPlus ---

bool Judge(EvalPlusComparer& comparer, std::string_view result, std::string_view expected,
           std::string_view arguments = "[]") {
  return comparer.Compare(Literal(arguments).items(), Literal(result), Literal(expected));
}

bool Once(double atol, std::string_view result, std::string_view expected) {
  EvalPlusComparer comparer(EvalPlusOracle::kNone, atol);
  return Judge(comparer, result, expected);
}

TEST(EvalPlus, ExactThenTolerance) {
  EXPECT_TRUE(Once(0, "[1, 2]", "[1, 2]"));
  EXPECT_TRUE(Once(0, "1.0", "1"));
  EXPECT_FALSE(Once(0, "(1, 2)", "[1, 2]"));
  EXPECT_FALSE(Once(0, "1.0000001", "1"));
  // The expectation is all floats: atol becomes 1e-6, and types must agree.
  EXPECT_TRUE(Once(0, "0.30000000000000004", "0.3"));
  EXPECT_TRUE(Once(0, "1.0000009", "1.0"));
  EXPECT_FALSE(Once(0, "1.0000012", "1.0"));
  EXPECT_TRUE(Once(0, "[1.0000009, 2.0]", "[1.0, 2.0]"));
  EXPECT_FALSE(Once(0, "(1.0000009, 2.0)", "[1.0, 2.0]"));
  EXPECT_TRUE(Once(0, "(1.0, 2.0)", "(1.0, 2.0)"));
  EXPECT_FALSE(Once(0, "[1.0000009, 2.0, 3.0]", "[1.0, 2.0]"));
  EXPECT_FALSE(Once(0, "[]", "[1.0]"));
  // Mixed lists are not all floats.
  EXPECT_FALSE(Once(0, "[1.0000001, 2]", "[1.0, 2]"));
  EXPECT_FALSE(Once(0, "[[1.0000001]]", "[[1.0]]"));
  // With a tolerance of the task they are compared too.
  EXPECT_TRUE(Once(1e-4, "[[1.0000001]]", "[[1.0]]"));
  EXPECT_TRUE(Once(1e-4, "1.00005", "1.0"));
  EXPECT_FALSE(Once(1e-4, "1.0002", "1.0"));
  EXPECT_FALSE(Once(1e-4, "1.00005", "1"));
  EXPECT_TRUE(Once(1e-4, "True", "1"));
  EXPECT_FALSE(Once(1e-4, "'a'", "'b'"));
  EXPECT_FALSE(Once(1e-4, "None", "1.0"));
  EXPECT_FALSE(Once(0, "float('nan')", "float('nan')"));
}

TEST(EvalPlus, TheToleranceStays) {
  EvalPlusComparer comparer(EvalPlusOracle::kNone, 0);
  EXPECT_FALSE(Judge(comparer, "[[1.0000001]]", "[[1.0]]"));
  EXPECT_EQ(comparer.atol(), 0);
  EXPECT_TRUE(Judge(comparer, "1.0", "1.0"));
  EXPECT_EQ(comparer.atol(), 1e-6);
  EXPECT_TRUE(Judge(comparer, "[[1.0000001]]", "[[1.0]]"));
}

TEST(EvalPlus, Oracles) {
  const auto mbpp = [](std::string_view name) {
    return EvalPlusComparer(EvalPlusOracleOf(EvalPlusDataset::kMbpp, name), 0);
  };
  EvalPlusComparer equivalent = mbpp("are_equivalent");
  EXPECT_TRUE(Judge(equivalent, "None", "True"));
  EvalPlusComparer sum_div = mbpp("sum_div");
  EXPECT_TRUE(Judge(sum_div, "0", "7"));
  EXPECT_TRUE(Judge(sum_div, "7", "7"));
  EXPECT_FALSE(Judge(sum_div, "8", "7"));
  EvalPlusComparer elements = mbpp("similar_elements");
  EXPECT_TRUE(Judge(elements, "[5, 4, 4]", "(4, 5)"));
  EXPECT_FALSE(Judge(elements, "[5]", "(4, 5)"));
  EXPECT_FALSE(Judge(elements, "5", "(4, 5)"));
  EXPECT_FALSE(Judge(elements, "[[5]]", "(4, 5)"));
  EvalPlusComparer digits = mbpp("digit_distance_nums");
  EXPECT_TRUE(Judge(digits, "9", "5", "[123, 9]"));  // 123 and 009: 1 + 2 + 6
  EXPECT_FALSE(Judge(digits, "8", "5", "[123, 9]"));
  EXPECT_FALSE(Judge(digits, "6", "7", "[-123, 9]"));
  EvalPlusComparer matched = mbpp("check_str");
  EXPECT_TRUE(Judge(matched, "'match'", "True"));
  EXPECT_FALSE(Judge(matched, "None", "True"));
  EXPECT_TRUE(Judge(matched, "None", "False"));
  EXPECT_FALSE(Judge(matched, "False", "True"));
  EXPECT_TRUE(EvalPlusExpectation(EvalPlusOracle::kNotNone, Literal("'x'")).boolean());
  EXPECT_FALSE(EvalPlusExpectation(EvalPlusOracle::kNotNone, Literal("None")).boolean());
  EvalPlusComparer surface(EvalPlusOracleOf(EvalPlusDataset::kMbpp, "surface_Area"), 0);
  EXPECT_TRUE(Judge(surface, "33", "33", "[3, 4]"));
  EXPECT_TRUE(Judge(surface, "35", "33", "[3, 4]"));  // 9 + 6 sqrt(18.25) = 34.6
  EXPECT_FALSE(Judge(surface, "36", "33", "[3, 4]"));
  EvalPlusComparer zero(EvalPlusOracleOf(EvalPlusDataset::kHumanEval, "find_zero"), 1e-4);
  EXPECT_TRUE(Judge(zero, "-0.5", "-0.5", "[[1, 2]]"));
  EXPECT_TRUE(Judge(zero, "-0.50004", "-0.5", "[[1, 2]]"));
  EXPECT_FALSE(Judge(zero, "-0.6", "-0.5", "[[1, 2]]"));
  EXPECT_FALSE(Judge(zero, "None", "-0.5", "[[1, 2]]"));
  EXPECT_FALSE(Judge(zero, "float('nan')", "-0.5", "[[1, 2]]"));
  EXPECT_FALSE(Judge(zero, "float('inf')", "-0.5", "[[1, 2]]"));
  // The name counts only in its own data set.
  EXPECT_EQ(EvalPlusOracleOf(EvalPlusDataset::kHumanEval, "sum_div"), EvalPlusOracle::kNone);
  EXPECT_EQ(EvalPlusOracleOf(EvalPlusDataset::kMbpp, "find_zero"), EvalPlusOracle::kNone);
}

TEST(NumpyAllClose, ShapesBroadcast) {
  const auto close = [](std::string_view a, std::string_view b) {
    return NumpyAllClose(Literal(a), Literal(b), 1e-6);
  };
  EXPECT_TRUE(close("1.0", "[1.0, 1.0]"));
  EXPECT_TRUE(close("[[1.0], [1.0]]", "[1.0, 1.0]"));
  EXPECT_FALSE(close("[[1.0], [2.0]]", "[1.0, 2.0]"));
  EXPECT_FALSE(close("[1.0, 1.0]", "[1.0, 1.0, 1.0]"));
  EXPECT_TRUE(close("[[1.0, 2.0], [1.0, 2.0]]", "[1.0, 2.0]"));
  EXPECT_TRUE(close("[]", "[]"));
  EXPECT_TRUE(close("[]", "[1.0]"));
  EXPECT_FALSE(close("[]", "[1.0, 2.0]"));
  EXPECT_FALSE(close("[[1.0], [1.0, 2.0]]", "[[1.0], [1.0, 2.0]]"));
  EXPECT_FALSE(close("[[1.0], 1.0]", "[[1.0], 1.0]"));
  EXPECT_FALSE(close("'a'", "'a'"));
  EXPECT_FALSE(close("[None]", "[None]"));
  EXPECT_FALSE(close("{1.0}", "{1.0}"));
  EXPECT_TRUE(close("18446744073709551615", "18446744073709551615"));
  EXPECT_FALSE(close("18446744073709551616", "18446744073709551616"));
  EXPECT_TRUE(close("float('inf')", "float('inf')"));
  EXPECT_FALSE(close("1e300", "float('inf')"));
  EXPECT_TRUE(close("1+1j", "1+1.0000001j"));
  // n rows against n columns would be n squared pairs.
  std::vector<Value> column;
  std::vector<Value> row;
  for (int i = 0; i < 10'000; ++i) {
    column.push_back(Value::List({Value::Float(1)}));
    row.push_back(Value::Float(1));
  }
  EXPECT_FALSE(NumpyAllClose(Value::List(column), Value::List(row), 1e-6));
}

}  // namespace
}  // namespace rbench
