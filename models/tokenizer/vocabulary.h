#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "models/token.h"
#include "models/tokenizer_spec.h"

namespace rbench {

// The checked tokens of a TokenizerSpec. Ordinary tokens are what byte-pair merging works with;
// special tokens (control, user-defined, unknown) are literal text that only the special-token
// matcher produces; unused tokens are never produced. Immutable after Create.
class Vocabulary {
 public:
  // More tokens than any known model has; keeps ids within 32 bits with room to spare.
  static constexpr size_t kMaxTokens = size_t{1} << 24;

  // Errors name the token. `seed` should depend on the contents of the spec.
  static Result<Vocabulary> Create(const TokenizerSpec& spec, uint64_t seed);

  size_t size() const { return kinds_.size(); }
  // The bytes that the token stands for ("metaspace": U+2581 is a space). `id` must be in range.
  std::string_view Bytes(TokenId id) const {
    return std::string_view(arena_).substr(starts_[id], starts_[id + 1] - starts_[id]);
  }
  bool IsSpecial(TokenId id) const { return kinds_[id] == Kind::kSpecial; }
  bool IsOrdinary(TokenId id) const { return kinds_[id] == Kind::kOrdinary; }
  // The ordinary token that the file spells so (byte alphabet, or U+2581 for the space), or -1.
  TokenId FindSpelling(std::string_view spelling) const;
  // What merging of `piece` starts from: the tokens of its bytes, without those that have none, or
  // "metaspace": of its characters, by bytes where a character has no token. `ids` has room for
  // piece.size(); returns how many.
  size_t StartTokens(std::string_view piece, TokenId* ids) const;
  // The ordinary token with exactly these bytes, or -1.
  TokenId FindOrdinary(std::string_view bytes) const;
  // The ordinary token of one byte, or -1. Real vocabularies lack some bytes that their training
  // text did not hold: control characters and bytes that no common UTF-8 has. All other bytes have
  // one.
  TokenId ByteToken(uint8_t byte) const { return byte_tokens_[byte]; }
  // The bytes without a token, ascending.
  const std::string& missing_bytes() const { return missing_bytes_; }
  // Memory of the tables.
  size_t bytes() const {
    return arena_.size() + starts_.size() * sizeof(uint64_t) + kinds_.size() +
           (special_.size() + slots_.size()) * sizeof(TokenId);
  }
  // Ids of the special tokens, ascending.
  const std::vector<TokenId>& special() const { return special_; }

 private:
  // kByte: "metaspace" only, where merging starts from characters and bytes are the last resort.
  enum class Kind : uint8_t { kOrdinary, kSpecial, kUnused, kByte };

  Vocabulary() = default;
  Status Add(const TokenizerSpec& spec, size_t id);
  Status IndexOrdinary();
  Status CheckSpecial(const TokenizerSpec& spec) const;
  uint64_t Hash(std::string_view bytes) const;

  uint64_t seed_ = 0;
  bool by_characters_ = false;       // "metaspace"
  std::string arena_;                // the bytes of all tokens, one after the other
  std::vector<uint64_t> starts_{0};  // token i is arena_[starts_[i], starts_[i + 1])
  std::vector<Kind> kinds_;
  std::vector<TokenId> special_;
  std::vector<TokenId> slots_;  // open addressing by Hash(bytes); -1 = free
  size_t longest_ordinary_ = 0;
  std::array<TokenId, 256> byte_tokens_{};
  std::string missing_bytes_;
};

// How an error names a token: `token 17 "abc"`, long ones cut, unprintable bytes escaped.
std::string NameToken(TokenId id, std::string_view text);
// Quoted, long texts cut, bytes outside printable ASCII escaped.
std::string QuoteBriefly(std::string_view text);

}  // namespace rbench
