#pragma once

#include <string>

#include "tasks/generators/code/code_suite.h"

namespace rbench {

// What is wrong with an input of a problem of lcb_style: a number outside the limits, a limit that
// the question does not state in these very numbers, a wrong layout. Empty if nothing is.
std::string CodeInputFault(const CodeInstance& instance, const std::string& input);

}  // namespace rbench
