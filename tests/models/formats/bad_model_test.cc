#include <filesystem>
#include <limits>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "models/formats/pickle_files.h"
#include "models/tokenizer/tokenizer.h"
#include "models/tokenizer/vocabulary.h"
#include "tests/models/formats/exported_model.h"
#include "tests/models/formats/gguf_test_input.h"

// Hazards that concern a whole model: what its files say of each other, and what must never be run.

namespace rbench {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

// What the engine does first with the tokenizer of a checkpoint.
std::string TokenizerError(const GgufBuilder& gguf) {
  const std::string file = gguf.Build();
  Result<Checkpoint> checkpoint = ReadGguf(BytesOf(file), "x.gguf");
  if (!checkpoint) return checkpoint.error().message;
  const Result<Tokenizer> tokenizer = Tokenizer::Create(std::move(checkpoint->tokenizer));
  return tokenizer ? "" : tokenizer.error().message;
}

TEST(BadGguf, MergesOfAbsentTokensAreRefused) {
  GgufBuilder gguf = MakeTinyModel().gguf;
  EXPECT_EQ(TokenizerError(gguf), "");
  for (const char* merge : {"q zzz", "zzz q", "q z", "q", "", " ", "q ", "<|im_end|> q"}) {
    gguf.SetStrings("tokenizer.ggml.merges", {merge});
    EXPECT_THAT(TokenizerError(gguf), HasSubstr("merge 0")) << merge;
  }
}

TEST(BadGguf, TokensThatRepeatAreRefused) {
  TinyModel model = MakeTinyModel();
  model.tokens[100] = model.tokens[101];
  model.gguf.SetStrings("tokenizer.ggml.tokens", model.tokens);
  EXPECT_THAT(TokenizerError(model.gguf), HasSubstr("repeats token 100"));
}

// Counts that do not fit an id: the bound is checked before anything is made of the tokens.
TEST(BadGguf, VocabulariesBeyondTheBoundAreRefused) {
  GgufBuilder gguf = MakeTinyModel().gguf;
  constexpr uint64_t kTokens = Vocabulary::kMaxTokens + 1;
  gguf.SetRaw("tokenizer.ggml.tokens", kGgufArray,
              GgufBytesU32(kGgufString) + GgufBytesU64(kTokens) + std::string(8 * kTokens, '\0'));
  EXPECT_THAT(TokenizerError(gguf), HasSubstr("has 16777217 tokens, more than the bound"));
  for (const uint64_t count : {uint64_t{1} << 31, (uint64_t{1} << 32) + 3, UINT64_MAX}) {
    gguf.SetRaw("tokenizer.ggml.tokens", kGgufArray,
                GgufBytesU32(kGgufString) + GgufBytesU64(count) + std::string(4096, '\0'));
    EXPECT_THAT(TokenizerError(gguf), HasSubstr("key \"tokenizer.ggml.tokens\" says that it has"));
  }
}

TEST(BadGguf, ArraysOfAnotherElementTypeAreNeverReinterpreted) {
  struct Row {
    const char* key;
    uint32_t type;
    size_t bytes;
  };
  for (const Row& row :
       {Row{"tokenizer.ggml.tokens", kGgufU8, 1}, Row{"tokenizer.ggml.tokens", kGgufU64, 8},
        Row{"tokenizer.ggml.token_type", kGgufF32, 4},
        Row{"tokenizer.ggml.token_type", kGgufBool, 1}, Row{"tokenizer.ggml.merges", kGgufI32, 4},
        Row{"tokenizer.ggml.merges", kGgufF64, 8}, Row{"llama.attention.head_count", kGgufF32, 4},
        Row{"llama.feed_forward_length", kGgufBool, 1}}) {
    GgufBuilder gguf = MakeTinyModel().gguf;
    gguf.SetRaw(row.key, kGgufArray,
                GgufBytesU32(row.type) + GgufBytesU64(2) + std::string(2 * row.bytes, '\0'));
    EXPECT_THAT(TokenizerError(gguf), HasSubstr(row.key));
    EXPECT_THAT(TokenizerError(gguf), HasSubstr("has type array of"));
  }
  // A number where a list is wanted, and the other way round.
  GgufBuilder gguf = MakeTinyModel().gguf;
  gguf.SetU32("tokenizer.ggml.tokens", 5);
  EXPECT_THAT(TokenizerError(gguf), HasSubstr("has type u32; it must be an array of strings"));
  gguf = MakeTinyModel().gguf;
  gguf.SetI32s("llama.block_count", {2});
  EXPECT_THAT(TokenizerError(gguf), HasSubstr("\"llama.block_count\" has type array of i32"));
}

TEST(BadGguf, RotaryDimensionsThatDoNotFitTheHeadsAreRefused) {
  for (const uint32_t size : {0u, 1u, 3u, 8u, 15u, 17u, 32u, UINT32_MAX}) {
    GgufBuilder gguf = MakeTinyModel().gguf;  // heads of 16
    gguf.SetU32("llama.rope.dimension_count", size);
    EXPECT_THAT(TokenizerError(gguf), HasSubstr("\"llama.rope.dimension_count\" is")) << size;
  }
}

TEST(BadGguf, ScoresOfAnotherSizeOrTypeAreRefused) {
  TinyModel model = MakeTinyModel();
  model.gguf.SetString("tokenizer.ggml.model", "llama");
  model.gguf.SetRaw("tokenizer.ggml.scores", kGgufArray,
                    GgufBytesU32(kGgufF32) + GgufBytesU64(2) + std::string(8, '\0'));
  EXPECT_THAT(TokenizerError(model.gguf), HasSubstr("2 scores for"));
  model.gguf.SetI32s("tokenizer.ggml.scores", {1, 2});
  EXPECT_THAT(TokenizerError(model.gguf), HasSubstr("must be an array of f32"));
  const float nan = std::numeric_limits<float>::quiet_NaN();
  std::string scores;
  for (size_t i = 0; i < model.tokens.size(); ++i)
    scores.append(reinterpret_cast<const char*>(&nan), sizeof nan);
  model.gguf.SetRaw("tokenizer.ggml.scores", kGgufArray,
                    GgufBytesU32(kGgufF32) + GgufBytesU64(model.tokens.size()) + scores);
  EXPECT_THAT(TokenizerError(model.gguf), HasSubstr("\"tokenizer.ggml.scores\" is not finite"));
}

// A pickle that would leave a mark if anything unpickled it, under every name that it may have.
TEST(BadFolder, PickleFilesAreRefusedWithTheRemedy) {
  const TempFolder mark;
  const std::string pickle = "cposix\nsystem\n(S'touch " + (mark / "mark") + "'\ntR.";
  for (const char* name : {"pytorch_model.bin", "consolidated.00.pth", "model.pt", "x.ckpt",
                           "x.pkl", "pytorch_model-00001-of-00002.bin"}) {
    EXPECT_TRUE(IsPickleName(name));
    const TempFolder folder;
    WritePlain(folder / name, pickle);
    for (const std::string& path : {folder.path(), folder / name}) {
      const Result<Checkpoint> opened = OpenCheckpoint(path);
      ASSERT_FALSE(opened) << path;
      EXPECT_THAT(opened.error().message, HasSubstr(name));
      EXPECT_THAT(opened.error().message, HasSubstr("safe_serialization=True"));
    }
    // With a configuration beside it; and beside safetensors it is left alone.
    ExportedModel model;
    model.Write(name, pickle);
    EXPECT_EQ(model.Error(), "");
    fs::remove(model / "model.safetensors");
    EXPECT_THAT(model.Error(), HasSubstr("has its weights in a pickle file"));
    EXPECT_THAT(model.Error(), HasSubstr("safe_serialization=True"));
  }
  // Under names of other formats.
  for (const char* name : {"model.safetensors", "tokenizer.json"}) {
    ExportedModel model;
    model.Write(name, pickle);
    EXPECT_THAT(model.Error(), HasSubstr(name));
  }
  const TempFolder folder;
  WritePlain(folder / "model.gguf", pickle);
  EXPECT_THAT(OpenCheckpoint(folder / "model.gguf").error().message,
              HasSubstr("is not a GGUF file"));
  EXPECT_FALSE(fs::exists(mark / "mark"));
}

TEST(BadFolder, CodeOfTheFolderIsNeverRun) {
  ExportedModel model;
  const TempFolder mark;
  const std::string code = "open('" + (mark / "mark") + "', 'w')\n";
  for (const char* name : {"modeling_evil.py", "tokenization_evil.py", "configuration_evil.py"})
    model.Write(name, code);
  Json config = *ParseJson(model.Read("config.json"));
  config["auto_map"] = {{"AutoConfig", "configuration_evil.Evil"},
                        {"AutoModelForCausalLM", "modeling_evil.Evil"}};
  model.Write("config.json", DumpJson(config));
  Json tokenizer = *ParseJson(model.Read("tokenizer_config.json"));
  tokenizer["auto_map"] = {{"AutoTokenizer", Json::array({"tokenization_evil.Evil", nullptr})}};
  model.Write("tokenizer_config.json", DumpJson(tokenizer));
  const Result<Checkpoint> opened = OpenCheckpoint(model.path());
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_THAT(opened->notes, ::testing::Contains(HasSubstr("rbench never runs it")));
  EXPECT_FALSE(fs::exists(mark / "mark"));
}

TEST(BadFolder, TokenIdsBeyondTheVocabularyAreRefused) {
  const auto with = [](const char* file, const char* key, const Json& value) {
    ExportedModel model;
    Json json = *ParseJson(model.Read(file));
    json[key] = value;
    model.Write(file, DumpJson(json));
    return model.Error();
  };
  for (const Json& id :
       {Json(295), Json(1u << 31), Json(-1), Json(UINT64_MAX), Json(1.5), Json::array({0, 295})}) {
    EXPECT_THAT(with("config.json", "eos_token_id", id), HasSubstr("eos_token_id"));
    EXPECT_THAT(with("generation_config.json", "eos_token_id", id), HasSubstr("eos_token_id"));
    if (!id.is_array()) {
      EXPECT_THAT(with("config.json", "bos_token_id", id), HasSubstr("bos_token_id"));
    }
  }
}

TEST(BadFolder, TokenizersOfAnotherSizeThanTheModelAreRefused) {
  ExportedModel model;
  Json config = *ParseJson(model.Read("config.json"));
  const Json file = *ParseJson(model.Read("tokenizer.json"));
  size_t added = 0;
  for (const Json& token : file["added_tokens"])
    added += !file["model"]["vocab"].contains(token["content"]);
  ASSERT_EQ(file["model"]["vocab"].size() + added, config["vocab_size"]);
  // Weights of fewer rows than the tokenizer has tokens.
  config["vocab_size"] = 290;
  model.Write("config.json", DumpJson(config));
  EXPECT_THAT(model.Error(), HasSubstr("config.json asks for [290, 16]"));
  config["vocab_size"] = 295;
  model.Write("config.json", DumpJson(config));
  EXPECT_EQ(model.Error(), "");
  Json more = file;
  more["added_tokens"].push_back(file["added_tokens"][0]);
  more["added_tokens"].back()["content"] = "<|more|>";
  more["added_tokens"].back()["id"] = 295;
  model.Write("tokenizer.json", DumpJson(more));
  EXPECT_THAT(model.Error(), HasSubstr("\"<|more|>\""));
}

}  // namespace
}  // namespace rbench
