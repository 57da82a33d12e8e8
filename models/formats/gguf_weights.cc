#include <algorithm>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "models/formats/gguf_family.h"

// The tensors of the families: which there must be, of which shape, and the order of their rows.

namespace rbench {
namespace {

constexpr const char* kOutputName = "output.weight";

enum class Size { kNone, kHidden, kQueries, kKeys, kIntermediate, kVocabulary, kHead };

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
    case Size::kHead:
      return static_cast<size_t>(spec.head_dim);
  }
  return 0;
}

// The weight-name map, and beside it the shapes. Matrices are [rows, columns]; norms and biases
// have no rows and are F32.
constexpr GgufLayerTensor kLayerTensors[] = {
    {"attn_norm.weight", &LayerWeights::attention_norm, nullptr},
    {"attn_q.weight", &LayerWeights::query, nullptr},
    {"attn_k.weight", &LayerWeights::key, nullptr},
    {"attn_v.weight", &LayerWeights::value, nullptr},
    {"attn_q.bias", &LayerWeights::query_bias, &ModelSpec::attention_biases},
    {"attn_k.bias", &LayerWeights::key_bias, &ModelSpec::attention_biases},
    {"attn_v.bias", &LayerWeights::value_bias, &ModelSpec::attention_biases},
    {"attn_q_norm.weight", &LayerWeights::query_norm, &ModelSpec::query_key_norms},
    {"attn_k_norm.weight", &LayerWeights::key_norm, &ModelSpec::query_key_norms},
    {"attn_output.weight", &LayerWeights::attention_output, nullptr},
    {"ffn_norm.weight", &LayerWeights::ffn_norm, nullptr},
    {"ffn_gate.weight", &LayerWeights::gate, nullptr},
    {"ffn_up.weight", &LayerWeights::up, nullptr},
    {"ffn_down.weight", &LayerWeights::down, nullptr},
};
struct Shape {
  Size rows;
  Size columns;
};
constexpr Shape kShapes[] = {
    {Size::kNone, Size::kHidden},         {Size::kQueries, Size::kHidden},
    {Size::kKeys, Size::kHidden},         {Size::kKeys, Size::kHidden},
    {Size::kNone, Size::kQueries},        {Size::kNone, Size::kKeys},
    {Size::kNone, Size::kKeys},           {Size::kNone, Size::kHead},
    {Size::kNone, Size::kHead},           {Size::kHidden, Size::kQueries},
    {Size::kNone, Size::kHidden},         {Size::kIntermediate, Size::kHidden},
    {Size::kIntermediate, Size::kHidden}, {Size::kHidden, Size::kIntermediate},
};
static_assert(std::size(kShapes) == std::size(kLayerTensors));

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
      return InvalidInput(
          fmt::format("tensor {} has type {}; norms, biases and factors must be F32",
                      QuotedForMessage(name), TensorTypeName(view.type)));
    }
    return view;
  }

  Status CheckAllTaken(std::string_view family) const {
    constexpr size_t kShown = 4;
    std::string names;
    size_t count = 0;
    for (size_t i = 0; i < taken_.size(); ++i) {
      if (taken_[i]) continue;
      if (count++ < kShown)
        names += (names.empty() ? "" : ", ") + QuotedForMessage(file_.tensors()[i].name);
    }
    if (count == 0) return {};
    return InvalidInput(fmt::format("has {} tensor{} that the {} family does not use: {}{}", count,
                                    count == 1 ? "" : "s", family, names,
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

// The tensor that says Llama 3.1's scaling of RoPE.
Result<TensorView> TakeRopeFactors(const ModelSpec& spec, TensorTaker& taker) {
  RBENCH_ASSIGN_OR_RETURN(TensorView view,
                          taker.Take(kGgufRopeFactors, 0, static_cast<size_t>(spec.head_dim) / 2));
  if (spec.rope_scaling.kind != RopeScaling::Kind::kNone) {
    return InvalidInput(fmt::format(
        "tensor \"{}\" stretches positions, and so do the keys below \"{}.rope.scaling\"; rbench "
        "computes one of them",
        kGgufRopeFactors, spec.family));
  }
  // None after ParseHeader, which leaves the data away.
  for (size_t i = 0; i < view.bytes.size() / sizeof(float); ++i) {
    float factor = 0;
    std::memcpy(&factor, view.bytes.data() + i * sizeof factor, sizeof factor);
    if (factor >= 1e-6f && factor <= 1e6f) continue;  // false for NaN
    return InvalidInput(fmt::format("tensor \"{}\" has the factor {} at {}; it must be positive",
                                    kGgufRopeFactors, factor, i));
  }
  return view;
}

}  // namespace

std::span<const GgufLayerTensor> GgufLayerTensors() { return kLayerTensors; }

Result<ModelWeights> MapGgufWeights(const GgufFile& file, const GgufFamily& family,
                                    const ModelSpec& spec) {
  const size_t num_layers = static_cast<size_t>(spec.num_layers);
  const auto has = [&](const GgufLayerTensor& row) {
    return row.only_with == nullptr || spec.*row.only_with;
  };
  // Before memory is set aside for the layers.
  const size_t in_layer =
      static_cast<size_t>(std::count_if(std::begin(kLayerTensors), std::end(kLayerTensors), has));
  if (file.tensors().size() < num_layers * in_layer) {
    return InvalidInput(fmt::format("has {} tensors, too few for the {} layers of {}.block_count",
                                    file.tensors().size(), num_layers, family.architecture));
  }
  TensorTaker taker(file);
  ModelWeights weights;
  const size_t hidden = SizeOf(spec, Size::kHidden);
  const size_t vocabulary = SizeOf(spec, Size::kVocabulary);
  RBENCH_ASSIGN_OR_RETURN(weights.token_embedding,
                          taker.Take("token_embd.weight", vocabulary, hidden));
  weights.layers.resize(num_layers);
  for (size_t i = 0; i < num_layers; ++i) {
    for (size_t t = 0; t < std::size(kLayerTensors); ++t) {
      const GgufLayerTensor& row = kLayerTensors[t];
      if (!has(row)) continue;
      RBENCH_ASSIGN_OR_RETURN(
          weights.layers[i].*row.member,
          taker.Take(fmt::format("blk.{}.{}", i, row.name), SizeOf(spec, kShapes[t].rows),
                     SizeOf(spec, kShapes[t].columns)));
    }
  }
  RBENCH_ASSIGN_OR_RETURN(weights.output_norm, taker.Take("output_norm.weight", 0, hidden));
  weights.output = weights.token_embedding;
  if (!spec.tied_embeddings) {
    RBENCH_ASSIGN_OR_RETURN(weights.output, taker.Take(kOutputName, vocabulary, hidden));
  }
  if (family.rope_factors && file.FindTensor(kGgufRopeFactors) != nullptr) {
    RBENCH_ASSIGN_OR_RETURN(weights.rope_factors, TakeRopeFactors(spec, taker));
  }
  RBENCH_RETURN_IF_ERROR(taker.CheckAllTaken(family.architecture));
  return weights;
}

std::shared_ptr<const void> RestorePairedRows(const ModelSpec& spec, ModelWeights& weights) {
  auto storage = std::make_shared<std::vector<std::vector<std::byte>>>(weights.layers.size() * 2);
  const size_t head_dim = static_cast<size_t>(spec.head_dim);
  for (size_t i = 0; i < weights.layers.size(); ++i) {
    RestoreRows(head_dim, weights.layers[i].query, (*storage)[2 * i]);
    RestoreRows(head_dim, weights.layers[i].key, (*storage)[2 * i + 1]);
  }
  return storage;
}

}  // namespace rbench
