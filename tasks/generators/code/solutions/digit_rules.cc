#include <array>
#include <cstdint>
#include <istream>
#include <ostream>
#include <string>
#include <vector>

// parameters: k, r, rule, digit. Counts numbers whose digit sum leaves r modulo k; rule 1: no two
// neighbouring digits are equal; rule 2: the digit does not occur.

namespace rbench {
namespace {

// How many good numbers lie in 0 .. bound - 1: those that share a prefix with the bound and then
// have a smaller digit, by the length of that prefix, and those that have fewer digits.
class DigitCounter {
 public:
  explicit DigitCounter(const std::vector<std::int64_t>& parameters)
      : k_(parameters[0]), r_(parameters[1]), rule_(parameters[2]), digit_(parameters[3]) {
    // endings_[n][last][need]: ways to write n more digits after `last` that add up to `need`.
    for (int last = 0; last <= 9; ++last) {
      endings_[0][last].assign(k_, 0);
      endings_[0][last][0] = 1;
    }
    for (int n = 1; n < kDigits; ++n) {
      for (int last = 0; last <= 9; ++last) {
        endings_[n][last].assign(k_, 0);
        for (int next = 0; next <= 9; ++next) {
          if (!Allowed(last, next)) continue;
          for (int need = 0; need < k_; ++need) {
            endings_[n][last][(need + next) % k_] += endings_[n - 1][next][need];
          }
        }
      }
    }
  }

  std::int64_t Below(std::int64_t bound) const {
    if (bound <= 0) return 0;
    const std::string digits = std::to_string(bound);
    const int length = static_cast<int>(digits.size());
    std::int64_t count = 0;
    if (r_ == 0 && !(rule_ == 2 && digit_ == 0)) ++count;  // the number 0
    for (int shorter = 1; shorter < length; ++shorter) count += Begun(-1, 0, 1, 9, shorter - 1);
    int last = -1, sum = 0;
    for (int i = 0; i < length; ++i) {
      const int here = digits[i] - '0';
      count += Begun(last, sum, i == 0 ? 1 : 0, here - 1, length - 1 - i);
      if (!Allowed(last, here)) return count;
      last = here;
      sum = (sum + here) % k_;
    }
    return count;
  }

 private:
  static constexpr int kDigits = 20;

  bool Allowed(int last, int next) const {
    if (rule_ == 1) return last != next;
    if (rule_ == 2) return next != digit_;
    return true;
  }

  // Numbers that go on with a digit of low .. high and then `more` digits.
  std::int64_t Begun(int last, int sum, int low, int high, int more) const {
    std::int64_t count = 0;
    for (int next = low; next <= high; ++next) {
      if (!Allowed(last, next)) continue;
      count += endings_[more][next][((r_ - sum - next) % k_ + k_) % k_];
    }
    return count;
  }

  int k_, r_, rule_, digit_;
  std::array<std::array<std::vector<std::int64_t>, 10>, kDigits> endings_;
};

}  // namespace

void DigitRules(std::istream& in, std::ostream& out, const std::vector<std::int64_t>& parameters) {
  const DigitCounter counter(parameters);
  int queries = 0;
  in >> queries;
  while (queries-- > 0) {
    std::int64_t low = 0, high = 0;
    in >> low >> high;
    out << counter.Below(high + 1) - counter.Below(low) << '\n';
  }
}

}  // namespace rbench
