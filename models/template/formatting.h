#pragma once

#include "base/result.h"
#include "models/template/call.h"
#include "models/template/value.h"

namespace rbench::jinja {

// format % arguments, as Python's str does it. Marks of the format and of the arguments are kept.
Result<TextPtr> FormatPercent(const Text& format, const Value& arguments, Budget& budget);

// format.format(...): fields by position, number or name, with !r and !s and the usual format
// specifications. Attributes and subscripts inside fields are not supported.
Result<TextPtr> FormatBraces(const Text& format, const CallArguments& arguments, Budget& budget);

}  // namespace rbench::jinja
