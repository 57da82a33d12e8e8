#pragma once

#include "base/result.h"
#include "models/template/call.h"
#include "models/template/value.h"

namespace rbench::jinja {

// Calls a method of a text, list, tuple, dict, range or loop.
Result<Value> CallMethod(const Method& method, const CallArguments& arguments, Budget& budget);

// Those of texts, by name.
Result<Value> CallTextMethod(const Value& self, std::string_view name,
                             const CallArguments& arguments, Budget& budget);

// str.islower and str.isupper of whole texts.
bool IsLowerText(const Text& text);
bool IsUpperText(const Text& text);

}  // namespace rbench::jinja
