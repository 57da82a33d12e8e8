#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "models/token.h"
#include "models/tokenizer/key_table.h"
#include "models/tokenizer/vocabulary.h"

namespace rbench {

// Finds special tokens in text: leftmost first, of those that start together the longest. Immutable
// after Create; any thread may use it.
class SpecialTokens {
 public:
  // Longer special tokens are refused: the search costs up to this much a byte.
  static constexpr size_t kMaxBytes = 256;

  struct Match {
    size_t begin = 0, end = 0;  // bytes [begin, end) of the text; begin == end: nothing found
    TokenId id = -1;
  };

  // Errors name the token: repeated, or too long.
  static Result<SpecialTokens> Create(const Vocabulary& vocabulary, uint64_t seed);

  // The first match that starts at or after `from`.
  Match FindNext(std::string_view text, size_t from) const;
  // The special token with exactly this text, or -1.
  TokenId Find(std::string_view text) const;

 private:
  // A trie node's edge as a key.
  static uint64_t Edge(uint32_t node, char byte) {
    return uint64_t{node} << 8 | static_cast<uint8_t>(byte);
  }

  SpecialTokens() = default;

  KeyTable edges_;             // (node, byte) -> node; node 0 is the root
  std::vector<TokenId> ends_;  // by node: the token that ends here, or -1
  bool starts_[256] = {};      // bytes that some special token starts with
  bool any_ = false;
};

}  // namespace rbench
