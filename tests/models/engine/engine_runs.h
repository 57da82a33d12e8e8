#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "models/engine.h"
#include "models/engine/check_engine.h"
#include "models/engine/cpu_engine.h"
#include "models/formats/gguf.h"
#include "tests/support/tiny_model.h"

// What the tests of the engine share: tiny models opened through the real reader, and lists of
// requests run to their end.

namespace rbench {

struct EngineJob {
  std::vector<TokenId> prompt;
  SamplingParams sampling;
  std::string problem = "p";
  int draw = 0;
  bool score_prompt = false;
  bool opens_think = false;
};

// A model whose next tokens differ from its last ones; with tied embeddings random weights repeat
// themselves.
inline TinyModelOptions SpreadModel() {
  TinyModelOptions options;
  options.tied_embeddings = false;
  return options;
}

// One small model for each thing in which the families differ.
struct FamilyModel {
  const char* name;
  TinyModelOptions options;
};

inline void PrintTo(const FamilyModel& model, std::ostream* out) { *out << model.name; }

inline std::vector<FamilyModel> FamilyModels() {
  std::vector<FamilyModel> models;
  const auto add = [&](const char* name, auto change) {
    change(models.emplace_back(FamilyModel{name, SpreadModel()}).options);
  };
  add("Qwen2", [](TinyModelOptions& o) { o.family = "qwen2"; });
  add("Qwen2Tied", [](TinyModelOptions& o) {
    o.family = "qwen2", o.tied_embeddings = true, o.num_kv_heads = 1, o.rope_theta = 1e6f,
    o.type = TensorType::kF16;
  });
  add("Qwen3", [](TinyModelOptions& o) { o.family = "qwen3", o.head_dim = 24; });
  add("Qwen3TiedWide", [](TinyModelOptions& o) {
    o.family = "qwen3", o.tied_embeddings = true, o.head_dim = 40, o.num_heads = 6,
    o.num_kv_heads = 3, o.type = TensorType::kBF16;
  });
  add("LlamaRopeFactors", [](TinyModelOptions& o) {
    o.rope_factors = {1, 1, 1.5f, 3.25f, 8, 8, 8, 8}, o.rope_theta = 500000;
  });
  add("LlamaLinear", [](TinyModelOptions& o) {
    o.rope_scaling.kind = RopeScaling::Kind::kLinear, o.rope_scaling.factor = 4;
  });
  add("Qwen2Linear", [](TinyModelOptions& o) {
    o.family = "qwen2", o.rope_scaling.kind = RopeScaling::Kind::kLinear,
    o.rope_scaling.factor = 2.5;
  });
  return models;
}

// A model whose matrices are of all quantised types; rows are whole blocks of 256.
inline TinyModelOptions QuantisedModel(const std::string& family = "llama") {
  TinyModelOptions options = SpreadModel();
  options.family = family;
  options.hidden_size = 256;
  options.intermediate_size = 512;
  options.num_heads = 8;
  options.type_of = [](std::string_view name) {
    constexpr std::pair<std::string_view, TensorType> kTypes[] = {
        {"token_embd", TensorType::kQ5_K}, {"output.weight", TensorType::kQ6_K},
        {"0.attn_q", TensorType::kQ4_K},   {"0.attn_k", TensorType::kQ4_K},
        {"0.attn_v", TensorType::kQ3_K},   {"0.attn_output", TensorType::kQ2_K},
        {"0.ffn_down", TensorType::kQ3_K}, {"0.ffn_gate", TensorType::kQ5_K},
        {"1.attn_q", TensorType::kQ5_0},   {"1.attn_k", TensorType::kQ5_1},
        {"1.attn_v", TensorType::kQ2_K},   {"1.attn_output", TensorType::kQ4_1},
        {"1.ffn_gate", TensorType::kQ6_K}, {"1.ffn_up", TensorType::kQ8_0},
    };
    for (const auto& [part, type] : kTypes) {
      if (name.find(part) != name.npos) return type;
    }
    return TensorType::kQ4_0;
  };
  return options;
}

inline Checkpoint OpenTiny(const TinyModelOptions& options = SpreadModel()) {
  const TinyModelFile file(options);
  Result<Checkpoint> checkpoint = OpenGguf(file.path());
  if (!checkpoint) ADD_FAILURE() << checkpoint.error().message;
  return std::move(checkpoint).value();
}

inline std::unique_ptr<CpuEngine> StartEngine(Checkpoint checkpoint,
                                              const CpuEngineOptions& options = {}) {
  Result<std::unique_ptr<CpuEngine>> engine = CpuEngine::Create(std::move(checkpoint), options);
  if (!engine) ADD_FAILURE() << engine.error().message;
  return std::move(engine).value();
}

// Prompts of n tokens that repeat nothing.
inline std::vector<TokenId> TinyPrompt(int n, int seed) {
  std::vector<TokenId> tokens;
  for (int i = 0; i < n; ++i)
    tokens.push_back(kTinyFirstByte + (i * 37 + seed * 101 + i * i % 11) % 256);
  return tokens;
}

// Submits all and waits; results in the order of the jobs. Equal prompts share one pointer.
inline std::vector<GenerateResult> RunJobs(Engine& engine, const std::vector<EngineJob>& jobs) {
  std::vector<GenerateResult> results(jobs.size());
  std::vector<int> calls(jobs.size(), 0);
  std::map<std::vector<TokenId>, std::shared_ptr<const RenderedPrompt>> prompts;
  for (size_t i = 0; i < jobs.size(); ++i) {
    auto& prompt = prompts[jobs[i].prompt];
    if (!prompt || prompt->opens_think != jobs[i].opens_think) {
      auto made = std::make_shared<RenderedPrompt>();
      made->tokens = jobs[i].prompt;
      made->opens_think = jobs[i].opens_think;
      prompt = made;
    }
    GenerateRequest request{prompt, jobs[i].problem, jobs[i].draw, jobs[i].sampling,
                            jobs[i].score_prompt};
    const Status status =
        engine.Submit(std::move(request), [&results, &calls, i](GenerateResult result) {
          results[i] = std::move(result);
          ++calls[i];
        });
    EXPECT_TRUE(status) << status.error().message;
  }
  engine.Drain();
  for (size_t i = 0; i < jobs.size(); ++i) EXPECT_EQ(calls[i], 1) << "job " << i;
  return results;
}

// The same, with all jobs handed over between two steps of the engine: from the callback of a
// request before them.
inline std::vector<GenerateResult> RunJobsAtOnce(Engine& engine,
                                                 const std::vector<EngineJob>& jobs) {
  std::vector<GenerateResult> results(jobs.size());
  const auto submit = [&engine](const EngineJob& job, DoneCallback done) {
    auto prompt = std::make_shared<RenderedPrompt>();
    prompt->tokens = job.prompt;
    const Status status = engine.Submit(
        {prompt, job.problem, job.draw, job.sampling, job.score_prompt}, std::move(done));
    EXPECT_TRUE(status) << status.error().message;
  };
  EngineJob first;
  first.prompt = {kTinyFirstByte};
  first.sampling.max_new_tokens = 1;
  submit(first, [&](GenerateResult) {
    for (size_t i = 0; i < jobs.size(); ++i) {
      submit(jobs[i], [&results, i](GenerateResult result) { results[i] = std::move(result); });
    }
  });
  engine.Drain();
  return results;
}

// Every job's result equal bit for bit.
inline void ExpectSameResults(const std::vector<GenerateResult>& got,
                              const std::vector<GenerateResult>& want, const std::string& what) {
  ASSERT_EQ(got.size(), want.size());
  for (size_t i = 0; i < got.size(); ++i) {
    EXPECT_EQ(DescribeDifference(got[i], want[i]), "") << what << ", job " << i;
  }
}

}  // namespace rbench
