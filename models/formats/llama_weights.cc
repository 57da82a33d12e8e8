#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "models/formats/llama_gguf.h"

// The tensors of the Llama family: which there must be, of which shape, and the order of their
// rows.

namespace rbench {
namespace {

constexpr const char* kOutputName = "output.weight";

enum class Size { kNone, kHidden, kQueries, kKeys, kIntermediate, kVocabulary };

size_t SizeOf(const ModelSpec& spec, Size size) {
  const auto product = [](int a, int b) { return static_cast<size_t>(a) * static_cast<size_t>(b); };
  switch (size) {
    case Size::kNone:
      return 0;
    case Size::kHidden:
      return static_cast<size_t>(spec.hidden_size);
    case Size::kQueries:
      return product(spec.num_heads, spec.head_dim);
    case Size::kKeys:
      return product(spec.num_kv_heads, spec.head_dim);
    case Size::kIntermediate:
      return static_cast<size_t>(spec.intermediate_size);
    case Size::kVocabulary:
      return static_cast<size_t>(spec.vocab_size);
  }
  return 0;
}

// The weight-name map. Matrices are [rows, columns]; norms have no rows and are F32.
struct LayerTensorRow {
  const char* name;
  TensorView LayerWeights::*member;
  Size rows;
  Size columns;
};
constexpr LayerTensorRow kLayerTensors[] = {
    {"attn_norm", &LayerWeights::attention_norm, Size::kNone, Size::kHidden},
    {"attn_q", &LayerWeights::query, Size::kQueries, Size::kHidden},
    {"attn_k", &LayerWeights::key, Size::kKeys, Size::kHidden},
    {"attn_v", &LayerWeights::value, Size::kKeys, Size::kHidden},
    {"attn_output", &LayerWeights::attention_output, Size::kHidden, Size::kQueries},
    {"ffn_norm", &LayerWeights::ffn_norm, Size::kNone, Size::kHidden},
    {"ffn_gate", &LayerWeights::gate, Size::kIntermediate, Size::kHidden},
    {"ffn_up", &LayerWeights::up, Size::kIntermediate, Size::kHidden},
    {"ffn_down", &LayerWeights::down, Size::kHidden, Size::kIntermediate},
};

std::string ShapeText(std::span<const size_t> shape) {
  return fmt::format("[{}]", fmt::join(shape, ", "));
}

// Takes tensors out of a file one by one and knows at the end which nobody wanted.
class TensorTaker {
 public:
  explicit TensorTaker(const GgufFile& file) : file_(file), taken_(file.tensors().size()) {}

  Result<TensorView> Take(const std::string& name, size_t rows, size_t columns) {
    const GgufTensor* const tensor = file_.FindTensor(name);
    if (tensor == nullptr) return InvalidInput("tensor " + QuotedForMessage(name) + " is missing");
    taken_[static_cast<size_t>(tensor - file_.tensors().data())] = true;
    TensorView view;
    view.name = name;
    view.type = tensor->type;
    view.bytes = tensor->bytes;
    for (uint32_t i = tensor->num_dims; i > 0; --i)
      view.shape.push_back(static_cast<size_t>(tensor->dims[i - 1]));
    std::vector<size_t> wanted = {columns};
    if (rows != 0) wanted.insert(wanted.begin(), rows);
    if (view.shape != wanted) {
      return InvalidInput(fmt::format("tensor {} has the shape {}; the keys ask for {}",
                                      QuotedForMessage(name), ShapeText(view.shape),
                                      ShapeText(wanted)));
    }
    if (rows == 0 && view.type != TensorType::kF32) {
      return InvalidInput(fmt::format("tensor {} has type {}; a norm must be F32",
                                      QuotedForMessage(name), TensorTypeName(view.type)));
    }
    return view;
  }

  Status CheckAllTaken() const {
    constexpr size_t kShown = 4;
    std::string names;
    size_t count = 0;
    for (size_t i = 0; i < taken_.size(); ++i) {
      if (taken_[i]) continue;
      if (count++ < kShown)
        names += (names.empty() ? "" : ", ") + QuotedForMessage(file_.tensors()[i].name);
    }
    if (count == 0) return {};
    return InvalidInput(fmt::format("has {} tensor{} that the llama family does not use: {}{}",
                                    count, count == 1 ? "" : "s", names,
                                    count > kShown ? ", ..." : ""));
  }

 private:
  const GgufFile& file_;
  std::vector<bool> taken_;
};

// One tensor's bytes with the rows of each head moved: row 2i + half comes to half * d/2 + i.
void RestoreRows(size_t head_dim, TensorView& view, std::vector<std::byte>& storage) {
  const size_t row_bytes = view.row_bytes();
  storage.resize(view.bytes.size());
  for (size_t row = 0; row < view.rows(); ++row) {
    const size_t in_head = row % head_dim;
    const size_t source = row - in_head + in_head % (head_dim / 2) * 2 + in_head / (head_dim / 2);
    std::memcpy(storage.data() + row * row_bytes, view.bytes.data() + source * row_bytes,
                row_bytes);
  }
  view.bytes = storage;
}

}  // namespace

Result<ModelWeights> MapLlamaWeights(const GgufFile& file, const ModelSpec& spec) {
  if (file.FindTensor("rope_freqs.weight") != nullptr) {
    return InvalidInput(
        "tensor \"rope_freqs.weight\" changes the frequencies of RoPE (Llama 3.1 and later), which "
        "rbench does not "
        "compute yet");
  }
  const size_t num_layers = static_cast<size_t>(spec.num_layers);
  // Before memory is set aside for the layers.
  if (file.tensors().size() < num_layers * std::size(kLayerTensors)) {
    return InvalidInput(
        fmt::format("has {} tensors, too few for the {} layers of llama.block_count",
                    file.tensors().size(), num_layers));
  }
  TensorTaker taker(file);
  ModelWeights weights;
  const size_t hidden = SizeOf(spec, Size::kHidden);
  const size_t vocabulary = SizeOf(spec, Size::kVocabulary);
  RBENCH_ASSIGN_OR_RETURN(weights.token_embedding,
                          taker.Take("token_embd.weight", vocabulary, hidden));
  weights.layers.resize(num_layers);
  for (size_t i = 0; i < num_layers; ++i) {
    for (const LayerTensorRow& row : kLayerTensors) {
      RBENCH_ASSIGN_OR_RETURN(weights.layers[i].*row.member,
                              taker.Take(fmt::format("blk.{}.{}.weight", i, row.name),
                                         SizeOf(spec, row.rows), SizeOf(spec, row.columns)));
    }
  }
  RBENCH_ASSIGN_OR_RETURN(weights.output_norm, taker.Take("output_norm.weight", 0, hidden));
  weights.output = weights.token_embedding;
  if (!spec.tied_embeddings) {
    RBENCH_ASSIGN_OR_RETURN(weights.output, taker.Take(kOutputName, vocabulary, hidden));
  }
  RBENCH_RETURN_IF_ERROR(taker.CheckAllTaken());
  return weights;
}

std::shared_ptr<const void> RestoreLlamaRows(const ModelSpec& spec, ModelWeights& weights) {
  auto storage = std::make_shared<std::vector<std::vector<std::byte>>>(weights.layers.size() * 2);
  const size_t head_dim = static_cast<size_t>(spec.head_dim);
  for (size_t i = 0; i < weights.layers.size(); ++i) {
    RestoreRows(head_dim, weights.layers[i].query, (*storage)[2 * i]);
    RestoreRows(head_dim, weights.layers[i].key, (*storage)[2 * i + 1]);
  }
  return storage;
}

}  // namespace rbench
