#include "models/engine/kv_pages.h"

#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace rbench {
namespace {

ModelSpec Spec() {
  ModelSpec spec;
  spec.num_layers = 3;
  spec.num_kv_heads = 2;
  spec.head_dim = 8;
  return spec;
}

TEST(KvPagesTest, KeepsItsBound) {
  const uint64_t page = KvPages::PageBytes(Spec());
  EXPECT_EQ(page, 3u * 2 * 2 * 8 * 16 * 4);
  auto pages = KvPages::Create(Spec(), 5 * page + page / 2, 1000);
  ASSERT_TRUE(pages);
  EXPECT_EQ(pages->max_pages(), 5u);
  BlockTable table;
  while (const auto p = pages->Allocate()) table.push_back(*p);
  EXPECT_EQ(table.size(), 5u);
  EXPECT_EQ(pages->peak_bytes(), 5 * page);
  pages->ReleaseAll(table);
  EXPECT_TRUE(table.empty());
  EXPECT_EQ(pages->used_pages(), 0u);
  EXPECT_EQ(pages->peak_bytes(), 5 * page);
  EXPECT_EQ(KvPages::Create(Spec(), 100 * page, 7)->max_pages(), 7u);
  EXPECT_FALSE(KvPages::Create(Spec(), page - 1, 7));
}

TEST(KvPagesTest, ForkSharesFullPagesAndCopiesThePartialOne) {
  auto pages = KvPages::Create(Spec(), 1 << 20, 1000);
  BlockTable table;
  for (int i = 0; i < 3; ++i) table.push_back(*pages->Allocate());
  const KvLayerView view = pages->layer(2);
  const size_t last = table[2] * view.page_stride;
  view.key_base[last + 5] = 42;
  view.value_base[last + 7] = 43;
  BlockTable fork;
  ASSERT_TRUE(pages->Fork(table, 37, fork));
  ASSERT_EQ(fork.size(), 3u);
  EXPECT_EQ(fork[0], table[0]);
  EXPECT_EQ(fork[1], table[1]);
  EXPECT_NE(fork[2], table[2]);
  EXPECT_EQ(view.key_base[fork[2] * view.page_stride + 5], 42);
  EXPECT_EQ(view.value_base[fork[2] * view.page_stride + 7], 43);
  EXPECT_EQ(pages->references(table[0]), 2u);
  EXPECT_EQ(pages->used_pages(), 4u);
  BlockTable even;
  ASSERT_TRUE(pages->Fork(table, 32, even));
  EXPECT_EQ(even, (BlockTable{table[0], table[1]}));
  pages->ReleaseAll(table);
  pages->ReleaseAll(fork);
  EXPECT_EQ(pages->used_pages(), 2u);
  pages->ReleaseAll(even);
  EXPECT_EQ(pages->used_pages(), 0u);
}

TEST(KvPagesTest, ForkWithoutAFreePageChangesNothing) {
  auto pages = KvPages::Create(Spec(), 2 * KvPages::PageBytes(Spec()), 1000);
  BlockTable table = {*pages->Allocate(), *pages->Allocate()};
  BlockTable fork;
  EXPECT_FALSE(pages->Fork(table, 20, fork));
  EXPECT_TRUE(fork.empty());
  EXPECT_EQ(pages->references(table[0]), 1u);
  EXPECT_TRUE(pages->Fork(table, 32, fork));
}

TEST(KvPagesTest, RandomUseKeepsCount) {
  auto pages = KvPages::Create(Spec(), 40 * KvPages::PageBytes(Spec()), 1000);
  std::mt19937_64 random(3);
  std::vector<BlockTable> tables;
  for (int step = 0; step < 20000; ++step) {
    switch (random() % 4) {
      case 0: {
        if (const auto p = pages->Allocate()) tables.push_back({*p});
        break;
      }
      case 1: {
        if (tables.empty()) break;
        BlockTable& t = tables[random() % tables.size()];
        if (const auto p = pages->Allocate()) t.push_back(*p);
        break;
      }
      case 2: {
        if (tables.empty()) break;
        const BlockTable& t = tables[random() % tables.size()];
        BlockTable fork;
        if (pages->Fork(t, random() % (16 * t.size() + 1), fork)) tables.push_back(fork);
        break;
      }
      default: {
        if (tables.empty()) break;
        const size_t i = random() % tables.size();
        pages->ReleaseAll(tables[i]);
        tables.erase(tables.begin() + static_cast<ptrdiff_t>(i));
      }
    }
    std::vector<uint32_t> references(40, 0);
    for (const BlockTable& t : tables) {
      for (uint32_t p : t) ++references[p];
    }
    size_t used = 0;
    for (uint32_t p = 0; p < 40; ++p) {
      ASSERT_EQ(pages->references(p), references[p]);
      used += references[p] > 0 ? 1 : 0;
    }
    ASSERT_EQ(pages->used_pages(), used);
  }
}

}  // namespace
}  // namespace rbench
