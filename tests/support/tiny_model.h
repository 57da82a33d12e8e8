#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "models/model_spec.h"
#include "tests/support/gguf_builder.h"

// Small random models of every family as GGUF files, for tests of everything above the file
// format. The vocabulary is complete (every byte has a token), so that any text can be tokenised.

namespace rbench {

struct TinyModelOptions {
  uint64_t seed = 1;
  std::string family = "llama";  // or "qwen2": biases; "qwen3": norms of query and key
  int num_layers = 2;
  int hidden_size = 64;
  int intermediate_size = 96;
  int num_heads = 4;
  int num_kv_heads = 2;
  int head_dim = 0;  // 0 = hidden_size / num_heads; anything else is written as key_length
  int max_context = 512;
  float rms_norm_eps = 1e-5f;
  float rope_theta = 10000.0f;
  RopeScaling rope_scaling;         // kLinear is written as keys
  std::vector<float> rope_factors;  // where not empty, written as rope_freqs.weight
  bool tied_embeddings = true;
  int unused_tokens = 0;  // tokens "<unused_0>", ... of type "unused" at the end of the vocabulary
  bool chat_template = true;
  TensorType type = TensorType::kF32;  // of every matrix
  // Where set, the type of each matrix by its GGUF name ("blk.0.attn_q.weight"). Norms are always
  // F32. Quantised types need a row length that is a multiple of their block.
  std::function<TensorType(std::string_view)> type_of;
  float gain = 1.0f;  // scale of all matrices but the embedding; larger = sharper distributions
  // Of the embedding's values. Tied and large, it makes every token its own likeliest successor.
  float embedding_scale = 1.0f;
};

// Ids in every tiny model.
inline constexpr TokenId kTinyEndOfText = 0;  // <|endoftext|>, unknown
inline constexpr TokenId kTinyImStart = 1;    // <|im_start|>, bos
inline constexpr TokenId kTinyImEnd = 2;      // <|im_end|>, eos
inline constexpr TokenId kTinyFirstByte =
    3;  // 256 byte tokens in GPT-2's order, then the merged tokens

// One tensor as the model means it: rows of q and k in rotate-half order, bytes packed as in the
// file.
struct TinyTensor {
  std::string name;
  std::vector<size_t> shape;  // Hugging Face order: [rows, columns] or [columns]
  TensorType type = TensorType::kF32;
  std::string data;
};

struct TinyModel {
  TinyModelOptions options;
  int vocab_size = 0;
  std::vector<std::string> tokens;
  std::vector<std::string> merges;
  std::vector<TinyTensor> tensors;  // in the order of the file
  GgufBuilder gguf;                 // change it to make a wrong file; gguf.Build() is the file
};

TinyModel MakeTinyModel(const TinyModelOptions& options = {});

// The chat template that tiny models carry: ChatML, without a default system message.
std::string_view TinyChatTemplate();

// A tiny model in a file of its own below the system's temporary folder, removed with the object.
class TinyModelFile {
 public:
  explicit TinyModelFile(const TinyModelOptions& options = {});
  explicit TinyModelFile(std::string_view bytes);
  TinyModelFile(const TinyModelFile&) = delete;
  TinyModelFile& operator=(const TinyModelFile&) = delete;
  ~TinyModelFile();

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Packs `values` (a multiple of the block) as one row of the type, by round to nearest. Not for
// Q2_K to Q6_K: matrices of these have random quants and scales of about the right size.
std::string PackRow(TensorType type, const std::vector<float>& values);

}  // namespace rbench
