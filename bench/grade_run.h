#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "reports/attempt.h"
#include "reports/summary.h"
#include "reports/table.h"
#include "tasks/task.h"

namespace rbench {

// A stored run graded again, without a model.

struct Flip {
  AttemptId id;
  Verdict before;
  Verdict after;
};

struct GradeRunOptions {
  std::optional<GradeMode> mode;  // absent = as the run was graded
  int grade_tries = 3;
  int threads = 1;  // attempts graded at once; changes no verdict
};

struct GradeRunResult {
  uint64_t attempts = 0;
  uint64_t ungraded = 0;
  uint64_t changed_verdicts = 0;    // any field but the grader's identity differs
  std::vector<Flip> flips;          // the outcome or the score differs; sorted by id
  std::vector<TaskSummary> before;  // in the order of `tasks`
  std::vector<TaskSummary> after;
  Table table;                        // of `after`
  std::vector<std::string> warnings;  // the task's data or the grader is not the one of the run
};

// Grades every attempt of the run in `path` that belongs to one of `tasks`. The run itself is not
// changed. `on_attempt` (may be empty) gets every attempt with its new verdict, in file order.
// Errors: not a run, a problem that the task does not have.
Result<GradeRunResult> GradeRun(const std::string& path, const std::vector<Task>& tasks,
                                const GradeRunOptions& options,
                                const std::function<Status(const Attempt&)>& on_attempt = {});

}  // namespace rbench
