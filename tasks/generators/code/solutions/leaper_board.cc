#include <cstdint>
#include <istream>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

// parameters: the two lengths of a jump, 1 if the board is joined at its borders. Breadth first.

namespace rbench {

void LeaperBoard(std::istream& in, std::ostream& out, const std::vector<std::int64_t>& parameters) {
  const int a = static_cast<int>(parameters[0]);
  const int b = static_cast<int>(parameters[1]);
  const std::pair<int, int> jumps[] = {{a, b}, {a, -b}, {-a, b}, {-a, -b},
                                       {b, a}, {b, -a}, {-b, a}, {-b, -a}};
  int rows = 0, columns = 0;
  in >> rows >> columns;
  std::vector<std::string> board(rows);
  std::vector<int> steps(rows * columns, -1);
  std::vector<int> queue;
  int target = -1;
  for (int r = 0; r < rows; ++r) {
    in >> board[r];
    for (int c = 0; c < columns; ++c) {
      if (board[r][c] == 'S') {
        queue.push_back(r * columns + c);
        steps[r * columns + c] = 0;
      }
      if (board[r][c] == 'T') target = r * columns + c;
    }
  }
  for (std::size_t head = 0; head < queue.size(); ++head) {
    const int at = queue[head];
    for (const auto& [dr, dc] : jumps) {
      int r = at / columns + dr, c = at % columns + dc;
      if (parameters[2] == 1) {
        r = (r % rows + rows) % rows;
        c = (c % columns + columns) % columns;
      } else if (r < 0 || r >= rows || c < 0 || c >= columns) {
        continue;
      }
      if (board[r][c] == '#' || steps[r * columns + c] != -1) continue;
      steps[r * columns + c] = steps[at] + 1;
      queue.push_back(r * columns + c);
    }
  }
  out << steps[target] << '\n';
}

}  // namespace rbench
