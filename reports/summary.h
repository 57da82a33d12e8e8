#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "reports/answer_classes.h"
#include "reports/attempt.h"
#include "reports/statistics.h"

namespace rbench {

struct AtK {
  int k = 1;
  double value = 0;
};

struct OutcomeCounts {
  int correct = 0;
  int wrong = 0;
  int no_answer = 0;
  int undecided = 0;  // score 0
  int ungraded = 0;   // in no score
};

// The score of one task, over all stored draws. Draws that are ungraded belong to no score; a
// problem without a graded draw is excluded and counted. Every mean over draws is first taken per
// problem, then over problems, but `completed_score`, which is the mean over all completed draws
// together.
struct TaskSummary {
  std::string task;
  int problems = 0;           // n: problems with at least one graded draw
  int excluded_problems = 0;  // all draws ungraded
  int draws_min = 0;          // k: graded draws of a problem
  int draws_max = 0;
  int graded_draws = 0;
  OutcomeCounts counts;

  std::optional<double> score;       // pass@1; nothing without a graded problem
  std::optional<Interval> interval;  // 95 %
  ErrorBars errors;
  std::vector<AtK>
      pass_at_k;  // k = 2, 4, 8 ... and draws_min, where every problem has k graded draws
  std::vector<AtK> pass_hat_k;  // all of k
  std::vector<AtK>
      majority_at_k;  // needs the classes; k as above from 2 (at 2 a tie is half a credit)

  int truncated = 0;                      // graded draws that ended by length or full context
  std::optional<double> completed_score;  // over the others
  std::optional<Interval>
      truncation_bounds;  // score with every truncated and not correct draw wrong ... right
  int repeated = 0;       // ended by the repetition detector
  int prompt_too_long = 0;
  double mean_completion_tokens = 0;  // over graded draws
  double mean_thinking_tokens = 0;
  long long completion_tokens = 0;  // over all stored draws
  std::map<std::string, int>
      reasons;  // of all stored draws: "proved", "unparsed", "WA", "TLE", ...
};

// `draws` holds draws of one task in any order, each id once; `classes` may be empty (then there is
// no majority vote).
TaskSummary Summarize(const std::string& task, std::span<const GradedDraw> draws,
                      std::span<const AnswerClasses> classes);

// Byte-stable: no timings inside.
Json TaskSummaryToJson(const TaskSummary& summary);

}  // namespace rbench
