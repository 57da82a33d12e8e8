#include "base/think_span.h"

#include "base/byte_scan.h"

namespace rbench {
namespace {

constexpr std::string_view kOpen = "<think>";
constexpr std::string_view kClose = "</think>";
constexpr size_t kNone = std::string_view::npos;

// The `h` of either tag.
struct TagProbe {
  static constexpr size_t kBack = 0;
  static constexpr size_t kAhead = 4;
  bool At(std::string_view text, size_t i) const {
    if (i < 2 || !text.substr(i - 1).starts_with("think>")) return false;
    return text[i - 2] == '<' || (i > 2 && text[i - 2] == '/' && text[i - 3] == '<');
  }
  uint32_t Mask(const char* p) const { return MaskOfByte(p, 'h') & MaskOfByte(p + 4, '>'); }
};

}  // namespace

std::optional<ThinkSpan> FindThinkSpan(std::string_view completion, bool prompt_opens_think) {
  const size_t last = LastWhere(completion, completion.size(), TagProbe());
  if (last == kNone) {
    if (!prompt_opens_think) return std::nullopt;
    return ThinkSpan{0, completion.size(), false};
  }
  // Thinking that is opened again after the last closing tag was never closed.
  ThinkSpan span;
  span.closed = completion[last - 2] == '/';
  span.end = span.closed ? last - 3 + kClose.size() : completion.size();
  // A closing tag before any opening one belongs to an opening that the prompt holds.
  const size_t first = FirstWhere(completion, 0, TagProbe());
  const bool closes_first = completion[first - 2] == '/';
  span.begin = prompt_opens_think || closes_first ? 0 : first - 2;
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
