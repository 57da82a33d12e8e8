#include "models/formats/hf_weights.h"

#include <algorithm>
#include <cstring>
#include <deque>
#include <iterator>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "models/formats/gguf_file.h"
#include "models/formats/hf_tensor_names.h"
#include "models/kernels/packed_matrix.h"

namespace rbench {
namespace {

using Floats = std::deque<std::vector<float>>;

std::string ShapeText(std::span<const size_t> shape) {
  return fmt::format("[{}]", fmt::join(shape, ", "));
}

// Old checkpoints store these buffers, which follow from the configuration.
bool IsDerived(std::string_view name) { return name.ends_with(".self_attn.rotary_emb.inv_freq"); }

// Takes tensors out of the set one by one and knows at the end which nobody wanted.
class TensorTaker {
 public:
  TensorTaker(const SafetensorsSet& set, Floats& floats) : set_(set), floats_(floats) {}

  // `rows` 0 asks for a vector, which comes back as F32.
  Result<TensorView> Take(const std::string& name, size_t rows, size_t columns) {
    const TensorView* const tensor = set_.Find(name);
    if (tensor == nullptr) {
      return InvalidInput("tensor " + QuotedForMessage(name) + " is missing");
    }
    std::vector<size_t> wanted = {columns};
    if (rows != 0) wanted.insert(wanted.begin(), rows);
    if (tensor->shape != wanted) {
      return InvalidInput(fmt::format("tensor {} has the shape {}; config.json asks for {}",
                                      QuotedForMessage(name), ShapeText(tensor->shape),
                                      ShapeText(wanted)));
    }
    taken_.insert(tensor->name);
    TensorView view = *tensor;
    if (rows == 0 && view.type != TensorType::kF32) {
      std::vector<float>& values = floats_.emplace_back(columns);
      DequantiseRow(*tensor, 0, values.data());
      view.type = TensorType::kF32;
      view.bytes = std::as_bytes(std::span<const float>(values));
    }
    return view;
  }

  Status CheckAllTaken(const std::string& family) const {
    constexpr size_t kShown = 4;
    std::string names;
    size_t count = 0;
    set_.ForEach([&](const TensorView& tensor) {
      if (taken_.contains(tensor.name) || IsDerived(tensor.name)) return;
      if (count++ < kShown) names += (names.empty() ? "" : ", ") + QuotedForMessage(tensor.name);
    });
    if (count == 0) return {};
    return InvalidInput(fmt::format("has {} tensor{} that the {} family does not use: {}{}", count,
                                    count == 1 ? "" : "s", family, names,
                                    count > kShown ? ", ..." : ""));
  }

 private:
  const SafetensorsSet& set_;
  Floats& floats_;
  std::set<std::string_view> taken_;
};

Status TakeOutput(const SafetensorsSet& tensors, const ModelSpec& spec, TensorTaker& taker,
                  ModelWeights& weights) {
  weights.output = weights.token_embedding;
  const bool stored = tensors.Find(kHfOutput) != nullptr;
  if (spec.tied_embeddings && !stored) return {};
  RBENCH_ASSIGN_OR_RETURN(
      const TensorView output,
      taker.Take(kHfOutput, weights.token_embedding.rows(), weights.token_embedding.columns()));
  if (!spec.tied_embeddings) {
    weights.output = output;
    return {};
  }
  const TensorView& embedding = weights.token_embedding;
  if (output.type != embedding.type ||
      !std::equal(output.bytes.begin(), output.bytes.end(), embedding.bytes.begin())) {
    return InvalidInput(fmt::format(
        "config.json says tie_word_embeddings, but {} differs from {}; set it to false, or remove "
        "the tensor",
        kHfOutput, kHfEmbedding));
  }
  return {};
}

}  // namespace

Result<ModelWeights> MapHfWeights(const SafetensorsSet& tensors, const ModelSpec& spec,
                                  std::shared_ptr<const void>& owned) {
  const size_t num_layers = static_cast<size_t>(spec.num_layers);
  // Before memory is set aside for the layers.
  if (tensors.num_tensors() / num_layers < 9) {
    return InvalidInput(
        fmt::format("has {} tensors, too few for the num_hidden_layers {} of "
                    "config.json",
                    tensors.num_tensors(), num_layers));
  }
  const auto floats = std::make_shared<Floats>();
  owned = floats;
  TensorTaker taker(tensors, *floats);
  ModelWeights weights;
  const size_t hidden = static_cast<size_t>(spec.hidden_size);
  RBENCH_ASSIGN_OR_RETURN(weights.token_embedding,
                          taker.Take(kHfEmbedding, static_cast<size_t>(spec.vocab_size), hidden));
  weights.layers.resize(num_layers);
  for (size_t i = 0; i < num_layers; ++i) {
    for (const HfLayerTensor& row : HfLayerTensors()) {
      if (!row.IsIn(spec)) continue;
      RBENCH_ASSIGN_OR_RETURN(
          weights.layers[i].*row.member,
          taker.Take(HfLayerTensorName(i, row), row.Rows(spec), row.Columns(spec)));
    }
  }
  RBENCH_ASSIGN_OR_RETURN(weights.output_norm, taker.Take(kHfOutputNorm, 0, hidden));
  RBENCH_RETURN_IF_ERROR(TakeOutput(tensors, spec, taker, weights));
  RBENCH_RETURN_IF_ERROR(taker.CheckAllTaken(spec.family));
  return weights;
}

}  // namespace rbench
