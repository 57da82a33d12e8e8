#include "base/json.h"

#include <chrono>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "tests/base/temp_folder.h"

namespace rbench {
namespace {

std::string ErrorOf(std::string_view text, const JsonLimits& limits = {}) {
  const Result<Json> value = ParseJson(text, limits);
  return value ? "parsed" : value.error().message;
}

TEST(ParseJson, ReadsEveryKindAndKeepsOrder) {
  const Result<Json> value =
      ParseJson(R"( {"z":1,"a":[-2,3.5,true,false,null,"x\u00e9\ud83d\ude00\n"],"m":{}} )");
  ASSERT_TRUE(value) << value.error().message;
  EXPECT_EQ(DumpJson(*value),
            "{\"z\":1,\"a\":[-2,3.5,true,false,null,\"x\u00e9\U0001F600\\n\"],\"m\":{}}");
  EXPECT_EQ((*value)["a"].size(), 6u);
  EXPECT_EQ((*value).at("z").get<int>(), 1);
}

TEST(ParseJson, Numbers) {
  EXPECT_EQ(ParseJson("9223372036854775807")->get<int64_t>(), INT64_MAX);
  EXPECT_EQ(ParseJson("18446744073709551615")->get<uint64_t>(), UINT64_MAX);
  EXPECT_DOUBLE_EQ(ParseJson("123456789012345678901234567890")->get<double>(),
                   123456789012345678901234567890.0);
  EXPECT_EQ(ParseJson("1e308")->get<double>(), 1e308);
  EXPECT_NE(ErrorOf("1e999").find("line 1"), std::string::npos);
}

TEST(ParseJson, RefusesWhatIsNotStrictJson) {
  for (const char* text : {"",
                           " ",
                           "{",
                           "[1,]",
                           "{\"a\":1,}",
                           "{a:1}",
                           "'a'",
                           "01",
                           "+1",
                           ".5",
                           "1.",
                           "NaN",
                           "Infinity",
                           "tru",
                           "[1] 2",
                           "{} {}",
                           "\"a\nb\"",
                           "\"\\x41\"",
                           "\"\\ud800\"",
                           "// c\n1",
                           "[1 2]",
                           "\"\xff\"",
                           "\"\xc0\x80\"",
                           "\"\xed\xa0\x80\"",
                           "\"\xf4\x90\x80\x80\"",
                           "\"abc",
                           "]"}) {
    const Result<Json> value = ParseJson(text);
    EXPECT_FALSE(value.has_value()) << text;
    if (!value) {
      EXPECT_EQ(value.error().message.rfind("line ", 0), 0u) << value.error().message;
    }
  }
  EXPECT_FALSE(ParseJson(std::string_view("1\0", 2)).has_value());
}

TEST(ParseJson, ErrorsCarryLineAndColumn) {
  EXPECT_EQ(ErrorOf("{\n  \"a\": 1,\n  \"b\": tru\n}").rfind("line 3, column ", 0), 0u);
  EXPECT_EQ(ErrorOf("[1,\n2,\n x]").rfind("line 3, column 2: ", 0), 0u) << ErrorOf("[1,\n2,\n x]");
}

TEST(ParseJson, NamesTheDuplicateKeyAtItsSecondPlace) {
  EXPECT_EQ(ErrorOf("{\"a\": 1,\n \"b\": {\"c\": 1, \"c\": 2}}"),
            "line 2, column 18: duplicate key \"c\"");
  EXPECT_EQ(ErrorOf(R"({"a":1,"\u0061":2})"), "line 1, column 15: duplicate key \"a\"");
  EXPECT_EQ(ErrorOf(R"({"a":{"x":1},"b":{"x":1}})"), "parsed");
  std::string many = "{";
  for (int i = 0; i < 40; ++i) many += fmt::format("\"k{}\":0,", i);
  EXPECT_NE(ErrorOf(many + "\"k7\":1,\"k3\":1}").find("duplicate key \"k7\""), std::string::npos);
  // A hostile key is shown shortened and without control characters.
  const std::string key = "\\u001b[31m" + std::string(5000, 'x');
  const std::string error = ErrorOf("{\"" + key + "\":1,\"" + key + "\":2}");
  EXPECT_LT(error.size(), 200u);
  EXPECT_EQ(error.find('\x1b'), std::string::npos);
}

TEST(ParseJson, DepthIsBounded) {
  const auto nested = [](size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_EQ(ErrorOf(nested(128)), "parsed");
  EXPECT_EQ(ErrorOf(nested(129)), "line 1, column 129: nested deeper than 128 levels");
  EXPECT_EQ(ErrorOf(nested(4), {.max_depth = 3}), "line 1, column 4: nested deeper than 3 levels");
  EXPECT_EQ(ErrorOf(std::string(1000000, '[')),
            "line 1, column 129: nested deeper than 128 levels");
  std::string objects;
  for (int i = 0; i < 1000000; ++i) objects += "{\"a\":";
  EXPECT_NE(ErrorOf(objects).find("nested deeper"), std::string::npos);
}

TEST(ParseJson, SizeIsBounded) {
  const Result<Json> value = ParseJson("[1,2,3]", {.max_bytes = 6});
  ASSERT_FALSE(value.has_value());
  EXPECT_EQ(value.error().code, ErrorCode::kResourceExhausted);
}

TEST(ParseJson, ManyKeysAreNotQuadratic) {
  std::string text = "{";
  constexpr int kKeys = 200000;
  for (int i = 0; i < kKeys; ++i) text += fmt::format("{}\"key{}\":{}", i == 0 ? "" : ",", i, i);
  text += "}";
  const auto start = std::chrono::steady_clock::now();
  const Result<Json> value = ParseJson(text);
  ASSERT_TRUE(value);
  EXPECT_EQ(value->size(), static_cast<size_t>(kKeys));
  // Quadratic work would be 2e10 comparisons.
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST(DumpJson, ReplacesBadBytesAndKeepsDoubles) {
  EXPECT_EQ(DumpJson(Json("a\xff"
                          "b")),
            "\"a\xEF\xBF\xBD"
            "b\"");
  EXPECT_EQ(DumpJson(Json(std::numeric_limits<double>::quiet_NaN())), "null");
  EXPECT_EQ(DumpJson(Json(std::numeric_limits<double>::infinity())), "null");
  EXPECT_EQ(DumpJson(Json("line\nbreak")), "\"line\\nbreak\"");
  EXPECT_EQ(DumpJsonPretty(Json{{"a", 1}}), "{\n  \"a\": 1\n}\n");
  constexpr unsigned kSeed = 20240607;
  std::mt19937_64 random(kSeed);
  for (int i = 0; i < 2000; ++i) {
    const uint64_t bits = random();
    double number = 0;
    std::memcpy(&number, &bits, sizeof(number));
    if (!std::isfinite(number)) continue;
    const Result<Json> back = ParseJson(DumpJson(Json(number)));
    ASSERT_TRUE(back) << "seed " << kSeed << " round " << i;
    ASSERT_EQ(back->get<double>(), number) << "seed " << kSeed << " round " << i;
  }
}

// A random value of at most `depth` levels.
Json RandomJson(std::mt19937_64& random, int depth) {
  const uint64_t kind = random() % (depth > 0 ? 7 : 5);
  switch (kind) {
    case 0:
      return nullptr;
    case 1:
      return random() % 2 == 0;
    case 2:
      return static_cast<int64_t>(random());
    case 3:
      return static_cast<double>(static_cast<int64_t>(random())) / 1024;
    case 4:
      return fmt::format("s\"\\\n\u00e9{}", random() % 1000);
    case 5: {
      Json array = Json::array();
      for (uint64_t i = random() % 5; i > 0; --i) array.push_back(RandomJson(random, depth - 1));
      return array;
    }
    default: {
      Json object = Json::object();
      for (uint64_t i = random() % 12; i > 0; --i) {
        object[fmt::format("k{}", random() % 100)] = RandomJson(random, depth - 1);
      }
      return object;
    }
  }
}

TEST(ParseJson, AgreesWithTheLibraryOnRandomValues) {
  constexpr unsigned kSeed = 7;
  std::mt19937_64 random(kSeed);
  for (int i = 0; i < 300; ++i) {
    const Json value = RandomJson(random, 4);
    const std::string text = i % 2 == 0 ? DumpJson(value) : DumpJsonPretty(value);
    const Result<Json> parsed = ParseJson(text);
    ASSERT_TRUE(parsed) << "seed " << kSeed << " round " << i << ": " << parsed.error().message;
    ASSERT_EQ(*parsed, Json::parse(text)) << "seed " << kSeed << " round " << i;
    ASSERT_EQ(DumpJson(*parsed), DumpJson(value));
  }
}

TEST(ReadJsonFile, ErrorsNameThePath) {
  const TempFolder folder;
  const std::string path = folder.File("x.json");
  ASSERT_TRUE(WriteFileAtomic(path, "{\"a\":\n[}"));
  const Result<Json> value = ReadJsonFile(path);
  ASSERT_FALSE(value.has_value());
  EXPECT_EQ(value.error().message.rfind(path + ": line 2, column 2: ", 0), 0u);
  EXPECT_EQ(ReadJsonFile(folder.File("absent")).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace rbench
