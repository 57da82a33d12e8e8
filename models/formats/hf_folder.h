#pragma once

#include <string>

#include "base/result.h"
#include "models/formats/gguf.h"
#include "models/formats/model_folder.h"
#include "models/model_spec.h"

namespace rbench {

// Opens a model folder in the layout of transformers: config.json, generation_config.json,
// model.safetensors or shards with an index, tokenizer.json and its companions. Weights are mapped.
// `sha256` is the hash of a list of the files that were read, one line each: name, two spaces,
// SHA-256 of the bytes; sorted by name. Code in the folder is never run; errors name the file.
Result<Checkpoint> OpenHfFolder(const ModelFolder& folder, const CheckpointOptions& options);

// The same without tokenizer and template, which stay empty; stop ids are those of the two
// configuration files.
Result<Checkpoint> OpenHfWeights(const ModelFolder& folder, const CheckpointOptions& options);

}  // namespace rbench
