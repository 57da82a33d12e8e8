#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "models/token.h"
#include "models/tokenizer/key_table.h"
#include "models/tokenizer/vocabulary.h"
#include "models/tokenizer_spec.h"

namespace rbench {

// Finds special tokens in text: leftmost first, of those that start together the longest. There are
// two sets: tokens looked for before the text is normalised, and those looked for after. Immutable
// after Create; any thread may use it.
class SpecialTokens {
 public:
  // Longer special tokens are refused: the search costs up to this much a byte.
  static constexpr size_t kMaxBytes = 256;

  using Matching = TokenizerSpec::Matching;
  enum class Pass { kBeforeNormaliser = 0, kAfterNormaliser = 1 };

  struct Match {
    size_t begin = 0, end = 0;  // bytes [begin, end) of the text; begin == end: nothing found
    TokenId id = -1;
  };

  // `matching` as in TokenizerSpec. Errors name the token: repeated, too long, or not special.
  static Result<SpecialTokens> Create(const Vocabulary& vocabulary,
                                      std::map<TokenId, Matching> matching, uint64_t seed);

  // The first match that starts at or after `from`.
  Match FindNext(std::string_view text, size_t from, Pass pass) const;
  bool any(Pass pass) const { return any_[static_cast<int>(pass)]; }
  // How a special token is matched.
  Matching MatchingOf(TokenId id) const {
    const auto found = matching_.find(id);
    return found == matching_.end() ? Matching() : found->second;
  }
  // The special token with exactly this text, or -1.
  TokenId Find(std::string_view text) const;

 private:
  // A trie node's edge as a key.
  static uint64_t Edge(uint32_t node, char byte) {
    return uint64_t{node} << 8 | static_cast<uint8_t>(byte);
  }

  SpecialTokens() = default;

  KeyTable edges_;                // (node, byte) -> node; node 0 is the root
  std::vector<TokenId> ends_[2];  // by pass and node: the token that ends here, or -1
  bool starts_[256] = {};         // bytes that some special token starts with
  bool any_[2] = {};
  std::map<TokenId, Matching> matching_;
};

}  // namespace rbench
