#include "models/formats/hf_config_keys.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "models/formats/gguf_file.h"

namespace rbench {
namespace {

// Read by hf_config.cc.
constexpr std::string_view kReadKeys[] = {
    "architectures",
    "model_type",
    "hidden_size",
    "intermediate_size",
    "num_hidden_layers",
    "num_attention_heads",
    "num_key_value_heads",
    "head_dim",
    "vocab_size",
    "max_position_embeddings",
    "rms_norm_eps",
    "rope_theta",
    "rope_scaling",
    "rope_parameters",
    "hidden_act",
    "tie_word_embeddings",
    "bos_token_id",
    "eos_token_id",
    "sliding_window",
    "use_sliding_window",
    "max_window_layers",
    "layer_types",
    "attention_bias",
    "quantization_config",
    "auto_map",
    "_name_or_path",
};

// Of training, of generation (which has flags of its own here), of other tasks than generation, or
// about the file itself.
constexpr std::string_view kHarmlessKeys[] = {
    // Training and the implementation.
    "attention_dropout",
    "hidden_dropout",
    "attention_probs_dropout_prob",
    "hidden_dropout_prob",
    "initializer_range",
    "use_cache",
    "pretraining_tp",
    "torch_dtype",
    "dtype",
    "torchscript",
    "use_bfloat16",
    "gradient_checkpointing",
    "_attn_implementation",
    "_attn_implementation_autoset",
    "attn_implementation",
    "_flash_attn_2_enabled",
    "_commit_hash",
    "chunk_size_feed_forward",
    "tf_legacy_loss",
    "return_dict",
    "output_attentions",
    "output_hidden_states",
    "output_scores",
    "output_router_logits",
    // Generation.
    "max_length",
    "min_length",
    "max_new_tokens",
    "do_sample",
    "early_stopping",
    "num_beams",
    "num_beam_groups",
    "diversity_penalty",
    "temperature",
    "top_k",
    "top_p",
    "typical_p",
    "repetition_penalty",
    "length_penalty",
    "no_repeat_ngram_size",
    "encoder_no_repeat_ngram_size",
    "bad_words_ids",
    "num_return_sequences",
    "return_dict_in_generate",
    "forced_bos_token_id",
    "forced_eos_token_id",
    "remove_invalid_values",
    "exponential_decay_length_penalty",
    "suppress_tokens",
    "begin_suppress_tokens",
    "max_sequence_length",
    "model_max_length",
    // Special tokens without a use here, other tasks, the file.
    "pad_token_id",
    "sep_token_id",
    "unk_token_id",
    "decoder_start_token_id",
    "tokenizer_class",
    "prefix",
    "is_decoder",
    "finetuning_task",
    "id2label",
    "label2id",
    "num_labels",
    "problem_type",
    "task_specific_params",
    "transformers_version",
    "transformers.js_config",
    "unsloth_fixed",
    "unsloth_version",
    "is_llama_config",
};

// Keys that are read only to see that they say "off". `neutral` is that value in JSON; null and
// false count as off for every key.
struct NeutralRow {
  std::string_view key;
  std::string_view neutral;
  const char* meaning;
};
constexpr NeutralRow kNeutralKeys[] = {
    {"mlp_bias", "false", "biases of the feed-forward layers"},
    {"rope_interleaved", "false", "RoPE over adjacent pairs"},
    {"partial_rotary_factor", "1", "RoPE over part of a head"},
    {"use_mrope", "false", "RoPE in several dimensions"},
    {"is_encoder_decoder", "false", "an encoder"},
    {"add_cross_attention", "false", "attention to an encoder"},
    {"cross_attention_hidden_size", "null", "attention to an encoder"},
    {"tie_encoder_decoder", "false", "an encoder"},
    {"pruned_heads", "{}", "pruned heads"},
    {"qk_layernorm", "false", "norms of whole queries and keys"},
    {"use_qk_norm", "false", "norms of whole queries and keys"},
    {"attn_logit_softcapping", "null", "capped attention scores"},
    {"final_logit_softcapping", "null", "capped logits"},
    {"num_local_experts", "0", "a mixture of experts"},
    {"num_experts", "0", "a mixture of experts"},
};

template <typename Rows>
bool Lists(const Rows& rows, std::string_view key) {
  return std::find(std::begin(rows), std::end(rows), key) != std::end(rows);
}

bool IsNeutral(const Json& value, std::string_view neutral) {
  if (value.is_null() || value == false) return true;
  if (value.is_number()) return value == Json::parse(neutral);
  return DumpJson(value) == neutral;
}

}  // namespace

Status CheckHfKeys(const Json& config) {
  for (auto member = config.begin(); member != config.end(); ++member) {
    const std::string& key = member.key();
    const Json& value = *member;
    if (Lists(kReadKeys, key) || Lists(kHarmlessKeys, key)) continue;
    const auto* const row =
        std::find_if(std::begin(kNeutralKeys), std::end(kNeutralKeys),
                     [&](const NeutralRow& neutral) { return neutral.key == key; });
    if (row == std::end(kNeutralKeys)) {
      return InvalidInput(fmt::format(
          "key {} is not known and may change what the model computes; remove it if it does not",
          QuotedForMessage(key)));
    }
    if (!IsNeutral(value, row->neutral)) {
      return InvalidInput(fmt::format("key \"{}\" is {}: rbench does not compute {}", row->key,
                                      QuotedForMessage(DumpJson(value)), row->meaning));
    }
  }
  return {};
}

}  // namespace rbench
