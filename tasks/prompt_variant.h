#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "tasks/task.h"

namespace rbench {

struct PromptOptions {
  std::string variant;   // a name of PromptVariantNames(); empty = the task's own
  int num_fewshot = -1;  // -1 = the task's own
  uint64_t seed = 0;     // chooses and orders the shots, together with the problem's id
};

// Either a conversation for a chat template or, for base models (r1_zero, completion), one raw
// text.
struct TaskPrompt {
  std::vector<std::pair<std::string, std::string>> messages;  // role, content
  std::string raw_text;
  bool is_raw = false;
};

// Shots never contain the problem itself (by id). Errors: unknown variant (with the nearest), one
// for programming problems where the problem is none, shots of programming problems, more shots
// than the pool has.
Result<TaskPrompt> BuildPrompt(const Task& task, const Problem& problem,
                               const PromptOptions& options);

std::vector<std::string> PromptVariantNames();

// The rule of tasks/code/code_extraction.h that belongs to a variant: "lcb" to lcb, "block" to
// r1_code, "completion" to completion. Empty: the task's own rule.
std::string_view ExtractionOfVariant(std::string_view variant);

// Stop strings that belong to a variant: of completion those of the task's checker
// (program_checker.h), else none.
std::vector<std::string> StopsOfVariant(const Task& task, std::string_view variant);

// Changes whenever the wording of any variant does; part of task identities.
std::string PromptFingerprint();

}  // namespace rbench
