#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/token.h"

namespace rbench {

// What a file says about its tokenizer; filled by models/formats, checked and used by
// models/tokenizer.
struct TokenizerSpec {
  enum class TokenType { kNormal, kUnknown, kControl, kUserDefined, kUnused, kByte };

  std::string model = "gpt2";  // tokenizer.ggml.model; only byte-level BPE ("gpt2") is known now
  std::string pre;             // name of the pre-tokenizer: "gpt-2", "smollm", ...
  std::vector<std::string>
      tokens;  // by id, in GPT-2's byte-to-unicode spelling (control tokens as text)
  std::vector<TokenType> types;     // by id
  std::vector<std::string> merges;  // "left right", best first
  std::optional<TokenId> bos, eos, eot, unknown, padding;
  bool add_bos = false;
  bool add_eos = false;
};

}  // namespace rbench
