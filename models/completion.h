#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/think_span.h"
#include "models/token.h"

namespace rbench {

struct SamplingParams {
  double temperature = 0;     // 0 = greedy: the largest logit, ties to the lowest id
  double top_p = 1;           // (0, 1]
  int top_k = 0;              // 0 = off
  double min_p = 0;           // [0, 1)
  int max_new_tokens = 1024;  // >= 1
  int thinking_budget = -1;   // tokens after which an open <think> is closed by force; -1 = none
  std::vector<std::string> stop;  // byte strings; the text ends before the first one found
  bool repetition_stop = true;    // end loops with kRepetition
  uint64_t seed = 0;
};

enum class FinishReason {
  kStop,           // a stop id or stop string
  kLength,         // max_new_tokens
  kContextFull,    // the model's context is full
  kRepetition,     // the text repeats itself without end
  kPromptTooLong,  // the prompt does not fit the context; nothing was generated
  kCancelled,
  kError,
};

const char* FinishReasonName(
    FinishReason reason);  // "stop", "length", "context_full", "repetition", ...
std::optional<FinishReason> FinishReasonFromName(std::string_view name);

// Truncated: the model would have gone on.
inline bool IsTruncated(FinishReason reason) {
  return reason == FinishReason::kLength || reason == FinishReason::kContextFull;
}

struct Usage {
  int prompt_tokens = 0;
  int completion_tokens = 0;  // with the stop token, where one ended it
  int thinking_tokens = 0;    // of these, inside the think span
};

// One draw. `tokens`, `logprobs` and `raw_logprobs` have one entry per generated token, the ending
// stop id and tokens cut off by a stop string included; `text` is what is left after both are taken
// away.
struct Completion {
  std::string text;  // bytes as generated; may be invalid UTF-8 only where the model was cut
  std::vector<TokenId> tokens;
  std::vector<float> logprobs;  // natural log under the distribution sampled from (0 when greedy)
  std::vector<float> raw_logprobs;  // natural log under the full distribution at temperature 1
  FinishReason finish_reason = FinishReason::kError;
  std::optional<ThinkSpan> think_span;
  bool forced_think_end = false;
  Usage usage;
  uint64_t weights_version = 0;
  std::string error;  // for kError
};

}  // namespace rbench
