#include "tasks/code/value.h"

#include <bit>
#include <cmath>
#include <iostream>
#include <limits>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "tasks/code/float_text.h"
#include "tasks/code/python_literal.h"
#include "tasks/code/python_repr.h"
#include "tasks/code/value_compare.h"
#include "tasks/code/value_encoding.h"
#include "tests/tasks/code/python_oracle.h"
#include "tests/tasks/code/random_value.h"

namespace rbench {
namespace {

Value Literal(std::string_view text) {
  Result<Value> value = ReadPythonLiteral(text);
  EXPECT_TRUE(value) << text << ": " << (value ? "" : value.error().message);
  return value ? *value : Value();
}

TEST(Value, MembersAreUniqueByPythonsEquality) {
  const Value set = Value::Set({Value::Int(1), Value::Bool(true), Value::Float(1.0),
                                Value::Str("1"), Value::Int(1)})
                        .value();
  EXPECT_EQ(PythonRepr(set), "{1, '1'}");
  const Value dict = Value::Dict({Value::Bool(true), Value::Str("a"), Value::Int(0),
                                  Value::Str("b"), Value::Float(1.0), Value::Str("c")})
                         .value();
  EXPECT_EQ(PythonRepr(dict), "{True: 'c', 0: 'b'}");
}

TEST(Value, WhatIsNotHashableIsNoMember) {
  EXPECT_EQ(Value::Set({Value::List({})}).error().message, "unhashable type: 'list'");
  EXPECT_FALSE(Value::Set({Value::Tuple({Value::List({})})}));
  EXPECT_FALSE(Value::Dict({Value::Dict({}).value(), Value::None()}));
  EXPECT_TRUE(Value::Set({Value::Frozenset({Value::Int(1)}).value()}));
}

TEST(Value, NanIsAMemberOfItsOwn) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(Value::Set({Value::Float(nan), Value::Float(nan)})->size(), 2u);
}

TEST(Value, Truth) {
  for (const char* text : {"None", "False", "0", "0.0", "-0.0", "0j", "''", "b''", "[]", "()",
                           "set()", "frozenset()", "{}"}) {
    EXPECT_FALSE(IsTruthy(Literal(text))) << text;
  }
  for (const char* text : {"True", "-1", "1e-300", "1j", "'0'", "b'0'", "[0]", "(None,)", "{0}",
                           "{0: 0}", "float('nan')"}) {
    EXPECT_TRUE(IsTruthy(Literal(text))) << text;
  }
}

TEST(ValueEncoding, OneOfEachKind) {
  const struct {
    const char* literal;
    std::string encoded;
  } cases[] = {
      {"None", "N"},
      {"True", "T"},
      {"False", "F"},
      {"0", "i0;"},
      {"-120", "i-120;"},
      {"1.0", "f3ff0000000000000"},
      {"-0.0", "f8000000000000000"},
      {"1+2j", "c3ff00000000000004000000000000000"},
      {"'h\\u00e9'", "s3:h\xC3\xA9"},
      {"'\\ud800'", "s3:\xED\xA0\x80"},
      {"b'\\x00\\xff'", std::string("b2:\x00\xFF", 5)},
      {"[1, [2]]", "l2:i1;l1:i2;"},
      {"(1,)", "t1:i1;"},
      {"{1}", "S1:i1;"},
      {"frozenset()", "Z0:"},
      {"{'a': None, 1: ()}", "d2:s1:aNi1;t0:"},
  };
  for (const auto& c : cases) {
    const Value value = Literal(c.literal);
    EXPECT_EQ(EncodeValue(value), c.encoded) << c.literal;
    const Result<Value> back = DecodeValue(c.encoded);
    ASSERT_TRUE(back) << c.literal << ": " << back.error().message;
    EXPECT_TRUE(back->Identical(value)) << c.literal;
  }
}

TEST(ValueEncoding, RefusesWhatNoEncoderWrites) {
  const std::string cases[] = {
      "",
      "X",
      "NN",
      "i",
      "i;",
      "i-;",
      "i-0;",
      "i01;",
      "i+1;",
      "i 1;",
      "i1",
      "i1.0;",
      "f",
      "f3ff",
      "f3FF0000000000000",
      "f3ff000000000000g",
      "c3ff0000000000000",
      "s",
      "s1",
      "s1:",
      "s-1:",
      "s01:a",
      "s 1:a",
      "s2:a",
      "s:a",
      "s99999999999999999999999:a",
      "s1:\xFF",
      "s2:\xC0\x80",
      "s4:\xF4\x90\x80\x80",
      "b2:a",
      "l1:",
      "l2:i1;",
      "l18446744073709551615:",
      "d1:i1;",
      "d1:l0:N",
      "S1:l0:",
      "S2:i1;T",
      "S2:i1;f3ff0000000000000",
      "d2:i1;NTN",
      "Z1:d0:",
      "l",
      "lx:",
      "l01:N",
      "N ",
      " N",
  };
  for (const std::string& text : cases) EXPECT_FALSE(DecodeValue(text)) << text;
}

TEST(ValueEncoding, BoundsHold) {
  ValueLimits limits;
  std::string deep;
  for (int i = 0; i < limits.max_depth; ++i) deep += "l1:";
  EXPECT_TRUE(DecodeValue(deep + "N"));
  EXPECT_EQ(DecodeValue("l1:" + deep + "N").error().code, ErrorCode::kResourceExhausted);
  limits.max_nodes = 4;
  EXPECT_TRUE(DecodeValue("l3:NNN", limits));
  EXPECT_EQ(DecodeValue("l4:NNNN", limits).error().code, ErrorCode::kResourceExhausted);
  EXPECT_EQ(DecodeValue("l2:l2:NNN", limits).error().code, ErrorCode::kResourceExhausted);
  limits.max_int_digits = 3;
  EXPECT_TRUE(DecodeValue("i-999;", limits));
  EXPECT_FALSE(DecodeValue("i1000;", limits));
  limits.max_bytes = 2;
  EXPECT_FALSE(DecodeValue("i10;", limits));
}

// Nested announcements of many items must not take memory for all of them at once.
TEST(ValueEncoding, AnnouncedItemsAreChargedAtOnce) {
  std::string text;
  for (int i = 0; i < 90; ++i) text += "l900000:";
  text += std::string(1'000'000, 'N');
  const Result<Value> value = DecodeValue(text);
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().code, ErrorCode::kResourceExhausted);
}

TEST(ValueEncoding, RandomValuesComeBack) {
  const uint64_t seed = 20260201;
  std::cout << "seed " << seed << "\n";
  std::mt19937_64 random(seed);
  for (int i = 0; i < 5000; ++i) {
    const Value value = RandomValue(random, 4);
    const std::string encoded = EncodeValue(value);
    const Result<Value> back = DecodeValue(encoded);
    ASSERT_TRUE(back) << encoded << ": " << back.error().message;
    ASSERT_TRUE(back->Identical(value)) << encoded;
    // Every proper prefix is refused.
    if (i < 300) {
      for (size_t n = 0; n < encoded.size(); ++n) {
        ASSERT_FALSE(DecodeValue(std::string_view(encoded).substr(0, n))) << encoded << " " << n;
      }
    }
  }
}

TEST(FloatText, NearestDoubles) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(ParseDecimalFloat("0.1"), 0.1);
  EXPECT_EQ(ParseDecimalFloat("+5."), 5.0);
  EXPECT_EQ(ParseDecimalFloat(".5e1"), 5.0);
  EXPECT_EQ(ParseDecimalFloat("1e400"), infinity);
  EXPECT_EQ(ParseDecimalFloat("-1e99999999999999999999"), -infinity);
  EXPECT_EQ(ParseDecimalFloat("1e-400"), 0.0);
  EXPECT_TRUE(std::signbit(*ParseDecimalFloat("-1e-99999999999999999999")));
  EXPECT_EQ(ParseDecimalFloat("0e99999999999999999999"), 0.0);
  EXPECT_EQ(ParseDecimalFloat("0." + std::string(500, '0') + "1e502"), 10.0);
  EXPECT_EQ(ParseDecimalFloat(std::string(400, '9')), infinity);
  for (const char* text : {"", ".", "e5", "1e", "1e+", "--1", "1 ", " 1", "1_0", "0x1", "inf",
                           "nan", "1.2.3", "+", "1f"}) {
    EXPECT_FALSE(ParseDecimalFloat(text)) << text;
  }
}

TEST(FloatText, LongNumbersAreLinear) {
  EXPECT_EQ(ParseDecimalFloat(std::string(4'000'000, '1')),
            std::numeric_limits<double>::infinity());
  EXPECT_EQ(ParseDecimalFloat("0." + std::string(4'000'000, '0') + "1"), 0.0);
  EXPECT_EQ(ParseDecimalFloat("1." + std::string(4'000'000, '0') + "1"), 1.0);
}

TEST(FloatText, ReprIsPythons) {
  RBENCH_REQUIRE_PYTHON();
  const uint64_t seed = 7;
  std::cout << "seed " << seed << "\n";
  std::mt19937_64 random(seed);
  std::vector<std::string> lines;
  std::vector<std::string> ours;
  for (int i = 0; i < 20000; ++i) {
    uint64_t bits = random();
    if (i % 3 == 0) bits &= ~((uint64_t{1} << (random() % 52)) - 1);  // short ones
    const double value = std::bit_cast<double>(bits);
    lines.push_back(EncodeValue(Value::Float(value)).substr(1));
    ours.push_back(FloatRepr(value));
  }
  const std::vector<std::string> theirs = RunPython(
      "import struct, sys\n"
      "for l in sys.stdin: print(repr(struct.unpack('>d', bytes.fromhex(l.strip()))[0]))\n",
      lines);
  ASSERT_EQ(theirs.size(), ours.size());
  for (size_t i = 0; i < ours.size(); ++i) ASSERT_EQ(ours[i], theirs[i]) << lines[i];
}

}  // namespace
}  // namespace rbench
