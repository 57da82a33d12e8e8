#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "base/result.h"
#include "models/formats/gguf_file.h"
#include "models/model_spec.h"

// Decoders of the Llama shape as GGUF keys and tensors. Everything that could change what the model
// computes and is not understood is an error that names it.

namespace rbench {

// What a value of general.architecture stands for.
struct GgufFamily {
  std::string_view architecture;  // also the prefix of its keys
  bool paired_rows;   // the converter puts rows i and i + head_dim / 2 of q and k together
  bool rope_factors;  // may have rope_freqs.weight (Llama 3.1 and later)
  bool attention_biases;
  bool query_key_norms;
};

// Every family that rbench reads.
std::span<const GgufFamily> GgufFamilies();

// A tensor of every layer: blk.N.<name>. Norms and biases have one dimension.
struct GgufLayerTensor {
  const char* name;
  TensorView LayerWeights::*member;
  bool ModelSpec::*only_with;  // null: in every family
};
std::span<const GgufLayerTensor> GgufLayerTensors();

// The tensor of one dimension that says Llama 3.1's scaling of RoPE.
inline constexpr const char* kGgufRopeFactors = "rope_freqs.weight";

// Sizes from the keys, checked against each other. `num_tokens` is the length of the vocabulary;
// tied_embeddings is set from the tensor names. Errors do not name the file.
Result<ModelSpec> ReadGgufSpec(const GgufFile& file, const GgufFamily& family, size_t num_tokens);

// Finds every tensor that the sizes ask for, with exactly its shape, and no other. The views are
// those of the file: rows of query and key are still in the order of the converter.
Result<ModelWeights> MapGgufWeights(const GgufFile& file, const GgufFamily& family,
                                    const ModelSpec& spec);

// Puts the rows of query and key back from adjacent-pair to rotate-half order, into memory that the
// result keeps alive. Whole rows move, so packed types stay packed.
std::shared_ptr<const void> RestorePairedRows(const ModelSpec& spec, ModelWeights& weights);

}  // namespace rbench
