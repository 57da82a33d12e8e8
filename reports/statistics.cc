#include "reports/statistics.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>

namespace rbench {
namespace {

// Binomials of more draws than this do not fit the exponent of every long double that is 80 bits
// wide.
constexpr int kMaxDraws = 8192;

// C(n, k); exact while it is below 2^64, else to the precision of long double.
long double Choose(int n, int k) {
  if (k < 0 || k > n) return 0;
  k = std::min(k, n - k);
  long double value = 1;
  for (int i = 1; i <= k; ++i) value = value * (n - k + i) / i;
  return value;
}

bool ValidCounts(int n, int c, int k) {
  return n >= 1 && n <= kMaxDraws && c >= 0 && c <= n && k >= 1 && k <= n;
}

// Ways to fill seats with votes of some classes: ways[used][ties], where `ties` classes have
// exactly x votes.
struct VoteWays {
  VoteWays(int seats, int max_ties)
      : ways(static_cast<size_t>(seats + 1),
             std::vector<long double>(static_cast<size_t>(max_ties + 1), 0)) {}
  std::vector<std::vector<long double>> ways;
};

// Adds a class of `size` draws of which at most `x` may be chosen.
void AddClass(int size, int x, VoteWays& votes) {
  const size_t seats = votes.ways.size() - 1;
  const size_t max_ties = votes.ways[0].size() - 1;
  const auto most = static_cast<size_t>(std::min(size, x));
  std::vector<long double> choose(most + 1);
  for (size_t j = 0; j <= most; ++j) choose[j] = Choose(size, static_cast<int>(j));
  // In place, from many used seats to few, so that no entry is read after it was changed.
  for (size_t used = seats + 1; used-- > 0;) {
    for (size_t ties = max_ties + 1; ties-- > 0;) {
      long double sum = 0;
      for (size_t j = 0; j <= std::min(most, used); ++j) {
        const size_t tie = j == static_cast<size_t>(x) ? 1 : 0;
        if (tie > ties) continue;
        sum += choose[j] * votes.ways[used - j][ties - tie];
      }
      votes.ways[used][ties] = sum;
    }
  }
}

// Credit, summed over all choices, where the correct class has exactly x of the k seats and nobody
// more.
long double CreditWith(int x, std::span<const int> class_sizes, int unparsed, int k) {
  const int seats = k - x;
  VoteWays votes(seats, seats / x);
  votes.ways[0][0] = 1;
  for (const int size : class_sizes.subspan(1)) AddClass(size, x, votes);
  long double credit = 0;
  for (int used = 0; used <= seats; ++used) {
    const long double fill = Choose(unparsed, seats - used);
    if (fill == 0) continue;
    const auto& by_ties = votes.ways[static_cast<size_t>(used)];
    for (size_t ties = 0; ties < by_ties.size(); ++ties) {
      credit += fill * by_ties[ties] / static_cast<long double>(ties + 1);
    }
  }
  return credit * Choose(class_sizes[0], x);
}

// All draws vote: no choice to average over.
double MajorityOfAll(std::span<const int> class_sizes) {
  const int most = *std::max_element(class_sizes.begin(), class_sizes.end());
  if (class_sizes[0] == 0 || class_sizes[0] < most) return 0;
  return 1.0 / static_cast<double>(std::count(class_sizes.begin(), class_sizes.end(), most));
}

std::optional<double> TotalError(std::span<const QuestionScore> questions) {
  if (questions.size() < 2) return std::nullopt;
  const double mean = MeanScore(questions);
  const auto n = static_cast<double>(questions.size());
  double sum = 0;
  for (const QuestionScore& question : questions) {
    sum += (question.mean - mean) * (question.mean - mean);
  }
  return std::sqrt(sum / (n * (n - 1)));
}

std::optional<double> SamplingError(std::span<const QuestionScore> questions) {
  if (questions.empty()) return std::nullopt;
  double sum = 0;
  for (const QuestionScore& question : questions) {
    if (question.draws < 2) return std::nullopt;
    sum += question.mean * (1 - question.mean) / (question.draws - 1);
  }
  return std::sqrt(sum) / static_cast<double>(questions.size());
}

}  // namespace

std::optional<double> PassAtK(int n, int c, int k) {
  if (!ValidCounts(n, c, k)) return std::nullopt;
  if (n - c < k) return 1.0;
  double all_wrong = 1;
  for (int i = n - c + 1; i <= n; ++i) all_wrong *= 1.0 - static_cast<double>(k) / i;
  return 1 - all_wrong;
}

std::optional<double> PassHatK(int n, int c, int k) {
  if (!ValidCounts(n, c, k)) return std::nullopt;
  double all_right = 1;
  for (int i = 0; i < k; ++i) all_right *= static_cast<double>(std::max(c - i, 0)) / (n - i);
  return all_right;
}

std::optional<double> GPassAtK(int n, int c, int k, double threshold) {
  if (!ValidCounts(n, c, k) || !(threshold > 0 && threshold <= 1)) return std::nullopt;
  // 0.3 * 10 may come out a little above 3; no threshold of interest is that close to a whole
  // number.
  const int least = static_cast<int>(std::ceil(threshold * k - 1e-9));
  long double sum = 0;
  for (int j = std::max(least, 0); j <= std::min(c, k); ++j) {
    sum += Choose(c, j) * Choose(n - c, k - j);
  }
  return static_cast<double>(sum / Choose(n, k));
}

std::optional<double> MajorityAtK(std::span<const int> class_sizes, int unparsed, int k) {
  if (class_sizes.empty() || unparsed < 0) return std::nullopt;
  long long n = unparsed;
  for (const int size : class_sizes) {
    if (size < 0) return std::nullopt;
    n += size;
  }
  if (n > kMaxDraws || k < 1 || k > n) return std::nullopt;
  if (k == n) return MajorityOfAll(class_sizes);
  long double credit = 0;
  for (int x = 1; x <= std::min(class_sizes[0], k); ++x) {
    credit += CreditWith(x, class_sizes, unparsed, k);
  }
  return static_cast<double>(credit / Choose(static_cast<int>(n), k));
}

std::optional<double> ClusteredError(std::span<const QuestionScore> questions, bool corrected) {
  if (questions.size() < 2) return std::nullopt;
  const double mean = MeanScore(questions);
  std::map<std::string_view, double> sums;  // by name, so that the order of addition is fixed
  double variance = 0;
  size_t clusters = 0;
  for (const QuestionScore& question : questions) {
    const double difference = question.mean - mean;
    if (question.cluster.empty()) {
      variance += difference * difference;
      ++clusters;
    } else {
      sums[question.cluster] += difference;
    }
  }
  for (const auto& [name, sum] : sums) variance += sum * sum;
  clusters += sums.size();
  if (corrected) {
    if (clusters < 2) return std::nullopt;
    variance *= static_cast<double>(clusters) / static_cast<double>(clusters - 1);
  }
  return std::sqrt(variance) / static_cast<double>(questions.size());
}

ErrorBars ErrorBarsOf(std::span<const QuestionScore> questions) {
  ErrorBars bars;
  bars.total = TotalError(questions);
  bars.sampling = SamplingError(questions);
  if (bars.total && bars.sampling) {
    const double rest = *bars.total * *bars.total - *bars.sampling * *bars.sampling;
    bars.question = std::sqrt(std::max(rest, 0.0));
  }
  std::map<std::string_view, int> sizes;
  bool any_pair = false;
  for (const QuestionScore& question : questions) {
    if (!question.cluster.empty() && ++sizes[question.cluster] == 2) any_pair = true;
  }
  if (any_pair) bars.clustered = ClusteredError(questions, true);
  return bars;
}

Interval WilsonInterval(double proportion, double n, double z) {
  const double z2 = z * z;
  const double centre = (proportion + z2 / (2 * n)) / (1 + z2 / n);
  const double half =
      z / (1 + z2 / n) * std::sqrt(proportion * (1 - proportion) / n + z2 / (4 * n * n));
  // Rounding must not leave [0, 1] or put the proportion outside.
  return {std::clamp(centre - half, 0.0, proportion), std::clamp(centre + half, proportion, 1.0)};
}

std::optional<Interval> ScoreInterval(std::span<const QuestionScore> questions) {
  if (questions.empty()) return std::nullopt;
  const double mean = std::clamp(MeanScore(questions), 0.0, 1.0);
  const auto count = static_cast<double>(questions.size());
  if (mean <= 0 || mean >= 1) return WilsonInterval(mean, count);
  double draws = 0;
  for (const QuestionScore& question : questions) draws += question.draws;
  const std::optional<double> total = TotalError(questions);
  double n_eff = 1;  // one question says nothing about others
  if (total) {
    n_eff = *total > 0 ? mean * (1 - mean) / (*total * *total) : draws;
    n_eff = std::clamp(n_eff, 1.0, std::max(draws, 1.0));
  }
  return WilsonInterval(mean, n_eff);
}

double MeanScore(std::span<const QuestionScore> questions) {
  if (questions.empty()) return 0;
  double sum = 0;
  for (const QuestionScore& question : questions) sum += question.mean;
  return sum / static_cast<double>(questions.size());
}

}  // namespace rbench
