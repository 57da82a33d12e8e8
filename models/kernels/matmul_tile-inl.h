// The inner product: a tile of kRows rows by kPanels panels of 16 outputs, held in registers while
// K goes by in order. Included once for each target.
#if defined(RBENCH_MATMUL_TILE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef RBENCH_MATMUL_TILE_INL_H_
#undef RBENCH_MATMUL_TILE_INL_H_
#else
#define RBENCH_MATMUL_TILE_INL_H_
#endif

#include "models/kernels/panel_layout.h"
#include "models/kernels/vec16-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rbench {
namespace HWY_NAMESPACE {

constexpr size_t kMaxPanels = 4;

struct TileArguments {
  const std::byte* panels[kMaxPanels];  // at the first k of this call
  const std::byte* ahead;               // what the next call reads, fetched meanwhile; may be null
  size_t inputs;                        // k's to do
  const float* x;                       // [inputs][kRows]
  float* sums;                          // [kRows][sum_stride]: 16 sums a panel
  size_t sum_stride;
  bool resume;      // go on from `sums`; else from 0
  float* expanded;  // [kPanels][inputs][16], written where kKeep
};

// Registers allow about 24 accumulators of 512 bits, 12 of 256.
constexpr size_t PanelsOf(size_t rows) {
  if (kParts == 1) return rows <= 3 ? 4 : 2;
  if (kParts == 2) return rows <= 2 ? 2 : 1;
  return rows <= 2 ? 2 : 1;
}
constexpr size_t kMaxRows = kParts == 1 ? 12 : 6;
// Types whose weights are expanded into the workspace before the tile reads them as floats; the
// others are expanded inside the tile, which is faster and needs a tile for each.
constexpr bool ExpandsAhead(TensorType type) {
  return IsQuantised(type) && type != TensorType::kQ8_0 && type != TensorType::kQ4_0 &&
         type != TensorType::kQ4_1;
}
constexpr size_t MaxExpandRows(TensorType type) {
  if (kParts != 1) return kMaxRows;
  return type == TensorType::kF32 || ExpandsAhead(type) ? kMaxRows : 10;
}

// Asks for [offset, offset + bytes) of what comes next. The hardware's own prefetching stops at
// each page and panel, which halves the speed of one or two rows.
HWY_INLINE void FetchAhead(const TileArguments& a, size_t offset, size_t bytes) {
  if (a.ahead == nullptr) return;
  for (size_t i = 0; i < bytes; i += 64) __builtin_prefetch(a.ahead + offset + i, 0, 2);
}

template <size_t kRows, size_t kPanels>
struct Accumulators {
  Vec16 sum[kRows][kPanels];
};

template <size_t kRows, size_t kPanels>
HWY_INLINE void MultiplyStep(const Vec16* weights, const float* x,
                             Accumulators<kRows, kPanels>& tile) {
  RBENCH_UNROLL for (size_t r = 0; r < kRows; ++r) {
    const Vec16 factor = Set16(x[r]);
    RBENCH_UNROLL for (size_t p = 0; p < kPanels; ++p) {
      tile.sum[r][p] = MulAdd16(factor, weights[p], tile.sum[r][p]);
    }
  }
}

// Weights of one k of an unquantised panel.
template <TensorType kType>
HWY_INLINE Vec16 LoadPlain(const std::byte* panel, size_t k) {
  if constexpr (kType == TensorType::kF32) {
    return Load16(reinterpret_cast<const float*>(panel) + k * kPanelOutputs);
  } else if constexpr (kType == TensorType::kF16) {
    return LoadHalf16(panel + k * 2 * kPanelOutputs);
  } else {
    return LoadBrainFloat16(panel + k * 2 * kPanelOutputs);
  }
}

// Scales and minima of a quantised block; `high_scale` is scale / 16, for high nibbles.
struct BlockScales {
  Vec16 scale;
  Vec16 high_scale;
  Vec16 minimum;
};

template <TensorType kType>
HWY_INLINE BlockScales LoadScales(const std::byte* block) {
  BlockScales scales;
  scales.scale = LoadHalf16(block);
  scales.high_scale = scales.scale;
  scales.minimum = scales.scale;
  if constexpr (kType != TensorType::kQ8_0) {
    scales.high_scale = Mul16(scales.scale, Set16(0.0625f));
  }
  if constexpr (kType == TensorType::kQ4_1) scales.minimum = LoadHalf16(block + 32);
  return scales;
}

// Weights of k = 2 `pair` + kOdd inside a quantised block. The product of a quant and a scale is
// exact in float32, so the multiply-add rounds as Dequantise's multiplication and addition do.
template <TensorType kType, bool kOdd>
HWY_INLINE Vec16 LoadQuant(const std::byte* block, size_t pair, const BlockScales& scales) {
  const Vec16& d = kOdd ? scales.high_scale : scales.scale;
  if constexpr (kType == TensorType::kQ8_0) {
    return Mul16(LoadInt8x16(block + 32 + (2 * pair + kOdd) * kPanelOutputs), scales.scale);
  } else if constexpr (kType == TensorType::kQ4_0) {
    const Vec16 quant = LoadNibbles16<kOdd>(block + 32 + pair * kPanelOutputs);
    return Mul16(Sub16(quant, Set16(kOdd ? 128.0f : 8.0f)), d);
  } else {
    return MulAdd16(LoadNibbles16<kOdd>(block + 64 + pair * kPanelOutputs), d, scales.minimum);
  }
}

template <TensorType kType, size_t kRows, size_t kPanels, bool kKeep, bool kOdd>
HWY_INLINE void QuantStep(const TileArguments& a, size_t block_offset, size_t pair, size_t k,
                          const BlockScales* scales, Accumulators<kRows, kPanels>& tile) {
  Vec16 weights[kPanels];
  RBENCH_UNROLL for (size_t p = 0; p < kPanels; ++p) {
    weights[p] = LoadQuant<kType, kOdd>(a.panels[p] + block_offset, pair, scales[p]);
    if constexpr (kKeep) {
      Store16(weights[p], a.expanded + (p * a.inputs + k + kOdd) * kPanelOutputs);
    }
  }
  MultiplyStep<kRows, kPanels>(weights, a.x + (k + kOdd) * kRows, tile);
}

template <TensorType kType, size_t kRows, size_t kPanels, bool kKeep>
HWY_INLINE void MultiplyQuantised(const TileArguments& a, Accumulators<kRows, kPanels>& tile) {
  for (size_t block = 0; block < a.inputs / kQuantRun; ++block) {
    const size_t offset = block * PanelBlockBytes(kType);
    FetchAhead(a, offset * kPanels, PanelBlockBytes(kType) * kPanels);
    BlockScales scales[kPanels];
    RBENCH_UNROLL for (size_t p = 0; p < kPanels; ++p) {
      scales[p] = LoadScales<kType>(a.panels[p] + offset);
    }
    for (size_t pair = 0; pair < kQuantRun / 2; ++pair) {
      const size_t k = block * kQuantRun + 2 * pair;
      QuantStep<kType, kRows, kPanels, kKeep, false>(a, offset, pair, k, scales, tile);
      QuantStep<kType, kRows, kPanels, kKeep, true>(a, offset, pair, k, scales, tile);
    }
  }
}

template <TensorType kType, size_t kRows, size_t kPanels, bool kKeep>
HWY_INLINE void MultiplyPlain(const TileArguments& a, Accumulators<kRows, kPanels>& tile) {
  constexpr size_t kStepBytes = PanelBlockBytes(kType) * kPanels;
  for (size_t k = 0; k < a.inputs; ++k) {
    if (kStepBytes >= 64 || k % 2 == 0) FetchAhead(a, k * kStepBytes, kStepBytes);
    Vec16 weights[kPanels];
    RBENCH_UNROLL for (size_t p = 0; p < kPanels; ++p) {
      weights[p] = LoadPlain<kType>(a.panels[p], k);
      if constexpr (kKeep) {
        Store16(weights[p], a.expanded + (p * a.inputs + k) * kPanelOutputs);
      }
    }
    MultiplyStep<kRows, kPanels>(weights, a.x + k * kRows, tile);
  }
}

template <TensorType kType, size_t kRows, bool kKeep>
HWY_NOINLINE void MultiplyTile(const TileArguments& arguments) {
  constexpr size_t kPanels = PanelsOf(kRows);
  const TileArguments a = arguments;
  Accumulators<kRows, kPanels> tile;
  RBENCH_UNROLL for (size_t r = 0; r < kRows; ++r) {
    RBENCH_UNROLL for (size_t p = 0; p < kPanels; ++p) {
      tile.sum[r][p] = a.resume ? Load16(a.sums + r * a.sum_stride + 16 * p) : Zero16();
    }
  }
  if constexpr (PanelBlockInputs(kType) == 1) {
    MultiplyPlain<kType, kRows, kPanels, kKeep>(a, tile);
  } else {
    MultiplyQuantised<kType, kRows, kPanels, kKeep>(a, tile);
  }
  RBENCH_UNROLL for (size_t r = 0; r < kRows; ++r) {
    RBENCH_UNROLL for (size_t p = 0; p < kPanels; ++p) {
      Store16(tile.sum[r][p], a.sums + r * a.sum_stride + 16 * p);
    }
  }
}

using TileFunction = void (*)(const TileArguments&);

}  // namespace HWY_NAMESPACE
}  // namespace rbench
HWY_AFTER_NAMESPACE();

#endif  // toggle
