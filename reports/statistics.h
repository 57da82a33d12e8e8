#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

// The statistics of scores over repeated draws. All are pure and sum in the order given. n draws of
// a question, c of them correct. Where an estimator does not exist (k > n, too few draws) there is
// no value: nothing is ever clamped. Error bars follow E. Miller, "Adding error bars to evals",
// arXiv 2411.00640.

namespace rbench {

// Chance that at least one of k draws without replacement is correct: 1 - C(n-c, k) / C(n, k).
std::optional<double> PassAtK(int n, int c, int k);
// Chance that all k are correct: C(c, k) / C(n, k).
std::optional<double> PassHatK(int n, int c, int k);
// Chance that at least ceil(threshold * k) of k are correct; threshold in (0, 1].
std::optional<double> GPassAtK(int n, int c, int k, double threshold);

// Expected credit of a majority vote over k draws chosen without replacement. `class_sizes[0]` is
// the number of draws in the correct class (0 where nobody found it), the others are wrong answers;
// `unparsed` draws take a seat and never win. A tie of t classes gives 1/t. Exact over all C(n, k)
// choices, in polynomial time.
std::optional<double> MajorityAtK(std::span<const int> class_sizes, int unparsed, int k);

// One question: the mean of its `draws` scores, each in [0, 1].
struct QuestionScore {
  double mean = 0;
  int draws = 0;
  std::string cluster;  // questions that belong together; empty = its own
};

struct ErrorBars {
  std::optional<double> total;     // for new questions of the same kind; needs 2 questions
  std::optional<double> sampling;  // for new draws of the same questions; needs 2 draws of each
  std::optional<double> question;  // sqrt(total^2 - sampling^2), at least 0
  std::optional<double>
      clustered;  // like total, where some cluster has two questions; with the factor C / (C - 1)
};
ErrorBars ErrorBarsOf(std::span<const QuestionScore> questions);

// Standard error with the questions of a cluster taken together; `corrected` multiplies the
// variance by C / (C - 1).
std::optional<double> ClusteredError(std::span<const QuestionScore> questions, bool corrected);

struct Interval {
  double low = 0;
  double high = 1;
};
// Wilson's score interval of a proportion seen in `n` (> 0, need not be whole) trials. z = 1.959964
// is 95 %.
Interval WilsonInterval(double proportion, double n, double z = 1.959963984540054);
// The interval to print for a mean over questions: Wilson with n_eff = s(1-s) / SE_total^2, kept
// between 1 and the number of draws; with the number of questions where s is 0 or 1, so that 30 of
// 30 is never "± 0". Nothing without a question.
std::optional<Interval> ScoreInterval(std::span<const QuestionScore> questions);

double MeanScore(std::span<const QuestionScore> questions);  // 0 without questions

}  // namespace rbench
