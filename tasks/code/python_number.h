#pragma once

#include <cstddef>
#include <string_view>

#include "tasks/code/value.h"

namespace rbench {

// The unsigned number that begins at `position` of Python source (a digit, or a point before one):
// an int in any base, a float, or a complex with real part 0 where "j" ends it. Underscores may
// stand between digits. Moves `position` behind it. Integers in bases 2, 8 and 16 may have up to
// 4,096 digits there.
Result<Value> ReadPythonNumberAt(std::string_view source, size_t& position,
                                 const ValueLimits& limits);

bool PythonNumberBegins(std::string_view source, size_t position);

}  // namespace rbench
