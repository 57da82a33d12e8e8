#include "models/engine/model_comparison.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/models/engine/engine_runs.h"

namespace rbench {
namespace {

using ::testing::HasSubstr;

const Kernels& Best() { return **SelectKernels("auto"); }

std::vector<std::vector<TokenId>> Prompts() {
  return {TinyPrompt(1, 1), TinyPrompt(40, 2), TinyPrompt(64, 3), TinyPrompt(130, 4)};
}

ModelComparison Compare(const Checkpoint& a, const Checkpoint& b, int new_tokens,
                        const Kernels& second = Best()) {
  const auto found = CompareModels({&a, &Best()}, {&b, &second}, Prompts(), new_tokens, 2);
  EXPECT_TRUE(found) << found.error().message;
  return found ? *found : ModelComparison();
}

TEST(ModelComparisonTest, AModelIsItselfOnEveryTarget) {
  const Checkpoint model = OpenTiny();
  for (const std::string& target : AvailableKernelTargets()) {
    const ModelComparison found = Compare(model, model, 20, **SelectKernels(target));
    EXPECT_EQ(found.positions, 0u + 39 + 63 + 129 + 4 * 20);
    EXPECT_EQ(found.same_top, found.positions);
    EXPECT_EQ(found.max_difference, 0) << target;
    EXPECT_EQ(found.max_kl, 0) << target;
  }
}

TEST(ModelComparisonTest, RoundedWeightsDifferALittleAndOtherModelsMuch) {
  TinyModelOptions options = SpreadModel();
  const Checkpoint model = OpenTiny(options);
  options.type = TensorType::kBF16;
  const ModelComparison rounded = Compare(model, OpenTiny(options), 0);
  EXPECT_GT(rounded.max_difference, 0);
  EXPECT_LT(rounded.max_difference, 0.2);
  EXPECT_GE(rounded.max_difference, rounded.mean_difference);
  EXPECT_LT(rounded.mean_kl, 1e-3);
  EXPECT_GT(rounded.mean_kl, 0);
  options.type = TensorType::kF32;
  options.seed = 7;
  const ModelComparison other = Compare(model, OpenTiny(options), 0);
  EXPECT_GT(other.mean_kl, 100 * rounded.mean_kl);
  EXPECT_LT(other.same_top, other.positions / 2);
}

// The engine's own log-probabilities of a prompt, summed up by hand.
TEST(ModelComparisonTest, DifferencesAreThoseOfTheEngine) {
  TinyModelOptions options = SpreadModel();
  const auto scores = [](const TinyModelOptions& of) {
    EngineJob job;
    job.prompt = TinyPrompt(40, 2);
    job.score_prompt = true;
    job.sampling.max_new_tokens = 1;
    return RunJobs(*StartEngine(OpenTiny(of)), {job})[0].prompt_logprobs;
  };
  TinyModelOptions other = options;
  other.seed = 9;
  const std::vector<float> a = scores(options), b = scores(other);
  double sum = 0;
  for (size_t i = 1; i < a.size(); ++i) sum += std::abs(a[i] - b[i]);
  const Checkpoint first = OpenTiny(options), second = OpenTiny(other);
  const std::vector<std::vector<TokenId>> prompts = {TinyPrompt(40, 2)};
  const auto found = CompareModels({&first, &Best()}, {&second, &Best()}, prompts, 0, 1);
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->mean_difference, sum / 39, 1e-5);
}

TEST(ModelComparisonTest, WhatCannotBeComparedIsAnError) {
  TinyModelOptions options = SpreadModel();
  const Checkpoint model = OpenTiny(options);
  options.unused_tokens = 5;
  const Checkpoint larger = OpenTiny(options);
  auto found = CompareModels({&model, &Best()}, {&larger, &Best()}, Prompts(), 0, 1);
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error().message, HasSubstr("have vocabularies of 295 and 300 tokens"));
  const std::vector<std::vector<TokenId>> long_prompt = {TinyPrompt(513, 1)};
  found = CompareModels({&model, &Best()}, {&model, &Best()}, long_prompt, 0, 1);
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error().message, HasSubstr("a prompt has 513 tokens"));
}

}  // namespace
}  // namespace rbench
