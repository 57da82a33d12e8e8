#include "reports/summary.h"

#include <algorithm>
#include <map>
#include <string_view>

#include <fmt/format.h>

namespace rbench {
namespace {

constexpr int kMaxPowerOfK =
    64;  // the exact vote costs about k^2 n; draws_min itself costs nothing

double ScoreOf(const GradedDraw& draw) {
  const bool scored = draw.outcome == Outcome::kCorrect || draw.outcome == Outcome::kWrong;
  return scored ? draw.score : 0;
}

void Count(Outcome outcome, OutcomeCounts& counts) {
  switch (outcome) {
    case Outcome::kCorrect:
      ++counts.correct;
      return;
    case Outcome::kWrong:
      ++counts.wrong;
      return;
    case Outcome::kNoAnswer:
      ++counts.no_answer;
      return;
    case Outcome::kUndecided:
      ++counts.undecided;
      return;
    case Outcome::kUngraded:
      ++counts.ungraded;
      return;
  }
}

// The graded draws of one problem and their sums.
struct ProblemTally {
  int graded = 0;
  int correct = 0;
  double score = 0;
  double score_if_wrong = 0;  // truncated and not correct counted 0
  double score_if_right = 0;  // and counted 1
};

struct TaskTally {
  std::vector<std::pair<std::string_view, ProblemTally>> problems;  // with at least one graded draw
  double completed_score = 0;
  int completed = 0;
  long long graded_tokens = 0;
  long long thinking_tokens = 0;
};

void AddDraw(const GradedDraw& draw, TaskSummary& summary, TaskTally& tally,
             ProblemTally& problem) {
  Count(draw.outcome, summary.counts);
  summary.completion_tokens += draw.usage.completion_tokens;
  ++summary.reasons[draw.reason];
  if (draw.outcome == Outcome::kUngraded) return;
  const double score = ScoreOf(draw);
  const bool truncated = IsTruncated(draw.finish_reason);
  const bool open = truncated && draw.outcome != Outcome::kCorrect;
  ++summary.graded_draws;
  ++problem.graded;
  problem.correct += draw.outcome == Outcome::kCorrect ? 1 : 0;
  problem.score += score;
  problem.score_if_wrong += open ? 0 : score;
  problem.score_if_right += open ? 1 : score;
  if (truncated) {
    ++summary.truncated;
  } else {
    ++tally.completed;
    tally.completed_score += score;
  }
  summary.repeated += draw.finish_reason == FinishReason::kRepetition ? 1 : 0;
  summary.prompt_too_long += draw.finish_reason == FinishReason::kPromptTooLong ? 1 : 0;
  tally.graded_tokens += draw.usage.completion_tokens;
  tally.thinking_tokens += draw.usage.thinking_tokens;
}

// Sums in the order of problem ids and draws, so that the order of the log changes no bit.
TaskTally TallyDraws(std::span<const GradedDraw> draws, TaskSummary& summary) {
  std::vector<const GradedDraw*> sorted;
  sorted.reserve(draws.size());
  for (const GradedDraw& draw : draws) sorted.push_back(&draw);
  std::sort(sorted.begin(), sorted.end(), [](const GradedDraw* a, const GradedDraw* b) {
    if (a->id.problem != b->id.problem) return a->id.problem < b->id.problem;
    return a->id.draw < b->id.draw;
  });
  TaskTally tally;
  for (size_t i = 0; i < sorted.size();) {
    const std::string_view id = sorted[i]->id.problem;
    ProblemTally problem;
    for (; i < sorted.size() && sorted[i]->id.problem == id; ++i) {
      AddDraw(*sorted[i], summary, tally, problem);
    }
    if (problem.graded > 0) {
      tally.problems.emplace_back(id, problem);
    } else {
      ++summary.excluded_problems;
    }
  }
  return tally;
}

std::vector<int> ValuesOfK(int draws_min) {
  std::vector<int> ks;
  for (int k = 2; k <= std::min(draws_min, kMaxPowerOfK); k *= 2) ks.push_back(k);
  if (draws_min >= 2 && (ks.empty() || ks.back() != draws_min)) ks.push_back(draws_min);
  return ks;
}

using Estimator = std::optional<double> (*)(int n, int c, int k);

std::vector<AtK> AverageAtK(const TaskTally& tally, const std::vector<int>& ks,
                            Estimator estimator) {
  std::vector<AtK> result;
  for (const int k : ks) {
    double sum = 0;
    bool known = true;
    for (const auto& [id, problem] : tally.problems) {
      const auto value = estimator(problem.graded, problem.correct, k);
      known = known && value.has_value();
      sum += value.value_or(0);
    }
    if (known) result.push_back({k, sum / static_cast<double>(tally.problems.size())});
  }
  return result;
}

// Sizes of the classes of one problem, the correct one first (0 where there is none).
std::vector<int> ClassSizes(const AnswerClasses& classes) {
  std::vector<int> sizes = {0};
  for (const AnswerClass& answers : classes.classes) {
    const int size = static_cast<int>(answers.draws.size());
    if (answers.correct) {
      sizes[0] += size;
    } else {
      sizes.push_back(size);
    }
  }
  return sizes;
}

std::vector<AtK> AverageMajority(const TaskTally& tally, const std::vector<int>& ks,
                                 std::span<const AnswerClasses> classes, const std::string& task) {
  std::map<std::string_view, const AnswerClasses*> by_problem;
  for (const AnswerClasses& entry : classes) {
    if (entry.task == task) by_problem[entry.problem] = &entry;
  }
  std::vector<double> sums(ks.size(), 0);
  for (const auto& [id, problem] : tally.problems) {
    const auto found = by_problem.find(id);
    if (found == by_problem.end()) return {};
    const std::vector<int> sizes = ClassSizes(*found->second);
    int seats = static_cast<int>(found->second->unparsed.size());
    const int unparsed = seats;
    for (const int size : sizes) seats += size;
    if (seats != problem.graded) return {};  // classes of another state of the log
    for (size_t i = 0; i < ks.size(); ++i) {
      const auto value = MajorityAtK(sizes, unparsed, ks[i]);
      if (!value) return {};
      sums[i] += *value;
    }
  }
  std::vector<AtK> result;
  for (size_t i = 0; i < ks.size(); ++i) {
    result.push_back({ks[i], sums[i] / static_cast<double>(tally.problems.size())});
  }
  return result;
}

Json OptionalToJson(const std::optional<double>& value) { return value ? Json(*value) : Json(); }

Json IntervalToJson(const std::optional<Interval>& interval) {
  return interval ? Json::array({interval->low, interval->high}) : Json();
}

Json AtKToJson(const std::vector<AtK>& values) {
  Json json = Json::object();
  for (const AtK& value : values) json[std::to_string(value.k)] = value.value;
  return json;
}

}  // namespace

TaskSummary Summarize(const std::string& task, std::span<const GradedDraw> draws,
                      std::span<const AnswerClasses> classes) {
  TaskSummary summary;
  summary.task = task;
  const TaskTally tally = TallyDraws(draws, summary);
  summary.problems = static_cast<int>(tally.problems.size());
  if (tally.problems.empty()) return summary;

  std::vector<QuestionScore> questions;
  double low = 0, high = 0;
  summary.draws_min = tally.problems.front().second.graded;
  for (const auto& [id, problem] : tally.problems) {
    questions.push_back({problem.score / problem.graded, problem.graded, ""});
    low += problem.score_if_wrong / problem.graded;
    high += problem.score_if_right / problem.graded;
    summary.draws_min = std::min(summary.draws_min, problem.graded);
    summary.draws_max = std::max(summary.draws_max, problem.graded);
  }
  summary.score = MeanScore(questions);
  summary.interval = ScoreInterval(questions);
  summary.errors = ErrorBarsOf(questions);
  summary.truncation_bounds = Interval{low / summary.problems, high / summary.problems};
  if (tally.completed > 0) summary.completed_score = tally.completed_score / tally.completed;
  summary.mean_completion_tokens = static_cast<double>(tally.graded_tokens) / summary.graded_draws;
  summary.mean_thinking_tokens = static_cast<double>(tally.thinking_tokens) / summary.graded_draws;

  const std::vector<int> ks = ValuesOfK(summary.draws_min);
  summary.pass_at_k = AverageAtK(tally, ks, PassAtK);
  summary.pass_hat_k = AverageAtK(tally, ks, PassHatK);
  summary.majority_at_k = AverageMajority(tally, ks, classes, task);
  return summary;
}

Json TaskSummaryToJson(const TaskSummary& summary) {
  Json json = Json::object();
  json["pass@1"] = OptionalToJson(summary.score);
  json["interval_95"] = IntervalToJson(summary.interval);
  json["se_total"] = OptionalToJson(summary.errors.total);
  json["se_sampling"] = OptionalToJson(summary.errors.sampling);
  json["se_question"] = OptionalToJson(summary.errors.question);
  if (summary.errors.clustered) json["se_clustered"] = *summary.errors.clustered;
  json["problems"] = summary.problems;
  json["excluded_problems"] = summary.excluded_problems;
  json["draws_min"] = summary.draws_min;
  json["draws_max"] = summary.draws_max;
  json["graded_draws"] = summary.graded_draws;
  json["pass@k"] = AtKToJson(summary.pass_at_k);
  json["pass^k"] = AtKToJson(summary.pass_hat_k);
  json["maj@k"] = AtKToJson(summary.majority_at_k);
  json["truncated"] = summary.truncated;
  json["completed_score"] = OptionalToJson(summary.completed_score);
  json["truncation_bounds"] = IntervalToJson(summary.truncation_bounds);
  const OutcomeCounts& counts = summary.counts;
  json["outcomes"] = {{"correct", counts.correct},
                      {"wrong", counts.wrong},
                      {"no_answer", counts.no_answer},
                      {"undecided", counts.undecided},
                      {"ungraded", counts.ungraded}};
  json["reasons"] = summary.reasons;
  json["repeated"] = summary.repeated;
  json["prompt_too_long"] = summary.prompt_too_long;
  json["completion_tokens"] = summary.completion_tokens;
  json["mean_completion_tokens"] = summary.mean_completion_tokens;
  json["mean_thinking_tokens"] = summary.mean_thinking_tokens;
  return json;
}

}  // namespace rbench
