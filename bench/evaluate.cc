#include "bench/evaluate.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <span>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/files.h"
#include "bench/classify.h"
#include "reports/render_markdown.h"
#include "reports/summary.h"
#include "tasks/certificate.h"

namespace rbench {
namespace {

Result<std::vector<RolloutTask>> ResolveAll(const std::vector<Task>& tasks,
                                            const ProtocolRequest& request, Progress& progress) {
  if (tasks.empty()) return InvalidInput("no task to evaluate");
  std::vector<RolloutTask> resolved;
  std::set<std::string> names;
  for (const Task& task : tasks) {
    const std::string name = task.FullName();
    if (!names.insert(name).second) return InvalidInput(fmt::format("task {} twice", name));
    if (task.problems.empty()) return InvalidInput(fmt::format("task {} has no problems", name));
    std::vector<std::string> warnings;
    RBENCH_ASSIGN_OR_RETURN(RolloutTask row, ResolveTask(task, request, warnings));
    for (const std::string& warning : warnings) progress.Warn("protocol", warning);
    resolved.push_back(std::move(row));
  }
  return resolved;
}

uint64_t CountMissing(const RunDirectory& run, const std::vector<RolloutTask>& tasks) {
  uint64_t missing = 0;
  for (const RolloutTask& task : tasks) {
    size_t count = task.task->problems.size();
    if (task.limit > 0) count = std::min(count, task.limit);
    AttemptId id{task.task->FullName(), "", 0};
    for (size_t p = 0; p < count; ++p) {
      id.problem = task.task->problems[p].id;
      for (id.draw = 0; id.draw < task.draws; ++id.draw) missing += run.IsFinished(id) ? 0 : 1;
    }
  }
  return missing;
}

// Runs of draws with the same problem, of draws that are sorted by id.
std::vector<std::span<const GradedDraw>> ByProblem(std::span<const GradedDraw> draws) {
  std::vector<std::span<const GradedDraw>> groups;
  for (size_t i = 0; i < draws.size();) {
    size_t end = i;
    while (end < draws.size() && draws[end].id.problem == draws[i].id.problem) ++end;
    groups.push_back(draws.subspan(i, end - i));
    i = end;
  }
  return groups;
}

// The draws of one task, of draws that are sorted by id.
std::span<const GradedDraw> DrawsOfTask(std::span<const GradedDraw> draws,
                                        const std::string& task) {
  const auto begin = std::find_if(draws.begin(), draws.end(),
                                  [&](const GradedDraw& draw) { return draw.id.task == task; });
  const auto end = std::find_if(begin, draws.end(),
                                [&](const GradedDraw& draw) { return draw.id.task != task; });
  return {begin, end};
}

std::vector<AnswerClasses> ClassifyTask(const Task& task, std::span<const GradedDraw> draws) {
  std::map<std::string_view, const Problem*> problems;
  for (const Problem& problem : task.problems) problems[problem.id] = &problem;
  std::vector<AnswerClasses> classes;
  for (const auto group : ByProblem(draws)) {
    const auto found = problems.find(group.front().id.problem);
    if (found != problems.end()) classes.push_back(ClassifyAnswers(task, *found->second, group));
  }
  return classes;
}

std::string Basename(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

std::string ProtocolNote(const RolloutTask& task) {
  const SamplingParams& sampling = task.sampling;
  std::string how = sampling.temperature == 0 ? std::string("greedy")
                                              : fmt::format("temperature {}, top-p {}",
                                                            sampling.temperature, sampling.top_p);
  if (sampling.top_k > 0) how += fmt::format(", top-k {}", sampling.top_k);
  if (sampling.min_p > 0) how += fmt::format(", min-p {}", sampling.min_p);
  return fmt::format(
      "{}: prompt {}, {} shots, {}, at most {} new tokens, seed {}, {} grading by {}",
      task.task->FullName(), task.prompt.variant, task.prompt.num_fewshot, how,
      sampling.max_new_tokens, sampling.seed, GradeModeName(task.mode),
      task.task->checker->identity());
}

// Times of this session; where it made nothing, those of the session before.
Json Timings(const RolloutStats& stats, const std::string& folder) {
  if (stats.attempts == 0) {
    const auto before = ReadJsonFile(folder + "/run.json");
    if (before && before->is_object() && before->contains("timings")) return (*before)["timings"];
  }
  Json timings = Json::object();
  timings["wall_s"] = stats.wall_s;
  timings["attempts"] = stats.attempts;
  timings["generated_tokens"] = stats.generated_tokens;
  timings["tokens_per_s"] =
      stats.wall_s > 0 ? static_cast<double>(stats.generated_tokens) / stats.wall_s : 0.0;
  return timings;
}

double NumberAt(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_number() ? found->get<double>() : 0;
}

Table TableOf(const RunRecord& record, const std::vector<RolloutTask>& tasks) {
  Table table = SummaryTable(record.scores);
  table.title =
      fmt::format("{}{}{}", record.model, record.identity.protocol.empty() ? "" : ", protocol ",
                  record.identity.protocol);
  if (record.state == RunState::kInterrupted) {
    table.notes.insert(table.notes.begin(), "the run was interrupted: scores of what there is");
  }
  for (const RolloutTask& task : tasks) table.notes.push_back(ProtocolNote(task));
  for (const RolloutTask& task : tasks) {
    if (task.task->problem_set_sha256.empty()) continue;
    table.notes.push_back(fmt::format("{}: set of {} problems, sha256 {}", task.task->FullName(),
                                      task.task->problems.size(),
                                      task.task->problem_set_sha256.substr(0, 16)));
  }
  for (const auto& [task, reasons] : record.skipped_rows) {
    for (const auto& [reason, rows] : reasons) {
      table.notes.push_back(
          fmt::format("{}: {} rows of the data left out ({})", task, rows, reason));
    }
  }
  if (record.identity.sandbox) {
    table.notes.push_back(fmt::format("programs ran at isolation level L{}, time limits x {:.3g}",
                                      record.identity.sandbox->level,
                                      record.identity.sandbox->time_factor));
  }
  if (record.timings.is_object() && NumberAt(record.timings, "wall_s") > 0) {
    table.notes.push_back(fmt::format(
        "{:.0f} tokens in {:.1f} s: {:.1f} tokens/s", NumberAt(record.timings, "generated_tokens"),
        NumberAt(record.timings, "wall_s"), NumberAt(record.timings, "tokens_per_s")));
  }
  return table;
}

// pass@1 of the attempts of this session, for the progress bar.
class RunningScore {
 public:
  std::string Add(const Attempt& attempt) {
    const std::lock_guard lock(mutex_);
    if (attempt.verdict.outcome != Outcome::kUngraded) {
      ++graded_;
      correct_ += attempt.verdict.outcome == Outcome::kCorrect ? 1 : 0;
    }
    tokens_ += static_cast<uint64_t>(attempt.completion.usage.completion_tokens);
    return fmt::format("correct {}/{}  {} tokens", correct_, graded_, tokens_);
  }

 private:
  std::mutex mutex_;
  uint64_t graded_ = 0;
  uint64_t correct_ = 0;
  uint64_t tokens_ = 0;
};

Result<RolloutStats> MakeAttempts(Engine& engine, const std::vector<RolloutTask>& tasks,
                                  const EvaluateOptions& options, RunDirectory& run,
                                  Progress& progress, std::stop_token stop) {
  RunningScore score;
  RolloutHooks hooks;
  hooks.is_finished = [&](const AttemptId& id) { return run.IsFinished(id); };
  hooks.wants_problem = [&](const std::string& task, const std::string& problem) {
    return !run.HasProblem(task, problem);
  };
  hooks.on_problem = [&](const ProblemRecord& record) { return run.AppendProblem(record); };
  hooks.on_attempt = [&](const Attempt& attempt) -> Status {
    RBENCH_RETURN_IF_ERROR(run.AppendAttempt(attempt));
    progress.Advance(1, score.Add(attempt));
    return {};
  };
  RolloutOptions rollout;
  rollout.grade_threads = options.grade_threads;
  rollout.max_in_flight = options.max_in_flight;
  rollout.order_seed = options.order_seed;
  return Rollout(engine, tasks, rollout, hooks, std::move(stop));
}

// From the draws in the folder to classes.jsonl, run.json and summary.md.
Status Summarise(const std::vector<RolloutTask>& tasks, RunDirectory& run, EvaluateResult& result) {
  const std::vector<GradedDraw> draws = run.Draws();
  std::vector<AnswerClasses> all_classes;
  for (const RolloutTask& task : tasks) {
    const std::string name = task.task->FullName();
    const auto of_task = DrawsOfTask(draws, name);
    std::vector<AnswerClasses> classes = ClassifyTask(*task.task, of_task);
    result.record.scores.push_back(Summarize(name, of_task, classes));
    result.ungraded += static_cast<uint64_t>(result.record.scores.back().counts.ungraded);
    std::move(classes.begin(), classes.end(), std::back_inserter(all_classes));
  }
  RBENCH_RETURN_IF_ERROR(run.WriteClasses(all_classes));
  result.table = TableOf(result.record, tasks);
  return run.WriteRecord(result.record, RenderMarkdown(result.table));
}

}  // namespace

Result<EvaluateResult> Evaluate(const std::vector<Task>& tasks, Engine& engine,
                                const EvaluateOptions& options, Progress& progress,
                                std::stop_token stop) {
  RBENCH_ASSIGN_OR_RETURN(const std::vector<RolloutTask> resolved,
                          ResolveAll(tasks, options.protocol, progress));
  EvaluateResult result;
  result.record.identity = IdentityOf(engine.identity(), options.protocol.protocol, resolved);
  result.record.rbench_version = options.rbench_version;
  result.record.certificate = {CertificateSha256(), CertifiedGrader()};
  for (const Task& task : tasks) {
    if (!task.problem_set_sha256.empty())
      result.record.problem_sets[task.FullName()] = task.problem_set_sha256;
    if (!task.skipped.empty()) result.record.skipped_rows[task.FullName()] = task.skipped;
  }
  result.record.model = Basename(engine.identity().model);
  result.record.machine = options.machine;
  result.record.identity.sandbox = options.sandbox;

  RunDirectoryOptions directory;
  directory.log_tokens = options.log_tokens;
  directory.must_be_new = !options.resume;
  directory.log = options.log;
  RBENCH_ASSIGN_OR_RETURN(const auto run,
                          RunDirectory::Open(options.out_dir, result.record.identity, directory));
  result.reused = run->stored().size();
  const uint64_t missing = CountMissing(*run, resolved);
  if (result.reused > 0) {
    progress.Info("resume", fmt::format("{}: {} attempts found, {} to make", options.out_dir,
                                        result.reused, missing));
  }
  progress.Start("eval", missing, "attempts");
  auto rollout = MakeAttempts(engine, resolved, options, *run, progress, std::move(stop));
  progress.Finish();
  RBENCH_RETURN_IF_ERROR(run->Flush());
  if (!rollout) return std::move(rollout).error();

  result.made = rollout->attempts;
  result.interrupted = rollout->cancelled;
  if (result.interrupted) result.record.state = RunState::kInterrupted;
  result.record.timings = Timings(*rollout, options.out_dir);
  RBENCH_RETURN_IF_ERROR(Summarise(resolved, *run, result));
  RBENCH_RETURN_IF_ERROR(run->Close());
  return result;
}

}  // namespace rbench
