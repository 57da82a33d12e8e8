#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "models/formats/gguf.h"
#include "models/tokenizer/tokenizer.h"
#include "tests/support/test_data.h"

// The embedded model's own vocabulary against ids made by an independent implementation.

namespace rbench {
namespace {

class TokenizerGolden : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (ModelPath().empty()) return;
    CheckpointOptions options;
    options.hash_file = false;
    Result<Checkpoint> checkpoint = OpenGguf(ModelPath(), options);
    ASSERT_TRUE(checkpoint.has_value()) << checkpoint.error().message;
    Result<Tokenizer> made = Tokenizer::Create(std::move(checkpoint->tokenizer));
    ASSERT_TRUE(made.has_value()) << made.error().message;
    tokenizer_ = new Tokenizer(std::move(*made));
  }
  static void TearDownTestSuite() {
    delete tokenizer_;
    tokenizer_ = nullptr;
  }
  void SetUp() override {
    RBENCH_REQUIRE_TEST_DATA(ModelPath());
    ASSERT_NE(tokenizer_, nullptr);
  }

  // The rows of a JSON Lines file below the data folder.
  static std::vector<nlohmann::json> Rows(const std::string& name) {
    const Result<std::string> text = ReadFileMaybeGzip(TestDataDirectory() + "/" + name);
    EXPECT_TRUE(text.has_value()) << text.error().message;
    std::vector<nlohmann::json> rows;
    std::istringstream lines(text ? *text : "");
    for (std::string line; std::getline(lines, line);) rows.push_back(nlohmann::json::parse(line));
    return rows;
  }

  static Tokenizer* tokenizer_;
};

Tokenizer* TokenizerGolden::tokenizer_ = nullptr;

TEST_F(TokenizerGolden, PublishedIds) {
  using Ids = std::vector<TokenId>;
  EXPECT_EQ(tokenizer_->Encode("The capital of France is"), (Ids{504, 3575, 282, 4649, 314}));
  EXPECT_EQ(tokenizer_->Encode("Hello world! 123"), (Ids{19556, 905, 17, 216, 33, 34, 35}));
  EXPECT_EQ(tokenizer_->Encode("Caf\u00e9 d\u00e9j\u00e0 vu."),
            (Ids{51, 1939, 2756, 32564, 90, 16739, 386, 101, 30}));
  EXPECT_EQ(tokenizer_->Encode("  multiple   spaces"), (Ids{216, 2701, 256, 5600}));
  EXPECT_EQ(tokenizer_->Encode("<|im_start|>user"), (Ids{1, 4093}));
  EXPECT_EQ(tokenizer_->SpecialId("<|im_end|>"), 2);
  EXPECT_EQ(tokenizer_->vocab_size(), 49152u);
}

TEST_F(TokenizerGolden, ThreeHundredStringsBothWays) {
  RBENCH_REQUIRE_TEST_DATA(TestDataDirectory());
  const std::vector<nlohmann::json> rows = Rows("model_reference/smollm2_tokenizer.jsonl.gz");
  EXPECT_EQ(rows.size(), 300u);
  for (const nlohmann::json& row : rows) {
    const std::string text = row["text"];
    const std::vector<TokenId> want = row["tokens"];
    EXPECT_EQ(tokenizer_->Encode(text), want) << text;
    const Result<std::string> back = tokenizer_->Decode(want);
    ASSERT_TRUE(back.has_value());
    EXPECT_EQ(*back, text);
    StreamingDecoder decoder(*tokenizer_);
    std::string streamed;
    for (const TokenId id : want) streamed += decoder.Push(id);
    EXPECT_EQ(streamed + decoder.Finish(), text);
  }
}

TEST_F(TokenizerGolden, RenderedPrompts) {
  RBENCH_REQUIRE_TEST_DATA(TestDataDirectory());
  const std::vector<nlohmann::json> rows = Rows("model_reference/smollm2_135m_instruct_q4_1.jsonl");
  EXPECT_EQ(rows.size(), 13u);
  for (const nlohmann::json& row : rows) {
    const std::string rendered = row["rendered"];
    const std::vector<TokenId> want = row["prompt_tokens"];
    EXPECT_EQ(tokenizer_->Encode(rendered), want) << rendered;
    // The question between the marks: harmless text gives the same ids.
    const std::string question = row["question"];
    const size_t at = rendered.find(question);
    ASSERT_NE(at, std::string::npos);
    EXPECT_EQ(tokenizer_->EncodeMarked({rendered, {{at, at + question.size()}}}), want);
  }
}

// SmolLM2 has no token for 21 bytes; the reference leaves them out before it merges.
TEST_F(TokenizerGolden, BytesOutsideTheVocabulary) {
  EXPECT_EQ(tokenizer_->missing_bytes(),
            "\x04\x06\x13\x14\x16\x1d\xc0\xc1\xf1\xf2\xf5\xf6\xf7\xf8\xf9\xfa\xfb\xfc\xfd\xfe\xff");
  using Ids = std::vector<TokenId>;
  EXPECT_EQ(tokenizer_->Encode("th\x04"
                               "e"),
            (Ids{373, 85}));
  EXPECT_EQ(tokenizer_->Encode("\x04"), Ids{});
  EXPECT_EQ(tokenizer_->Encode("a\x04\x05"
                               "b"),
            (Ids{81, 194, 82}));
  EXPECT_EQ(tokenizer_->Encode("\U000D0000"), (Ids{188, 234, 218, 218}));
}

}  // namespace
}  // namespace rbench
