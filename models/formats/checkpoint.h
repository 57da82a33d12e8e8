#pragma once

#include <string>

#include "base/result.h"
#include "models/formats/gguf.h"
#include "models/model_spec.h"

namespace rbench {

// Opens whatever holds a model: a GGUF file (of several parts, the first), a folder with
// config.json and safetensors, or a folder without them that holds one GGUF model. Pickle files are
// refused with the remedy.
Result<Checkpoint> OpenCheckpoint(const std::string& path, const CheckpointOptions& options = {});

}  // namespace rbench
