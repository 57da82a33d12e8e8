#include <algorithm>
#include <cstdint>
#include <istream>
#include <ostream>
#include <string>
#include <vector>

// parameters: worth of a row, of a column and of a cell of the rectangle, least length of a side.
// The worth grows with both sides, so only rectangles that cannot grow matter: a stack of columns
// by height, row by row.

namespace rbench {

void FreeRectangle(std::istream& in, std::ostream& out,
                   const std::vector<std::int64_t>& parameters) {
  int rows = 0, columns = 0;
  in >> rows >> columns;
  std::vector<std::int64_t> height(columns + 1, 0);  // the last one stays 0
  std::int64_t best = -1;
  for (int r = 0; r < rows; ++r) {
    std::string row;
    in >> row;
    for (int c = 0; c < columns; ++c) height[c] = row[c] == '.' ? height[c] + 1 : 0;
    std::vector<int> stack;
    for (int c = 0; c <= columns; ++c) {
      while (!stack.empty() && height[stack.back()] >= height[c]) {
        const std::int64_t h = height[stack.back()];
        stack.pop_back();
        const std::int64_t w = c - (stack.empty() ? 0 : stack.back() + 1);
        if (h < parameters[3] || w < parameters[3]) continue;
        best = std::max(best, parameters[0] * h + parameters[1] * w + parameters[2] * h * w);
      }
      stack.push_back(c);
    }
  }
  out << best << '\n';
}

}  // namespace rbench
