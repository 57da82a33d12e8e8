#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/result.h"
#include "models/kernels/kernels.h"
#include "models/model_spec.h"

namespace rbench {

// One side of a comparison: a checkpoint and the kernels it runs on.
struct ComparedModel {
  const Checkpoint* checkpoint = nullptr;
  const Kernels* kernels = nullptr;
};

// How two models differ on the same tokens: a position is a token whose successor both predict.
struct ModelComparison {
  size_t positions = 0;
  size_t same_top = 0;             // positions where both find the same token likeliest
  double mean_difference = 0;      // of log-probabilities of the token that comes next, absolute
  double max_difference = 0;       // likewise
  double mean_kl = 0, max_kl = 0;  // sum of p ln(p / q) in nats, p the first model's distribution
};

// Runs both models over every prompt and over `new_tokens` further ones that the first model finds
// likeliest (fewer where the context ends). Distributions are at temperature 1 over the whole
// vocabulary. Prompts have at least one token, ids of both vocabularies. Errors: vocabularies of
// different sizes, prompts that do not fit, weights that do not fit the spec.
Result<ModelComparison> CompareModels(const ComparedModel& first, const ComparedModel& second,
                                      std::span<const std::vector<TokenId>> prompts, int new_tokens,
                                      int threads);

}  // namespace rbench
