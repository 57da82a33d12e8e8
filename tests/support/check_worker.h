#pragma once

#include <string>
#include <vector>

#include "tasks/math/prover.h"

// For test programs whose checks need check workers. Linking rbench_test_check_worker replaces
// gtest's main: the program run as "PROGRAM check-worker" is a worker, otherwise it runs its tests.

namespace rbench {

std::vector<std::string> TestWorkerCommand();

// One pool for the whole program.
math::CheckWorkers& TestCheckWorkers();

}  // namespace rbench
