#include "models/engine/transformer.h"

#include <chrono>
#include <cstring>
#include <initializer_list>

#include <fmt/format.h>

#include "base/check.h"

namespace rbench {
namespace {

// Below this many floats a row-wise step is done by the calling thread: waking the others costs
// more.
constexpr size_t kInlineFloats = 4096;

class StageClock {
 public:
  StageClock() : last_(std::chrono::steady_clock::now()) {}
  void Charge(double& stage) {
    const auto now = std::chrono::steady_clock::now();
    stage += std::chrono::duration<double>(now - last_).count();
    last_ = now;
  }

 private:
  std::chrono::steady_clock::time_point last_;
};

// body(row) for every row, on the team where there is enough work. The closure given to the team
// holds one pointer, so that std::function allocates nothing.
template <typename Body>
void ForEachRow(size_t rows, size_t floats_per_row, ThreadTeam& team, const Body& body) {
  if (rows < 2 || rows * floats_per_row <= kInlineFloats || team.size() == 1) {
    for (size_t row = 0; row < rows; ++row) body(row);
    return;
  }
  const Body* shared = &body;
  team.ParallelFor(rows, 1, [shared](size_t begin, size_t end) {
    for (size_t row = begin; row < end; ++row) (*shared)(row);
  });
}

Status CheckShape(const TensorView& tensor, std::string_view name, size_t rows, size_t columns) {
  if (tensor.rows() == rows && tensor.columns() == columns &&
      tensor.bytes.size() == rows * tensor.row_bytes())
    return {};
  return InvalidInput(fmt::format(
      "tensor {} ({}) is [{}, {}] with {} bytes; the model needs [{}, {}]", name, tensor.name,
      tensor.rows(), tensor.columns(), tensor.bytes.size(), rows, columns));
}

Result<std::vector<float>> NormWeights(const TensorView& tensor, std::string_view name,
                                       size_t size) {
  RBENCH_RETURN_IF_ERROR(CheckShape(tensor, name, 1, size));
  std::vector<float> weights(size);
  DequantiseRow(tensor, 0, weights.data());
  return weights;
}

// Bias of query, key and value one after the other, as their product lies.
Result<std::vector<float>> StackedBiases(const LayerWeights& layer, size_t queries, size_t keys) {
  RBENCH_RETURN_IF_ERROR(CheckShape(layer.query_bias, "query_bias", 1, queries));
  RBENCH_RETURN_IF_ERROR(CheckShape(layer.key_bias, "key_bias", 1, keys));
  RBENCH_RETURN_IF_ERROR(CheckShape(layer.value_bias, "value_bias", 1, keys));
  std::vector<float> biases(queries + 2 * keys);
  DequantiseRow(layer.query_bias, 0, biases.data());
  DequantiseRow(layer.key_bias, 0, biases.data() + queries);
  DequantiseRow(layer.value_bias, 0, biases.data() + queries + keys);
  return biases;
}

Result<std::vector<float>> FrequenciesOf(const ModelSpec& spec, const ModelWeights& weights) {
  std::vector<float> factors = RopeFactors(spec.rope_scaling, spec.rope_theta, spec.head_dim);
  if (!weights.rope_factors.bytes.empty()) {
    const size_t half = static_cast<size_t>(spec.head_dim) / 2;
    RBENCH_RETURN_IF_ERROR(CheckShape(weights.rope_factors, "rope_factors", 1, half));
    factors.resize(half);
    DequantiseRow(weights.rope_factors, 0, factors.data());
  }
  return RopeFrequencies(spec.rope_theta, spec.head_dim, factors);
}

void NormHeads(const Kernels& kernels, const std::vector<float>& weight, float eps, float* heads,
               size_t floats) {
  for (size_t i = 0; i < floats; i += weight.size()) {
    kernels.rms_norm(heads + i, weight.data(), eps, weight.size(), heads + i);
  }
}

// The packed copy replaces them: without this, two copies of the weights would be resident.
void Forget(const Checkpoint& checkpoint, std::initializer_list<const TensorView*> tensors) {
  if (!checkpoint.forget) return;
  for (const TensorView* tensor : tensors) checkpoint.forget(tensor->bytes);
}

}  // namespace

Result<PackedStack> PackedStack::Pack(std::span<const TensorView> tensors) {
  PackedStack stack;
  size_t begin = 0;
  while (begin < tensors.size()) {
    size_t end = begin + 1;
    while (end < tensors.size() && tensors[end].type == tensors[begin].type) ++end;
    RBENCH_ASSIGN_OR_RETURN(PackedMatrix matrix,
                            PackedMatrix::Pack(tensors.subspan(begin, end - begin)));
    const size_t outputs = matrix.outputs();
    stack.parts_.push_back({std::move(matrix), stack.outputs_});
    stack.outputs_ += outputs;
    begin = end;
  }
  return stack;
}

void PackedStack::ReadRow(size_t output, float* out) const {
  for (const Part& part : parts_) {
    if (output >= part.offset && output < part.offset + part.matrix.outputs()) {
      DequantisePackedRow(part.matrix, output - part.offset, out);
      return;
    }
  }
  CheckFailed(__FILE__, __LINE__, "a row of a packed stack");
}

void PackedStack::Multiply(const Kernels& kernels, const float* x_MK, size_t x_stride, size_t m,
                           float* y_MN, ThreadTeam& team) const {
  for (const Part& part : parts_) {
    kernels.matmul(part.matrix, x_MK, x_stride, m, y_MN + part.offset, outputs_, team);
  }
}

size_t PackedStack::bytes() const {
  size_t total = 0;
  for (const Part& part : parts_) total += part.matrix.bytes();
  return total;
}

Result<Transformer> Transformer::Create(const Checkpoint& checkpoint, const Kernels& kernels,
                                        size_t max_rows, size_t max_logit_rows) {
  Transformer t;
  t.spec_ = checkpoint.spec;
  t.kernels_ = &kernels;
  t.max_rows_ = max_rows;
  t.max_logit_rows_ = max_logit_rows;
  const ModelSpec& spec = t.spec_;
  const ModelWeights& weights = checkpoint.weights;
  const size_t hidden = static_cast<size_t>(spec.hidden_size);
  const size_t ffn = static_cast<size_t>(spec.intermediate_size);
  const size_t queries = static_cast<size_t>(spec.num_heads) * static_cast<size_t>(spec.head_dim);
  const size_t keys = static_cast<size_t>(spec.num_kv_heads) * static_cast<size_t>(spec.head_dim);
  const size_t vocab = static_cast<size_t>(spec.vocab_size);
  if (weights.layers.size() != static_cast<size_t>(spec.num_layers)) {
    return InvalidInput(fmt::format("the model names {} layers and has {}", spec.num_layers,
                                    weights.layers.size()));
  }
  if (spec.head_dim < 2 || spec.head_dim % 2 != 0 || spec.head_dim > kMaxHeadDim) {
    return InvalidInput(
        fmt::format("heads have {} dimensions; the engine takes even numbers up to {}",
                    spec.head_dim, kMaxHeadDim));
  }
  RBENCH_ASSIGN_OR_RETURN(t.rope_frequencies_, FrequenciesOf(spec, weights));
  RBENCH_RETURN_IF_ERROR(CheckShape(weights.token_embedding, "token_embedding", vocab, hidden));
  RBENCH_RETURN_IF_ERROR(CheckShape(weights.output, "output", vocab, hidden));
  // The largest first: for a moment it is resident twice, and nothing else is yet.
  RBENCH_ASSIGN_OR_RETURN(t.output_, PackedStack::Pack({&weights.output, 1}));
  Forget(checkpoint, {&weights.output});
  if (!spec.tied_embeddings) {
    RBENCH_ASSIGN_OR_RETURN(t.embedding_, PackedStack::Pack({&weights.token_embedding, 1}));
    Forget(checkpoint, {&weights.token_embedding});
  }
  for (const LayerWeights& from : weights.layers) {
    Layer& to = t.layers_.emplace_back();
    RBENCH_RETURN_IF_ERROR(CheckShape(from.query, "query", queries, hidden));
    RBENCH_RETURN_IF_ERROR(CheckShape(from.key, "key", keys, hidden));
    RBENCH_RETURN_IF_ERROR(CheckShape(from.value, "value", keys, hidden));
    RBENCH_RETURN_IF_ERROR(CheckShape(from.attention_output, "attention_output", hidden, queries));
    RBENCH_RETURN_IF_ERROR(CheckShape(from.gate, "gate", ffn, hidden));
    RBENCH_RETURN_IF_ERROR(CheckShape(from.up, "up", ffn, hidden));
    RBENCH_RETURN_IF_ERROR(CheckShape(from.down, "down", hidden, ffn));
    RBENCH_ASSIGN_OR_RETURN(to.attention_norm,
                            NormWeights(from.attention_norm, "attention_norm", hidden));
    RBENCH_ASSIGN_OR_RETURN(to.ffn_norm, NormWeights(from.ffn_norm, "ffn_norm", hidden));
    if (spec.attention_biases) {
      RBENCH_ASSIGN_OR_RETURN(to.qkv_bias, StackedBiases(from, queries, keys));
    }
    if (spec.query_key_norms) {
      const size_t head_dim = static_cast<size_t>(spec.head_dim);
      RBENCH_ASSIGN_OR_RETURN(to.query_norm, NormWeights(from.query_norm, "query_norm", head_dim));
      RBENCH_ASSIGN_OR_RETURN(to.key_norm, NormWeights(from.key_norm, "key_norm", head_dim));
    }
    const TensorView qkv[] = {from.query, from.key, from.value};
    const TensorView gate_up[] = {from.gate, from.up};
    RBENCH_ASSIGN_OR_RETURN(to.qkv, PackedStack::Pack(qkv));
    RBENCH_ASSIGN_OR_RETURN(to.attention_output, PackedStack::Pack({&from.attention_output, 1}));
    RBENCH_ASSIGN_OR_RETURN(to.gate_up, PackedStack::Pack(gate_up));
    RBENCH_ASSIGN_OR_RETURN(to.down, PackedStack::Pack({&from.down, 1}));
    Forget(checkpoint, {&from.query, &from.key, &from.value, &from.attention_output, &from.gate,
                        &from.up, &from.down});
  }
  RBENCH_ASSIGN_OR_RETURN(t.output_norm_, NormWeights(weights.output_norm, "output_norm", hidden));
  t.AllocateWorkspace();
  return t;
}

void Transformer::AllocateWorkspace() {
  const size_t hidden = static_cast<size_t>(spec_.hidden_size);
  const size_t head_dim = static_cast<size_t>(spec_.head_dim);
  const size_t queries = static_cast<size_t>(spec_.num_heads) * head_dim;
  const size_t half = head_dim / 2;
  state_.resize(max_rows_ * hidden);
  normed_.resize(max_rows_ * hidden);
  projected_.resize(max_rows_ * hidden);
  mixed_.resize(max_rows_ * queries);
  qkv_.resize(max_rows_ * layers_.front().qkv.outputs());
  gate_up_.resize(max_rows_ * layers_.front().gate_up.outputs());
  cos_.resize(max_rows_ * half);
  sin_.resize(max_rows_ * half);
  attention_rows_.resize(max_rows_);
  logits_.resize(max_logit_rows_ * vocab_size());
}

uint64_t Transformer::weight_bytes() const {
  uint64_t total = output_.bytes() + embedding_.bytes() + output_norm_.size() * sizeof(float);
  for (const Layer& layer : layers_) {
    total += layer.qkv.bytes() + layer.attention_output.bytes() + layer.gate_up.bytes() +
             layer.down.bytes() +
             (layer.attention_norm.size() + layer.ffn_norm.size() + layer.qkv_bias.size() +
              layer.query_norm.size() + layer.key_norm.size()) *
                 sizeof(float);
  }
  return total;
}

uint64_t Transformer::workspace_bytes() const {
  return sizeof(float) *
             (state_.size() + normed_.size() + projected_.size() + mixed_.size() + qkv_.size() +
              gate_up_.size() + cos_.size() + sin_.size() + logits_.size()) +
         sizeof(AttentionRow) * attention_rows_.size();
}

void Transformer::Embed(std::span<const ForwardRow> rows, ThreadTeam& team) {
  const size_t hidden = static_cast<size_t>(spec_.hidden_size);
  const size_t half = static_cast<size_t>(spec_.head_dim) / 2;
  const PackedStack& table = spec_.tied_embeddings ? output_ : embedding_;
  ForEachRow(rows.size(), 4 * hidden, team, [&](size_t i) {
    float* state = &state_[i * hidden];
    table.ReadRow(static_cast<size_t>(rows[i].token), state);
    RopeRow(rope_frequencies_, rows[i].position, &cos_[i * half], &sin_[i * half]);
    kernels_->rms_norm(state, layers_.front().attention_norm.data(), spec_.rms_norm_eps, hidden,
                       &normed_[i * hidden]);
  });
}

// Bias, norms and rotation of query and key, in this order; then key and value go to their page.
void Transformer::RopeAndStore(const Layer& layer, std::span<const ForwardRow> rows,
                               const KvLayerView& kv, ThreadTeam& team) {
  const size_t head_dim = static_cast<size_t>(spec_.head_dim);
  const size_t queries = static_cast<size_t>(spec_.num_heads) * head_dim;
  const size_t keys = static_cast<size_t>(spec_.num_kv_heads) * head_dim;
  const size_t stride = queries + 2 * keys;
  ForEachRow(rows.size(), stride, team, [&](size_t i) {
    float* query = &qkv_[i * stride];
    float* key = query + queries;
    const float* cos = &cos_[i * head_dim / 2];
    const float* sin = &sin_[i * head_dim / 2];
    if (!layer.qkv_bias.empty()) kernels_->add(query, layer.qkv_bias.data(), stride);
    if (!layer.query_norm.empty()) {
      NormHeads(*kernels_, layer.query_norm, spec_.rms_norm_eps, query, queries);
      NormHeads(*kernels_, layer.key_norm, spec_.rms_norm_eps, key, keys);
    }
    kernels_->rope(query, spec_.num_heads, spec_.head_dim, cos, sin);
    kernels_->rope(key, spec_.num_kv_heads, spec_.head_dim, cos, sin);
    const size_t position = static_cast<size_t>(rows[i].position);
    kernels_->store_kv(kv, rows[i].pages[position / kKvPageTokens],
                       static_cast<int>(position % kKvPageTokens), key, key + keys);
  });
}

// After the last layer's keys and values are stored, only the rows that want logits go on. Moves
// their states and queries to the front and returns how many they are.
size_t Transformer::KeepWanted(std::span<const ForwardRow> rows) {
  const size_t hidden = static_cast<size_t>(spec_.hidden_size);
  const size_t stride = layers_.front().qkv.outputs();
  size_t kept = 0;
  for (size_t i = 0; i < rows.size(); ++i) {
    if (!rows[i].wants_logits) continue;
    if (kept != i) {
      std::memcpy(&state_[kept * hidden], &state_[i * hidden], hidden * sizeof(float));
      std::memcpy(&qkv_[kept * stride], &qkv_[i * stride], stride * sizeof(float));
      attention_rows_[kept].pages = attention_rows_[i].pages;
      attention_rows_[kept].num_keys = attention_rows_[i].num_keys;
    }
    ++kept;
  }
  return kept;
}

void Transformer::AddAndNorm(size_t rows, const std::vector<float>& weight, ThreadTeam& team) {
  const size_t hidden = static_cast<size_t>(spec_.hidden_size);
  ForEachRow(rows, 2 * hidden, team, [&](size_t i) {
    kernels_->add(&state_[i * hidden], &projected_[i * hidden], hidden);
    kernels_->rms_norm(&state_[i * hidden], weight.data(), spec_.rms_norm_eps, hidden,
                       &normed_[i * hidden]);
  });
}

void Transformer::Activate(size_t rows, ThreadTeam& team) {
  const size_t ffn = static_cast<size_t>(spec_.intermediate_size);
  ForEachRow(rows, 4 * ffn, team, [&](size_t i) {
    float* gate = &gate_up_[i * 2 * ffn];
    kernels_->silu_mul(gate, gate + ffn, ffn, gate);
  });
}

void Transformer::Forward(std::span<const ForwardRow> rows, const KvPages& kv, ThreadTeam& team) {
  RBENCH_CHECK(rows.size() <= max_rows_);
  const size_t hidden = static_cast<size_t>(spec_.hidden_size);
  const size_t ffn = static_cast<size_t>(spec_.intermediate_size);
  const size_t queries = static_cast<size_t>(spec_.num_heads) * static_cast<size_t>(spec_.head_dim);
  const size_t stride = layers_.front().qkv.outputs();
  StageClock clock;
  Embed(rows, team);
  for (size_t i = 0; i < rows.size(); ++i) {
    attention_rows_[i] = {&qkv_[i * stride], &mixed_[i * queries], rows[i].pages,
                          rows[i].position + 1};
  }
  clock.Charge(times_.embed);
  size_t m = rows.size();
  for (size_t l = 0; l < layers_.size(); ++l) {
    const Layer& layer = layers_[l];
    const KvLayerView view = kv.layer(static_cast<int>(l));
    layer.qkv.Multiply(*kernels_, normed_.data(), hidden, m, qkv_.data(), team);
    clock.Charge(times_.qkv);
    RopeAndStore(layer, rows, view, team);
    if (l + 1 == layers_.size()) m = KeepWanted(rows);
    clock.Charge(times_.rope_store);
    if (m == 0) break;
    kernels_->attention(view, attention_rows_.data(), m, spec_.num_heads, team);
    clock.Charge(times_.attention);
    layer.attention_output.Multiply(*kernels_, mixed_.data(), queries, m, projected_.data(), team);
    clock.Charge(times_.attention_output);
    AddAndNorm(m, layer.ffn_norm, team);
    clock.Charge(times_.norms);
    layer.gate_up.Multiply(*kernels_, normed_.data(), hidden, m, gate_up_.data(), team);
    clock.Charge(times_.gate_up);
    Activate(m, team);
    clock.Charge(times_.activation);
    layer.down.Multiply(*kernels_, gate_up_.data(), 2 * ffn, m, projected_.data(), team);
    clock.Charge(times_.down);
    AddAndNorm(m, l + 1 < layers_.size() ? layers_[l + 1].attention_norm : output_norm_, team);
    clock.Charge(times_.norms);
  }
  hidden_rows_ = m;
}

std::span<float> Transformer::Logits(size_t first, size_t count, ThreadTeam& team) {
  RBENCH_CHECK(count <= max_logit_rows_ && first + count <= hidden_rows_);
  StageClock clock;
  const size_t hidden = static_cast<size_t>(spec_.hidden_size);
  output_.Multiply(*kernels_, &normed_[first * hidden], hidden, count, logits_.data(), team);
  clock.Charge(times_.lm_head);
  return {logits_.data(), count * vocab_size()};
}

}  // namespace rbench
