#pragma once

#include "base/json.h"
#include "base/result.h"
#include "models/tokenizer_spec.h"

namespace rbench {

// What tokenizer.json does with text before and after BPE, read into `spec`: model, pre, nfc,
// leading_space, bos, add_bos. `root` is the whole file. Errors name the member.
Status ReadTokenizerPipeline(const Json& root, TokenizerSpec& spec);

}  // namespace rbench
