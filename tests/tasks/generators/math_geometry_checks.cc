#include <algorithm>
#include <cmath>

#include "tests/tasks/generators/gold_value.h"
#include "tests/tasks/generators/math_checks.h"

namespace rbench {
namespace {

const double kPi = std::acos(-1.0);
double Radians(double degrees) { return degrees * kPi / 180; }
std::vector<double> Doubles(const std::vector<int64_t>& p) { return {p.begin(), p.end()}; }

bool CircleAreas(const DrawnProblem& d) {
  const double r = static_cast<double>(d.p[0]);
  const Complex x = ValueOf(d.gold);
  if (d.level == 1) return Near(4 * kPi * x, r * kPi * r * kPi);
  const double other = static_cast<double>(d.p[1]), angle = Radians(other);
  if (d.level == 2) return Near(x, r * r * angle / 2);
  if (d.level == 3) return Near(x, r * r * (angle - std::sin(angle)) / 2);
  if (d.level == 4) {
    const double sides = d.p[1] == 0 ? 3 : 6, tangent = std::tan(kPi / sides);
    const double polygon = sides * r * r / (4 * tangent), inside = r / (2 * tangent);
    const double outside = r / (2 * std::sin(kPi / sides));
    return Near(x,
                d.p[1] == 2 ? kPi * outside * outside - polygon : polygon - kPi * inside * inside);
  }
  const double half = r * std::sqrt(other) / 2;
  return Near(x, 2 * (r * r * std::acos(half / r) - half * std::sqrt(r * r - half * half)));
}

bool TriangleLengths(const DrawnProblem& d) {
  const std::vector<double> p = Doubles(d.p);
  const Complex x = ValueOf(d.gold);
  if (d.level == 1) return Near(x * x + p[0] * p[0], p[1] * p[1]) && x.real() > 0;
  if (d.level == 2) return Near(x, p[0] / 3 * (p[0] / 3) * std::sin(Radians(60)) / 2);
  if (d.level == 3) return Near(x, std::abs(p[0] - std::polar(p[1], Radians(p[2]))));
  // B = 0, C on the axis; the point on BC at its middle or at the ratio of the sides.
  const double at = (p[0] * p[0] - p[1] * p[1] + p[2] * p[2]) / (2 * p[2]);
  const double high = std::sqrt(p[0] * p[0] - at * at);
  const double foot = d.level == 4 ? p[2] / 2 : p[2] * p[0] / (p[0] + p[1]);
  return Near(x, std::hypot(at - foot, high));
}

bool SolidVolumes(const DrawnProblem& d) {
  const std::vector<double> p = Doubles(d.p);
  const Complex x = ValueOf(d.gold);
  // Simpson's rule is exact for cross sections that are quadratic in the height.
  const auto volume = [](double first, double middle, double last, double height) {
    return height / 6 * (first + 4 * middle + last);
  };
  const auto disc = [](double r) { return kPi * r * r; };
  if (d.level == 1) return Near(x, volume(disc(p[0]), disc(p[0]), disc(p[0]), p[1]));
  if (d.level == 2) {
    return Near(x, volume(disc(p[0]), disc(p[0] / 2), 0, std::sqrt(p[1] * p[1] - p[0] * p[0])));
  }
  if (d.level == 3) return Near(x, volume(disc(p[0]), disc((p[0] + p[1]) / 2), disc(p[1]), p[2]));
  if (d.level == 4) {
    const double to_corner = std::hypot(p[0] / 2, p[0] / 2);
    const double height = std::sqrt(p[1] * p[1] - to_corner * to_corner);
    return Near(x, volume(p[0] * p[0], p[0] * p[0] / 4, 0, height));
  }
  // The circle in the cross section of the cone: area over half the perimeter.
  const double r = p[0] * p[1] / (p[0] + std::hypot(p[0], p[1]));
  return Near(x, volume(0, disc(r), 0, 2 * r));
}

// The angle at b, in degrees.
double AngleAt(Complex a, Complex b, Complex c) {
  return std::abs(std::arg((a - b) / (c - b))) * 180 / kPi;
}

// Where the lines a + t u and b + s v meet.
Complex Meet(Complex a, Complex u, Complex b, Complex v) {
  const auto cross = [](Complex s, Complex t) { return s.real() * t.imag() - s.imag() * t.real(); };
  return a + u * (cross(b - a, v) / cross(u, v));
}

bool AngleMeasures(const DrawnProblem& d) {
  const std::vector<double> p = Doubles(d.p);
  constexpr std::string_view kDegrees = "^\\circ";
  if (d.gold.size() < kDegrees.size() ||
      d.gold.substr(d.gold.size() - kDegrees.size()) != kDegrees) {
    return false;
  }
  const Complex x = ValueOf(d.gold);
  if (d.level == 1) return Near(x + p[0] + p[1], 180);
  if (d.level == 2) {
    const double t = (180 - p[1] - p[3] - p[5]) / (p[0] + p[2] + p[4]);
    return Near(x, std::max({p[0] * t + p[1], p[2] * t + p[3], p[4] * t + p[5]}));
  }
  if (d.level == 3) {
    // A at 0, B at 1; the next vertices above and below.
    const auto inner = [](double n) { return Radians(180 * (n - 2) / n); };
    return Near(x, AngleAt(std::polar(1.0, inner(p[0])), 0, std::polar(1.0, -inner(p[1]))));
  }
  const double at_b = d.level == 4 ? (180 - p[0]) / 2 : p[1];
  const double at_c = 180 - p[0] - at_b;
  const Complex b = 0, c = 1;
  const Complex a =
      Meet(b, std::polar(1.0, Radians(at_b)), c, std::polar(1.0, Radians(180 - at_c)));
  const Complex from_b = std::polar(1.0, Radians(at_b / 2));
  const Complex from_c = std::polar(1.0, Radians(180 - at_c / 2));
  if (d.level == 5) return Near(x, AngleAt(b, Meet(b, (c - a) * Complex(0, 1), c, from_c), c));
  if (d.p[1] == 3) return Near(x, AngleAt(b, Meet(b, from_b, c, from_c), c));
  const Complex foot = Meet(b, from_b, c, a - c);
  return Near(x, AngleAt(b, foot, d.p[1] == 1 ? c : a));
}

bool PlanePoints(const DrawnProblem& d) {
  const std::vector<double> p = Doubles(d.p);
  const std::vector<Complex> point = PointOf(d.gold);
  if (point.size() != 2) return false;
  const Complex at(point[0].real(), point[1].real()), a(p[0], p[1]), b(p[2], p[3]);
  if (d.level <= 2) {
    return Near(std::abs(at - a) + std::abs(at - b), std::abs(a - b)) &&
           Near(p[5] * std::abs(at - a), p[4] * std::abs(at - b));
  }
  if (d.level == 3) {
    const Complex middle = (at + a) / 2.0, normal(p[2], p[3]);
    return Near(p[2] * middle.real() + p[3] * middle.imag(), p[4]) &&
           Near(((at - a) / normal).imag(), 0);
  }
  const Complex c(p[4], p[5]), turn(0, 1);
  const Complex center = Meet((a + b) / 2.0, (b - a) * turn, (a + c) / 2.0, (c - a) * turn);
  if (d.level == 4) {
    return Near(at, center) && Near(std::abs(at - a), std::abs(at - b)) &&
           Near(std::abs(at - a), std::abs(at - c));
  }
  return Near(2.0 * at - center, Meet(a, (c - b) * turn, b, (c - a) * turn));
}

bool CircleEquation(const DrawnProblem& d) {
  const std::vector<double> p = Doubles(d.p);
  const size_t equal = d.gold.find('=');
  if (equal == std::string::npos) return false;
  const double right = ValueOf(d.gold.substr(equal + 1)).real();
  const auto left = [&](double x, double y) {
    return ValueOf(d.gold.substr(0, equal), {{'x', x}, {'y', y}}).real();
  };
  const auto on = [&](double x, double y) { return Near(left(x, y), right); };
  // The left side is (x - h)^2 + (y - k)^2.
  const double h = (left(-1, 0) - left(1, 0)) / 4, k = (left(0, -1) - left(0, 1)) / 4;
  if (!Near(left(h, k), 0) || !Near(left(h + 1, k), 1) || !Near(left(h, k + 1), 1)) return false;
  if (d.level == 1) return Near(h, p[0]) && Near(k, p[1]) && Near(right, p[2]);
  if (d.level == 2) {
    return on(p[0], p[1]) && on(p[2], p[3]) && Near(2 * h, p[0] + p[2]) && Near(2 * k, p[1] + p[3]);
  }
  if (d.level == 3) {
    // The foot of the perpendicular from the center lies on the circle.
    const Complex normal(p[2], p[3]), center(p[0], p[1]);
    const Complex foot =
        Meet(center, normal, normal * p[4] / std::norm(normal), normal * Complex(0, 1));
    return Near(h, p[0]) && Near(k, p[1]) && on(foot.real(), foot.imag());
  }
  if (!on(p[0], p[1]) || !on(p[2], p[3])) return false;
  return d.level == 4 ? on(p[4], p[5]) : Near(p[4] * h + p[5] * k, p[6]);
}

}  // namespace

GoldChecks GeometryChecks() {
  return {{"circle_areas", &CircleAreas},   {"triangle_lengths", &TriangleLengths},
          {"solid_volumes", &SolidVolumes}, {"angle_measures", &AngleMeasures},
          {"plane_points", &PlanePoints},   {"circle_equation", &CircleEquation}};
}

}  // namespace rbench
