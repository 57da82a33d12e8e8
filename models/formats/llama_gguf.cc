#include "models/formats/llama_gguf.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace rbench {
namespace {

constexpr std::string_view kPrefix = "llama.";

// Bounds far above every known model: what passes them fits the products below in 64 bits.
constexpr int64_t kMaxLayers = 4096;
constexpr int64_t kMaxSize = 1 << 24;
constexpr int64_t kMaxHeads = 1 << 14;
constexpr int64_t kMaxHeadDim = 1 << 14;
constexpr int64_t kMaxContext = 1 << 28;

// Keys below "llama." that are read, or that change nothing in what the model computes. Every other
// one is refused.
constexpr std::string_view kKnownKeys[] = {
    "block_count",
    "context_length",
    "embedding_length",
    "feed_forward_length",
    "attention.head_count",
    "attention.head_count_kv",
    "attention.key_length",
    "attention.value_length",
    "attention.layer_norm_rms_epsilon",
    "rope.dimension_count",
    "rope.freq_base",
    "rope.scaling.type",
    "rope.scaling.original_context_length",  // of the training
    "rope.scaling.finetuned",                // likewise
    "vocab_size",
    "tensor_data_layout",
};

// Keys that are read only to see that they say "off".
struct NeutralNumber {
  std::string_view key;
  double neutral;
  const char* meaning;
};
constexpr NeutralNumber kNeutralNumbers[] = {
    {"attention.sliding_window", 0, "a sliding attention window"},
    {"attention.clamp_kqv", 0, "clamped query, key and value"},
    {"attention.max_alibi_bias", 0, "ALiBi"},
    {"expert_count", 0, "a mixture of experts"},
    {"expert_used_count", 0, "a mixture of experts"},
    {"rope.scaling.factor", 1, "scaled RoPE"},
    {"rope.scaling.attn_factor", 1, "scaled RoPE"},
    {"rope.scale_linear", 1, "linearly scaled RoPE"},
};
struct NeutralBool {
  std::string_view key;
  bool neutral;
  const char* meaning;
};
constexpr NeutralBool kNeutralBools[] = {
    {"attention.causal", true, "attention to later tokens"},
    {"use_parallel_residual", false, "parallel residuals"},
};

std::string KeyOf(std::string_view name) { return std::string(kPrefix).append(name); }

Error NotSupported(std::string_view key, const std::string& value, const char* meaning) {
  return InvalidInput(fmt::format("key {} is {}: rbench does not compute {}", QuotedForMessage(key),
                                  value, meaning));
}

// A number of any stored type.
Result<std::optional<double>> AnyNumber(const GgufFile& file, const std::string& key) {
  const GgufValue* const value = file.Find(key);
  if (value == nullptr) return std::optional<double>();
  if (value->type == GgufType::kF32 || value->type == GgufType::kF64) return file.Real(key);
  RBENCH_ASSIGN_OR_RETURN(const auto integer, file.Integer(key, std::numeric_limits<int64_t>::min(),
                                                           std::numeric_limits<int64_t>::max()));
  return std::optional<double>(static_cast<double>(integer.value_or(0)));
}

Status CheckNeutralKeys(const GgufFile& file) {
  for (const NeutralNumber& row : kNeutralNumbers) {
    const std::string key = KeyOf(row.key);
    RBENCH_ASSIGN_OR_RETURN(const std::optional<double> number, AnyNumber(file, key));
    if (number.value_or(row.neutral) != row.neutral) {
      return NotSupported(key, fmt::format("{}", *number), row.meaning);
    }
  }
  for (const NeutralBool& row : kNeutralBools) {
    const std::string key = KeyOf(row.key);
    RBENCH_ASSIGN_OR_RETURN(const std::optional<bool> value, file.Bool(key));
    if (value.value_or(row.neutral) != row.neutral) {
      return NotSupported(key, *value ? "true" : "false", row.meaning);
    }
  }
  return {};
}

Status CheckKeys(const GgufFile& file) {
  for (const GgufValue& value : file.values()) {
    if (!value.key.starts_with(kPrefix)) continue;
    const std::string_view name = value.key.substr(kPrefix.size());
    const auto names_row = [&](const auto& row) { return row.key == name; };
    if (std::find(std::begin(kKnownKeys), std::end(kKnownKeys), name) != std::end(kKnownKeys))
      continue;
    if (std::any_of(std::begin(kNeutralNumbers), std::end(kNeutralNumbers), names_row)) continue;
    if (std::any_of(std::begin(kNeutralBools), std::end(kNeutralBools), names_row)) continue;
    return InvalidInput(fmt::format("key {} is not known and may change what the model computes",
                                    QuotedForMessage(value.key)));
  }
  RBENCH_ASSIGN_OR_RETURN(const auto scaling, file.String("llama.rope.scaling.type"));
  if (scaling.has_value() && *scaling != "none") {
    return NotSupported("llama.rope.scaling.type", QuotedForMessage(*scaling),
                        "this scaling of RoPE");
  }
  RBENCH_ASSIGN_OR_RETURN(const auto layout, file.String("llama.tensor_data_layout"));
  if (layout.has_value() && *layout != "Meta AI original pth") {
    return NotSupported("llama.tensor_data_layout", QuotedForMessage(*layout), "with this layout");
  }
  return CheckNeutralKeys(file);
}

Error Missing(std::string_view key) {
  return InvalidInput(fmt::format("key {} is missing", QuotedForMessage(key)));
}

Result<int> Required(const GgufFile& file, std::string_view name, int64_t high) {
  const std::string key = KeyOf(name);
  RBENCH_ASSIGN_OR_RETURN(const auto number, file.Integer(key, 1, high));
  if (!number.has_value()) return Missing(key);
  return static_cast<int>(*number);
}

// A number that may be stored once or once a layer; layers that differ are refused.
Result<std::optional<int>> SameInAllLayers(const GgufFile& file, std::string_view name,
                                           int64_t high, int num_layers) {
  const std::string key = KeyOf(name);
  const GgufValue* const value = file.Find(key);
  if (value == nullptr) return std::optional<int>();
  if (!value->is_array) {
    RBENCH_ASSIGN_OR_RETURN(const auto number, file.Integer(key, 1, high));
    return std::optional<int>(static_cast<int>(*number));
  }
  if (value->count != static_cast<uint64_t>(num_layers)) {
    return InvalidInput(fmt::format("key {} has {} items for {} layers", QuotedForMessage(key),
                                    value->count, num_layers));
  }
  RBENCH_ASSIGN_OR_RETURN(const auto numbers, file.Integers(key, 1, high));
  for (const int64_t number : *numbers) {
    if (number == numbers->front()) continue;
    return InvalidInput(
        fmt::format("key {} differs between layers ({} and {}), which rbench does not support",
                    QuotedForMessage(key), numbers->front(), number));
  }
  return std::optional<int>(static_cast<int>(numbers->front()));
}

Status ReadHeadDim(const GgufFile& file, ModelSpec& spec) {
  RBENCH_ASSIGN_OR_RETURN(const auto key_length,
                          file.Integer("llama.attention.key_length", 1, kMaxHeadDim));
  if (!key_length.has_value() && spec.hidden_size % spec.num_heads != 0) {
    return InvalidInput(
        fmt::format("llama.embedding_length {} is no multiple of llama.attention.head_count {}",
                    spec.hidden_size, spec.num_heads));
  }
  spec.head_dim = static_cast<int>(key_length.value_or(spec.hidden_size / spec.num_heads));
  if (spec.head_dim % 2 != 0) {
    return InvalidInput(
        fmt::format("heads have {} dimensions; RoPE needs an even number", spec.head_dim));
  }
  for (const char* key : {"llama.attention.value_length", "llama.rope.dimension_count"}) {
    RBENCH_ASSIGN_OR_RETURN(const auto size,
                            file.Integer(key, 1, std::numeric_limits<int64_t>::max()));
    if (size.value_or(spec.head_dim) != spec.head_dim) {
      return InvalidInput(
          fmt::format("key \"{}\" is {}, and heads have {} dimensions; rbench needs them equal",
                      key, *size, spec.head_dim));
    }
  }
  return {};
}

Status ReadAttention(const GgufFile& file, ModelSpec& spec) {
  RBENCH_ASSIGN_OR_RETURN(
      const auto heads, SameInAllLayers(file, "attention.head_count", kMaxHeads, spec.num_layers));
  if (!heads.has_value()) return Missing("llama.attention.head_count");
  RBENCH_ASSIGN_OR_RETURN(const auto kv_heads, SameInAllLayers(file, "attention.head_count_kv",
                                                               kMaxHeads, spec.num_layers));
  spec.num_heads = *heads;
  spec.num_kv_heads = kv_heads.value_or(*heads);
  if (spec.num_heads % spec.num_kv_heads != 0) {
    return InvalidInput(fmt::format(
        "llama.attention.head_count {} is no multiple of llama.attention.head_count_kv {}",
        spec.num_heads, spec.num_kv_heads));
  }
  return ReadHeadDim(file, spec);
}

Status ReadReals(const GgufFile& file, ModelSpec& spec) {
  RBENCH_ASSIGN_OR_RETURN(const auto epsilon, file.Real("llama.attention.layer_norm_rms_epsilon"));
  if (!epsilon.has_value()) return Missing("llama.attention.layer_norm_rms_epsilon");
  spec.rms_norm_eps = static_cast<float>(*epsilon);
  if (!(spec.rms_norm_eps > 0) || spec.rms_norm_eps >= 1) {
    return InvalidInput(fmt::format(
        "llama.attention.layer_norm_rms_epsilon is {}; it must lie between 0 and 1", *epsilon));
  }
  RBENCH_ASSIGN_OR_RETURN(const auto theta, file.Real("llama.rope.freq_base"));
  // No default: a guessed base is silently wrong by orders of magnitude.
  if (!theta.has_value()) return Missing("llama.rope.freq_base");
  if (*theta < 1)
    return InvalidInput(fmt::format("llama.rope.freq_base is {}; it must be at least 1", *theta));
  spec.rope_theta = *theta;
  return {};
}

}  // namespace

Result<ModelSpec> ReadLlamaSpec(const GgufFile& file, size_t num_tokens) {
  RBENCH_RETURN_IF_ERROR(CheckKeys(file));
  ModelSpec spec;
  spec.family = "llama";
  RBENCH_ASSIGN_OR_RETURN(const auto name, file.String("general.name"));
  spec.name = name.value_or("");
  RBENCH_ASSIGN_OR_RETURN(spec.num_layers, Required(file, "block_count", kMaxLayers));
  RBENCH_ASSIGN_OR_RETURN(spec.hidden_size, Required(file, "embedding_length", kMaxSize));
  RBENCH_ASSIGN_OR_RETURN(spec.max_context, Required(file, "context_length", kMaxContext));
  RBENCH_ASSIGN_OR_RETURN(const auto intermediate,
                          SameInAllLayers(file, "feed_forward_length", kMaxSize, spec.num_layers));
  if (!intermediate.has_value()) return Missing("llama.feed_forward_length");
  spec.intermediate_size = *intermediate;
  RBENCH_RETURN_IF_ERROR(ReadAttention(file, spec));
  RBENCH_RETURN_IF_ERROR(ReadReals(file, spec));
  RBENCH_ASSIGN_OR_RETURN(const auto vocab,
                          file.Integer("llama.vocab_size", 1, std::numeric_limits<int64_t>::max()));
  if (vocab.has_value() && static_cast<uint64_t>(*vocab) != num_tokens) {
    return InvalidInput(fmt::format(
        "llama.vocab_size is {}, and tokenizer.ggml.tokens has {} tokens", *vocab, num_tokens));
  }
  spec.vocab_size = static_cast<int>(num_tokens);
  spec.tied_embeddings = file.FindTensor("output.weight") == nullptr;
  return spec;
}

}  // namespace rbench
