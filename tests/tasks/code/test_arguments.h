#pragma once

#include <string>

#include "tasks/code/code_problem.h"
#include "tasks/code/python_repr.h"

namespace rbench {

// The arguments of a test as Python writes them: "[1, 2]; n=3; ".
inline std::string Arguments(const CodeTest& test) {
  std::string out;
  for (const Value& value : test.arguments.positional) out += PythonRepr(value) + "; ";
  for (const auto& [name, value] : test.arguments.named)
    out += name + "=" + PythonRepr(value) + "; ";
  return out;
}

}  // namespace rbench
