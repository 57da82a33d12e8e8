#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "models/marked_text.h"

// Chat templates: our own interpreter of the Jinja language, with the settings transformers uses
// (trim_blocks, lstrip_blocks, break and continue, tojson without escaping, raise_exception,
// strftime_now, {% generation %}). Values cannot be changed by templates (list.append and the like
// are undefined), as in transformers' sandbox. Not part of the language here: include, import,
// extends, block, recursive loops, autoescape, translations; escaped text is plain text.

namespace rbench {

struct TemplateLimits {
  size_t max_source_bytes = size_t{1} << 20;
  int max_nesting = 200;  // expressions and blocks within each other
};

struct RenderOptions {
  int64_t max_steps = 2'000'000;  // nodes evaluated, elements walked, 64 bytes of text processed
  int max_depth = 400;            // recursion: nested nodes, macros, printed values
  size_t max_output_bytes = size_t{16} << 20;  // of the result and of every text on the way
  std::string now = "2026-01-02T03:04:05";     // the only clock a template sees
};

// A rendering: the text, and the byte spans of it that came from the context and not from the
// template.
using RenderedText = MarkedText;

// A parsed template. Immutable; any number of threads may render with it at once. Cheap to copy.
class ChatTemplate {
 public:
  // Errors: "template line N: message"; kResourceExhausted where a limit is reached.
  static Result<ChatTemplate> Parse(std::string_view source, const TemplateLimits& limits = {});

  // `context` is an object whose members are the template's variables. Untrusted in the result is
  // every byte that comes from a string value (or a key below the top level) of the context,
  // whatever was done to it, except from top-level strings whose key ends in "_token" and from the
  // roles of messages. Errors: "template line N: message", with the text of raise_exception as the
  // message; kResourceExhausted where a limit is reached.
  Result<RenderedText> Render(const Json& context, const RenderOptions& options = {}) const;

  const std::string& source() const;

 private:
  struct Parsed;
  explicit ChatTemplate(std::shared_ptr<const Parsed> parsed) : parsed_(std::move(parsed)) {}
  std::shared_ptr<const Parsed> parsed_;
};

}  // namespace rbench
