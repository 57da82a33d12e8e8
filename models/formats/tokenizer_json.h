#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.h"
#include "models/tokenizer_spec.h"

namespace rbench {

// Reads the text of a tokenizer.json: BPE over bytes (ByteLevel) or over characters with byte
// fallback and marked spaces (Metaspace). Whatever could change a token id and is not understood is
// an error that names it; regular expressions are recognised by their text and never run. The begin
// token is what the post-processor puts in front; end tokens are in other files (hf_tokenizer.h).
//
// `vocab_size`: rows of the model's embedding. Ids from there on are refused, and ids below it that
// no token has become unused tokens "[PAD7]". 0 = as many as the file names; then at most every
// second id may be without a token. Merges are checked by Tokenizer.
Result<TokenizerSpec> ReadTokenizerJson(std::string_view text, size_t vocab_size = 0);

}  // namespace rbench
