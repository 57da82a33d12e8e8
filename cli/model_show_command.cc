#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/json.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "cli/console.h"
#include "cli/model_command.h"
#include "models/engine/kv_pages.h"
#include "models/formats/tensor_list.h"
#include "models/tokenizer/tokenizer.h"

namespace rbench {
namespace {

struct Weights {
  uint64_t parameters = 0;  // numbers, a tied output counted once
  uint64_t bytes = 0;
  std::string types;  // "210 Q4_1, 61 F32"
};

Weights CountWeights(const Checkpoint& checkpoint) {
  Weights weights;
  std::vector<std::pair<TensorType, int>> counts;
  for (const TensorView* tensor : TensorsOf(checkpoint)) {
    weights.parameters += tensor->rows() * tensor->columns();
    weights.bytes += tensor->bytes.size();
    auto row = std::find_if(counts.begin(), counts.end(),
                            [&](const auto& count) { return count.first == tensor->type; });
    if (row == counts.end()) row = counts.insert(counts.end(), {tensor->type, 0});
    ++row->second;
  }
  std::sort(counts.begin(), counts.end(),
            [](const auto& a, const auto& b) { return a.second > b.second; });
  for (const auto& [type, count] : counts) {
    weights.types +=
        fmt::format("{}{} {}", weights.types.empty() ? "" : ", ", count, TensorTypeName(type));
  }
  return weights;
}

std::string Amount(uint64_t bytes) {
  constexpr const char* kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  double value = static_cast<double>(bytes);
  size_t unit = 0;
  while (value >= 1024 && unit + 1 < std::size(kUnits)) {
    value /= 1024;
    ++unit;
  }
  return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", value, kUnits[unit]);
}

Json ScalingJson(const Checkpoint& checkpoint) {
  const RopeScaling& scaling = checkpoint.spec.rope_scaling;
  if (!checkpoint.weights.rope_factors.bytes.empty()) return Json{{"kind", "factors"}};
  if (scaling.kind == RopeScaling::Kind::kNone) return nullptr;
  if (scaling.kind == RopeScaling::Kind::kLinear) {
    return Json{{"kind", "linear"}, {"factor", scaling.factor}};
  }
  return Json{{"kind", "llama3"},
              {"factor", scaling.factor},
              {"low_freq_factor", scaling.low_freq_factor},
              {"high_freq_factor", scaling.high_freq_factor},
              {"original_context", scaling.original_context}};
}

Json Describe(const Checkpoint& checkpoint, const Tokenizer& tokenizer) {
  const ModelSpec& spec = checkpoint.spec;
  const Weights weights = CountWeights(checkpoint);
  const uint64_t token_bytes = KvPages::PageBytes(spec) / kKvPageTokens;
  Json stops = Json::array();
  for (const TokenId id : checkpoint.stop_ids) {
    const auto text = tokenizer.TokenBytes(id);
    stops.push_back(Json{{"id", id}, {"text", text ? std::string(*text) : ""}});
  }
  const auto id = [](const std::optional<TokenId>& token) { return token ? Json(*token) : Json(); };
  const TokenizerSpec& texts = tokenizer.spec();
  return Json{
      {"path", checkpoint.path},
      {"sha256", checkpoint.sha256},
      {"file_bytes", checkpoint.file_bytes},
      {"name", spec.name},
      {"family", spec.family},
      {"layers", spec.num_layers},
      {"hidden_size", spec.hidden_size},
      {"intermediate_size", spec.intermediate_size},
      {"heads", spec.num_heads},
      {"kv_heads", spec.num_kv_heads},
      {"head_dim", spec.head_dim},
      {"vocab_size", spec.vocab_size},
      {"max_context", spec.max_context},
      {"rms_norm_eps", std::stod(fmt::format("{}", spec.rms_norm_eps))},
      {"rope_theta", spec.rope_theta},
      {"rope_scaling", ScalingJson(checkpoint)},
      {"tied_embeddings", spec.tied_embeddings},
      {"attention_biases", spec.attention_biases},
      {"query_key_norms", spec.query_key_norms},
      {"parameters", weights.parameters},
      {"weight_bytes", weights.bytes},
      {"weight_types", weights.types},
      {"kv_bytes_per_token", token_bytes},
      {"kv_bytes_per_sequence", token_bytes * static_cast<uint64_t>(spec.max_context)},
      {"tokenizer_fingerprint", tokenizer.fingerprint()},
      {"pre_tokenizer", texts.pre.empty() ? texts.model : texts.pre},
      {"bos", id(texts.bos)},
      {"add_bos", texts.add_bos},
      {"template_sha256",
       checkpoint.chat_template.empty() ? Json() : Json(Sha256Hex(checkpoint.chat_template))},
      {"stop_ids", std::move(stops)},
      {"notes", checkpoint.notes},
  };
}

// Text of a file, which may hold anything.
std::string Plain(const Json& value) {
  return EscapeForTerminal(value.is_string() ? value.get<std::string>() : DumpJson(value));
}

std::string ForPeople(const Json& model) {
  std::string text;
  const auto line = [&](const char* label, const std::string& value) {
    text += fmt::format("{:<14} {}\n", label, value);
  };
  const auto amount = [&](const char* key) { return Amount(model[key].get<uint64_t>()); };
  line("model", Plain(model["path"]));
  if (model["name"] != "") line("name", Plain(model["name"]));
  line("sha256", Plain(model["sha256"]));
  line("family", Plain(model["family"]));
  line("shape",
       fmt::format("{} layers, hidden {}, intermediate {}, {} heads ({} of keys and "
                   "values) of {}, vocabulary {}",
                   Plain(model["layers"]), Plain(model["hidden_size"]),
                   Plain(model["intermediate_size"]), Plain(model["heads"]),
                   Plain(model["kv_heads"]), Plain(model["head_dim"]), Plain(model["vocab_size"])));
  line("context",
       fmt::format(
           "{} tokens, RoPE base {}{}", Plain(model["max_context"]), Plain(model["rope_theta"]),
           model["rope_scaling"].is_null() ? "" : ", stretched: " + Plain(model["rope_scaling"])));
  std::string extras =
      model["tied_embeddings"] == true ? "output tied to the embedding" : "output of its own";
  if (model["attention_biases"] == true) extras += ", biases of query, key and value";
  if (model["query_key_norms"] == true) extras += ", norms of query and key";
  line("parameters", fmt::format("{} ({}; {})", Plain(model["parameters"]),
                                 Plain(model["weight_types"]), extras));
  line("weights", fmt::format("{} in {} of files", amount("weight_bytes"), amount("file_bytes")));
  line("KV cache", fmt::format("{} a token, {} a sequence of full length (float32)",
                               amount("kv_bytes_per_token"), amount("kv_bytes_per_sequence")));
  line("tokenizer", fmt::format("{}, fingerprint {}", Plain(model["pre_tokenizer"]),
                                Plain(model["tokenizer_fingerprint"])));
  line("begin token",
       model["add_bos"] == true ? Plain(model["bos"]) + ", put in front" : "none put in front");
  line("template",
       model["template_sha256"].is_null() ? "none" : "sha256 " + Plain(model["template_sha256"]));
  std::string stops;
  for (const Json& stop : model["stop_ids"]) {
    stops +=
        fmt::format("{}{} {}", stops.empty() ? "" : ", ", Plain(stop["id"]), Plain(stop["text"]));
  }
  line("stop ids", stops.empty() ? "none" : stops);
  for (const Json& note : model["notes"]) line("note", Plain(note));
  return text;
}

}  // namespace

int ModelShowCommand(const std::vector<std::string>& arguments) {
  Flags flags("model show [MODEL] [flags]",
              "What a model is: family and sizes, parameters, memory of the weights and of each "
              "sequence, tokenizer, chat template and the tokens that end an answer.",
              {"rbench model show smollm2", "rbench model show smollm2 --json"});
  ModelFlags model;
  std::vector<std::string> names;
  bool json = false;
  model.AddTo(flags);
  flags.AddSwitch("--json", &json, "one JSON object");
  flags.AddPositional("MODEL", &names, "what --model takes", 0);
  int exit_code = kExitOk;
  if (!ParseFlags(flags, arguments, exit_code)) return exit_code;
  auto checkpoint = OpenNamedModel(model, names);
  if (!checkpoint) return Fail(checkpoint.error());
  auto tokenizer = Tokenizer::Create(std::move(checkpoint->tokenizer));
  if (!tokenizer) return Fail(std::move(tokenizer).error().WithContext(checkpoint->path));
  const Json described = Describe(*checkpoint, *tokenizer);
  Print(json ? DumpJson(described) + "\n" : ForPeople(described));
  return kExitOk;
}

}  // namespace rbench
