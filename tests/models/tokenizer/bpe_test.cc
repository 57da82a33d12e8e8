#include "models/tokenizer/bpe.h"

#include <map>

#include <gtest/gtest.h>

#include "models/tokenizer/vocabulary.h"
#include "tests/models/tokenizer/small_spec.h"

namespace rbench {
namespace {

// The definition, word by word, on strings: find the best pair of all, leftmost first; merge it;
// start again.
std::vector<std::string> SlowMerge(const TokenizerSpec& spec, std::string_view piece) {
  std::map<std::pair<std::string, std::string>, size_t> ranks;
  for (size_t rank = 0; rank < spec.merges.size(); ++rank) {
    const size_t space = spec.merges[rank].find(' ');
    ranks[{spec.merges[rank].substr(0, space), spec.merges[rank].substr(space + 1)}] = rank;
  }
  std::vector<std::string> parts;
  for (const char byte : piece) parts.push_back(SpellBytes(std::string(1, byte)));
  while (true) {
    size_t best = parts.size(), best_rank = spec.merges.size();
    for (size_t i = 0; i + 1 < parts.size(); ++i) {
      const auto found = ranks.find({parts[i], parts[i + 1]});
      if (found != ranks.end() && found->second < best_rank) {
        best = i;
        best_rank = found->second;
      }
    }
    if (best == parts.size()) return parts;
    parts[best] += parts[best + 1];
    parts.erase(parts.begin() + static_cast<ptrdiff_t>(best) + 1);
  }
}

struct Made {
  Vocabulary vocabulary;
  Bpe bpe;
};

Made Make(const TokenizerSpec& spec, uint64_t seed) {
  Result<Vocabulary> vocabulary = Vocabulary::Create(spec, seed);
  EXPECT_TRUE(vocabulary.has_value());
  Result<Bpe> bpe = Bpe::Create(spec.merges, *vocabulary, seed);
  EXPECT_TRUE(bpe.has_value());
  return {std::move(*vocabulary), std::move(*bpe)};
}

std::vector<std::string> FastMerge(const Made& made, const TokenizerSpec& spec,
                                   std::string_view piece) {
  std::vector<TokenId> ids;
  made.bpe.Encode(made.vocabulary, piece, ids);
  std::vector<std::string> parts;
  for (const TokenId id : ids) parts.push_back(spec.tokens[static_cast<size_t>(id)]);
  return parts;
}

TEST(Bpe, BestMergeFirstTiesLeftmost) {
  TokenizerSpec spec = ByteSpec();
  AddMerge(spec, "b", "c");
  AddMerge(spec, "a", "b");
  AddMerge(spec, "a", "a");
  const Made made = Make(spec, 1);
  EXPECT_EQ(FastMerge(made, spec, "abc"), (std::vector<std::string>{"a", "bc"}));
  EXPECT_EQ(FastMerge(made, spec, "aaa"), (std::vector<std::string>{"aa", "a"}));
  EXPECT_EQ(FastMerge(made, spec, "aab"), (std::vector<std::string>{"a", "ab"}));
  EXPECT_EQ(FastMerge(made, spec, ""), std::vector<std::string>{});
}

// A vocabulary entry that its own merges do not reach must not be produced because a word equals
// it.
TEST(Bpe, UnreachableTokenIsNotAWholeWord) {
  TokenizerSpec spec = ByteSpec();
  AddMerge(spec, "x", "y");
  AddToken(spec, "xyz");
  const Made made = Make(spec, 1);
  EXPECT_EQ(FastMerge(made, spec, "xyz"), (std::vector<std::string>{"xy", "z"}));
  EXPECT_EQ(FastMerge(made, spec, "xy"), (std::vector<std::string>{"xy"}));
}

TEST(Bpe, AgreesWithTheSlowDefinition) {
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    Rng rng(seed);
    const std::string_view letters = std::string_view("ab cd").substr(0, 2 + Below(rng, 4));
    const TokenizerSpec spec = RandomSpec(rng, letters, 5 + Below(rng, 60));
    const Made made = Make(spec, seed);
    for (int round = 0; round < 25; ++round) {
      // Both sides of the length at which the algorithm changes (64).
      const size_t size = round % 5 == 0   ? 60 + Below(rng, 10)
                          : round % 5 == 1 ? Below(rng, 200)
                                           : Below(rng, 30);
      std::string piece;
      for (size_t i = 0; i < size; ++i) piece += letters[Below(rng, letters.size())];
      ASSERT_EQ(FastMerge(made, spec, piece), SlowMerge(spec, piece))
          << "seed " << seed << ": " << piece;
    }
  }
}

TEST(Bpe, BytesWithoutTokenAreLeftOutBeforeMerging) {
  TokenizerSpec spec;
  for (int byte = 0; byte < 256; ++byte) {
    if (byte != 4) AddToken(spec, SpellBytes(std::string(1, char(byte))));
  }
  AddMerge(spec, "a", "b");
  const Made made = Make(spec, 9);
  EXPECT_EQ(made.vocabulary.missing_bytes(), "\x04");
  EXPECT_EQ(FastMerge(made, spec,
                      "a\x04"
                      "b"),
            (std::vector<std::string>{"ab"}));
  EXPECT_EQ(FastMerge(made, spec, "\x04"), std::vector<std::string>{});
  EXPECT_EQ(FastMerge(made, spec, std::string(100, '\x04')), std::vector<std::string>{});
  EXPECT_EQ(FastMerge(made, spec,
                      std::string(100, '\x04') +
                          "a\x04"
                          "b" +
                          std::string(100, '\x04')),
            (std::vector<std::string>{"ab"}));
}

TEST(Bpe, MegabyteOfOneLetter) {
  TokenizerSpec spec = ByteSpec();
  std::string run = "a";
  for (int i = 0; i < 6; ++i, run += run) AddMerge(spec, run, run);
  const Made made = Make(spec, 5);
  std::vector<TokenId> ids;
  made.bpe.Encode(made.vocabulary, std::string(size_t{1} << 20, 'a'), ids);
  EXPECT_EQ(ids, std::vector<TokenId>((size_t{1} << 20) / 64, ids[0]));
  EXPECT_EQ(made.vocabulary.Bytes(ids[0]), std::string(64, 'a'));
}

}  // namespace
}  // namespace rbench
