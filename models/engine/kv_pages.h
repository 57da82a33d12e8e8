#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "models/kernels/kernels.h"
#include "models/model_spec.h"

namespace rbench {

// Pages of one sequence or prompt, in token order: page i holds the keys and values of tokens 16i
// .. 16i+15.
using BlockTable = std::vector<uint32_t>;

// Pages that hold `tokens` tokens.
inline size_t PagesFor(size_t tokens) { return (tokens + kKvPageTokens - 1) / kKvPageTokens; }

// The keys and values of every running sequence: a pool of reference-counted pages, each with all
// layers of 16 tokens in float32. The pool never grows beyond its bound; memory is touched only
// when a page is first used, and pages used before are used again first, so that resident memory
// follows use. One thread at a time, except for the kernels, which write different slots through
// layer() at once.
class KvPages {
 public:
  // At most `memory_bytes` bytes of pages, and no more than `max_useful_pages`. An error where not
  // even one page fits, or the address space cannot be had.
  static Result<KvPages> Create(const ModelSpec& spec, uint64_t memory_bytes,
                                uint64_t max_useful_pages);

  KvPages(KvPages&& other) noexcept;
  KvPages& operator=(KvPages&& other) noexcept;
  ~KvPages();

  static uint64_t PageBytes(const ModelSpec& spec);

  // A page with one reference, its contents undefined; nothing where all are in use.
  std::optional<uint32_t> Allocate();
  void Share(uint32_t page);
  void Release(uint32_t page);
  void ReleaseAll(BlockTable& table);  // and empties the table
  uint32_t references(uint32_t page) const { return references_[page]; }

  // Makes `fork` a table with the same first `tokens` tokens: full pages are shared, the last
  // partial one is copied. False, and nothing changed, where that copy finds no page.
  bool Fork(const BlockTable& table, size_t tokens, BlockTable& fork);

  KvLayerView layer(int index) const;

  uint64_t page_bytes() const { return page_floats_ * sizeof(float); }
  size_t max_pages() const { return max_pages_; }
  size_t used_pages() const { return used_pages_; }
  size_t free_pages() const { return max_pages_ - used_pages_; }
  // The most bytes of pages that were in use at once.
  uint64_t peak_bytes() const { return peak_pages_ * page_bytes(); }

 private:
  KvPages() = default;

  int num_kv_heads_ = 0;
  int head_dim_ = 0;
  size_t layer_floats_ = 0;  // keys of one layer in one page; as many values follow
  size_t page_floats_ = 0;
  size_t max_pages_ = 0;
  size_t used_pages_ = 0;
  size_t peak_pages_ = 0;
  size_t touched_pages_ = 0;  // pages [0, touched) were used before
  float* base_ = nullptr;
  size_t mapped_bytes_ = 0;
  std::vector<uint32_t> references_;
  std::vector<uint32_t> free_;  // of the touched ones
};

}  // namespace rbench
