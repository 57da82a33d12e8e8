#include <cstdint>
#include <istream>
#include <ostream>
#include <string>
#include <vector>

// parameters: codes of the opening and the closing bracket, cost of each.

namespace rbench {

void BracketCost(std::istream& in, std::ostream& out, const std::vector<std::int64_t>& parameters) {
  std::string text;
  in >> text;
  std::int64_t open = 0, cost = 0;
  for (const char c : text) {
    if (c == static_cast<char>(parameters[0])) {
      ++open;
    } else if (open > 0) {
      --open;
    } else {
      cost += parameters[2];
    }
  }
  out << cost + open * parameters[3] << '\n';
}

}  // namespace rbench
