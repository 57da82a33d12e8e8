#pragma once

#include <string>

#include "base/result.h"
#include "models/engine.h"

namespace rbench {

// One hash over everything that must not differ between machines, builds, batch sizes and thread
// counts.
struct Signature {
  std::string hex;       // SHA-256 over the two below
  std::string verdicts;  // SHA-256 over the verdicts of a fixed list of cases, all checkers
  std::string
      tokens;  // SHA-256 over tokens and the bit patterns of log-probabilities, greedy and sampled
  int num_cases = 0;
  int num_tokens = 0;
};

// Grades the fixed cases and generates from fixed prompts with `engine` (greedy, and four draws
// each at temperature 0.8, top-p 0.95). Without an engine (`nullptr`) only the verdicts count and
// `tokens` is empty.
Result<Signature> ComputeSignature(Engine* engine);

}  // namespace rbench
