#pragma once

#include <string>
#include <vector>

#include "cli/flags.h"
#include "tasks/task.h"

namespace rbench {

// Where tasks and their data are looked for.
struct DataFlags {
  std::vector<std::string> data;
  std::vector<std::string> task_files;

  void AddTo(Flags& flags);
  // --data in order, and every folder that exists of the usual places.
  TaskSearch Search() const;
};

}  // namespace rbench
