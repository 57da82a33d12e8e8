#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tasks/manifest.h"
#include "tasks/program_checker.h"
#include "tasks/row_mapping.h"

namespace rbench {

// Programming problems as a task sees them: what is asked, and what it is judged with.
struct LoadedCode {
  MappedRows rows;
  std::shared_ptr<const CodeProblemTable> table;
  std::vector<DataHashes> files;  // of the files read, in order
  size_t public_only = 0;         // problems that have no hidden test though the layout knows them
};

// Published files in a layout with a `code`. Where the layout reads its files one after the other,
// one is in memory at a time.
Result<LoadedCode> LoadCodeFiles(const FieldLayout& layout, const std::vector<std::string>& paths);

// The problem as it is asked: statement, starter code, what form an answer has. `extra` holds what
// prompts of their own wording are made of: "statement", "starter_code" and "prompt" (the source
// that a completion goes on with), those that are not empty.
Problem AskedProblem(const CodeProblem& problem);

// A generated suite (tasks/generators/code/code_suite.h); null table where there is none of the
// name.
Result<LoadedCode> LoadCodeSuite(std::string_view suite);

}  // namespace rbench
