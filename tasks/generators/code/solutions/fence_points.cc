#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <istream>
#include <ostream>
#include <utility>
#include <vector>

// parameters: price per unit of the longer and of the shorter side of a span, 1 if posts between
// corners count too. The convex hull by two chains (Andrew).

namespace rbench {
namespace {

using Point = std::pair<std::int64_t, std::int64_t>;

// Positive if c lies to the left of the way from a to b.
std::int64_t Turn(const Point& a, const Point& b, const Point& c) {
  return (b.first - a.first) * (c.second - a.second) - (b.second - a.second) * (c.first - a.first);
}

}  // namespace

void FencePoints(std::istream& in, std::ostream& out, const std::vector<std::int64_t>& parameters) {
  int n = 0;
  in >> n;
  std::vector<Point> points(n);
  for (auto& [x, y] : points) in >> x >> y;
  std::sort(points.begin(), points.end());
  const bool keep = parameters[2] == 1;
  std::vector<Point> hull;  // the lower chain, then the upper one back to the start
  const auto extend = [&](const Point& point, std::size_t fixed) {
    while (hull.size() > fixed) {
      const std::int64_t turn = Turn(hull[hull.size() - 2], hull.back(), point);
      if (turn > 0 || (turn == 0 && keep)) break;
      hull.pop_back();
    }
    hull.push_back(point);
  };
  for (const Point& point : points) extend(point, 1);
  const std::size_t lower = hull.size();
  for (int i = n - 2; i >= 0; --i) extend(points[i], lower);
  std::int64_t cost = 0;
  for (std::size_t i = 1; i < hull.size(); ++i) {
    const std::int64_t dx = std::abs(hull[i].first - hull[i - 1].first);
    const std::int64_t dy = std::abs(hull[i].second - hull[i - 1].second);
    cost += parameters[0] * std::max(dx, dy) + parameters[1] * std::min(dx, dy);
  }
  // On one line both chains hold the same points.
  std::sort(hull.begin(), hull.end());
  hull.erase(std::unique(hull.begin(), hull.end()), hull.end());
  out << cost << ' ' << hull.size() << '\n';
}

}  // namespace rbench
