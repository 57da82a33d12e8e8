#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "models/token.h"
#include "models/tokenizer/key_table.h"
#include "models/tokenizer/vocabulary.h"

namespace rbench {

// Byte-pair merging: a piece starts as Vocabulary::StartTokens; the neighbouring pair with the best
// merge (ties: the leftmost) becomes one token until no pair has a merge. Immutable after Create;
// any thread may use it.
class Bpe {
 public:
  // `merges` as in TokenizerSpec, best first. Errors name the merge.
  static Result<Bpe> Create(const std::vector<std::string>& merges, const Vocabulary& vocabulary,
                            uint64_t seed, bool ignore_merges = false);

  // Appends the tokens of one piece. `vocabulary` is the one of Create. Time is n log n in the
  // length of the piece.
  void Encode(const Vocabulary& vocabulary, std::string_view piece,
              std::vector<TokenId>& out) const;
  // Memory of the tables.
  size_t bytes() const {
    return ranks_.bytes() + results_.size() * sizeof(TokenId) + whole_.size() / 8;
  }

 private:
  Bpe() = default;
  Status Add(const std::string& text, size_t rank, const Vocabulary& vocabulary);
  void MarkWholeTokens(const Vocabulary& vocabulary);
  // The rank of the merge of two neighbours, or KeyTable::kAbsent.
  uint32_t Rank(TokenId left, TokenId right) const {
    return ranks_.Find(uint64_t{static_cast<uint32_t>(left)} << 32 | static_cast<uint32_t>(right));
  }
  void MergePiece(const Vocabulary& vocabulary, std::string_view piece,
                  std::vector<TokenId>& out) const;
  void MergeShort(TokenId* ids, size_t count, std::vector<TokenId>& out) const;
  void MergeLong(const TokenId* ids, size_t count, std::vector<TokenId>& out) const;

  KeyTable ranks_;                // (left, right) -> rank
  std::vector<TokenId> results_;  // by rank
  // By id: merging the token's own bytes gives just this token, or ignore_merges says so. Then a
  // piece that equals it needs no merging, which is the case for most words of real text.
  std::vector<bool> whole_;
};

}  // namespace rbench
