#include "models/completion.h"

#include "base/check.h"

namespace rbench {
namespace {

struct ReasonRow {
  FinishReason reason;
  const char* name;
};

constexpr ReasonRow kReasons[] = {
    {FinishReason::kStop, "stop"},
    {FinishReason::kLength, "length"},
    {FinishReason::kContextFull, "context_full"},
    {FinishReason::kRepetition, "repetition"},
    {FinishReason::kPromptTooLong, "prompt_too_long"},
    {FinishReason::kCancelled, "cancelled"},
    {FinishReason::kError, "error"},
};

}  // namespace

const char* FinishReasonName(FinishReason reason) {
  for (const ReasonRow& row : kReasons) {
    if (row.reason == reason) return row.name;
  }
  CheckFailed(__FILE__, __LINE__, "finish reason without a name");
}

std::optional<FinishReason> FinishReasonFromName(std::string_view name) {
  for (const ReasonRow& row : kReasons) {
    if (name == row.name) return row.reason;
  }
  return std::nullopt;
}

}  // namespace rbench
