#include <algorithm>
#include <cmath>
#include <numeric>

#include "tests/tasks/generators/gold_value.h"
#include "tests/tasks/generators/math_checks.h"

namespace rbench {
namespace {

const double kPi = std::acos(-1.0);
double Radians(double degrees) { return degrees * kPi / 180; }
std::vector<double> Doubles(const std::vector<int64_t>& p) { return {p.begin(), p.end()}; }

double Trig(double function, double x) {
  return function == 0 ? std::sin(x) : function == 1 ? std::cos(x) : std::tan(x);
}

bool TrigValues(const DrawnProblem& d) {
  const std::vector<double> p = Doubles(d.p);
  const Complex x = ValueOf(d.gold);
  if (d.level <= 2) return Near(x, Trig(p[0], Radians(p[1])));
  // The angle of the quadrant with that tangent, sine or cosine.
  const auto in_quadrant = [](double acute, double quadrant) {
    const double turned = quadrant == 1 || quadrant == 3 ? kPi / 2 - acute : acute;
    return turned + quadrant * kPi / 2;
  };
  if (d.level == 3) {
    return Near(x, Trig(p[3], 2 * in_quadrant(std::asin(std::abs(p[0] / p[1])), p[2])));
  }
  const double a = in_quadrant(std::atan(std::abs(p[0] / p[1])), p[2]);
  if (!Near(std::tan(a), p[0] / p[1])) return false;
  if (d.level == 4) {
    const double b = in_quadrant(std::acos(std::abs(p[3] / p[4])), p[5]);
    return Near(x, Trig(p[6], a + p[7] * b));
  }
  return Near(x, p[3] < 2 ? Trig(p[3], a / 2) : std::sin(a / 2) + std::cos(a / 2));
}

double HalfRoot(double code) { return (code < 0 ? -1 : 1) * std::sqrt(std::abs(code)) / 2; }

// The left side minus the right side of the question.
double EquationAt(const DrawnProblem& d, double x) {
  const std::vector<int64_t>& q = d.p;
  const auto p = [&](size_t i) { return static_cast<double>(q[i]); };
  const double s = Trig(p(0), x);
  switch (d.level) {
    case 1:
      return s - HalfRoot(p(1));
    case 2:
      return Trig(p(0), p(2) * x + Radians(p(3))) - HalfRoot(p(1));
    case 3:
      return 2 * s * s + p(1) * s + p(2);
    case 4:
      return (q[0] == 0 ? -1 : 1) * std::cos(2 * x) + (p(1) + p(3)) * s - p(3) * s + p(2) + 1;
    default:
      return 2 * std::sin(2 * x) - 4 * HalfRoot(p(2)) * std::sin(x) -
             4 * HalfRoot(p(1)) * std::cos(x) + 4 * HalfRoot(p(1)) * HalfRoot(p(2));
  }
}

// Every root of the range, as a place where |f| has a minimum of 0.
bool TrigEquations(const DrawnProblem& d) {
  const bool degrees = d.gold.find("^\\circ") != std::string::npos;
  if (degrees != (d.level == 1 && d.p[2] != 0)) return false;
  std::vector<double> roots;
  for (const Complex x : ListOf(d.gold)) roots.push_back(degrees ? Radians(x.real()) : x.real());
  if (!std::is_sorted(roots.begin(), roots.end())) return false;
  const auto f = [&](double x) { return std::abs(EquationAt(d, x)); };
  for (const double x : roots) {
    if (!Near(f(x), 0)) return false;
  }
  const double high = d.level == 2 ? kPi : 2 * kPi, step = kPi / 150;
  size_t found = 0;
  for (double x = -0.006; x < high - 0.007; x += step) {
    if (f(x) < f(x - step) && f(x) <= f(x + step)) {
      double a = x - step, b = x + step;
      for (int i = 0; i < 60; ++i) {
        const double m = a + (b - a) / 3, n = b - (b - a) / 3;
        (f(m) < f(n) ? b : a) = f(m) < f(n) ? n : m;
      }
      found += f(a) < 1e-9;
    }
  }
  return found == roots.size();
}

bool SameEntries(const std::vector<double>& a, const std::vector<double>& b) {
  return SameOrder({a.begin(), a.end()}, {b.begin(), b.end()});
}

std::vector<double> Times(const std::vector<double>& a, const std::vector<double>& b) {
  return {a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3], a[2] * b[0] + a[3] * b[2],
          a[2] * b[1] + a[3] * b[3]};
}

bool MatrixAlgebra(const DrawnProblem& d) {
  const std::vector<double> p = Doubles(d.p), x = MatrixOf(d.gold, 2, 2);
  if (x.empty()) return false;
  const std::vector<double> a(p.begin(), p.begin() + 4);
  if (d.level == 3) return SameEntries(Times(a, x), {1, 0, 0, 1});
  if (d.level == 5) {
    std::vector<double> power = a;
    for (double i = 1; i < p[4]; ++i) power = Times(power, a);
    return SameEntries(x, power);
  }
  const std::vector<double> b(p.begin() + 4, p.begin() + 8);
  if (d.level == 2) return SameEntries(x, Times(a, b));
  if (d.level == 4) return SameEntries(p[8] != 0 ? Times(a, x) : Times(x, a), b);
  for (size_t i = 0; i < 4; ++i) {
    if (!Near(x[i] + p[9] * b[i], p[8] * a[i])) return false;
  }
  return true;
}

using Vector = std::vector<double>;
double Dot(const Vector& u, const Vector& v) {
  return std::inner_product(u.begin(), u.end(), v.begin(), 0.0);
}
Vector Combine(double s, const Vector& u, double t, const Vector& v) {
  return {s * u[0] + t * v[0], s * u[1] + t * v[1], s * u[2] + t * v[2]};
}

bool Vectors(const DrawnProblem& d) {
  const std::vector<double> p = Doubles(d.p);
  const Vector u(p.begin(), p.begin() + 3), v(p.begin() + 3, p.begin() + 6);
  if (d.level == 2) {
    // The law of cosines for the triangle of u and v.
    const Vector side = Combine(1, u, -1, v);
    const double lengths = 2 * std::sqrt(Dot(u, u)) * std::sqrt(Dot(v, v));
    return Near(ValueOf(d.gold), (Dot(u, u) + Dot(v, v) - Dot(side, side)) / lengths);
  }
  if (d.level == 5) {
    // The shortest way to the line, where the derivative of the square is 0.
    const Vector off = Combine(1, u, -Dot(u, v) / Dot(v, v), v);
    return Near(Dot(off, v), 0) && Near(ValueOf(d.gold), std::sqrt(Dot(off, off)));
  }
  const Vector x = MatrixOf(d.gold, 3, 1);
  if (x.empty()) return false;
  if (d.level == 1) return SameEntries(x, Combine(p[6], u, -p[7], v));
  if (d.level == 3) {
    // At right angles to both, of the right length, and right-handed.
    const double square = Dot(u, u) * Dot(v, v) - Dot(u, v) * Dot(u, v);
    const double determinant = x[0] * (u[1] * v[2] - u[2] * v[1]) +
                               x[1] * (u[2] * v[0] - u[0] * v[2]) +
                               x[2] * (u[0] * v[1] - u[1] * v[0]);
    return Near(Dot(x, u), 0) && Near(Dot(x, v), 0) && Near(Dot(x, x), square) && determinant > 0;
  }
  const double by = Dot(x, v) / Dot(v, v);
  return SameEntries(x, Combine(by, v, 0, v)) && Near(Dot(Combine(1, u, -1, x), v), 0);
}

bool PolarForm(const DrawnProblem& d) {
  const std::vector<double> p = Doubles(d.p);
  if (d.level == 1) {
    return SameOrder(PointOf(d.gold),
                     {p[0] * std::cos(Radians(p[1])), p[0] * std::sin(Radians(p[1]))});
  }
  if (d.level == 2) {
    // The point as the question gives it.
    const size_t start = d.question.find("$(") + 1;
    const std::vector<Complex> point =
        PointOf(d.question.substr(start, d.question.find('$', start) - start));
    const std::vector<Complex> polar = PointOf(d.gold);
    if (point.size() != 2 || polar.size() != 2) return false;
    const double r = polar[0].real(), angle = polar[1].real();
    return r > 0 && angle >= 0 && angle < 2 * kPi && Near(r * std::cos(angle), point[0]) &&
           Near(r * std::sin(angle), point[1]);
  }
  if (d.level == 3) {
    const Complex base = std::polar(std::sqrt(p[0]), Radians(p[1])) * p[2];
    Complex power = 1;
    for (double i = 0; i < p[3]; ++i) power *= base;
    return Near(ValueOf(d.gold), power);
  }
  const std::vector<Complex> roots = ListOf(d.gold);
  // As many as the equation has: n of n, or half of 2n.
  if (roots.size() != static_cast<size_t>(d.p[0])) return false;
  for (size_t i = 0; i < roots.size(); ++i) {
    const Complex z = roots[i];
    for (size_t j = 0; j < i; ++j) {
      if (Near(z, roots[j])) return false;
    }
    Complex power = 1;
    for (double k = 0; k < p[0]; ++k) power *= z;
    if (d.level == 4) {
      if (!Near(power, p[1] * (p[2] != 0 ? Complex(0, 1) : 1.0))) return false;
      continue;
    }
    const double part = d.p[3] % 2 == 0 ? z.real() : z.imag();
    if (!Near(power * power + p[1] * power, -p[2]) || (part > 0) != (d.p[3] < 2)) return false;
  }
  return true;
}

bool Planes(const DrawnProblem& d) {
  const std::vector<double> p = Doubles(d.p);
  if (d.gold.size() < 2 || d.gold.substr(d.gold.size() - 2) != "=0") return false;
  const std::string left = d.gold.substr(0, d.gold.size() - 2);
  const auto at = [&](const Vector& v) {
    return ValueOf(left, {{'x', v[0]}, {'y', v[1]}, {'z', v[2]}}).real();
  };
  const double constant = at({0, 0, 0});
  const Vector normal = {at({1, 0, 0}) - constant, at({0, 1, 0}) - constant,
                         at({0, 0, 1}) - constant};
  int64_t common = std::llround(std::abs(constant));
  for (const double n : normal) common = std::gcd(common, std::llround(std::abs(n)));
  if (common != 1 || !(normal[0] > 0)) return false;
  const Vector a(p.begin(), p.begin() + 3), b(p.begin() + 3, p.begin() + 6);
  const auto parallel = [](const Vector& u, const Vector& v) {
    return Near(Dot(u, v) * Dot(u, v), Dot(u, u) * Dot(v, v));
  };
  if (d.level == 1) return Near(at(a), 0) && parallel(normal, b);
  if (d.level == 2) {
    return Near(at(Combine(0.5, a, 0.5, b)), 0) && parallel(normal, Combine(1, a, -1, b));
  }
  const Vector c(p.begin() + 6, p.begin() + 9);
  if (!Near(at(c), 0)) return false;
  if (d.level == 3) return Near(at(a), 0) && Near(at(b), 0);
  if (d.level == 4) return Near(at(a), 0) && Near(at(Combine(1, a, 3, b)), 0);
  // Points on both planes: combinations s a + t b solve the two equations, plus their direction.
  const double determinant = Dot(a, a) * Dot(b, b) - Dot(a, b) * Dot(a, b);
  const double s = (-p[9] * Dot(b, b) + p[10] * Dot(a, b)) / determinant;
  const double t = (-p[10] * Dot(a, a) + p[9] * Dot(a, b)) / determinant;
  const Vector point = Combine(s, a, t, b);
  const Vector along = {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2],
                        a[0] * b[1] - a[1] * b[0]};
  return Near(at(point), 0) && Near(at(Combine(1, point, 1, along)), 0);
}

}  // namespace

GoldChecks PrecalculusChecks() {
  return {{"trig_values", &TrigValues}, {"trig_equations", &TrigEquations},
          {"polar_form", &PolarForm},   {"matrix_algebra", &MatrixAlgebra},
          {"vectors", &Vectors},        {"planes", &Planes}};
}

}  // namespace rbench
