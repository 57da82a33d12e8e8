#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "models/engine/kv_pages.h"
#include "models/prompt.h"

namespace rbench {

// The draws of one prompt: its tokens but the last are run once and their pages shared. Every draw
// runs the last prompt token itself, as its first row with logits. The engine's thread only.
struct PromptGroup {
  std::shared_ptr<const RenderedPrompt> prompt;
  bool score = false;  // the log-probabilities of the prompt's tokens are wanted
  size_t hash = 0;
  BlockTable table;
  size_t computed = 0;        // prompt tokens with keys and values in `table`
  size_t pending = 0;         // draws that have not taken over the pages yet, queued or admitted
  size_t waiting = 0;         // of these, admitted ones
  uint64_t planned_step = 0;  // the step that runs its rows now
  std::vector<float> prompt_logprobs;  // with `score`: [0] = 0, then one per token

  size_t prefix_size() const { return prompt->tokens.size() - 1; }
  bool complete() const { return computed == prefix_size(); }
};

}  // namespace rbench
