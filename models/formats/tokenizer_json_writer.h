#pragma once

#include <string>

#include "base/result.h"
#include "models/tokenizer_spec.h"

namespace rbench {

// The text of a tokenizer.json that means `spec`: ReadTokenizerJson gives it back (unused tokens
// without their names), and the tokenizers package gives the same ids for every text. `spec` must
// be one that Tokenizer accepts; an error where its pre-tokenizer is unknown.
Result<std::string> WriteTokenizerJson(const TokenizerSpec& spec);

}  // namespace rbench
