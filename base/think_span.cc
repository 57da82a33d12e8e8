#include "base/think_span.h"

namespace rbench {
namespace {

constexpr std::string_view kOpen = "<think>";
constexpr std::string_view kClose = "</think>";

}  // namespace

std::optional<ThinkSpan> FindThinkSpan(std::string_view completion, bool prompt_opens_think) {
  const size_t first_open = completion.find(kOpen);
  const size_t last_close = completion.rfind(kClose);
  const bool has_open = first_open != std::string_view::npos;
  const bool has_close = last_close != std::string_view::npos;
  if (!has_open && !has_close && !prompt_opens_think) return std::nullopt;
  ThinkSpan span;
  // A closing tag before any opening one belongs to an opening that the prompt holds.
  const bool closes_first = has_close && (!has_open || completion.find(kClose) < first_open);
  span.begin = prompt_opens_think || closes_first || !has_open ? 0 : first_open;
  // Thinking that is opened again after the last closing tag was never closed.
  const size_t last_open = completion.rfind(kOpen);
  span.closed = has_close && (!has_open || last_open < last_close);
  span.end = span.closed ? last_close + kClose.size() : completion.size();
  return span;
}

bool PromptOpensThink(std::string_view rendered_prompt) {
  const size_t open = rendered_prompt.rfind(kOpen);
  if (open == std::string_view::npos) return false;
  return rendered_prompt.find(kClose, open) == std::string_view::npos;
}

std::string_view AnswerPart(std::string_view completion, const std::optional<ThinkSpan>& span) {
  if (!span.has_value()) return completion;
  if (!span->closed || span->end > completion.size()) return {};
  return completion.substr(span->end);
}

}  // namespace rbench
