#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rbench {

// One logical line of Python source, or a part of one between semicolons.
struct PythonStatement {
  size_t line = 0;  // of its first character, from 1
  int indent = 0;   // columns; a tab goes on to the next multiple of 8
  // From its first character to its last; comments and line ends inside brackets are still there.
  std::string_view text;
};

// Splits source as Python's tokenizer joins lines: brackets, long strings and backslashes go on
// over line ends; comments and blank lines are no statements. Linear. Errors: a string or bracket
// without end, a bracket that nothing opened, more than 100 open brackets.
Result<std::vector<PythonStatement>> SplitPythonStatements(std::string_view source);

}  // namespace rbench
