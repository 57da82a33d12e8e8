#include "models/formats/tensor_list.h"

#include <cmath>

#include <fmt/format.h>

#include "models/formats/gguf_file.h"
#include "models/kernels/packed_matrix.h"

namespace rbench {

std::vector<const TensorView*> TensorsOf(const Checkpoint& checkpoint) {
  const ModelWeights& weights = checkpoint.weights;
  std::vector<const TensorView*> tensors = {&weights.rope_factors, &weights.token_embedding};
  for (const LayerWeights& layer : weights.layers) {
    tensors.insert(tensors.end(), {&layer.attention_norm, &layer.query, &layer.key, &layer.value,
                                   &layer.query_bias, &layer.key_bias, &layer.value_bias,
                                   &layer.query_norm, &layer.key_norm, &layer.attention_output,
                                   &layer.ffn_norm, &layer.gate, &layer.up, &layer.down});
  }
  tensors.push_back(&weights.output_norm);
  if (!checkpoint.spec.tied_embeddings) tensors.push_back(&weights.output);
  std::erase_if(tensors, [](const TensorView* tensor) { return tensor->bytes.empty(); });
  return tensors;
}

Status CheckFinite(const Checkpoint& checkpoint) {
  std::vector<float> row;
  for (const TensorView* tensor : TensorsOf(checkpoint)) {
    row.resize(tensor->columns());
    for (size_t i = 0; i < tensor->rows(); ++i) {
      DequantiseRow(*tensor, i, row.data());
      for (size_t j = 0; j < row.size(); ++j) {
        if (std::isfinite(row[j])) continue;
        return InvalidInput(fmt::format(
            "{}: tensor {} holds {} at row {}, column {}: the file is damaged, or training failed",
            checkpoint.path, QuotedForMessage(tensor->name), row[j], i, j));
      }
    }
    if (checkpoint.forget) checkpoint.forget(tensor->bytes);
  }
  return {};
}

}  // namespace rbench
