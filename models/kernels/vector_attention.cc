#include <algorithm>
#include <cmath>

#include "models/kernels/vector_kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "models/kernels/vector_attention.cc"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "models/kernels/vector_targets.h"

#if HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128

#include "models/kernels/attention_tile-inl.h"
#include "models/kernels/work_queue.h"
#include "models/kernels/workspace.h"

HWY_BEFORE_NAMESPACE();
namespace rbench {
namespace HWY_NAMESPACE {
namespace {

struct Call {
  const KvLayerView& kv;
  const AttentionRow* rows;
  size_t num_rows;
  size_t group;      // query heads of one kv head
  size_t row_group;  // rows of one piece of work
  float scale;
};

size_t PagesOf(const AttentionRow& row) {
  return (static_cast<size_t>(row.num_keys) + kPageTokens - 1) / kPageTokens;
}

// Leading pages that all of `count` rows have in common.
size_t SharedPages(const AttentionRow* rows, size_t count) {
  size_t shared = PagesOf(rows[0]);
  for (size_t i = 1; i < count; ++i) {
    const size_t limit = std::min(shared, PagesOf(rows[i]));
    if (rows[i].pages == rows[0].pages) {
      shared = limit;
      continue;
    }
    shared =
        std::mismatch(rows[0].pages, rows[0].pages + limit, rows[i].pages).first - rows[0].pages;
  }
  return shared;
}

void Scores(size_t queries, const PageRun& run, const PageRun& after, const QueryTile& tile,
            size_t first, float scale) {
  switch (queries) {
    case 1:
      return ScoreRun<1>(run, after, tile, first, scale);
    case 2:
      return ScoreRun<2>(run, after, tile, first, scale);
    case 3:
      return ScoreRun<3>(run, after, tile, first, scale);
    case 4:
      return ScoreRun<4>(run, after, tile, first, scale);
    case 5:
      return ScoreRun<5>(run, after, tile, first, scale);
    case 6:
      return ScoreRun<6>(run, after, tile, first, scale);
  }
}

void Values(size_t queries, const PageRun& run, const PageRun& after, const QueryTile& tile,
            size_t first, size_t tokens) {
  if (tokens == 0) return;
  switch (queries) {
    case 1:
      return ValueRun<1>(run, after, tile, first, tokens);
    case 2:
      return ValueRun<2>(run, after, tile, first, tokens);
    case 3:
      return ValueRun<3>(run, after, tile, first, tokens);
    case 4:
      return ValueRun<4>(run, after, tile, first, tokens);
    case 5:
      return ValueRun<5>(run, after, tile, first, tokens);
    case 6:
      return ValueRun<6>(run, after, tile, first, tokens);
  }
}

// The part of `tile` that belongs to queries [begin, begin + count).
QueryTile Slice(const QueryTile& tile, size_t begin, size_t count) {
  QueryTile part = {};
  for (size_t q = 0; q < count; ++q) {
    part.query[q] = tile.query[begin + q];
    part.scores[q] = tile.scores[begin + q];
    part.output[q] = tile.output[begin + q];
  }
  return part;
}

// Rows that go together and one kv head of theirs.
struct Piece {
  const AttentionRow* rows;
  size_t count;
  PagedRows keys;
  PagedRows values;
  PageRun next;  // the pages that the thread reads when this is done
};

// Pages [first, end of the row) of `rows`.
PageRun RunOf(const PagedRows& paged, const AttentionRow& row, size_t first) {
  return {paged, row.pages + first, PagesOf(row) - first};
}

// Query heads [first_head, first_head + heads) of the rows, together at most kMaxQueries queries.
// What the rows share is read once for all of them; each row's own pages follow. Every query still
// meets its tokens in order.
void AttendTile(const Piece& piece, size_t first_head, size_t heads, float scale) {
  const AttentionRow* rows = piece.rows;
  const size_t count = piece.count;
  const size_t head_dim = piece.keys.head_dim;
  size_t stride = 0;
  for (size_t i = 0; i < count; ++i) stride = std::max(stride, PagesOf(rows[i]) * kPageTokens);
  float* scores = ThreadWorkspace(WorkspaceUse::kAttentionScores, count * heads * stride);
  QueryTile tile = {};
  for (size_t q = 0; q < count * heads; ++q) {
    const size_t offset = (first_head + q % heads) * head_dim;
    tile.query[q] = rows[q / heads].query + offset;
    tile.output[q] = rows[q / heads].output + offset;
    tile.scores[q] = scores + q * stride;
    std::fill_n(tile.output[q], head_dim, 0.0f);
  }
  const size_t shared = count > 1 ? SharedPages(rows, count) : 0;
  const PageRun shared_keys = {piece.keys, rows[0].pages, shared};
  const PageRun shared_values = {piece.values, rows[0].pages, shared};
  Scores(count * heads, shared_keys, RunOf(piece.keys, rows[0], shared), tile, 0, scale);
  size_t shared_tokens = shared * kPageTokens;
  float sums[kMaxQueries];
  for (size_t i = 0; i < count; ++i) {
    shared_tokens = std::min<size_t>(shared_tokens, rows[i].num_keys);
    const PageRun after = i + 1 < count ? RunOf(piece.keys, rows[i + 1], shared)
                          : shared > 0  ? shared_values
                                        : RunOf(piece.values, rows[0], 0);
    Scores(heads, RunOf(piece.keys, rows[i], shared), after, Slice(tile, i * heads, heads), shared,
           scale);
    for (size_t q = i * heads; q < (i + 1) * heads; ++q) {
      sums[q] = SoftmaxWeights(tile.scores[q], rows[i].num_keys);
    }
  }
  // A row may end inside a shared page: from the first such page on, each row goes by itself.
  const size_t together = shared_tokens / kPageTokens;
  Values(count * heads, shared_values, RunOf(piece.values, rows[0], together), tile, 0,
         together * kPageTokens);
  for (size_t i = 0; i < count; ++i) {
    const PageRun after = i + 1 < count ? RunOf(piece.values, rows[i + 1], together) : piece.next;
    Values(heads, RunOf(piece.values, rows[i], together), after, Slice(tile, i * heads, heads),
           together * kPageTokens, rows[i].num_keys - together * kPageTokens);
    for (size_t q = i * heads; q < (i + 1) * heads; ++q) {
      for (size_t d = 0; d < head_dim; ++d) tile.output[q][d] /= sums[q];
    }
  }
}

PagedRows HeadOf(const float* base, const KvLayerView& kv, size_t kv_head) {
  const size_t head_dim = kv.head_dim;
  return {base + kv_head * head_dim * kPageTokens, kv.page_stride, head_dim};
}

// Work item: a group of rows, and a kv head; kv heads of a group follow each other.
void AttendItem(const Call& call, size_t item) {
  const KvLayerView& kv = call.kv;
  const size_t kv_heads = kv.num_kv_heads;
  const size_t row = item / kv_heads * call.row_group;
  const size_t kv_head = item % kv_heads;
  Piece piece = {call.rows + row,
                 std::min(call.row_group, call.num_rows - row),
                 HeadOf(kv.key_base, kv, kv_head),
                 HeadOf(kv.value_base, kv, kv_head),
                 {}};
  const size_t next_row = kv_head + 1 < kv_heads ? row : row + call.row_group;
  if (next_row < call.num_rows) {
    const PagedRows next = HeadOf(kv.key_base, kv, (kv_head + 1) % kv_heads);
    piece.next = RunOf(next, call.rows[next_row], 0);
  }
  for (size_t h = 0; h < call.group; h += kMaxQueries) {
    AttendTile(piece, kv_head * call.group + h, std::min(kMaxQueries, call.group - h), call.scale);
  }
}

}  // namespace

void Attention(const KvLayerView& kv, const AttentionRow* rows, size_t num_rows, int num_heads,
               ThreadTeam& team) {
  const size_t group = num_heads / kv.num_kv_heads;
  const size_t row_group = std::max<size_t>(1, kMaxQueries / group);
  const Call call = {kv,    rows,      num_rows,
                     group, row_group, 1.0f / std::sqrt(static_cast<float>(kv.head_dim))};
  const size_t row_groups = (num_rows + row_group - 1) / row_group;
  ForEachPiece(team, row_groups * kv.num_kv_heads, [&call](size_t begin, size_t end) {
    for (size_t item = begin; item < end; ++item) AttendItem(call, item);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace rbench
HWY_AFTER_NAMESPACE();

#endif  // HWY_TARGET

#if HWY_ONCE
namespace rbench {

AttentionFunction VectorAttention(int64_t target) { return RBENCH_FUNCTION_OF(target, Attention); }

}  // namespace rbench
#endif
