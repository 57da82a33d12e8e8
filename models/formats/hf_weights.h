#pragma once

#include <memory>

#include "base/result.h"
#include "models/formats/safetensors_set.h"
#include "models/model_spec.h"

namespace rbench {

// Finds every tensor that the sizes ask for by its name in transformers
// ("model.layers.0.self_attn.q_proj.weight"), with exactly its shape, and no other. Norms and
// biases of half precision are expanded to float32, into memory that `owned` keeps alive; the other
// views are those of the files. Where the spec says that the output is tied to the embedding, a
// stored output must equal it. Errors do not name the folder.
Result<ModelWeights> MapHfWeights(const SafetensorsSet& tensors, const ModelSpec& spec,
                                  std::shared_ptr<const void>& owned);

}  // namespace rbench
