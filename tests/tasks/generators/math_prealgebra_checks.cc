#include <cmath>

#include "tests/tasks/generators/gold_value.h"
#include "tests/tasks/generators/math_checks.h"

namespace rbench {
namespace {

double Quotient(int64_t a, int64_t b) { return static_cast<double>(a) / static_cast<double>(b); }

bool FractionExpression(const DrawnProblem& d) {
  const auto v = [&](size_t i) { return Quotient(d.p[2 * i], d.p[2 * i + 1]); };
  const Complex x = ValueOf(d.gold);
  const double a = v(0), b = v(1);
  if (d.level == 1) return Near(x, a + b);
  if (d.level == 2) return Near(x, a + b * v(2));
  if (d.level == 3) return Near(x * (v(2) + static_cast<double>(d.p[6])), a - b);
  if (d.level == 4) {
    return Near(x + b, 1 / (static_cast<double>(d.p[4]) + 1 / (static_cast<double>(d.p[5]) + a)));
  }
  return Near((x + v(2)) * a, b + v(3) * x);
}

// Everything on 100 students or dollars.
bool PercentChange(const DrawnProblem& d) {
  if (d.gold.substr(d.gold.size() - 2) != "\\%") return false;
  const Complex x = ValueOf(d.gold);
  const double p = static_cast<double>(d.p[0]), q = static_cast<double>(d.p[1]);
  if (d.level == 1) return Near(p * x, q);
  if (d.level == 2) return Near(p + p * x, q);
  const double raised = 100 + p;
  if (d.level == 3) return Near(100.0 * x, raised - raised * q / 100);
  if (d.level == 4) {
    const double change = Quotient(d.p[1], d.p[2]) * static_cast<double>(d.p[3]);
    return Near(raised * (1.0 - x), 100 + change);
  }
  for (int64_t girls = 0; girls <= 100; ++girls) {
    const int64_t wearing = girls * d.p[0];
    if (wearing + (100 - girls) * d.p[1] == 100 * d.p[2]) {
      return Near(x, Quotient(wearing, 100 * d.p[2]));
    }
  }
  return false;
}

bool Ratios(const DrawnProblem& d) {
  const std::vector<int64_t>& p = d.p;
  const Complex x = ValueOf(d.gold);
  if (d.level == 1) {
    int64_t ana = 0, left = p[0];
    for (; left > 0; left -= p[1] + p[2]) ana += p[1];
    return left == 0 && Near(x, static_cast<double>(ana));
  }
  if (d.level == 2) return Near(x, Quotient(p[0], p[1]) / Quotient(p[3], p[2]));
  if (d.level == 3) {
    for (int64_t ben = 1; ben <= p[0]; ++ben) {
      if (ben * p[1] % p[2] != 0 || ben * p[4] % p[3] != 0) continue;
      if (ben * p[1] / p[2] + ben + ben * p[4] / p[3] == p[0]) {
        return Near(x, static_cast<double>(ben));
      }
    }
    return false;
  }
  if (d.level == 4) {
    int found = 0;
    bool same = false;
    for (int64_t unit = 1; unit <= 1000; ++unit) {
      const int64_t red = p[0] * unit + p[2], blue = p[1] * unit - p[3];
      if (blue <= 0 || red * p[5] != blue * p[4]) continue;
      ++found;
      same = Near(x, static_cast<double>(p[1] * unit));
    }
    return found == 1 && same;
  }
  const double a = 1 / x.real(), b = Quotient(1, p[0]) - a, c = Quotient(1, p[2]) - a;
  return a > 0 && b > 0 && c > 0 && Near(b + c, Quotient(1, p[1]));
}

// The values of the question's formulas that hold a line, without "a = " before them.
std::vector<Complex> DecimalsOf(const std::string& question) {
  std::vector<Complex> values;
  for (const std::string& formula : FormulasOf(question)) {
    if (formula.find("\\overline{") == std::string::npos) continue;
    const size_t equals = formula.find("= ");
    values.push_back(ValueOf(equals == std::string::npos ? formula : formula.substr(equals + 2)));
  }
  return values;
}

bool RepeatingDecimal(const DrawnProblem& d) {
  const double a = Quotient(d.p[0], d.p[1]);
  const size_t line = d.gold.find("\\overline{");
  if ((line != std::string::npos) != (d.level == 1 || d.level == 5)) return false;
  const Complex x = ValueOf(d.gold);
  if (d.level == 1) return Near(x, a);
  const std::vector<Complex> asked = DecimalsOf(d.question);
  if (d.level <= 3) {
    return SameOrder(asked, {a}) && (d.level == 2 ? Near(x + a, 1) : Near(x * a, 1));
  }
  const double b = Quotient(d.p[2], d.p[3]);
  if (!SameOrder(asked, {a, b})) return false;
  if (d.level == 4) return Near(x * b, a);
  // No digit before the line that could be under it.
  if (d.gold[line - 1] != '.' && d.gold[line - 1] == d.gold[d.gold.size() - 2]) return false;
  return Near(x, (a + b) * static_cast<double>(d.p[4]));
}

bool SquareRoots(const DrawnProblem& d) {
  const auto root = [&](size_t i) { return std::sqrt(static_cast<double>(d.p[i])); };
  const Complex x = ValueOf(d.gold);
  if (d.level == 1) return Near(x, root(0));
  if (d.level == 2) return Near(x, root(0) * root(1));
  if (d.level == 3) return Near(x, static_cast<double>(d.p[0]) * root(1) + root(2) - root(3));
  if (d.level == 4) return Near(x, (root(0) + root(1)) / root(2));
  const double area = Quotient(d.p[0], d.p[1]), width = std::sqrt(Quotient(d.p[2], d.p[3]));
  return Near(x, 2 * (width + area / width));
}

bool LinearInequality(const DrawnProblem& d) {
  const std::vector<int64_t>& p = d.p;
  const std::vector<Span> spans = SpansOf(d.gold);
  // All x = n/k with a denominator that can occur.
  for (int64_t k = 1; k <= 9; ++k) {
    for (int64_t n = -130 * k; n <= 130 * k; n += 1) {
      const auto below = [](int64_t u, int64_t v, bool strict) { return strict ? u < v : u <= v; };
      bool holds = false;
      if (d.level <= 2) holds = below(p[0] * n + p[1] * k, p[2] * k, p[3] != 0);
      if (d.level == 3) holds = below(p[0] * (n + p[1] * k), p[2] * n + p[3] * k, p[4] != 0);
      if (d.level == 4) {
        const int64_t middle = p[1] * k - p[0] * n;
        holds =
            below(p[3] * p[2] * k, middle, p[5] != 0) && below(middle, p[4] * p[2] * k, p[5] == 0);
      }
      if (d.level == 5) {
        // 2 (x + x - gap) > perimeter, and cost x <= budget.
        holds = n > p[0] * k && 2 * (2 * n - p[0] * k) > p[1] * k && p[2] * n <= p[3] * k;
      }
      if (Contains(spans, Quotient(n, k)) != holds) return false;
    }
  }
  return !spans.empty();
}

}  // namespace

GoldChecks PrealgebraChecks() {
  return {{"fraction_expression", &FractionExpression},
          {"percent_change", &PercentChange},
          {"ratios", &Ratios},
          {"repeating_decimal", &RepeatingDecimal},
          {"square_roots", &SquareRoots},
          {"linear_inequality", &LinearInequality}};
}

}  // namespace rbench
