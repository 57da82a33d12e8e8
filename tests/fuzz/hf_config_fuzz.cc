#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "models/formats/hf_config.h"
#include "models/formats/hf_export.h"

// config.json, and behind a byte 0 generation_config.json. What is accepted must be a possible
// model, and come back from what the writer makes of it.

namespace rbench {
namespace {

void CheckSpec(const ModelSpec& spec) {
  RBENCH_CHECK(spec.num_layers > 0 && spec.hidden_size > 0 && spec.intermediate_size > 0);
  RBENCH_CHECK(spec.num_kv_heads > 0 && spec.num_heads % spec.num_kv_heads == 0);
  RBENCH_CHECK(spec.head_dim > 0 && spec.head_dim % 2 == 0);
  RBENCH_CHECK(spec.vocab_size > 0 && spec.max_context > 0);
  RBENCH_CHECK(spec.rms_norm_eps > 0 && spec.rms_norm_eps < 1);
  RBENCH_CHECK(std::isfinite(spec.rope_theta) && spec.rope_theta >= 1);
  const RopeScaling& scaling = spec.rope_scaling;
  RBENCH_CHECK(scaling.factor >= 1 && std::isfinite(scaling.factor));
  if (scaling.kind != RopeScaling::Kind::kLlama3) return;
  RBENCH_CHECK(scaling.low_freq_factor > 0 && scaling.low_freq_factor < scaling.high_freq_factor);
  RBENCH_CHECK(scaling.original_context > 0);
}

void TryConfig(std::string_view config, std::string_view generation) {
  const Result<HfConfig> read = ReadHfConfig(config, generation);
  if (!read) {
    RBENCH_CHECK(read.error().message.find("config.json: ") != std::string::npos);
    return;
  }
  CheckSpec(read->spec);
  RBENCH_CHECK(std::is_sorted(read->end_ids.begin(), read->end_ids.end()));
  for (const TokenId id : read->end_ids) RBENCH_CHECK(id >= 0 && id < read->spec.vocab_size);
  RBENCH_CHECK(!read->bos || (*read->bos >= 0 && *read->bos < read->spec.vocab_size));

  Checkpoint checkpoint;
  checkpoint.spec = read->spec;
  checkpoint.stop_ids = read->end_ids;
  checkpoint.tokenizer.bos = read->bos;
  const Result<std::string> written = WriteHfConfig(checkpoint);
  RBENCH_CHECK(written.has_value());
  const Result<HfConfig> again = ReadHfConfig(*written);
  RBENCH_CHECK(again.has_value());
  const ModelSpec& a = read->spec;
  const ModelSpec& b = again->spec;
  RBENCH_CHECK(a.family == b.family && a.num_layers == b.num_layers);
  RBENCH_CHECK(a.hidden_size == b.hidden_size && a.intermediate_size == b.intermediate_size);
  RBENCH_CHECK(a.num_heads == b.num_heads && a.num_kv_heads == b.num_kv_heads);
  RBENCH_CHECK(a.head_dim == b.head_dim && a.vocab_size == b.vocab_size);
  RBENCH_CHECK(a.max_context == b.max_context && a.rms_norm_eps == b.rms_norm_eps);
  RBENCH_CHECK(a.rope_theta == b.rope_theta && a.tied_embeddings == b.tied_embeddings);
  RBENCH_CHECK(a.rope_scaling.kind == b.rope_scaling.kind);
  RBENCH_CHECK(a.rope_scaling.factor == b.rope_scaling.factor);
  RBENCH_CHECK(a.rope_scaling.low_freq_factor == b.rope_scaling.low_freq_factor);
  RBENCH_CHECK(a.rope_scaling.original_context == b.rope_scaling.original_context);
  RBENCH_CHECK(read->end_ids == again->end_ids && read->bos == again->bos);
}

}  // namespace
}  // namespace rbench

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const size_t split = text.find('\0');
  const std::string_view generation =
      split == std::string_view::npos ? std::string_view() : text.substr(split + 1);
  rbench::TryConfig(text.substr(0, split), generation);
  return 0;
}
