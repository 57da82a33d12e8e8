#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "bench/evaluate.h"
#include "cli/flags.h"

namespace rbench {

// The flags of `rbench eval` that say what is asked and how it is sampled.
struct EvalFlags {
  std::vector<std::string> tasks;
  std::string protocol;
  std::string prompt;
  std::optional<int> num_fewshot;
  std::optional<int> draws;
  int limit = 0;
  std::optional<double> temperature, top_p, min_p;
  std::optional<int> top_k, max_new_tokens, thinking_budget;
  std::vector<std::string> stop;
  bool no_repetition_stop = false;
  std::string mode;
  uint64_t seed = 0;
  std::string out;
  bool no_resume = false;
  bool log_tokens = false;

  void AddTo(Flags& flags);
  Result<EvaluateOptions> Options() const;
};

}  // namespace rbench
