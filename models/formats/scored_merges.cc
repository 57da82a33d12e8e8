#include "models/formats/scored_merges.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "base/utf8.h"
#include "models/tokenizer/vocabulary.h"

namespace rbench {
namespace {

// The work is n squared in the length of a token; real ones have up to 48 bytes.
constexpr size_t kMaxTokenBytes = 512;
// A word of which every part is a token has as many merges as bytes, and each spells the word
// again. Real vocabularies have few such words: Llama 2's has two merges for a token.
constexpr size_t kMaxGrowth = 64;
constexpr size_t kTokenBytes = 16;  // of a token in a file, beside its text

struct Split {
  double score = 0;
  size_t left = 0, right = 0;  // characters
  TokenId left_id = -1, right_id = -1;
};

}  // namespace

Result<std::vector<std::string>> MergesOfScores(const TokenizerSpec& spec,
                                                const std::vector<double>& scores) {
  if (scores.size() != spec.tokens.size()) {
    return InvalidInput(
        fmt::format("there are {} scores for {} tokens", scores.size(), spec.tokens.size()));
  }
  std::vector<std::pair<std::string_view, TokenId>> ordinary;
  size_t room = 0;
  for (const std::string& text : spec.tokens) room += kMaxGrowth * (text.size() + kTokenBytes);
  for (size_t id = 0; id < spec.tokens.size(); ++id) {
    if (spec.types[id] != TokenizerSpec::TokenType::kNormal) continue;
    const std::string& text = spec.tokens[id];
    if (text.size() > kMaxTokenBytes || !IsValidUtf8(text)) {
      return InvalidInput(fmt::format("{} is not UTF-8 of at most {} bytes",
                                      NameToken(static_cast<TokenId>(id), text), kMaxTokenBytes));
    }
    ordinary.emplace_back(text, static_cast<TokenId>(id));
  }
  std::sort(ordinary.begin(), ordinary.end());
  const auto find = [&](std::string_view text) -> TokenId {
    const auto at =
        std::lower_bound(ordinary.begin(), ordinary.end(), std::pair(text, TokenId{-1}));
    return at != ordinary.end() && at->first == text ? at->second : -1;
  };
  std::vector<Split> splits;
  for (size_t id = 0; id < spec.tokens.size(); ++id) {
    if (spec.types[id] != TokenizerSpec::TokenType::kNormal) continue;
    const std::string_view text = spec.tokens[id];
    const size_t first = splits.size();
    std::vector<size_t> ends;
    for (size_t position = 0; position < text.size(); ends.push_back(position)) {
      NextCodePoint(text, position);
    }
    for (size_t i = 0; i + 1 < ends.size(); ++i) {
      const TokenId left = find(text.substr(0, ends[i]));
      const TokenId right = left < 0 ? -1 : find(text.substr(ends[i]));
      if (right < 0) continue;
      const size_t bytes = sizeof(Split) + sizeof(std::string) + text.size() + 1;
      if (bytes > room) {
        return InvalidInput(fmt::format(
            "{} tokens are made of each other in more than {} ways; no real vocabulary is",
            spec.tokens.size(), splits.size()));
      }
      room -= bytes;
      splits.push_back({scores[id], i + 1, ends.size() - i - 1, left, right});
    }
    std::sort(splits.begin() + static_cast<std::ptrdiff_t>(first), splits.end(),
              [](const Split& a, const Split& b) {
                return std::tie(a.left_id, a.right_id) < std::tie(b.left_id, b.right_id);
              });
  }
  std::stable_sort(splits.begin(), splits.end(), [](const Split& a, const Split& b) {
    return std::tie(a.score, a.left, a.right) > std::tie(b.score, b.left, b.right);
  });
  std::vector<std::string> merges;
  merges.reserve(splits.size());
  for (const Split& split : splits) {
    merges.push_back(spec.tokens[static_cast<size_t>(split.left_id)] + ' ' +
                     spec.tokens[static_cast<size_t>(split.right_id)]);
  }
  return merges;
}

Result<std::vector<double>> ScoresOfMerges(const TokenizerSpec& spec) {
  std::map<std::string_view, size_t> ids;
  for (size_t id = 0; id < spec.tokens.size(); ++id) ids.emplace(spec.tokens[id], id);
  // Tokens that no merge makes are looked at by nobody; they come last, as in published files.
  std::vector<double> scores(spec.tokens.size());
  for (size_t id = 0; id < scores.size(); ++id) {
    const bool ordinary = spec.types[id] == TokenizerSpec::TokenType::kNormal;
    scores[id] = ordinary ? -static_cast<double>(spec.merges.size() + 1 + id) : 0;
  }
  std::vector<bool> made(spec.tokens.size());
  double score = 0;
  for (const std::string& merge : spec.merges) {
    std::string text = merge;
    text.erase(text.find(' '), 1);
    const auto found = ids.find(text);
    if (found == ids.end() || made[found->second]) continue;
    made[found->second] = true;
    scores[found->second] = score;
    score -= 1;
  }
  RBENCH_ASSIGN_OR_RETURN(const std::vector<std::string> merges, MergesOfScores(spec, scores));
  if (merges == spec.merges) return scores;
  const auto [theirs, ours] =
      std::mismatch(spec.merges.begin(), spec.merges.end(), merges.begin(), merges.end());
  return InvalidInput(fmt::format(
      "no scores of tokens mean these merges: at {} there is {}, and scores would have "
      "{}",
      theirs - spec.merges.begin(), theirs == spec.merges.end() ? "nothing" : QuoteBriefly(*theirs),
      ours == merges.end() ? "nothing" : QuoteBriefly(*ours)));
}

}  // namespace rbench
