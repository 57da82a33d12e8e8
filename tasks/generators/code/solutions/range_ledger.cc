#include <cstdint>
#include <istream>
#include <ostream>
#include <vector>

// parameters: step, modulus. Additions to every step-th account of a range and sums of ranges: for
// each remainder of the account's number a pair of Fenwick trees over its accounts.

namespace rbench {
namespace {

// Adds to all positions from one on; sums of the first positions.
class SuffixSums {
 public:
  explicit SuffixSums(int size) : constant_(size + 1, 0), slope_(size + 1, 0) {}

  // Adds `value` to the positions from .. end (counted from 0).
  void AddFrom(int from, std::int64_t value) {
    for (int i = from + 1; i < static_cast<int>(slope_.size()); i += i & -i) {
      slope_[i] += value;
      constant_[i] += value * from;
    }
  }

  // The sum of the first `count` positions.
  std::int64_t First(int count) const {
    std::int64_t slope = 0, constant = 0;
    for (int i = count; i > 0; i -= i & -i) {
      slope += slope_[i];
      constant += constant_[i];
    }
    return slope * count - constant;
  }

 private:
  std::vector<std::int64_t> constant_, slope_;
};

}  // namespace

void RangeLedger(std::istream& in, std::ostream& out, const std::vector<std::int64_t>& parameters) {
  const int step = static_cast<int>(parameters[0]);
  int n = 0, operations = 0;
  in >> n >> operations;
  std::vector<SuffixSums> lanes(step, SuffixSums(n / step + 1));
  // How many numbers of 0 .. end - 1 leave `lane` modulo the step.
  const auto members = [&](int lane, int end) { return (end - lane + step - 1) / step; };
  while (operations-- > 0) {
    char kind = ' ';
    int left = 0, right = 0;
    in >> kind >> left >> right;
    --left;
    if (kind == 'A') {
      std::int64_t value = 0;
      in >> value;
      const int lane = left % step;
      lanes[lane].AddFrom(left / step, value);
      lanes[lane].AddFrom(members(lane, right), -value);
    } else {
      std::int64_t sum = 0;
      for (int lane = 0; lane < step; ++lane) {
        if (right > lane) sum += lanes[lane].First(members(lane, right));
        if (left > lane) sum -= lanes[lane].First(members(lane, left));
      }
      out << sum % parameters[1] << '\n';
    }
  }
}

}  // namespace rbench
