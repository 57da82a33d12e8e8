#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "models/formats/gguf.h"
#include "models/formats/gguf_file.h"
#include "models/tokenizer_spec.h"

namespace rbench {

// The tokenizer.* keys of a GGUF file. Ids are checked against the vocabulary; tokens and merges
// are checked by Tokenizer. Errors do not name the file.
Result<TokenizerSpec> ReadGgufTokenizer(const GgufFile& file, const CheckpointOptions& options);

// End of text, end of turn and end of message by the keys, and the well-known ends of a turn that
// the chat template writes. Sorted, distinct.
Result<std::vector<TokenId>> ReadGgufStopIds(const GgufFile& file, const TokenizerSpec& tokenizer,
                                             const std::string& chat_template);

}  // namespace rbench
