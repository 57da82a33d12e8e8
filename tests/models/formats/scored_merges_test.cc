#include "models/formats/scored_merges.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/tokenizer/tokenizer.h"

namespace rbench {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Type = TokenizerSpec::TokenType;

// <s>, the bytes, and the words with scores that fall from 0.
TokenizerSpec Spec(const std::vector<std::string>& words, std::vector<double>& scores) {
  TokenizerSpec spec;
  spec.model = "metaspace";
  spec.leading_space = TokenizerSpec::LeadingSpace::kEverySection;
  spec.tokens = {"<s>"};
  spec.types = {Type::kControl};
  for (int byte = 0; byte < 256; ++byte) {
    spec.tokens.push_back(fmt::format("<0x{:02X}>", byte));
    spec.types.push_back(Type::kByte);
  }
  scores.assign(spec.tokens.size(), 0);
  for (const std::string& word : words) {
    scores.push_back(-static_cast<double>(scores.size()));
    spec.tokens.push_back(word);
    spec.types.push_back(Type::kNormal);
  }
  return spec;
}

TEST(ScoredMerges, EverySplitBestFirst) {
  std::vector<double> scores;
  const TokenizerSpec spec =
      Spec({"th", "the", "he", "\u2581the", "\u2581", "t", "h", "e", "\u00e9"}, scores);
  const Result<std::vector<std::string>> merges = MergesOfScores(spec, scores);
  ASSERT_TRUE(merges);
  EXPECT_THAT(*merges, ElementsAre("t h", "th e", "t he", "h e", "\u2581 the"));
}

TEST(ScoredMerges, TheTokenizerOfThem) {
  std::vector<double> scores;
  TokenizerSpec spec =
      Spec({"th", "the", "he", "\u2581the", "\u2581", "t", "h", "e", "\u00e9"}, scores);
  spec.merges = *MergesOfScores(spec, scores);
  const Result<Tokenizer> tokenizer = Tokenizer::Create(std::move(spec));
  ASSERT_TRUE(tokenizer) << tokenizer.error().message;
  const auto shown = [&](std::string_view text) {
    std::vector<std::string> tokens;
    for (const TokenId id : tokenizer->Encode(text)) {
      tokens.emplace_back(*tokenizer->TokenBytes(id));
    }
    return tokens;
  };
  EXPECT_THAT(shown("the"), ElementsAre(" the"));
  EXPECT_THAT(shown("the\u00e9hex"), ElementsAre(" the", "\u00e9", "he", "x"));
  EXPECT_EQ(*tokenizer->Decode(tokenizer->Encode("the \u65e5 the")), "the \u65e5 the");
}

TEST(ScoredMerges, ScoresOfMergesMeanTheSame) {
  std::vector<double> scores;
  TokenizerSpec spec = Spec({"th", "\u2581", "t", "the", "he", "h", "e", "\u2581the", "x"}, scores);
  spec.merges = *MergesOfScores(spec, scores);
  const Result<std::vector<double>> found = ScoresOfMerges(spec);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(*MergesOfScores(spec, *found), spec.merges);
}

TEST(ScoredMerges, MergesThatNoScoresMean) {
  std::vector<double> scores;
  TokenizerSpec spec = Spec({"th", "the", "he", "t", "h", "e"}, scores);
  spec.merges = {"t h", "h e", "th e"};  // without "t he"
  EXPECT_THAT(ScoresOfMerges(spec).error().message,
              HasSubstr("at 3 there is nothing, and scores would have \"t he\""));
  spec.merges = {"t h", "th e", "h e", "t he"};  // the two ways to "the" lie apart
  EXPECT_THAT(ScoresOfMerges(spec).error().message,
              HasSubstr("at 2 there is \"h e\", and scores would have \"t he\""));
}

TEST(ScoredMerges, Refusals) {
  std::vector<double> scores;
  TokenizerSpec spec = Spec({"t"}, scores);
  scores.pop_back();
  EXPECT_THAT(MergesOfScores(spec, scores).error().message, HasSubstr("257 scores for 258"));
  scores.push_back(0);
  spec.tokens.back() = std::string(600, 'x');
  EXPECT_THAT(MergesOfScores(spec, scores).error().message, HasSubstr("token 257"));
}

}  // namespace
}  // namespace rbench
