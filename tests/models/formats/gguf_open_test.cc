#include <chrono>
#include <map>
#include <set>
#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/sha256.h"
#include "models/formats/gguf.h"
#include "tests/models/formats/gguf_test_input.h"
#include "tests/support/test_data.h"
#include "tests/support/tiny_model.h"

namespace rbench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string TextOf(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// The views of a checkpoint under the names of the file.
std::map<std::string, TensorView> ViewsOf(const Checkpoint& checkpoint) {
  std::map<std::string, TensorView> views;
  const ModelWeights& weights = checkpoint.weights;
  const auto add = [&](const TensorView& view) { views.emplace(view.name, view); };
  for (const TensorView* view : {&weights.token_embedding, &weights.output_norm, &weights.output})
    add(*view);
  for (const LayerWeights& layer : weights.layers) {
    for (const TensorView* view :
         {&layer.attention_norm, &layer.query, &layer.key, &layer.value, &layer.attention_output,
          &layer.ffn_norm, &layer.gate, &layer.up, &layer.down}) {
      add(*view);
    }
  }
  return views;
}

void ExpectEqualsModel(const Checkpoint& checkpoint, const TinyModel& model) {
  const std::map<std::string, TensorView> views = ViewsOf(checkpoint);
  EXPECT_EQ(views.size(), model.tensors.size());
  for (const TinyTensor& tensor : model.tensors) {
    SCOPED_TRACE(tensor.name);
    const auto at = views.find(tensor.name);
    ASSERT_NE(at, views.end());
    EXPECT_EQ(at->second.type, tensor.type);
    EXPECT_EQ(at->second.shape, tensor.shape);
    EXPECT_TRUE(TextOf(at->second.bytes) == tensor.data);
    EXPECT_EQ(at->second.rows() * at->second.row_bytes(), tensor.data.size());
  }
  const TinyModelOptions& options = model.options;
  EXPECT_EQ(checkpoint.spec.num_layers, options.num_layers);
  EXPECT_EQ(checkpoint.spec.hidden_size, options.hidden_size);
  EXPECT_EQ(checkpoint.spec.intermediate_size, options.intermediate_size);
  EXPECT_EQ(checkpoint.spec.num_heads, options.num_heads);
  EXPECT_EQ(checkpoint.spec.num_kv_heads, options.num_kv_heads);
  EXPECT_EQ(checkpoint.spec.max_context, options.max_context);
  EXPECT_EQ(checkpoint.spec.vocab_size, model.vocab_size);
  EXPECT_EQ(checkpoint.spec.rms_norm_eps, options.rms_norm_eps);
  EXPECT_EQ(checkpoint.spec.rope_theta, double{options.rope_theta});
  EXPECT_EQ(checkpoint.spec.tied_embeddings, options.tied_embeddings);
  EXPECT_EQ(checkpoint.tokenizer.tokens, model.tokens);
  EXPECT_EQ(checkpoint.tokenizer.merges, model.merges);
}

TEST(OpenGguf, ReadsBackEveryTensorOfTinyModels) {
  const TensorType types[] = {TensorType::kF32,  TensorType::kF16,  TensorType::kBF16,
                              TensorType::kQ8_0, TensorType::kQ4_0, TensorType::kQ4_1};
  for (const TensorType type : types) {
    for (const bool tied : {true, false}) {
      SCOPED_TRACE(TensorTypeName(type));
      TinyModelOptions options;
      options.type = type;
      options.tied_embeddings = tied;
      options.num_layers = 3;
      options.unused_tokens = 5;
      const TinyModel model = MakeTinyModel(options);
      const std::string bytes = model.gguf.Build();
      const TinyModelFile file(bytes);
      const Result<Checkpoint> checkpoint = OpenGguf(file.path());
      ASSERT_TRUE(checkpoint) << checkpoint.error().message;
      ExpectEqualsModel(*checkpoint, model);
      EXPECT_EQ(checkpoint->path, file.path());
      EXPECT_EQ(checkpoint->sha256, Sha256Hex(bytes));
      EXPECT_EQ(checkpoint->file_bytes, bytes.size());
      EXPECT_EQ(checkpoint->chat_template, TinyChatTemplate());
      EXPECT_THAT(checkpoint->stop_ids, ElementsAre(kTinyImEnd));
    }
  }
}

TEST(OpenGguf, ReadsMixedTypesAndOddHeads) {
  TinyModelOptions options;
  options.hidden_size = 96;
  options.intermediate_size = 160;
  options.num_heads = 6;
  options.num_kv_heads = 3;
  options.head_dim = 32;  // not hidden / heads
  options.type_of = [](std::string_view name) {
    if (name.find("attn_q") != name.npos) return TensorType::kQ4_1;
    if (name.find("attn_k") != name.npos) return TensorType::kQ4_0;
    if (name.find("ffn") != name.npos) return TensorType::kBF16;
    return TensorType::kQ8_0;
  };
  const TinyModel model = MakeTinyModel(options);
  const std::string bytes = model.gguf.Build();
  const Result<Checkpoint> checkpoint = ReadGguf(BytesOf(bytes), "x.gguf");
  ASSERT_TRUE(checkpoint) << checkpoint.error().message;
  ExpectEqualsModel(*checkpoint, model);
  EXPECT_EQ(checkpoint->spec.head_dim, 32);
}

// The rule of the converter, written out for heads of 6: its rows 0 3 1 4 2 5 are our rows 0 1 2 3
// 4 5.
TEST(OpenGguf, PutsRowsOfQueryAndKeyBack) {
  TinyModelOptions options;
  options.num_layers = 1;
  options.hidden_size = 12;
  options.num_heads = 2;
  options.num_kv_heads = 1;
  TinyModel model = MakeTinyModel(options);
  const auto row_of = [](size_t row) { return std::string(12 * 4, static_cast<char>('a' + row)); };
  const size_t in_file[] = {0, 3, 1, 4, 2, 5};
  std::string key, query;
  for (const size_t row : in_file) key += row_of(row);
  for (const size_t row : in_file) query += row_of(row);
  for (const size_t row : in_file) query += row_of(row + 6);
  model.gguf.Tensor("blk.0.attn_k.weight").data = key;
  model.gguf.Tensor("blk.0.attn_q.weight").data = query;
  const std::string bytes = model.gguf.Build();
  const Result<Checkpoint> checkpoint = ReadGguf(BytesOf(bytes), "x.gguf");
  ASSERT_TRUE(checkpoint) << checkpoint.error().message;
  std::string ordered;
  for (size_t row = 0; row < 12; ++row) ordered += row_of(row);
  EXPECT_EQ(TextOf(checkpoint->weights.layers[0].query.bytes), ordered);
  EXPECT_EQ(TextOf(checkpoint->weights.layers[0].key.bytes), ordered.substr(0, 6 * 48));
}

TEST(OpenGguf, CheckpointOutlivesItsOrigin) {
  Checkpoint kept;
  const TinyModel model = MakeTinyModel();
  {
    const TinyModelFile file(model.gguf.Build());
    Result<Checkpoint> opened = OpenGguf(file.path(), {.pre_tokenizer = "", .hash_file = false});
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->sha256, "");
    kept = *std::move(opened);
  }
  ExpectEqualsModel(kept, model);
}

TEST(OpenGguf, NamesFilesThatAreAbsentEmptyOrFolders) {
  EXPECT_EQ(OpenGguf("/nonexistent/model.gguf").error().code, ErrorCode::kNotFound);
  EXPECT_THAT(OpenGguf("/nonexistent/model.gguf").error().message,
              HasSubstr("/nonexistent/model.gguf"));
  EXPECT_FALSE(OpenGguf("tests"));
  const TinyModelFile empty(std::string_view(""));
  EXPECT_THAT(OpenGguf(empty.path()).error().message, HasSubstr("is not a GGUF file"));
}

TEST(OpenGguf, ReadsTheEmbeddedModel) {
  const std::string path = ModelPath();
  RBENCH_REQUIRE_TEST_DATA(path);
  const auto start = std::chrono::steady_clock::now();
  const Result<Checkpoint> checkpoint = OpenGguf(path);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  ASSERT_TRUE(checkpoint) << checkpoint.error().message;
  EXPECT_LT(seconds.count(), 1.5);
  const ModelSpec& spec = checkpoint->spec;
  EXPECT_EQ(spec.family, "llama");
  EXPECT_EQ(spec.num_layers, 30);
  EXPECT_EQ(spec.hidden_size, 576);
  EXPECT_EQ(spec.num_heads, 9);
  EXPECT_EQ(spec.num_kv_heads, 3);
  EXPECT_EQ(spec.head_dim, 64);
  EXPECT_EQ(spec.intermediate_size, 1536);
  EXPECT_EQ(spec.vocab_size, 49152);
  EXPECT_EQ(spec.max_context, 8192);
  EXPECT_EQ(spec.rope_theta, 100000.0);
  EXPECT_EQ(spec.rms_norm_eps, 1e-5f);
  EXPECT_TRUE(spec.tied_embeddings);
  EXPECT_EQ(checkpoint->file_bytes, 98362432u);
  EXPECT_EQ(checkpoint->sha256, "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53");
  std::map<TensorType, int> counts;
  for (const auto& [name, view] : ViewsOf(*checkpoint)) {
    ++counts[view.type];
    EXPECT_EQ(view.rows() * view.row_bytes(), view.bytes.size()) << name;
  }
  EXPECT_EQ(counts[TensorType::kQ4_1], 210);
  EXPECT_EQ(counts[TensorType::kQ8_0], 1);
  EXPECT_EQ(counts[TensorType::kF32], 61);
  EXPECT_EQ(checkpoint->tokenizer.pre, "smollm");
  EXPECT_EQ(checkpoint->tokenizer.tokens.size(), 49152u);
  EXPECT_EQ(checkpoint->tokenizer.merges.size(), 48900u);
  EXPECT_EQ(checkpoint->tokenizer.tokens[1], "<|im_start|>");
  EXPECT_EQ(checkpoint->tokenizer.types[1], TokenizerSpec::TokenType::kControl);
  EXPECT_EQ(checkpoint->tokenizer.bos, std::optional<TokenId>(1));
  EXPECT_FALSE(checkpoint->tokenizer.add_bos);
  EXPECT_THAT(checkpoint->stop_ids, ElementsAre(2));
  EXPECT_THAT(checkpoint->chat_template, HasSubstr("add_generation_prompt"));
}

}  // namespace
}  // namespace rbench
