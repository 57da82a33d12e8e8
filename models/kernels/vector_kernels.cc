#include "models/kernels/vector_kernels.h"

#include <bit>
#include <cmath>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "models/kernels/vector_kernels.cc"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "models/kernels/scalar_kernels.h"
#include "models/kernels/vector_targets.h"

#if HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128

#include "models/kernels/vec16-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rbench {
namespace HWY_NAMESPACE {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kLowest = -std::numeric_limits<float>::infinity();

}  // namespace

void RmsNorm(const float* x, const float* weight, float eps, size_t n, float* out) {
  const size_t whole = n / 16 * 16;
  Vec16 sum = Zero16();
  for (size_t i = 0; i < whole; i += 16) {
    const Vec16 v = Load16(x + i);
    sum = MulAdd16(v, v, sum);
  }
  if (whole < n) {
    const Vec16 v = LoadSome16(x + whole, n - whole);
    sum = MulAdd16(v, v, sum);
  }
  const float mean = JoinLanes16(sum) / static_cast<float>(n);
  const float factor = 1.0f / std::sqrt(mean + eps);
  const Vec16 factors = Set16(factor);
  for (size_t i = 0; i < whole; i += 16) {
    Store16(Mul16(Mul16(Load16(x + i), factors), Load16(weight + i)), out + i);
  }
  for (size_t i = whole; i < n; ++i) out[i] = x[i] * factor * weight[i];
}

void Add(float* x, const float* y, size_t n) {
  const size_t whole = n / 16 * 16;
  for (size_t i = 0; i < whole; i += 16) Store16(Add16(Load16(x + i), Load16(y + i)), x + i);
  for (size_t i = whole; i < n; ++i) x[i] += y[i];
}

namespace {

HWY_INLINE Vec16 SiluMul16(const Vec16& gate, const Vec16& up) {
  return Mul16(Div16(gate, Add16(Set16(1.0f), Exp16(Neg16(gate)))), up);
}

HWY_INLINE void RotateSome(float* a, float* b, const float* cos, const float* sin, size_t n) {
  const bool whole = n == 16;
  const Vec16 x = whole ? Load16(a) : LoadSome16(a, n);
  const Vec16 y = whole ? Load16(b) : LoadSome16(b, n);
  const Vec16 c = whole ? Load16(cos) : LoadSome16(cos, n);
  const Vec16 s = whole ? Load16(sin) : LoadSome16(sin, n);
  const Vec16 first = MulAdd16(x, c, Neg16(Mul16(y, s)));
  const Vec16 second = MulAdd16(y, c, Mul16(x, s));
  if (whole) {
    Store16(first, a);
    Store16(second, b);
  } else {
    StoreSome16(first, a, n);
    StoreSome16(second, b, n);
  }
}

}  // namespace

void SiluMul(const float* gate, const float* up, size_t n, float* out) {
  const size_t whole = n / 16 * 16;
  for (size_t i = 0; i < whole; i += 16) {
    Store16(SiluMul16(Load16(gate + i), Load16(up + i)), out + i);
  }
  if (whole < n) {
    const size_t rest = n - whole;
    StoreSome16(SiluMul16(LoadSome16(gate + whole, rest), LoadSome16(up + whole, rest)),
                out + whole, rest);
  }
}

void Rope(float* x, int num_heads, int head_dim, const float* cos, const float* sin) {
  const size_t half = static_cast<size_t>(head_dim) / 2;
  for (int head = 0; head < num_heads; ++head) {
    float* row = x + static_cast<size_t>(head) * head_dim;
    for (size_t i = 0; i < half; i += 16) {
      RotateSome(row + i, row + half + i, cos + i, sin + i, std::min<size_t>(16, half - i));
    }
  }
}

float Max(const float* x, size_t n) {
  const size_t whole = n / 16 * 16;
  Vec16 best[4] = {Set16(kLowest), Set16(kLowest), Set16(kLowest), Set16(kLowest)};
  size_t i = 0;
  for (; i + 64 <= whole; i += 64) {
    RBENCH_UNROLL for (size_t j = 0; j < 4; ++j) {
      best[j] = Larger16(Load16(x + i + 16 * j), best[j]);
    }
  }
  for (; i < whole; i += 16) best[0] = Larger16(Load16(x + i), best[0]);
  best[0] = Larger16(Larger16(best[0], best[1]), Larger16(best[2], best[3]));
  alignas(64) float lanes[16];
  Store16(best[0], lanes);
  float maximum = kLowest;
  for (const float lane : lanes) maximum = lane > maximum ? lane : maximum;
  for (; i < n; ++i) maximum = x[i] > maximum ? x[i] : maximum;
  return maximum + 0.0f;  // as the scalar kernel: -0 becomes +0
}

size_t ArgMax(const float* x, size_t n) {
  const FloatTag d;
  const auto maximum = hn::Set(d, Max(x, n));
  size_t i = 0;
  for (; i + kPartLanes <= n; i += kPartLanes) {
    const auto found = hn::FindFirstTrue(d, hn::Eq(hn::LoadU(d, x + i), maximum));
    if (found >= 0) return i + static_cast<size_t>(found);
  }
  for (; i < n; ++i) {
    if (x[i] == hn::GetLane(maximum)) return i;
  }
  return 0;
}

namespace {

// Adds exp((x - shift) * scale) where x >= threshold to `sum`; returns how many lanes that were.
HWY_INLINE size_t AddMass(const Vec16& x, FloatVector shift, FloatVector scale,
                          FloatVector threshold, Vec16& sum) {
  size_t count = 0;
  RBENCH_UNROLL for (size_t i = 0; i < kParts; ++i) {
    const auto kept = hn::Ge(x.part[i], threshold);
    const auto mass = ExpPart(hn::Mul(hn::Sub(x.part[i], shift), scale));
    sum.part[i] = hn::Add(sum.part[i], hn::IfThenElseZero(kept, mass));
    count += hn::CountTrue(FloatTag(), kept);
  }
  return count;
}

}  // namespace

Kernels::Mass ExpMass(const float* x, size_t n, float shift, float scale, float threshold) {
  const FloatTag d;
  const auto shifts = hn::Set(d, shift);
  const auto scales = hn::Set(d, scale);
  const auto thresholds = hn::Set(d, threshold);
  const size_t whole = n / 16 * 16;
  Vec16 sum = Zero16();
  size_t count = 0;
  for (size_t i = 0; i < whole; i += 16) {
    count += AddMass(Load16(x + i), shifts, scales, thresholds, sum);
  }
  if (whole < n) {  // a NaN reaches no threshold
    count += AddMass(LoadSome16(x + whole, n - whole, kNaN), shifts, scales, thresholds, sum);
  }
  return {JoinLanes16(sum), static_cast<uint32_t>(count)};
}

void ExpRow(const float* x, size_t n, float shift, float scale, float* out) {
  const Vec16 shifts = Set16(shift);
  const Vec16 scales = Set16(scale);
  const size_t whole = n / 16 * 16;
  for (size_t i = 0; i < whole; i += 16) {
    Store16(Exp16(Mul16(Sub16(Load16(x + i), shifts), scales)), out + i);
  }
  if (whole < n) {
    const Vec16 rest = LoadSome16(x + whole, n - whole);
    StoreSome16(Exp16(Mul16(Sub16(rest, shifts), scales)), out + whole, n - whole);
  }
}

// `name` and the functions of the other files fill the table.
Kernels Table(const char* name, MatmulFunction matmul, AttentionFunction attention) {
  return {name,      matmul,  RmsNorm, Add,    SiluMul, Rope,
          attention, nullptr, Max,     ArgMax, ExpMass, ExpRow};
}

}  // namespace HWY_NAMESPACE
}  // namespace rbench
HWY_AFTER_NAMESPACE();

#endif  // HWY_TARGET

#if HWY_ONCE
namespace rbench {
namespace {

const char* NameOf(int64_t target) {
  return target == HWY_AVX3 ? "avx512" : target == HWY_AVX2 ? "avx2" : "neon";
}

Kernels MakeTable(int64_t target) {
  Kernels kernels = RBENCH_FUNCTION_OF(target, Table)(NameOf(target), VectorMatmul(target),
                                                      VectorAttention(target));
  kernels.store_kv = ScalarKernels().store_kv;  // only copies
  return kernels;
}

}  // namespace

const Kernels* VectorKernels(int64_t target) {
  if (VectorMatmul(target) == nullptr) return nullptr;
  if (target == HWY_AVX3) {
    static const Kernels kernels = MakeTable(HWY_AVX3);
    return &kernels;
  }
  static const Kernels kernels = MakeTable(target == HWY_AVX2 ? HWY_AVX2 : HWY_NEON);
  return &kernels;
}

}  // namespace rbench
#endif
