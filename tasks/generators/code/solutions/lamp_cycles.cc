#include <algorithm>
#include <cstdint>
#include <istream>
#include <ostream>
#include <vector>

// parameters: earliest second, which of the common flashes is wanted (1 is the first).

namespace rbench {
namespace {

// Greatest common divisor g of a and b, and x with a * x = g modulo b.
std::int64_t Extended(std::int64_t a, std::int64_t b, std::int64_t& x) {
  std::int64_t x0 = 1, x1 = 0;
  while (b != 0) {
    const std::int64_t quotient = a / b;
    const std::int64_t next_x = x0 - quotient * x1;
    x0 = x1;
    x1 = next_x;
    const std::int64_t next_b = a - quotient * b;
    a = b;
    b = next_b;
  }
  x = x0;
  return a;
}

}  // namespace

void LampCycles(std::istream& in, std::ostream& out, const std::vector<std::int64_t>& parameters) {
  int queries = 0;
  in >> queries;
  while (queries-- > 0) {
    int lamps = 0;
    in >> lamps;
    std::int64_t time = 0, period = 1, earliest = parameters[0];
    bool possible = true;
    for (int i = 0; i < lamps; ++i) {
      std::int64_t first = 0, every = 0;
      in >> first >> every;
      earliest = std::max(earliest, first);
      if (!possible) continue;
      // time + period * steps = first modulo every.
      std::int64_t inverse = 0;
      const std::int64_t common = Extended(period % every, every, inverse);
      const std::int64_t gap = first - time;
      if (gap % common != 0) {
        possible = false;
        continue;
      }
      const std::int64_t cycle = every / common;
      std::int64_t steps = (gap / common) % cycle * (inverse % cycle) % cycle;
      if (steps < 0) steps += cycle;
      time += period * steps;
      period *= cycle;
      time %= period;
    }
    if (!possible) {
      out << "-1\n";
      continue;
    }
    if (time < earliest) time += (earliest - time + period - 1) / period * period;
    out << time + (parameters[1] - 1) * period << '\n';
  }
}

}  // namespace rbench
