#pragma once

#include <string>
#include <vector>

#include "tasks/checker.h"

// Golds and completions written to bring a checker down: what explodes when it is expanded, what
// never ends, what nests, floods and lies. The table of tests/perf and the unit test run the same
// list.

namespace rbench {

struct HostileInput {
  enum class Truth {
    kDifferent,  // must not be graded correct
    kEqual,      // must not be graded wrong
    kPolicy,     // a matter of definition: only bounded, and the same every time
  };
  std::string name;
  std::string gold;
  std::string completion;
  GradeMode mode = GradeMode::kBare;
  Truth truth = Truth::kDifferent;
};

const std::vector<HostileInput>& HostileInputs();

}  // namespace rbench
