#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "models/model_spec.h"

// Names and shapes of the tensors of a decoder in transformers, for reading and for writing.

namespace rbench {

inline constexpr const char* kHfEmbedding = "model.embed_tokens.weight";
inline constexpr const char* kHfOutputNorm = "model.norm.weight";
inline constexpr const char* kHfOutput = "lm_head.weight";

enum class HfSize { kNone, kHidden, kQueries, kKeys, kIntermediate, kHeadDim };
enum class HfPart { kAlways, kAttentionBiases, kQueryKeyNorms };

// One tensor of a layer. Matrices are [rows, columns]; vectors have no rows.
struct HfLayerTensor {
  const char* name;  // after "model.layers.N."
  TensorView LayerWeights::*member;
  HfSize rows;
  HfSize columns;
  HfPart part;

  bool IsIn(const ModelSpec& spec) const;
  size_t Rows(const ModelSpec& spec) const;  // 0 for vectors
  size_t Columns(const ModelSpec& spec) const;
};

std::span<const HfLayerTensor> HfLayerTensors();
std::string HfLayerTensorName(size_t layer, const HfLayerTensor& tensor);

}  // namespace rbench
