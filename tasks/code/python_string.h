#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rbench {

// One string or bytes literal of Python source, as its tokenizer sees it.
struct PythonStringToken {
  bool is_bytes = false;
  bool is_raw = false;
  bool is_format = false;  // an f-string
  std::string_view body;   // between the quotes
  size_t end = 0;          // behind the closing quotes
};

// True where a literal begins at `position`: a quote, or a prefix (any of b, r, u, f, br, fr in any
// case and order) directly before one.
bool PythonStringBegins(std::string_view source, size_t position);

// The literal that begins at `position` (PythonStringBegins must hold). An error where it does not
// end, or a line ends inside a literal with single quotes.
Result<PythonStringToken> ScanPythonString(std::string_view source, size_t position);

// What the literal stands for: escapes resolved, CR LF and CR as LF. Errors: an f-string, \N{...},
// a wrong \x, \u or \U, a character beyond ASCII in bytes. Unknown escapes keep their backslash.
Result<std::string> DecodePythonString(const PythonStringToken& token);

}  // namespace rbench
