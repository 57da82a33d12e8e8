#include <algorithm>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "tests/models/kernels/random_tensor.h"

namespace rbench {
namespace {

// Keys and values of a few sequences in pages that are shuffled; slots that no key fills hold NaN.
struct Cache {
  Cache(int kv_heads, int head_dim, size_t pages, uint32_t seed)
      : page_floats(static_cast<size_t>(kv_heads) * head_dim * kKvPageTokens),
        keys(pages * page_floats, std::nanf("")),
        values(pages * page_floats, std::nanf("")),
        view{keys.data(), values.data(), page_floats, kv_heads, head_dim},
        random(seed) {
    for (uint32_t i = 0; i < pages; ++i) free.push_back(i);
    std::shuffle(free.begin(), free.end(), random);
  }

  // Appends random keys and values until the table holds `tokens`.
  void Fill(std::vector<uint32_t>& table, int from, int tokens) {
    const size_t floats = static_cast<size_t>(view.num_kv_heads) * view.head_dim;
    for (int t = from; t < tokens; ++t) {
      if (t % kKvPageTokens == 0) {
        table.push_back(free.back());
        free.pop_back();
      }
      const auto key = RandomFloats(floats, random());
      const auto value = RandomFloats(floats, random());
      Target("scalar").store_kv(view, table.back(), t % kKvPageTokens, key.data(), value.data());
    }
  }

  size_t page_floats;
  std::vector<float> keys, values;
  KvLayerView view;
  std::mt19937 random;
  std::vector<uint32_t> free;
};

struct RowCase {
  const uint32_t* table;
  int num_keys;
};

std::vector<float> Attend(const Kernels& kernels, const KvLayerView& kv,
                          const std::vector<RowCase>& cases, const std::vector<float>& queries,
                          int heads, int threads) {
  ThreadTeam team(threads);
  std::vector<float> out(queries.size(), 77.0f);
  std::vector<AttentionRow> rows;
  const size_t width = static_cast<size_t>(heads) * kv.head_dim;
  for (size_t i = 0; i < cases.size(); ++i) {
    rows.push_back(
        {queries.data() + i * width, out.data() + i * width, cases[i].table, cases[i].num_keys});
  }
  kernels.attention(kv, rows.data(), rows.size(), heads, team);
  return out;
}

// Every target, thread count and company of rows gives each row the bits it gets alone from the
// scalar kernels.
void ExpectSameEverywhere(const KvLayerView& kv, const std::vector<RowCase>& cases, int heads,
                          uint32_t seed) {
  const size_t width = static_cast<size_t>(heads) * kv.head_dim;
  const auto queries = RandomFloats(cases.size() * width, seed);
  const auto expected = Attend(Target("scalar"), kv, cases, queries, heads, 1);
  for (const std::string& name : AvailableKernelTargets()) {
    for (int threads = 1; threads <= 3; ++threads) {
      const auto got = Attend(Target(name), kv, cases, queries, heads, threads);
      EXPECT_EQ(FirstDifference(got, expected), -1) << name << " threads " << threads;
    }
    for (size_t i = 0; i < cases.size(); ++i) {
      const std::vector<float> query(queries.begin() + i * width,
                                     queries.begin() + (i + 1) * width);
      const std::vector<float> want(expected.begin() + i * width,
                                    expected.begin() + (i + 1) * width);
      const auto got = Attend(Target(name), kv, {cases[i]}, query, heads, 1);
      EXPECT_EQ(FirstDifference(got, want), -1) << name << " row " << i << " alone";
    }
  }
}

struct HeadShape {
  int heads;
  int kv_heads;
  int head_dim;
};

class AttentionTest : public testing::TestWithParam<HeadShape> {};

TEST_P(AttentionTest, RowsOfTheirOwnLengthsGiveTheScalarBits) {
  const auto [heads, kv_heads, head_dim] = GetParam();
  Cache cache(kv_heads, head_dim, 64, 1);
  const int lengths[] = {1, 2, 15, 16, 17, 31, 64, 65, 130, 200};
  std::vector<std::vector<uint32_t>> tables(std::size(lengths));
  std::vector<RowCase> cases;
  for (size_t i = 0; i < std::size(lengths); ++i) {
    cache.Fill(tables[i], 0, lengths[i]);
    cases.push_back({tables[i].data(), lengths[i]});
  }
  ExpectSameEverywhere(cache.view, cases, heads, 5);
}

TEST_P(AttentionTest, AChunkOfOnePromptGivesTheScalarBits) {
  const auto [heads, kv_heads, head_dim] = GetParam();
  Cache cache(kv_heads, head_dim, 16, 2);
  std::vector<uint32_t> table;
  cache.Fill(table, 0, 70);
  std::vector<RowCase> cases;
  for (int keys = 40; keys <= 70; ++keys) cases.push_back({table.data(), keys});
  ExpectSameEverywhere(cache.view, cases, heads, 6);
}

TEST_P(AttentionTest, DrawsThatShareTheirPromptPagesGiveTheScalarBits) {
  const auto [heads, kv_heads, head_dim] = GetParam();
  Cache cache(kv_heads, head_dim, 32, 3);
  std::vector<uint32_t> prompt;
  cache.Fill(prompt, 0, 48);
  std::vector<std::vector<uint32_t>> tables(5, prompt);
  std::vector<RowCase> cases;
  for (int i = 0; i < 5; ++i) {
    cache.Fill(tables[i], 48, 48 + 7 * i);  // the first has prompt pages only
    cases.push_back({tables[i].data(), 48 + 7 * i});
  }
  cases.push_back({prompt.data(), 20});  // ends inside a shared page
  ExpectSameEverywhere(cache.view, cases, heads, 7);
}

TEST_P(AttentionTest, AgreesWithDoubleArithmetic) {
  const auto [heads, kv_heads, head_dim] = GetParam();
  constexpr int kKeys = 75;
  Cache cache(kv_heads, head_dim, 8, 4);
  std::vector<uint32_t> table;
  cache.Fill(table, 0, kKeys);
  const auto query = RandomFloats(static_cast<size_t>(heads) * head_dim, 8);
  const auto out = Attend(Target("auto"), cache.view, {{table.data(), kKeys}}, query, heads, 1);
  for (int h = 0; h < heads; ++h) {
    const size_t offset = static_cast<size_t>(h / (heads / kv_heads)) * head_dim * kKvPageTokens;
    double weights[kKeys], sum = 0;
    for (int t = 0; t < kKeys; ++t) {
      const float* page = cache.keys.data() + table[t / 16] * cache.page_floats + offset;
      double score = 0;
      for (int d = 0; d < head_dim; ++d)
        score += 1.0 * query[h * head_dim + d] * page[d * 16 + t % 16];
      sum += weights[t] = std::exp(score / std::sqrt(head_dim));
    }
    for (int d = 0; d < head_dim; ++d) {
      double want = 0;
      for (int t = 0; t < kKeys; ++t) {
        const float* page = cache.values.data() + table[t / 16] * cache.page_floats + offset;
        want += weights[t] / sum * page[t % 16 * head_dim + d];
      }
      ASSERT_NEAR(out[h * head_dim + d], want, 2e-5) << "head " << h << " column " << d;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, AttentionTest,
                         testing::Values(HeadShape{9, 3, 64}, HeadShape{4, 4, 16},
                                         HeadShape{2, 1, 128}, HeadShape{7, 1, 10},
                                         HeadShape{8, 1, 34}, HeadShape{12, 2, 2},
                                         HeadShape{1, 1, 256}),
                         [](const auto& instance) {
                           return "h" + std::to_string(instance.param.heads) + "kv" +
                                  std::to_string(instance.param.kv_heads) + "d" +
                                  std::to_string(instance.param.head_dim);
                         });

TEST(AttentionTest, LongContextsGiveTheScalarBits) {
  Cache cache(1, 8, 513, 9);
  std::vector<uint32_t> table;
  cache.Fill(table, 0, 8199);
  ExpectSameEverywhere(cache.view, {{table.data(), 8199}, {table.data(), 8192}}, 2, 10);
}

TEST(AttentionTest, ExtremeScoresGiveTheSameBits) {
  Cache cache(1, 4, 4, 11);
  std::vector<uint32_t> table;
  cache.Fill(table, 0, 40);
  const RowCase row = {table.data(), 40};
  const float infinity = std::numeric_limits<float>::infinity();
  for (const float q : {0.0f, -0.0f, 1e-40f, 1e4f, -1e4f, 3e38f, infinity, std::nanf("")}) {
    const std::vector<float> query = {q, 0.5f, -q, 1.0f};
    const auto expected = Attend(Target("scalar"), cache.view, {row}, query, 1, 1);
    for (const std::string& name : AvailableKernelTargets()) {
      EXPECT_EQ(FirstDifference(Attend(Target(name), cache.view, {row}, query, 1, 1), expected), -1)
          << name << " query " << q;
    }
  }
}

TEST(AttentionTest, StoreKvTouchesItsSlotOnly) {
  std::vector<float> keys(2 * 2 * 4 * 16, -1), values(keys);
  const KvLayerView kv = {keys.data(), values.data(), 2 * 4 * 16, 2, 4};
  const std::vector<float> key = {0, 1, 2, 3, 4, 5, 6, 7}, value = {10, 11, 12, 13, 14, 15, 16, 17};
  for (const std::string& name : AvailableKernelTargets()) {
    std::fill(keys.begin(), keys.end(), -1.0f);
    std::fill(values.begin(), values.end(), -1.0f);
    Target(name).store_kv(kv, 1, 5, key.data(), value.data());
    for (size_t i = 0; i < keys.size(); ++i) {
      const size_t page = i / 128, head = i / 64 % 2, in_head = i % 64;
      const bool key_here = page == 1 && in_head % 16 == 5;
      EXPECT_EQ(keys[i], key_here ? key[head * 4 + in_head / 16] : -1.0f);
      const bool value_here = page == 1 && in_head / 4 == 5;
      EXPECT_EQ(values[i], value_here ? value[head * 4 + in_head % 4] : -1.0f);
    }
  }
}

}  // namespace
}  // namespace rbench
