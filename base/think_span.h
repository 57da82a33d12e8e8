#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace rbench {

// Where a completion thinks. Offsets are bytes of the completion; the tags lie inside [begin, end).
struct ThinkSpan {
  size_t begin = 0;
  size_t end = 0;       // the answer starts here
  bool closed = false;  // false: opened and never closed, so there is no answer

  bool operator==(const ThinkSpan&) const = default;
};

// `prompt_opens_think`: the rendered prompt ends inside an open <think>. A `</think>` without any
// opening tag also closes a span that begins at 0 (templates of R1's distilled models leave the
// opening tag in the prompt). Several spans: from the first opening to the last closing tag.
// Without any tag: no span.
std::optional<ThinkSpan> FindThinkSpan(std::string_view completion, bool prompt_opens_think);

// True where the last <think> of the rendered prompt is not followed by </think>.
bool PromptOpensThink(std::string_view rendered_prompt);

// The part that may hold the answer: after the span; the whole text where there is none; empty
// where the span is not closed.
std::string_view AnswerPart(std::string_view completion, const std::optional<ThinkSpan>& span);

}  // namespace rbench
