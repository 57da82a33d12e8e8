#include <cmath>

#include "tests/tasks/generators/gold_value.h"
#include "tests/tasks/generators/math_checks.h"

namespace rbench {
namespace {

std::vector<double> Doubles(const std::vector<int64_t>& p) { return {p.begin(), p.end()}; }

Complex Polynomial(const std::vector<double>& coefficients, Complex x) {
  Complex value = 0;
  for (const double c : coefficients) value = value * x + c;
  return value;
}

// All roots at once by the method of Durand and Kerner.
std::vector<Complex> RootsOf(std::vector<double> coefficients) {
  std::vector<Complex> roots;
  for (size_t i = 1; i < coefficients.size(); ++i) {
    roots.push_back(std::pow(Complex(0.4, 0.9), static_cast<double>(i)));
  }
  for (int round = 0; round < 500; ++round) {
    for (size_t i = 0; i < roots.size(); ++i) {
      Complex below = coefficients[0];
      for (size_t j = 0; j < roots.size(); ++j) {
        if (j != i) below *= roots[i] - roots[j];
      }
      roots[i] -= Polynomial(coefficients, roots[i]) / below;
    }
  }
  return roots;
}

// Whether the gold is a polynomial in x of degree below n: its n-th difference is 0.
bool HasDegreeBelow(const std::string& gold, int n) {
  double difference = 0, binomial = 1;
  for (int i = 0; i <= n; ++i) {
    difference += (i % 2 == 0 ? 1 : -1) * binomial * ValueOf(gold, {{'x', i}}).real();
    binomial = binomial * (n - i) / (i + 1);
  }
  return Near(difference, 0, 1e-6);
}

bool PolynomialRemainder(const DrawnProblem& d) {
  const std::vector<double> p = Doubles(d.p);
  const auto gold = [&](Complex x) { return ValueOf(d.gold, {{'x', x}}); };
  if (d.level <= 2) {
    const std::vector<double> dividend(p.begin(), p.begin() + 4);
    const Complex remainder = Polynomial(dividend, p[4]);
    if (d.level == 1) return Near(gold(0), remainder);
    return HasDegreeBelow(d.gold, 3) && SameFunction(d.gold, [&](Complex x) {
             return (Polynomial(dividend, x) - remainder) / (x - p[4]);
           });
  }
  if (d.level == 3) {
    const std::vector<double> dividend(p.begin(), p.begin() + 5);
    for (const Complex root : RootsOf({1, p[5], p[6]})) {
      if (!Near(gold(root), Polynomial(dividend, root), 1e-6)) return false;
    }
    return HasDegreeBelow(d.gold, 2);
  }
  if (d.level == 4) {
    return HasDegreeBelow(d.gold, 2) && Near(gold(p[1]), std::pow(p[1], p[0])) &&
           Near(gold(p[2]), std::pow(p[2], p[0]));
  }
  return HasDegreeBelow(d.gold, 3) && Near(gold(p[0]), p[3]) && Near(gold(p[1]), p[4]) &&
         Near(gold(p[2]), p[5]);
}

bool ComplexNumbers(const DrawnProblem& d) {
  const std::vector<double> p = Doubles(d.p);
  if (d.level == 3) {
    Complex power = 1;
    for (double i = 0; i < p[2]; ++i) power *= Complex(p[0], p[1]);
    return Near(ValueOf(d.gold), power);
  }
  const Complex z(p[0], p[1]), w = d.level == 4 ? 0 : Complex(p[2], p[3]);
  if (d.level == 1) return Near(ValueOf(d.gold), z * w);
  if (d.level == 2) return Near(ValueOf(d.gold) * w, z);
  const std::vector<Complex> roots = ListOf(d.gold);
  if (roots.size() != 2 || Near(roots[0], roots[1])) return false;
  for (const Complex root : roots) {
    if (d.level == 4 ? !Near(root * root, z) : !Near(root * root - z * root + w, 0)) return false;
  }
  return true;
}

bool RootSums(const DrawnProblem& d) {
  const std::vector<double> p = Doubles(d.p);
  const size_t terms = d.level == 1 ? 3 : 4;
  // A multiple root is only found to half the digits.
  constexpr double kTolerance = 1e-5;
  std::vector<Complex> roots = RootsOf({p.begin(), p.begin() + static_cast<int>(terms)});
  Complex sum = 0;
  for (const Complex r : roots) {
    if (d.level == 1 || d.level == 3) sum += r * r;
    if (d.level == 2) sum += 1.0 / r;
    if (d.level == 4) sum += 1.0 / (p[4] - r);
  }
  if (d.level < 5) return Near(ValueOf(d.gold), sum, kTolerance);
  const std::vector<Complex> wanted =
      p[4] != 0
          ? std::vector<Complex>{roots[0] * roots[0], roots[1] * roots[1], roots[2] * roots[2]}
          : std::vector<Complex>{roots[0] * roots[1], roots[1] * roots[2], roots[2] * roots[0]};
  for (const Complex x : {Complex(0.7), Complex(-2.1), Complex(0, 3.3)}) {
    const Complex value = (x - wanted[0]) * (x - wanted[1]) * (x - wanted[2]);
    if (!Near(ValueOf(d.gold, {{'x', x}}), value, kTolerance)) return false;
  }
  return true;
}

bool PartialFractions(const DrawnProblem& d) {
  const std::vector<double> p = Doubles(d.p);
  if (d.level == 5) {
    // A partial sum, and the rest as an integral with its first two corrections.
    constexpr int kTerms = 20000;
    const auto term = [&](double n) { return p[0] / (n * n + p[1] * n + p[2]); };
    double sum = 0;
    for (int n = 1; n < kTerms; ++n) sum += term(n);
    const double gap = std::sqrt(p[1] * p[1] - 4 * p[2]), low = (p[1] - gap) / 2;
    sum += p[0] / gap * std::log1p(gap / (kTerms + low)) + term(kTerms) / 2;
    return Near(ValueOf(d.gold), sum);
  }
  const std::vector<Complex> v = PointOf(d.gold);
  if (v.size() != (d.level == 1 ? 2u : 3u)) return false;
  const size_t roots = d.level == 1 ? 2 : 3;
  for (const double x : {0.31, -8.7, 11.3, 27.9, -19.1}) {
    const double a = x - p[roots], b = x - p[roots + 1];
    const double top = Polynomial({p.begin(), p.begin() + static_cast<int>(roots)}, x).real();
    Complex left, right;
    if (d.level == 1) {
      left = top / (a * b);
      right = v[0] / a + v[1] / b;
    } else if (d.level == 2) {
      const double c = x - p[5];
      left = top / (a * b * c);
      right = v[0] / a + v[1] / b + v[2] / c;
    } else if (d.level == 3) {
      left = top / (a * a * b);
      right = v[0] / a + v[1] / (a * a) + v[2] / b;
    } else {
      const double square = x * x + p[4] * x + p[5];
      left = top / (a * square);
      right = v[0] / a + (v[1] * x + v[2]) / square;
    }
    if (!Near(left, right)) return false;
  }
  return true;
}

// The ellipse a x^2 + b y^2 + c x + d y + e = 0.
struct Ellipse {
  double x, y, half_x, half_y;
};
Ellipse EllipseOf(const std::vector<double>& p) {
  const double x = -p[2] / (2 * p[0]), y = -p[3] / (2 * p[1]);
  const double right = p[0] * x * x + p[1] * y * y - p[4];
  return {x, y, std::sqrt(right / p[0]), std::sqrt(right / p[1])};
}

bool Conics(const DrawnProblem& d) {
  const std::vector<double> p = Doubles(d.p);
  if (d.level == 1) {
    const std::vector<Complex> v = PointOf(d.gold);
    return v.size() == 2 && Near(Polynomial(p, v[0]), v[1]) &&
           Near(Polynomial(p, v[0] + 1.0), Polynomial(p, v[0] - 1.0));
  }
  // From both foci, every point of an ellipse has the same sum of distances.
  const auto are_foci = [](const Ellipse& e, double x1, double y1, double x2, double y2) {
    const double sum = 2 * std::max(e.half_x, e.half_y);
    for (double t = 0; t < 6; t += 0.7) {
      const double x = e.x + e.half_x * std::cos(t), y = e.y + e.half_y * std::sin(t);
      if (!Near(std::hypot(x - x1, y - y1) + std::hypot(x - x2, y - y2), sum)) return false;
    }
    return true;
  };
  if (d.level == 2) {
    const double half = ValueOf(d.gold).real() / 2;
    const bool wide = p[0] > p[1];
    return half > 0 && are_foci({0, 0, std::sqrt(p[0]), std::sqrt(p[1])}, wide ? half : 0,
                                wide ? 0 : half, wide ? -half : 0, wide ? 0 : -half);
  }
  const std::vector<std::string> items = SplitTop(d.gold);
  if (d.level == 3) {
    if (items.size() != 2 || items[0] == items[1]) return false;
    for (const std::string& item : items) {
      if (item.substr(0, 2) != "y=") return false;
      for (const double x : {-3.7, 0.4, 9.1}) {
        const Complex y = ValueOf(item.substr(2), {{'x', x}});
        if (!Near((x - p[0]) * (x - p[0]) * p[3], (y - p[2]) * (y - p[2]) * p[1])) return false;
      }
    }
    return true;
  }
  const Ellipse e = EllipseOf(p);
  if (d.level == 4) {
    const double ratio = std::min(e.half_x, e.half_y) / std::max(e.half_x, e.half_y);
    const Complex x = ValueOf(d.gold);
    return x.real() > 0 && Near(x * x, 1 - ratio * ratio);
  }
  if (items.size() != 2) return false;
  const std::vector<Complex> one = PointOf(items[0]), two = PointOf(items[1]);
  return one.size() == 2 && two.size() == 2 &&
         are_foci(e, one[0].real(), one[1].real(), two[0].real(), two[1].real());
}

// The largest value of f on [low, high], from samples and a search around the best of them.
template <typename Function>
double Largest(const Function& f, double low, double high) {
  constexpr int kSamples = 400;
  const double step = (high - low) / kSamples;
  double best = low;
  for (int i = 1; i <= kSamples; ++i) {
    if (f(low + i * step) > f(best)) best = low + i * step;
  }
  double a = std::max(low, best - step), b = std::min(high, best + step);
  for (int i = 0; i < 100; ++i) {
    const double m = a + (b - a) / 3, n = b - (b - a) / 3;
    (f(m) < f(n) ? a : b) = f(m) < f(n) ? m : n;
  }
  return std::max(f(best), f((a + b) / 2));
}

bool AbsoluteAndRange(const DrawnProblem& d) {
  const std::vector<double> p = Doubles(d.p);
  if (d.level == 1) {
    return SameValues(ListOf(d.gold), {(p[2] - p[1]) / p[0], (-p[2] - p[1]) / p[0]});
  }
  if (d.level == 3) {
    // "\begin{cases} F & x<b \\ G & x\ge b \end{cases}".
    constexpr std::string_view kBegin = "\\begin{cases} ", kEnd = " \\end{cases}";
    const size_t row = d.gold.find(" \\\\ ");
    if (row == std::string::npos || d.gold.substr(0, kBegin.size()) != kBegin) return false;
    const std::string rows[] = {d.gold.substr(kBegin.size(), row - kBegin.size()),
                                d.gold.substr(row + 4, d.gold.size() - kEnd.size() - row - 4)};
    std::vector<Span> spans[2];
    std::string values[2];
    for (size_t i = 0; i < 2; ++i) {
      const size_t at = rows[i].find(" & ");
      if (at == std::string::npos) return false;
      values[i] = rows[i].substr(0, at);
      spans[i] = SpansOf(rows[i].substr(at + 3));
    }
    for (const double x : {p[1], p[1] - 0.3, p[1] + 0.7, p[1] - 20, p[1] + 31}) {
      const bool first = Contains(spans[0], x);
      if (first == Contains(spans[1], x)) return false;
      const double expected = p[0] * std::abs(x - p[1]) + p[2] * x + p[3];
      if (!Near(ValueOf(values[first ? 0 : 1], {{'x', x}}), expected)) return false;
    }
    return true;
  }
  const std::vector<Span> spans = SpansOf(d.gold);
  if (d.level == 4) {
    for (int64_t k = 1; k <= 14; ++k) {
      for (int64_t n = -30 * k; n <= 30 * k; ++n) {
        const bool holds = std::abs(d.p[0] * n + d.p[1] * k) < std::abs(d.p[2] * n + d.p[3] * k);
        if (Contains(spans, static_cast<double>(n) / static_cast<double>(k)) != holds) return false;
      }
    }
    return !spans.empty();
  }
  if (spans.size() != 1 || !spans[0].low_closed || !spans[0].high_closed) return false;
  // Level 5 runs over the real line as x = tan t.
  const auto f = [&](double t) {
    if (d.level == 2) return (p[0] * t + p[1]) * t + p[2];
    const double x = std::tan(t);
    return (p[0] * x + p[1]) / (x * x + p[2]);
  };
  const double low = d.level == 2 ? p[3] : -1.57, high = d.level == 2 ? p[4] : 1.57;
  return Near(spans[0].high, Largest(f, low, high)) &&
         Near(-spans[0].low, Largest([&](double t) { return -f(t); }, low, high));
}

}  // namespace

GoldChecks IntermediateAlgebraChecks() {
  return {{"polynomial_remainder", &PolynomialRemainder},
          {"complex_numbers", &ComplexNumbers},
          {"root_sums", &RootSums},
          {"partial_fractions", &PartialFractions},
          {"conics", &Conics},
          {"absolute_and_range", &AbsoluteAndRange}};
}

}  // namespace rbench
