#include "models/formats/gguf_writer.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/files.h"
#include "models/formats/gguf_family.h"
#include "models/formats/gguf_tensor_type.h"
#include "models/formats/gguf_tokenizer.h"
#include "models/formats/gguf_values_writer.h"
#include "models/formats/scored_merges.h"
#include "models/kernels/kernels.h"
#include "models/kernels/packed_matrix.h"
#include "models/kernels/quantise.h"
#include "models/tokenizer/pre_tokenizer.h"

namespace rbench {
namespace {

constexpr size_t kAlignment = 32;

// One tensor to write, under its name in the file.
struct Item {
  std::string name;
  TensorView view;
  TensorType type = TensorType::kF32;
  bool paired = false;  // rows go to the adjacent-pair order of the architecture llama
};

size_t RowBytes(const Item& item) {
  return item.view.columns() / TensorBlockElements(item.type) * TensorBlockBytes(item.type);
}

size_t Padded(size_t bytes) { return (bytes + kAlignment - 1) / kAlignment * kAlignment; }

// The architecture that computes what the spec says. Mistral without its window is a llama.
Result<const GgufFamily*> FamilyFor(const ModelSpec& spec) {
  for (const GgufFamily& family : GgufFamilies()) {
    const bool named = family.architecture == spec.family ||
                       (family.architecture == "llama" && spec.family == "mistral");
    if (named && family.attention_biases == spec.attention_biases &&
        family.query_key_norms == spec.query_key_norms) {
      return &family;
    }
  }
  return InvalidInput(fmt::format("GGUF has no architecture for this model of the family {}",
                                  QuotedForMessage(spec.family)));
}

TensorType TypeFor(const TensorView& view, TensorType type) {
  if (view.shape.size() != 2) return TensorType::kF32;
  return view.columns() % TensorBlockElements(type) == 0 ? type : TensorType::kF32;
}

std::vector<Item> ItemsOf(const Checkpoint& checkpoint, const GgufFamily& family, TensorType type,
                          const std::vector<float>& rope_factors) {
  std::vector<Item> items;
  const ModelWeights& weights = checkpoint.weights;
  const auto add = [&](std::string name, const TensorView& view, bool paired = false) {
    items.push_back({std::move(name), view, TypeFor(view, type), paired});
  };
  if (!rope_factors.empty()) {
    add(kGgufRopeFactors, {kGgufRopeFactors,
                           TensorType::kF32,
                           {rope_factors.size()},
                           std::as_bytes(std::span(rope_factors))});
  }
  add("token_embd.weight", weights.token_embedding);
  for (size_t i = 0; i < weights.layers.size(); ++i) {
    for (const GgufLayerTensor& row : GgufLayerTensors()) {
      if (row.only_with != nullptr && !(checkpoint.spec.*row.only_with)) continue;
      const bool paired = family.paired_rows &&
                          (row.member == &LayerWeights::query || row.member == &LayerWeights::key);
      add(fmt::format("blk.{}.{}", i, row.name), weights.layers[i].*row.member, paired);
    }
  }
  add("output_norm.weight", weights.output_norm);
  if (!checkpoint.spec.tied_embeddings) add("output.weight", weights.output);
  return items;
}

void AddModelKeys(const ModelSpec& spec, const GgufFamily& family, GgufValuesWriter& keys) {
  const auto key = [&](const char* name) {
    return fmt::format("{}.{}", family.architecture, name);
  };
  const auto add = [&](const char* name, int value) {
    keys.Add(key(name), static_cast<uint32_t>(value));
  };
  keys.Add("general.architecture", family.architecture);
  if (!spec.name.empty()) keys.Add("general.name", spec.name);
  add("block_count", spec.num_layers);
  add("context_length", spec.max_context);
  add("embedding_length", spec.hidden_size);
  add("feed_forward_length", spec.intermediate_size);
  add("attention.head_count", spec.num_heads);
  add("attention.head_count_kv", spec.num_kv_heads);
  add("attention.key_length", spec.head_dim);
  add("attention.value_length", spec.head_dim);
  add("rope.dimension_count", spec.head_dim);
  add("vocab_size", spec.vocab_size);
  keys.Add(key("attention.layer_norm_rms_epsilon"), spec.rms_norm_eps);
  keys.Add(key("rope.freq_base"), static_cast<float>(spec.rope_theta));
  if (spec.rope_scaling.kind == RopeScaling::Kind::kLinear) {
    keys.Add(key("rope.scaling.type"), "linear");
    keys.Add(key("rope.scaling.factor"), static_cast<float>(spec.rope_scaling.factor));
  }
}

// The ends of text: eos, eot and eom are all the file has room for.
Status AddEnds(const Checkpoint& checkpoint, GgufValuesWriter& keys) {
  const TokenizerSpec& tokenizer = checkpoint.tokenizer;
  std::optional<TokenId> eos = tokenizer.eos, eot = tokenizer.eot, eom;
  for (const TokenId id : checkpoint.stop_ids) {
    if (eos == id || eot == id || eom == id) continue;
    std::optional<TokenId>* const free = !eos ? &eos : !eot ? &eot : !eom ? &eom : nullptr;
    if (free == nullptr) {
      return InvalidInput(fmt::format("GGUF has room for three end tokens, and the model has {}",
                                      checkpoint.stop_ids.size()));
    }
    *free = id;
  }
  const std::pair<const char*, std::optional<TokenId>> ids[] = {{"bos", tokenizer.bos},
                                                                {"eos", eos},
                                                                {"eot", eot},
                                                                {"eom", eom},
                                                                {"unknown", tokenizer.unknown},
                                                                {"padding", tokenizer.padding}};
  for (const auto& [name, id] : ids) {
    if (!id.has_value()) continue;
    keys.Add(fmt::format("tokenizer.ggml.{}_token_id", name), static_cast<uint32_t>(*id));
  }
  return {};
}

// What makes words and tokens, where tokenizer.ggml.model is "gpt2".
Status AddByteLevelKeys(const TokenizerSpec& spec, GgufValuesWriter& keys) {
  const std::string_view pre = PreTokenizer::NameOf(PreTokenizer::StepsOf(spec.pre), spec);
  if (pre.empty()) {
    return InvalidInput(
        fmt::format("GGUF has no name for the pre-tokenizer {} with this normaliser",
                    QuotedForMessage(spec.pre)));
  }
  keys.Add("tokenizer.ggml.pre", pre);
  keys.Add("tokenizer.ggml.merges", spec.merges);
  return {};
}

// The same of "llama": scores in place of merges.
Status AddScoredKeys(const TokenizerSpec& spec, GgufValuesWriter& keys) {
  using LeadingSpace = TokenizerSpec::LeadingSpace;
  const bool everywhere = spec.leading_space == LeadingSpace::kEverySection;
  if (!everywhere && spec.leading_space != LeadingSpace::kNone) {
    return InvalidInput(
        "GGUF cannot say that a space is put in front only of text that has none, or only at the "
        "begin");
  }
  if (spec.nfc || spec.ignore_merges) {
    return InvalidInput("GGUF cannot say how this SentencePiece tokenizer treats text");
  }
  RBENCH_ASSIGN_OR_RETURN(const std::vector<double> scores, ScoresOfMerges(spec));
  keys.Add("tokenizer.ggml.scores", std::vector<float>(scores.begin(), scores.end()));
  keys.Add("tokenizer.ggml.add_space_prefix", everywhere);
  return {};
}

Status AddTokenizerKeys(const Checkpoint& checkpoint, GgufValuesWriter& keys) {
  const TokenizerSpec& spec = checkpoint.tokenizer;
  for (const auto& [id, matching] : spec.matching) {
    if (matching == TokenizerSpec::Matching{}) continue;
    return InvalidInput(fmt::format("GGUF cannot say how the token {} takes its surroundings along",
                                    QuotedForMessage(spec.tokens[static_cast<size_t>(id)])));
  }
  std::vector<int32_t> types;
  // The file counts from 1, in the order of the enumeration.
  for (const TokenizerSpec::TokenType type : spec.types)
    types.push_back(static_cast<int32_t>(type) + 1);
  const bool scored = spec.model == "metaspace";
  keys.Add("tokenizer.ggml.model", scored ? "llama" : spec.model);
  keys.Add("tokenizer.ggml.tokens", spec.tokens);
  keys.Add("tokenizer.ggml.token_type", types);
  RBENCH_RETURN_IF_ERROR(scored ? AddScoredKeys(spec, keys) : AddByteLevelKeys(spec, keys));
  keys.Add("tokenizer.ggml.add_bos_token", spec.add_bos);
  keys.Add("tokenizer.ggml.add_eos_token", spec.add_eos);
  if (!checkpoint.chat_template.empty())
    keys.Add("tokenizer.chat_template", checkpoint.chat_template);
  return AddEnds(checkpoint, keys);
}

// Everything before the tensors' bytes.
std::string HeaderOf(const GgufValuesWriter& keys, const std::vector<Item>& items) {
  std::string header = "GGUF";
  AppendGguf(uint32_t{3}, header);
  AppendGguf(uint64_t{items.size()}, header);
  AppendGguf(keys.count(), header);
  header += keys.bytes();
  uint64_t offset = 0;
  for (const Item& item : items) {
    AppendGgufText(item.name, header);
    AppendGguf(static_cast<uint32_t>(item.view.shape.size()), header);
    for (auto size = item.view.shape.rbegin(); size != item.view.shape.rend(); ++size)
      AppendGguf(static_cast<uint64_t>(*size), header);
    AppendGguf(GgufNumberOf(item.type), header);
    AppendGguf(offset, header);
    offset += Padded(item.view.rows() * RowBytes(item));
  }
  header.resize(Padded(header.size()), '\0');
  return header;
}

// Row of the checkpoint that stands at `row` of the file: of each head, rows i and i + d/2 become
// neighbours.
size_t SourceRow(const Item& item, size_t head_dim, size_t row) {
  if (!item.paired) return row;
  const size_t in_head = row % head_dim;
  return row - in_head + in_head % 2 * (head_dim / 2) + in_head / 2;
}

Status WriteItem(const Item& item, size_t head_dim, const WriteBytes& write) {
  std::string bytes(RowBytes(item), '\0');
  std::vector<float> values(item.view.columns());
  for (size_t row = 0; row < item.view.rows(); ++row) {
    const size_t source = SourceRow(item, head_dim, row);
    if (item.view.type == item.type) {
      std::memcpy(bytes.data(), item.view.bytes.data() + source * bytes.size(), bytes.size());
    } else {
      DequantiseRow(item.view, source, values.data());
      Status packed = QuantiseRow(item.type, values, reinterpret_cast<std::byte*>(bytes.data()));
      if (!packed) {
        return std::move(packed).error().WithContext("tensor " + QuotedForMessage(item.name));
      }
    }
    RBENCH_RETURN_IF_ERROR(write(bytes));
  }
  const size_t size = item.view.rows() * bytes.size();
  return write(std::string(Padded(size) - size, '\0'));
}

Status WriteChecked(const Checkpoint& checkpoint, TensorType type, const std::string& path) {
  const ModelSpec& spec = checkpoint.spec;
  RBENCH_ASSIGN_OR_RETURN(const GgufFamily* const family, FamilyFor(spec));
  std::vector<float> rope_factors;
  if (spec.rope_scaling.kind == RopeScaling::Kind::kLlama3)
    rope_factors = RopeFactors(spec.rope_scaling, spec.rope_theta, spec.head_dim);
  if (!checkpoint.weights.rope_factors.bytes.empty()) {
    rope_factors.resize(static_cast<size_t>(spec.head_dim) / 2);
    DequantiseRow(checkpoint.weights.rope_factors, 0, rope_factors.data());
  }
  if (!rope_factors.empty() && !family->rope_factors) {
    return InvalidInput(fmt::format("GGUF's architecture {} cannot say Llama 3.1's scaling of RoPE",
                                    family->architecture));
  }
  GgufValuesWriter keys;
  AddModelKeys(spec, *family, keys);
  RBENCH_RETURN_IF_ERROR(AddTokenizerKeys(checkpoint, keys));
  const std::vector<Item> items = ItemsOf(checkpoint, *family, type, rope_factors);
  return WriteFileAtomic(path, [&](const WriteBytes& write) -> Status {
    RBENCH_RETURN_IF_ERROR(write(HeaderOf(keys, items)));
    for (const Item& item : items) {
      RBENCH_RETURN_IF_ERROR(WriteItem(item, static_cast<size_t>(spec.head_dim), write));
      if (checkpoint.forget) checkpoint.forget(item.view.bytes);
    }
    return {};
  });
}

}  // namespace

Status WriteGguf(const Checkpoint& checkpoint, TensorType type, const std::string& path) {
  Status written = WriteChecked(checkpoint, type, path);
  if (!written) return std::move(written).error().WithContext("writing " + path);
  return written;
}

}  // namespace rbench
