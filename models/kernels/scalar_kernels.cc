#include "models/kernels/scalar_kernels.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "models/kernels/panel_layout.h"

namespace rbench {
namespace {

constexpr size_t kLanes = 16;
constexpr float kInfinity = std::numeric_limits<float>::infinity();

// The fixed tree that joins 16 lanes.
float JoinLanes(float* lanes) {
  for (size_t half = kLanes / 2; half > 0; half /= 2) {
    for (size_t i = 0; i < half; ++i) lanes[i] += lanes[i + half];
  }
  return lanes[0];
}

float HalfAt(const std::byte* bytes, size_t index) {
  uint16_t half;
  std::memcpy(&half, bytes + 2 * index, sizeof(half));
  return HalfToFloat(half);
}

// A whole panel to out[K][16].
void ExpandPanel(const PackedMatrix& w, size_t panel, float* out) {
  const std::byte* data = w.data() + panel * PanelBytes(w.type(), w.inputs());
  const size_t values = w.inputs() * kPanelOutputs;
  switch (w.type()) {
    case TensorType::kF32:
      std::memcpy(out, data, values * sizeof(float));
      return;
    case TensorType::kF16:
      for (size_t i = 0; i < values; ++i) out[i] = HalfAt(data, i);
      return;
    case TensorType::kBF16:
      for (size_t i = 0; i < values; ++i) {
        uint16_t bits;
        std::memcpy(&bits, data + 2 * i, sizeof(bits));
        out[i] = BrainFloatToFloat(bits);
      }
      return;
    default:
      for (size_t block = 0; block < w.inputs() / PanelBlockInputs(w.type()); ++block) {
        for (size_t lane = 0; lane < kPanelOutputs; ++lane) {
          ExpandPanelLane(w.type(), data + block * PanelBlockBytes(w.type()), lane,
                          out + block * PanelBlockInputs(w.type()) * kPanelOutputs + lane,
                          kPanelOutputs);
        }
      }
  }
}

// sums[lane] = fma(x[k], weights[k][lane], sums[lane]) for k in order.
[[gnu::always_inline]] inline void AccumulateBody(const float* x, const float* weights,
                                                  size_t inputs, float* sums) {
  for (size_t k = 0; k < inputs; ++k) {
    for (size_t lane = 0; lane < kPanelOutputs; ++lane) {
      sums[lane] = std::fma(x[k], weights[k * kPanelOutputs + lane], sums[lane]);
    }
  }
}

void AccumulateByCall(const float* x, const float* weights, size_t inputs, float* sums) {
  AccumulateBody(x, weights, inputs, sums);
}

#if defined(__x86_64__)
// The same loop where the compiler may use the CPU's instruction for std::fma: ten times faster
// than a call for each, and the same bits, since both round once.
[[gnu::target("fma")]] void AccumulateByInstruction(const float* x, const float* weights,
                                                    size_t inputs, float* sums) {
  AccumulateBody(x, weights, inputs, sums);
}
#endif

using Accumulate = void (*)(const float*, const float*, size_t, float*);

Accumulate SelectAccumulate() {
#if defined(__x86_64__)
  static const bool has_fma = __builtin_cpu_supports("fma");
  if (has_fma) return &AccumulateByInstruction;
#endif
  return &AccumulateByCall;
}

void Matmul(const PackedMatrix& w, const float* x_MK, size_t x_stride, size_t m, float* y_MN,
            size_t y_stride, ThreadTeam& team) {
  const size_t panels = (w.outputs() + kPanelOutputs - 1) / kPanelOutputs;
  const Accumulate accumulate = SelectAccumulate();
  team.ParallelFor(panels, 1, [&](size_t begin, size_t end) {
    std::vector<float> weights(w.inputs() * kPanelOutputs);
    for (size_t panel = begin; panel < end; ++panel) {
      ExpandPanel(w, panel, weights.data());
      for (size_t row = 0; row < m; ++row) {
        float sums[kPanelOutputs] = {};
        accumulate(x_MK + row * x_stride, weights.data(), w.inputs(), sums);
        for (size_t lane = 0; lane < kPanelOutputs; ++lane) {
          const size_t n = panel * kPanelOutputs + lane;
          if (n < w.outputs()) y_MN[row * y_stride + n] = sums[lane];
        }
      }
    }
  });
}

void RmsNorm(const float* x, const float* weight, float eps, size_t n, float* out) {
  float lanes[kLanes] = {};
  for (size_t i = 0; i < n; ++i) lanes[i % kLanes] = std::fma(x[i], x[i], lanes[i % kLanes]);
  const float mean = JoinLanes(lanes) / static_cast<float>(n);
  const float factor = 1.0f / std::sqrt(mean + eps);
  for (size_t i = 0; i < n; ++i) out[i] = x[i] * factor * weight[i];
}

void Add(float* x, const float* y, size_t n) {
  for (size_t i = 0; i < n; ++i) x[i] += y[i];
}

void SiluMul(const float* gate, const float* up, size_t n, float* out) {
  for (size_t i = 0; i < n; ++i) out[i] = gate[i] / (1.0f + CanonicalExp(-gate[i])) * up[i];
}

void Rope(float* x, int num_heads, int head_dim, const float* cos, const float* sin) {
  const int half = head_dim / 2;
  for (int head = 0; head < num_heads; ++head) {
    float* row = x + static_cast<size_t>(head) * head_dim;
    for (int i = 0; i < half; ++i) {
      const float a = row[i];
      const float b = row[i + half];
      row[i] = std::fma(a, cos[i], -(b * sin[i]));
      row[i + half] = std::fma(b, cos[i], a * sin[i]);
    }
  }
}

// Score of one key: over head_dim in order, then the scale.
float Score(const KvLayerView& kv, const AttentionRow& row, size_t kv_head, const float* query,
            size_t token, float scale) {
  const size_t head_dim = kv.head_dim;
  const float* keys = kv.key_base + row.pages[token / kKvPageTokens] * kv.page_stride +
                      kv_head * head_dim * kKvPageTokens;
  float sum = 0;
  for (size_t d = 0; d < head_dim; ++d) {
    sum = std::fma(query[d], keys[d * kKvPageTokens + token % kKvPageTokens], sum);
  }
  return sum * scale;
}

void AttendHead(const KvLayerView& kv, const AttentionRow& row, size_t head, size_t kv_head,
                std::vector<float>& weights) {
  const size_t head_dim = kv.head_dim;
  const size_t num_keys = row.num_keys;
  const float* query = row.query + head * head_dim;
  const float scale = 1.0f / std::sqrt(static_cast<float>(head_dim));
  float maximum = -kInfinity;
  for (size_t t = 0; t < num_keys; ++t) {
    weights[t] = Score(kv, row, kv_head, query, t, scale);
    maximum = weights[t] > maximum ? weights[t] : maximum;
  }
  float lanes[kLanes] = {};
  for (size_t t = 0; t < num_keys; ++t) {
    weights[t] = CanonicalExp(weights[t] - maximum);
    lanes[t % kLanes] += weights[t];
  }
  const float sum = JoinLanes(lanes);
  float* out = row.output + head * head_dim;
  for (size_t d = 0; d < head_dim; ++d) out[d] = 0;
  for (size_t t = 0; t < num_keys; ++t) {
    const float* values = kv.value_base + row.pages[t / kKvPageTokens] * kv.page_stride +
                          (kv_head * kKvPageTokens + t % kKvPageTokens) * head_dim;
    for (size_t d = 0; d < head_dim; ++d) out[d] = std::fma(weights[t], values[d], out[d]);
  }
  for (size_t d = 0; d < head_dim; ++d) out[d] /= sum;
}

void Attention(const KvLayerView& kv, const AttentionRow* rows, size_t num_rows, int num_heads,
               ThreadTeam& team) {
  const size_t group = num_heads / kv.num_kv_heads;
  team.ParallelFor(num_rows * num_heads, 1, [&](size_t begin, size_t end) {
    std::vector<float> weights;
    for (size_t item = begin; item < end; ++item) {
      const AttentionRow& row = rows[item / num_heads];
      const size_t head = item % num_heads;
      weights.resize(row.num_keys);
      AttendHead(kv, row, head, head / group, weights);
    }
  });
}

void StoreKv(const KvLayerView& kv, uint32_t page, int slot, const float* key, const float* value) {
  const size_t head_dim = kv.head_dim;
  const size_t head_floats = head_dim * kKvPageTokens;
  for (int head = 0; head < kv.num_kv_heads; ++head) {
    float* keys = kv.key_base + page * kv.page_stride + head * head_floats;
    float* values = kv.value_base + page * kv.page_stride + head * head_floats;
    for (size_t d = 0; d < head_dim; ++d) keys[d * kKvPageTokens + slot] = key[head * head_dim + d];
    std::memcpy(values + slot * head_dim, value + head * head_dim, head_dim * sizeof(float));
  }
}

float Max(const float* x, size_t n) {
  float best = -kInfinity;
  for (size_t i = 0; i < n; ++i) best = x[i] > best ? x[i] : best;
  return best + 0.0f;  // -0 becomes +0: which of two zeros was met first must not matter
}

size_t ArgMax(const float* x, size_t n) {
  size_t best = n;
  for (size_t i = 0; i < n; ++i) {
    if (x[i] == x[i] && (best == n || x[i] > x[best])) best = i;
  }
  return best == n ? 0 : best;
}

Kernels::Mass ExpMass(const float* x, size_t n, float shift, float scale, float threshold) {
  float lanes[kLanes] = {};
  uint32_t count = 0;
  for (size_t i = 0; i < n; ++i) {
    if (!(x[i] >= threshold)) continue;
    lanes[i % kLanes] += CanonicalExp((x[i] - shift) * scale);
    ++count;
  }
  return {JoinLanes(lanes), count};
}

void ExpRow(const float* x, size_t n, float shift, float scale, float* out) {
  for (size_t i = 0; i < n; ++i) out[i] = CanonicalExp((x[i] - shift) * scale);
}

}  // namespace

const Kernels& ScalarKernels() {
  static constexpr Kernels kKernels = {
      "scalar",  Matmul,  RmsNorm, Add,    SiluMul, Rope,
      Attention, StoreKv, Max,     ArgMax, ExpMass, ExpRow,
  };
  return kKernels;
}

}  // namespace rbench
