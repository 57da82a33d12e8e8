#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "base/thread_team.h"
#include "models/engine/kv_pages.h"
#include "models/kernels/kernels.h"
#include "models/kernels/packed_matrix.h"
#include "models/model_spec.h"

namespace rbench {

// One token to run: its keys and values go to slot `position` of its sequence, whose earlier tokens
// are there already or stand before it in the same call.
struct ForwardRow {
  TokenId token = 0;
  int position = 0;
  const uint32_t* pages = nullptr;  // block table; covers `position`
  bool wants_logits = false;
};

// Seconds spent in each part of the forward pass since the start; for the performance report.
struct ForwardTimes {
  double embed = 0, qkv = 0, rope_store = 0, attention = 0, attention_output = 0, gate_up = 0,
         activation = 0, down = 0, norms = 0, lm_head = 0;
};

// Matrices that read the same input, their outputs side by side in one row. Neighbours of one type
// are packed into one product, so the parts usually are a single one.
class PackedStack {
 public:
  static Result<PackedStack> Pack(std::span<const TensorView> tensors);
  void Multiply(const Kernels& kernels, const float* x_MK, size_t x_stride, size_t m, float* y_MN,
                ThreadTeam& team) const;
  // Expands the weights of one output to `out` [inputs].
  void ReadRow(size_t output, float* out) const;
  size_t outputs() const { return outputs_; }
  size_t bytes() const;

 private:
  struct Part {
    PackedMatrix matrix;
    size_t offset = 0;
  };
  std::vector<Part> parts_;
  size_t outputs_ = 0;
};

// The weights of one model, packed, and the workspace for a fixed number of rows. A row's result
// depends on its own sequence only, never on the other rows of the call: every product and sum runs
// in the kernels' canonical order. Nothing is allocated after Create. One thread at a time.
class Transformer {
 public:
  // `max_rows` rows a Forward, `max_logit_rows` rows a Logits. The checkpoint is not
  // needed afterwards. Errors: shapes that do not fit the spec.
  static Result<Transformer> Create(const Checkpoint& checkpoint, const Kernels& kernels,
                                    size_t max_rows, size_t max_logit_rows);

  // Runs the rows through all layers. Afterwards hidden state i belongs to the i-th row that wants
  // logits.
  void Forward(std::span<const ForwardRow> rows, const KvPages& kv, ThreadTeam& team);

  // Logits [count, vocab] of the hidden states [first, first + count) of the last Forward; count <=
  // max_logit_rows. The span is overwritten by the next call.
  std::span<float> Logits(size_t first, size_t count, ThreadTeam& team);

  size_t max_rows() const { return max_rows_; }
  size_t max_logit_rows() const { return max_logit_rows_; }
  size_t vocab_size() const { return static_cast<size_t>(spec_.vocab_size); }
  uint64_t weight_bytes() const;
  uint64_t workspace_bytes() const;
  const ForwardTimes& times() const { return times_; }

 private:
  struct Layer {
    std::vector<float> attention_norm, ffn_norm;
    std::vector<float> qkv_bias;              // empty where there is none
    std::vector<float> query_norm, key_norm;  // likewise
    PackedStack qkv, attention_output, gate_up, down;
  };

  Transformer() = default;
  void AllocateWorkspace();
  void Embed(std::span<const ForwardRow> rows, ThreadTeam& team);
  void RopeAndStore(const Layer& layer, std::span<const ForwardRow> rows, const KvLayerView& kv,
                    ThreadTeam& team);
  size_t KeepWanted(std::span<const ForwardRow> rows);
  void AddAndNorm(size_t rows, const std::vector<float>& weight, ThreadTeam& team);
  void Activate(size_t rows, ThreadTeam& team);

  ModelSpec spec_;
  const Kernels* kernels_ = nullptr;
  PackedStack embedding_;  // empty where tied: then it is output_
  std::vector<Layer> layers_;
  std::vector<float> output_norm_;
  PackedStack output_;
  std::vector<float> rope_frequencies_;  // head_dim / 2
  size_t max_rows_ = 0;
  size_t max_logit_rows_ = 0;
  size_t hidden_rows_ = 0;  // of the last Forward
  ForwardTimes times_;

  // Workspace, [max_rows, ...] each.
  std::vector<float> state_;      // hidden: the residual stream
  std::vector<float> normed_;     // hidden: input of the next product
  std::vector<float> qkv_;        // (heads + 2 kv heads) * head_dim
  std::vector<float> mixed_;      // heads * head_dim: output of attention
  std::vector<float> projected_;  // hidden: what is added to the state next
  std::vector<float> gate_up_;    // 2 * intermediate
  std::vector<float> cos_, sin_;  // head_dim / 2
  std::vector<AttentionRow> attention_rows_;
  std::vector<float> logits_;  // [max_logit_rows, vocab]
};

}  // namespace rbench
