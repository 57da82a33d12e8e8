#include "models/kernels/vector_kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "models/kernels/vector_matmul.cc"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "models/kernels/vector_targets.h"

#if HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128

#include "models/kernels/expand_panel-inl.h"
#include "models/kernels/matmul_tile-inl.h"
#include "models/kernels/row_blocks.h"
#include "models/kernels/work_queue.h"
#include "models/kernels/workspace.h"

HWY_BEFORE_NAMESPACE();
namespace rbench {
namespace HWY_NAMESPACE {
namespace {

// Rows that go by together: with K = 1536 their activations stay in the second-level cache.
constexpr size_t kBandRows = 96;
// K is cut so that a pair of expanded panels stays near; sums rest in memory between the parts,
// which changes no bit.
constexpr size_t kPartInputs = 1024;
// The same for weights that are expanded ahead and used by one row block only: what is written is
// read again at once.
constexpr size_t kShortPartInputs = 256;
// Below this, one thread copies the activations faster than it wakes another.
constexpr size_t kSerialCopy = 32 * 1024;

struct Product {
  const PackedMatrix& w;
  const float* x;  // [M][x_stride]
  size_t x_stride;
  size_t m;
  float* y;
  size_t y_stride;
  float* copied;  // x by bands and row blocks, each [K][rows of the block]
};

// Bands are about equal, so that none is too thin for the registers.
size_t BandCount(size_t m) { return (m + kBandRows - 1) / kBandRows; }
size_t BandBegin(const Product& product, size_t band) {
  return product.m * band / BandCount(product.m);
}

RowBlocks BlocksOf(const Product& product, size_t band) {
  return RowBlocks(BandBegin(product, band + 1) - BandBegin(product, band),
                   MaxExpandRows(product.w.type()), kMaxRows);
}

// Turns rows [begin, begin + rows) of x into [K][rows].
void CopyRows(const Product& product, size_t begin, size_t rows) {
  const size_t inputs = product.w.inputs();
  float* out = product.copied + begin * inputs;
  const float* x = product.x + begin * product.x_stride;
  for (size_t k = 0; k < inputs; ++k) {
    for (size_t r = 0; r < rows; ++r) *out++ = x[r * product.x_stride + k];
  }
}

void CopyBand(const Product& product, size_t band) {
  const RowBlocks blocks = BlocksOf(product, band);
  for (size_t b = 0; b < blocks.count(); ++b) {
    CopyRows(product, BandBegin(product, band) + blocks.begin(b), blocks.end(b) - blocks.begin(b));
  }
}

template <TensorType kType, bool kKeep>
TileFunction TileOf(size_t rows) {
  switch (rows) {
    case 1:
      return MultiplyTile<kType, 1, kKeep>;
    case 2:
      return MultiplyTile<kType, 2, kKeep>;
    case 3:
      return MultiplyTile<kType, 3, kKeep>;
    case 4:
      return MultiplyTile<kType, 4, kKeep>;
    case 5:
      return MultiplyTile<kType, 5, kKeep>;
    case 6:
      return MultiplyTile<kType, 6, kKeep>;
  }
  if constexpr (MaxExpandRows(kType) > 6) {
    switch (rows) {
      case 7:
        return MultiplyTile<kType, 7, kKeep>;
      case 8:
        return MultiplyTile<kType, 8, kKeep>;
      case 9:
        return MultiplyTile<kType, 9, kKeep>;
      case 10:
        return MultiplyTile<kType, 10, kKeep>;
    }
  }
  if constexpr (MaxExpandRows(kType) > 10) {
    if (rows == 11) return MultiplyTile<kType, 11, kKeep>;
    if (rows == 12) return MultiplyTile<kType, 12, kKeep>;
  }
  return nullptr;
}

template <bool kKeep>
TileFunction ExpandingTile(TensorType type, size_t rows) {
  switch (type) {
    case TensorType::kF32:
      return TileOf<TensorType::kF32, false>(rows);
    case TensorType::kF16:
      return TileOf<TensorType::kF16, kKeep>(rows);
    case TensorType::kBF16:
      return TileOf<TensorType::kBF16, kKeep>(rows);
    case TensorType::kQ8_0:
      return TileOf<TensorType::kQ8_0, kKeep>(rows);
    case TensorType::kQ4_0:
      return TileOf<TensorType::kQ4_0, kKeep>(rows);
    case TensorType::kQ4_1:
      return TileOf<TensorType::kQ4_1, kKeep>(rows);
    default:
      return nullptr;  // expanded ahead
  }
}

// One row block times up to PanelsOf(rows) panels, over all K.
struct BlockPlace {
  size_t first_row;
  size_t rows;
  size_t first_panel;
  size_t panels;
};

// Runs `tile` so that sums of outputs that do not exist (padding, or a panel repeated because the
// last group is short) never reach y.
void RunTile(const Product& product, const BlockPlace& place, TileArguments& a, TileFunction tile) {
  const size_t width = PanelsOf(place.rows) * kPanelOutputs;
  const size_t first_output = place.first_panel * kPanelOutputs;
  const size_t outputs = std::min(place.panels * kPanelOutputs, product.w.outputs() - first_output);
  float* y = product.y + place.first_row * product.y_stride + first_output;
  if (outputs == width) {
    a.sums = y;
    a.sum_stride = product.y_stride;
    tile(a);
    return;
  }
  alignas(64) float sums[kMaxRows * kMaxPanels * kPanelOutputs];
  a.sums = sums;
  a.sum_stride = width;
  if (a.resume) {
    for (size_t r = 0; r < place.rows; ++r) {
      std::memset(sums + r * width, 0, width * sizeof(float));
      std::memcpy(sums + r * width, y + r * product.y_stride, outputs * sizeof(float));
    }
  }
  tile(a);
  for (size_t r = 0; r < place.rows; ++r) {
    std::memcpy(y + r * product.y_stride, sums + r * width, outputs * sizeof(float));
  }
}

// All rows of a band times one group of panels. With more than one row block the first one keeps
// its expanded weights for the others.
void MultiplyGroup(const Product& product, size_t band, size_t first_panel, size_t panels) {
  const PackedMatrix& w = product.w;
  const RowBlocks blocks = BlocksOf(product, band);
  const size_t panel_bytes = PanelBytes(w.type(), w.inputs());
  const bool ahead = ExpandsAhead(w.type());
  const bool keeps = w.type() != TensorType::kF32 && !ahead && blocks.count() > 1;
  const size_t part = blocks.count() > 1 ? kPartInputs : ahead ? kShortPartInputs : w.inputs();
  // Two panels of a long part, or kMaxPanels of a short one.
  alignas(64) float expanded[2 * kPartInputs * kPanelOutputs];
  static_assert(kMaxPanels * kShortPartInputs <= 2 * kPartInputs);
  for (size_t k = 0; k < w.inputs(); k += part) {
    TileArguments a;
    a.inputs = std::min(part, w.inputs() - k);
    a.resume = k > 0;
    a.expanded = expanded;
    for (size_t p = 0; ahead && p < panels; ++p) {
      ExpandPanel(w.type(), w.data() + (first_panel + p) * panel_bytes + PanelBytes(w.type(), k),
                  a.inputs, expanded + p * a.inputs * kPanelOutputs);
    }
    for (size_t b = 0; b < blocks.count(); ++b) {
      const size_t row = BandBegin(product, band) + blocks.begin(b);
      const size_t rows = blocks.end(b) - blocks.begin(b);
      const bool from_expanded = ahead || (keeps && b > 0);
      const size_t next_panel = first_panel + PanelsOf(rows);
      const bool fetch = !ahead && b == 0 && k == 0 &&
                         (next_panel + PanelsOf(rows)) * kPanelOutputs <= w.outputs();
      a.ahead = fetch ? w.data() + next_panel * panel_bytes : nullptr;
      a.x = product.copied + row * w.inputs() + k * rows;
      for (size_t p = 0; p < PanelsOf(rows); ++p) {
        const size_t panel = std::min(p, panels - 1);
        a.panels[p] =
            from_expanded
                ? reinterpret_cast<const std::byte*>(expanded + panel * a.inputs * kPanelOutputs)
                : w.data() + (first_panel + panel) * panel_bytes + PanelBytes(w.type(), k);
      }
      const TileFunction tile = from_expanded ? TileOf<TensorType::kF32, false>(rows)
                                : keeps       ? ExpandingTile<true>(w.type(), rows)
                                              : ExpandingTile<false>(w.type(), rows);
      RunTile(product, {row, rows, first_panel, panels}, a, tile);
    }
  }
}

}  // namespace

void Matmul(const PackedMatrix& w, const float* x, size_t x_stride, size_t m, float* y,
            size_t y_stride, ThreadTeam& team) {
  if (m == 0) return;
  Product product = {w, x, x_stride, m, y, y_stride, nullptr};
  const size_t bands = BandCount(m);
  if (m == 1) {
    product.copied = const_cast<float*>(x);  // one row is its own copy; only read
  } else {
    product.copied = ThreadWorkspace(WorkspaceUse::kMatmulRows, m * w.inputs());
    if (m * w.inputs() <= kSerialCopy || bands == 1) {
      for (size_t band = 0; band < bands; ++band) CopyBand(product, band);
    } else {
      team.ParallelFor(bands, 1, [&product](size_t begin, size_t end) {
        for (size_t band = begin; band < end; ++band) CopyBand(product, band);
      });
    }
  }
  const size_t panels = (w.outputs() + kPanelOutputs - 1) / kPanelOutputs;
  const size_t group = m <= kMaxRows ? PanelsOf(m) : PanelsOf(kMaxRows);
  const size_t groups = (panels + group - 1) / group;
  ForEachPiece(team, bands * groups, [&](size_t begin, size_t end) {
    for (size_t item = begin; item < end; ++item) {
      const size_t first_panel = item % groups * group;
      MultiplyGroup(product, item / groups, first_panel, std::min(group, panels - first_panel));
    }
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace rbench
HWY_AFTER_NAMESPACE();

#endif  // HWY_TARGET

#if HWY_ONCE
namespace rbench {

MatmulFunction VectorMatmul(int64_t target) { return RBENCH_FUNCTION_OF(target, Matmul); }

}  // namespace rbench
#endif
