#include "models/formats/hf_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "tests/support/hf_model.h"

namespace rbench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Published configurations, with the keys that matter here.
constexpr const char* kSmolLm2 = R"({
  "architectures": ["LlamaForCausalLM"], "attention_bias": false, "attention_dropout": 0.0,
  "bos_token_id": 1, "eos_token_id": 2, "hidden_act": "silu", "hidden_size": 576,
  "initializer_range": 0.041666666666666664, "intermediate_size": 1536, "is_llama_config": true,
  "max_position_embeddings": 8192, "mlp_bias": false, "model_type": "llama",
  "num_attention_heads": 9, "num_hidden_layers": 30, "num_key_value_heads": 3, "pad_token_id": 2,
  "pretraining_tp": 1, "rms_norm_eps": 1e-05, "rope_interleaved": false, "rope_scaling": null,
  "rope_theta": 100000, "tie_word_embeddings": true, "torch_dtype": "bfloat16",
  "transformers_version": "4.42.3", "use_cache": true, "vocab_size": 49152,
  "transformers.js_config": {"kv_cache_dtype": {"q4f16": "float16"}}})";

constexpr const char* kLlama32 = R"({
  "architectures": ["LlamaForCausalLM"], "attention_bias": false, "attention_dropout": 0.0,
  "bos_token_id": 128000, "eos_token_id": [128001, 128008, 128009], "head_dim": 64,
  "hidden_act": "silu", "hidden_size": 2048, "initializer_range": 0.02, "intermediate_size": 8192,
  "max_position_embeddings": 131072, "mlp_bias": false, "model_type": "llama",
  "num_attention_heads": 32, "num_hidden_layers": 16, "num_key_value_heads": 8,
  "pretraining_tp": 1, "rms_norm_eps": 1e-05, "rope_scaling": {"factor": 32.0,
  "high_freq_factor": 4.0, "low_freq_factor": 1.0, "original_max_position_embeddings": 8192,
  "rope_type": "llama3"}, "rope_theta": 500000.0, "tie_word_embeddings": true,
  "torch_dtype": "bfloat16", "transformers_version": "4.45.0.dev0", "use_cache": true,
  "vocab_size": 128256})";

constexpr const char* kQwen25 = R"({
  "architectures": ["Qwen2ForCausalLM"], "attention_dropout": 0.0, "bos_token_id": 151643,
  "eos_token_id": 151645, "hidden_act": "silu", "hidden_size": 896, "initializer_range": 0.02,
  "intermediate_size": 4864, "max_position_embeddings": 32768, "max_window_layers": 21,
  "model_type": "qwen2", "num_attention_heads": 14, "num_hidden_layers": 24,
  "num_key_value_heads": 2, "rms_norm_eps": 1e-06, "rope_theta": 1000000.0,
  "sliding_window": 32768, "tie_word_embeddings": true, "torch_dtype": "bfloat16",
  "transformers_version": "4.43.1", "use_cache": true, "use_sliding_window": false,
  "vocab_size": 151936})";

// In the newer spelling of transformers 5.
constexpr const char* kQwen3 = R"({
  "architectures": ["Qwen3ForCausalLM"], "attention_bias": false, "attention_dropout": 0.0,
  "bos_token_id": 151643, "dtype": "bfloat16", "eos_token_id": 151645, "head_dim": 128,
  "hidden_act": "silu", "hidden_size": 1024, "initializer_range": 0.02, "intermediate_size": 3072,
  "layer_types": ["full_attention", "full_attention"], "max_position_embeddings": 40960,
  "max_window_layers": 28, "model_type": "qwen3", "num_attention_heads": 16,
  "num_hidden_layers": 28, "num_key_value_heads": 8, "rms_norm_eps": 1e-06,
  "rope_parameters": {"rope_theta": 1000000, "rope_type": "default"}, "sliding_window": null,
  "tie_word_embeddings": true, "transformers_version": "5.0.0", "use_cache": true,
  "use_sliding_window": false, "vocab_size": 151936})";

TEST(HfConfig, ReadsSmolLm2) {
  const Result<HfConfig> read = ReadHfConfig(kSmolLm2);
  ASSERT_TRUE(read) << read.error().message;
  const ModelSpec& spec = read->spec;
  EXPECT_EQ(spec.family, "llama");
  EXPECT_EQ(spec.num_layers, 30);
  EXPECT_EQ(spec.hidden_size, 576);
  EXPECT_EQ(spec.intermediate_size, 1536);
  EXPECT_EQ(spec.num_heads, 9);
  EXPECT_EQ(spec.num_kv_heads, 3);
  EXPECT_EQ(spec.head_dim, 64);
  EXPECT_EQ(spec.vocab_size, 49152);
  EXPECT_EQ(spec.max_context, 8192);
  EXPECT_EQ(spec.rms_norm_eps, 1e-5f);
  EXPECT_EQ(spec.rope_theta, 100000);
  EXPECT_TRUE(spec.tied_embeddings);
  EXPECT_FALSE(spec.attention_biases);
  EXPECT_FALSE(spec.query_key_norms);
  EXPECT_EQ(spec.rope_scaling.kind, RopeScaling::Kind::kNone);
  EXPECT_EQ(read->bos, 1);
  EXPECT_THAT(read->end_ids, ElementsAre(2));
}

TEST(HfConfig, ReadsLlama32WithItsScalingAndEndIds) {
  const Result<HfConfig> read =
      ReadHfConfig(kLlama32, R"({"eos_token_id":[128009,128001,5],"temperature":0.6})");
  ASSERT_TRUE(read) << read.error().message;
  const RopeScaling& scaling = read->spec.rope_scaling;
  EXPECT_EQ(scaling.kind, RopeScaling::Kind::kLlama3);
  EXPECT_EQ(scaling.factor, 32);
  EXPECT_EQ(scaling.low_freq_factor, 1);
  EXPECT_EQ(scaling.high_freq_factor, 4);
  EXPECT_EQ(scaling.original_context, 8192);
  EXPECT_THAT(read->end_ids, ElementsAre(5, 128001, 128008, 128009));
}

TEST(HfConfig, ReadsQwen25AndQwen3) {
  const Result<HfConfig> qwen2 = ReadHfConfig(kQwen25);
  ASSERT_TRUE(qwen2) << qwen2.error().message;
  EXPECT_EQ(qwen2->spec.family, "qwen2");
  EXPECT_TRUE(qwen2->spec.attention_biases);
  EXPECT_FALSE(qwen2->spec.query_key_norms);
  const Result<HfConfig> qwen3 = ReadHfConfig(kQwen3);
  ASSERT_TRUE(qwen3) << qwen3.error().message;
  EXPECT_EQ(qwen3->spec.family, "qwen3");
  EXPECT_EQ(qwen3->spec.head_dim, 128);
  EXPECT_EQ(qwen3->spec.rope_theta, 1000000);
  EXPECT_FALSE(qwen3->spec.attention_biases);
  EXPECT_TRUE(qwen3->spec.query_key_norms);
}

// SmolLM2's configuration with one key changed (or, with null, absent).
std::string Changed(const char* base, const char* key, const char* value) {
  Json config = *ParseJson(base);
  config[key] = *ParseJson(value);
  return DumpJson(config);
}

std::string ErrorOf(const std::string& config, const char* generation = "") {
  const Result<HfConfig> read = ReadHfConfig(config, generation);
  return read ? "" : read.error().message;
}

TEST(HfConfig, WhatChangesNothingIsRead) {
  const std::pair<const char*, const char*> same[] = {
      {"rope_scaling", R"({"rope_type":"default"})"},
      {"rope_parameters", R"({"rope_type":"default","rope_theta":100000})"},
      {"sliding_window", "8192"},
      {"sliding_window", "null"},
      {"layer_types", R"(["full_attention"])"},
      {"partial_rotary_factor", "1.0"},
      {"head_dim", "null"},
      {"head_dim", "64"},
      {"num_key_value_heads", "null"},
      {"hidden_act", "null"},
      {"pruned_heads", "{}"},
      {"quantization_config", "null"},
      {"eos_token_id", "null"},
      {"unsloth_fixed", "true"},
  };
  for (const auto& [key, value] : same) {
    EXPECT_EQ(ErrorOf(Changed(kSmolLm2, key, value)), "") << key << " " << value;
  }
  // A window of Qwen2 that is switched off, or that begins after the last layer.
  EXPECT_EQ(ErrorOf(Changed(kQwen25, "sliding_window", "4")), "");
  Json config = *ParseJson(Changed(kQwen25, "sliding_window", "4"));
  config["use_sliding_window"] = true;
  EXPECT_THAT(ErrorOf(DumpJson(config)), HasSubstr("\"sliding_window\" is 4"));
  config["max_window_layers"] = 24;
  EXPECT_EQ(ErrorOf(DumpJson(config)), "");
}

TEST(HfConfig, HazardsAreRefusedByName) {
  struct Case {
    const char* key;
    const char* value;
    const char* message;
  };
  const Case cases[] = {
      {"model_type", "null", "\"model_type\" is missing"},
      {"model_type", "\"mamba\"", "is \"mamba\"; rbench reads: llama, mistral, qwen2, qwen3"},
      {"model_type", "5", "must be a text"},
      {"architectures", R"(["LlamaForSequenceClassification"])", "LlamaForCausalLM only"},
      {"architectures", R"(["Qwen2ForCausalLM"])", "LlamaForCausalLM only"},
      {"architectures", "5", "LlamaForCausalLM only"},
      {"rope_theta", "null", "\"rope_theta\" is missing"},
      {"rope_theta", "0", "must be at least 1"},
      {"rope_theta", "\"1e5\"", "must be a finite number"},
      {"rope_parameters", R"({"rope_type":"default","rope_theta":5})", "rope_parameters says 5"},
      {"rope_scaling", R"({"rope_type":"yarn","factor":4.0})", "\"yarn\", which rbench does not"},
      {"rope_scaling", R"({"type":"dynamic","factor":4.0})", "\"dynamic\", which rbench does not"},
      {"rope_scaling", R"({"type":"linear","rope_type":"llama3","factor":4.0})", "must be equal"},
      {"rope_scaling", R"({"factor":4.0})", "has no \"rope_type\""},
      {"rope_scaling", R"({"type":"linear"})", "has no \"factor\""},
      {"rope_scaling", R"({"type":"linear","factor":0})", "must lie between"},
      {"rope_scaling", R"({"type":"linear","factor":1e300})", "must lie between"},
      {"rope_scaling", R"({"type":"linear","factor":2,"beta":1})",
       "has \"beta\", which is not known"},
      {"rope_scaling", R"({"type":"llama3","factor":8,"low_freq_factor":1})",
       "has no \"high_freq_factor\""},
      {"rope_scaling",
       R"({"type":"llama3","factor":8,"low_freq_factor":4,"high_freq_factor":4,"original_max_position_embeddings":8})",
       "not below its high_freq_factor"},
      {"rope_scaling", R"({"type":"llama3","factor":8,"low_freq_factor":1,"high_freq_factor":4})",
       "\"original_max_position_embeddings\" is missing"},
      {"rope_scaling", "4", "must be an object"},
      {"sliding_window", "4096", "a sliding attention window is in use"},
      {"layer_types", R"(["full_attention","sliding_attention"])", "other than \"full_attention\""},
      {"attention_bias", "true", "\"attention_bias\" is true"},
      {"mlp_bias", "true", "biases of the feed-forward layers"},
      {"rope_interleaved", "true", "RoPE over adjacent pairs"},
      {"partial_rotary_factor", "0.5", "RoPE over part of a head"},
      {"num_local_experts", "8", "a mixture of experts"},
      {"final_logit_softcapping", "30.0", "capped logits"},
      {"hidden_act", "\"gelu\"", "rbench computes \"silu\" only"},
      {"logit_scale", "2.0", "key \"logit_scale\" is not known and may change what the model"},
      {"residual_multiplier", "0.2", "key \"residual_multiplier\" is not known"},
      {"quantization_config", R"({"quant_method":"fp8","weight_block_size":[128,128]})",
       "quantised (\"fp8\")"},
      {"quantization_config", "1", "quantised"},
      {"num_hidden_layers", "null", "\"num_hidden_layers\" is missing"},
      {"num_hidden_layers", "0", "must be a whole number from 1"},
      {"num_hidden_layers", "1000000000", "must be a whole number from 1 to 4096"},
      {"hidden_size", "-576", "must be a whole number"},
      {"hidden_size", "18446744073709551615", "must be a whole number"},
      {"hidden_size", "576.0", "must be a whole number"},
      {"hidden_size", "577", "no multiple of num_attention_heads"},
      {"intermediate_size", "null", "\"intermediate_size\" is missing"},
      {"num_attention_heads", "0", "must be a whole number"},
      {"num_attention_heads", "8", "no multiple of num_key_value_heads"},
      {"num_key_value_heads", "0", "must be a whole number"},
      {"num_key_value_heads", "2", "no multiple of num_key_value_heads"},
      {"head_dim", "63", "RoPE needs an even number"},
      {"vocab_size", "0", "must be a whole number"},
      {"max_position_embeddings", "null", "\"max_position_embeddings\" is missing"},
      {"rms_norm_eps", "null", "\"rms_norm_eps\" is missing"},
      {"rms_norm_eps", "0", "must lie between 0 and 1"},
      {"tie_word_embeddings", "1", "must be true or false"},
      {"bos_token_id", "49152", "must be a whole number from 0 to 49151"},
      {"eos_token_id", "49152", "which is no token of a vocabulary of 49152"},
      {"eos_token_id", "[2, -1]", "has \"-1\""},
  };
  for (const Case& test : cases) {
    const std::string error = ErrorOf(Changed(kSmolLm2, test.key, test.value));
    EXPECT_THAT(error, HasSubstr(test.message)) << test.key << " " << test.value;
    EXPECT_THAT(error, HasSubstr("config.json: "));
  }
  EXPECT_THAT(ErrorOf(Changed(kQwen3, "head_dim", "null")), HasSubstr("\"head_dim\" is missing"));
  EXPECT_THAT(ErrorOf(Changed(kQwen25, "attention_bias", "false")),
              HasSubstr("\"attention_bias\""));
}

TEST(HfConfig, WrongJsonIsAnError) {
  EXPECT_THAT(ErrorOf(""), HasSubstr("config.json: "));
  EXPECT_THAT(ErrorOf("[]"), HasSubstr("config.json: is no JSON object"));
  EXPECT_THAT(ErrorOf(R"({"a":1,"a":2})"), HasSubstr("duplicate key \"a\""));
  EXPECT_THAT(ErrorOf("{\"a\":" + std::string(100, '[') + std::string(100, ']') + "}"),
              HasSubstr("config.json: "));
  EXPECT_THAT(ErrorOf(kSmolLm2, "[]"), HasSubstr("generation_config.json: is no JSON object"));
  EXPECT_THAT(ErrorOf(kSmolLm2, R"({"eos_token_id":99999})"),
              HasSubstr("generation_config.json: key \"eos_token_id\""));
}

TEST(HfConfig, CutAtEveryByte) {
  const std::string text = kLlama32;
  for (size_t size = 0; size < text.size(); ++size) {
    ASSERT_FALSE(ReadHfConfig(std::string_view(text).substr(0, size))) << size;
  }
}

TEST(HfConfig, CodeOfTheFolderIsNotedAndNeverRun) {
  const Result<HfConfig> read = ReadHfConfig(
      Changed(kSmolLm2, "auto_map", R"({"AutoModelForCausalLM":"modeling_evil.Evil"})"));
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->notes.size(), 1u);
  EXPECT_THAT(read->notes.front(), HasSubstr("auto_map"));
}

}  // namespace
}  // namespace rbench
