#include "models/template/chat_template.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/utf8.h"
#include "models/template/context.h"
#include "models/template/interpreter.h"
#include "models/template/parser.h"

namespace rbench {

struct ChatTemplate::Parsed {
  std::string source;
  jinja::Body body;
};

Result<ChatTemplate> ChatTemplate::Parse(std::string_view source, const TemplateLimits& limits) {
  if (source.size() > limits.max_source_bytes) {
    return ResourceExhausted(fmt::format("template line 1: the template has {} bytes, more than {}",
                                         source.size(), limits.max_source_bytes));
  }
  if (!IsValidUtf8(source)) return InvalidInput("template line 1: the template is not UTF-8");
  auto parsed = std::make_shared<Parsed>();
  parsed->source = source;
  RBENCH_ASSIGN_OR_RETURN(parsed->body, jinja::ParseTemplate(source, limits.max_nesting));
  return ChatTemplate(std::move(parsed));
}

Result<RenderedText> ChatTemplate::Render(const Json& context, const RenderOptions& options) const {
  jinja::Budget budget(static_cast<uint64_t>(std::max<int64_t>(options.max_steps, 0)),
                       options.max_output_bytes, options.max_depth);
  RBENCH_ASSIGN_OR_RETURN(const jinja::ClockTime clock, jinja::ParseClock(options.now));
  RBENCH_ASSIGN_OR_RETURN(jinja::Dict variables, jinja::VariablesFrom(context, budget));
  jinja::Interpreter interpreter(budget, clock);
  RBENCH_ASSIGN_OR_RETURN(jinja::Text text,
                          interpreter.Render(parsed_->body, std::move(variables)));
  return RenderedText{std::move(text.bytes), std::move(text.untrusted)};
}

const std::string& ChatTemplate::source() const { return parsed_->source; }

}  // namespace rbench
