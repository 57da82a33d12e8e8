#pragma once

#include <string>
#include <string_view>

#include "tasks/code/value.h"

namespace rbench {

// Python source of a value: what ascii(value) prints, but for what would not read back as the same
// value, which is written as a call: float('inf'), float('nan'), complex(1.0, -0.0). Python's own
// compiler refuses decimal integers of more than 4,300 digits; such values travel by
// value_encoding.h.
std::string PythonRepr(const Value& value);

// The source of one text or bytes literal: ascii(text).
std::string PythonStringLiteral(std::string_view text);
std::string PythonBytesLiteral(std::string_view bytes);

}  // namespace rbench
