#include <ctime>
#include <functional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/formats/gguf_parts.h"
#include "models/formats/hf_config.h"
#include "models/formats/hf_tokenizer.h"
#include "models/formats/safetensors_set.h"
#include "models/formats/scored_merges.h"
#include "models/tokenizer/tokenizer.h"
#include "tests/models/formats/gguf_test_input.h"
#include "tests/models/formats/tokenizer_json_input.h"
#include "tests/support/gguf_builder.h"
#include "tests/support/hf_model.h"
#include "tests/support/temp_folder.h"

// As many names as a hostile file can have: work that is quadratic in them would take minutes.

namespace rbench {
namespace {

using ::testing::HasSubstr;

// CPU time, which a busy machine does not stretch; without sanitizers all of it is below 2 s.
void ExpectQuick(const char* what, const std::function<void()>& work) {
  const std::clock_t start = std::clock();
  work();
  EXPECT_LT(std::clock() - start, 20 * CLOCKS_PER_SEC) << what;
}

TEST(ManyNames, TensorsOfAGgufFile) {
  GgufBuilder gguf;
  gguf.alignment = 8;
  gguf.SetU32("general.alignment", 8);
  for (int i = 0; i < 200000; ++i)
    gguf.tensors.push_back({"t" + std::to_string(i), {2}, 0, "12345678", {}, {}});
  const std::string file = gguf.Build();
  gguf.tensors.back().name = "t777";
  const std::string twice = gguf.Build();
  ExpectQuick("tensors", [&] {
    const Result<GgufFile> parsed = GgufFile::Parse(BytesOf(file));
    ASSERT_TRUE(parsed) << parsed.error().message;
    for (const GgufTensor& tensor : parsed->tensors())
      ASSERT_EQ(parsed->FindTensor(tensor.name), &tensor);
    EXPECT_THAT(GgufFile::Parse(BytesOf(twice)).error().message,
                HasSubstr("has the tensor \"t777\" twice"));
  });
}

TEST(ManyNames, PartsOfAGgufModel) {
  const TempFolder folder;
  constexpr uint32_t kParts = 1000, kTensors = 300;
  const auto name = [&](uint32_t part) {
    return folder / fmt::format("m-{:05}-of-{:05}.gguf", part + 1, kParts);
  };
  for (uint32_t part = 0; part < kParts; ++part) {
    GgufBuilder gguf;
    gguf.alignment = 8;
    gguf.SetU32("general.alignment", 8);
    gguf.SetU32("split.no", part);
    gguf.SetU32("split.count", kParts);
    // Names of all parts lie between each other.
    for (uint32_t i = 0; i < kTensors; ++i)
      gguf.tensors.push_back({fmt::format("{}.{}", i, part), {2}, 0, "12345678", {}, {}});
    WritePlain(name(part), gguf.Build());
  }
  ExpectQuick("parts", [&] {
    const Result<GgufParts> parts = OpenGgufParts(name(0));
    ASSERT_TRUE(parts) << parts.error().message;
    ASSERT_EQ(parts->file.tensors().size(), kParts * kTensors);
    for (const GgufTensor& tensor : parts->file.tensors())
      ASSERT_EQ(parts->file.FindTensor(tensor.name), &tensor);
  });
}

TEST(ManyNames, TensorsOfASafetensorsFile) {
  std::string header = "{";
  constexpr int kTensors = 200000;
  for (int i = 0; i < kTensors; ++i) {
    header += fmt::format(R"({}"{}":{{"dtype":"F32","shape":[0],"data_offsets":[0,0]}})",
                          i == 0 ? "" : ",", i);
  }
  const std::string file = RawSafetensors(header + "}", "");
  const std::string twice =
      RawSafetensors(header + R"(,"777":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}})", "");
  ExpectQuick("tensors", [&] {
    const Result<SafetensorsFile> parsed = SafetensorsFile::Parse(BytesOf(file));
    ASSERT_TRUE(parsed) << parsed.error().message;
    for (int i = 0; i < kTensors; ++i) ASSERT_NE(parsed->Find(std::to_string(i)), nullptr);
    EXPECT_THAT(SafetensorsFile::Parse(BytesOf(twice)).error().message,
                HasSubstr("duplicate key \"777\""));
  });
}

TEST(ManyNames, Shards) {
  const TempFolder folder;
  constexpr int kShards = 10000, kTensors = 20;
  std::string index = R"({"weight_map":{)";
  for (int shard = 0; shard < kShards; ++shard) {
    std::string header = "{";
    for (int i = 0; i < kTensors; ++i) {
      header += fmt::format(R"({}"{}.{}":{{"dtype":"F32","shape":[0],"data_offsets":[0,0]}})",
                            i == 0 ? "" : ",", i, shard);
      index +=
          fmt::format(R"({}"{}.{}":"{}.safetensors")", shard + i == 0 ? "" : ",", i, shard, shard);
    }
    WritePlain(folder / fmt::format("{}.safetensors", shard), RawSafetensors(header + "}", ""));
  }
  WritePlain(folder / "model.safetensors.index.json", index + "}}");
  ExpectQuick("shards", [&] {
    const Result<SafetensorsSet> set = SafetensorsSet::Open(*ModelFolder::Open(folder.path()));
    ASSERT_TRUE(set) << set.error().message;
    ASSERT_EQ(set->num_tensors(), size_t{kShards} * kTensors);
    for (int shard = 0; shard < kShards; ++shard)
      ASSERT_NE(set->Find(fmt::format("{}.{}", kTensors - 1, shard)), nullptr);
  });
  WritePlain(folder / "model.safetensors.index.json", index + R"(,"x":"x.safetensors"}})");
  EXPECT_THAT(SafetensorsSet::Open(*ModelFolder::Open(folder.path())).error().message,
              HasSubstr("names 10001 files; at most 10000"));
}

TEST(ManyNames, KeysOfAConfiguration) {
  std::string config = "{";
  for (int i = 0; i < 300000; ++i) config += fmt::format(R"("key{}":{},)", i, i);
  ExpectQuick("keys", [&] {
    EXPECT_THAT(ReadHfConfig(config + R"("model_type":"llama"})").error().message,
                HasSubstr("key \"key0\" is not known"));
    EXPECT_THAT(ReadHfConfig(config + R"("key777":0})").error().message,
                HasSubstr("duplicate key \"key777\""));
  });
}

// A vocabulary of 250,000 and as many names of special tokens, of which none exists, or each.
TEST(ManyNames, SpecialTokensOfATokenizer) {
  Json file = SmallTokenizerJson();
  Json absent = Json::array(), present = Json::array();
  // Tokens outside the byte alphabet: unused until they are named.
  auto& vocab = file["model"]["vocab"].get_ref<Json::object_t&>();
  for (int i = 0; i < 250000; ++i) {
    present.push_back(fmt::format("<{} >", i));
    absent.push_back(fmt::format("<no {}>", i));
    // Not by the object's own insertion, which looks for the key first.
    static_cast<std::vector<Json::object_t::value_type>&>(vocab).emplace_back(
        fmt::format("<{} >", i), vocab.size());
  }
  const size_t size = file["model"]["vocab"].size();
  for (size_t i = 0; i < file["added_tokens"].size(); ++i) file["added_tokens"][i]["id"] = size + i;
  HfTokenizerFiles files;
  files.tokenizer = DumpJson(file);
  for (const Json& names : {absent, present}) {
    files.config = DumpJson(Json{{"additional_special_tokens", names}});
    ExpectQuick("special tokens", [&] {
      const Result<HfTokenizer> read = ParseHfTokenizer(files);
      ASSERT_TRUE(read) << read.error().message;
      EXPECT_EQ(read->spec.types[1000] == TokenizerSpec::TokenType::kControl, names == present);
      EXPECT_TRUE(Tokenizer::Create(read->spec));
    });
  }
}

TEST(ManyNames, WordsOfAScoredVocabulary) {
  TokenizerSpec spec;
  spec.model = "metaspace";
  std::vector<double> scores;
  for (int i = 0; i < 20000; ++i) {
    spec.tokens.push_back(std::string(400, 'a') + std::to_string(i));
    spec.types.push_back(TokenizerSpec::TokenType::kNormal);
    scores.push_back(-i);
  }
  ExpectQuick("words", [&] { EXPECT_TRUE(MergesOfScores(spec, scores)); });
}

}  // namespace
}  // namespace rbench
