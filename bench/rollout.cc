#include "bench/rollout.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <numeric>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/philox.h"
#include "base/sha256.h"
#include "base/think_span.h"
#include "base/utf8.h"
#include "base/worker_pool.h"

namespace rbench {
namespace {

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// The prompt of one problem and what its draws share.
struct ProblemWork {
  const RolloutTask* task = nullptr;
  const Problem* problem = nullptr;
  std::string task_name;
  std::shared_ptr<const RenderedPrompt> prompt;
  std::string prompt_sha256;
  SamplingParams sampling;  // with max_new_tokens cut to the context
  bool cut_by_context = false;
};

// Which problem of which task, in the order of submission.
struct Place {
  size_t task = 0;
  size_t problem = 0;
};

std::vector<Place> SubmissionOrder(const std::vector<RolloutTask>& tasks, uint64_t order_seed) {
  std::vector<Place> order;
  for (size_t t = 0; t < tasks.size(); ++t) {
    size_t count = tasks[t].task->problems.size();
    if (tasks[t].limit > 0) count = std::min(count, tasks[t].limit);
    for (size_t p = 0; p < count; ++p) order.push_back({t, p});
  }
  if (order_seed != 0) {
    PhiloxStream random(PhiloxKeyFor(order_seed, "submission order"));
    for (size_t i = order.size(); i > 1; --i) {
      std::swap(order[i - 1], order[random.NextBelow(i)]);
    }
  }
  return order;
}

Prompt ToPrompt(TaskPrompt source) {
  Prompt prompt;
  if (source.is_raw) {
    prompt.text = std::move(source.raw_text);
    return prompt;
  }
  for (auto& [role, content] : source.messages) {
    prompt.messages.push_back({std::move(role), std::move(content)});
  }
  return prompt;
}

ProblemRecord RecordOf(const ProblemWork& work) {
  const Problem& problem = *work.problem;
  ProblemRecord record;
  record.task = work.task_name;
  record.id = problem.id;
  record.aliases = problem.aliases;
  record.question = problem.question;
  record.options = problem.options;
  record.gold = problem.gold;
  record.prompt = work.prompt->text;
  record.prompt_sha256 = work.prompt_sha256;
  record.opens_think = work.prompt->opens_think;
  record.may_redistribute = work.task->task->manifest.may_redistribute;
  return record;
}

// What is stored must grade as it was graded, and JSON holds only UTF-8: a character that the end
// of the completion cut in two is replaced before grading.
void MakeStorable(Completion& completion, bool prompt_opens_think) {
  if (IsValidUtf8(completion.text)) return;
  completion.text = SanitizeUtf8(completion.text);
  completion.think_span = FindThinkSpan(completion.text, prompt_opens_think);
}

// One call of Rollout. The calling thread submits; the engine's thread only moves finished draws to
// the grading threads; those call the hook.
class RolloutRun {
 public:
  RolloutRun(Engine& engine, const std::vector<RolloutTask>& tasks, const RolloutOptions& options,
             const RolloutHooks& hooks, std::stop_token stop)
      : engine_(engine),
        tasks_(tasks),
        options_(options),
        hooks_(hooks),
        stop_(std::move(stop)),
        max_in_flight_(std::max<size_t>(options.max_in_flight, 1)),
        max_ungraded_(4 * max_in_flight_),
        // Room for everything that can be waiting, so that the engine's thread never waits for a
        // grader.
        graders_(std::max(options.grade_threads, 1), max_in_flight_ + max_ungraded_) {}

  Result<RolloutStats> Run() {
    const auto start = Clock::now();
    const std::vector<Place> order = SubmissionOrder(tasks_, options_.order_seed);
    for (const Place& place : order) {
      if (MustStop()) {
        left_out_ = left_out_ || !MissingDraws(place).empty();
      } else if (const Status status = SubmitProblem(place); !status) {
        Fail(status.error());
      }
    }
    WaitForEngine();
    if (MustStop()) engine_.CancelAll();
    WaitForCallbacks();
    graders_.Wait();
    const std::lock_guard lock(mutex_);
    if (error_) return *std::move(error_);
    stats_.wall_s = SecondsSince(start);
    stats_.cancelled = dropped_ || (stop_.stop_requested() && left_out_);
    return stats_;
  }

 private:
  bool MustStop() {
    const std::lock_guard lock(mutex_);
    return error_.has_value() || stop_.stop_requested();
  }

  void Fail(Error error) {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = std::move(error);
    changed_.notify_all();
  }

  Result<ProblemWork> Prepare(const RolloutTask& task, const Problem& problem) {
    ProblemWork work;
    work.task = &task;
    work.problem = &problem;
    work.task_name = task.task->FullName();
    RBENCH_ASSIGN_OR_RETURN(TaskPrompt prompt, BuildPrompt(*task.task, problem, task.prompt));
    RBENCH_ASSIGN_OR_RETURN(RenderedPrompt rendered, engine_.Render(ToPrompt(std::move(prompt))));
    work.prompt = std::make_shared<const RenderedPrompt>(std::move(rendered));
    work.prompt_sha256 = PromptSha256(*work.prompt);
    work.sampling = task.sampling;
    const auto context = static_cast<size_t>(std::max(engine_.identity().max_context, 0));
    const size_t used = work.prompt->tokens.size();
    if (used < context) {
      const size_t room = context - used;
      if (room < static_cast<size_t>(work.sampling.max_new_tokens)) {
        work.sampling.max_new_tokens = static_cast<int>(room);
        work.cut_by_context = true;
      }
    }
    return work;
  }

  std::vector<int> MissingDraws(const Place& place) const {
    const RolloutTask& task = tasks_[place.task];
    AttemptId id{task.task->FullName(), task.task->problems[place.problem].id, 0};
    std::vector<int> draws;
    for (id.draw = 0; id.draw < task.draws; ++id.draw) {
      if (!hooks_.is_finished || !hooks_.is_finished(id)) draws.push_back(id.draw);
    }
    return draws;
  }

  Status SubmitProblem(const Place& place) {
    const RolloutTask& task = tasks_[place.task];
    const Problem& problem = task.task->problems[place.problem];
    const std::vector<int> draws = MissingDraws(place);
    const AttemptId id{task.task->FullName(), problem.id, 0};
    const bool wanted = hooks_.wants_problem && hooks_.wants_problem(id.task, id.problem);
    if (draws.empty() && !wanted) return {};
    const std::string where = fmt::format("task {}, problem {}", id.task, id.problem);
    auto prepared = Prepare(task, problem);
    if (!prepared) return std::move(prepared).error().WithContext(where);
    const auto work = std::make_shared<const ProblemWork>(std::move(prepared).value());
    if (wanted && hooks_.on_problem) RBENCH_RETURN_IF_ERROR(hooks_.on_problem(RecordOf(*work)));
    for (const int draw : draws) {
      if (!WaitForRoom()) {
        left_out_ = true;
        return {};
      }
      auto status = SubmitDraw(work, draw);
      if (!status) return std::move(status).error().WithContext(where);
    }
    return {};
  }

  Status SubmitDraw(const std::shared_ptr<const ProblemWork>& work, int draw) {
    GenerateRequest request;
    request.prompt = work->prompt;
    request.problem = work->task_name + "/" + work->problem->id;
    request.draw = draw;
    request.sampling = work->sampling;
    {
      const std::lock_guard lock(mutex_);
      ++in_flight_;
    }
    auto status = engine_.Submit(std::move(request), [this, work, draw](GenerateResult result) {
      OnDone(work, draw, std::move(result));
    });
    if (!status) {
      const std::lock_guard lock(mutex_);
      --in_flight_;
    }
    return status;
  }

  // False where the rollout is to end instead.
  bool WaitForRoom() {
    std::unique_lock lock(mutex_);
    const auto ready = [this] {
      return error_.has_value() || (in_flight_ < max_in_flight_ && ungraded_ < max_ungraded_);
    };
    if (!ready()) changed_.wait(lock, stop_, ready);
    return !error_ && !stop_.stop_requested();
  }

  // Until nothing is in flight, or the rollout is to end.
  void WaitForEngine() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, stop_, [this] { return error_.has_value() || in_flight_ == 0; });
  }

  void WaitForCallbacks() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return in_flight_ == 0; });
  }

  // On the engine's thread, or inside Submit or CancelAll.
  void OnDone(const std::shared_ptr<const ProblemWork>& work, int draw, GenerateResult result) {
    const bool cancelled = result.completion.finish_reason == FinishReason::kCancelled;
    if (!cancelled) {
      {
        const std::lock_guard lock(mutex_);
        ++ungraded_;
      }
      auto shared = std::make_shared<GenerateResult>(std::move(result));
      graders_.Submit([this, work, draw, shared] { GradeDraw(*work, draw, std::move(*shared)); });
    }
    const std::lock_guard lock(mutex_);
    dropped_ = dropped_ || cancelled;
    --in_flight_;
    changed_.notify_all();
  }

  void GradeDraw(const ProblemWork& work, int draw, GenerateResult result) {
    const auto start = Clock::now();
    Attempt attempt;
    attempt.id = {work.task_name, work.problem->id, draw};
    attempt.prompt_sha256 = work.prompt_sha256;
    attempt.completion = std::move(result.completion);
    Completion& completion = attempt.completion;
    if (work.cut_by_context && completion.finish_reason == FinishReason::kLength) {
      completion.finish_reason = FinishReason::kContextFull;
    }
    MakeStorable(completion, work.prompt->opens_think);
    attempt.verdict =
        GradeCompletion(*work.task->task, *work.problem, completion, work.prompt->opens_think,
                        work.task->mode, work.task->prompt.variant, options_.grade_tries);
    attempt.timings = {result.queued_s, result.running_s, SecondsSince(start)};
    const uint64_t tokens = static_cast<uint64_t>(completion.usage.completion_tokens);
    const bool ungraded = attempt.verdict.outcome == Outcome::kUngraded;
    Status status;
    if (hooks_.on_attempt) status = hooks_.on_attempt(std::move(attempt));
    const std::lock_guard lock(mutex_);
    if (!status && !error_) error_ = status.error();
    stats_.attempts += status ? 1 : 0;
    stats_.ungraded += status && ungraded ? 1 : 0;
    stats_.generated_tokens += tokens;
    --ungraded_;
    changed_.notify_all();
  }

  Engine& engine_;
  const std::vector<RolloutTask>& tasks_;
  const RolloutOptions& options_;
  const RolloutHooks& hooks_;
  const std::stop_token stop_;
  const size_t max_in_flight_;
  const size_t max_ungraded_;

  std::mutex mutex_;
  std::condition_variable_any changed_;
  size_t in_flight_ = 0;  // at the engine
  size_t ungraded_ = 0;   // ended, not yet handed over
  bool dropped_ = false;  // a draw was cancelled
  std::optional<Error> error_;
  RolloutStats stats_;
  bool left_out_ = false;  // calling thread only: a draw was not submitted

  WorkerPool graders_;  // last: its threads use everything above
};

}  // namespace

Result<RolloutStats> Rollout(Engine& engine, const std::vector<RolloutTask>& tasks,
                             const RolloutOptions& options, const RolloutHooks& hooks,
                             std::stop_token stop) {
  RolloutRun run(engine, tasks, options, hooks, std::move(stop));
  return run.Run();
}

Verdict GradeCompletion(const Task& task, const Problem& problem, const Completion& completion,
                        bool prompt_opens_think, GradeMode mode, std::string_view prompt_variant,
                        int tries) {
  if (completion.finish_reason == FinishReason::kError) {
    Verdict verdict;
    verdict.reason = "engine_error";
    verdict.grader = task.checker->identity();
    return verdict;
  }
  const GradeInput input{completion.text, prompt_opens_think, mode, prompt_variant};
  Verdict verdict = task.checker->Grade(problem, input);
  for (int i = 1; i < tries && verdict.outcome == Outcome::kUngraded; ++i) {
    verdict = task.checker->Grade(problem, input);
  }
  return verdict;
}

std::string PromptSha256(const RenderedPrompt& prompt) {
  if (!prompt.text.empty()) return Sha256Hex(prompt.text);
  std::string bytes;
  for (const TokenId token : prompt.tokens) {
    const auto value = static_cast<uint32_t>(token);
    for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>((value >> shift) & 0xFF);
  }
  return Sha256Hex(bytes);
}

}  // namespace rbench
