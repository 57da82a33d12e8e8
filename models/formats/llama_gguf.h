#pragma once

#include <memory>
#include <string_view>

#include "base/result.h"
#include "models/formats/gguf_file.h"
#include "models/model_spec.h"

// The Llama family (Llama, SmolLM2, Mistral without sliding window) as GGUF keys and tensors.
// Everything that could change what the model computes and is not understood is an error that names
// it.

namespace rbench {

// Sizes from the keys, checked against each other. `num_tokens` is the length of the vocabulary;
// tied_embeddings is set from the tensor names. Errors do not name the file.
Result<ModelSpec> ReadLlamaSpec(const GgufFile& file, size_t num_tokens);

// Finds every tensor that the sizes ask for, with exactly its shape, and no other. The views are
// those of the file: rows of query and key are still in the order of the converter.
Result<ModelWeights> MapLlamaWeights(const GgufFile& file, const ModelSpec& spec);

// Puts the rows of query and key back from adjacent-pair to rotate-half order, into memory that the
// result keeps alive. Whole rows move, so packed types stay packed.
std::shared_ptr<const void> RestoreLlamaRows(const ModelSpec& spec, ModelWeights& weights);

}  // namespace rbench
