#include "models/tokenizer/bpe.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <utility>

#include <fmt/format.h>

namespace rbench {
namespace {

constexpr uint32_t kNoMerge = KeyTable::kAbsent;
// Up to here the scan of an array is faster than a heap.
constexpr size_t kShortPiece = 64;
// A rank (below Vocabulary::kMaxTokens = 2^24) and a position share 64 bits; no text has 2^40
// bytes.
constexpr int kPositionBits = 40;
static_assert(Vocabulary::kMaxTokens <= uint64_t{1} << (64 - kPositionBits));

std::string NameMerge(size_t rank, const std::string& text) {
  return fmt::format("merge {} {}", rank, QuoteBriefly(text));
}

// The ordinary token that one side of a merge names.
Result<TokenId> FindSide(std::string_view side, const std::string& name,
                         const Vocabulary& vocabulary) {
  const TokenId id = vocabulary.FindSpelling(side);
  if (id < 0) {
    return InvalidInput(name + ": " + QuoteBriefly(side) + " is not an ordinary token");
  }
  return id;
}

}  // namespace

Result<Bpe> Bpe::Create(const std::vector<std::string>& merges, const Vocabulary& vocabulary,
                        uint64_t seed, bool ignore_merges) {
  if (merges.size() > Vocabulary::kMaxTokens) {
    return InvalidInput(fmt::format("there are {} merges, more than the bound of {}", merges.size(),
                                    Vocabulary::kMaxTokens));
  }
  Bpe bpe;
  bpe.ranks_ = KeyTable(merges.size(), seed);
  bpe.results_.reserve(merges.size());
  for (size_t rank = 0; rank < merges.size(); ++rank) {
    RBENCH_RETURN_IF_ERROR(bpe.Add(merges[rank], rank, vocabulary));
  }
  if (ignore_merges) {
    bpe.whole_.assign(vocabulary.size(), true);
  } else {
    bpe.MarkWholeTokens(vocabulary);
  }
  return bpe;
}

Status Bpe::Add(const std::string& text, size_t rank, const Vocabulary& vocabulary) {
  const size_t space = text.find(' ');
  if (space == std::string::npos || space == 0 || space + 1 == text.size() ||
      text.find(' ', space + 1) != std::string::npos) {
    return InvalidInput(NameMerge(rank, text) + " is not two tokens with one space between");
  }
  const std::string name = NameMerge(rank, text);
  RBENCH_ASSIGN_OR_RETURN(const TokenId left,
                          FindSide(std::string_view(text).substr(0, space), name, vocabulary));
  RBENCH_ASSIGN_OR_RETURN(const TokenId right,
                          FindSide(std::string_view(text).substr(space + 1), name, vocabulary));
  std::string joined(vocabulary.Bytes(left));
  joined += vocabulary.Bytes(right);
  const TokenId result = vocabulary.FindOrdinary(joined);
  if (result < 0) {
    return InvalidInput(name + ": its result " +
                        QuoteBriefly(text.substr(0, space) + text.substr(space + 1)) +
                        " is not an ordinary token");
  }
  const uint64_t key = uint64_t{static_cast<uint32_t>(left)} << 32 | static_cast<uint32_t>(right);
  if (!ranks_.Insert(key, static_cast<uint32_t>(rank))) {
    return InvalidInput(name + fmt::format(" repeats merge {}", ranks_.Find(key)));
  }
  results_.push_back(result);
  return {};
}

void Bpe::MarkWholeTokens(const Vocabulary& vocabulary) {
  whole_.assign(vocabulary.size(), false);
  std::vector<TokenId> tokens;
  for (TokenId id = 0; id < static_cast<TokenId>(vocabulary.size()); ++id) {
    if (!vocabulary.IsOrdinary(id)) continue;
    tokens.clear();
    MergePiece(vocabulary, vocabulary.Bytes(id), tokens);
    whole_[id] = tokens.size() == 1 && tokens[0] == id;
  }
}

void Bpe::Encode(const Vocabulary& vocabulary, std::string_view piece,
                 std::vector<TokenId>& out) const {
  const TokenId id = vocabulary.FindOrdinary(piece);
  if (id >= 0 && whole_[id]) {
    out.push_back(id);
  } else {
    MergePiece(vocabulary, piece, out);
  }
}

void Bpe::MergePiece(const Vocabulary& vocabulary, std::string_view piece,
                     std::vector<TokenId>& out) const {
  if (piece.size() <= kShortPiece) {
    TokenId ids[kShortPiece];
    MergeShort(ids, vocabulary.StartTokens(piece, ids), out);
  } else {
    std::vector<TokenId> ids(piece.size());
    MergeLong(ids.data(), vocabulary.StartTokens(piece, ids.data()), out);
  }
}

void Bpe::MergeShort(TokenId* ids, size_t count, std::vector<TokenId>& out) const {
  uint32_t ranks[kShortPiece];  // of the pair that starts here
  for (size_t i = 0; i + 1 < count; ++i) ranks[i] = Rank(ids[i], ids[i + 1]);
  while (count > 1) {
    const size_t best = std::min_element(ranks, ranks + count - 1) - ranks;
    if (ranks[best] == kNoMerge) break;
    ids[best] = results_[ranks[best]];
    std::copy(ids + best + 2, ids + count, ids + best + 1);
    // The pair (best, best + 1) is gone; ranks[best] is set anew below.
    std::copy(ranks + best + 1, ranks + count - 1, ranks + best);
    --count;
    if (best + 1 < count) ranks[best] = Rank(ids[best], ids[best + 1]);
    if (best > 0) ranks[best - 1] = Rank(ids[best - 1], ids[best]);
  }
  out.insert(out.end(), ids, ids + count);
}

void Bpe::MergeLong(const TokenId* ids, size_t count, std::vector<TokenId>& out) const {
  // A linked list of tokens, and a heap of pairs. A pair on the heap is stale once the rank noted
  // at its position differs; a rank names one pair of tokens, so an equal rank is an equal pair.
  struct Node {
    TokenId id;
    uint32_t rank;
    size_t previous, next;
  };
  // A pair on the heap is one number, so that the order is by rank, then by position.
  const auto pack = [](uint32_t rank, size_t position) {
    return uint64_t{rank} << kPositionBits | position;
  };
  std::vector<Node> nodes;
  nodes.reserve(count);  // which is also the "no neighbour" position
  for (size_t i = 0; i < count; ++i) nodes.push_back({ids[i], kNoMerge, i - 1, i + 1});
  if (count > 0) nodes[0].previous = count;
  std::vector<uint64_t> pairs;
  for (size_t i = 0; i + 1 < count; ++i) {
    nodes[i].rank = Rank(nodes[i].id, nodes[i + 1].id);
    if (nodes[i].rank != kNoMerge) pairs.push_back(pack(nodes[i].rank, i));
  }
  std::priority_queue<uint64_t, std::vector<uint64_t>, std::greater<>> heap(std::greater<>(),
                                                                            std::move(pairs));
  const auto update = [&](size_t position) {
    Node& node = nodes[position];
    node.rank = node.next == count ? kNoMerge : Rank(node.id, nodes[node.next].id);
    if (node.rank != kNoMerge) heap.push(pack(node.rank, position));
  };
  while (!heap.empty()) {
    const auto rank = static_cast<uint32_t>(heap.top() >> kPositionBits);
    const size_t position = heap.top() & ((uint64_t{1} << kPositionBits) - 1);
    heap.pop();
    Node& left = nodes[position];
    if (left.rank != rank) continue;
    Node& right = nodes[left.next];
    left.id = results_[rank];
    left.next = right.next;
    right.rank = kNoMerge;
    if (left.next != count) nodes[left.next].previous = position;
    update(position);
    if (left.previous != count) update(left.previous);
  }
  for (size_t i = 0; i < count; i = nodes[i].next) out.push_back(nodes[i].id);
}

}  // namespace rbench
