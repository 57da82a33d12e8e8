#include <algorithm>
#include <cstdint>
#include <istream>
#include <numeric>
#include <ostream>
#include <string>
#include <vector>

// parameters: 1 if corners connect, 1 if the map is joined at its borders, least size that counts.
// Union-find.

namespace rbench {

void Regions(std::istream& in, std::ostream& out, const std::vector<std::int64_t>& parameters) {
  int rows = 0, columns = 0;
  in >> rows >> columns;
  std::vector<std::string> map(rows);
  for (std::string& row : map) in >> row;
  std::vector<int> parent(rows * columns);
  std::iota(parent.begin(), parent.end(), 0);
  const auto root = [&](int cell) {
    while (parent[cell] != cell) {
      parent[cell] = parent[parent[cell]];
      cell = parent[cell];
    }
    return cell;
  };
  const int steps[4][2] = {{0, 1}, {1, 0}, {1, 1}, {1, -1}};
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < columns; ++c) {
      if (map[r][c] != '#') continue;
      for (int i = 0; i < (parameters[0] == 1 ? 4 : 2); ++i) {
        int nr = r + steps[i][0], nc = c + steps[i][1];
        if (parameters[1] == 1) {
          nr %= rows;
          nc = (nc + columns) % columns;
        } else if (nr >= rows || nc < 0 || nc >= columns) {
          continue;
        }
        if (map[nr][nc] == '#') parent[root(nr * columns + nc)] = root(r * columns + c);
      }
    }
  }
  std::vector<int> size(rows * columns, 0);
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < columns; ++c) {
      if (map[r][c] == '#') ++size[root(r * columns + c)];
    }
  }
  const auto counted =
      std::count_if(size.begin(), size.end(), [&](int each) { return each >= parameters[2]; });
  out << counted << ' ' << *std::max_element(size.begin(), size.end()) << '\n';
}

}  // namespace rbench
