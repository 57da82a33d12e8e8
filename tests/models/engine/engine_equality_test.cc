#include <cmath>

#include <gtest/gtest.h>

#include "tests/models/engine/engine_runs.h"

// What may change speed must not change a bit of any result.

namespace rbench {
namespace {

std::vector<EngineJob> MixedJobs() {
  std::vector<EngineJob> jobs;
  const int lengths[] = {1, 2, 16, 17, 33, 48, 70};
  for (int p = 0; p < 7; ++p) {
    for (int draw = 0; draw < 3; ++draw) {
      EngineJob job;
      job.prompt = TinyPrompt(lengths[p], p);
      job.problem = "problem " + std::to_string(p);
      job.draw = draw;
      job.sampling.seed = 5;
      job.sampling.max_new_tokens = 4 + (p * 29 + draw * 17) % 71;
      job.sampling.repetition_stop = false;
      if (draw == 1) {
        job.sampling.temperature = 0.7;
        job.sampling.top_p = 0.95;
      }
      if (draw == 2) {
        job.sampling.temperature = 4;
        job.sampling.top_k = p % 2 == 0 ? 30 : 0;
        job.sampling.min_p = p % 3 == 0 ? 0.01 : 0;
      }
      job.score_prompt = (p + draw) % 4 == 0;
      jobs.push_back(std::move(job));
    }
  }
  // Short prompts whose answers grow: what makes a full pool run over.
  for (int i = 0; i < 8; ++i) {
    EngineJob job;
    job.prompt = TinyPrompt(3 + i, 20 + i);
    job.problem = "long";
    job.draw = i;
    job.sampling.temperature = 1;
    job.sampling.max_new_tokens = 90;
    job.sampling.repetition_stop = false;
    jobs.push_back(std::move(job));
  }
  return jobs;
}

struct Variant {
  std::string name;
  CpuEngineOptions options;
  bool must_preempt = false;
};

std::vector<Variant> Variants(uint64_t page_bytes) {
  std::vector<Variant> variants;
  auto add = [&](std::string name, auto change) {
    Variant v{std::move(name), {}, false};
    change(v);
    variants.push_back(std::move(v));
  };
  add("batch 7", [](Variant& v) { v.options.max_batch = 7; });
  add("batch 64", [](Variant& v) { v.options.max_batch = 64; });
  add("2 threads", [](Variant& v) { v.options.threads = 2; });
  add("3 threads, batch 5", [](Variant& v) { v.options.threads = 3, v.options.max_batch = 5; });
  add("no sharing", [](Variant& v) { v.options.prefix_sharing = false; });
  add("order 9", [](Variant& v) { v.options.order_seed = 9, v.options.max_batch = 4; });
  add("order 10, 2 threads", [](Variant& v) {
    v.options.order_seed = 10, v.options.max_batch = 3, v.options.threads = 2;
  });
  add("chunk 16", [](Variant& v) { v.options.prefill_chunk = 16; });
  add("little memory", [=](Variant& v) {
    v.options.kv_memory_bytes = 10 * page_bytes;
    v.must_preempt = true;
  });
  add("little memory, order, no sharing, chunk 16", [=](Variant& v) {
    v.options.kv_memory_bytes = 11 * page_bytes + 100;
    v.options.prefix_sharing = false;
    v.options.order_seed = 3;
    v.options.prefill_chunk = 16;
    v.must_preempt = true;
  });
  add("little memory, 2 threads, chunk 32", [=](Variant& v) {
    v.options.kv_memory_bytes = 12 * page_bytes;
    v.options.threads = 2;
    v.options.max_batch = 12;
    v.options.prefill_chunk = 32;
    v.must_preempt = true;
  });
  return variants;
}

void CheckVariants(const TinyModelOptions& model, bool all) {
  const TinyModelFile file(model);
  const auto open = [&] { return std::move(OpenGguf(file.path())).value(); };
  CpuEngineOptions one;
  one.max_batch = 1;
  const std::vector<EngineJob> jobs = MixedJobs();
  const auto reference = StartEngine(open(), one);
  const std::vector<GenerateResult> want = RunJobs(*reference, jobs);
  const uint64_t page_bytes = KvPages::PageBytes(reference->spec());
  size_t index = 0;
  for (const Variant& v : Variants(page_bytes)) {
    if (!all && ++index % 3 != 0) continue;
    const auto engine = StartEngine(open(), v.options);
    ExpectSameResults(RunJobs(*engine, jobs), want, v.name);
    if (v.must_preempt) {
      EXPECT_GT(engine->stats().preemptions, 0u) << v.name;
    }
    EXPECT_LE(engine->stats().peak_kv_bytes, v.options.kv_memory_bytes) << v.name;
    if (::testing::Test::HasFailure()) return;
  }
}

void CheckTargets(const TinyModelOptions& model) {
  const TinyModelFile file(model);
  std::vector<EngineJob> jobs = MixedJobs();
  jobs.resize(9);
  std::vector<GenerateResult> want;
  for (const std::string& target : AvailableKernelTargets()) {
    CpuEngineOptions options;
    options.kernel_target = target;
    const auto engine = StartEngine(std::move(OpenGguf(file.path())).value(), options);
    EXPECT_EQ(engine->kernel_target(), target);
    const std::vector<GenerateResult> got = RunJobs(*engine, jobs);
    if (want.empty()) want = got;
    ExpectSameResults(got, want, target);
  }
}

TEST(EngineEqualityTest, Float32) { CheckVariants(SpreadModel(), true); }

TEST(EngineEqualityTest, Float32Tied) { CheckVariants({}, false); }

TEST(EngineEqualityTest, QuantisedWithMixedStacks) {
  TinyModelOptions model;
  model.tied_embeddings = false;
  model.type_of = [](std::string_view name) {
    if (name.find("attn_k") != name.npos || name.find("token_embd") != name.npos)
      return TensorType::kQ8_0;
    if (name.find("ffn_up") != name.npos) return TensorType::kF16;
    if (name.find("output.weight") != name.npos) return TensorType::kBF16;
    return TensorType::kQ4_1;
  };
  CheckVariants(model, false);
}

TEST(EngineEqualityTest, EveryQuantisedType) {
  for (const char* family : {"llama", "qwen2", "qwen3"}) {
    SCOPED_TRACE(family);
    CheckVariants(QuantisedModel(family), false);
    CheckTargets(QuantisedModel(family));
  }
}

class FamilyEqualityTest : public ::testing::TestWithParam<FamilyModel> {};

std::string FamilyName(const ::testing::TestParamInfo<FamilyModel>& test) {
  return test.param.name;
}

TEST_P(FamilyEqualityTest, BatchOrderThreadsSharingPreemption) {
  CheckVariants(GetParam().options, false);
}

TEST_P(FamilyEqualityTest, EveryKernelTarget) { CheckTargets(GetParam().options); }

INSTANTIATE_TEST_SUITE_P(Families, FamilyEqualityTest, ::testing::ValuesIn(FamilyModels()),
                         FamilyName);

TEST(EngineEqualityTest, EveryKernelTarget) {
  TinyModelOptions model;
  model.type = TensorType::kQ4_0;
  CheckTargets(model);
}
// What was generated, given back as a prompt, has exactly the log-probabilities it was generated
// with.
TEST(EngineEqualityTest, PrefillEqualsDecode) {
  const auto engine = StartEngine(OpenTiny());
  std::vector<EngineJob> jobs = MixedJobs();
  const std::vector<GenerateResult> generated = RunJobs(*engine, jobs);
  std::vector<EngineJob> again;
  for (size_t i = 0; i < jobs.size(); ++i) {
    EngineJob job = jobs[i];
    const Completion& completion = generated[i].completion;
    job.prompt.insert(job.prompt.end(), completion.tokens.begin(), completion.tokens.end());
    job.score_prompt = true;
    job.sampling.max_new_tokens = 1;
    again.push_back(std::move(job));
  }
  const std::vector<GenerateResult> scored = RunJobs(*engine, again);
  for (size_t i = 0; i < jobs.size(); ++i) {
    const std::vector<float>& raw = generated[i].completion.raw_logprobs;
    ASSERT_EQ(scored[i].prompt_logprobs.size(), jobs[i].prompt.size() + raw.size());
    for (size_t t = 0; t < raw.size(); ++t) {
      ASSERT_EQ(scored[i].prompt_logprobs[jobs[i].prompt.size() + t], raw[t])
          << "job " << i << " token " << t;
    }
  }
}

TEST(EngineEqualityTest, DrawsShareThePromptsWork) {
  std::vector<EngineJob> jobs;
  for (int draw = 0; draw < 8; ++draw) {
    EngineJob job;
    job.prompt = TinyPrompt(100, 1);
    job.draw = draw;
    job.sampling.max_new_tokens = 40;
    job.sampling.temperature = 1;
    job.sampling.repetition_stop = false;
    jobs.push_back(std::move(job));
  }
  CpuEngineOptions options;
  options.prefill_chunk = 1024;  // all prompts at once, for the comparison of memory
  const auto open = [] {
    Checkpoint checkpoint = OpenTiny();
    checkpoint.stop_ids.clear();
    return checkpoint;
  };
  const auto shared = StartEngine(open(), options);
  options.prefix_sharing = false;
  const auto alone = StartEngine(open(), options);
  ExpectSameResults(RunJobsAtOnce(*shared, jobs), RunJobsAtOnce(*alone, jobs), "sharing");
  EXPECT_EQ(shared->stats().prompt_tokens, 99u);
  EXPECT_EQ(alone->stats().prompt_tokens, 8 * 99u);
  EXPECT_LT(2 * shared->stats().peak_kv_bytes, alone->stats().peak_kv_bytes);
}

TEST(EngineEqualityTest, SeedProblemAndDrawDecideTheRandomNumbers) {
  const auto engine = StartEngine(OpenTiny());
  std::vector<EngineJob> jobs;
  for (int i = 0; i < 5; ++i) {
    EngineJob job;
    job.prompt = TinyPrompt(5, 1);
    job.sampling.temperature = 1.5;
    job.sampling.max_new_tokens = 20;
    if (i == 2) job.sampling.seed = 1;
    if (i == 3) job.problem = "q";
    if (i == 4) job.draw = 1;
    jobs.push_back(std::move(job));
  }
  const std::vector<GenerateResult> results = RunJobs(*engine, jobs);
  EXPECT_EQ(DescribeDifference(results[0], results[1]), "");
  for (size_t i = 2; i < 5; ++i)
    EXPECT_NE(results[0].completion.tokens, results[i].completion.tokens) << i;
}

}  // namespace
}  // namespace rbench
