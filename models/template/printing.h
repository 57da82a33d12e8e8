#pragma once

#include <string>

#include "base/result.h"
#include "models/template/value.h"

// How values turn into text, as Python's str() and repr() do it. Marks of texts are kept.

namespace rbench::jinja {

std::string FloatRepr(double number);

Status AppendStr(const Value& value, Budget& budget, TextBuilder& out);
Status AppendRepr(const Value& value, Budget& budget, TextBuilder& out);

// str(value); the same text without a copy where it is one.
Result<TextPtr> ToText(const Value& value, Budget& budget);
Result<TextPtr> ToRepr(const Value& value, Budget& budget);

}  // namespace rbench::jinja
