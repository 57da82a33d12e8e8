#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "base/json.h"
#include "models/template/chat_template.h"

// Input: a template, a NUL byte, and the context as JSON. What must hold: no crash, two renderings
// are equal, and the untrusted spans are sorted, disjoint and inside the text.

namespace {

void CheckSpans(const rbench::RenderedText& rendered) {
  size_t end = 0;
  for (const rbench::ByteSpan& span : rendered.untrusted) {
    RBENCH_CHECK(span.begin >= end);
    RBENCH_CHECK(span.begin < span.end);
    RBENCH_CHECK(span.end <= rendered.text.size());
    end = span.end;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const size_t nul = input.find('\0');
  const rbench::Result<rbench::ChatTemplate> parsed =
      rbench::ChatTemplate::Parse(input.substr(0, nul));
  if (!parsed) {
    RBENCH_CHECK(parsed.error().message.starts_with("template line "));
    return 0;
  }
  rbench::Json context = rbench::Json::object();
  if (nul != std::string_view::npos) {
    rbench::Result<rbench::Json> json = rbench::ParseJson(input.substr(nul + 1));
    if (json) context = *std::move(json);
  }
  rbench::RenderOptions options;
  options.max_steps = 20000;
  options.max_output_bytes = size_t{1} << 20;
  const rbench::Result<rbench::RenderedText> first = parsed->Render(context, options);
  const rbench::Result<rbench::RenderedText> second = parsed->Render(context, options);
  RBENCH_CHECK(first.has_value() == second.has_value());
  if (!first) {
    RBENCH_CHECK(first.error().message == second.error().message);
    return 0;
  }
  RBENCH_CHECK(first->text == second->text);
  RBENCH_CHECK(first->untrusted == second->untrusted);
  CheckSpans(*first);
  return 0;
}
