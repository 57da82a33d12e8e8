#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "base/result.h"
#include "models/model_spec.h"

namespace rbench {

struct CheckpointOptions {
  // Stands for tokenizer.ggml.pre where the file says "default", nothing or a name that is not
  // known.
  std::string pre_tokenizer;
  bool hash_file = true;  // fill Checkpoint::sha256
};

// Opens a GGUF file (versions 2 and 3; every TensorType) of a known family by
// mapping it. Everything is checked before use; errors name the file and the key or tensor. Rows of
// q and k of the "llama" architecture are put back from the adjacent-pair order of its converter to
// rotate-half order (a copy of these tensors). Of a model in several files (-00001-of-00003.gguf),
// `path` is the first; `sha256` is that of all one after the other.
Result<Checkpoint> OpenGguf(const std::string& path, const CheckpointOptions& options = {});

// The same for a file in memory; `name` stands for the path in errors. The bytes, aligned to 8,
// must outlive the checkpoint, whose `path`, `sha256` and `owner` of the bytes stay empty.
Result<Checkpoint> ReadGguf(std::span<const std::byte> bytes, const std::string& name,
                            const CheckpointOptions& options = {});

}  // namespace rbench
