#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tasks/generators/code/code_suite.h"

namespace rbench {

class InputCheck;

// What is wrong with an input of a problem of lcb_style: a number outside the limits, a limit that
// the question does not state in these very numbers, a wrong layout. Empty if nothing is.
std::string CodeInputFault(const CodeInstance& instance, const std::string& input);

// The families: programs that read text; functions that take arguments.
struct CodeInputLimits {
  std::string_view family;
  void (*check)(InputCheck& in, const std::vector<int64_t>& parameters);
};
const std::vector<CodeInputLimits>& ProgramInputLimits();
const std::vector<CodeInputLimits>& CallInputLimits();

}  // namespace rbench
