#include <gtest/gtest.h>

#include "models/formats/gguf.h"
#include "tests/models/formats/gguf_test_input.h"
#include "tests/support/allocation_count.h"
#include "tests/support/tiny_model.h"

// The memory that the reader asks for is bounded by the bytes that are there, whatever the file
// claims. This program counts every allocation.

namespace rbench {
namespace {

void ExpectModest(const std::string& file, bool readable) {
  ResetAllocationCount();
  const bool read = ReadGguf(BytesOf(file), "x.gguf").has_value();
  const AllocationCount use = CountedAllocations();
  EXPECT_EQ(read, readable);
  EXPECT_LE(use.largest, 8 * file.size() + 4096);
  EXPECT_LE(use.peak, 16 * file.size() + 32768);
  EXPECT_LE(use.total, 24 * file.size() + 65536);
}

TinyModel SmallModel() {
  TinyModelOptions options;
  options.num_layers = 1;
  options.hidden_size = 8;
  options.intermediate_size = 8;
  options.num_heads = 2;
  options.num_kv_heads = 1;
  return MakeTinyModel(options);
}

TEST(GgufMemory, CountsAllocations) {
  ResetAllocationCount();
  for (int i = 0; i < 3; ++i) {
    std::vector<char>* const made = new std::vector<char>(1000);
    EXPECT_GE(CountedAllocations().peak, 1000u);
    delete made;
  }
  EXPECT_GE(CountedAllocations().total, 3000u);
  EXPECT_LT(CountedAllocations().peak, 2000u);
  EXPECT_EQ(CountedAllocations().largest, 1000u);
}

TEST(GgufMemory, OfAGoodModel) { ExpectModest(SmallModel().gguf.Build(), true); }

TEST(GgufMemory, OfCountsThatLie) {
  for (const uint64_t count : {uint64_t{1} << 20, uint64_t{1} << 40, UINT64_MAX}) {
    TinyModel model = SmallModel();
    model.gguf.num_values = count;
    ExpectModest(model.gguf.Build(), false);
    model = SmallModel();
    model.gguf.num_tensors = count;
    ExpectModest(model.gguf.Build(), false);
  }
}

TEST(GgufMemory, OfArraysThatLie) {
  for (const uint64_t count :
       {uint64_t{1} << 20, uint64_t{1} << 32, uint64_t{1} << 60, UINT64_MAX}) {
    for (const uint32_t type : {kGgufU8, kGgufI32, kGgufString, kGgufU64}) {
      TinyModel model = SmallModel();
      model.gguf.SetRaw("tokenizer.ggml.tokens", kGgufArray,
                        GgufBytesU32(type) + GgufBytesU64(count));
      ExpectModest(model.gguf.Build(), false);
    }
  }
}

TEST(GgufMemory, OfManyEmptyStrings) {
  TinyModel model = SmallModel();
  model.gguf.SetStrings("tokenizer.ggml.merges", std::vector<std::string>(20000));
  ExpectModest(model.gguf.Build(), true);
}

TEST(GgufMemory, OfBlockCountsThatLie) {
  for (const uint32_t count : {2u, 4096u, 4097u, UINT32_MAX}) {
    TinyModel model = SmallModel();
    model.gguf.SetU32("llama.block_count", count);
    ExpectModest(model.gguf.Build(), false);
  }
}

TEST(GgufMemory, OfShapesThatLie) {
  TinyModel model = SmallModel();
  model.gguf.Tensor("blk.0.attn_q.weight").dims = {uint64_t{1} << 40, 8};
  ExpectModest(model.gguf.Build(), false);
}

}  // namespace
}  // namespace rbench
