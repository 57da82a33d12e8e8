#include <cmath>
#include <optional>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/json.h"
#include "models/formats/gguf_file.h"
#include "models/formats/hf_export.h"
#include "models/kernels/kernels.h"
#include "models/kernels/packed_matrix.h"

namespace rbench {
namespace {

struct FamilyRow {
  std::string_view family;
  const char* architecture;
};
constexpr FamilyRow kFamilies[] = {{"llama", "LlamaForCausalLM"},
                                   {"mistral", "MistralForCausalLM"},
                                   {"qwen2", "Qwen2ForCausalLM"},
                                   {"qwen3", "Qwen3ForCausalLM"}};

// Scalings of published models, of which a GGUF file holds only the factors that follow from them.
constexpr RopeScaling kPublished[] = {
    {RopeScaling::Kind::kLlama3, 8, 1, 4, 8192},   // Llama 3.1
    {RopeScaling::Kind::kLlama3, 32, 1, 4, 8192},  // Llama 3.2
};

Result<RopeScaling> ScalingOf(const Checkpoint& checkpoint) {
  const ModelSpec& spec = checkpoint.spec;
  const TensorView& stored = checkpoint.weights.rope_factors;
  if (stored.bytes.empty()) return spec.rope_scaling;
  std::vector<float> factors(stored.columns());
  DequantiseRow(stored, 0, factors.data());
  for (const RopeScaling& scaling : kPublished) {
    const std::vector<float> expected = RopeFactors(scaling, spec.rope_theta, spec.head_dim);
    bool same = expected.size() == factors.size();
    for (size_t i = 0; same && i < factors.size(); ++i) {
      same = std::fabs(factors[i] - expected[i]) <= 1e-5f * expected[i];
    }
    if (same) return scaling;
  }
  return InvalidInput(
      "tensor \"rope_freqs.weight\" stretches RoPE by factors of no scaling that config.json can "
      "name");
}

const char* DtypeOf(const ModelWeights& weights) {
  const TensorType type = weights.token_embedding.type;
  bool same = weights.output.type == type;
  for (const LayerWeights& layer : weights.layers) {
    for (const TensorView* matrix :
         {&layer.query, &layer.key, &layer.value, &layer.attention_output, &layer.gate, &layer.up,
          &layer.down}) {
      same = same && matrix->type == type;
    }
  }
  if (same && type == TensorType::kBF16) return "bfloat16";
  if (same && type == TensorType::kF16) return "float16";
  return "float32";
}

}  // namespace

Result<std::string> WriteHfConfig(const Checkpoint& checkpoint) {
  const ModelSpec& spec = checkpoint.spec;
  const char* architecture = nullptr;
  for (const FamilyRow& row : kFamilies) {
    if (row.family == spec.family) architecture = row.architecture;
  }
  if (architecture == nullptr) {
    return InvalidInput(
        fmt::format("family {} has no name in transformers", QuotedForMessage(spec.family)));
  }
  RBENCH_ASSIGN_OR_RETURN(const RopeScaling scaling, ScalingOf(checkpoint));
  Json rope;
  if (scaling.kind == RopeScaling::Kind::kLinear) {
    rope = Json{{"rope_type", "linear"}, {"factor", scaling.factor}};
  } else if (scaling.kind == RopeScaling::Kind::kLlama3) {
    rope = Json{{"rope_type", "llama3"},
                {"factor", scaling.factor},
                {"low_freq_factor", scaling.low_freq_factor},
                {"high_freq_factor", scaling.high_freq_factor},
                {"original_max_position_embeddings", scaling.original_context}};
  }
  Json config{{"architectures", Json::array({architecture})},
              {"model_type", spec.family},
              {"hidden_size", spec.hidden_size},
              {"intermediate_size", spec.intermediate_size},
              {"num_hidden_layers", spec.num_layers},
              {"num_attention_heads", spec.num_heads},
              {"num_key_value_heads", spec.num_kv_heads},
              {"head_dim", spec.head_dim},
              {"vocab_size", spec.vocab_size},
              {"max_position_embeddings", spec.max_context},
              // The shortest decimal of the float32, as people write it.
              {"rms_norm_eps", std::stod(fmt::format("{}", spec.rms_norm_eps))},
              {"rope_theta", spec.rope_theta},
              {"rope_scaling", rope},
              {"hidden_act", "silu"},
              {"tie_word_embeddings", spec.tied_embeddings},
              {"torch_dtype", DtypeOf(checkpoint.weights)}};
  if (spec.family == "mistral") config["sliding_window"] = nullptr;
  if (spec.family == "qwen2" || spec.family == "qwen3") config["use_sliding_window"] = false;
  const TokenizerSpec& tokenizer = checkpoint.tokenizer;
  if (tokenizer.bos) config["bos_token_id"] = *tokenizer.bos;
  if (tokenizer.padding) config["pad_token_id"] = *tokenizer.padding;
  if (!checkpoint.stop_ids.empty()) config["eos_token_id"] = checkpoint.stop_ids;
  return DumpJsonPretty(config);
}

std::string WriteTokenizerConfig(const Checkpoint& checkpoint) {
  const TokenizerSpec& spec = checkpoint.tokenizer;
  Json config{{"tokenizer_class", "PreTrainedTokenizerFast"},
              {"clean_up_tokenization_spaces", false},
              {"model_max_length", checkpoint.spec.max_context}};
  const auto add = [&](const char* key, const std::optional<TokenId>& id) {
    if (id) config[key] = spec.tokens[static_cast<size_t>(*id)];
  };
  add("bos_token", spec.bos);
  add("eos_token", spec.eos);
  add("unk_token", spec.unknown);
  add("pad_token", spec.padding);
  if (!checkpoint.chat_template.empty()) config["chat_template"] = checkpoint.chat_template;
  return DumpJsonPretty(config);
}

}  // namespace rbench
