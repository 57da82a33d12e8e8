#pragma once

#include <string>

#include "base/result.h"
#include "models/model_spec.h"
#include "models/tokenizer_spec.h"

namespace rbench {

// The text of a tokenizer.json that means the same as `spec`, for the tokenizers package and for
// ReadTokenizerJson. Unused tokens "[PAD7]" at id 7 are left out: they fill up the vocabulary. An
// error where the file cannot say what the spec does.
Result<std::string> WriteTokenizerJson(const TokenizerSpec& spec);

// The text of tokenizer_config.json beside it, with the chat template where there is one.
std::string WriteTokenizerConfig(const TokenizerSpec& spec, const std::string& chat_template,
                                 int max_context);

}  // namespace rbench
