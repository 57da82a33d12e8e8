#include "tasks/code/value_json.h"

#include <cmath>
#include <iostream>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tasks/code/python_repr.h"
#include "tasks/code/value_encoding.h"
#include "tests/tasks/code/python_oracle.h"

namespace rbench {
namespace {

std::string Read(std::string_view text) {
  const Result<Value> value = ReadJsonValue(text);
  return value ? PythonRepr(*value) : "error: " + value.error().message;
}

TEST(JsonMemberText, IsTheTextAsItStands) {
  const char* object =
      " {\"a\": 1 , \"gold\" :  {\"x\": [12345678901234567890123, \"}\"]} , \"b\":2}";
  EXPECT_EQ(JsonMemberText(object, "gold"), "{\"x\": [12345678901234567890123, \"}\"]}");
  EXPECT_EQ(JsonMemberText(object, "a"), "1");
  EXPECT_EQ(JsonMemberText(object, "b"), "2");
  EXPECT_EQ(JsonMemberText(object, "x"), "");
  EXPECT_EQ(JsonMemberText("{\"g\\u006fld\": [ ]}", "gold"), "[ ]");
  EXPECT_EQ(JsonMemberText("{\"a\": 1, \"a\": 2}", "a"), "2");
  for (const char* text : {"", "{}", "[1]", "{\"a\"", "{\"a\": ", "{1: 2}", "{\"b\": }"}) {
    EXPECT_EQ(JsonMemberText(text, "a"), "") << text;
  }
}

TEST(ValueJson, AsPythonsJsonLoads) {
  EXPECT_EQ(Read(" [1, -0, 1.0, -0.0, 1e2, 1E-2] "), "[1, 0, 1.0, -0.0, 100.0, 0.01]");
  EXPECT_EQ(Read("[NaN, Infinity, -Infinity]"), "[float('nan'), float('inf'), float('-inf')]");
  EXPECT_EQ(Read("123456789012345678901234567890"), "123456789012345678901234567890");
  EXPECT_EQ(Read("1e400"), "float('inf')");
  EXPECT_EQ(Read("{\"a\": 1, \"b\": 2, \"a\": 3}"), "{'a': 3, 'b': 2}");
  EXPECT_EQ(Read("\"\\ud83d\\ude00 \\ud83d \\ude00\\ud83d \\u0041\""),
            "'\\U0001f600 \\ud83d \\ude00\\ud83d A'");
  EXPECT_EQ(Read("\"\\ud83d\\u0041\""), "'\\ud83dA'");
  EXPECT_EQ(Read("[true,false,null]"), "[True, False, None]");
}

TEST(ValueJson, Refuses) {
  for (const char* text : {"",
                           " ",
                           "01",
                           "-",
                           "+1",
                           ".5",
                           "1.",
                           "1e",
                           "-Inf",
                           "nan",
                           "[1,]",
                           "[1 2]",
                           "{1: 2}",
                           "{\"a\"}",
                           "{\"a\":1,}",
                           "{\"a\" 1}",
                           "\"a",
                           "\"\n\"",
                           "\"\\x\"",
                           "\"\\u12\"",
                           "\"\\u12g4\"",
                           "[",
                           "]",
                           "1 2",
                           "[1]]",
                           "'a'",
                           "tru",
                           "\xEF\xBB\xBF"
                           "1",
                           "\"\xFF\"",
                           "None",
                           "0x10",
                           "1_000"}) {
    EXPECT_FALSE(ReadJsonValue(text)) << text;
  }
}

TEST(ValueJson, BoundsHold) {
  ValueLimits limits;
  const std::string deep(static_cast<size_t>(limits.max_depth), '[');
  const std::string close(static_cast<size_t>(limits.max_depth), ']');
  EXPECT_TRUE(ReadJsonValue(deep + close));
  EXPECT_EQ(ReadJsonValue("[" + deep + close + "]").error().code, ErrorCode::kResourceExhausted);
  EXPECT_FALSE(ReadJsonValue(std::string(1'000'000, '[')));
  limits.max_nodes = 3;
  EXPECT_TRUE(ReadJsonValue("[1,2]", limits));
  EXPECT_FALSE(ReadJsonValue("[1,2,3]", limits));
  EXPECT_FALSE(ReadJsonValue("{\"a\":1,\"b\":2}", limits));
  limits.max_int_digits = 5;
  EXPECT_TRUE(ReadJsonValue("12345", limits));
  EXPECT_FALSE(ReadJsonValue("123456", limits));
  EXPECT_TRUE(ReadJsonValue("123456.0", limits));
}

TEST(ValueJson, ReadsOneValueAfterTheOther) {
  const std::string_view text = " 1 , [2] ";
  size_t at = 0;
  EXPECT_EQ(PythonRepr(*ReadJsonValueAt(text, at)), "1");
  EXPECT_EQ(at, 2u);
  at = 4;
  EXPECT_EQ(PythonRepr(*ReadJsonValueAt(text, at)), "[2]");
  EXPECT_EQ(SkipJsonSpace(text, at), text.size());
}

// Texts from pieces of JSON, right and wrong, read by both.
TEST(ValueJson, AgreesWithPython) {
  RBENCH_REQUIRE_PYTHON();
  const uint64_t seed = 11;
  std::cout << "seed " << seed << "\n";
  std::mt19937_64 random(seed);
  const std::vector<std::string> pieces = {"[",
                                           "]",
                                           "[",
                                           "]",
                                           "{",
                                           "}",
                                           ",",
                                           ",",
                                           ":",
                                           "\"a\"",
                                           "\"b\"",
                                           "\"a\":1",
                                           "1",
                                           "0",
                                           "-",
                                           "01",
                                           "1.5",
                                           "-0",
                                           "-0.0",
                                           "1e3",
                                           "1e",
                                           "NaN",
                                           "Infinity",
                                           "-Infinity",
                                           "true",
                                           "false",
                                           "null",
                                           " ",
                                           "\\",
                                           "\"\\ud83d\\ude00\"",
                                           "\"\\udc00\"",
                                           "\"\\n\\t\\/\"",
                                           "\"\\x\"",
                                           "\"",
                                           "\t",
                                           "99999999999999999999",
                                           "1.0000000000000001",
                                           "5e-324",
                                           "\xC3\xA9",
                                           "\"\xF0\x9F\x98\x80\""};
  std::vector<std::string> texts;
  for (int i = 0; i < 30000; ++i) {
    std::string text;
    for (size_t n = 1 + random() % 9; n > 0; --n) text += pieces[random() % pieces.size()];
    // A list of pieces has a fair chance to be right.
    if (i % 2 == 0) text = "[" + text + "]";
    texts.push_back(text);
  }
  std::vector<std::string> lines;
  for (const std::string& text : texts) lines.push_back(HexOf(text));
  const std::vector<std::string> theirs = RunPython(std::string(PythonValueCode()) + R"py(
import json
for line in sys.stdin:
    text = bytes.fromhex(line.strip()).decode('utf-8')
    try: print(encode(json.loads(text)).hex())
    except ValueError: print('error')
)py",
                                                    lines);
  ASSERT_EQ(theirs.size(), texts.size());
  size_t read = 0;
  for (size_t i = 0; i < texts.size(); ++i) {
    const Result<Value> value = ReadJsonValue(texts[i]);
    ASSERT_EQ(value ? HexOf(EncodeValue(*value)) : "error", theirs[i]) << texts[i];
    read += value ? 1 : 0;
  }
  EXPECT_GT(read, 1000u);
}

}  // namespace
}  // namespace rbench
