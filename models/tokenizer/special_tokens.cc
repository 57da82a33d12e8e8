#include "models/tokenizer/special_tokens.h"

#include <fmt/format.h>

namespace rbench {

Result<SpecialTokens> SpecialTokens::Create(const Vocabulary& vocabulary, uint64_t seed) {
  SpecialTokens special;
  size_t bytes = 0;
  for (const TokenId id : vocabulary.special()) {
    const std::string_view text = vocabulary.Bytes(id);
    if (text.size() > kMaxBytes) {
      return InvalidInput(NameToken(id, text) + fmt::format(" is special and has {} bytes, more "
                                                            "than the bound of {}",
                                                            text.size(), kMaxBytes));
    }
    bytes += text.size();
  }
  special.edges_ = KeyTable(bytes, seed);
  special.ends_.push_back(-1);
  for (const TokenId id : vocabulary.special()) {
    const std::string_view text = vocabulary.Bytes(id);
    uint32_t node = 0;
    for (const char byte : text) {
      const auto fresh = static_cast<uint32_t>(special.ends_.size());
      if (special.edges_.Insert(Edge(node, byte), fresh)) {
        special.ends_.push_back(-1);
        node = fresh;
      } else {
        node = special.edges_.Find(Edge(node, byte));
      }
    }
    if (special.ends_[node] >= 0) {
      return InvalidInput(NameToken(id, text) +
                          fmt::format(" repeats token {}", special.ends_[node]));
    }
    special.ends_[node] = id;
    special.starts_[static_cast<uint8_t>(text[0])] = true;
    special.any_ = true;
  }
  return special;
}

SpecialTokens::Match SpecialTokens::FindNext(std::string_view text, size_t from) const {
  if (!any_) return {};
  for (size_t begin = from; begin < text.size(); ++begin) {
    if (!starts_[static_cast<uint8_t>(text[begin])]) continue;
    Match match;
    uint32_t node = 0;
    for (size_t i = begin; i < text.size(); ++i) {
      node = edges_.Find(Edge(node, text[i]));
      if (node == KeyTable::kAbsent) break;
      if (ends_[node] >= 0) match = {begin, i + 1, ends_[node]};
    }
    if (match.id >= 0) return match;
  }
  return {};
}

TokenId SpecialTokens::Find(std::string_view text) const {
  uint32_t node = 0;
  for (const char byte : text) {
    node = edges_.Find(Edge(node, byte));
    if (node == KeyTable::kAbsent) return -1;
  }
  return ends_[node];
}

}  // namespace rbench
