#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/utf8.h"
#include "models/tokenizer/special_tokens.h"
#include "models/tokenizer/tokenizer.h"
#include "tests/models/tokenizer/small_spec.h"

// What Create refuses: each row breaks one thing in a sound spec and names words that the error
// must contain.

namespace rbench {
namespace {

using Type = TokenizerSpec::TokenType;

struct Row {
  const char* name;
  std::function<void(TokenizerSpec&)> breakage;
  std::vector<std::string> words;
};

const std::vector<Row>& Rows() {
  static const std::vector<Row> rows = {
      {"empty",
       [](auto& s) { s.tokens.clear(), s.types.clear(), s.merges.clear(); },
       {"empty", "tokenizer.ggml.tokens"}},
      {"no_types", [](auto& s) { s.types.clear(); }, {"tokenizer.ggml.token_type", "0 entries"}},
      {"one_type_more",
       [](auto& s) { s.types.push_back(Type::kNormal); },
       {"tokenizer.ggml.token_type"}},
      {"type_of_no_name", [](auto& s) { s.types[7] = static_cast<Type>(99); }, {"token 7", "99"}},
      {"model",
       [](auto& s) { s.model = "llama"; },
       {"\"llama\"", "tokenizer.ggml.model", "known: gpt2"}},
      {"model_absent", [](auto& s) { s.model = ""; }, {"tokenizer.ggml.model"}},
      {"pre_absent", [](auto& s) { s.pre = ""; }, {"tokenizer.ggml.pre", "absent", "gpt-2"}},
      {"pre_default", [](auto& s) { s.pre = "default"; }, {"\"default\"", "smollm"}},
      {"duplicate", [](auto& s) { AddToken(s, "the"); }, {"\"the\"", "repeats token"}},
      {"duplicate_byte", [](auto& s) { AddToken(s, "<0x41>", Type::kByte); }, {"repeats token 65"}},
      {"duplicate_special",
       [](auto& s) { AddToken(s, "<|a|>", Type::kUserDefined); },
       {"<|a|>", "repeats token"}},
      {"special_spelled_like_a_word",
       [](auto& s) { AddToken(s, "the", Type::kControl); },
       {"\"the\"", "repeats token"}},
      {"empty_token", [](auto& s) { AddToken(s, ""); }, {"is empty"}},
      {"empty_special", [](auto& s) { AddToken(s, "", Type::kControl); }, {"is empty"}},
      {"not_in_the_alphabet", [](auto& s) { AddToken(s, "a b"); }, {"\"a b\"", "byte alphabet"}},
      {"token_not_utf8", [](auto& s) { AddToken(s, "\xFF\xFE"); }, {"\\xff", "byte alphabet"}},
      {"special_not_utf8",
       [](auto& s) { AddToken(s, "<\xFF>", Type::kControl); },
       {"special but not UTF-8"}},
      {"special_too_long",
       [](auto& s) { AddToken(s, std::string(SpecialTokens::kMaxBytes + 1, 'x'), Type::kControl); },
       {"257 bytes", "256"}},
      {"byte_of_two",
       [](auto& s) { AddToken(s, "<0x4G>", Type::kByte); },
       {"does not spell one byte"}},
      {"missing_letter", [](auto& s) { s.tokens['q'] = "qq"; }, {"byte 0x71 has no token"}},
      {"letter_is_control",
       [](auto& s) { s.types['q'] = Type::kControl; },
       {"byte 0x71 has no token"}},
      {"missing_newline",
       [](auto& s) { s.types['\n'] = Type::kUnused; },
       {"byte 0x0a has no token"}},
      {"missing_continuation", [](auto& s) { s.types[0x80] = Type::kUnused; }, {"byte 0x80"}},
      {"merge_without_space", [](auto& s) { s.merges[3] = "er"; }, {"merge 3 \"er\"", "one space"}},
      {"merge_of_three", [](auto& s) { s.merges[3] = "e r s"; }, {"merge 3", "one space"}},
      {"merge_empty", [](auto& s) { s.merges[3] = ""; }, {"merge 3", "one space"}},
      {"merge_half", [](auto& s) { s.merges[3] = "e "; }, {"merge 3", "one space"}},
      {"merge_other_half", [](auto& s) { s.merges[3] = " e"; }, {"merge 3", "one space"}},
      {"merge_of_absent",
       [](auto& s) { s.merges[3] = "zz z"; },
       {"merge 3", "\"zz\"", "not an ordinary"}},
      {"merge_of_no_spelling", [](auto& s) { s.merges[3] = "e \xFF"; }, {"merge 3", "\\xff"}},
      {"merge_of_special",
       [](auto& s) { s.merges.push_back("<|a|> e"); },
       {"<|a|>", "not an ordinary"}},
      {"merge_result_absent",
       [](auto& s) { s.merges.push_back("q q"); },
       {"merge 14", "\"qq\"", "result"}},
      {"merge_into_special",
       [](auto& s) { AddToken(s, "qq", Type::kControl), s.merges.push_back("q q"); },
       {"merge 14", "\"qq\"", "result"}},
      {"merge_twice", [](auto& s) { s.merges.push_back("t h"); }, {"merge 14", "repeats merge 0"}},
      {"bos_out_of_range",
       [](auto& s) { s.bos = 1 << 20; },
       {"tokenizer.ggml.bos_token_id", "1048576"}},
      {"eos_negative", [](auto& s) { s.eos = -1; }, {"tokenizer.ggml.eos_token_id", "-1"}},
      {"eot_at_the_end",
       [](auto& s) { s.eot = static_cast<TokenId>(s.tokens.size()); },
       {"tokenizer.ggml.eot_token_id"}},
      {"unknown_out_of_range", [](auto& s) { s.unknown = INT32_MAX; }, {"unknown_token_id"}},
      {"padding_out_of_range", [](auto& s) { s.padding = INT32_MIN; }, {"padding_token_id"}},
      {"add_bos_without_bos", [](auto& s) { s.add_bos = true; }, {"add_bos_token", "bos_token_id"}},
      {"add_eos_without_eos", [](auto& s) { s.add_eos = true; }, {"add_eos_token", "eos_token_id"}},
  };
  return rows;
}

TEST(TokenizerSpec, EachBreakageIsNamed) {
  for (const Row& row : Rows()) {
    TokenizerSpec spec = WordSpec();
    ASSERT_TRUE(Tokenizer::Create(spec).has_value());
    row.breakage(spec);
    const Result<Tokenizer> tokenizer = Tokenizer::Create(spec);
    ASSERT_FALSE(tokenizer.has_value()) << row.name;
    EXPECT_EQ(tokenizer.error().code, ErrorCode::kInvalidInput) << row.name;
    EXPECT_TRUE(IsValidUtf8(tokenizer.error().message)) << row.name;
    for (const std::string& word : row.words) {
      EXPECT_THAT(tokenizer.error().message, testing::HasSubstr(word)) << row.name;
    }
  }
}

TEST(TokenizerSpec, SoundEdgesAreAccepted) {
  const std::vector<std::function<void(TokenizerSpec&)>> rows = {
      [](auto& s) { s.bos = 0, s.eos = static_cast<TokenId>(s.tokens.size() - 1); },
      [](auto& s) { s.bos = 0, s.add_bos = true, s.eos = 0, s.add_eos = true; },
      [](auto& s) { s.merges.clear(); },
      [](auto& s) { AddToken(s, "", Type::kUnused), AddToken(s, "[PAD]", Type::kUnused); },
      [](auto& s) { AddToken(s, std::string(SpecialTokens::kMaxBytes, 'x'), Type::kControl); },
      // "Ġ" is the word that is one space; a user-defined " " is spelled otherwise.
      [](auto& s) { AddToken(s, " ", Type::kUserDefined); },
      // Two ways to one token are two merges.
      [](auto& s) { AddMerge(s, "q", "q"), AddMerge(s, "q", "qq"), AddMerge(s, "qq", "q"); },
      [](auto& s) {
        for (int b : {0, 4, 0x1F, 0x7F, 0xC0, 0xF1, 0xFF}) s.types[size_t(b)] = Type::kUnused;
      },
  };
  for (size_t i = 0; i < rows.size(); ++i) {
    TokenizerSpec spec = WordSpec();
    rows[i](spec);
    const Result<Tokenizer> tokenizer = Tokenizer::Create(spec);
    EXPECT_TRUE(tokenizer.has_value()) << i << ": " << (tokenizer ? "" : tokenizer.error().message);
  }
}

TEST(TokenizerSpec, ErrorsCutLongNames) {
  TokenizerSpec spec = WordSpec();
  spec.merges.push_back(std::string(100000, 'x'));
  const Result<Tokenizer> tokenizer = Tokenizer::Create(spec);
  ASSERT_FALSE(tokenizer.has_value());
  EXPECT_LT(tokenizer.error().message.size(), 200u);
}

// A vocabulary of the size of SmolLM2's; quadratic work in Create would take minutes here.
TEST(TokenizerSpec, FiftyThousandTokens) {
  TokenizerSpec spec = ByteSpec("smollm");
  std::vector<std::string> words;
  for (char c = 'a'; c <= 'z'; ++c) words.push_back(std::string(1, c));
  for (size_t i = 0; spec.tokens.size() < 49152; ++i) {
    const std::string left = words[i / 26], right = words[i % 26];
    AddToken(spec, left + right);
    spec.merges.push_back(left + " " + right);
    words.push_back(left + right);
  }
  for (int i = 0; i < 300; ++i) AddToken(spec, "<|" + std::to_string(i) + "|>", Type::kControl);
  EXPECT_TRUE(Tokenizer::Create(std::move(spec)).has_value());
}

}  // namespace
}  // namespace rbench
