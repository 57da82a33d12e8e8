#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "models/model_spec.h"
#include "models/token.h"

namespace rbench {

// What config.json and generation_config.json of a Hugging Face model folder say.
struct HfConfig {
  ModelSpec spec;
  std::optional<TokenId> bos;
  std::vector<TokenId> end_ids;    // eos_token_id of both files; sorted, distinct
  std::vector<std::string> notes;  // what a user should know: code in the folder that is never run
};

// Reads the families llama (Llama 1 to 3, SmolLM2), mistral, qwen2 and qwen3. Everything that could
// change what the model computes must be stated, understood and possible: a missing base of RoPE,
// a sliding window in use, head counts that do not divide, an unknown key are errors that name the
// key. `generation_config` is empty where the folder has none. Errors do not name the files but say
// which of the two. Sources: transformers' configuration classes of these families.
Result<HfConfig> ReadHfConfig(std::string_view config, std::string_view generation_config = {});

}  // namespace rbench
