#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/thread_team.h"
#include "models/kernels/packed_matrix.h"
#include "models/model_spec.h"

// Canonical arithmetic: float32 with fused multiply-add. Every function gives the same bits on
// every target, for every batch size, thread count and order:
//  - an output of a matrix product starts at 0 and takes fma(x_k, w_k, sum) for k = 0, 1, ... in
//    order;
//  - a sum over n items uses 16 virtual lanes (lane i takes items i, i+16, ...; fma for products;
//    missing items add nothing) joined by one fixed tree: 8+8, 4+4, 2+2, 1+1 (lane i with lane
//    i+half);
//  - exp and friends are our own polynomials with the same operations in every lane.
// The payload of a NaN is the one thing left open. Shapes: M rows (tokens), N outputs, K inputs;
// all float buffers row-major. Buffers may not overlap unless said. No memory is asked for but a
// thread's own workspace, which grows to its largest call and then stays: matmul 4 M K bytes on the
// caller where M > 1 (and 128 KiB of stack on each member); attention on each member 4 bytes a key
// for up to 6 queries. Callers on several threads are fine, each with its own team.

namespace rbench {

constexpr int kKvPageTokens = 16;
constexpr int kMaxHeadDim = 256;

// One row of attention: a token's queries over its own keys. All query heads of the row are
// computed.
struct AttentionRow {
  const float* query;     // [num_heads, head_dim], after RoPE
  float* output;          // [num_heads, head_dim]
  const uint32_t* pages;  // block table: page of keys 16i .. 16i+15
  int num_keys;           // >= 1: keys 0 .. num_keys-1 are attended to
};

// Where one layer's keys and values live. Page p, kv head h:
//   keys   = key_base   + (p * page_stride) + h * head_dim * 16, as [head_dim][16 tokens]
//   (transposed: scores of 16 keys
//            accumulate over head_dim in order, one lane each)
//   values = value_base + (p * page_stride) + h * 16 * head_dim, as [16 tokens][head_dim]
struct KvLayerView {
  float* key_base;
  float* value_base;
  size_t page_stride;  // floats between pages
  int num_kv_heads;
  int head_dim;  // a multiple of 2; at most kMaxHeadDim
};

// The kernels of one vector target.
struct Kernels {
  const char* name;  // "scalar", "avx2", "avx512", "neon"

  // y_MN[m * y_stride + n] = sum_k x_MK[m * x_stride + k] * w_NK[n][k].
  void (*matmul)(const PackedMatrix& w, const float* x_MK, size_t x_stride, size_t m, float* y_MN,
                 size_t y_stride, ThreadTeam& team);
  // out = x / sqrt(mean(x^2) + eps) * weight, one row of n; out may be x.
  void (*rms_norm)(const float* x, const float* weight, float eps, size_t n, float* out);
  // x += y.
  void (*add)(float* x, const float* y, size_t n);
  // out[i] = silu(gate[i]) * up[i]; out may be gate.
  void (*silu_mul)(const float* gate, const float* up, size_t n, float* out);
  // Rotate-half RoPE of num_heads heads in place; cos and sin have head_dim / 2 entries for this
  // position.
  void (*rope)(float* x, int num_heads, int head_dim, const float* cos, const float* sin);
  // Softmax attention with scale head_dim^-1/2: scores in order over head_dim, maximum, exp, sum by
  // the 16-lane rule, values accumulated in token order, divided at the end. Rows with the same
  // leading pages are best put side by side: those share the loads.
  void (*attention)(const KvLayerView& kv, const AttentionRow* rows, size_t num_rows, int num_heads,
                    ThreadTeam& team);
  // Writes one token's key and value rows ([num_kv_heads, head_dim] each) into slot `slot` of page
  // `page`.
  void (*store_kv)(const KvLayerView& kv, uint32_t page, int slot, const float* key,
                   const float* value);

  // Vectors over the vocabulary (n entries).
  float (*max)(const float* x, size_t n);  // NaN never wins; a zero is +0; -inf where all are NaN
  size_t (*argmax)(const float* x,
                   size_t n);  // lowest index among equals; NaN never wins; 0 where all are NaN
  // sum of exp((x[i] - shift) * scale) over x[i] >= threshold, and how many these are. 16-lane
  // rule.
  struct Mass {
    float sum;
    uint32_t count;
  };
  Mass (*exp_mass)(const float* x, size_t n, float shift, float scale, float threshold);
  // out[i] = exp((x[i] - shift) * scale).
  void (*exp_row)(const float* x, size_t n, float shift, float scale, float* out);
};

// Natural logarithm and exponential of one number by the same rules (for log-sum-exp and sampling).
float CanonicalExp(float x);
float CanonicalLog(float x);

// What RoPE's frequencies are divided by, [head_dim / 2]; empty where nothing is stretched.
// kLlama3: 1 for wavelengths up to original_context / high_freq_factor, `factor` from
// original_context / low_freq_factor on, and in between 1 / ((1 - s) / factor + s), where s goes
// linearly in original_context / wavelength from 0 to 1.
std::vector<float> RopeFactors(const RopeScaling& scaling, double theta, int head_dim);

// theta^(-2i/head_dim) for i < head_dim / 2, rounded to float32 as the reference implementations
// do, then divided by the factors, where there are any.
std::vector<float> RopeFrequencies(double theta, int head_dim, std::span<const float> factors = {});

// cos and sin of position * frequency, [frequencies]: the angle rounded to float32 likewise, then
// cos and sin correctly to float32 by our own double arithmetic (the same bits on every machine,
// unlike libm's).
void RopeRow(std::span<const float> frequencies, int position, float* cos, float* sin);

// Targets this machine can run, best first; "scalar" (std::fma, the test oracle) is always last.
std::vector<std::string> AvailableKernelTargets();
// "auto" = the best one. An error names the available ones.
Result<const Kernels*> SelectKernels(std::string_view target);

}  // namespace rbench
