#include "models/engine/kv_pages.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include <fmt/format.h>
#include <sys/mman.h>

#include "base/check.h"

namespace rbench {

uint64_t KvPages::PageBytes(const ModelSpec& spec) {
  return uint64_t{2} * sizeof(float) * kKvPageTokens * static_cast<uint64_t>(spec.num_layers) *
         static_cast<uint64_t>(spec.num_kv_heads) * static_cast<uint64_t>(spec.head_dim);
}

Result<KvPages> KvPages::Create(const ModelSpec& spec, uint64_t memory_bytes,
                                uint64_t max_useful_pages) {
  KvPages pages;
  pages.num_kv_heads_ = spec.num_kv_heads;
  pages.head_dim_ = spec.head_dim;
  pages.layer_floats_ =
      static_cast<size_t>(spec.num_kv_heads) * static_cast<size_t>(spec.head_dim) * kKvPageTokens;
  pages.page_floats_ = pages.layer_floats_ * 2 * static_cast<size_t>(spec.num_layers);
  const uint64_t page_bytes = PageBytes(spec);
  RBENCH_CHECK(page_bytes > 0);
  const uint64_t fitting = std::min<uint64_t>(memory_bytes / page_bytes, UINT32_MAX);
  if (fitting == 0) {
    return ResourceExhausted(
        fmt::format("KV memory of {} bytes holds no page: one page of {} tokens takes {} bytes",
                    memory_bytes, kKvPageTokens, page_bytes));
  }
  pages.max_pages_ = std::min(fitting, std::max<uint64_t>(max_useful_pages, 1));
  pages.mapped_bytes_ = pages.max_pages_ * page_bytes;
  // Reserved, not committed: the system gives memory to a page of the pool when it is first
  // written.
  void* memory = mmap(nullptr, pages.mapped_bytes_, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) {
    return ResourceExhausted(fmt::format(
        "no address space for {} MiB of KV pages; lower the KV memory", pages.mapped_bytes_ >> 20));
  }
  pages.base_ = static_cast<float*>(memory);
  pages.references_.assign(pages.max_pages_, 0);
  return pages;
}

KvPages::KvPages(KvPages&& other) noexcept { *this = std::move(other); }

KvPages& KvPages::operator=(KvPages&& other) noexcept {
  std::swap(num_kv_heads_, other.num_kv_heads_);
  std::swap(head_dim_, other.head_dim_);
  std::swap(layer_floats_, other.layer_floats_);
  std::swap(page_floats_, other.page_floats_);
  std::swap(max_pages_, other.max_pages_);
  std::swap(used_pages_, other.used_pages_);
  std::swap(peak_pages_, other.peak_pages_);
  std::swap(touched_pages_, other.touched_pages_);
  std::swap(base_, other.base_);
  std::swap(mapped_bytes_, other.mapped_bytes_);
  std::swap(references_, other.references_);
  std::swap(free_, other.free_);
  return *this;
}

KvPages::~KvPages() {
  if (base_ != nullptr) munmap(base_, mapped_bytes_);
}

std::optional<uint32_t> KvPages::Allocate() {
  uint32_t page;
  if (!free_.empty()) {
    page = free_.back();
    free_.pop_back();
  } else if (touched_pages_ < max_pages_) {
    page = static_cast<uint32_t>(touched_pages_++);
  } else {
    return std::nullopt;
  }
  RBENCH_CHECK(references_[page] == 0);
  references_[page] = 1;
  ++used_pages_;
  peak_pages_ = std::max(peak_pages_, used_pages_);
  return page;
}

void KvPages::Share(uint32_t page) {
  RBENCH_CHECK(references_[page] > 0);
  ++references_[page];
}

void KvPages::Release(uint32_t page) {
  RBENCH_CHECK(references_[page] > 0);
  if (--references_[page] > 0) return;
  free_.push_back(page);
  --used_pages_;
}

void KvPages::ReleaseAll(BlockTable& table) {
  for (uint32_t page : table) Release(page);
  table.clear();
}

bool KvPages::Fork(const BlockTable& table, size_t tokens, BlockTable& fork) {
  RBENCH_CHECK(fork.empty() && PagesFor(tokens) <= table.size());
  const size_t full = tokens / kKvPageTokens;
  std::optional<uint32_t> copy;
  if (tokens % kKvPageTokens != 0) {
    copy = Allocate();
    if (!copy) return false;
    std::memcpy(base_ + *copy * page_floats_, base_ + table[full] * page_floats_, page_bytes());
  }
  for (size_t i = 0; i < full; ++i) {
    Share(table[i]);
    fork.push_back(table[i]);
  }
  if (copy) fork.push_back(*copy);
  return true;
}

KvLayerView KvPages::layer(int index) const {
  float* keys = base_ + 2 * layer_floats_ * static_cast<size_t>(index);
  return {keys, keys + layer_floats_, page_floats_, num_kv_heads_, head_dim_};
}

}  // namespace rbench
