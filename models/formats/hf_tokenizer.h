#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "models/token.h"
#include "models/tokenizer_spec.h"

namespace rbench {

// What a folder in the layout of Hugging Face says about text and tokens.
struct HfTokenizer {
  TokenizerSpec spec;
  std::string chat_template;      // empty where there is none
  std::vector<TokenId> stop_ids;  // sorted, distinct
  std::vector<std::string>
      warnings;  // for people: what was read one way and could be meant another
};

struct HfTokenizerOptions {
  size_t vocab_size = 0;                 // rows of the embedding; see ReadTokenizerJson
  std::vector<TokenId> config_stop_ids;  // eos_token_id of config.json
};

// The texts of the files; empty: the file is not there.
struct HfTokenizerFiles {
  std::string tokenizer;           // tokenizer.json
  std::string config;              // tokenizer_config.json
  std::string special_tokens_map;  // special_tokens_map.json
  std::string generation_config;   // generation_config.json
  std::string chat_template;       // chat_template.jinja
};

// Reads tokenizer.json, and beside it where they are there:
//   tokenizer_config.json    begin, end, padding and unknown token; flags of added tokens (they win
//                            over tokenizer.json's); add_bos_token (only for the Llama classes,
//                            whose code puts it in the place of the post-processor); chat_template
//   special_tokens_map.json  the same four tokens, where tokenizer_config.json has none;
//                            additional_special_tokens of either
//   chat_template.jinja      wins over tokenizer_config.json's
//   generation_config.json   eos_token_id, one or several
// Stop ids are the end token of the tokenizer, of config.json and of generation_config.json. Errors
// name the file and the member.
Result<HfTokenizer> ReadHfTokenizer(const std::string& folder,
                                    const HfTokenizerOptions& options = {});
// The same of texts.
Result<HfTokenizer> ParseHfTokenizer(HfTokenizerFiles files,
                                     const HfTokenizerOptions& options = {});

}  // namespace rbench
