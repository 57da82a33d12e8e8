#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "models/tokenizer_spec.h"

namespace rbench {

// The merges of a SentencePiece vocabulary, which has scores in their place: every way to make an
// ordinary token of two others, the best score first, of equal ones the longer left part first.
// These are the merges that transformers writes when it converts such a vocabulary. `spec` has
// tokens and types; `scores` are by id. Errors name the token.
Result<std::vector<std::string>> MergesOfScores(const TokenizerSpec& spec,
                                                const std::vector<double>& scores);

// The way back: scores by id of which MergesOfScores makes the merges of `spec`. An error where no
// scores can, because one token's merges lie apart or one is left out.
Result<std::vector<double>> ScoresOfMerges(const TokenizerSpec& spec);

}  // namespace rbench
