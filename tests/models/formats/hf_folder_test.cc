#include "models/formats/hf_folder.h"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/formats/checkpoint.h"
#include "models/kernels/packed_matrix.h"
#include "tests/support/hf_model.h"
#include "tests/support/temp_folder.h"

namespace rbench {
namespace {

using ::testing::HasSubstr;

TinyModelOptions Small() {
  TinyModelOptions options;
  options.hidden_size = 16;
  options.intermediate_size = 24;
  options.num_heads = 4;
  options.num_kv_heads = 2;
  return options;
}

Result<Checkpoint> Open(const std::string& path) {
  RBENCH_ASSIGN_OR_RETURN(const ModelFolder folder, ModelFolder::Open(path));
  return OpenHfWeights(folder, {});
}

std::string ErrorOf(const HfModel& model, int shards = 1) {
  const TempFolder folder;
  WriteHfModel(model, folder.path(), shards);
  const Result<Checkpoint> checkpoint = Open(folder.path());
  return checkpoint ? "" : checkpoint.error().message;
}

std::string Bytes(const TensorView& view) {
  return {reinterpret_cast<const char*>(view.bytes.data()), view.bytes.size()};
}

void ExpectSameTensor(const TensorView& a, const TensorView& b) {
  EXPECT_EQ(a.type, b.type) << a.name;
  EXPECT_EQ(a.shape, b.shape) << a.name;
  EXPECT_EQ(Bytes(a), Bytes(b)) << a.name;
}

// The numbers of the two are the same, name by name.
void ExpectSameModel(const Checkpoint& a, const Checkpoint& b) {
  EXPECT_EQ(a.spec.num_layers, b.spec.num_layers);
  EXPECT_EQ(a.spec.hidden_size, b.spec.hidden_size);
  EXPECT_EQ(a.spec.intermediate_size, b.spec.intermediate_size);
  EXPECT_EQ(a.spec.num_heads, b.spec.num_heads);
  EXPECT_EQ(a.spec.num_kv_heads, b.spec.num_kv_heads);
  EXPECT_EQ(a.spec.head_dim, b.spec.head_dim);
  EXPECT_EQ(a.spec.vocab_size, b.spec.vocab_size);
  EXPECT_EQ(a.spec.max_context, b.spec.max_context);
  EXPECT_EQ(a.spec.rms_norm_eps, b.spec.rms_norm_eps);
  EXPECT_EQ(a.spec.rope_theta, b.spec.rope_theta);
  EXPECT_EQ(a.spec.tied_embeddings, b.spec.tied_embeddings);
  EXPECT_EQ(a.stop_ids, b.stop_ids);
  ExpectSameTensor(a.weights.token_embedding, b.weights.token_embedding);
  ExpectSameTensor(a.weights.output_norm, b.weights.output_norm);
  ExpectSameTensor(a.weights.output, b.weights.output);
  ASSERT_EQ(a.weights.layers.size(), b.weights.layers.size());
  for (size_t i = 0; i < a.weights.layers.size(); ++i) {
    for (const auto member :
         {&LayerWeights::attention_norm, &LayerWeights::query, &LayerWeights::key,
          &LayerWeights::value, &LayerWeights::attention_output, &LayerWeights::ffn_norm,
          &LayerWeights::gate, &LayerWeights::up, &LayerWeights::down}) {
      ExpectSameTensor(a.weights.layers[i].*member, b.weights.layers[i].*member);
    }
  }
}

TEST(HfFolder, HoldsTheSameNumbersAsAGgufFile) {
  for (const TensorType type : {TensorType::kF32, TensorType::kF16, TensorType::kBF16}) {
    for (const int shards : {1, 3}) {
      TinyModelOptions options = Small();
      options.type = type;
      options.tied_embeddings = shards == 1;
      const TinyModel tiny = MakeTinyModel(options);
      const TinyModelFile gguf(tiny.gguf.Build());
      const TempFolder folder;
      WriteHfModel(HfModelOf(tiny), folder.path(), shards);
      const Result<Checkpoint> from_gguf = OpenGguf(gguf.path());
      const Result<Checkpoint> from_folder = Open(folder.path());
      ASSERT_TRUE(from_gguf) << from_gguf.error().message;
      ASSERT_TRUE(from_folder) << from_folder.error().message;
      ExpectSameModel(*from_gguf, *from_folder);
      EXPECT_GT(from_folder->file_bytes, 0u);
    }
  }
}

TEST(HfFolder, VectorsOfHalfPrecisionAreExpanded) {
  HfModel model = HfModelOf(MakeTinyModel(Small()));
  StoredTensor& norm = model.Tensor("model.norm.weight");
  norm.type = TensorType::kBF16;
  norm.data = PackedOnes(TensorType::kBF16, 16);
  const TempFolder folder;
  WriteHfModel(model, folder.path());
  const Result<Checkpoint> checkpoint = Open(folder.path());
  ASSERT_TRUE(checkpoint) << checkpoint.error().message;
  EXPECT_EQ(checkpoint->weights.output_norm.type, TensorType::kF32);
  EXPECT_EQ(Bytes(checkpoint->weights.output_norm), PackedOnes(TensorType::kF32, 16));
}

TEST(HfFolder, ReadsBiasesOfQwen2AndNormsOfQwen3) {
  for (const char* type : {"qwen2", "qwen3"}) {
    TinyModelOptions options = Small();
    options.family = type;
    HfModel model = HfModelOf(MakeTinyModel(options));
    const TempFolder folder;
    WriteHfModel(model, folder.path(), 2);
    const Result<Checkpoint> checkpoint = Open(folder.path());
    ASSERT_TRUE(checkpoint) << checkpoint.error().message;
    const LayerWeights& layer = checkpoint->weights.layers[1];
    const std::string prefix = "model.layers.1.self_attn.";
    if (std::string_view(type) == "qwen2") {
      EXPECT_EQ(Bytes(layer.query_bias), model.Tensor(prefix + "q_proj.bias").data);
      EXPECT_EQ(Bytes(layer.key_bias), model.Tensor(prefix + "k_proj.bias").data);
      EXPECT_EQ(Bytes(layer.value_bias), model.Tensor(prefix + "v_proj.bias").data);
      EXPECT_TRUE(layer.query_norm.bytes.empty());
    } else {
      EXPECT_EQ(Bytes(layer.query_norm), model.Tensor(prefix + "q_norm.weight").data);
      EXPECT_EQ(Bytes(layer.key_norm), model.Tensor(prefix + "k_norm.weight").data);
      EXPECT_TRUE(layer.query_bias.bytes.empty());
    }
  }
}

TEST(HfFolder, ConfigAndWeightsThatDisagreeAreErrors) {
  const HfModel right = HfModelOf(MakeTinyModel(Small()));
  const auto with = [&](const char* key, int value) {
    HfModel model = right;
    model.config[key] = value;
    return ErrorOf(model);
  };
  EXPECT_EQ(ErrorOf(right), "");
  EXPECT_THAT(with("num_hidden_layers", 3),
              HasSubstr("20 tensors, too few for the num_hidden_layers 3"));
  EXPECT_THAT(with("num_hidden_layers", 1),
              HasSubstr("has 9 tensors that the llama family does not use"));
  EXPECT_THAT(with("num_hidden_layers", 4000), HasSubstr("too few for the num_hidden_layers 4000"));
  EXPECT_THAT(with("hidden_size", 32), HasSubstr("config.json asks for [295, 32]"));
  EXPECT_THAT(with("vocab_size", 300), HasSubstr("config.json asks for [300, 16]"));
  EXPECT_THAT(with("num_key_value_heads", 4), HasSubstr("k_proj.weight\" has the shape [8, 16]"));
  EXPECT_THAT(with("head_dim", 8), HasSubstr("q_proj.weight\" has the shape [16, 16]"));
  EXPECT_THAT(with("intermediate_size", 16), HasSubstr("gate_proj.weight\" has the shape"));

  HfModel model = right;
  model.config["tie_word_embeddings"] = false;
  EXPECT_THAT(ErrorOf(model), HasSubstr("tensor \"lm_head.weight\" is missing"));
  model = right;
  StoredTensor head = model.Tensor("model.embed_tokens.weight");
  head.name = "lm_head.weight";
  model.tensors.push_back(head);
  EXPECT_EQ(ErrorOf(model), "");
  model.tensors.back().data[0] ^= 1;
  EXPECT_THAT(ErrorOf(model), HasSubstr("says tie_word_embeddings, but lm_head.weight differs"));
  model = right;
  model.tensors.push_back({"model.layers.0.self_attn.q_proj.bias",
                           TensorType::kF32,
                           {16},
                           PackedOnes(TensorType::kF32, 16)});
  EXPECT_THAT(ErrorOf(model), HasSubstr("q_proj.bias"));
  model.tensors.back().name = "model.layers.0.self_attn.rotary_emb.inv_freq";
  EXPECT_EQ(ErrorOf(model), "");  // old checkpoints store what follows from the configuration
  TinyModelOptions qwen3 = Small();
  qwen3.family = "qwen3";
  model = HfModelOf(MakeTinyModel(qwen3));
  model.Tensor("model.layers.1.self_attn.k_norm.weight").name = "other";
  EXPECT_THAT(ErrorOf(model), HasSubstr("k_norm.weight\" is missing"));
  model = right;
  model.Tensor("model.norm.weight").shape = {16, 1};
  EXPECT_THAT(ErrorOf(model), HasSubstr("\"model.norm.weight\" has the shape [16, 1]"));
}

TEST(HfFolder, CutAtEveryPage) {
  const TempFolder folder;
  WriteHfModel(HfModelOf(MakeTinyModel()), folder.path());
  const std::string path = folder / "model.safetensors";
  const uint64_t whole = std::filesystem::file_size(path);
  ASSERT_GT(whole, 100000u);
  ASSERT_TRUE(Open(folder.path()));
  for (uint64_t size = (whole - 1) / 4096 * 4096 + 4096; size > 0;) {
    size -= 4096;
    std::filesystem::resize_file(path, size);
    const Result<Checkpoint> checkpoint = Open(folder.path());
    ASSERT_FALSE(checkpoint) << size;
    EXPECT_THAT(checkpoint.error().message, HasSubstr("model.safetensors"));
  }
}

TEST(HfFolder, HashNamesEveryFileThatDecidesSomething) {
  const TempFolder folder;
  HfModel model = HfModelOf(MakeTinyModel(Small()));
  WriteHfModel(model, folder.path());
  const std::string first = Open(folder.path())->sha256;
  EXPECT_EQ(first.size(), 64u);
  EXPECT_EQ(Open(folder.path())->sha256, first);
  WritePlain(folder / "README.md", "says nothing");
  EXPECT_EQ(Open(folder.path())->sha256, first);
  WritePlain(folder / "generation_config.json", "{}");
  const std::string second = Open(folder.path())->sha256;
  EXPECT_NE(second, first);
  model.Tensor("model.norm.weight").data[0] ^= 1;
  WriteHfModel(model, folder.path());
  EXPECT_NE(Open(folder.path())->sha256, second);
}

TEST(HfFolder, CheckpointOutlivesItsOrigin) {
  std::unique_ptr<Checkpoint> kept;
  {
    const TempFolder folder;
    WriteHfModel(HfModelOf(MakeTinyModel(Small())), folder.path(), 2);
    kept = std::make_unique<Checkpoint>(std::move(Open(folder.path())).value());
  }
  kept->forget(kept->weights.token_embedding.bytes);
  std::vector<float> row(16);
  DequantiseRow(kept->weights.token_embedding, 5, row.data());
  EXPECT_NE(row[0], 0);
}

TEST(OpenCheckpoint, TakesFilesAndFoldersAndNamesWhatItRefuses) {
  const TempFolder folder;
  const TinyModel tiny = MakeTinyModel(Small());
  WritePlain(folder / "tiny.gguf", tiny.gguf.Build());
  EXPECT_TRUE(OpenCheckpoint(folder / "tiny.gguf"));
  EXPECT_TRUE(OpenCheckpoint(folder.path()));  // the only GGUF file of the folder
  WritePlain(folder / "other.gguf", tiny.gguf.Build());
  EXPECT_THAT(OpenCheckpoint(folder.path()).error().message, HasSubstr("holds 2 GGUF models"));
  std::filesystem::rename(folder / "other.gguf", folder / "tiny-00002-of-00002.gguf");
  EXPECT_TRUE(OpenCheckpoint(folder.path()));  // later parts are found by the first
  std::filesystem::rename(folder / "tiny.gguf", folder / "tiny-00001-of-00002.gguf");
  EXPECT_TRUE(OpenCheckpoint(folder.path()));
  std::filesystem::create_symlink("/etc/passwd", folder / "tiny-00003-of-00003.gguf");
  EXPECT_THAT(OpenCheckpoint(folder.path()).error().message, HasSubstr("symbolic link out of"));
  for (const char* name : {"pytorch_model.bin", "model.pt", "model.pth"}) {
    WritePlain(folder / name, "x");
    EXPECT_THAT(OpenCheckpoint(folder / name).error().message, HasSubstr("is a pickle file"));
  }
  WritePlain(folder / "model.safetensors", "x");
  EXPECT_THAT(OpenCheckpoint(folder / "model.safetensors").error().message,
              HasSubstr("holds weights only"));
  const TempFolder empty;
  EXPECT_THAT(OpenCheckpoint(empty.path()).error().message, HasSubstr("holds no model"));
  EXPECT_EQ(OpenCheckpoint("/nonexistent/model").error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace rbench
