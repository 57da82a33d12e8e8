#include "models/formats/hf_config.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/json.h"
#include "models/formats/gguf_file.h"
#include "models/formats/hf_config_keys.h"

namespace rbench {
namespace {

// Bounds far above every known model: what passes them fits products of sizes in 64 bits.
constexpr int64_t kMaxLayers = 4096;
constexpr int64_t kMaxSize = 1 << 24;
constexpr int64_t kMaxHeads = 1 << 14;
constexpr int64_t kMaxHeadDim = 1 << 14;
constexpr int64_t kMaxContext = 1 << 28;
constexpr size_t kMaxBytes = size_t{1} << 24;
constexpr size_t kMaxEndIds = 1024;

// How a value of "model_type" is read.
struct FamilyRow {
  std::string_view model_type;
  std::string_view architecture;
  bool attention_biases;  // of query, key and value, without a key that says so
  bool query_key_norms;
  bool needs_head_dim;     // the library's default is not hidden_size / heads
  bool window_has_switch;  // "use_sliding_window" decides whether "sliding_window" counts
};
constexpr FamilyRow kFamilies[] = {
    {"llama", "LlamaForCausalLM", false, false, false, false},
    {"mistral", "MistralForCausalLM", false, false, false, false},
    {"qwen2", "Qwen2ForCausalLM", true, false, false, true},
    {"qwen3", "Qwen3ForCausalLM", false, true, true, true},
};

Error InKey(std::string_view key, std::string_view what) {
  return InvalidInput(fmt::format("key \"{}\" {}", key, what));
}

// Absent and null are the same in these files.
const Json* Find(const Json& object, const char* key) {
  const auto at = object.find(key);
  return at == object.end() || at->is_null() ? nullptr : &*at;
}

std::string Shown(const Json& value) { return QuotedForMessage(DumpJson(value)); }

Result<std::optional<int64_t>> Integer(const Json& object, const char* key, int64_t low,
                                       int64_t high) {
  const Json* const value = Find(object, key);
  if (value == nullptr) return std::optional<int64_t>();
  const bool is_signed = value->is_number_integer() && !value->is_number_unsigned();
  const bool fits = is_signed ? value->get<int64_t>() >= low && value->get<int64_t>() <= high
                              : value->is_number_unsigned() &&
                                    value->get<uint64_t>() <= static_cast<uint64_t>(high) &&
                                    static_cast<int64_t>(value->get<uint64_t>()) >= low;
  if (!fits) {
    return InKey(key, fmt::format("is {}; it must be a whole number from {} to {}", Shown(*value),
                                  low, high));
  }
  return std::optional<int64_t>(value->get<int64_t>());
}

Result<int> Required(const Json& object, const char* key, int64_t high) {
  RBENCH_ASSIGN_OR_RETURN(const auto number, Integer(object, key, 1, high));
  if (!number.has_value()) return InKey(key, "is missing");
  return static_cast<int>(*number);
}

Result<std::optional<double>> Real(const Json& object, const char* key) {
  const Json* const value = Find(object, key);
  if (value == nullptr) return std::optional<double>();
  if (!value->is_number() || !std::isfinite(value->get<double>())) {
    return InKey(key, fmt::format("is {}; it must be a finite number", Shown(*value)));
  }
  return std::optional<double>(value->get<double>());
}

Result<std::optional<bool>> Bool(const Json& object, const char* key) {
  const Json* const value = Find(object, key);
  if (value == nullptr) return std::optional<bool>();
  if (!value->is_boolean())
    return InKey(key, fmt::format("is {}; it must be true or false", Shown(*value)));
  return std::optional<bool>(value->get<bool>());
}

Result<std::optional<std::string>> Text(const Json& object, const char* key) {
  const Json* const value = Find(object, key);
  if (value == nullptr) return std::optional<std::string>();
  if (!value->is_string())
    return InKey(key, fmt::format("is {}; it must be a text", Shown(*value)));
  return std::optional<std::string>(value->get<std::string>());
}

Result<const FamilyRow*> FamilyOf(const Json& config) {
  RBENCH_ASSIGN_OR_RETURN(const auto model_type, Text(config, "model_type"));
  if (!model_type.has_value()) return InKey("model_type", "is missing");
  std::string known;
  for (const FamilyRow& row : kFamilies) {
    known.append(known.empty() ? "" : ", ").append(row.model_type);
    if (row.model_type != *model_type) continue;
    const Json* const architectures = Find(config, "architectures");
    if (architectures == nullptr) return &row;
    const bool fits = architectures->is_array() && architectures->size() == 1 &&
                      architectures->front() == row.architecture;
    if (fits) return &row;
    return InKey("architectures",
                 fmt::format("is {}; rbench reads {} models of {} only", Shown(*architectures),
                             row.model_type, row.architecture));
  }
  return InKey("model_type",
               fmt::format("is {}; rbench reads: {}", QuotedForMessage(*model_type), known));
}

Status CheckQuantization(const Json& config) {
  const Json* const quantization = Find(config, "quantization_config");
  if (quantization == nullptr) return {};
  std::string method = "?";
  if (quantization->is_object()) {
    if (const Json* const name = Find(*quantization, "quant_method")) {
      if (name->is_string()) method = name->get<std::string>();
    }
  }
  return InKey("quantization_config",
               fmt::format("says that the weights are quantised ({}), which rbench does not read; "
                           "use the bfloat16 checkpoint or a GGUF file of the model",
                           QuotedForMessage(method)));
}

Status ReadHeads(const Json& config, const FamilyRow& family, ModelSpec& spec) {
  RBENCH_ASSIGN_OR_RETURN(spec.num_heads, Required(config, "num_attention_heads", kMaxHeads));
  RBENCH_ASSIGN_OR_RETURN(const auto kv_heads,
                          Integer(config, "num_key_value_heads", 1, kMaxHeads));
  spec.num_kv_heads = static_cast<int>(kv_heads.value_or(spec.num_heads));
  if (spec.num_heads % spec.num_kv_heads != 0) {
    return InKey("num_attention_heads", fmt::format("is {}, no multiple of num_key_value_heads {}",
                                                    spec.num_heads, spec.num_kv_heads));
  }
  RBENCH_ASSIGN_OR_RETURN(const auto head_dim, Integer(config, "head_dim", 1, kMaxHeadDim));
  if (!head_dim.has_value()) {
    if (family.needs_head_dim) return InKey("head_dim", "is missing");
    if (spec.hidden_size % spec.num_heads != 0) {
      return InKey("hidden_size", fmt::format("is {}, no multiple of num_attention_heads {}",
                                              spec.hidden_size, spec.num_heads));
    }
  }
  spec.head_dim = static_cast<int>(head_dim.value_or(spec.hidden_size / spec.num_heads));
  if (spec.head_dim % 2 != 0 || spec.head_dim > kMaxHeadDim) {
    return InvalidInput(
        fmt::format("heads have {} dimensions; RoPE needs an even number of at most {}",
                    spec.head_dim, kMaxHeadDim));
  }
  return {};
}

// A window that no position leaves is no window.
Status CheckWindow(const Json& config, const FamilyRow& family, const ModelSpec& spec) {
  RBENCH_ASSIGN_OR_RETURN(const auto window, Integer(config, "sliding_window", 0, INT64_MAX));
  RBENCH_ASSIGN_OR_RETURN(const auto on, Bool(config, "use_sliding_window"));
  RBENCH_ASSIGN_OR_RETURN(const auto full_layers,
                          Integer(config, "max_window_layers", 0, INT64_MAX));
  const bool used = family.window_has_switch
                        ? on.value_or(false) && full_layers.value_or(0) < spec.num_layers
                        : on.value_or(true);
  if (used && window.has_value() && *window < spec.max_context) {
    return InKey("sliding_window",
                 fmt::format("is {}: a sliding attention window is in use, which rbench does not "
                             "compute",
                             *window));
  }
  if (const Json* const types = Find(config, "layer_types")) {
    const bool full =
        types->is_array() && std::all_of(types->begin(), types->end(),
                                         [](const Json& type) { return type == "full_attention"; });
    if (!full) {
      return InKey("layer_types",
                   "has layers other than \"full_attention\", which rbench does not compute");
    }
  }
  return {};
}

Status ReadScaling(const Json& object, const char* key, ModelSpec& spec) {
  if (!object.is_object())
    return InKey(key, fmt::format("is {}; it must be an object", Shown(object)));
  constexpr std::string_view kKnown[] = {"rope_type",        "type",
                                         "factor",           "low_freq_factor",
                                         "high_freq_factor", "original_max_position_embeddings",
                                         "rope_theta"};
  for (const auto& [name, value] : object.items()) {
    if (name == "partial_rotary_factor" && (value == 1 || value.is_null())) continue;
    if (std::find(std::begin(kKnown), std::end(kKnown), name) == std::end(kKnown)) {
      return InKey(key, fmt::format("has {}, which is not known and may change what the model "
                                    "computes",
                                    QuotedForMessage(name)));
    }
  }
  RBENCH_ASSIGN_OR_RETURN(const auto new_type, Text(object, "rope_type"));
  RBENCH_ASSIGN_OR_RETURN(const auto old_type, Text(object, "type"));
  if (new_type.has_value() && old_type.has_value() && *new_type != *old_type) {
    return InKey(key, fmt::format("has the rope_type {} and the type {}; they must be equal",
                                  QuotedForMessage(*new_type), QuotedForMessage(*old_type)));
  }
  const std::string type = new_type.value_or(old_type.value_or(""));
  RopeScaling& scaling = spec.rope_scaling;
  if (type == "default") return {};
  if (type == "linear") {
    scaling.kind = RopeScaling::Kind::kLinear;
  } else if (type == "llama3") {
    scaling.kind = RopeScaling::Kind::kLlama3;
  } else if (type.empty()) {
    return InKey(key, "has no \"rope_type\"");
  } else {
    return InKey(key, fmt::format("has the rope_type {}, which rbench does not compute; it knows: "
                                  "default, linear, llama3",
                                  QuotedForMessage(type)));
  }
  const auto number = [&](const char* name, double low, double& target) -> Status {
    Result<std::optional<double>> value = Real(object, name);
    if (!value) return std::move(value).error().WithContext(key);
    if (!value->has_value()) return InKey(key, fmt::format("has no \"{}\"", name));
    if (**value < low || **value > 1e6) {
      return InKey(key, fmt::format("has a \"{}\" of {}; it must lie between {} and 1e6", name,
                                    **value, low));
    }
    target = **value;
    return {};
  };
  RBENCH_RETURN_IF_ERROR(number("factor", 1, scaling.factor));
  if (scaling.kind == RopeScaling::Kind::kLinear) return {};
  RBENCH_RETURN_IF_ERROR(number("low_freq_factor", 1e-6, scaling.low_freq_factor));
  RBENCH_RETURN_IF_ERROR(number("high_freq_factor", 1e-6, scaling.high_freq_factor));
  if (scaling.low_freq_factor >= scaling.high_freq_factor) {
    return InKey(key, "has a low_freq_factor that is not below its high_freq_factor");
  }
  Result<int> original = Required(object, "original_max_position_embeddings", kMaxContext);
  if (!original) return std::move(original).error().WithContext(key);
  scaling.original_context = *original;
  return {};
}

// The base and the scaling of RoPE: on their own, or together in the newer "rope_parameters".
Status ReadRope(const Json& config, ModelSpec& spec) {
  const Json* const scaling = Find(config, "rope_scaling");
  const Json* const parameters = Find(config, "rope_parameters");
  if (scaling != nullptr && parameters != nullptr && *scaling != *parameters) {
    return InvalidInput("keys \"rope_scaling\" and \"rope_parameters\" differ; keep one");
  }
  RBENCH_ASSIGN_OR_RETURN(std::optional<double> theta, Real(config, "rope_theta"));
  for (const auto& [key, object] :
       {std::pair{"rope_scaling", scaling}, std::pair{"rope_parameters", parameters}}) {
    if (object == nullptr) continue;
    RBENCH_RETURN_IF_ERROR(ReadScaling(*object, key, spec));
    Result<std::optional<double>> inner = Real(*object, "rope_theta");
    if (!inner) return std::move(inner).error().WithContext(key);
    if (inner->has_value() && theta.value_or(**inner) != **inner) {
      return InKey("rope_theta", fmt::format("is {}, and {} says {}", *theta, key, **inner));
    }
    if (inner->has_value()) theta = **inner;
  }
  // No default: a guessed base is silently wrong by orders of magnitude.
  if (!theta.has_value()) {
    return InKey("rope_theta",
                 "is missing; write the base that the model was trained with into config.json "
                 "(Llama 1 and 2: 10000)");
  }
  if (*theta < 1) return InKey("rope_theta", fmt::format("is {}; it must be at least 1", *theta));
  spec.rope_theta = *theta;
  return {};
}

Status ReadReals(const Json& config, ModelSpec& spec) {
  RBENCH_ASSIGN_OR_RETURN(const auto epsilon, Real(config, "rms_norm_eps"));
  if (!epsilon.has_value()) return InKey("rms_norm_eps", "is missing");
  spec.rms_norm_eps = static_cast<float>(*epsilon);
  if (!(spec.rms_norm_eps > 0) || spec.rms_norm_eps >= 1) {
    return InKey("rms_norm_eps", fmt::format("is {}; it must lie between 0 and 1", *epsilon));
  }
  return ReadRope(config, spec);
}

Status ReadSwitches(const Json& config, const FamilyRow& family, ModelSpec& spec) {
  RBENCH_ASSIGN_OR_RETURN(const auto activation, Text(config, "hidden_act"));
  if (activation.value_or("silu") != "silu") {
    return InKey("hidden_act", fmt::format("is {}; rbench computes \"silu\" only",
                                           QuotedForMessage(*activation)));
  }
  RBENCH_ASSIGN_OR_RETURN(const auto tied, Bool(config, "tie_word_embeddings"));
  spec.tied_embeddings = tied.value_or(false);
  spec.attention_biases = family.attention_biases;
  spec.query_key_norms = family.query_key_norms;
  RBENCH_ASSIGN_OR_RETURN(const auto biases, Bool(config, "attention_bias"));
  if (biases.value_or(family.attention_biases) != family.attention_biases) {
    return InKey("attention_bias", fmt::format("is {}, which is not how {} models are computed",
                                               *biases, family.model_type));
  }
  return {};
}

// One id, a list of ids, or nothing.
Status AddEndIds(const Json& config, const char* key, int vocab_size, std::vector<TokenId>& ids) {
  const Json* const value = Find(config, key);
  if (value == nullptr) return {};
  const Json list = value->is_array() ? *value : Json::array({*value});
  if (list.size() > kMaxEndIds) return InKey(key, fmt::format("has {} ids", list.size()));
  for (const Json& item : list) {
    if (!item.is_number_unsigned() || item.get<uint64_t>() >= static_cast<uint64_t>(vocab_size)) {
      return InKey(key, fmt::format("has {}, which is no token of a vocabulary of {}", Shown(item),
                                    vocab_size));
    }
    ids.push_back(static_cast<TokenId>(item.get<uint64_t>()));
  }
  return {};
}

Result<Json> ParseObject(std::string_view text) {
  JsonLimits limits;
  limits.max_depth = 16;
  limits.max_bytes = kMaxBytes;
  RBENCH_ASSIGN_OR_RETURN(Json json, ParseJson(text, limits));
  if (!json.is_object()) return InvalidInput("is no JSON object");
  return json;
}

Result<HfConfig> ReadConfig(const Json& config) {
  RBENCH_ASSIGN_OR_RETURN(const FamilyRow* const family, FamilyOf(config));
  RBENCH_RETURN_IF_ERROR(CheckQuantization(config));
  RBENCH_RETURN_IF_ERROR(CheckHfKeys(config));
  HfConfig read;
  ModelSpec& spec = read.spec;
  spec.family = family->model_type;
  RBENCH_ASSIGN_OR_RETURN(const auto name, Text(config, "_name_or_path"));
  spec.name = name.value_or("");
  RBENCH_ASSIGN_OR_RETURN(spec.num_layers, Required(config, "num_hidden_layers", kMaxLayers));
  RBENCH_ASSIGN_OR_RETURN(spec.hidden_size, Required(config, "hidden_size", kMaxSize));
  RBENCH_ASSIGN_OR_RETURN(spec.intermediate_size, Required(config, "intermediate_size", kMaxSize));
  RBENCH_ASSIGN_OR_RETURN(spec.vocab_size, Required(config, "vocab_size", kMaxSize));
  RBENCH_ASSIGN_OR_RETURN(spec.max_context,
                          Required(config, "max_position_embeddings", kMaxContext));
  RBENCH_RETURN_IF_ERROR(ReadHeads(config, *family, spec));
  RBENCH_RETURN_IF_ERROR(CheckWindow(config, *family, spec));
  RBENCH_RETURN_IF_ERROR(ReadReals(config, spec));
  RBENCH_RETURN_IF_ERROR(ReadSwitches(config, *family, spec));
  RBENCH_ASSIGN_OR_RETURN(const auto bos, Integer(config, "bos_token_id", 0, spec.vocab_size - 1));
  if (bos.has_value()) read.bos = static_cast<TokenId>(*bos);
  RBENCH_RETURN_IF_ERROR(AddEndIds(config, "eos_token_id", spec.vocab_size, read.end_ids));
  if (Find(config, "auto_map") != nullptr) {
    read.notes.push_back(
        "config.json names code of the folder (auto_map); rbench never runs it and computes the "
        "model as " +
        spec.family);
  }
  return read;
}

}  // namespace

Result<HfConfig> ReadHfConfig(std::string_view config, std::string_view generation_config) {
  Result<Json> json = ParseObject(config);
  if (!json) return std::move(json).error().WithContext("config.json");
  Result<HfConfig> read = ReadConfig(*json);
  if (!read) return std::move(read).error().WithContext("config.json");
  if (!generation_config.empty()) {
    Result<Json> generation = ParseObject(generation_config);
    if (!generation) return std::move(generation).error().WithContext("generation_config.json");
    Status added = AddEndIds(*generation, "eos_token_id", read->spec.vocab_size, read->end_ids);
    if (!added) return std::move(added).error().WithContext("generation_config.json");
  }
  std::vector<TokenId>& ids = read->end_ids;
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return read;
}

}  // namespace rbench
