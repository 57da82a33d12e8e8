#pragma once

#include <cstddef>
#include <string_view>

#include "tasks/math/lexer.h"

// How mathematics is spelled: LaTeX commands, Unicode signs, names of functions.

namespace rbench::math {

struct Spelling {
  std::string_view text;
  TokenKind kind;
  std::string_view meaning = {};  // the token's text
};

struct VulgarFraction {
  std::string_view text;
  const char* numerator;
  const char* denominator;
};

// The LaTeX command of this name, without its backslash; null where it means nothing by itself.
const Spelling* FindCommand(std::string_view name);
// Commands that draw nothing: \displaystyle, \quad.
bool IsSilentCommand(std::string_view name);
// Commands whose group is text.
bool IsTextCommand(std::string_view name);
// Commands whose group is read as if they were not there: \boxed, \mathbf.
bool IsTransparentCommand(std::string_view name);
// Names that say nothing as letters, so that two backslashes before them are one that was escaped.
bool OnlyACommand(std::string_view name);

// What a text that begins beyond ASCII begins with; null or 0 bytes where it is none of these.
const Spelling* UnicodeSignAt(std::string_view text);
const VulgarFraction* VulgarFractionAt(std::string_view text);
size_t UnicodeSpaceAt(std::string_view text);
// A raised or lowered digit: its bytes, and the digit.
size_t RaisedDigitAt(std::string_view text, char* digit);
size_t LoweredDigitAt(std::string_view text, char* digit);

}  // namespace rbench::math
