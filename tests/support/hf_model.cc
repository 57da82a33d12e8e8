#include "tests/support/hf_model.h"

#include <cstring>
#include <fstream>

#include <fmt/format.h>

#include "base/check.h"
#include "models/formats/safetensors.h"

namespace rbench {
namespace {

struct NameRow {
  std::string_view gguf;
  const char* hf;
};
constexpr NameRow kLayerNames[] = {
    {"attn_norm", "input_layernorm"},    {"attn_q", "self_attn.q_proj"},
    {"attn_k", "self_attn.k_proj"},      {"attn_v", "self_attn.v_proj"},
    {"attn_q_norm", "self_attn.q_norm"}, {"attn_k_norm", "self_attn.k_norm"},
    {"attn_output", "self_attn.o_proj"}, {"ffn_norm", "post_attention_layernorm"},
    {"ffn_gate", "mlp.gate_proj"},       {"ffn_up", "mlp.up_proj"},
    {"ffn_down", "mlp.down_proj"},
};

// "blk.3.attn_q.bias" -> "model.layers.3.self_attn.q_proj.bias".
std::string HfNameOf(const std::string& name) {
  if (name == "token_embd.weight") return "model.embed_tokens.weight";
  if (name == "output_norm.weight") return "model.norm.weight";
  if (name == "output.weight") return "lm_head.weight";
  const size_t dot = name.find('.', 4);
  const size_t last = name.rfind('.');
  const std::string part = name.substr(dot + 1, last - dot - 1);
  for (const NameRow& row : kLayerNames) {
    if (part != row.gguf) continue;
    return fmt::format("model.layers.{}.{}{}", name.substr(4, dot - 4), row.hf, name.substr(last));
  }
  CheckFailed(__FILE__, __LINE__, "tensor of a tiny model");
}

const char* ArchitectureOf(std::string_view family) {
  if (family == "qwen2") return "Qwen2ForCausalLM";
  if (family == "qwen3") return "Qwen3ForCausalLM";
  return "LlamaForCausalLM";
}

void Write(const std::string& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  RBENCH_CHECK(file.good());
}

}  // namespace

std::string RawSafetensors(std::string_view header, std::string_view data) {
  const uint64_t length = header.size();
  std::string file(8, '\0');
  std::memcpy(file.data(), &length, 8);
  return file.append(header).append(data);
}

std::string BuildSafetensors(const std::vector<StoredTensor>& tensors) {
  std::vector<TensorView> views;
  std::string data;
  for (const StoredTensor& tensor : tensors) {
    views.push_back({tensor.name, tensor.type, tensor.shape,
                     std::as_bytes(std::span(tensor.data.data(), tensor.data.size()))});
    data += tensor.data;
  }
  return SafetensorsHeader(views) + data;
}

StoredTensor& HfModel::Tensor(std::string_view name) {
  for (StoredTensor& tensor : tensors) {
    if (tensor.name == name) return tensor;
  }
  CheckFailed(__FILE__, __LINE__, "tensor of an HfModel");
}

HfModel HfModelOf(const TinyModel& model) {
  const TinyModelOptions& options = model.options;
  const int head_dim =
      options.head_dim != 0 ? options.head_dim : options.hidden_size / options.num_heads;
  HfModel hf;
  hf.config = Json{
      {"architectures", {ArchitectureOf(options.family)}},
      {"model_type", options.family},
      {"hidden_size", options.hidden_size},
      {"intermediate_size", options.intermediate_size},
      {"num_hidden_layers", options.num_layers},
      {"num_attention_heads", options.num_heads},
      {"num_key_value_heads", options.num_kv_heads},
      {"head_dim", head_dim},
      {"vocab_size", model.vocab_size},
      {"max_position_embeddings", options.max_context},
      {"rms_norm_eps", static_cast<double>(options.rms_norm_eps)},
      {"rope_theta", static_cast<double>(options.rope_theta)},
      {"rope_scaling", nullptr},
      {"hidden_act", "silu"},
      {"tie_word_embeddings", options.tied_embeddings},
      {"torch_dtype", "float32"},
      {"bos_token_id", kTinyImStart},
      {"eos_token_id", kTinyImEnd},
      {"use_cache", true},
      {"transformers_version", "4.52.0"},
  };
  for (const TinyTensor& tensor : model.tensors) {
    hf.tensors.push_back({HfNameOf(tensor.name), tensor.type, tensor.shape, tensor.data});
  }
  return hf;
}

void WriteHfModel(const HfModel& model, const std::string& folder, int shards) {
  Write(folder + "/config.json", DumpJsonPretty(model.config));
  if (shards == 1) {
    Write(folder + "/model.safetensors", BuildSafetensors(model.tensors));
    return;
  }
  Json index{{"metadata", {{"total_size", 0}}}, {"weight_map", Json::object()}};
  uint64_t total = 0;
  const size_t count = static_cast<size_t>(shards);
  for (size_t shard = 0; shard < count; ++shard) {
    const std::string name = fmt::format("model-{:05}-of-{:05}.safetensors", shard + 1, count);
    std::vector<StoredTensor> part(
        model.tensors.begin() + static_cast<ptrdiff_t>(model.tensors.size() * shard / count),
        model.tensors.begin() + static_cast<ptrdiff_t>(model.tensors.size() * (shard + 1) / count));
    for (const StoredTensor& tensor : part) {
      index["weight_map"][tensor.name] = name;
      total += tensor.data.size();
    }
    Write(folder + "/" + name, BuildSafetensors(part));
  }
  index["metadata"]["total_size"] = total;
  Write(folder + "/model.safetensors.index.json", DumpJsonPretty(index));
}

std::string PackedOnes(TensorType type, size_t count) {
  return PackRow(type, std::vector<float>(count, 1.0f));
}

}  // namespace rbench
