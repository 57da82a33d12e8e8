#include "base/jsonl.h"

#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/json.h"

namespace rbench {
namespace {

using Kind = JsonView::Kind;

std::string ErrorOf(std::string_view text) {
  JsonLineParser parser;
  const Result<JsonView> view = parser.Parse(text);
  return view ? "parsed" : view.error().message;
}

TEST(JsonLineParser, ReadsEveryKind) {
  JsonLineParser parser;
  const Result<JsonView> view = parser.Parse(
      R"({"s":"a\nb","i":-5,"d":2.5,"w":3.0,"t":true,"n":null,"a":[1,2,3],"o":{"x":{}}})");
  ASSERT_TRUE(view) << view.error().message;
  EXPECT_EQ(view->kind(), Kind::kObject);
  EXPECT_EQ(view->size(), 8u);
  EXPECT_EQ((*view)["s"].AsString(), "a\nb");
  EXPECT_EQ((*view)["i"].AsInt(), -5);
  EXPECT_EQ((*view)["i"].AsDouble(), -5.0);
  EXPECT_EQ((*view)["d"].AsDouble(), 2.5);
  EXPECT_EQ((*view)["d"].AsInt(), std::nullopt);
  EXPECT_EQ((*view)["w"].AsInt(), 3);
  EXPECT_EQ((*view)["t"].AsBool(), true);
  EXPECT_EQ((*view)["n"].kind(), Kind::kNull);
  EXPECT_EQ((*view)["a"].size(), 3u);
  EXPECT_TRUE((*view)["nothing"].missing());
  EXPECT_TRUE((*view)["nothing"]["deeper"].missing());
  EXPECT_TRUE((*view)["s"]["deeper"].missing());
  EXPECT_EQ((*view)["o"]["x"].kind(), Kind::kObject);
  EXPECT_EQ((*view)["s"].AsInt(), std::nullopt);
  EXPECT_EQ((*view)["i"].AsString(), std::nullopt);
  std::vector<int64_t> items;
  (*view)["a"].ForEachElement([&](JsonView item) { items.push_back(*item.AsInt()); });
  EXPECT_EQ(items, (std::vector<int64_t>{1, 2, 3}));
  std::string keys;
  view->ForEachMember([&](std::string_view key, JsonView) { keys += key; });
  EXPECT_EQ(keys, "sidwtnao");
  EXPECT_EQ(view->Dump(),
            R"({"s":"a\nb","i":-5,"d":2.5,"w":3.0,"t":true,"n":null,"a":[1,2,3],"o":{"x":{}}})");
  EXPECT_EQ(JsonView().Dump(), "null");
}

TEST(JsonLineParser, RefusesBadText) {
  for (const char* text :
       {"", "  ", "{", "{\"a\":\"ok\",\"b\":tru", "[1,]", "{} {}", "1 2", "{a:1}", "\"\xff\"",
        "\"\xed\xa0\x80\"", "nul", "01", "\"\\ud800\"", "1e999"}) {
    EXPECT_NE(ErrorOf(text), "parsed") << text;
  }
}

TEST(JsonLineParser, RefusesDuplicateKeysAtAnyLevel) {
  EXPECT_EQ(ErrorOf(R"({"a":1,"a":2})"), "duplicate key \"a\"");
  EXPECT_EQ(ErrorOf(R"([{"x":[{"b":1,"\u0062":2}]}])"), "duplicate key \"b\"");
  EXPECT_EQ(ErrorOf(R"({"a":{"b":1},"c":{"b":1}})"), "parsed");
  std::string many = "{";
  for (int i = 0; i < 100; ++i) many += fmt::format("\"k{}\":{{\"k{}\":1}},", i, i);
  EXPECT_EQ(ErrorOf(many + "\"z\":1}"), "parsed");
  EXPECT_EQ(ErrorOf(many + "\"k42\":1}"), "duplicate key \"k42\"");
}

TEST(JsonLineParser, DepthIsBounded) {
  const auto nested = [](size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_EQ(ErrorOf(nested(128)), "parsed");
  EXPECT_EQ(ErrorOf(nested(129)), "nested deeper than 128 levels");
  EXPECT_NE(ErrorOf(std::string(1000000, '[')), "parsed");
  const std::string scalar = std::string(128, '[') + "1" + std::string(128, ']');
  EXPECT_EQ(ErrorOf(scalar), "parsed");
}

TEST(JsonLineParser, WideIntegersAreDoubles) {
  JsonLineParser parser;
  const Result<JsonView> view = parser.Parse(
      R"({"a":[123456789012345678901234567890,-9223372036854775809,18446744073709551615,)"
      R"(-9223372036854775808,1234567890123456789012.5,0.12345678901234567890123],)"
      R"("s":"99999999999999999999999 \" 99999999999999999999999"})");
  ASSERT_TRUE(view) << view.error().message;
  std::vector<double> numbers;
  (*view)["a"].ForEachElement([&](JsonView item) { numbers.push_back(*item.AsDouble()); });
  EXPECT_EQ(numbers, (std::vector<double>{123456789012345678901234567890.0, -9223372036854775809.0,
                                          18446744073709551615.0, -9223372036854775808.0,
                                          1234567890123456789012.5, 0.12345678901234567890123}));
  EXPECT_EQ((*view)["s"].AsString(), "99999999999999999999999 \" 99999999999999999999999");
  EXPECT_EQ(parser.Parse("-9223372036854775808")->AsInt(), INT64_MIN);
  EXPECT_EQ(parser.Parse("9223372036854775808")->AsInt(), std::nullopt);
  EXPECT_NE(ErrorOf(R"([123456789012345678901234567890, 01])"), "parsed");
  EXPECT_NE(ErrorOf("00000000000000000000000000001"), "parsed");
  EXPECT_NE(ErrorOf(std::string(400, '9')), "parsed");
}

TEST(JsonLineParser, LivesThroughErrorsAndGrowth) {
  JsonLineParser parser;
  for (size_t size : {10, 5000, 3, 100000, 50}) {
    EXPECT_FALSE(parser.Parse("{\"a\":").has_value());
    const std::string text = "\"" + std::string(size, 'x') + "\"";
    const Result<JsonView> view = parser.Parse(text);
    ASSERT_TRUE(view);
    EXPECT_EQ(view->AsString()->size(), size);
  }
  JsonLineParser moved = std::move(parser);
  EXPECT_EQ(moved.Parse("7")->AsInt(), 7);
}

// Both readers must see the same value in the same bytes, or refuse them both.
TEST(JsonLineParser, AgreesWithParseJson) {
  constexpr unsigned kSeed = 11;
  std::mt19937_64 random(kSeed);
  const std::vector<std::string> pieces = {"{",
                                           "}",
                                           "[",
                                           "]",
                                           ",",
                                           ":",
                                           "\"a\"",
                                           "\"b\"",
                                           "1",
                                           "-0",
                                           "2.5e3",
                                           "true",
                                           "null",
                                           " ",
                                           "\"\\u0061\"",
                                           "18446744073709551616",
                                           "\"\xc3\xa9\"",
                                           "\"\xc3\"",
                                           "\\",
                                           "1e400",
                                           "\t",
                                           "-"};
  JsonLineParser parser;
  size_t accepted = 0;
  for (int round = 0; round < 60000; ++round) {
    std::string text;
    for (uint64_t i = 1 + random() % 8; i > 0; --i) text += pieces[random() % pieces.size()];
    if (random() % 2 == 0) text = "{\"k\":" + text + "}";
    if (random() % 2 == 0) text = "[" + text + "]";
    const Result<Json> slow = ParseJson(text);
    const Result<JsonView> fast = parser.Parse(text);
    ASSERT_EQ(slow.has_value(), fast.has_value())
        << "seed " << kSeed << ": " << text << ": "
        << (slow ? fast.error().message : slow.error().message);
    if (!slow) continue;
    ++accepted;
    ASSERT_EQ(DumpJson(*slow), fast->Dump()) << "seed " << kSeed << ": " << text;
  }
  EXPECT_GT(accepted, 1000u);
}

struct Lines {
  Status status;
  std::vector<std::string> seen;
};

Lines ReadLines(std::string_view text, const JsonlOptions& options = {}) {
  Lines lines;
  lines.status =
      ForEachJsonLine(text, "f.jsonl", options, [&](size_t number, JsonView view) -> Status {
        lines.seen.push_back(fmt::format("{}:{}", number, view.Dump()));
        if (view["stop"].AsBool() == true) return InvalidInput("stopped");
        return {};
      });
  return lines;
}

TEST(ForEachJsonLine, SkipsBlankLinesAndNumbersFromOne) {
  const Lines lines = ReadLines("\xEF\xBB\xBF{\"a\":1}\r\n\n  \t\r\n[2]\n3");
  EXPECT_TRUE(lines.status);
  EXPECT_EQ(lines.seen, (std::vector<std::string>{"1:{\"a\":1}", "4:[2]", "5:3"}));
  EXPECT_TRUE(ReadLines("").status);
}

TEST(ForEachJsonLine, StopsAtTheFirstErrorWithItsLine) {
  const Lines parse = ReadLines("1\n{\n3\n");
  EXPECT_EQ(parse.status.error().message.rfind("f.jsonl: line 2: ", 0), 0u);
  EXPECT_EQ(parse.seen.size(), 1u);
  const Lines stopped = ReadLines("1\n{\"stop\":true}\n3\n");
  EXPECT_EQ(stopped.status.error().message, "f.jsonl: line 2: stopped");
  EXPECT_EQ(stopped.seen.size(), 2u);
  JsonlOptions options;
  options.max_line_bytes = 3;
  EXPECT_EQ(ReadLines("123\n1234\n", options).status.error().code, ErrorCode::kResourceExhausted);
}

TEST(ForEachJsonLine, TornTailIsDroppedOnlyWhereAllowed) {
  const std::string text = "{\"a\":1}\n{\"b\":2}\n";
  JsonlOptions options;
  options.torn_tail_ok = true;
  for (size_t length = 0; length <= text.size(); ++length) {
    const Lines lines = ReadLines(text.substr(0, length), options);
    EXPECT_TRUE(lines.status) << length;
    EXPECT_EQ(lines.seen.size(), length >= 15 ? 2u : length >= 7 ? 1u : 0u) << length;
  }
  EXPECT_FALSE(ReadLines("{\"a\":1}\n{\"b\"").status.has_value());
  // A bad line that was ended is no torn tail.
  EXPECT_FALSE(ReadLines("{\"a\":1}\n{\"b\"\n", options).status.has_value());
}

}  // namespace
}  // namespace rbench
