#include "models/tokenizer/special_tokens.h"

#include <utility>

#include <fmt/format.h>

namespace rbench {

Result<SpecialTokens> SpecialTokens::Create(const Vocabulary& vocabulary,
                                            std::map<TokenId, Matching> matching, uint64_t seed) {
  for (const auto& [id, how] : matching) {
    if (id < 0 || static_cast<size_t>(id) >= vocabulary.size() || !vocabulary.IsSpecial(id)) {
      return InvalidInput(fmt::format("token id {} has flags of an added token but is none", id));
    }
  }
  SpecialTokens special;
  special.matching_ = std::move(matching);
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
  for (auto& ends : special.ends_) ends.push_back(-1);
  for (const TokenId id : vocabulary.special()) {
    const std::string_view text = vocabulary.Bytes(id);
    uint32_t node = 0;
    for (const char byte : text) {
      const auto fresh = static_cast<uint32_t>(special.ends_[0].size());
      if (special.edges_.Insert(Edge(node, byte), fresh)) {
        for (auto& ends : special.ends_) ends.push_back(-1);
        node = fresh;
      } else {
        node = special.edges_.Find(Edge(node, byte));
      }
    }
    for (const auto& ends : special.ends_) {
      if (ends[node] >= 0) {
        return InvalidInput(NameToken(id, text) + fmt::format(" repeats token {}", ends[node]));
      }
    }
    const int pass = special.MatchingOf(id).normalized ? 1 : 0;
    special.ends_[pass][node] = id;
    special.starts_[static_cast<uint8_t>(text[0])] = true;
    special.any_[pass] = true;
  }
  return special;
}

SpecialTokens::Match SpecialTokens::FindNext(std::string_view text, size_t from, Pass pass) const {
  if (!any(pass)) return {};
  const std::vector<TokenId>& ends = ends_[static_cast<int>(pass)];
  for (size_t begin = from; begin < text.size(); ++begin) {
    if (!starts_[static_cast<uint8_t>(text[begin])]) continue;
    Match match;
    uint32_t node = 0;
    for (size_t i = begin; i < text.size(); ++i) {
      node = edges_.Find(Edge(node, text[i]));
      if (node == KeyTable::kAbsent) break;
      if (ends[node] >= 0) match = {begin, i + 1, ends[node]};
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
  return ends_[0][node] >= 0 ? ends_[0][node] : ends_[1][node];
}

}  // namespace rbench
