#include "models/formats/hf_tensor_names.h"

#include <fmt/format.h>

namespace rbench {
namespace {

using L = LayerWeights;
using S = HfSize;
using P = HfPart;

constexpr HfLayerTensor kLayerTensors[] = {
    {"input_layernorm.weight", &L::attention_norm, S::kNone, S::kHidden, P::kAlways},
    {"self_attn.q_proj.weight", &L::query, S::kQueries, S::kHidden, P::kAlways},
    {"self_attn.k_proj.weight", &L::key, S::kKeys, S::kHidden, P::kAlways},
    {"self_attn.v_proj.weight", &L::value, S::kKeys, S::kHidden, P::kAlways},
    {"self_attn.q_proj.bias", &L::query_bias, S::kNone, S::kQueries, P::kAttentionBiases},
    {"self_attn.k_proj.bias", &L::key_bias, S::kNone, S::kKeys, P::kAttentionBiases},
    {"self_attn.v_proj.bias", &L::value_bias, S::kNone, S::kKeys, P::kAttentionBiases},
    {"self_attn.q_norm.weight", &L::query_norm, S::kNone, S::kHeadDim, P::kQueryKeyNorms},
    {"self_attn.k_norm.weight", &L::key_norm, S::kNone, S::kHeadDim, P::kQueryKeyNorms},
    {"self_attn.o_proj.weight", &L::attention_output, S::kHidden, S::kQueries, P::kAlways},
    {"post_attention_layernorm.weight", &L::ffn_norm, S::kNone, S::kHidden, P::kAlways},
    {"mlp.gate_proj.weight", &L::gate, S::kIntermediate, S::kHidden, P::kAlways},
    {"mlp.up_proj.weight", &L::up, S::kIntermediate, S::kHidden, P::kAlways},
    {"mlp.down_proj.weight", &L::down, S::kHidden, S::kIntermediate, P::kAlways},
};

size_t SizeOf(const ModelSpec& spec, HfSize size) {
  const auto product = [](int a, int b) { return static_cast<size_t>(a) * static_cast<size_t>(b); };
  switch (size) {
    case S::kNone:
      return 0;
    case S::kHidden:
      return static_cast<size_t>(spec.hidden_size);
    case S::kQueries:
      return product(spec.num_heads, spec.head_dim);
    case S::kKeys:
      return product(spec.num_kv_heads, spec.head_dim);
    case S::kIntermediate:
      return static_cast<size_t>(spec.intermediate_size);
    case S::kHeadDim:
      return static_cast<size_t>(spec.head_dim);
  }
  return 0;
}

}  // namespace

bool HfLayerTensor::IsIn(const ModelSpec& spec) const {
  switch (part) {
    case P::kAlways:
      return true;
    case P::kAttentionBiases:
      return spec.attention_biases;
    case P::kQueryKeyNorms:
      return spec.query_key_norms;
  }
  return false;
}

size_t HfLayerTensor::Rows(const ModelSpec& spec) const { return SizeOf(spec, rows); }
size_t HfLayerTensor::Columns(const ModelSpec& spec) const { return SizeOf(spec, columns); }

std::span<const HfLayerTensor> HfLayerTensors() { return kLayerTensors; }

std::string HfLayerTensorName(size_t layer, const HfLayerTensor& tensor) {
  return fmt::format("model.layers.{}.{}", layer, tensor.name);
}

}  // namespace rbench
