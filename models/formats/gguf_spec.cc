#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "models/formats/gguf_family.h"

namespace rbench {
namespace {

constexpr GgufFamily kFamilies[] = {
    {.architecture = "llama",
     .paired_rows = true,
     .rope_factors = true,
     .attention_biases = false,
     .query_key_norms = false},
    {.architecture = "qwen2",
     .paired_rows = false,
     .rope_factors = false,
     .attention_biases = true,
     .query_key_norms = false},
    {.architecture = "qwen3",
     .paired_rows = false,
     .rope_factors = false,
     .attention_biases = false,
     .query_key_norms = true},
};

// Bounds far above every known model: what passes them fits the products below in 64 bits.
constexpr int64_t kMaxLayers = 4096;
constexpr int64_t kMaxSize = 1 << 24;
constexpr int64_t kMaxHeads = 1 << 14;
constexpr int64_t kMaxHeadDim = 1 << 14;
constexpr int64_t kMaxContext = 1 << 28;

// Keys below the architecture's prefix that are read, or that change nothing in what the model
// computes. Every other one is refused.
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
    "rope.scaling.factor",
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

Error NotSupported(std::string_view key, const std::string& value, const char* meaning) {
  return InvalidInput(fmt::format("key {} is {}: rbench does not compute {}", QuotedForMessage(key),
                                  value, meaning));
}

Error Missing(std::string_view key) {
  return InvalidInput(fmt::format("key {} is missing", QuotedForMessage(key)));
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

// Reads the keys of one architecture.
class SpecReader {
 public:
  SpecReader(const GgufFile& file, const GgufFamily& family)
      : file_(file), prefix_(std::string(family.architecture) + ".") {}

  Status CheckKeys() const;
  Status CheckNeutralKeys() const;
  Status ReadSizes(size_t num_tokens, ModelSpec& spec) const;
  Status ReadAttention(ModelSpec& spec) const;
  Status ReadHeadDim(ModelSpec& spec) const;
  Status ReadReals(ModelSpec& spec) const;
  Status ReadRopeScaling(ModelSpec& spec) const;

 private:
  std::string KeyOf(std::string_view name) const { return prefix_ + std::string(name); }
  Result<int> Required(std::string_view name, int64_t high) const;
  Result<std::optional<int>> SameInAllLayers(std::string_view name, int64_t high,
                                             int num_layers) const;

  const GgufFile& file_;
  const std::string prefix_;
};

Status SpecReader::CheckNeutralKeys() const {
  for (const NeutralNumber& row : kNeutralNumbers) {
    const std::string key = KeyOf(row.key);
    RBENCH_ASSIGN_OR_RETURN(const std::optional<double> number, AnyNumber(file_, key));
    if (number.value_or(row.neutral) != row.neutral) {
      return NotSupported(key, fmt::format("{}", *number), row.meaning);
    }
  }
  for (const NeutralBool& row : kNeutralBools) {
    const std::string key = KeyOf(row.key);
    RBENCH_ASSIGN_OR_RETURN(const std::optional<bool> value, file_.Bool(key));
    if (value.value_or(row.neutral) != row.neutral) {
      return NotSupported(key, *value ? "true" : "false", row.meaning);
    }
  }
  return {};
}

Status SpecReader::CheckKeys() const {
  for (const GgufValue& value : file_.values()) {
    if (!value.key.starts_with(prefix_)) continue;
    const std::string_view name = value.key.substr(prefix_.size());
    const auto names_row = [&](const auto& row) { return row.key == name; };
    if (std::find(std::begin(kKnownKeys), std::end(kKnownKeys), name) != std::end(kKnownKeys))
      continue;
    if (std::any_of(std::begin(kNeutralNumbers), std::end(kNeutralNumbers), names_row)) continue;
    if (std::any_of(std::begin(kNeutralBools), std::end(kNeutralBools), names_row)) continue;
    return InvalidInput(fmt::format("key {} is not known and may change what the model computes",
                                    QuotedForMessage(value.key)));
  }
  const std::string layout_key = KeyOf("tensor_data_layout");
  RBENCH_ASSIGN_OR_RETURN(const auto layout, file_.String(layout_key));
  if (layout.has_value() && *layout != "Meta AI original pth") {
    return NotSupported(layout_key, QuotedForMessage(*layout), "with this layout");
  }
  return CheckNeutralKeys();
}

Result<int> SpecReader::Required(std::string_view name, int64_t high) const {
  const std::string key = KeyOf(name);
  RBENCH_ASSIGN_OR_RETURN(const auto number, file_.Integer(key, 1, high));
  if (!number.has_value()) return Missing(key);
  return static_cast<int>(*number);
}

// A number that may be stored once or once a layer; layers that differ are refused.
Result<std::optional<int>> SpecReader::SameInAllLayers(std::string_view name, int64_t high,
                                                       int num_layers) const {
  const std::string key = KeyOf(name);
  const GgufValue* const value = file_.Find(key);
  if (value == nullptr) return std::optional<int>();
  if (!value->is_array) {
    RBENCH_ASSIGN_OR_RETURN(const auto number, file_.Integer(key, 1, high));
    return std::optional<int>(static_cast<int>(*number));
  }
  if (value->count != static_cast<uint64_t>(num_layers)) {
    return InvalidInput(fmt::format("key {} has {} items for {} layers", QuotedForMessage(key),
                                    value->count, num_layers));
  }
  RBENCH_ASSIGN_OR_RETURN(const auto numbers, file_.Integers(key, 1, high));
  for (const int64_t number : *numbers) {
    if (number == numbers->front()) continue;
    return InvalidInput(
        fmt::format("key {} differs between layers ({} and {}), which rbench does not support",
                    QuotedForMessage(key), numbers->front(), number));
  }
  return std::optional<int>(static_cast<int>(numbers->front()));
}

Status SpecReader::ReadHeadDim(ModelSpec& spec) const {
  RBENCH_ASSIGN_OR_RETURN(const auto key_length,
                          file_.Integer(KeyOf("attention.key_length"), 1, kMaxHeadDim));
  if (!key_length.has_value() && spec.hidden_size % spec.num_heads != 0) {
    return InvalidInput(fmt::format("{} {} is no multiple of {} {}", KeyOf("embedding_length"),
                                    spec.hidden_size, KeyOf("attention.head_count"),
                                    spec.num_heads));
  }
  spec.head_dim = static_cast<int>(key_length.value_or(spec.hidden_size / spec.num_heads));
  if (spec.head_dim % 2 != 0) {
    return InvalidInput(
        fmt::format("heads have {} dimensions; RoPE needs an even number", spec.head_dim));
  }
  for (const char* name : {"attention.value_length", "rope.dimension_count"}) {
    RBENCH_ASSIGN_OR_RETURN(const auto size,
                            file_.Integer(KeyOf(name), 1, std::numeric_limits<int64_t>::max()));
    if (size.value_or(spec.head_dim) != spec.head_dim) {
      return InvalidInput(
          fmt::format("key \"{}\" is {}, and heads have {} dimensions; rbench needs them equal",
                      KeyOf(name), *size, spec.head_dim));
    }
  }
  return {};
}

Status SpecReader::ReadAttention(ModelSpec& spec) const {
  RBENCH_ASSIGN_OR_RETURN(const auto heads,
                          SameInAllLayers("attention.head_count", kMaxHeads, spec.num_layers));
  if (!heads.has_value()) return Missing(KeyOf("attention.head_count"));
  RBENCH_ASSIGN_OR_RETURN(const auto kv_heads,
                          SameInAllLayers("attention.head_count_kv", kMaxHeads, spec.num_layers));
  spec.num_heads = *heads;
  spec.num_kv_heads = kv_heads.value_or(*heads);
  if (spec.num_heads % spec.num_kv_heads != 0) {
    return InvalidInput(fmt::format("{} {} is no multiple of {} {}", KeyOf("attention.head_count"),
                                    spec.num_heads, KeyOf("attention.head_count_kv"),
                                    spec.num_kv_heads));
  }
  return ReadHeadDim(spec);
}

Status SpecReader::ReadReals(ModelSpec& spec) const {
  const std::string epsilon_key = KeyOf("attention.layer_norm_rms_epsilon");
  RBENCH_ASSIGN_OR_RETURN(const auto epsilon, file_.Real(epsilon_key));
  if (!epsilon.has_value()) return Missing(epsilon_key);
  spec.rms_norm_eps = static_cast<float>(*epsilon);
  if (!(spec.rms_norm_eps > 0) || spec.rms_norm_eps >= 1) {
    return InvalidInput(
        fmt::format("{} is {}; it must lie between 0 and 1", epsilon_key, *epsilon));
  }
  const std::string theta_key = KeyOf("rope.freq_base");
  RBENCH_ASSIGN_OR_RETURN(const auto theta, file_.Real(theta_key));
  // No default: a guessed base is silently wrong by orders of magnitude.
  if (!theta.has_value()) return Missing(theta_key);
  if (*theta < 1) {
    return InvalidInput(fmt::format("{} is {}; it must be at least 1", theta_key, *theta));
  }
  spec.rope_theta = *theta;
  return ReadRopeScaling(spec);
}

// Llama 3.1's scaling has no keys: it is the tensor rope_freqs.weight.
Status SpecReader::ReadRopeScaling(ModelSpec& spec) const {
  const std::string type_key = KeyOf("rope.scaling.type");
  const std::string factor_key = KeyOf("rope.scaling.factor");
  RBENCH_ASSIGN_OR_RETURN(const auto type, file_.String(type_key));
  RBENCH_ASSIGN_OR_RETURN(const std::optional<double> factor, AnyNumber(file_, factor_key));
  if (type.value_or("none") == "none") {
    if (factor.value_or(1) == 1) return {};
    return InvalidInput(fmt::format("key {} is {}, and {} does not say how to scale",
                                    QuotedForMessage(factor_key), *factor, type_key));
  }
  if (*type != "linear")
    return NotSupported(type_key, QuotedForMessage(*type), "this scaling of RoPE");
  if (!factor.has_value()) return Missing(factor_key);
  if (!(*factor >= 1)) {
    return InvalidInput(fmt::format("{} is {}; it must be at least 1", factor_key, *factor));
  }
  spec.rope_scaling.kind = RopeScaling::Kind::kLinear;
  spec.rope_scaling.factor = *factor;
  return {};
}

Status SpecReader::ReadSizes(size_t num_tokens, ModelSpec& spec) const {
  RBENCH_ASSIGN_OR_RETURN(spec.num_layers, Required("block_count", kMaxLayers));
  RBENCH_ASSIGN_OR_RETURN(spec.hidden_size, Required("embedding_length", kMaxSize));
  RBENCH_ASSIGN_OR_RETURN(spec.max_context, Required("context_length", kMaxContext));
  RBENCH_ASSIGN_OR_RETURN(const auto intermediate,
                          SameInAllLayers("feed_forward_length", kMaxSize, spec.num_layers));
  if (!intermediate.has_value()) return Missing(KeyOf("feed_forward_length"));
  spec.intermediate_size = *intermediate;
  const std::string vocab_key = KeyOf("vocab_size");
  RBENCH_ASSIGN_OR_RETURN(const auto vocab,
                          file_.Integer(vocab_key, 1, std::numeric_limits<int64_t>::max()));
  if (vocab.has_value() && static_cast<uint64_t>(*vocab) != num_tokens) {
    return InvalidInput(fmt::format("{} is {}, and tokenizer.ggml.tokens has {} tokens", vocab_key,
                                    *vocab, num_tokens));
  }
  spec.vocab_size = static_cast<int>(num_tokens);
  return {};
}

}  // namespace

std::span<const GgufFamily> GgufFamilies() { return kFamilies; }

Result<ModelSpec> ReadGgufSpec(const GgufFile& file, const GgufFamily& family, size_t num_tokens) {
  const SpecReader reader(file, family);
  RBENCH_RETURN_IF_ERROR(reader.CheckKeys());
  ModelSpec spec;
  spec.family = family.architecture;
  RBENCH_ASSIGN_OR_RETURN(const auto name, file.String("general.name"));
  spec.name = name.value_or("");
  RBENCH_RETURN_IF_ERROR(reader.ReadSizes(num_tokens, spec));
  RBENCH_RETURN_IF_ERROR(reader.ReadAttention(spec));
  RBENCH_RETURN_IF_ERROR(reader.ReadReals(spec));
  spec.tied_embeddings = file.FindTensor("output.weight") == nullptr;
  spec.attention_biases = family.attention_biases;
  spec.query_key_norms = family.query_key_norms;
  return spec;
}

}  // namespace rbench
