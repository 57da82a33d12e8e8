#include <cmath>

#include "tests/tasks/generators/gold_value.h"
#include "tests/tasks/generators/math_checks.h"

namespace rbench {
namespace {

std::vector<double> Doubles(const std::vector<int64_t>& p) { return {p.begin(), p.end()}; }

bool LineEquation(const DrawnProblem& d) {
  if (d.gold.substr(0, 2) != "y=") return false;
  const std::vector<double> p = Doubles(d.p);
  const auto f = [&](double x) { return ValueOf(d.gold.substr(2), {{'x', x}}); };
  if (d.level == 1) return Near(f(p[2]), p[3]) && Near(f(p[2] + p[1]), p[3] + p[0]);
  if (d.level == 2) return Near(f(p[0]), p[1]) && Near(f(p[2]), p[3]);
  if (d.level == 3) return Near(f(p[0]), p[1]) && Near(f(p[0] + p[3]), p[1] - p[2]);
  if (d.level == 4) {
    for (const double x : {-2.0, 5.0}) {
      const double y = f(x).real();
      if (!Near(std::hypot(x - p[0], y - p[1]), std::hypot(x - p[2], y - p[3]))) return false;
    }
    return true;
  }
  // Cramer's rule, then one step along the normal of the third line.
  const double by = p[0] * p[4] - p[1] * p[3];
  const double x = (p[2] * p[4] - p[1] * p[5]) / by, y = (p[0] * p[5] - p[2] * p[3]) / by;
  return Near(f(x), y) && Near(f(x + p[6]), y + p[7]);
}

bool QuadraticRoots(const DrawnProblem& d) {
  const std::vector<double> p = Doubles(d.p);
  const std::vector<Complex> roots = ListOf(d.gold);
  if (roots.size() != (d.level == 5 ? 4u : 2u)) return false;
  for (size_t i = 0; i < roots.size(); ++i) {
    const Complex x = roots[i];
    for (size_t j = 0; j < i; ++j) {
      if (Near(x, roots[j])) return false;
    }
    if (d.level <= 3 && !Near(p[0] * x * x + p[1] * x, -p[2])) return false;
    if (d.level == 4 && !Near(p[0] / (x - p[1]) + p[2] / (x - p[3]), p[4], 1e-7)) return false;
    const Complex inner = x * x + p[0] * x;
    if (d.level == 5 && !Near(inner * inner + p[2], p[1] * inner)) return false;
  }
  return true;
}

bool LinearSystem(const DrawnProblem& d) {
  const std::vector<double> p = Doubles(d.p);
  const std::vector<Complex> at = PointOf(d.gold);
  if (at.size() != (d.level == 3 || d.level == 5 ? 3u : 2u)) return false;
  if (d.level == 3) {
    for (size_t i = 0; i < 12; i += 4) {
      if (!Near(p[i] * at[0] + p[i + 1] * at[1] + p[i + 2] * at[2], p[i + 3])) return false;
    }
    return true;
  }
  if (d.level == 5) {
    return at[0].real() > 0 && at[1].real() > 0 && at[2].real() > 0 &&
           Near(at[0] * (at[1] + at[2]), p[0]) && Near(at[1] * (at[2] + at[0]), p[1]) &&
           Near(at[2] * (at[0] + at[1]), p[2]);
  }
  const Complex x = d.level == 4 ? 1.0 / at[0] : at[0], y = d.level == 4 ? 1.0 / at[1] : at[1];
  return Near(p[0] * x + p[1] * y, p[2]) && Near(p[3] * x + p[4] * y, p[5]);
}

// Whether x = n/k is a solution, in integers.
bool IsSolution(const DrawnProblem& d, int64_t n, int64_t k) {
  const std::vector<int64_t>& p = d.p;
  const auto related = [&](int64_t value) {
    const int64_t sign = p.back();
    if (sign == 0) return value < 0;
    if (sign == 1) return value <= 0;
    return sign == 2 ? value > 0 : value >= 0;
  };
  const auto quadratic = [&](int64_t a, int64_t b) { return (n - a * k) * (n - b * k); };
  switch (d.level) {
    case 1:
      return related(std::abs(p[0] * n + p[1] * k) - p[2] * k);
    case 2:
      return related(quadratic(p[0], p[1]));
    case 3: {
      const int64_t below = n - p[2] * k;
      return below != 0 && related((p[0] * n + p[1] * k - p[3] * below) * (below > 0 ? 1 : -1));
    }
    case 4: {
      const int64_t below = quadratic(p[2], p[3]);
      return below != 0 && related(quadratic(p[0], p[1]) * (below > 0 ? 1 : -1));
    }
    default:
      return quadratic(p[0], p[1]) >= 0 && std::abs(n - p[2] * k) != p[3] * k;
  }
}

bool IntervalSolution(const DrawnProblem& d) {
  const std::vector<Span> spans = SpansOf(d.gold);
  for (int64_t k = 1; k <= (d.level == 3 ? 16 : 7); ++k) {
    if (d.level == 3 && k > 2 && k != std::abs(d.p[0] - d.p[3])) continue;
    for (int64_t n = -100 * k; n <= 100 * k; ++n) {
      const double x = static_cast<double>(n) / static_cast<double>(k);
      if (Contains(spans, x) != IsSolution(d, n, k)) return false;
    }
  }
  return !spans.empty();
}

bool FunctionExpression(const DrawnProblem& d) {
  const std::vector<double> p = Doubles(d.p);
  if (d.level == 1) {
    return SameFunction(d.gold, [&](Complex x) { return p[0] * (p[2] * x + p[3]) + p[1]; });
  }
  if (d.level == 2) {
    return SameFunction(d.gold, [&](Complex x) {
      const Complex g = p[3] * x + p[4];
      return p[0] * g * g + p[1] * g + p[2];
    });
  }
  const auto f = [&](Complex x) { return (p[0] * x + p[1]) / (p[2] * x + p[3]); };
  if (d.level == 4) return SameFunction(d.gold, [&](Complex x) { return f(f(x)); });
  for (const double x : {0.41, -2.3, 5.77}) {
    const Complex value = ValueOf(d.gold, {{'x', f(x)}});
    if (!Near(value, d.level == 3 ? x : p[4] * x + p[5])) return false;
  }
  return true;
}

bool LogarithmValue(const DrawnProblem& d) {
  const std::vector<double> p = Doubles(d.p);
  if (d.level == 1) {
    return Near(std::pow(Complex(p[0]), ValueOf(d.gold)), p[2] != 0 ? 1 / p[1] : p[1]);
  }
  if (d.level == 2) return Near(std::pow(Complex(p[0]), ValueOf(d.gold)), p[1] * p[2] / p[3]);
  if (d.level == 3) {
    const double x = ValueOf(d.gold).real();
    return x + p[1] > 0 && x + p[2] > 0 && Near((x + p[1]) * (x + p[2]), std::pow(p[0], p[3]));
  }
  if (d.level == 4) {
    const Variables variables = {{'p', std::log(p[0])}, {'q', std::log(p[1])}};
    return Near(ValueOf(d.gold, variables), std::log(p[3]) / std::log(p[2]));
  }
  const std::vector<Complex> roots = ListOf(d.gold);
  if (roots.size() != 2 || Near(roots[0], roots[1])) return false;
  for (const Complex x : roots) {
    const Complex power = std::pow(Complex(p[0]), x);
    if (!Near(p[1] * power + p[2] / power, p[3])) return false;
  }
  return true;
}

}  // namespace

GoldChecks AlgebraChecks() {
  return {{"line_equation", &LineEquation},
          {"quadratic_roots", &QuadraticRoots},
          {"linear_system", &LinearSystem},
          {"interval_solution", &IntervalSolution},
          {"function_expression", &FunctionExpression},
          {"logarithm_value", &LogarithmValue}};
}

}  // namespace rbench
