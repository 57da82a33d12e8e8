#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/token.h"

namespace rbench {

// What a file says about its tokenizer; filled by models/formats, checked and used by
// models/tokenizer.
struct TokenizerSpec {
  enum class TokenType { kNormal, kUnknown, kControl, kUserDefined, kUnused, kByte };

  // How a special token is found where its text alone does not decide.
  struct Matching {
    bool strip_left = false;   // takes the white space before it along
    bool strip_right = false;  // and after it
    bool single_word = false;  // only where it does not touch a letter, digit or underscore
    bool normalized = false;   // looked for after the normaliser, in what the others left over
    bool operator==(const Matching&) const = default;
  };

  // Where a space is put in front, by the models that mark the begin of a word ("metaspace"). A
  // section is the text between two special tokens.
  enum class LeadingSpace {
    kNone,
    kEverySection,             // the normaliser Prepend
    kEverySectionUnlessSpace,  // the pre-tokenizer Metaspace, prepend_scheme "always"
    kFirstSectionUnlessSpace,  // the same, "first"
  };

  // "gpt2": byte-level BPE. "metaspace": BPE over characters, with U+2581 for the space and byte
  // tokens for characters that have no token (Llama 1 and 2, Mistral).
  std::string model = "gpt2";
  // What PreTokenizer::Create takes: a name of tokenizer.ggml.pre ("gpt-2", "smollm"), or steps
  // joined by "+". Empty for "metaspace".
  std::string pre;
  std::vector<std::string> tokens;  // by id; "gpt2": in GPT-2's byte-to-unicode spelling (control
                                    // tokens as text), "metaspace": as text
  std::vector<TokenType> types;     // by id
  std::vector<std::string> merges;  // "left right", best first
  std::map<TokenId, Matching> matching;  // of special tokens; absent: as its text stands
  std::optional<TokenId> bos, eos, eot, unknown, padding;
  bool add_bos = false;
  bool add_eos = false;
  bool nfc = false;            // text is brought to Unicode's normal form C first
  bool ignore_merges = false;  // a word that is a token is this token, whatever its merges give
  LeadingSpace leading_space = LeadingSpace::kNone;  // "metaspace" only
};

}  // namespace rbench
