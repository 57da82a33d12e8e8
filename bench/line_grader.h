#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/jsonl.h"
#include "base/result.h"
#include "tasks/task.h"

namespace rbench {

// Grades lines of `rbench grade --jsonl`. In: "answer", and "gold" (a string, a number, or the
// tests of a program: tasks/code/test_object.h) or, with a task, "problem" (id or alias; "id" where
// there is none); optional "id" (any value, echoed), "task", "checker", "policy" (the checker's
// options, an object), "mode", "question", "options". Out: {"id"?, "outcome", "score", "extracted",
// "span"?, "rule", "reason", "grader", "tags"?, "detail"?} or
// {"id"?, "error"}. Not thread-safe; one per thread.
class LineGrader {
 public:
  // What lines without their own "task" or "checker" mean; all may be absent. Tasks must outlive
  // the grader.
  struct Defaults {
    const Task* task = nullptr;
    std::string checker;  // kind; used where there is no task
    GradeMode mode = GradeMode::kLenient;
    // Called for a line's own "task"; absent: such lines are errors.
    std::function<Result<const Task*>(const std::string& name)> find_task;
    GradingTools tools;  // for checkers that lines name
  };
  explicit LineGrader(Defaults defaults);

  // `text` is the line that was parsed. Never fails: what is wrong with a line is its "error".
  Json Grade(JsonView line, std::string_view text);
  // The answer to a line that could not be parsed.
  static Json LineError(std::string_view message);

 private:
  // What a line is graded against.
  struct Target {
    const Checker* checker = nullptr;
    const Problem* problem = nullptr;  // null: made from the line
  };
  Result<Json> TryGrade(JsonView line, std::string_view text);
  Result<Target> TargetOf(JsonView line);
  Result<const Checker*> CheckerFor(const std::string& kind, JsonView policy);
  const Problem* FindProblem(const Task& task, std::string_view name);

  Defaults defaults_;
  std::map<std::string, std::unique_ptr<const Checker>> checkers_;  // kind and options -> checker
  using ProblemIndex = std::map<std::string, const Problem*, std::less<>>;
  std::map<const Task*, ProblemIndex> problems_;  // by id and alias
};

}  // namespace rbench
