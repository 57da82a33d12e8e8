#include "models/formats/hf_tokenizer.h"

#include <functional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "models/tokenizer/tokenizer.h"
#include "tests/models/formats/tokenizer_json_input.h"
#include "tests/support/temp_folder.h"

namespace rbench {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr TokenId kA = 259, kB = 260, kUser = 261;  // <|a|>, <|b|>, user

HfTokenizerFiles Files(const char* config = "", const char* map = "", const char* generation = "") {
  HfTokenizerFiles files;
  files.tokenizer = DumpJson(SmallTokenizerJson());
  files.config = config;
  files.special_tokens_map = map;
  files.generation_config = generation;
  return files;
}

HfTokenizer Read(HfTokenizerFiles files, const HfTokenizerOptions& options = {}) {
  Result<HfTokenizer> read = ParseHfTokenizer(std::move(files), options);
  if (!read) ADD_FAILURE() << read.error().message;
  return std::move(read).value();
}

TEST(HfTokenizer, NamedTokens) {
  const HfTokenizer read =
      Read(Files(R"({"bos_token":"<|a|>","eos_token":{"content":"<|b|>","lstrip":false}})",
                 R"({"eos_token":"<|a|>","pad_token":"the"})"));
  EXPECT_EQ(read.spec.bos, kA);
  EXPECT_EQ(read.spec.eos, kB);  // tokenizer_config.json wins
  EXPECT_EQ(read.spec.padding, 257);
  // What has a purpose is special.
  EXPECT_EQ(read.spec.types[257], TokenizerSpec::TokenType::kControl);
  EXPECT_THAT(read.stop_ids, ElementsAre(kB));
  EXPECT_TRUE(read.warnings.empty());
  const HfTokenizer more =
      Read(Files(R"({"additional_special_tokens":["th","none"],"add_prefix_space":false})"));
  EXPECT_EQ(more.spec.types[256], TokenizerSpec::TokenType::kControl);
}

TEST(HfTokenizer, StopIdsAreTheUnion) {
  HfTokenizerOptions options;
  options.config_stop_ids = {kUser, kA};
  EXPECT_THAT(
      Read(Files(R"({"eos_token":"<|b|>"})", "", R"({"eos_token_id":[261,7]})"), options).stop_ids,
      ElementsAre(7, kA, kB, kUser));
  EXPECT_THAT(Read(Files("", "", R"({"eos_token_id":260})")).stop_ids, ElementsAre(kB));
  EXPECT_TRUE(Read(Files()).stop_ids.empty());
  options.config_stop_ids = {1000};
  EXPECT_THAT(ParseHfTokenizer(Files(), options).error().message, HasSubstr("1000"));
}

TEST(HfTokenizer, BeginTokenIsAddedOnce) {
  EXPECT_TRUE(Read(Files()).spec.add_bos);  // the post-processor says it
  const HfTokenizer other = Read(Files(R"({"bos_token":"<|b|>"})"));
  EXPECT_EQ(other.spec.bos, kA);
  EXPECT_EQ(other.warnings.size(), 1u);
  // Only the Llama classes listen to the flag.
  const HfTokenizer kept = Read(Files(R"({"add_bos_token":false,"bos_token":"<|a|>"})"));
  EXPECT_TRUE(kept.spec.add_bos);
  EXPECT_EQ(kept.warnings.size(), 1u);
  const char* llama = R"({"add_bos_token":false,"tokenizer_class":"LlamaTokenizerFast"})";
  EXPECT_FALSE(Read(Files(llama)).spec.add_bos);
  HfTokenizerFiles files =
      Files(R"({"add_bos_token":true,"bos_token":"<|b|>","tokenizer_class":"LlamaTokenizer"})");
  Json json = SmallTokenizerJson();
  json["post_processor"] = nullptr;
  files.tokenizer = DumpJson(json);
  const HfTokenizer added = Read(files);
  EXPECT_TRUE(added.spec.add_bos);
  EXPECT_EQ(added.spec.bos, kB);
}

TEST(HfTokenizer, TemplatesByPrecedence) {
  HfTokenizerFiles files = Files(R"({"chat_template":"from config"})");
  EXPECT_EQ(Read(files).chat_template, "from config");
  files.chat_template = "from file";
  EXPECT_EQ(Read(files).chat_template, "from file");
  EXPECT_EQ(Read(Files()).chat_template, "");
  EXPECT_EQ(Read(Files(R"({"chat_template":[{"name":"rag","template":"r"},
                                             {"name":"default","template":"d"}]})"))
                .chat_template,
            "d");
  const Result<HfTokenizer> none =
      ParseHfTokenizer(Files(R"({"chat_template":[{"name":"rag","template":"r"}]})"));
  EXPECT_THAT(none.error().message, HasSubstr("\"rag\""));
}

TEST(HfTokenizer, FlagsOfTheConfigWin) {
  const HfTokenizer read = Read(Files(
      R"({"added_tokens_decoder":{"261":{"content":"user","special":true,"rstrip":true},
                                  "259":{"content":"<|a|>","special":true}}})"));
  EXPECT_EQ(read.spec.types[kUser], TokenizerSpec::TokenType::kControl);
  EXPECT_TRUE(read.spec.matching.at(kUser).strip_right);
  EXPECT_FALSE(read.spec.matching.contains(kA));
}

TEST(HfTokenizer, EachHazardIsNamed) {
  struct Row {
    HfTokenizerFiles files;
    std::vector<std::string> words;
  };
  const Row rows[] = {
      {Files("{"), {"tokenizer_config.json"}},
      {Files("[]"), {"tokenizer_config.json", "object"}},
      {Files(R"({"bos_token":5})"), {"tokenizer_config.json.bos_token"}},
      {Files(R"({"bos_token":{}})"), {"bos_token.content"}},
      {Files(R"({"add_eos_token":true})"), {"add_eos_token"}},
      {Files(R"({"add_prefix_space":true})"), {"add_prefix_space"}},
      {Files(R"({"split_special_tokens":true})"), {"split_special_tokens"}},
      {Files(R"({"added_tokens_decoder":{"261":{"content":"other"}}})"), {"\"261\"", "\"other\""}},
      {Files(R"({"added_tokens_decoder":{"999":{"content":"user"}}})"), {"\"999\""}},
      {Files(R"({"added_tokens_decoder":{"-1":{"content":"user"}}})"), {"\"-1\""}},
      {Files(R"({"chat_template":7})"), {"chat_template"}},
      {Files("", "{\"a\":1,\"a\":2}"), {"special_tokens_map.json"}},
      {Files("", "", R"({"eos_token_id":"260"})"), {"generation_config.json.eos_token_id"}},
      {Files("", "", R"({"eos_token_id":[-1]})"), {"eos_token_id"}},
      {Files("", "", R"({"eos_token_id":262})"), {"262", "outside"}},
      {HfTokenizerFiles{}, {"tokenizer.json"}},
  };
  for (const Row& row : rows) {
    const Result<HfTokenizer> read = ParseHfTokenizer(row.files);
    ASSERT_FALSE(read) << row.words[0];
    for (const std::string& word : row.words) EXPECT_THAT(read.error().message, HasSubstr(word));
  }
  // A token that does not exist is no error: nothing would ever be it.
  EXPECT_THAT(Read(Files(R"({"pad_token":"<pad>"})")).warnings, ElementsAre(HasSubstr("<pad>")));
}

TEST(HfTokenizer, ReadsAFolder) {
  TempFolder folder;
  const Result<HfTokenizer> empty = ReadHfTokenizer(folder.path());
  EXPECT_THAT(empty.error().message, HasSubstr("tokenizer.json is missing"));
  WritePlain(folder / "tokenizer.json", DumpJson(SmallTokenizerJson()));
  WritePlain(folder / "tokenizer_config.json", R"({"eos_token":"<|b|>","chat_template":"c"})");
  WritePlain(folder / "chat_template.jinja", "j");
  WritePlain(folder / "generation_config.json", R"({"eos_token_id":[259]})");
  HfTokenizerOptions options;
  options.vocab_size = 300;
  const Result<HfTokenizer> read = ReadHfTokenizer(folder.path(), options);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->chat_template, "j");
  EXPECT_THAT(read->stop_ids, ElementsAre(kA, kB));
  EXPECT_EQ(read->spec.tokens.size(), 300u);
  EXPECT_TRUE(Tokenizer::Create(read->spec));
  WritePlain(folder / "tokenizer_config.json", "{");
  EXPECT_THAT(ReadHfTokenizer(folder.path()).error().message, HasSubstr(folder.path()));
}

}  // namespace
}  // namespace rbench
