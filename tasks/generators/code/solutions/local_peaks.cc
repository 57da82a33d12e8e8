#include <cstdint>
#include <istream>
#include <ostream>
#include <vector>

// parameters: neighbours (0 four, 1 eight, 2 the four diagonal ones), 1 if the field is joined at
// its borders, 1 for low points and 0 for high ones, 1 if equal neighbours are no obstacle.

namespace rbench {

void LocalPeaks(std::istream& in, std::ostream& out, const std::vector<std::int64_t>& parameters) {
  int rows = 0, columns = 0;
  in >> rows >> columns;
  std::vector<std::vector<std::int64_t>> height(rows, std::vector<std::int64_t>(columns));
  for (auto& row : height) {
    for (std::int64_t& each : row) in >> each;
  }
  std::int64_t count = 0, sum = 0;
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < columns; ++c) {
      bool peak = true;
      for (int dr = -1; dr <= 1; ++dr) {
        for (int dc = -1; dc <= 1; ++dc) {
          const int moves = (dr != 0) + (dc != 0);
          if (moves == 0 || (parameters[0] == 0 && moves == 2) ||
              (parameters[0] == 2 && moves == 1)) {
            continue;
          }
          int nr = r + dr, nc = c + dc;
          if (parameters[1] == 1) {
            nr = (nr + rows) % rows;
            nc = (nc + columns) % columns;
          } else if (nr < 0 || nr >= rows || nc < 0 || nc >= columns) {
            continue;
          }
          const std::int64_t lead = (height[r][c] - height[nr][nc]) * (parameters[2] == 1 ? -1 : 1);
          if (lead < 0 || (lead == 0 && parameters[3] == 0)) peak = false;
        }
      }
      if (peak) {
        ++count;
        sum += height[r][c];
      }
    }
  }
  out << count << ' ' << sum << '\n';
}

}  // namespace rbench
