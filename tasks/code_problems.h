#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tasks/program_checker.h"
#include "tasks/row_mapping.h"

namespace rbench {

// Programming problems as a task sees them: what is asked, and what it is judged with.
struct LoadedCode {
  MappedRows rows;
  std::shared_ptr<const CodeProblemTable> table;
};

// A published file in a layout of tasks/code/code_problem.h.
Result<LoadedCode> LoadCodeFile(std::string_view layout, const std::string& path,
                                std::string_view bytes);

// A generated suite (tasks/generators/code/code_suite.h); null table where there is none of the
// name.
Result<LoadedCode> LoadCodeSuite(std::string_view suite);

}  // namespace rbench
