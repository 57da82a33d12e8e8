#include <cstdint>
#include <istream>
#include <ostream>
#include <vector>

// parameters: a, b, c, days of an ordinary year, additional days of a leap year. A year is a leap
// year if a divides it, unless b does, unless c does; a divides b and b divides c.

namespace rbench {

void LeapYears(std::istream& in, std::ostream& out, const std::vector<std::int64_t>& parameters) {
  const auto days_up_to = [&](std::int64_t year) {
    const std::int64_t leaps = year / parameters[0] - year / parameters[1] + year / parameters[2];
    return year * parameters[3] + leaps * parameters[4];
  };
  int queries = 0;
  in >> queries;
  while (queries-- > 0) {
    std::int64_t first = 0, last = 0;
    in >> first >> last;
    out << days_up_to(last) - days_up_to(first - 1) << '\n';
  }
}

}  // namespace rbench
