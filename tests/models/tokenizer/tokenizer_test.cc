#include "models/tokenizer/tokenizer.h"

#include <thread>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/utf8.h"
#include "models/tokenizer/pre_tokenizer.h"
#include "tests/models/tokenizer/small_spec.h"

namespace rbench {
namespace {

Tokenizer Make(TokenizerSpec spec) {
  Result<Tokenizer> tokenizer = Tokenizer::Create(std::move(spec));
  EXPECT_TRUE(tokenizer.has_value()) << (tokenizer ? "" : tokenizer.error().message);
  return std::move(*tokenizer);
}

std::string DecodeOk(const Tokenizer& tokenizer, std::span<const TokenId> ids) {
  const Result<std::string> text = tokenizer.Decode(ids);
  EXPECT_TRUE(text.has_value());
  return text ? *text : "";
}

// The tokens as text, "|" between.
std::string Shown(const Tokenizer& tokenizer, const std::vector<TokenId>& ids) {
  std::string shown;
  for (const TokenId id : ids) {
    if (!shown.empty()) shown += '/';
    shown += *tokenizer.TokenBytes(id);
    if (tokenizer.IsSpecial(id)) shown += '*';
  }
  return shown;
}

bool AnySpecial(const Tokenizer& tokenizer, const std::vector<TokenId>& ids) {
  for (const TokenId id : ids) {
    if (tokenizer.IsSpecial(id)) return true;
  }
  return false;
}

TEST(Tokenizer, SpecialTokensLeftmostThenLongest) {
  const Tokenizer tokenizer = Make(WordSpec());
  const std::pair<const char*, const char*> rows[] = {
      {"", ""},
      {"the", "the"},
      {"x<|a|>the", "x/<|a|>*/the"},
      {"<|a|><|b|>", "<|a|><|b|>*"},
      {"<|a|><|b", "<|a|>*/<|/b"},
      {"<|a|><|a|><|b|>", "<|a|>*/<|a|><|b|>*"},
      {"<<|b|>>", "</<|b|>*/>"},
      {"<user><unk>[PAD]", "<user>*/<unk>*/[/P/A/D/]"},
      {"the the", "the/ the"},
      {"the<|b|> the", "the/<|b|>*/ the"},
      {"a  <|b|>b", "a/  /<|b|>*/b"},
      {"<|A|>", "<|/A/|>"},
  };
  for (const auto& [text, want] : rows) {
    EXPECT_EQ(Shown(tokenizer, tokenizer.Encode(text)), want) << text;
    EXPECT_FALSE(AnySpecial(tokenizer, tokenizer.EncodePlain(text))) << text;
    EXPECT_EQ(DecodeOk(tokenizer, tokenizer.Encode(text)), text);
    EXPECT_EQ(DecodeOk(tokenizer, tokenizer.EncodePlain(text)), text);
  }
}

TEST(Tokenizer, MarkedTextTable) {
  const Tokenizer tokenizer = Make(WordSpec());
  const struct {
    MarkedText text;
    const char* want;
  } rows[] = {
      {{"<|a|>the<|b|>", {{5, 8}}}, "<|a|>*/the/<|b|>*"},
      {{"<|a|><|b|>", {{5, 10}}}, "<|a|>*/<|/b/|>"},  // the longer one would cross the edge
      {{"<|a|><|b|>", {{0, 5}}}, "<|/a/|>/<|b|>*"},
      {{"<|a|>", {{0, 1}}}, "<|/a/|>"},  // half spelled by the template
      {{"<|a|>", {{4, 5}}}, "<|/a/|>"},
      {{"<|a|>", {{2, 3}}}, "<|/a/|>"},
      {{"<|a|>", {{2, 2}}}, "<|a|>*"},  // an empty span marks nothing
      {{"<|a|>", {{0, 0}, {5, 5}}}, "<|a|>*"},
      {{"<|a|>", {{0, 2}, {2, 5}}}, "<|/a/|>"},
      {{"the the", {{2, 5}}}, "the/ the"},  // words cross edges
      {{"<|<|b|>|>", {{0, 2}, {7, 9}}}, "<|/<|b|>*/|>"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(Shown(tokenizer, tokenizer.EncodeMarked(row.text)), row.want) << row.text.text;
  }
}

TEST(Tokenizer, SpansThatAreNotSoundAreABug) {
  const Tokenizer tokenizer = Make(WordSpec());
  EXPECT_DEATH(tokenizer.EncodeMarked({"abc", {{2, 4}}}), "SpansAreSound");
  EXPECT_DEATH(tokenizer.EncodeMarked({"abc", {{2, 3}, {1, 2}}}), "SpansAreSound");
  EXPECT_DEATH(tokenizer.EncodeMarked({"abc", {{2, 1}}}), "SpansAreSound");
}

TEST(Tokenizer, RoundTripAndNoSpecialFromPlainText) {
  for (const char* pre : {"gpt-2", "smollm", "starcoder"}) {
    const Tokenizer tokenizer = Make(WordSpec(pre));
    for (uint64_t seed = 1; seed <= 600; ++seed) {
      Rng rng(seed);
      const std::string text =
          seed % 2 == 0 ? RandomText(rng, Below(rng, 60)) : RandomBytes(rng, Below(rng, 200));
      const std::vector<TokenId> plain = tokenizer.EncodePlain(text);
      ASSERT_EQ(DecodeOk(tokenizer, plain), SanitizeUtf8(text)) << pre << " seed " << seed;
      ASSERT_EQ(DecodeOk(tokenizer, tokenizer.Encode(text)), SanitizeUtf8(text))
          << pre << " seed " << seed;
      ASSERT_FALSE(AnySpecial(tokenizer, plain)) << pre << " seed " << seed;
      ASSERT_EQ(tokenizer.EncodeMarked({text, {{0, text.size()}}}), plain)
          << pre << " seed " << seed;
      ASSERT_EQ(tokenizer.EncodeMarked({text, {}}), tokenizer.Encode(text))
          << pre << " seed " << seed;
    }
  }
}

// What EncodeMarked promises, by brute force over the text: every special token it emits lies
// outside the marks, and where no special token touches a mark the marks change nothing.
TEST(Tokenizer, MarksNeverBecomeSpecialAndChangeNothingElse) {
  const Tokenizer tokenizer = Make(WordSpec("smollm"));
  int harmless = 0, hostile = 0;
  for (uint64_t seed = 1; seed <= 3000; ++seed) {
    Rng rng(seed);
    MarkedText text;
    text.text = SanitizeUtf8(RandomText(rng, Below(rng, 14)));
    for (size_t at = 0; at < text.text.size();) {
      const size_t begin = std::min(at + Below(rng, 12), text.text.size());
      const size_t end = std::min(begin + Below(rng, 12), text.text.size());
      text.untrusted.push_back({begin, end});
      at = end + 1;
    }
    const auto touches = [&](size_t begin, size_t end) {
      for (const ByteSpan& span : text.untrusted) {
        if (span.begin < span.end && span.begin < end && begin < span.end) return true;
      }
      return false;
    };
    const std::vector<TokenId> marked = tokenizer.EncodeMarked(text);
    ASSERT_EQ(DecodeOk(tokenizer, marked), text.text) << "seed " << seed;
    size_t position = 0;
    for (const TokenId id : marked) {
      const size_t end = position + tokenizer.TokenBytes(id)->size();
      ASSERT_FALSE(tokenizer.IsSpecial(id) && touches(position, end)) << "seed " << seed;
      position = end;
    }
    const std::vector<TokenId> whole = tokenizer.Encode(text.text);
    bool any_touched = false;
    position = 0;
    for (const TokenId id : whole) {
      const size_t end = position + tokenizer.TokenBytes(id)->size();
      any_touched = any_touched || (tokenizer.IsSpecial(id) && touches(position, end));
      position = end;
    }
    ++(any_touched ? hostile : harmless);
    if (any_touched) {
      ASSERT_NE(marked, whole) << "seed " << seed;
    } else {
      ASSERT_EQ(marked, whole) << "seed " << seed;
    }
  }
  EXPECT_GT(harmless, 300);
  EXPECT_GT(hostile, 300);
}

TEST(Tokenizer, BytesThatAreNotUtf8BecomeTheReplacementCharacter) {
  const Tokenizer tokenizer = Make(WordSpec());
  EXPECT_EQ(tokenizer.Encode("a\xFF<|a|>\xE2\x82"), tokenizer.Encode("a\uFFFD<|a|>\uFFFD"));
  EXPECT_EQ(tokenizer.EncodePlain("\xC3\xC3\xA9"), tokenizer.EncodePlain("\uFFFD\u00e9"));
  // The marks move with the text.
  EXPECT_EQ(Shown(tokenizer, tokenizer.EncodeMarked({"\xFF\xFF<|a|><|b|>", {{0, 7}}})),
            Shown(tokenizer, tokenizer.EncodePlain("\uFFFD\uFFFD<|a|>")) + "/<|b|>*");
}

TEST(Tokenizer, NulBytesAndMissingBytes) {
  const Tokenizer tokenizer = Make(WordSpec());
  const std::string text("a\0the\0<|a|>\0", 12);
  EXPECT_EQ(DecodeOk(tokenizer, tokenizer.Encode(text)), text);
  EXPECT_EQ(tokenizer.missing_bytes(), "");

  TokenizerSpec spec = WordSpec();
  spec.types[0x04] = TokenizerSpec::TokenType::kUnused;
  spec.types[0xF1] = TokenizerSpec::TokenType::kUnused;
  const Tokenizer lossy = Make(std::move(spec));
  EXPECT_EQ(lossy.missing_bytes(), "\x04\xF1");
  EXPECT_EQ(Shown(lossy, lossy.Encode("the\x04the")), "the/the");
  EXPECT_EQ(lossy.Encode("\x04"), std::vector<TokenId>{});
  // A special token is not spelled by leaving bytes out.
  EXPECT_FALSE(AnySpecial(lossy, lossy.Encode("<|\x04"
                                              "a|>")));
}

TEST(Tokenizer, ControlUnusedAndByteTokensDecode) {
  TokenizerSpec spec = WordSpec();
  spec.tokens['A'] = "<0x41>";
  spec.types['A'] = TokenizerSpec::TokenType::kByte;
  spec.types['B'] = TokenizerSpec::TokenType::kByte;
  const TokenId pad = static_cast<TokenId>(spec.tokens.size() - 1);
  const Tokenizer tokenizer = Make(std::move(spec));
  EXPECT_EQ(tokenizer.Encode("AB"), (std::vector<TokenId>{'A', 'B'}));
  const TokenId ids[] = {'A', tokenizer.SpecialId("<|a|>"), pad, 'B', 0xE2, 0x82};
  EXPECT_EQ(DecodeOk(tokenizer, ids), "A<|a|>[PAD]B\uFFFD");
  EXPECT_EQ(tokenizer.SpecialId("<|c|>"), -1);
  EXPECT_EQ(tokenizer.SpecialId(""), -1);
  EXPECT_EQ(tokenizer.SpecialId("<|"), -1);
  EXPECT_EQ(tokenizer.SpecialId("[PAD]"), -1);
  EXPECT_FALSE(tokenizer.IsSpecial(pad));
  EXPECT_FALSE(tokenizer.IsSpecial(-1));
  EXPECT_FALSE(tokenizer.IsSpecial(pad + 1));
}

TEST(Tokenizer, IdsOutOfRangeAreErrors) {
  const Tokenizer tokenizer = Make(ByteSpec());
  for (const TokenId id : {-1, 256, INT32_MAX, INT32_MIN}) {
    EXPECT_THAT(tokenizer.TokenBytes(id).error().message,
                testing::HasSubstr("token id " + std::to_string(id)));
    const TokenId ids[] = {'a', id};
    EXPECT_FALSE(tokenizer.Decode(ids).has_value());
  }
  EXPECT_EQ(DecodeOk(tokenizer, {}), "");
}

TEST(Tokenizer, FingerprintCoversWhatDecidesIds) {
  const std::string base = Make(WordSpec()).fingerprint();
  EXPECT_EQ(base.size(), 64u);
  EXPECT_EQ(base, Make(WordSpec()).fingerprint());
  EXPECT_NE(base, Make(WordSpec("smollm")).fingerprint());
  EXPECT_NE(Make(WordSpec("starcoder")).fingerprint(), Make(WordSpec("smollm")).fingerprint());
  TokenizerSpec spec = WordSpec();
  spec.bos = 1;  // named ids do not decide what Encode gives
  EXPECT_EQ(base, Make(spec).fingerprint());
  spec = WordSpec();
  std::swap(spec.merges[0], spec.merges[4]);
  // The order of "i n" and "t h" cannot matter to any text, but nobody proves that: another order
  // is another tokenizer.
  EXPECT_NE(base, Make(spec).fingerprint());
  spec = WordSpec();
  spec.types.back() = TokenizerSpec::TokenType::kControl;
  EXPECT_NE(base, Make(spec).fingerprint());
  spec = WordSpec();
  spec.tokens.back() += "x";
  EXPECT_NE(base, Make(spec).fingerprint());
}

TEST(Tokenizer, ThreadsShareOne) {
  const Tokenizer tokenizer = Make(WordSpec("smollm"));
  Rng rng(1);
  const std::string text = RandomText(rng, 2000);
  const std::vector<TokenId> want = tokenizer.Encode(text);
  std::vector<std::thread> threads;
  std::vector<int> same(4);
  for (size_t t = 0; t < same.size(); ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 5; ++i) same[t] += tokenizer.Encode(text) == want;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(same, std::vector<int>(4, 5));
}

TEST(Tokenizer, ManySpecialTokensOneAfterTheOther) {
  const Tokenizer tokenizer = Make(WordSpec());
  std::string text;
  for (int i = 0; i < 50000; ++i) text += "<|b|>";
  EXPECT_EQ(tokenizer.Encode(text), std::vector<TokenId>(50000, tokenizer.SpecialId("<|b|>")));
  MarkedText marked{text, {}};
  for (size_t i = 0; i + 5 <= text.size(); i += 10) marked.untrusted.push_back({i, i + 5});
  EXPECT_EQ(tokenizer.EncodeMarked(marked).size(), 25000u * 4);
}

// Texts that make a careless encoder take n squared steps: a test that would run for minutes.
TEST(Tokenizer, HostileTextsTakeNoLonger) {
  TokenizerSpec marked;
  marked.model = "metaspace";
  marked.leading_space = TokenizerSpec::LeadingSpace::kEverySection;
  for (int byte = 0; byte < 256; ++byte) {
    AddToken(marked, fmt::format("<0x{:02X}>", byte), TokenizerSpec::TokenType::kByte);
  }
  for (const char* text : {"\u2581", "a", "aa", "aaaa", "\u2581\u2581"}) AddToken(marked, text);
  marked.merges = {"a a", "aa aa", "\u2581 \u2581"};
  AddToken(marked, "<s>", TokenizerSpec::TokenType::kControl);
  std::vector<TokenizerSpec> specs = {marked};
  for (const char* pre : {"gpt-2", "llama-bpe", "qwen2", "deepseek-llm", "deepseek-v3"}) {
    specs.push_back(WordSpec(pre));
    PreTokenizer::ApplyName(specs.back());
    const auto special = static_cast<TokenId>(specs.back().tokens.size() - 6);
    specs.back().matching[special] = {.strip_left = true, .strip_right = true};
  }
  for (TokenizerSpec& spec : specs) {
    const Tokenizer tokenizer = Make(std::move(spec));
    for (const std::string_view unit : {"a", " ", " <", "<|a|> ", "   <|a|>", "\u0301\u0323", "<s>",
                                        "a\u0301", "'s", "\n ", "\u65e5", "\u2581"}) {
      std::string text;
      while (text.size() < (size_t{1} << 17)) text += unit;
      const std::vector<TokenId> ids = tokenizer.Encode(text);
      EXPECT_FALSE(ids.empty());
      EXPECT_LE(ids.size(), text.size() + 1);
      // Many small spans, too.
      MarkedText sliced{text, {}};
      for (size_t at = 0; at + 30 < text.size(); at += 30) {
        sliced.untrusted.push_back({at, at + 10});
      }
      EXPECT_FALSE(tokenizer.EncodeMarked(sliced).empty());
    }
  }
}

}  // namespace
}  // namespace rbench
