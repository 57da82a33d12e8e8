#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "models/marked_text.h"
#include "models/token.h"
#include "models/tokenizer_spec.h"

namespace rbench {

// BPE over bytes, or over characters with spaces marked (TokenizerSpec::model). Immutable after
// Create; any thread may use it.
class Tokenizer {
 public:
  // Checks everything the file claims: model and pre-tokenizer known, ids in range, merges of
  // present tokens, no duplicates, a token for every byte of ordinary text. Errors name the token,
  // merge or key.
  static Result<Tokenizer> Create(TokenizerSpec spec);

  Tokenizer(Tokenizer&&) noexcept;
  Tokenizer& operator=(Tokenizer&&) noexcept;
  ~Tokenizer();

  // Special tokens (control, user-defined and unknown) in the text are parsed, leftmost and longest
  // first. Nothing is added. Bytes that are not UTF-8 are taken as U+FFFD before tokenising. Bytes
  // without a token (missing_bytes) are left out, as the reference implementations do, and so is
  // white space that a special token takes along. Never fails; time is n log n in the length of the
  // text.
  std::vector<TokenId> Encode(std::string_view trusted_text) const;
  // Every byte is ordinary text, whatever it spells.
  std::vector<TokenId> EncodePlain(std::string_view text) const;
  // Special tokens are parsed only where all their bytes lie outside the untrusted spans.
  std::vector<TokenId> EncodeMarked(const MarkedText& text) const;

  // The bytes of a token: control tokens as their text. An error for an id out of range.
  Result<std::string_view> TokenBytes(TokenId id) const;
  // Concatenated bytes, ill-formed UTF-8 replaced by U+FFFD, without the space that a "metaspace"
  // tokenizer puts in front of a text. (StreamingDecoder keeps it: what it gets goes on from a
  // prompt.)
  Result<std::string> Decode(std::span<const TokenId> tokens) const;

  bool IsSpecial(TokenId id) const;  // control, user-defined or unknown
  // The id of a special token with exactly this text, or -1.
  TokenId SpecialId(std::string_view text) const;
  // Bytes that the vocabulary cannot spell, ascending: control characters and lead bytes that its
  // training text did not hold. Often none; SmolLM2 lacks 21.
  const std::string& missing_bytes() const;
  size_t vocab_size() const;
  // Memory of the tables.
  size_t table_bytes() const;
  // What it was made from, without tokens, types and merges.
  const TokenizerSpec& spec() const;
  // SHA-256 over everything that decides ids: two tokenizers with one fingerprint agree on every
  // text.
  const std::string& fingerprint() const;

 private:
  struct Impl;
  explicit Tokenizer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Turns tokens into text one by one and never splits a UTF-8 character: bytes that may still become
// one are held back.
class StreamingDecoder {
 public:
  explicit StreamingDecoder(const Tokenizer& tokenizer) : tokenizer_(&tokenizer) {}
  // Adds a token (which must be in range) and returns the text that is now certain; ill-formed
  // bytes come as U+FFFD.
  std::string Push(TokenId id);
  // What was held back, as U+FFFD.
  std::string Finish();

 private:
  const Tokenizer* tokenizer_;
  std::string pending_;
};

}  // namespace rbench
