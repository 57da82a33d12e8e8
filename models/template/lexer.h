#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

// Splits a template into tokens, with transformers' whitespace settings (trim_blocks,
// lstrip_blocks, one newline at the end of the source dropped). Raw blocks and comments are gone
// afterwards.

namespace rbench::jinja {

enum class TokenKind {
  kData,           // text outside of tags
  kVariableBegin,  // {{
  kVariableEnd,
  kBlockBegin,  // {%
  kBlockEnd,
  kName,
  kString,  // text = the unescaped literal
  kInteger,
  kFloat,
  kOperator,  // text = its spelling
  kEnd,
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  int line = 1;
  std::string text;
  int64_t integer = 0;
  double number = 0;
};

// `source` must be valid UTF-8. The last token is kEnd. Errors read "template line N: ...".
Result<std::vector<Token>> Tokenize(std::string_view source);

// A token as an error message shows it.
std::string Describe(const Token& token);

// "template line N: message".
Error TemplateError(int line, std::string_view message);

}  // namespace rbench::jinja
