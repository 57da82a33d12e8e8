#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>

#include "base/check.h"
#include "models/formats/gguf.h"
#include "models/formats/gguf_family.h"
#include "models/formats/gguf_file.h"
#include "models/formats/gguf_tokenizer.h"

// GGUF files: first the header alone, as far as it makes sense without the tensors' bytes, then the
// whole file. What is accepted must be written back to the same bytes, point into the input, and
// fit together.

namespace rbench {
namespace {

template <typename T>
void Append(T value, std::string& out) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  out.append(bytes, sizeof value);
}

void AppendText(std::string_view text, std::string& out) {
  Append<uint64_t>(text.size(), out);
  out.append(text);
}

uint32_t NumberOf(TensorType type) {
  constexpr uint32_t kNumbers[] = {0, 1,  30, 8,  2,  3, 6,
                                   7, 10, 11, 12, 13, 14};  // in the order of the enumeration
  return kNumbers[static_cast<size_t>(type)];
}

// The header as its meaning says it must have been written.
std::string Written(const GgufFile& file) {
  std::string out = "GGUF";
  Append<uint32_t>(file.version(), out);
  Append<uint64_t>(file.tensors().size(), out);
  Append<uint64_t>(file.values().size(), out);
  for (const GgufValue& value : file.values()) {
    AppendText(value.key, out);
    if (value.is_array) Append<uint32_t>(9, out);
    Append(static_cast<uint32_t>(value.type), out);
    if (value.is_array) Append<uint64_t>(value.count, out);
    out.append(reinterpret_cast<const char*>(value.items.data()), value.items.size());
  }
  for (const GgufTensor& tensor : file.tensors()) {
    AppendText(tensor.name, out);
    Append<uint32_t>(tensor.num_dims, out);
    for (uint32_t i = 0; i < tensor.num_dims; ++i) Append<uint64_t>(tensor.dims[i], out);
    Append(NumberOf(tensor.type), out);
    Append<uint64_t>(tensor.offset, out);
  }
  return out;
}

void CheckSpec(const ModelSpec& spec, const ModelWeights& weights, const TokenizerSpec& tokenizer) {
  RBENCH_CHECK(spec.num_layers > 0 &&
               weights.layers.size() == static_cast<size_t>(spec.num_layers));
  RBENCH_CHECK(spec.num_kv_heads > 0 && spec.num_heads % spec.num_kv_heads == 0);
  RBENCH_CHECK(spec.head_dim > 0 && spec.head_dim % 2 == 0 && spec.max_context > 0);
  RBENCH_CHECK(spec.rope_theta >= 1 && spec.rms_norm_eps > 0);
  RBENCH_CHECK(static_cast<size_t>(spec.vocab_size) == tokenizer.tokens.size());
  RBENCH_CHECK(tokenizer.types.size() == tokenizer.tokens.size());
  RBENCH_CHECK(weights.token_embedding.rows() == tokenizer.tokens.size());
  for (const LayerWeights& layer : weights.layers) {
    RBENCH_CHECK(layer.attention_norm.type == TensorType::kF32 &&
                 layer.ffn_norm.type == TensorType::kF32);
    RBENCH_CHECK(layer.query.rows() ==
                 static_cast<size_t>(spec.num_heads) * static_cast<size_t>(spec.head_dim));
    RBENCH_CHECK(layer.key.shape == layer.value.shape);
    RBENCH_CHECK(layer.gate.shape == layer.up.shape);
    RBENCH_CHECK(layer.down.rows() == layer.gate.columns() &&
                 layer.down.columns() == layer.gate.rows());
  }
}

void TryHeader(std::span<const std::byte> bytes) {
  const Result<GgufFile> file = GgufFile::ParseHeader(bytes);
  if (!file) return;
  const std::string written = Written(*file);
  RBENCH_CHECK(written.size() <= bytes.size() &&
               std::memcmp(written.data(), bytes.data(), written.size()) == 0);
  for (const GgufValue& value : file->values()) RBENCH_CHECK(file->Find(value.key) == &value);
  for (const GgufTensor& tensor : file->tensors()) {
    RBENCH_CHECK(file->FindTensor(tensor.name) == &tensor && tensor.bytes.empty());
    RBENCH_CHECK(tensor.offset % file->alignment() == 0);
  }
  const Result<TokenizerSpec> tokenizer =
      ReadGgufTokenizer(*file, {.pre_tokenizer = "", .hash_file = false});
  if (!tokenizer) return;
  for (const GgufFamily& family : GgufFamilies()) {
    const Result<ModelSpec> spec = ReadGgufSpec(*file, family, tokenizer->tokens.size());
    if (!spec) continue;
    const Result<ModelWeights> weights = MapGgufWeights(*file, family, *spec);
    if (weights) CheckSpec(*spec, *weights, *tokenizer);
  }
}

// Every row of the file's tensor is found at its place in the restored one.
void CheckRestored(const TensorView& restored, const GgufTensor& stored, size_t head_dim,
                   bool paired) {
  RBENCH_CHECK(restored.bytes.size() == stored.bytes.size());
  const size_t row_bytes = restored.row_bytes();
  for (size_t row = 0; row < restored.rows(); ++row) {
    const size_t i = row % head_dim;
    const size_t target = paired ? row - i + (i % 2 == 0 ? i / 2 : head_dim / 2 + i / 2) : row;
    RBENCH_CHECK(std::memcmp(restored.bytes.data() + target * row_bytes,
                             stored.bytes.data() + row * row_bytes, row_bytes) == 0);
  }
}

void TryFile(std::span<const std::byte> bytes) {
  const Result<Checkpoint> checkpoint =
      ReadGguf(bytes, "input", {.pre_tokenizer = "", .hash_file = false});
  if (!checkpoint) {
    RBENCH_CHECK(checkpoint.error().message.starts_with("input: "));
    // With the flag, files that leave the pre-tokenizer open go on.
    const Result<Checkpoint> flagged =
        ReadGguf(bytes, "input", {.pre_tokenizer = "gpt-2", .hash_file = false});
    RBENCH_CHECK(!flagged || flagged->tokenizer.pre == "gpt-2");
    return;
  }
  CheckSpec(checkpoint->spec, checkpoint->weights, checkpoint->tokenizer);
  for (const TokenId id : checkpoint->stop_ids)
    RBENCH_CHECK(id >= 0 && id < checkpoint->spec.vocab_size);
  const Result<GgufFile> file = GgufFile::Parse(bytes);
  RBENCH_CHECK(file.has_value());
  for (const GgufTensor& tensor : file->tensors()) {
    RBENCH_CHECK(tensor.bytes.data() >= bytes.data() + file->data_start());
    RBENCH_CHECK(tensor.bytes.data() + tensor.bytes.size() <= bytes.data() + bytes.size());
  }
  const size_t head_dim = static_cast<size_t>(checkpoint->spec.head_dim);
  for (const LayerWeights& layer : checkpoint->weights.layers) {
    const bool paired = checkpoint->spec.family == "llama";
    CheckRestored(layer.query, *file->FindTensor(layer.query.name), head_dim, paired);
    CheckRestored(layer.key, *file->FindTensor(layer.key.name), head_dim, paired);
    RBENCH_CHECK(layer.down.rows() * layer.down.row_bytes() == layer.down.bytes.size());
  }
}

}  // namespace
}  // namespace rbench

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  rbench::TryHeader(bytes);
  rbench::TryFile(bytes);
  return 0;
}
