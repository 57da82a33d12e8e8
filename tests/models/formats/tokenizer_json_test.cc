#include "models/formats/tokenizer_json.h"

#include <functional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "base/utf8.h"
#include "models/formats/tokenizer_json_writer.h"
#include "models/tokenizer/byte_alphabet.h"
#include "models/tokenizer/tokenizer.h"
#include "tests/models/formats/tokenizer_json_input.h"

namespace rbench {
namespace {

using testing::HasSubstr;

Result<Tokenizer> Make(const Json& file, size_t vocab_size = 0) {
  RBENCH_ASSIGN_OR_RETURN(TokenizerSpec spec, ReadTokenizerJson(DumpJson(file), vocab_size));
  return Tokenizer::Create(std::move(spec));
}

std::string Shown(const Tokenizer& tokenizer, std::string_view text) {
  std::string shown;
  for (const TokenId id : tokenizer.Encode(text)) {
    if (!shown.empty()) shown += '/';
    shown += *tokenizer.TokenBytes(id);
    if (tokenizer.IsSpecial(id)) shown += '*';
  }
  return shown;
}

// Gives a token's id to another text.
void Rename(Json& file, const char* token) {
  Json& vocab = file["model"]["vocab"];
  const Json id = vocab[token];
  vocab.erase(token);
  vocab["zzz"] = id;
}

// What is wrong with a file, and words that the error must have.
struct Row {
  const char* name;
  std::function<void(Json&)> breakage;
  std::vector<std::string> words;
};

void ExpectEach(const std::vector<Row>& rows, const Json& sound) {
  ASSERT_TRUE(Make(sound));
  for (const Row& row : rows) {
    Json file = sound;
    row.breakage(file);
    const Result<Tokenizer> made = Make(file);
    ASSERT_FALSE(made) << row.name;
    EXPECT_TRUE(IsValidUtf8(made.error().message)) << row.name;
    for (const std::string& word : row.words) {
      EXPECT_THAT(made.error().message, HasSubstr(word)) << row.name;
    }
  }
}

TEST(TokenizerJson, EachHazardOfTheVocabularyIsNamed) {
  ExpectEach(
      {
          {"no_model", [](Json& f) { f.erase("model"); }, {"no model"}},
          {"model_not_bpe", [](Json& f) { f["model"]["type"] = "Unigram"; }, {"Unigram", "BPE"}},
          {"unknown_member", [](Json& f) { f["model"]["vocabulary2"] = 1; }, {"vocabulary2"}},
          {"unknown_top_member", [](Json& f) { f["remote"] = 1; }, {"remote"}},
          {"no_vocab", [](Json& f) { f["model"].erase("vocab"); }, {"model.vocab"}},
          {"vocab_array", [](Json& f) { f["model"]["vocab"] = Json::array(); }, {"model.vocab"}},
          {"id_negative", [](Json& f) { f["model"]["vocab"]["t"] = -1; }, {"\"t\"", "integer"}},
          {"id_fraction", [](Json& f) { f["model"]["vocab"]["t"] = 1.5; }, {"\"t\""}},
          {"id_text", [](Json& f) { f["model"]["vocab"]["t"] = "1"; }, {"\"t\""}},
          {"id_huge", [](Json& f) { f["model"]["vocab"]["t"] = 1ull << 40; }, {"\"t\""}},
          {"id_large",
           [](Json& f) { f["model"]["vocab"]["t"] = 16000000; },
           {"largest token id is 16000000"}},
          {"id_repeated", [](Json& f) { f["model"]["vocab"]["t"] = 7; }, {"has the id of"}},
          {"merge_of_no_token", [](Json& f) { f["model"]["merges"][0] = "q zz"; }, {"zz"}},
          {"merge_to_no_token", [](Json& f) { f["model"]["merges"][0] = "q z"; }, {"\"qz\""}},
          {"merge_twice",
           [](Json& f) { f["model"]["merges"].push_back("t h"); },
           {"repeats merge"}},
          {"merge_of_one",
           [](Json& f) { f["model"]["merges"][0] = Json::array({"t"}); },
           {"merges[0]"}},
          {"merge_of_numbers",
           [](Json& f) {
             f["model"]["merges"][1] = Json::array({1, 2});
           },
           {"merges[1]"}},
          {"merge_without_space", [](Json& f) { f["model"]["merges"][0] = "th"; }, {"one space"}},
          {"no_merges", [](Json& f) { f["model"].erase("merges"); }, {"model.merges"}},
          {"dropout", [](Json& f) { f["model"]["dropout"] = 0.1; }, {"dropout"}},
          {"suffix", [](Json& f) { f["model"]["end_of_word_suffix"] = "</w>"; }, {"</w>"}},
          {"prefix",
           [](Json& f) { f["model"]["continuing_subword_prefix"] = "##"; },
           {"continuing_subword_prefix"}},
          {"flag_of_no_kind",
           [](Json& f) { f["model"]["ignore_merges"] = "yes"; },
           {"model.ignore_merges", "true or false"}},
          {"byte_unknown",
           [](Json& f) {
             f["model"]["unk_token"] = "<unk>";
             Rename(f, "\u00c0");  // a byte that may be absent where it is left out
           },
           {"<unk>", "0xc0"}},
          {"byte_lost", [](Json& f) { Rename(f, "A"); }, {"0x41"}},
      },
      SmallTokenizerJson());
}

TEST(TokenizerJson, EachHazardOfAddedTokensIsNamed) {
  ExpectEach(
      {
          {"not_a_list", [](Json& f) { f["added_tokens"] = 1; }, {"added_tokens", "array"}},
          {"no_content",
           [](Json& f) { f["added_tokens"][0].erase("content"); },
           {"added_tokens[0].content"}},
          {"no_id", [](Json& f) { f["added_tokens"][0].erase("id"); }, {"added_tokens[0].id"}},
          {"new_flag", [](Json& f) { f["added_tokens"][0]["greedy"] = true; }, {"greedy"}},
          {"repeated",
           [](Json& f) { f["added_tokens"][1]["content"] = "<|a|>"; },
           {"repeats", "<|a|>"}},
          {"empty", [](Json& f) { f["added_tokens"][0]["content"] = ""; }, {"is empty"}},
          {"too_long",
           [](Json& f) { f["added_tokens"][0]["content"] = std::string(300, 'x'); },
           {"300 bytes"}},
          {"id_taken", [](Json& f) { f["added_tokens"][0]["id"] = 7; }, {"must have the id"}},
          {"id_with_a_gap",
           [](Json& f) { f["added_tokens"][1]["id"] = 400; },
           {"\"user\" must have the id 260"}},
          {"two_ids",
           [](Json& f) { f["model"]["vocab"]["<|a|>"] = 300; },
           {"<|a|>", "added_tokens"}},
          {"id_of_text", [](Json& f) { f["added_tokens"][0]["id"] = "5"; }, {"integer"}},
      },
      SmallTokenizerJson());
}

TEST(TokenizerJson, EachUnknownStepIsNamed) {
  const auto split = [](const char* regex) { return SplitJson(regex); };
  const auto pre = [](Json step) {
    return [step](Json& f) { f["pre_tokenizer"]["pretokenizers"][0] = step; };
  };
  Json removed = split("\\p{N}{1,3}");
  removed["behavior"] = "Removed";
  Json inverted = split("\\p{N}{1,3}");
  inverted["invert"] = true;
  ExpectEach(
      {
          {"normaliser",
           [](Json& f) {
             f["normalizer"] = {{"type", "NFKC"}};
           },
           {"NFKC", "NFC"}},
          {"normaliser_of_words",
           [](Json& f) {
             f["normalizer"] = {{"type", "Sequence"},
                                {"normalizers", Json::array({{{"type", "Lowercase"}}})}};
           },
           {"normalizer.normalizers[0]", "Lowercase"}},
          {"type_absent", [](Json& f) { f["normalizer"] = Json::object(); }, {"normalizer.type"}},
          {"no_pre_tokenizer", [](Json& f) { f["pre_tokenizer"] = nullptr; }, {"ByteLevel"}},
          {"whitespace", pre({{"type", "Whitespace"}}), {"Whitespace", "pretokenizers[0]"}},
          {"regex", pre(split("(a+)+$")), {"(a+)+$", "does not know"}},
          {"regex_of_one_change", pre(split("\\p{N}{1,4}")), {"p{N}{1,4}"}},
          {"removed", pre(removed), {"behavior", "Removed"}},
          {"inverted", pre(inverted), {"invert"}},
          {"lines_not_cut", pre(split("\\s+$")), {"end of lines"}},
          {"digits_together",
           pre({{"type", "Digits"}, {"individual_digits", false}}),
           {"individual_digits"}},
          {"prefix_space",
           [](Json& f) { f["pre_tokenizer"]["pretokenizers"][1]["add_prefix_space"] = true; },
           {"add_prefix_space"}},
          {"after_byte_level",
           [](Json& f) {
             f["pre_tokenizer"]["pretokenizers"].push_back(
                 {{"type", "Digits"}, {"individual_digits", true}});
           },
           {"pretokenizers[2]", "after ByteLevel"}},
          {"no_words",
           [](Json& f) {
             f["pre_tokenizer"] = f["pre_tokenizer"]["pretokenizers"][1];
             f["pre_tokenizer"]["use_regex"] = false;
           },
           {"does not cut"}},
          {"nested",
           [](Json& f) {
             for (int i = 0; i < 12; ++i) {
               f["pre_tokenizer"] = {{"type", "Sequence"},
                                     {"pretokenizers", Json::array({f["pre_tokenizer"]})}};
             }
           },
           {"nested too deeply"}},
          {"post_processor",
           [](Json& f) {
             f["post_processor"] = {{"type", "BertProcessing"}};
           },
           {"BertProcessing"}},
          {"end_after_the_text",
           [](Json& f) {
             f["post_processor"]["single"].push_back(
                 {{"SpecialToken", {{"id", "<|b|>"}, {"type_id", 0}}}});
           },
           {"single[2]", "<|b|>"}},
          {"begin_without_id",
           [](Json& f) { f["post_processor"]["special_tokens"] = Json::object(); },
           {"special_tokens", "one id"}},
          {"begin_of_two_ids",
           [](Json& f) {
             f["post_processor"]["special_tokens"]["<|a|>"]["ids"] = Json::array({1, 2});
           },
           {"one id"}},
          {"begin_outside",
           [](Json& f) {
             f["post_processor"]["special_tokens"]["<|a|>"]["ids"] = Json::array({9999});
           },
           {"9999", "outside"}},
          {"decoder",
           [](Json& f) {
             f["decoder"] = {{"type", "WordPiece"}};
           },
           {"WordPiece"}},
      },
      SmallTokenizerJson());
}

TEST(TokenizerJson, TextThatIsNoFile) {
  for (const char* text :
       {"", "{", "[]", "null", "{\"model\":{}}", "{\"model\":{\"a\":1,\"a\":2}}"}) {
    EXPECT_FALSE(ReadTokenizerJson(text)) << text;
  }
  const Result<TokenizerSpec> deep = ReadTokenizerJson("{\"model\":" + std::string(5000, '['));
  ASSERT_FALSE(deep);
  EXPECT_THAT(deep.error().message, HasSubstr("deep"));
  // Cut anywhere, it is refused.
  const std::string whole = DumpJson(SmallTokenizerJson());
  for (size_t size = 0; size < whole.size(); size += 97) {
    EXPECT_FALSE(ReadTokenizerJson(whole.substr(0, size))) << size;
  }
}

TEST(TokenizerJson, BothSpellingsOfMergesMeanTheSame) {
  Json pairs = SmallTokenizerJson();
  for (Json& merge : pairs["model"]["merges"]) {
    const std::string text = merge;
    const size_t space = text.find(' ');
    merge = Json::array({text.substr(0, space), text.substr(space + 1)});
  }
  const Result<Tokenizer> one = Make(SmallTokenizerJson());
  const Result<Tokenizer> other = Make(pairs);
  ASSERT_TRUE(one && other);
  EXPECT_EQ(one->fingerprint(), other->fingerprint());
  EXPECT_EQ(Shown(*one, "the the 1234"), "the/ the/ /1/2/3/4");
}

TEST(TokenizerJson, VocabularyIsFilledUpToTheModels) {
  const Json file = SmallTokenizerJson();
  const size_t named = ReadTokenizerJson(DumpJson(file))->tokens.size();
  const Result<TokenizerSpec> padded = ReadTokenizerJson(DumpJson(file), named + 9);
  ASSERT_TRUE(padded);
  EXPECT_EQ(padded->tokens.size(), named + 9);
  EXPECT_EQ(padded->types.back(), TokenizerSpec::TokenType::kUnused);
  const Result<TokenizerSpec> small = ReadTokenizerJson(DumpJson(file), named - 1);
  ASSERT_FALSE(small);
  EXPECT_THAT(small.error().message, HasSubstr("outside the model's vocabulary"));
  // A hole is an unused token.
  Json holed = file;
  holed["model"]["vocab"].erase("\u0120the");
  holed["model"]["merges"].erase(2);
  holed["added_tokens"] = Json::array();
  holed["post_processor"] = nullptr;
  holed["model"]["vocab"]["\u0120x"] = named;
  const Result<TokenizerSpec> spec = ReadTokenizerJson(DumpJson(holed));
  ASSERT_TRUE(spec) << spec.error().message;
  EXPECT_EQ(spec->tokens.size(), named + 1);
  EXPECT_TRUE(Tokenizer::Create(*spec));
}

TEST(TokenizerJson, FlagsOfAddedTokens) {
  Json file = SmallTokenizerJson();
  const Result<Tokenizer> plain = Make(file);
  ASSERT_TRUE(plain);
  EXPECT_EQ(Shown(*plain, "a <|a|> b"), "a/ /<|a|>*/ /b");
  file["added_tokens"][0]["lstrip"] = true;
  file["added_tokens"][1]["rstrip"] = true;
  file["added_tokens"][2]["single_word"] = true;
  const Result<Tokenizer> flagged = Make(file);
  ASSERT_TRUE(flagged) << flagged.error().message;
  EXPECT_NE(plain->fingerprint(), flagged->fingerprint());
  EXPECT_EQ(Shown(*flagged, "a \n\u3000<|a|> b"), "a/<|a|>*/ /b");
  EXPECT_EQ(Shown(*flagged, "a <|b|> \n b"), "a/ /<|b|>*/b");
  EXPECT_EQ(Shown(*flagged, "<|b|>  <|a|>"), "<|b|>*/<|a|>*");
  EXPECT_EQ(Shown(*flagged, "user user1 \u00e9user _user user."),
            "user*/ /u/s/e/r/1/ /\xc3/\xa9/u/s/e/r/ /_/u/s/e/r/ /user*/.");
  // The flags hold for trusted text only.
  EXPECT_EQ(flagged->Encode("a  <|a|>").size(), 2u);
  EXPECT_EQ(flagged->EncodePlain("a  <|a|>").size(), 8u);
}

// Tokens that are looked for after the normaliser see what it made.
TEST(TokenizerJson, NormalizedTokensAndNfc) {
  Json file = SmallTokenizerJson();
  file["normalizer"] = {{"type", "NFC"}};
  file["added_tokens"][0]["normalized"] = true;
  const Result<Tokenizer> made = Make(file);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(Shown(*made, "e\u0301<|a|>"), "\xc3/\xa9/<|a|>*");
  // ">" and U+0338 become one character: no <|a|> is left. <|b|> is found before that.
  EXPECT_EQ(Shown(*made, "<|a|>\u0338"), "</|/a/|/\xe2/\x89/\xaf");
  EXPECT_EQ(Shown(*made, "<|b|>\u0338"), "<|b|>*/\xcc/\xb8");
  // A mark from outside takes the trusted token along, and cannot make one.
  const std::string text = "<|a|>\u0338";
  EXPECT_EQ(made->EncodeMarked({text, {{5, 7}}}), made->Encode(text));
  EXPECT_EQ(made->EncodeMarked({"e\u0301<|a|>", {{0, 4}}}), made->EncodePlain("e\u0301<|a|>"));
  EXPECT_EQ(Shown(*made, "e\u0301 <|a|>"), "\xc3/\xa9/ /<|a|>*");
}

TEST(TokenizerJson, IgnoreMergesTakesWholeWords) {
  Json file = SmallTokenizerJson();
  // A token that no merge makes.
  file["added_tokens"] = Json::array();
  file["post_processor"] = nullptr;
  file["model"]["vocab"]["\u0120zebra"] = file["model"]["vocab"].size();
  const Result<Tokenizer> merged = Make(file);
  file["model"]["ignore_merges"] = true;
  const Result<Tokenizer> whole = Make(file);
  ASSERT_TRUE(merged && whole);
  EXPECT_EQ(Shown(*merged, "a zebra"), "a/ /z/e/b/r/a");
  EXPECT_EQ(Shown(*whole, "a zebra"), "a/ zebra");
  EXPECT_EQ(Shown(*whole, "a zebras"), "a/ /z/e/b/r/a/s");
  EXPECT_NE(merged->fingerprint(), whole->fingerprint());
}

TEST(TokenizerJson, MarkedSpacesWithByteFallback) {
  struct Scheme {
    const char* name;
    Json normalizer, pre_tokenizer;
    const char* begin;   // of "the<|a|>the"
    const char* spaced;  // of " the"
  };
  const Json prepend = Json::parse(
      R"({"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"▁"},
          {"type":"Replace","pattern":{"String":" "},"content":"▁"}]})");
  const auto metaspace = [](const char* scheme) {
    return Json{{"type", "Metaspace"},
                {"replacement", "\u2581"},
                {"prepend_scheme", scheme},
                {"split", false}};
  };
  const Scheme schemes[] = {
      {"normaliser", prepend, nullptr, " the/<|a|>*/ the", " / the"},
      {"first", nullptr, metaspace("first"), " the/<|a|>*/the", " the"},
      {"always", nullptr, metaspace("always"), " the/<|a|>*/ the", " the"},
      {"never", nullptr, metaspace("never"), "the/<|a|>*/the", " the"},
  };
  for (const Scheme& scheme : schemes) {
    Json file = MarkedTokenizerJson();
    file["normalizer"] = scheme.normalizer;
    file["pre_tokenizer"] = scheme.pre_tokenizer;
    const Result<Tokenizer> made = Make(file);
    ASSERT_TRUE(made) << scheme.name << made.error().message;
    EXPECT_EQ(Shown(*made, "the<|a|>the"), scheme.begin) << scheme.name;
    EXPECT_EQ(Shown(*made, " the"), scheme.spaced) << scheme.name;
    // A character without a token goes by its bytes; the mark itself is a space.
    const std::string text = "the \u65e5the";
    EXPECT_EQ(*made->Decode(made->Encode(text)), text) << scheme.name;
    EXPECT_EQ(made->Encode("x\u2581the"), made->Encode("x the")) << scheme.name;
    EXPECT_EQ(made->Encode(""), std::vector<TokenId>{}) << scheme.name;
  }
  ExpectEach(
      {
          {"no_fallback", [](Json& f) { f["model"]["byte_fallback"] = false; }, {"byte_fallback"}},
          {"byte_absent", [](Json& f) { Rename(f, "<0x7A>"); }, {"0x7a"}},
          {"other_mark",
           [](Json& f) { f["normalizer"]["normalizers"][0]["prepend"] = "_"; },
           {"prepend"}},
          {"no_replace", [](Json& f) { f["normalizer"]["normalizers"].erase(1); }, {"Replace"}},
          {"words",
           [](Json& f) {
             f["pre_tokenizer"] = {{"type", "Digits"}, {"individual_digits", true}};
           },
           {"spaces are marked"}},
          {"normalized",
           [](Json& f) { f["added_tokens"][0]["normalized"] = true; },
           {"puts a space in front"}},
      },
      MarkedTokenizerJson());
}

// Written and read again it is the same tokenizer, for every pre-tokenizer by name.
TEST(TokenizerJson, WrittenAndReadAgain) {
  for (const char* name : {"gpt-2", "smollm", "starcoder", "llama-bpe", "qwen2", "deepseek-llm",
                           "deepseek-coder", "deepseek-v3"}) {
    TokenizerSpec spec = *ReadTokenizerJson(DumpJson(SmallTokenizerJson()));
    spec.pre = name;
    spec.nfc = std::string_view(name) == "qwen2";
    spec.ignore_merges = std::string_view(name) == "llama-bpe";
    spec.matching[*spec.bos] = {.strip_left = true};
    const Result<std::string> text = WriteTokenizerJson(spec);
    ASSERT_TRUE(text) << name;
    const Result<TokenizerSpec> again = ReadTokenizerJson(*text);
    ASSERT_TRUE(again) << name << again.error().message;
    EXPECT_EQ(again->pre, name);
    EXPECT_EQ(again->bos, spec.bos);
    EXPECT_EQ(Tokenizer::Create(spec)->fingerprint(), Tokenizer::Create(*again)->fingerprint());
  }
  TokenizerSpec unknown;
  unknown.pre = "default";
  EXPECT_FALSE(WriteTokenizerJson(unknown));
}

// A vocabulary of a real size in about the time that its bytes take.
TEST(TokenizerJson, AHundredThousandTokens) {
  Json file = SmallTokenizerJson();
  file["added_tokens"] = Json::array();
  file["post_processor"] = nullptr;
  std::string text = DumpJson(file);
  size_t id = file["model"]["vocab"].size();
  std::string more;
  for (size_t i = 0; i < 100000; ++i) {
    more += "\"x" + std::to_string(i) + "\":" + std::to_string(id++) + ",";
  }
  text.insert(text.find("\"vocab\":{") + 9, more);
  const Result<TokenizerSpec> spec = ReadTokenizerJson(text);
  ASSERT_TRUE(spec) << spec.error().message;
  EXPECT_EQ(spec->tokens.size(), id);
  EXPECT_TRUE(WriteTokenizerJson(*spec));
}

}  // namespace
}  // namespace rbench
