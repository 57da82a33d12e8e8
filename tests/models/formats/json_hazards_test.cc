#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "base/philox.h"
#include "base/utf8.h"
#include "tests/models/formats/exported_model.h"

// What JSON itself can do to a reader, in every JSON file of a model's folder.

namespace rbench {
namespace {

using ::testing::HasSubstr;

constexpr const char* kFiles[] = {
    "config.json",    "generation_config.json", "model.safetensors.index.json",
    "tokenizer.json", "tokenizer_config.json",  "special_tokens_map.json"};

class JsonHazard : public ::testing::TestWithParam<const char*> {
 protected:
  JsonHazard() : model_(20000) {}

  // The error must name the file, be text, and be short whatever the file holds.
  void ExpectRefused(std::string_view text, const char* message) {
    model_.Write(GetParam(), text);
    const std::string error = model_.Error();
    EXPECT_THAT(error, HasSubstr(GetParam()));
    EXPECT_THAT(error, HasSubstr(message));
    EXPECT_TRUE(IsValidUtf8(error));
    EXPECT_LT(error.size(), 1000u);
  }
  // The good text with a member in front.
  std::string With(std::string_view member) const {
    return "{" + std::string(member) + "," + model_.Read(GetParam()).substr(1);
  }

  ExportedModel model_;
};

TEST_P(JsonHazard, GoodFileIsRead) { EXPECT_EQ(model_.Error(), ""); }

TEST_P(JsonHazard, DepthIsBounded) {
  for (const size_t depth : {size_t{40}, size_t{100000}, size_t{3000000}}) {
    ExpectRefused(With("\"a\":" + std::string(depth, '[')), "nested deeper than");
  }
  std::string objects;
  for (int i = 0; i < 100000; ++i) objects += "{\"a\":";
  ExpectRefused(objects, "nested deeper than");
}

TEST_P(JsonHazard, DuplicateKeysAreRefused) {
  ExpectRefused(With(R"("twice":1,"twice":1)"), "duplicate key \"twice\"");
  ExpectRefused(With(R"("a":{"twice":1,"tw\u0069ce":2})"), "duplicate key \"twice\"");
}

TEST_P(JsonHazard, InvalidUtf8IsRefused) {
  for (const char* bytes : {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82"}) {
    ExpectRefused(With(std::string("\"a\":\"") + bytes + "\""), "line ");
  }
  ExpectRefused(With(R"("a":"\ud800")"), "line ");
}

TEST_P(JsonHazard, NumbersBeyondDoublesAreRefused) {
  ExpectRefused(With("\"a\":1e999"), "line ");
  ExpectRefused(With("\"a\":-1" + std::string(100000, '0')), "line ");
  ExpectRefused(With("\"a\":NaN"), "line ");
}

TEST_P(JsonHazard, OtherValuesThanObjectsAreRefused) {
  for (const char* text : {"[]", "null", "1", "\"text\"", "true"}) {
    ExpectRefused(text, "object");
  }
}

TEST_P(JsonHazard, CutAtEveryByte) {
  const std::string whole = model_.Read(GetParam());
  size_t end = whole.find_last_of('}');
  // Every byte of the first and last kilobyte, and every 101st between.
  for (size_t size = 1; size < end; size += size < 1024 || size + 1024 > end ? 1 : 101) {
    model_.Write(GetParam(), std::string_view(whole).substr(0, size));
    ASSERT_THAT(model_.Error(), HasSubstr(GetParam())) << size;
  }
}

// Any change of a few bytes is an error that names a file, or a model whose parts fit together.
TEST_P(JsonHazard, ChangedBytesNeverBreakTheReader) {
  const std::string whole = model_.Read(GetParam());
  PhiloxStream random(PhiloxKeyFor(3, GetParam()));
  for (int round = 0; round < 300; ++round) {
    std::string changed = whole;
    for (uint64_t i = 0, n = 1 + random.NextBelow(3); i < n; ++i) {
      const std::string_view likely = "0123456789,:[]{}\"\\-.e";
      changed[random.NextBelow(changed.size())] = random.NextBelow(4) == 0
                                                      ? static_cast<char>(random.NextBelow(256))
                                                      : likely[random.NextBelow(likely.size())];
    }
    model_.Write(GetParam(), changed);
    const Result<Checkpoint> opened = OpenCheckpoint(model_.path());
    if (!opened) {
      EXPECT_THAT(opened.error().message, HasSubstr(model_.path())) << "seed 3, round " << round;
      continue;
    }
    EXPECT_EQ(opened->tokenizer.tokens.size(), static_cast<size_t>(opened->spec.vocab_size));
    for (const TokenId id : opened->stop_ids) {
      EXPECT_GE(id, 0);
      EXPECT_LT(id, opened->spec.vocab_size);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, JsonHazard, ::testing::ValuesIn(kFiles), [](const auto& test) {
  std::string name = test.param;
  for (char& c : name) c = c == '.' ? '_' : c;
  return name;
});

// Numbers where a size is wanted: none may wrap to something small.
TEST(JsonHazardNumbers, HugeSizesAreRefused) {
  ExportedModel model;
  const Json config = *ParseJson(model.Read("config.json"));
  for (const char* key : {"hidden_size", "intermediate_size", "num_hidden_layers", "vocab_size",
                          "num_attention_heads", "num_key_value_heads", "head_dim",
                          "max_position_embeddings", "bos_token_id", "eos_token_id"}) {
    for (const char* number :
         {"4294967297", "2147483648", "9223372036854775807", "18446744073709551615",
          "18446744073709551616", "18446744073709551617", "-9223372036854775808",
          "-9223372036854775809", "1e300", "-1", "1.5"}) {
      Json changed = config;
      changed[key] = "PLACE";
      std::string text = DumpJson(changed);
      text.replace(text.find("\"PLACE\""), 7, number);
      model.Write("config.json", text);
      EXPECT_THAT(model.Error(), HasSubstr(key)) << number;
    }
  }
}

}  // namespace
}  // namespace rbench
