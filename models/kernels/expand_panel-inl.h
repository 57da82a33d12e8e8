// Expands quantised panels to floats. Included once for each target.
#if defined(RBENCH_EXPAND_PANEL_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef RBENCH_EXPAND_PANEL_INL_H_
#undef RBENCH_EXPAND_PANEL_INL_H_
#else
#define RBENCH_EXPAND_PANEL_INL_H_
#endif

#include "models/kernels/panel_layout.h"
#include "models/kernels/vec16-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rbench {
namespace HWY_NAMESPACE {

// Eight neighbouring k of a plane of quants, `kBits` each: item j of one part of the lanes.
template <int kBits>
HWY_INLINE hn::Vec<IntTag> QuantBits(const std::byte* eight, size_t j, size_t part) {
  constexpr size_t kNeighbours = 8 / kBits;
  const hn::Rebind<uint8_t, FloatTag> d;
  const auto* bytes = reinterpret_cast<const uint8_t*>(eight);
  const auto step = hn::PromoteTo(
      IntTag(), hn::LoadU(d, bytes + j / kNeighbours * kPanelOutputs + part * kPartLanes));
  const auto shifted = hn::ShiftRightSame(step, static_cast<int>(j % kNeighbours) * kBits);
  return hn::And(shifted, hn::Set(IntTag(), (1 << kBits) - 1));
}

// 16 or 32 k with one scale and minimum for each output. `high` is used only where the type has
// high bits.
template <TensorType kType>
HWY_INLINE void ExpandGroup(const std::byte* low, const std::byte* high, const Vec16& scale,
                            const Vec16& minimum, float* out) {
  constexpr QuantFormat kFormat = FormatOf(kType);
  for (size_t eight = 0; eight < kFormat.group / 8; ++eight) {
    RBENCH_UNROLL for (size_t j = 0; j < 8; ++j) {
      RBENCH_UNROLL for (size_t part = 0; part < kParts; ++part) {
        auto quant = QuantBits<kFormat.low_bits>(low, j, part);
        if constexpr (kFormat.high_bits != 0) {
          quant = hn::Or(
              quant, hn::ShiftLeft<kFormat.low_bits>(QuantBits<kFormat.high_bits>(high, j, part)));
        }
        if constexpr (!kFormat.has_minimum)
          quant = hn::Sub(quant, hn::Set(IntTag(), kFormat.offset));
        const auto number = hn::ConvertTo(FloatTag(), quant);
        const auto value = kFormat.has_minimum
                               ? hn::MulAdd(number, scale.part[part], minimum.part[part])
                               : hn::Mul(number, scale.part[part]);
        hn::StoreU(value, FloatTag(), out + j * kPanelOutputs + part * kPartLanes);
      }
    }
    low += kPanelOutputs * kFormat.low_bits;
    high += kPanelOutputs * kFormat.high_bits;
    out += 8 * kPanelOutputs;
  }
}

// `inputs` k's of a panel, whole blocks, to out [inputs][16].
template <TensorType kType>
HWY_NOINLINE void ExpandPanelOf(const std::byte* panel, size_t inputs, float* out) {
  constexpr QuantFormat kFormat = FormatOf(kType);
  constexpr size_t kGroups = GroupScaleBytes(kFormat);
  for (size_t block = 0; block < inputs / kFormat.inputs; ++block) {
    const Vec16 block_scale = LoadHalf16(panel);
    const Vec16 block_minimum =
        kFormat.has_minimum ? LoadHalf16(panel + 2 * kPanelOutputs) : Zero16();
    panel += kPanelOutputs * (kFormat.has_minimum ? 4 : 2);
    for (size_t run = 0; run < kFormat.inputs / kQuantRun; ++run) {
      const std::byte* scales = panel;
      const std::byte* minima = scales + kGroups * kPanelOutputs;
      const std::byte* low = panel + kGroups * kPanelOutputs * (kFormat.has_minimum ? 2 : 1);
      const std::byte* high = low + kPanelOutputs * kQuantRun * kFormat.low_bits / 8;
      for (size_t group = 0; group < kQuantRun / kFormat.group; ++group) {
        Vec16 scale = block_scale;
        Vec16 minimum = block_minimum;
        if constexpr (kGroups != 0) {
          scale = Mul16(block_scale, LoadInt8x16(scales + group * kPanelOutputs));
          if constexpr (kFormat.has_minimum) {
            minimum = Neg16(Mul16(block_minimum, LoadInt8x16(minima + group * kPanelOutputs)));
          }
        }
        ExpandGroup<kType>(low + group * kPanelOutputs * kFormat.group * kFormat.low_bits / 8,
                           high + group * kPanelOutputs * kFormat.group * kFormat.high_bits / 8,
                           scale, minimum, out);
        out += kFormat.group * kPanelOutputs;
      }
      panel += kPanelOutputs * QuantRunBytes(kFormat);
    }
  }
}

// The same for a type known at run time: one of those that ExpandsAhead names.
HWY_INLINE void ExpandPanel(TensorType type, const std::byte* panel, size_t inputs, float* out) {
  switch (type) {
    case TensorType::kF32:
    case TensorType::kF16:
    case TensorType::kBF16:
    case TensorType::kQ8_0:
    case TensorType::kQ4_0:
    case TensorType::kQ4_1:
      return;  // expanded inside the tile
    case TensorType::kQ5_0:
      return ExpandPanelOf<TensorType::kQ5_0>(panel, inputs, out);
    case TensorType::kQ5_1:
      return ExpandPanelOf<TensorType::kQ5_1>(panel, inputs, out);
    case TensorType::kQ2_K:
      return ExpandPanelOf<TensorType::kQ2_K>(panel, inputs, out);
    case TensorType::kQ3_K:
      return ExpandPanelOf<TensorType::kQ3_K>(panel, inputs, out);
    case TensorType::kQ4_K:
      return ExpandPanelOf<TensorType::kQ4_K>(panel, inputs, out);
    case TensorType::kQ5_K:
      return ExpandPanelOf<TensorType::kQ5_K>(panel, inputs, out);
    case TensorType::kQ6_K:
      return ExpandPanelOf<TensorType::kQ6_K>(panel, inputs, out);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace rbench
HWY_AFTER_NAMESPACE();

#endif  // toggle
