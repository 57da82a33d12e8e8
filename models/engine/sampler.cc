#include "models/engine/sampler.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/check.h"

namespace rbench {
namespace {

constexpr size_t kBlock = 1024;
constexpr double kOne = 0x1p44;  // the weight of the best token
constexpr size_t kMaxStops = 64;
constexpr size_t kMaxStopBytes = 1024;

// Tokens below 2^-12 of the best one's probability are seldom kept: they are collected only where
// the cut turns out to lie there.
constexpr uint64_t kFirstCollected = uint64_t{1} << 32;

inline uint64_t WeightOf(float e) {
  // The comparison also sends NaN to 0.
  return e > 0 ? static_cast<uint64_t>(static_cast<int64_t>(static_cast<double>(e) * kOne)) : 0;
}

uint64_t TargetOf(double uniform, uint64_t total) {
  const auto bits = static_cast<unsigned __int128>(uniform * 0x1p53);
  return static_cast<uint64_t>((bits * total) >> 53);
}

}  // namespace

Sampler::Sampler(const Kernels& kernels, size_t vocab, size_t choices)
    : kernels_(&kernels), vocab_(vocab), choices_(std::min(vocab, choices)) {
  candidates_.reserve(choices_);
  ranked_.reserve(choices_);
  block_weights_.resize((choices_ + kBlock - 1) / kBlock);
}

uint64_t Sampler::scratch_bytes() const {
  return candidates_.capacity() * sizeof(Candidate) +
         (ranked_.capacity() + block_weights_.size()) * sizeof(uint64_t);
}

Sampler::Normaliser Sampler::Normalise(const float* logits) const {
  Normaliser n;
  n.max = kernels_->max(logits, vocab_);
  if (!std::isfinite(n.max)) return n;
  const float sum =
      kernels_->exp_mass(logits, vocab_, n.max, 1.0f, -std::numeric_limits<float>::infinity()).sum;
  n.finite = std::isfinite(sum) && sum > 0;
  if (n.finite) n.log_sum = CanonicalLog(sum);
  return n;
}

float Sampler::RawLogprob(const float* logits, TokenId token) const {
  const Normaliser n = Normalise(logits);
  return (logits[token] - n.max) - n.log_sum;
}

SampledToken Sampler::Sample(const float* logits, const SamplingParams& params, double uniform) {
  SampledToken picked;
  const Normaliser n = Normalise(logits);
  if (!n.finite) return picked;
  picked.finite = true;
  if (params.temperature == 0) {
    picked.token = static_cast<TokenId>(kernels_->argmax(logits, choices_));
    picked.raw_logprob = (logits[picked.token] - n.max) - n.log_sum;
    picked.finite = std::isfinite(picked.raw_logprob);
    return picked;
  }
  const float scale = static_cast<float>(1.0 / params.temperature);
  // The best token may lie beyond the choices; weights are relative to the best choice.
  const float max = choices_ == vocab_ ? n.max : kernels_->max(logits, choices_);
  const bool cuts = params.top_k > 0 || params.min_p > 0 || params.top_p < 1;
  const uint64_t never = std::numeric_limits<uint64_t>::max();
  uint64_t collected_from = cuts ? kFirstCollected : never;
  uint64_t total = Weigh(logits, max, scale, collected_from);
  if (total == 0) return {};
  uint64_t cut = 0;
  if (cuts) {
    bool decided = false;
    cut = Cut(params, total, collected_from, decided);
    if (!decided) {
      collected_from = 1;
      Weigh(logits, max, scale, collected_from);
      cut = Cut(params, total, collected_from, decided);
      RBENCH_CHECK(decided);
    }
    total = 0;
    for (const Candidate& c : candidates_) total += c.weight >= cut ? c.weight : 0;
    picked.token = PickFromCandidates(cut, total, uniform);
  } else {
    picked.token = PickFromAll(logits, max, scale, total, uniform);
  }
  const float x = logits[picked.token];
  picked.raw_logprob = (x - n.max) - n.log_sum;
  picked.logprob =
      (x - max) * scale - CanonicalLog(static_cast<float>(static_cast<double>(total) / kOne));
  return picked;
}

// Fills the block sums and the candidates of at least `collect_from`; returns the sum of all
// weights.
uint64_t Sampler::Weigh(const float* logits, float max, float scale, uint64_t collect_from) {
  alignas(64) float e[kBlock];
  candidates_.clear();
  const float from = static_cast<float>(static_cast<double>(collect_from) / kOne);
  uint64_t total = 0;
  for (size_t block = 0; block < block_weights_.size(); ++block) {
    const size_t begin = block * kBlock;
    const size_t n = std::min(kBlock, choices_ - begin);
    kernels_->exp_row(logits + begin, n, max, scale, e);
    uint64_t sum = 0;
    for (size_t i = 0; i < n; ++i) {
      const uint64_t weight = WeightOf(e[i]);
      sum += weight;
      if (e[i] >= from) [[unlikely]] {
        candidates_.push_back({weight, static_cast<TokenId>(begin + i)});
      }
    }
    block_weights_[block] = sum;
    total += sum;
  }
  return total;
}

// The smallest weight that is kept. The candidates hold every token of weight >= collected_from;
// `decided` is false where the cut lies below.
uint64_t Sampler::Cut(const SamplingParams& params, uint64_t all_weight, uint64_t collected_from,
                      bool& decided) {
  decided = false;
  const bool complete = collected_from <= 1;
  uint64_t cut = 1;
  uint64_t kept_weight = all_weight;
  if (params.top_k > 0 && static_cast<size_t>(params.top_k) < choices_) {
    const size_t k = static_cast<size_t>(params.top_k);
    if (candidates_.size() < k && !complete) return 0;
    if (candidates_.size() >= k) cut = WeightOfRank(k);
  }
  if (params.min_p > 0) {
    cut = std::max(cut, static_cast<uint64_t>(std::ceil(params.min_p * kOne)));
  }
  if (cut > 1) {
    if (cut < collected_from) return 0;
    kept_weight = 0;
    for (const Candidate& c : candidates_) kept_weight += c.weight >= cut ? c.weight : 0;
  }
  if (params.top_p < 1) {
    const uint64_t found = WeightOfMass(cut, params.top_p, kept_weight);
    if (found == 0) return 0;
    cut = found;
  }
  decided = cut >= collected_from || complete;
  return cut;
}

uint64_t Sampler::WeightOfRank(size_t rank) {
  ranked_.clear();
  for (const Candidate& c : candidates_) ranked_.push_back(c.weight);
  std::nth_element(ranked_.begin(), ranked_.begin() + static_cast<ptrdiff_t>(rank - 1),
                   ranked_.end(), std::greater<uint64_t>());
  return ranked_[rank - 1];
}

// The largest weight w such that the candidates of weight >= w (and >= floor_weight) sum to at
// least fraction * total; 0 where all candidates together do not. Halves the range of weights,
// keeping only what lies in it.
uint64_t Sampler::WeightOfMass(uint64_t floor_weight, double fraction, uint64_t total) {
  // The product is rounded once, to the nearest double; it decides for every order of summation
  // alike.
  const double goal_real = fraction * static_cast<double>(total);
  const uint64_t goal = std::min(total, static_cast<uint64_t>(std::ceil(goal_real)));
  ranked_.clear();
  uint64_t sum = 0;
  for (const Candidate& c : candidates_) {
    if (c.weight < floor_weight) continue;
    ranked_.push_back(c.weight);
    sum += c.weight;
  }
  if (sum < goal || ranked_.empty()) return 0;
  // Invariant: the answer is one of ranked_; `above` is the sum of the weights larger than all of
  // ranked_.
  uint64_t above = 0;
  uint64_t low = *std::min_element(ranked_.begin(), ranked_.end());
  uint64_t high = *std::max_element(ranked_.begin(), ranked_.end());
  while (low < high) {
    const uint64_t middle = low + (high - low + 1) / 2;  // low < middle <= high
    const auto split =
        std::partition(ranked_.begin(), ranked_.end(), [&](uint64_t w) { return w >= middle; });
    uint64_t upper = 0;
    for (auto w = ranked_.begin(); w != split; ++w) upper += *w;
    if (above + upper >= goal) {
      ranked_.erase(split, ranked_.end());
    } else {
      above += upper;
      ranked_.erase(ranked_.begin(), split);
    }
    low = *std::min_element(ranked_.begin(), ranked_.end());
    high = *std::max_element(ranked_.begin(), ranked_.end());
  }
  return low;
}

TokenId Sampler::PickFromCandidates(uint64_t cut, uint64_t total, double uniform) const {
  const uint64_t target = TargetOf(uniform, total);
  uint64_t sum = 0;
  for (const Candidate& c : candidates_) {
    if (c.weight < cut) continue;
    sum += c.weight;
    if (sum > target) return c.token;
  }
  CheckFailed(__FILE__, __LINE__, "the kept weights do not reach their own sum");
}

TokenId Sampler::PickFromAll(const float* logits, float max, float scale, uint64_t total,
                             double uniform) const {
  const uint64_t target = TargetOf(uniform, total);
  uint64_t sum = 0;
  for (size_t block = 0; block < block_weights_.size(); ++block) {
    if (sum + block_weights_[block] <= target) {
      sum += block_weights_[block];
      continue;
    }
    alignas(64) float e[kBlock];
    const size_t begin = block * kBlock;
    const size_t n = std::min(kBlock, choices_ - begin);
    kernels_->exp_row(logits + begin, n, max, scale, e);
    for (size_t i = 0; i < n; ++i) {
      sum += WeightOf(e[i]);
      if (sum > target) return static_cast<TokenId>(begin + i);
    }
  }
  CheckFailed(__FILE__, __LINE__, "the weights do not reach their own sum");
}

Status CheckSampling(const SamplingParams& params) {
  const auto out = [](std::string_view name, double value, std::string_view range) {
    return InvalidInput(
        fmt::format("sampling parameter {} = {} is out of range: {}", name, value, range));
  };
  const double t = params.temperature;
  if (t != 0 && !(t >= 1e-3 && t <= 100))
    return out("temperature", t, "0 (greedy) or 0.001 to 100");
  if (!(params.top_p > 0 && params.top_p <= 1))
    return out("top_p", params.top_p, "above 0, at most 1");
  if (params.top_k < 0) return out("top_k", params.top_k, "0 (off) or more");
  if (!(params.min_p >= 0 && params.min_p < 1))
    return out("min_p", params.min_p, "at least 0, below 1");
  if (params.max_new_tokens < 1) return out("max_new_tokens", params.max_new_tokens, "1 or more");
  if (params.thinking_budget < -1)
    return out("thinking_budget", params.thinking_budget, "-1 (none), 0 or more");
  if (params.stop.size() > kMaxStops) {
    return InvalidInput(
        fmt::format("{} stop strings; at most {} are allowed", params.stop.size(), kMaxStops));
  }
  for (const std::string& stop : params.stop) {
    if (stop.empty()) return InvalidInput("a stop string is empty");
    if (stop.size() > kMaxStopBytes) {
      return InvalidInput(fmt::format("a stop string has {} bytes; at most {} are allowed",
                                      stop.size(), kMaxStopBytes));
    }
  }
  return {};
}

}  // namespace rbench
