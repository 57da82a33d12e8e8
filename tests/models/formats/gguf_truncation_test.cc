#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/philox.h"
#include "models/formats/gguf.h"
#include "models/formats/gguf_file.h"
#include "tests/models/formats/gguf_test_input.h"
#include "tests/support/tiny_model.h"

// Cut and changed files: always an error or a valid result, never a read beyond the end (the bytes
// end at a guarded page).

namespace rbench {
namespace {

TinyModel SmallestModel() {
  TinyModelOptions options;
  options.num_layers = 1;
  options.hidden_size = 8;
  options.intermediate_size = 8;
  options.num_heads = 2;
  options.num_kv_heads = 1;
  return MakeTinyModel(options);
}

TEST(GgufTruncation, EveryByteOfAHeader) {
  GgufBuilder gguf;
  gguf.SetString("general.architecture", "llama");
  gguf.SetU32("a.number", 5);
  gguf.SetStrings("some.texts", {"one", "two", ""});
  gguf.SetI32s("some.numbers", {1, 2, 3});
  gguf.SetF64("a.real", 1);
  gguf.tensors.push_back({"t", {3, 2}, 0, std::string(24, 'a'), {}, {}});
  gguf.tensors.push_back({"u", {32}, 3, std::string(20, 'b'), {}, {}});
  const std::string file = gguf.Build();
  const size_t needed = file.size() - 12;  // the rest is padding after the last tensor
  GuardedBytes guarded(file.size());
  for (size_t size = 0; size <= file.size(); ++size) {
    const Result<GgufFile> parsed =
        GgufFile::Parse(guarded.Place(std::string_view(file).substr(0, size)));
    EXPECT_EQ(parsed.has_value(), size >= needed) << size;
    if (!parsed) {
      EXPECT_FALSE(parsed.error().message.empty());
    }
  }
}

TEST(GgufTruncation, EveryFewBytesOfAModel) {
  const std::string file = SmallestModel().gguf.Build();
  GuardedBytes guarded(file.size());
  for (size_t size = 0; size < file.size(); size += 13) {
    const Result<Checkpoint> read =
        ReadGguf(guarded.Place(std::string_view(file).substr(0, size)), "x.gguf");
    EXPECT_FALSE(read) << size;
  }
  EXPECT_TRUE(ReadGguf(guarded.Place(file), "x.gguf"));
}

TEST(GgufTruncation, EveryPageOfAModelFile) {
  const std::string file = MakeTinyModel().gguf.Build();
  ASSERT_GT(file.size(), 100000u);
  for (size_t size = 0; size < file.size(); size += 4096) {
    const TinyModelFile cut(std::string_view(file).substr(0, size));
    const Result<Checkpoint> read = OpenGguf(cut.path());
    ASSERT_FALSE(read) << size;
    EXPECT_THAT(read.error().message, ::testing::HasSubstr(cut.path()));
  }
}

// Any change of a few bytes is an error or a model whose parts fit together.
TEST(GgufTruncation, ChangedBytesNeverBreakTheReader) {
  const std::string file = SmallestModel().gguf.Build();
  GuardedBytes guarded(file.size());
  PhiloxStream random(PhiloxKeyFor(7, "gguf changes"));
  int read = 0;
  for (int round = 0; round < 1500; ++round) {
    std::string changed = file;
    const uint64_t changes = 1 + random.NextBelow(3);
    for (uint64_t i = 0; i < changes; ++i) {
      const size_t at = static_cast<size_t>(random.NextBelow(changed.size()));
      changed[at] = static_cast<char>(random.NextBelow(4) == 0 ? 0xFF : random.NextBelow(256));
    }
    const Result<Checkpoint> checkpoint = ReadGguf(guarded.Place(changed), "x.gguf");
    if (!checkpoint) continue;
    ++read;
    SCOPED_TRACE(round);
    EXPECT_EQ(checkpoint->weights.layers.size(), static_cast<size_t>(checkpoint->spec.num_layers));
    EXPECT_EQ(checkpoint->spec.num_heads % checkpoint->spec.num_kv_heads, 0);
    EXPECT_EQ(checkpoint->tokenizer.tokens.size(), checkpoint->tokenizer.types.size());
    for (const TokenId id : checkpoint->stop_ids) {
      EXPECT_GE(id, 0);
      EXPECT_LT(id, checkpoint->spec.vocab_size);
    }
  }
  EXPECT_GT(read, 100);  // changes inside weights are not errors
}

}  // namespace
}  // namespace rbench
