// Attention of a few queries that share one kv head over pages of 16 keys. Included once for each
// target.
#if defined(RBENCH_ATTENTION_TILE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef RBENCH_ATTENTION_TILE_INL_H_
#undef RBENCH_ATTENTION_TILE_INL_H_
#else
#define RBENCH_ATTENTION_TILE_INL_H_
#endif

#include <algorithm>
#include <limits>

#include "models/kernels/kernels.h"
#include "models/kernels/vec16-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rbench {
namespace HWY_NAMESPACE {

constexpr size_t kPageTokens = kKvPageTokens;
constexpr size_t kMaxQueries = 6;  // of one tile

// Pages side by side in a score tile, and 16-wide slices of head_dim in a value tile: about 24
// accumulators of 512 bits, 12 of 256.
constexpr size_t ScorePages(size_t queries) { return kParts == 1 ? 4 : queries <= 3 ? 2 : 1; }
constexpr size_t ValueSlices(size_t queries) { return kParts == 1 ? 4 : queries <= 3 ? 2 : 1; }

// Keys or values of one kv head: page p begins at base + p * stride.
struct PagedRows {
  const float* base;
  size_t stride;
  size_t head_dim;
  const float* Page(uint32_t page) const { return base + page * stride; }
};

// A run of pages, and the run that is read after it. Pages lie anywhere in memory, so the hardware
// cannot guess the next one: each line of a page asks for the same line of the page kAheadPages
// later (keys and values have pages of one size).
struct PageRun {
  PagedRows rows;
  const uint32_t* table;
  size_t count;
};
constexpr size_t kAheadPages = 4;

HWY_INLINE const float* PageAhead(const PageRun& run, const PageRun& after, size_t page) {
  const size_t wanted = page + kAheadPages;
  if (wanted < run.count) return run.rows.Page(run.table[wanted]);
  if (wanted - run.count < after.count) return after.rows.Page(after.table[wanted - run.count]);
  return run.rows.Page(run.table[page]);  // nothing to ask for
}

// What a tile works on: kQueries queries, each with its scores (16 a page, all pages of its row)
// and its output.
struct QueryTile {
  const float* query[kMaxQueries];
  float* scores[kMaxQueries];
  float* output[kMaxQueries];
};

template <size_t kQueries, size_t kPages>
HWY_INLINE void ScoreTile(const PageRun& run, const PageRun& after, const QueryTile& tile,
                          size_t first, size_t offset, float scale) {
  const float* page[kPages];
  const float* ahead[kPages];
  for (size_t p = 0; p < kPages; ++p) {
    page[p] = run.rows.Page(run.table[first + p]);
    ahead[p] = PageAhead(run, after, first + p);
  }
  Vec16 sums[kQueries][kPages];
  RBENCH_UNROLL for (size_t q = 0; q < kQueries; ++q) {
    RBENCH_UNROLL for (size_t p = 0; p < kPages; ++p) sums[q][p] = Zero16();
  }
  for (size_t d = 0; d < run.rows.head_dim; ++d) {
    Vec16 key[kPages];
    RBENCH_UNROLL for (size_t p = 0; p < kPages; ++p) {
      key[p] = Load16(page[p] + d * kPageTokens);
      __builtin_prefetch(ahead[p] + d * kPageTokens, 0, 2);
    }
    RBENCH_UNROLL for (size_t q = 0; q < kQueries; ++q) {
      const Vec16 query = Set16(tile.query[q][d]);
      RBENCH_UNROLL for (size_t p = 0; p < kPages; ++p) {
        sums[q][p] = MulAdd16(query, key[p], sums[q][p]);
      }
    }
  }
  const Vec16 factor = Set16(scale);
  RBENCH_UNROLL for (size_t q = 0; q < kQueries; ++q) {
    RBENCH_UNROLL for (size_t p = 0; p < kPages; ++p) {
      Store16(Mul16(sums[q][p], factor), tile.scores[q] + offset + p * kPageTokens);
    }
  }
}

// Scores of a run of key pages; its first page is page `first` of the queries' scores.
template <size_t kQueries>
HWY_NOINLINE void ScoreRun(const PageRun& run, const PageRun& after, const QueryTile& tile,
                           size_t first, float scale) {
  constexpr size_t kPages = ScorePages(kQueries);
  size_t page = 0;
  for (; page + kPages <= run.count; page += kPages) {
    ScoreTile<kQueries, kPages>(run, after, tile, page, (first + page) * kPageTokens, scale);
  }
  for (; page < run.count; ++page) {
    ScoreTile<kQueries, 1>(run, after, tile, page, (first + page) * kPageTokens, scale);
  }
}

// Adds weight x value of the run's first `tokens` tokens, token `first` of the queries' scores
// onwards, to columns [column, column + 16 kSlices) of the outputs. Where kCut, the only slice has
// `width` columns.
template <size_t kQueries, size_t kSlices, bool kCut>
HWY_INLINE void ValueTile(const PageRun& run, const PageRun& after, const QueryTile& tile,
                          size_t first, size_t tokens, size_t column, size_t width) {
  const size_t head_dim = run.rows.head_dim;
  Vec16 sums[kQueries][kSlices];
  RBENCH_UNROLL for (size_t q = 0; q < kQueries; ++q) {
    RBENCH_UNROLL for (size_t s = 0; s < kSlices; ++s) {
      const float* out = tile.output[q] + column + 16 * s;
      sums[q][s] = kCut ? LoadSome16(out, width) : Load16(out);
    }
  }
  for (size_t token = 0; token < tokens;) {
    const size_t page = token / kPageTokens;
    const size_t end = std::min(tokens, (page + 1) * kPageTokens);
    const float* row = run.rows.Page(run.table[page]) + column;
    const float* ahead = PageAhead(run, after, page) + column;
    for (; token < end; ++token, row += head_dim, ahead += head_dim) {
      Vec16 value[kSlices];
      RBENCH_UNROLL for (size_t s = 0; s < kSlices; ++s) {
        value[s] = kCut ? LoadSome16(row, width) : Load16(row + 16 * s);
        __builtin_prefetch(ahead + 16 * s, 0, 2);
      }
      RBENCH_UNROLL for (size_t q = 0; q < kQueries; ++q) {
        const Vec16 weight = Set16(tile.scores[q][first + token]);
        RBENCH_UNROLL for (size_t s = 0; s < kSlices; ++s) {
          sums[q][s] = MulAdd16(weight, value[s], sums[q][s]);
        }
      }
    }
  }
  RBENCH_UNROLL for (size_t q = 0; q < kQueries; ++q) {
    RBENCH_UNROLL for (size_t s = 0; s < kSlices; ++s) {
      float* out = tile.output[q] + column + 16 * s;
      if (kCut) {
        StoreSome16(sums[q][s], out, width);
      } else {
        Store16(sums[q][s], out);
      }
    }
  }
}

template <size_t kQueries>
HWY_NOINLINE void ValueRun(const PageRun& run, const PageRun& after, const QueryTile& tile,
                           size_t first, size_t tokens) {
  constexpr size_t kSlices = ValueSlices(kQueries);
  const size_t head_dim = run.rows.head_dim;
  size_t column = 0;
  for (; column + 16 * kSlices <= head_dim; column += 16 * kSlices) {
    ValueTile<kQueries, kSlices, false>(run, after, tile, first, tokens, column, 0);
  }
  for (; column + 16 <= head_dim; column += 16) {
    ValueTile<kQueries, 1, false>(run, after, tile, first, tokens, column, 0);
  }
  if (column < head_dim) {
    ValueTile<kQueries, 1, true>(run, after, tile, first, tokens, column, head_dim - column);
  }
}

// Turns scores of `keys` keys into exp(score - maximum) in place and returns their sum. The lanes
// past the last key become 0. `scores` has room for whole pages.
HWY_INLINE float SoftmaxWeights(float* scores, size_t keys) {
  constexpr float kLowest = -std::numeric_limits<float>::infinity();
  const size_t padded = (keys + 15) / 16 * 16;
  for (size_t i = keys; i < padded; ++i) scores[i] = kLowest;
  Vec16 best = Set16(kLowest);
  for (size_t i = 0; i < padded; i += 16) best = Larger16(Load16(scores + i), best);
  alignas(64) float lanes[16];
  Store16(best, lanes);
  float maximum = kLowest;
  for (const float lane : lanes) maximum = lane > maximum ? lane : maximum;
  const Vec16 shift = Set16(maximum);
  Vec16 sum = Zero16();
  for (size_t i = 0; i < padded; i += 16) {
    const Vec16 weight = Exp16(Sub16(Load16(scores + i), shift));
    Store16(weight, scores + i);
    sum = Add16(sum, weight);
  }
  return JoinLanes16(sum);
}

}  // namespace HWY_NAMESPACE
}  // namespace rbench
HWY_AFTER_NAMESPACE();

#endif  // toggle
