// Sixteen float lanes of the target being compiled: one AVX-512 register, two of AVX2, four of
// NEON. Every kernel is written once on this type, so that all targets do the same operations on
// the same lanes. Included once for each target (the guard is Highway's toggle).
#if defined(RBENCH_VEC16_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef RBENCH_VEC16_INL_H_
#undef RBENCH_VEC16_INL_H_
#else
#define RBENCH_VEC16_INL_H_
#endif

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "hwy/highway.h"
#include "models/kernels/canonical_math.h"

// Loops over registers must be unrolled whole, or the registers become memory.
#ifdef __clang__
#define RBENCH_UNROLL _Pragma("clang loop unroll(full)")
#else
#define RBENCH_UNROLL _Pragma("GCC unroll 32")
#endif

HWY_BEFORE_NAMESPACE();
namespace rbench {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using FloatTag = hn::CappedTag<float, 16>;
using IntTag = hn::RebindToSigned<FloatTag>;
using FloatVector = hn::Vec<FloatTag>;
constexpr size_t kPartLanes =
    HWY_MAX_BYTES / sizeof(float) < 16 ? HWY_MAX_BYTES / sizeof(float) : 16;
constexpr size_t kParts = 16 / kPartLanes;

struct Vec16 {
  FloatVector part[kParts];
};

#define RBENCH_EACH_PART(expression)                                                   \
  Vec16 result;                                                                        \
  RBENCH_UNROLL for (size_t i = 0; i < kParts; ++i) { result.part[i] = (expression); } \
  return result

HWY_INLINE Vec16 Zero16() { RBENCH_EACH_PART(hn::Zero(FloatTag())); }
HWY_INLINE Vec16 Set16(float value) { RBENCH_EACH_PART(hn::Set(FloatTag(), value)); }
HWY_INLINE Vec16 Load16(const float* p) {
  RBENCH_EACH_PART(hn::LoadU(FloatTag(), p + i * kPartLanes));
}
HWY_INLINE void Store16(const Vec16& v, float* p) {
  RBENCH_UNROLL for (size_t i = 0; i < kParts; ++i) {
    hn::StoreU(v.part[i], FloatTag(), p + i * kPartLanes);
  }
}
HWY_INLINE Vec16 Add16(const Vec16& a, const Vec16& b) {
  RBENCH_EACH_PART(hn::Add(a.part[i], b.part[i]));
}
HWY_INLINE Vec16 Sub16(const Vec16& a, const Vec16& b) {
  RBENCH_EACH_PART(hn::Sub(a.part[i], b.part[i]));
}
HWY_INLINE Vec16 Mul16(const Vec16& a, const Vec16& b) {
  RBENCH_EACH_PART(hn::Mul(a.part[i], b.part[i]));
}
HWY_INLINE Vec16 Div16(const Vec16& a, const Vec16& b) {
  RBENCH_EACH_PART(hn::Div(a.part[i], b.part[i]));
}
HWY_INLINE Vec16 Neg16(const Vec16& a) { RBENCH_EACH_PART(hn::Neg(a.part[i])); }
// a * b + c, rounded once.
HWY_INLINE Vec16 MulAdd16(const Vec16& a, const Vec16& b, const Vec16& c) {
  RBENCH_EACH_PART(hn::MulAdd(a.part[i], b.part[i], c.part[i]));
}
// a where a > b, else b: a NaN in `a` loses, on every target (the maximum instructions differ).
HWY_INLINE Vec16 Larger16(const Vec16& a, const Vec16& b) {
  RBENCH_EACH_PART(hn::IfThenElse(hn::Gt(a.part[i], b.part[i]), a.part[i], b.part[i]));
}

// The first n < 16 items, others `fill`.
HWY_INLINE Vec16 LoadSome16(const float* p, size_t n, float fill = 0.0f) {
  alignas(64) float lanes[16];
  for (float& lane : lanes) lane = fill;
  std::memcpy(lanes, p, n * sizeof(float));
  return Load16(lanes);
}
HWY_INLINE void StoreSome16(const Vec16& v, float* p, size_t n) {
  alignas(64) float lanes[16];
  Store16(v, lanes);
  std::memcpy(p, lanes, n * sizeof(float));
}

// The fixed tree: 8+8, 4+4, 2+2, 1+1.
HWY_INLINE float JoinLanes16(const Vec16& v) {
  alignas(64) float lanes[16];
  Store16(v, lanes);
  for (size_t half = 8; half > 0; half /= 2) {
    for (size_t i = 0; i < half; ++i) lanes[i] += lanes[i + half];
  }
  return lanes[0];
}

// The same operations as CanonicalExp.
HWY_INLINE FloatVector ExpPart(FloatVector x) {
  const FloatTag d;
  const IntTag di;
  const auto low = hn::Set(d, kExpMin);
  const auto high = hn::Set(d, kExpMax);
  auto y = hn::IfThenElse(hn::Lt(x, low), low, x);
  y = hn::IfThenElse(hn::Gt(y, high), high, y);
  const auto rounder = hn::Set(d, kExpRounder);
  const auto shifted = hn::Add(hn::Mul(y, hn::Set(d, kExpLog2E)), rounder);
  const auto n = hn::Sub(shifted, rounder);
  auto r = hn::NegMulAdd(n, hn::Set(d, kExpLn2High), y);
  r = hn::NegMulAdd(n, hn::Set(d, kExpLn2Low), r);
  auto q = hn::MulAdd(hn::Set(d, kExpQ5), r, hn::Set(d, kExpQ4));
  q = hn::MulAdd(q, r, hn::Set(d, kExpQ3));
  q = hn::MulAdd(q, r, hn::Set(d, kExpQ2));
  q = hn::MulAdd(q, r, hn::Set(d, kExpQ1));
  q = hn::MulAdd(q, r, hn::Set(d, kExpQ0));
  const auto e = hn::Add(hn::Set(d, 1.0f), hn::MulAdd(q, hn::Mul(r, r), r));
  const auto exponent = hn::Sub(hn::BitCast(di, shifted), hn::BitCast(di, rounder));
  const auto half = hn::ShiftRight<1>(exponent);
  const auto bias = hn::Set(di, 127);
  const auto first = hn::BitCast(d, hn::ShiftLeft<23>(hn::Add(half, bias)));
  const auto rest = hn::BitCast(d, hn::ShiftLeft<23>(hn::Add(hn::Sub(exponent, half), bias)));
  const auto result = hn::Mul(hn::Mul(e, first), rest);
  return hn::IfThenElse(hn::Eq(x, x), result, x);
}
HWY_INLINE Vec16 Exp16(const Vec16& x) { RBENCH_EACH_PART(ExpPart(x.part[i])); }

// Sixteen stored values as floats. All exact.
HWY_INLINE Vec16 LoadHalf16(const std::byte* p) {
  const hn::Rebind<hwy::float16_t, FloatTag> d;
  const auto* halves = reinterpret_cast<const hwy::float16_t*>(p);
  RBENCH_EACH_PART(hn::PromoteTo(FloatTag(), hn::LoadU(d, halves + i * kPartLanes)));
}
HWY_INLINE Vec16 LoadBrainFloat16(const std::byte* p) {
  const hn::Rebind<uint16_t, FloatTag> d;
  const hn::RebindToUnsigned<FloatTag> du;
  const auto* halves = reinterpret_cast<const uint16_t*>(p);
  RBENCH_EACH_PART(hn::BitCast(
      FloatTag(), hn::ShiftLeft<16>(hn::PromoteTo(du, hn::LoadU(d, halves + i * kPartLanes)))));
}
HWY_INLINE Vec16 LoadInt8x16(const std::byte* p) {
  const hn::Rebind<int8_t, FloatTag> d;
  const auto* bytes = reinterpret_cast<const int8_t*>(p);
  RBENCH_EACH_PART(
      hn::ConvertTo(FloatTag(), hn::PromoteTo(IntTag(), hn::LoadU(d, bytes + i * kPartLanes))));
}
// Low nibbles, or 16 times the high ones: by a mask, since a shift would take a multiplier's place.
// The caller scales by 1/16, which is exact.
template <bool kHigh>
HWY_INLINE Vec16 LoadNibbles16(const std::byte* p) {
  const hn::Rebind<uint8_t, FloatTag> d;
  const auto* bytes = reinterpret_cast<const uint8_t*>(p);
  RBENCH_EACH_PART(hn::ConvertTo(
      FloatTag(), hn::And(hn::PromoteTo(IntTag(), hn::LoadU(d, bytes + i * kPartLanes)),
                          hn::Set(IntTag(), kHigh ? 0xF0 : 0x0F))));
}

}  // namespace HWY_NAMESPACE
}  // namespace rbench
HWY_AFTER_NAMESPACE();

#endif  // toggle
