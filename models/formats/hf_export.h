#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "models/model_spec.h"

namespace rbench {

struct HfExportOptions {
  uint64_t shard_bytes = uint64_t{5} << 30;  // a file is ended before its tensors pass this
};

// Writes the model as a folder that transformers opens: config.json, generation_config.json,
// safetensors (with an index where there are several files), tokenizer.json, tokenizer_config.json
// and chat_template.jinja. Weights keep their type; quantised ones are expanded to float32. The
// folder must not exist: it appears whole, by rename, or not at all. The same checkpoint gives the
// same bytes. Errors name what the layout cannot say.
Status ExportHfFolder(const Checkpoint& checkpoint, const std::string& folder,
                      const HfExportOptions& options = {});

// The text of config.json. An error where RoPE's factors of a GGUF file are those of no known
// scaling.
Result<std::string> WriteHfConfig(const Checkpoint& checkpoint);

// The text of tokenizer_config.json, with the chat template where there is one.
std::string WriteTokenizerConfig(const Checkpoint& checkpoint);

}  // namespace rbench
