#include <gtest/gtest.h>

#include "base/utf8.h"
#include "models/tokenizer/tokenizer.h"
#include "tests/models/tokenizer/small_spec.h"

namespace rbench {
namespace {

TEST(StreamingDecoder, HoldsBackWhatMayBecomeACharacter) {
  const Result<Tokenizer> tokenizer = Tokenizer::Create(WordSpec());
  StreamingDecoder decoder(*tokenizer);
  EXPECT_EQ(decoder.Push('a'), "a");
  EXPECT_EQ(decoder.Push(0xF0), "");
  EXPECT_EQ(decoder.Push(0x9F), "");
  EXPECT_EQ(decoder.Push(0x98), "");
  EXPECT_EQ(decoder.Push(0x80), "\U0001F600");
  EXPECT_EQ(decoder.Push(0xE2), "");
  EXPECT_EQ(decoder.Push('b'),
            "\uFFFD"
            "b");
  EXPECT_EQ(decoder.Push(0x80), "\uFFFD");
  EXPECT_EQ(decoder.Push(0xC3), "");
  EXPECT_EQ(decoder.Push(tokenizer->SpecialId("<|a|>")), "\uFFFD<|a|>");
  EXPECT_EQ(decoder.Push(0xE2), "");
  EXPECT_EQ(decoder.Push(0x82), "");
  EXPECT_EQ(decoder.Finish(), "\uFFFD");
  EXPECT_EQ(decoder.Finish(), "");
  EXPECT_EQ(decoder.Push('c'), "c");
}

TEST(StreamingDecoder, EqualsDecodeHoweverTheBytesAreSplit) {
  const Result<Tokenizer> tokenizer = Tokenizer::Create(WordSpec());
  for (uint64_t seed = 1; seed <= 1500; ++seed) {
    Rng rng(seed);
    std::vector<TokenId> ids;
    if (seed % 3 == 0) {
      ids = tokenizer->Encode(RandomText(rng, 30));
    } else if (seed % 3 == 1) {  // every byte by itself
      for (const char byte : RandomText(rng, 30)) ids.push_back(static_cast<uint8_t>(byte));
    } else {
      for (size_t i = Below(rng, 60); i > 0; --i) {
        ids.push_back(static_cast<TokenId>(Below(rng, tokenizer->vocab_size())));
      }
    }
    StreamingDecoder decoder(*tokenizer);
    std::string text;
    for (const TokenId id : ids) {
      const std::string part = decoder.Push(id);
      ASSERT_TRUE(IsValidUtf8(part)) << "seed " << seed;
      text += part;
    }
    text += decoder.Finish();
    ASSERT_EQ(text, *tokenizer->Decode(ids)) << "seed " << seed;
  }
}

TEST(StreamingDecoder, IdOutOfRangeIsABug) {
  const Result<Tokenizer> tokenizer = Tokenizer::Create(WordSpec());
  StreamingDecoder decoder(*tokenizer);
  EXPECT_DEATH(decoder.Push(-1), "check failed");
}

}  // namespace
}  // namespace rbench
