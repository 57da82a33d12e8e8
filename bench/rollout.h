#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "models/engine.h"
#include "reports/attempt.h"
#include "reports/problem_record.h"
#include "tasks/prompt_variant.h"
#include "tasks/task.h"

namespace rbench {

// One task's part of a rollout. The task must outlive it.
struct RolloutTask {
  const Task* task = nullptr;
  PromptOptions prompt;
  SamplingParams sampling;  // with the run's seed; max_new_tokens is cut to what the context leaves
                            // after the prompt
  GradeMode mode = GradeMode::kLenient;
  int draws = 1;
  size_t limit = 0;  // only the first problems; 0 = all
};

// What a rollout asks and tells. An error of a hook ends the rollout with that error.
struct RolloutHooks {
  // True for draws that are not to be made. Called from the calling thread.
  std::function<bool(const AttemptId&)> is_finished;
  // Once for every problem for which `wants_problem` says yes or a draw is made, before its first
  // draw. Calling thread.
  std::function<bool(const std::string& task, const std::string& problem)> wants_problem;
  std::function<Status(const ProblemRecord&)> on_problem;
  // Once for every draw that ended, graded; from the grading threads, several at once, in any
  // order.
  std::function<Status(Attempt)> on_attempt;
};

struct RolloutOptions {
  int grade_threads = 1;
  size_t max_in_flight = 1024;  // draws that the engine holds at most
  int grade_tries = 3;      // a checker that says kUngraded is asked so often before it is believed
  uint64_t order_seed = 0;  // not 0: problems are submitted in another order (changes no attempt)
};

struct RolloutStats {
  uint64_t attempts = 0;  // handed to on_attempt
  uint64_t ungraded = 0;
  uint64_t generated_tokens = 0;
  double wall_s = 0;
  bool cancelled = false;  // ended by the stop token; unfinished draws were dropped
};

// Problems x engine -> graded attempts. Draws of a problem are submitted together and share one
// rendered prompt; grading goes on in its own threads while the engine generates. Memory is bounded
// by max_in_flight and the grading queue. When `stop` is requested everything queued is cancelled,
// what was finished is graded and handed over, and the stats say so. Errors: a prompt that cannot
// be built or rendered, a request the engine refuses, a hook's error; each with the task and the
// problem in front. The random numbers of a draw are keyed by ("<task>/<problem id>", draw, seed),
// so attempts depend on no order.
Result<RolloutStats> Rollout(Engine& engine, const std::vector<RolloutTask>& tasks,
                             const RolloutOptions& options, const RolloutHooks& hooks,
                             std::stop_token stop = {});

// The task's answer to one completion of a prompt of that variant; asks again up to `tries` times
// where the infrastructure fails.
Verdict GradeCompletion(const Task& task, const Problem& problem, const Completion& completion,
                        bool prompt_opens_think, GradeMode mode, std::string_view prompt_variant,
                        int tries);

// SHA-256 of the prompt's text, or of its tokens (4 bytes each, little endian) where it has none.
std::string PromptSha256(const RenderedPrompt& prompt);

}  // namespace rbench
