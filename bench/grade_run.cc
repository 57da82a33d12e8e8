#include "bench/grade_run.h"

#include <memory>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/in_order.h"
#include "base/utf8.h"
#include "bench/classify.h"
#include "bench/rollout.h"
#include "reports/problem_record.h"
#include "reports/run_directory.h"

namespace rbench {
namespace {

using ProblemKey = std::pair<std::string, std::string>;  // task, problem id

// One task of the run with what the run says about it.
struct StoredTask {
  const Task* task = nullptr;
  GradeMode mode = GradeMode::kLenient;
  std::string prompt_variant;
  std::map<std::string, const Problem*, std::less<>> problems;
};

using StoredTasks = std::map<std::string, StoredTask, std::less<>>;

Result<StoredTasks> MatchTasks(const std::string& path, const std::vector<Task>& tasks,
                               const GradeRunOptions& options, std::vector<std::string>& warnings) {
  RBENCH_ASSIGN_OR_RETURN(const RunIdentity identity, ReadRunIdentity(path));
  StoredTasks stored;
  for (const TaskRunIdentity& row : identity.tasks) {
    for (const Task& task : tasks) {
      if (task.FullName() != row.task) continue;
      StoredTask entry;
      entry.task = &task;
      RBENCH_ASSIGN_OR_RETURN(const GradeMode mode, GradeModeFromName(row.mode));
      entry.mode = options.mode.value_or(mode);
      entry.prompt_variant = row.prompt;
      for (const Problem& problem : task.problems) entry.problems[problem.id] = &problem;
      if (row.sha256 != task.identity) {
        warnings.push_back(
            fmt::format("task {} is not as the run had it (data, prompts or grading "
                        "rules differ)",
                        row.task));
      }
      if (row.grader != task.checker->identity()) {
        warnings.push_back(fmt::format("task {}: the run was graded by {}, now by {}", row.task,
                                       row.grader, task.checker->identity()));
      }
      stored.emplace(row.task, std::move(entry));
    }
  }
  if (stored.empty()) {
    return NotFound(fmt::format("{}: the run has none of the tasks asked for", path));
  }
  return stored;
}

Result<std::map<ProblemKey, bool>> OpensThink(const std::string& path) {
  RBENCH_ASSIGN_OR_RETURN(const std::vector<ProblemRecord> records, ReadProblemRecords(path));
  std::map<ProblemKey, bool> opens;
  for (const ProblemRecord& record : records) {
    opens[{record.task, record.id}] = record.opens_think;
  }
  return opens;
}

Json WithoutGrader(const Verdict& verdict) {
  Json json = VerdictToJson(verdict);
  json.erase("grader");
  return json;
}

struct Regraded {
  GradedDraw before;
  GradedDraw after;
  Verdict verdict_before;  // kept only where flipped
  Verdict verdict_after;
  bool changed = false;
  bool flipped = false;
};

bool Differs(const Verdict& before, const Verdict& after) {
  return before.outcome != after.outcome || before.score != after.score;
}

Result<Regraded> GradeAgain(const StoredTask& stored, const std::map<ProblemKey, bool>& opens_think,
                            int tries, Attempt& attempt) {
  const auto problem = stored.problems.find(attempt.id.problem);
  if (problem == stored.problems.end()) {
    return NotFound(fmt::format("task {} has no problem {}", attempt.id.task, attempt.id.problem));
  }
  const auto opens = opens_think.find({attempt.id.task, attempt.id.problem});
  if (opens == opens_think.end()) {
    return NotFound(fmt::format("problems.jsonl has no problem {} of task {}", attempt.id.problem,
                                attempt.id.task));
  }
  Regraded result;
  result.before = DigestOf(attempt);
  Verdict before = std::move(attempt.verdict);
  attempt.verdict = GradeCompletion(*stored.task, *problem->second, attempt.completion,
                                    opens->second, stored.mode, stored.prompt_variant, tries);
  result.after = DigestOf(attempt);
  result.changed = WithoutGrader(before) != WithoutGrader(attempt.verdict);
  result.flipped = Differs(before, attempt.verdict);
  if (result.flipped) {
    result.verdict_before = std::move(before);
    result.verdict_after = attempt.verdict;
  }
  return result;
}

std::vector<AnswerClasses> ClassifyAll(const StoredTask& stored,
                                       const std::vector<GradedDraw>& draws) {
  std::map<std::string_view, std::vector<GradedDraw>> by_problem;
  for (const GradedDraw& draw : draws) by_problem[draw.id.problem].push_back(draw);
  std::vector<AnswerClasses> classes;
  for (const auto& [id, group] : by_problem) {
    classes.push_back(ClassifyAnswers(*stored.task, *stored.problems.find(id)->second, group));
  }
  return classes;
}

void AddSummaries(const std::vector<Task>& tasks, const StoredTasks& stored,
                  const std::map<AttemptId, Regraded>& by_id,
                  const std::vector<AnswerClasses>& classes_before, GradeRunResult& result) {
  for (const Task& task : tasks) {
    const std::string name = task.FullName();
    const auto entry = stored.find(name);
    if (entry == stored.end()) continue;
    std::vector<GradedDraw> before, after;
    for (const auto& [id, regraded] : by_id) {
      if (id.task != name) continue;
      before.push_back(regraded.before);
      after.push_back(regraded.after);
    }
    result.before.push_back(Summarize(name, before, classes_before));
    result.after.push_back(Summarize(name, after, ClassifyAll(entry->second, after)));
  }
  result.table = SummaryTable(result.after);
}

}  // namespace

Result<GradeRunResult> GradeRun(const std::string& path, const std::vector<Task>& tasks,
                                const GradeRunOptions& options,
                                const std::function<Status(const Attempt&)>& on_attempt) {
  GradeRunResult result;
  RBENCH_ASSIGN_OR_RETURN(const StoredTasks stored,
                          MatchTasks(path, tasks, options, result.warnings));
  RBENCH_ASSIGN_OR_RETURN(const auto opens_think, OpensThink(path));
  std::map<AttemptId, Regraded> by_id;
  Status status;
  using Graded = std::pair<Attempt, Result<Regraded>>;
  InOrder<Graded> graders(options.threads, [&](Graded graded) {
    auto& [attempt, regraded] = graded;
    if (status && !regraded) status = regraded.error();
    if (status && on_attempt) status = on_attempt(attempt);
    if (status) by_id.insert_or_assign(attempt.id, *std::move(regraded));
  });
  const auto grade = [&](Attempt attempt) -> Status {
    const auto entry = stored.find(attempt.id.task);
    if (entry == stored.end()) return {};
    graders.Add([&, task = &entry->second, attempt = std::move(attempt)]() mutable -> Graded {
      auto regraded = GradeAgain(*task, opens_think, options.grade_tries, attempt);
      return {std::move(attempt), std::move(regraded)};
    });
    return status;
  };
  const Status read = ForEachAttempt(path, grade);
  graders.Finish();
  RBENCH_RETURN_IF_ERROR(status);
  RBENCH_RETURN_IF_ERROR(read);
  for (const auto& [id, regraded] : by_id) {
    ++result.attempts;
    result.ungraded += regraded.after.outcome == Outcome::kUngraded ? 1 : 0;
    result.changed_verdicts += regraded.changed ? 1 : 0;
    if (regraded.flipped) {
      result.flips.push_back({id, regraded.verdict_before, regraded.verdict_after});
    }
  }
  RBENCH_ASSIGN_OR_RETURN(const auto classes_before, ReadAnswerClasses(path));
  AddSummaries(tasks, stored, by_id, classes_before, result);
  return result;
}

}  // namespace rbench
