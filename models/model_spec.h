#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/token.h"
#include "models/tokenizer_spec.h"

// What every checkpoint format is read into: numbers, tensors and texts, checked against each
// other. The engine sees nothing else of a file.

namespace rbench {

enum class TensorType {
  kF32,
  kF16,
  kBF16,
  kQ8_0,
  kQ4_0,
  kQ4_1,
  kQ5_0,
  kQ5_1,
  kQ2_K,
  kQ3_K,
  kQ4_K,
  kQ5_K,
  kQ6_K,
};

const char* TensorTypeName(TensorType type);
size_t TensorBlockElements(TensorType type);  // 1, 32 or 256
size_t TensorBlockBytes(TensorType type);

// Read-only view of one tensor as stored. Row-major, shape in Hugging Face order: a matrix is [rows
// = outputs, columns = inputs]; blocks of quantised types run along the columns. The bytes live as
// long as the Checkpoint.
struct TensorView {
  std::string name;
  TensorType type = TensorType::kF32;
  std::vector<size_t> shape;
  std::span<const std::byte> bytes;

  size_t rows() const { return shape.size() == 2 ? shape[0] : 1; }
  size_t columns() const { return shape.empty() ? 0 : shape.back(); }
  size_t row_bytes() const {
    return columns() / TensorBlockElements(type) * TensorBlockBytes(type);
  }
};

// How positions are stretched (Llama 3.1's report, section 3.1; Hugging Face rope_scaling).
struct RopeScaling {
  enum class Kind { kNone, kLinear, kLlama3 };
  Kind kind = Kind::kNone;
  double factor = 1;
  double low_freq_factor = 1;   // of kLlama3
  double high_freq_factor = 4;  // of kLlama3
  int original_context = 0;     // of kLlama3, tokens
};

// Sizes of a decoder-only transformer of the Llama shape: pre-norm RMSNorm, rotate-half RoPE over
// head_dim, grouped-query attention, SwiGLU.
struct ModelSpec {
  std::string family;  // "llama"
  std::string name;    // general.name, for people
  int num_layers = 0;
  int hidden_size = 0;
  int intermediate_size = 0;
  int num_heads = 0;
  int num_kv_heads = 0;  // divides num_heads
  int head_dim = 0;      // even
  int vocab_size = 0;
  int max_context = 0;  // tokens
  float rms_norm_eps = 0;
  double rope_theta = 0;
  RopeScaling rope_scaling;
  bool tied_embeddings = false;
  bool attention_biases = false;  // of query, key and value (Qwen2)
  bool query_key_norms = false;   // RMSNorm over each head of query and key before RoPE (Qwen3)
};

struct LayerWeights {
  TensorView attention_norm;     // [hidden]
  TensorView query, key, value;  // [heads * head_dim, hidden], rows in rotate-half order
  TensorView attention_output;   // [hidden, heads * head_dim]
  TensorView ffn_norm;           // [hidden]
  TensorView gate, up;           // [intermediate, hidden]
  TensorView down;               // [hidden, intermediate]
  TensorView query_bias, key_bias,
      value_bias;                   // [heads * head_dim]; empty bytes where there are none
  TensorView query_norm, key_norm;  // [head_dim]; empty bytes where there are none
};

struct ModelWeights {
  TensorView token_embedding;  // [vocab, hidden]
  std::vector<LayerWeights> layers;
  TensorView output_norm;  // [hidden]
  TensorView output;       // [vocab, hidden]; the embedding where tied
  // [head_dim / 2]: what RoPE's frequencies are divided by, in files that say it so; then
  // rope_scaling is kNone. Empty bytes elsewhere.
  TensorView rope_factors;
};

struct Checkpoint {
  ModelSpec spec;
  ModelWeights weights;
  TokenizerSpec tokenizer;
  std::string chat_template;       // empty where the file has none
  std::vector<TokenId> stop_ids;   // end of text and end of turn, sorted, distinct
  std::vector<std::string> notes;  // what a user should know, e.g. of code that is never run
  std::string path;
  std::string sha256;  // of the file; of a folder, see OpenHfFolder
  uint64_t file_bytes = 0;
  std::shared_ptr<const void> owner;  // keeps the bytes behind the views alive
  // Says that bytes of a view will not be read again soon, so that their memory can be given back.
  // May be empty.
  std::function<void(std::span<const std::byte>)> forget;
};

}  // namespace rbench
