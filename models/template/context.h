#pragma once

#include "base/json.h"
#include "base/result.h"
#include "models/template/value.h"

namespace rbench::jinja {

// The variables of a rendering. Every string and every key below the top level is marked untrusted,
// except top-level strings whose key ends in "_token" and the roles of messages. Errors: not an
// object, strings that are not UTF-8, integers beyond 64 bits signed, nesting beyond
// kMaxValueDepth.
Result<Dict> VariablesFrom(const Json& context, Budget& budget);

}  // namespace rbench::jinja
