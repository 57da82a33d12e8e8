#pragma once

#include <string_view>

#include "base/result.h"
#include "models/template/syntax.h"

namespace rbench::jinja {

// `max_nesting` bounds expressions and blocks within each other; what is deeper is
// kResourceExhausted. `source` must be valid UTF-8. Errors read "template line N: ...".
Result<Body> ParseTemplate(std::string_view source, int max_nesting);

}  // namespace rbench::jinja
