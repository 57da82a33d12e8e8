#include <cstdint>
#include <istream>
#include <ostream>
#include <string>
#include <vector>

// parameters: set of letters as bits (bit 0 is 'a'), 1 if the last of equal runs is wanted.

namespace rbench {

void LetterRun(std::istream& in, std::ostream& out, const std::vector<std::int64_t>& parameters) {
  std::string text;
  in >> text;
  std::size_t best = 0, best_start = 0, run = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((parameters[0] >> (text[i] - 'a') & 1) == 0) {
      run = 0;
      continue;
    }
    ++run;
    if (run > best || (run == best && parameters[1] == 1)) {
      best = run;
      best_start = i + 2 - run;
    }
  }
  out << best << ' ' << best_start << '\n';
}

}  // namespace rbench
