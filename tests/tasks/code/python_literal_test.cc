#include "tasks/code/python_literal.h"

#include <iostream>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tasks/code/evalplus_inputs.h"
#include "tasks/code/python_repr.h"
#include "tasks/code/value_encoding.h"
#include "tests/tasks/code/python_oracle.h"
#include "tests/tasks/code/random_value.h"

namespace rbench {
namespace {

std::string Read(std::string_view text, const LiteralOptions& options = {}) {
  const Result<Value> value = ReadPythonLiteral(text, options);
  return value ? PythonRepr(*value) : "error";
}

TEST(PythonLiteral, Table) {
  const struct {
    const char* text;
    const char* want;  // the value written again
  } cases[] = {
      {"None", "None"},
      {" True ", "True"},
      {"-3", "-3"},
      {"- 3", "-3"},
      {"+3", "3"},
      {"-0", "0"},
      {"00", "0"},
      {"1_000", "1000"},
      {"0xFF", "255"},
      {"0b_101", "5"},
      {"0o17", "15"},
      {"0xffffffffffffffffffffffff", "79228162514264337593543950335"},
      {"1e3", "1000.0"},
      {"1_0.0_1e1_0", "100100000000.0"},
      {"1.", "1.0"},
      {".5", "0.5"},
      {"-.5e-3", "-0.0005"},
      {"1e999", "float('inf')"},
      {"1j", "complex(0.0, 1.0)"},
      {"-1j", "complex(-0.0, -1.0)"},
      {"1+2j", "complex(1.0, 2.0)"},
      {"1 - 2.5j", "complex(1.0, -2.5)"},
      {"'a' \"b\" '''c\nd'''", "'abc\\nd'"},
      {"r'\\n' '\\n'", "'\\\\n\\n'"},
      {"'\\x41\\u00e9\\101\\q\\'\\\n'", "\"A\\xe9A\\\\q'\""},
      {"b'\\x00a\\u1234'", "b'\\x00a\\\\u1234'"},
      {"Rb'\\x00'", "b'\\\\x00'"},
      {"u'x'", "'x'"},
      {"'\\ud83d\\ude00'", "'\\ud83d\\ude00'"},
      {"[]", "[]"},
      {"[1,]", "[1]"},
      {"()", "()"},
      {"(1)", "1"},
      {"(1,)", "(1,)"},
      {"(1, 2)", "(1, 2)"},
      {"((((1))))", "1"},
      {"{}", "{}"},
      {"{1, True, 1.0}", "{1}"},
      {"{1: 2, True: 3,}", "{1: 3}"},
      {"set()", "set()"},
      {"set([1, 2])", "{1, 2}"},
      {"frozenset((1, 1))", "frozenset({1})"},
      {"frozenset()", "frozenset()"},
      {"float('inf')", "float('inf')"},
      {"-float(\"Infinity\")", "float('-inf')"},
      {"float('-NaN')", "float('nan')"},
      {"float('1.5')", "1.5"},
      {"complex(1, -0.0)", "complex(1.0, -0.0)"},
      {"[1, # a comment\n 2]", "[1, 2]"},
      {"[1, \\\n 2]", "[1, 2]"},
      {"{'a': [(1, {2}), b'']}", "{'a': [(1, {2}), b'']}"},
      // Not literals.
      {"", "error"},
      {"1 2", "error"},
      {"1,2", "error"},
      {"[1 2]", "error"},
      {"[,]", "error"},
      {"(,)", "error"},
      {"012", "error"},
      {"1__0", "error"},
      {"1_", "error"},
      {"_1", "error"},
      {"0x", "error"},
      {"0b12", "error"},
      {"1a", "error"},
      {"1e", "error"},
      {"1+2", "error"},
      {"1+2j+3", "error"},
      {"--1", "error"},
      {"-True", "error"},
      {"-'a'", "error"},
      {"x", "error"},
      {"inf", "error"},
      {"nan", "error"},
      {"true", "error"},
      {"null", "error"},
      {"f'a'", "error"},
      {"'a' b'b'", "error"},
      {"b'\xC3\xA9'", "error"},
      {"'a\n'", "error"},
      {"'a", "error"},
      {"'''a''", "error"},
      {"'\\x4'", "error"},
      {"'\\U00110000'", "error"},
      {"'\\N{DIGIT ONE}'", "error"},
      {"{1: 2, 3}", "error"},
      {"{1, 2: 3}", "error"},
      {"{[1]}", "error"},
      {"{[1]: 2}", "error"},
      {"{**{}}", "error"},
      {"[*[]]", "error"},
      {"list()", "error"},
      {"set(1)", "error"},
      {"set([1], [2])", "error"},
      {"float(1, 2)", "error"},
      {"float('x')", "error"},
      {"[1][0]", "error"},
      {"[i for i in []]", "error"},
      {"lambda: 1", "error"},
      {"__import__('os')", "error"},
      {"'a'.upper()", "error"},
      {"\xFF", "error"},
  };
  for (const auto& c : cases) EXPECT_EQ(Read(c.text), c.want) << c.text;
}

TEST(PythonLiteral, Options) {
  LiteralOptions json;
  json.json_constants = true;
  EXPECT_EQ(Read("[1,null,true,false,None]", json), "[1, None, True, False, None]");
  EXPECT_EQ(Read(" 4", json), "4");
  LiteralOptions infinity;
  infinity.infinity_name = true;
  EXPECT_EQ(Read("[inf, -inf]", infinity), "[float('inf'), float('-inf')]");
}

TEST(PythonLiteral, BoundsHold) {
  for (const char bracket : {'[', '(', '{', '-'}) {
    EXPECT_FALSE(ReadPythonLiteral(std::string(1'000'000, bracket))) << bracket;
  }
  EXPECT_EQ(Read(std::string(100, '(') + "1" + std::string(100, ')')), "1");
  EXPECT_EQ(Read(std::string(101, '(') + "1" + std::string(101, ')')), "error");
  std::string calls;
  for (int i = 0; i < 1000; ++i) calls += "set(";
  EXPECT_FALSE(ReadPythonLiteral(calls));
  LiteralOptions options;
  options.limits.max_nodes = 3;
  EXPECT_EQ(Read("[1,2]", options), "[1, 2]");
  EXPECT_EQ(Read("[1,2,3]", options), "error");
  EXPECT_FALSE(ReadPythonLiteral("0x" + std::string(5000, 'f')));
  EXPECT_FALSE(ReadPythonLiteral(std::string(60'000, '9')));
}

std::string ReadCall(std::string_view text, const LiteralOptions& options = {}) {
  const Result<CallArguments> call = ReadCallArguments(text, options);
  if (!call) return "error";
  std::string out;
  for (const Value& value : call->positional) out += PythonRepr(value) + "; ";
  for (const auto& [name, value] : call->named) out += name + "=" + PythonRepr(value) + "; ";
  return out;
}

TEST(CallArguments, LeetCodesNotation) {
  LiteralOptions json;
  json.json_constants = true;
  EXPECT_EQ(ReadCall("n = 7, queries = [[0,5],[1,6]]"), "n=7; queries=[[0, 5], [1, 6]]; ");
  EXPECT_EQ(ReadCall("[1,8,6]"), "[1, 8, 6]; ");
  EXPECT_EQ(ReadCall("1, 2, a=3,"), "1; 2; a=3; ");
  EXPECT_EQ(ReadCall(""), "");
  EXPECT_EQ(ReadCall("root = [1,null,2]", json), "root=[1, None, 2]; ");
  EXPECT_EQ(ReadCall("board = \n[[\"5\"]\n,[\"6\"]]"), "board=[['5'], ['6']]; ");
  EXPECT_EQ(ReadCall("a=1, 2"), "error");
  EXPECT_EQ(ReadCall("a=1, a=2"), "error");
  EXPECT_EQ(ReadCall("a==1"), "error");
  EXPECT_EQ(ReadCall("a=1 b=2"), "error");
  EXPECT_EQ(ReadCall("**kw"), "error");
  EXPECT_EQ(ReadCall("*args"), "error");
  const std::map<std::string, Value, std::less<>> names = {
      {"kw", ReadPythonLiteral("{'x': 1, 'y': [2]}").value()}};
  LiteralOptions with_names;
  with_names.names = &names;
  EXPECT_EQ(ReadCall("**kw", with_names), "x=1; y=[2]; ");
  EXPECT_EQ(ReadCall("**kw, **kw", with_names), "error");
}

TEST(PythonComplex, AsPythonsComplex) {
  const auto read = [](std::string_view text) {
    const Result<Value> value = ParsePythonComplex(text);
    return value ? PythonRepr(*value) : std::string("error");
  };
  EXPECT_EQ(read("1j"), "complex(0.0, 1.0)");
  EXPECT_EQ(read("(-0-1j)"), "complex(-0.0, -1.0)");
  EXPECT_EQ(read(" ( 2.5 ) "), "complex(2.5, 0.0)");
  EXPECT_EQ(read("1e-5+2e+3J"), "complex(1e-05, 2000.0)");
  EXPECT_EQ(read("-j"), "complex(0.0, -1.0)");
  for (const char* text : {"", "j1", "1+", "1+2", "1 + 2j", "1j+2", "(1j", "x"}) {
    EXPECT_EQ(read(text), "error") << text;
  }
}

// Python reads what we wrote.
TEST(PythonRepr, PythonReadsItBack) {
  RBENCH_REQUIRE_PYTHON();
  const uint64_t seed = 3;
  std::cout << "seed " << seed << "\n";
  std::mt19937_64 random(seed);
  std::vector<Value> values;
  std::vector<std::string> lines;
  for (int i = 0; i < 8000; ++i) {
    values.push_back(RandomValue(random, 4));
    lines.push_back(PythonRepr(values.back()));
  }
  const std::vector<std::string> theirs = RunPython(
      std::string(PythonValueCode()) + "for line in sys.stdin: print(encode(eval(line)).hex())\n",
      lines);
  ASSERT_EQ(theirs.size(), values.size());
  for (size_t i = 0; i < values.size(); ++i) {
    const Result<Value> back = DecodeValue(FromHex(theirs[i]));
    ASSERT_TRUE(back) << lines[i] << ": " << back.error().message;
    ASSERT_TRUE(InOneOrder(*back).Identical(InOneOrder(values[i]))) << lines[i];
    // And so do we; a set that we wrote has our own order.
    const Result<Value> ours = ReadPythonLiteral(lines[i]);
    ASSERT_TRUE(ours) << lines[i] << ": " << ours.error().message;
    ASSERT_TRUE(InOneOrder(*ours).Identical(InOneOrder(values[i]))) << lines[i];
  }
}

// Sources from pieces of Python: whatever we read, Python reads as the same value.
TEST(PythonLiteral, NeverReadsWhatPythonReadsDifferently) {
  RBENCH_REQUIRE_PYTHON();
  const uint64_t seed = 5;
  std::cout << "seed " << seed << "\n";
  std::mt19937_64 random(seed);
  const std::vector<std::string> pieces = {
      "[",       "]",      "(",     ")",        "{",       "}",           ",",
      ",",       ":",      "-",     "+",        "1",       "0",           "12",
      "0x1f",    "0b1",    "0o7",   "1.5",      "1e3",     "2j",          ".5",
      "1_0",     "_",      "e",     "j",        "'a'",     "\"b\"",       "'\\n'",
      "'\\x41'", "r'\\n'", "b'c'",  "b'\\xff'", "'''d'''", "'\\ud800'",   "'\\q'",
      "u'e'",    "rb'f'",  "True",  "None",     "set()",   "frozenset()", "float('inf')",
      " ",       " ",      "\\101", "#x",       "''",      "'\\0'"};
  std::vector<std::string> texts;
  std::vector<std::string> lines;
  std::vector<Value> values;
  size_t tried = 0;
  while (values.size() < 8000 && ++tried < 3'000'000) {
    std::string text;
    for (size_t n = 1 + random() % 7; n > 0; --n) text += pieces[random() % pieces.size()];
    Result<Value> value = ReadPythonLiteral(text);
    if (!value) continue;
    texts.push_back(text);
    lines.push_back(HexOf(text));
    values.push_back(std::move(*value));
  }
  ASSERT_GE(values.size(), 8000u);
  const std::vector<std::string> theirs = RunPython(std::string(PythonValueCode()) + R"py(
import warnings
warnings.simplefilter('ignore')
for line in sys.stdin:
    text = bytes.fromhex(line.strip()).decode('utf-8').strip()
    try: print(encode(eval(text)).hex())
    except Exception as e: print('error', repr(e))
)py",
                                                    lines);
  ASSERT_EQ(theirs.size(), texts.size());
  for (size_t i = 0; i < texts.size(); ++i) {
    const Result<Value> back = DecodeValue(FromHex(theirs[i]));
    ASSERT_TRUE(back) << texts[i] << ": Python says " << theirs[i];
    ASSERT_TRUE(InOneOrder(*back).Identical(InOneOrder(values[i]))) << texts[i];
  }
}

}  // namespace
}  // namespace rbench
