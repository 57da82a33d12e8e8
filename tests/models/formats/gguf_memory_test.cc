#include <atomic>
#include <cstdlib>
#include <new>

#include <gtest/gtest.h>

#include "models/formats/gguf.h"
#include "tests/models/formats/gguf_test_input.h"
#include "tests/support/tiny_model.h"

// The memory that the reader asks for is bounded by the bytes that are there, whatever the file
// claims. This program counts every allocation.

namespace {

std::atomic<size_t> allocated{0};
std::atomic<size_t> largest{0};

void* Allocate(size_t size) {
  allocated += size;
  if (size > largest) largest = size;
  if (void* const memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}

// Never inlined: g++ would see free beside an operator new that it did not inline, and warn.
[[gnu::noinline]] void Free(void* memory) noexcept { std::free(memory); }

}  // namespace

void* operator new(size_t size) { return Allocate(size); }
void* operator new[](size_t size) { return Allocate(size); }
void operator delete(void* memory) noexcept { Free(memory); }
void operator delete[](void* memory) noexcept { Free(memory); }
void operator delete(void* memory, size_t) noexcept { Free(memory); }
void operator delete[](void* memory, size_t) noexcept { Free(memory); }

namespace rbench {
namespace {

struct Use {
  bool read = false;
  size_t total = 0;  // all allocations added up, those already freed too
  size_t largest = 0;
};

Use UseOf(const std::string& file) {
  allocated = 0;
  largest = 0;
  const Result<Checkpoint> checkpoint = ReadGguf(BytesOf(file), "x.gguf");
  return {checkpoint.has_value(), allocated, largest};
}

void ExpectModest(const std::string& file, bool readable) {
  const Use use = UseOf(file);
  EXPECT_EQ(use.read, readable);
  EXPECT_LE(use.largest, 8 * file.size() + 4096);
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
  allocated = 0;
  std::vector<char>* const made = new std::vector<char>(1000);
  EXPECT_GE(allocated, 1000u);
  delete made;
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
