#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/completion.h"
#include "models/kernels/kernels.h"

namespace rbench {

struct SampledToken {
  TokenId token = 0;
  float logprob = 0;      // under the distribution sampled from; 0 when greedy
  float raw_logprob = 0;  // under the full distribution at temperature 1
  bool finite =
      false;  // false: the logits hold no usable distribution, the rest is without meaning
};

// Picks tokens from logits. Temperature 0 takes the largest logit, the lowest id among equals.
// Otherwise everything is decided on whole numbers, so that no order of summation can matter and
// the result is defined exactly:
//   weight_i = floor(2^44 * e_i), e_i = the kernels' exp((x_i - max) * float(1 / temperature)); NaN
//   weighs 0 top-k keeps every token whose weight is at least the k-th largest weight (ties are
//   kept); min-p keeps of these every token with weight >= ceil(min_p * 2^44); top-p keeps of these
//   the smallest set of largest weights, closed under ties, with sum >= top_p * (sum of these); the
//   token is the first one, in id order over the kept set, whose running sum exceeds floor(uniform
//   * total).
// A token of weight 0 (less than 2^-44 of the best one's probability) is never picked. The
// vocabulary is never sorted: the cut is searched among the few tokens near the top, and by
// bisection over the weights where those are many. The scratch belongs to the object: one thread at
// a time each.
class Sampler {
 public:
  // Samples among the first `choices` of `vocab` logits (a model may have more rows than its
  // tokenizer has tokens).
  Sampler(const Kernels& kernels, size_t vocab, size_t choices);

  // `uniform` in [0, 1) with at most 53 bits; not used when greedy. The parameters must be in range
  // (see CheckSampling).
  SampledToken Sample(const float* logits, const SamplingParams& params, double uniform);

  // Log-probability of `token` under the full distribution at temperature 1; the same bits that
  // Sample returns as raw_logprob.
  float RawLogprob(const float* logits, TokenId token) const;

  uint64_t scratch_bytes() const;

 private:
  struct Candidate {
    uint64_t weight;
    TokenId token;
  };
  struct Normaliser {
    float max = 0;
    float log_sum = 0;
    bool finite = false;
  };

  Normaliser Normalise(const float* logits) const;
  uint64_t Weigh(const float* logits, float max, float scale, uint64_t collect_from);
  uint64_t Cut(const SamplingParams& params, uint64_t all_weight, uint64_t collected_from,
               bool& decided);
  uint64_t WeightOfRank(size_t rank);
  uint64_t WeightOfMass(uint64_t floor_weight, double fraction, uint64_t total);
  TokenId PickFromCandidates(uint64_t cut, uint64_t total, double uniform) const;
  TokenId PickFromAll(const float* logits, float max, float scale, uint64_t total,
                      double uniform) const;

  const Kernels* kernels_;
  size_t vocab_;
  size_t choices_;
  std::vector<Candidate> candidates_;    // of the current row, in id order
  std::vector<uint64_t> block_weights_;  // sums over blocks of kBlock ids
  std::vector<uint64_t> ranked_;         // weights, for the search
};

// Error where a parameter is out of range: the message names it.
Status CheckSampling(const SamplingParams& params);

}  // namespace rbench
