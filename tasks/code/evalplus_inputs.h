#pragma once

#include <string_view>
#include <vector>

#include "tasks/code/value.h"

namespace rbench {

// MBPP+ is JSON, which has no tuples, sets or complex numbers: turns the published argument lists
// of one task into what its function takes (mbpp_deserialize_inputs of evalplus/data/mbpp.py at
// 26d6d00, a table of tasks). An error where an input has not the shape that its task wants.
Result<std::vector<std::vector<Value>>> MbppPlusArguments(int task, const Value& inputs);

// What Python's complex() makes of a text: "1j", "(-0-1j)", "2.5"; infinities and NaN are errors.
Result<Value> ParsePythonComplex(std::string_view text);

}  // namespace rbench
