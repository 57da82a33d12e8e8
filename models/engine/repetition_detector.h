#pragma once

#include <array>
#include <cstddef>

#include "models/token.h"

namespace rbench {

// Tells a model that has run into a loop from one that repeats itself on purpose. The rule: the
// last tokens are a pattern of 1 to 64 tokens, repeated exactly, at least 8 times over and over at
// least 256 tokens. (Real texts hold long rules of dashes and rows of zeros, but none that long.)
// 64 comparisons per token.
class RepetitionDetector {
 public:
  static constexpr size_t kLongestPattern = 64;
  static constexpr size_t kRepeats = 8;
  static constexpr size_t kTokens = 256;

  // Adds the next token; true where the text now ends in a loop.
  bool Push(TokenId token);

 private:
  std::array<TokenId, kLongestPattern> last_{};  // ring: token i at i % 64
  size_t count_ = 0;
  // equal_[p - 1]: how many tokens in a row, up to the last one, equal the token p before them.
  std::array<size_t, kLongestPattern> equal_{};
};

}  // namespace rbench
