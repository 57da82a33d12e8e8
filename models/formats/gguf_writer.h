#pragma once

#include <string>

#include "base/result.h"
#include "models/model_spec.h"

namespace rbench {

// Writes a checkpoint as a GGUF file (version 3) that llama.cpp, the gguf package and OpenGguf
// read. Matrices get `type` (kF32, kBF16 or kQ8_0; a matrix that already has it keeps its bytes,
// and one whose rows are no whole blocks becomes F32), norms and biases F32; Llama 3.1's scaling
// becomes the tensor rope_freqs.weight. The file appears whole or not at all. What GGUF has no
// words for (a tokenizer's normaliser, a fourth end token) is an error that names it, never left
// out.
Status WriteGguf(const Checkpoint& checkpoint, TensorType type, const std::string& path);

}  // namespace rbench
