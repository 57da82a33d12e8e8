#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/jsonl.h"
#include "base/result.h"
#include "models/completion.h"
#include "tasks/verdict.h"

namespace rbench {

// Which draw of which problem of which task. `task` is the full name ("arith:easy").
struct AttemptId {
  std::string task;
  std::string problem;
  int draw = 0;  // from 0
  auto operator<=>(const AttemptId&) const = default;
};

// Wall seconds; the only part of an attempt that two equal runs may differ in.
struct AttemptTimings {
  double queued_s = 0;
  double running_s = 0;
  double graded_s = 0;
};

// One graded draw: one line of attempts.jsonl. Tokens and log-probabilities of the completion are
// not part of the line; token_log.h stores them.
struct Attempt {
  AttemptId id;
  std::string
      prompt_sha256;  // of the rendered prompt's text, or of its token ids where it has no text
  Completion completion;
  Verdict verdict;
  AttemptTimings timings;
};

// Appends the line without a newline:
//   {"id": {"task", "problem", "draw"}, "prompt_sha256", "completion": {"text", "finish_reason",
//   "think_span", "usage": {"prompt_tokens", "completion_tokens", "thinking_tokens"}}, "verdict":
//   {...}, "timings": {...}}
// think_span is null or {"begin", "end", "closed"}. Present only where not the default:
// completion.forced_think_end, weights_version and error; verdict.span, tags and detail. The
// verdict equals VerdictToJson. Text that is not UTF-8 is written with replacement characters
// (rollout replaces them before grading, so that spans stay right).
void AppendAttemptJson(const Attempt& attempt, std::string& out);

// The way back. Unknown keys are ignored (additions by later versions); a missing or mistyped one
// is an error that names it.
Result<Attempt> AttemptFromJson(JsonView line);
Result<Verdict> VerdictFromJson(JsonView json);

// Appends `text` as a JSON string with quotes; invalid UTF-8 becomes U+FFFD.
void AppendJsonString(std::string_view text, std::string& out);
// Appends the shortest decimal that reads back as `value`, always recognisable as a real number;
// null where not finite.
void AppendJsonDouble(double value, std::string& out);

// The part of an attempt that scores and tables need: small, so that a million fit in memory.
struct GradedDraw {
  AttemptId id;
  Outcome outcome = Outcome::kUngraded;
  double score = 0;
  std::string extracted;
  std::string reason;
  FinishReason finish_reason = FinishReason::kError;
  Usage usage;
};

GradedDraw DigestOf(const Attempt& attempt);

}  // namespace rbench
