#pragma once

#include <string_view>

#include "base/result.h"
#include "tasks/code/code_problem.h"

namespace rbench {

// A programming problem that comes with its answer instead of standing in a task. Two forms:
//   {"inputs": [...], "outputs": [...]}   programs that read standard input; with "fn_name" a
//                                         function: a list of arguments each, or their JSON a line
//   {"layout": NAME, ...}                 one row of a layout of CodeLayouts, as published
// Both may have "time_limit_s" (CPU time of a test) and "memory_limit_mb". A test object without
// tests is an error.
Result<CodeProblem> ReadTestObject(std::string_view json);

}  // namespace rbench
