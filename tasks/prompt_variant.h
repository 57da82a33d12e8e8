#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "tasks/task.h"

namespace rbench {

struct PromptOptions {
  std::string variant;   // "direct", "cot", "r1_math", "r1_zero"; empty = the task's own
  int num_fewshot = -1;  // -1 = the task's own
  uint64_t seed = 0;     // chooses and orders the shots, together with the problem's id
};

// Either a conversation for a chat template or, for base models (r1_zero), one raw text.
struct TaskPrompt {
  std::vector<std::pair<std::string, std::string>> messages;  // role, content
  std::string raw_text;
  bool is_raw = false;
};

// Shots never contain the problem itself (by id). Errors: unknown variant (with the nearest), more
// shots than the pool has.
Result<TaskPrompt> BuildPrompt(const Task& task, const Problem& problem,
                               const PromptOptions& options);

std::vector<std::string> PromptVariantNames();

// Changes whenever the wording of any variant does; part of task identities.
std::string PromptFingerprint();

}  // namespace rbench
