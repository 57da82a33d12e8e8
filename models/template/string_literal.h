#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace rbench::jinja {

// The text of a string literal's inside, with Python's escapes (\n, \x41, \u20ac, \101 ...).
// Unknown escapes keep their backslash. Errors: an escape cut short, a code point that is none, a
// surrogate.
Result<std::string> UnescapeLiteral(std::string_view inside);

}  // namespace rbench::jinja
