#include <algorithm>
#include <cctype>
#include <cmath>
#include <functional>
#include <set>
#include <string>

#include "tests/tasks/generators/gold_value.h"
#include "tests/tasks/generators/math_checks.h"

namespace rbench {
namespace {

const double kPi = std::acos(-1.0);

bool Says(const DrawnProblem& d, const std::string& text) {
  return d.question.find(text) != std::string::npos;
}

// Every parameter from 2 up, without its sign, is a number of the question.
bool PrintsAll(const DrawnProblem& d) {
  std::set<std::string> numbers;
  std::string digits;
  for (const char c : d.question + " ") {
    if (std::isdigit(static_cast<unsigned char>(c))) {
      digits += c;
    } else if (!digits.empty()) {
      numbers.insert(digits);
      digits.clear();
    }
  }
  return std::all_of(d.p.begin(), d.p.end(), [&](int64_t value) {
    return std::abs(value) < 2 || numbers.contains(std::to_string(std::abs(value)));
  });
}

// What stands before and behind the first of the marks in a formula; empty where there is none.
struct Sides {
  std::string left, mark, right;
};
Sides SidesOf(const std::string& formula) {
  for (const char* mark : {" = ", " \\le ", " \\ge ", " < ", " > "}) {
    const size_t at = formula.find(mark);
    if (at != std::string::npos) {
      return {formula.substr(0, at), mark, formula.substr(at + std::string(mark).size())};
    }
  }
  return {};
}

// A formula of x, compared with its expected values.
bool IsFunction(const std::string& formula, const std::function<double(double)>& expected) {
  return SameFunction(formula, [&](Complex x) { return Complex(expected(x.real())); });
}

// "1202_3" as text.
std::string Numeral(int64_t value, int64_t base) {
  std::string digits;
  for (; value > 0; value /= base) digits.insert(digits.begin(), "0123456789"[value % base]);
  return digits + "_" + std::to_string(base);
}

bool BaseArithmetic(const DrawnProblem& d) {
  const std::vector<int64_t>& p = d.p;
  const std::string formula = FormulasOf(d.question)[0];
  if (d.level == 2)
    return formula == Numeral(p[0], p[1]) && Says(d, "base $" + std::to_string(p[2]));
  if (d.level == 3) return formula == Numeral(p[0], p[3]) + " + " + Numeral(p[1], p[2]);
  if (d.level == 4) {
    return formula ==
           Numeral(p[0], p[3]) + " \\cdot " + Numeral(p[1], p[2]) + " - " + Numeral(p[4], p[3]);
  }
  return PrintsAll(d);
}

bool BaseFractions(const DrawnProblem& d) {
  const std::vector<int64_t>& p = d.p;
  if (d.level == 5) return PrintsAll(d);
  const auto two = [&](int64_t value) {
    return std::to_string(value / p[0]) + std::to_string(value % p[0]);
  };
  const std::string base = "_" + std::to_string(p[0]), head = "0." + std::to_string(p[1]);
  const std::string formula = FormulasOf(d.question)[0];
  if (d.level == 1) return formula == head + two(p[2]) + base;
  if (d.level == 2) return formula == "0.\\overline{" + two(p[1]) + "}" + base;
  const std::string first = head + "\\overline{" + two(p[2]) + "}" + base;
  if (d.level == 3) return formula == first;
  return formula == first + " + 0.\\overline{" + std::to_string(p[4]) + "}_" + std::to_string(p[3]);
}

bool IntervalSolution(const DrawnProblem& d) {
  std::vector<double> p(d.p.begin(), d.p.end());
  const auto quadratic = [&](size_t i, double x) { return (x - p[i]) * (x - p[i + 1]); };
  const std::vector<std::string> formulas = FormulasOf(d.question);
  if (d.level == 5) {
    const std::string& f = formulas[0];
    const size_t root = f.find("\\sqrt{"), bars = f.find("}{|"), end = f.find("| - ");
    if (root == std::string::npos || bars == std::string::npos || end == std::string::npos) {
      return false;
    }
    return IsFunction(f.substr(root + 6, f.find('}', root) - root - 6),
                      [&](double x) { return quadratic(0, x); }) &&
           IsFunction(f.substr(bars + 3, end - bars - 3), [&](double x) { return x - p[2]; }) &&
           f.substr(end + 4) == std::to_string(d.p[3]) + "}";
  }
  static constexpr const char* kMarks[] = {" < ", " \\le ", " > ", " \\ge "};
  const Sides sides = SidesOf(formulas[1]);
  if (sides.mark != kMarks[d.p.back()]) return false;
  if (d.level == 1) {
    return sides.left.front() == '|' && sides.left.back() == '|' &&
           IsFunction(sides.left.substr(1, sides.left.size() - 2),
                      [&](double x) { return p[0] * x + p[1]; }) &&
           sides.right == std::to_string(d.p[2]);
  }
  if (sides.right != (d.level == 3 ? std::to_string(d.p[3]) : "0")) return false;
  return IsFunction(sides.left, [&](double x) {
    if (d.level == 2) return quadratic(0, x);
    return d.level == 3 ? (p[0] * x + p[1]) / (x - p[2]) : quadratic(0, x) / quadratic(2, x);
  });
}

bool PolynomialRemainder(const DrawnProblem& d) {
  if (d.level != 4) return PrintsAll(d);
  const std::vector<std::string> formulas = FormulasOf(d.question);
  const double a = static_cast<double>(d.p[1]), b = static_cast<double>(d.p[2]);
  return Near(ValueOf(formulas[0], {{'x', 2}}), std::pow(2.0, d.p[0])) &&
         IsFunction(formulas[1], [&](double x) { return (x - a) * (x - b); });
}

bool TrigValues(const DrawnProblem& d) {
  static constexpr const char* kNames[] = {"\\sin", "\\cos", "\\tan"};
  const std::vector<int64_t>& p = d.p;
  const auto fraction = [](int64_t top, int64_t bottom) {
    const std::string text = std::to_string(std::abs(top));
    return (top < 0 ? "-" : "") +
           (bottom == 1 ? text : "\\frac{" + text + "}{" + std::to_string(bottom) + "}");
  };
  const auto range = [](const char* name, int64_t quadrant) {
    return std::to_string(90 * quadrant) + "^\\circ < " + name + " < " +
           std::to_string(90 * quadrant + 90) + "^\\circ";
  };
  const auto asked = [&](int64_t function, const char* of) {
    return std::string("$") + kNames[function] + of;
  };
  if (d.level <= 2) {
    return Says(d, "x = " + std::to_string(p[1]) + "^\\circ") && Says(d, asked(p[0], " x$"));
  }
  if (d.level == 3) {
    return Says(d, "\\sin A = " + fraction(p[0], p[1]) + "$") && Says(d, range("A", p[2])) &&
           Says(d, asked(p[3], " 2A$"));
  }
  if (!Says(d, "\\tan A = " + fraction(p[0], p[1]) + "$") || !Says(d, range("A", p[2]))) {
    return false;
  }
  if (d.level == 4) {
    return Says(d, "\\cos B = " + fraction(p[3], p[4]) + "$") && Says(d, range("B", p[5])) &&
           Says(d, asked(p[6], p[7] > 0 ? " (A + B)$" : " (A - B)$"));
  }
  return Says(d, p[3] == 2 ? "find $\\sin \\frac{A}{2} + \\cos \\frac{A}{2}$"
                           : "find " + asked(p[3], " \\frac{A}{2}$"));
}

// The equation of the question, its left side less its right one.
bool TrigEquations(const DrawnProblem& d) {
  const std::vector<int64_t>& q = d.p;
  const auto p = [&](size_t i) { return static_cast<double>(q[i]); };
  const auto root = [](double code) { return (code < 0 ? -1 : 1) * std::sqrt(std::abs(code)); };
  const Sides sides = SidesOf(FormulasOf(d.question)[0]);
  const auto difference = [&](double x) {
    const double s = q[0] == 0 ? std::sin(x) : std::cos(x);
    switch (d.level) {
      case 1:
        return 2 * s - root(p(1));
      case 2: {
        const double angle = p(2) * x + p(3) * kPi / 180;
        return 2 * (q[0] == 0 ? std::sin(angle) : std::cos(angle)) - root(p(1));
      }
      case 3:
        return 2 * s * s + p(1) * s + p(2);
      case 4:
        return (q[0] == 0 ? -1 : 1) * std::cos(2 * x) + p(1) * s + p(2) + 1;
      default:
        return (2 * std::sin(x) - root(p(1))) * (2 * std::cos(x) - root(p(2)));
    }
  };
  for (const double x : {0.4, 1.9, -2.2, 5.3}) {
    const Complex value = ValueOf(sides.left, {{'x', x}}) - ValueOf(sides.right, {{'x', x}});
    if (!Near(value, difference(x))) return false;
  }
  const bool degrees = d.level == 1 && q[2] != 0;
  return Says(d, degrees        ? "$0^\\circ \\le x < 360^\\circ$"
                 : d.level == 2 ? "$0 \\le x < \\pi$"
                                : "$0 \\le x < 2\\pi$");
}

bool PolarForm(const DrawnProblem& d) {
  const std::vector<std::string> formulas = FormulasOf(d.question);
  const auto p = [&](size_t i) { return static_cast<double>(d.p[i]); };
  if (d.level == 1) {
    const size_t open = formulas[0].find("\\left("), close = formulas[0].find("\\right)");
    if (open == std::string::npos || close == std::string::npos) return false;
    return SameOrder(ListOf(formulas[0].substr(open + 6, close - open - 6)),
                     {p(0), p(1) * kPi / 180});
  }
  if (d.level == 2) {
    const std::vector<Complex> point = PointOf(formulas[0]);
    const double angle = p(1) * kPi / 180, r = p(0) * (d.p[1] % 90 == 45 ? std::sqrt(2.0) : 2.0);
    return SameOrder(point, {r * std::cos(angle), r * std::sin(angle)});
  }
  if (d.level == 3) {
    const Complex base = std::polar(std::sqrt(p(0)), p(1) * kPi / 180) * p(2);
    return formulas[0].substr(0, 4) == "z = " && Near(ValueOf(formulas[0].substr(4)), base) &&
           Near(ValueOf(formulas[1], {{'z', 2}}), std::pow(2.0, p(3)));
  }
  if (d.level == 4) return PrintsAll(d) && (d.p[2] != 0) == (formulas[1].back() == 'i');
  static constexpr const char* kSides[] = {"positive real part", "positive imaginary part",
                                           "negative real part", "negative imaginary part"};
  const Sides sides = SidesOf(formulas[0]);
  const double power = std::pow(2.0, p(0));
  return Near(ValueOf(sides.left, {{'z', 2}}), power * power + p(1) * power + p(2)) &&
         sides.right == "0" && Says(d, kSides[d.p[3]]);
}

bool CircleEquation(const DrawnProblem& d) {
  if (d.level != 1) return PrintsAll(d);
  const std::vector<std::string> formulas = FormulasOf(d.question);
  const Complex radius = ValueOf(formulas[1]);
  return SameOrder(PointOf(formulas[0]),
                   {static_cast<double>(d.p[0]), static_cast<double>(d.p[1])}) &&
         Near(radius * radius, static_cast<double>(d.p[2]));
}

bool CircleAreas(const DrawnProblem& d) {
  if (d.level == 4) {
    return Says(d, "$" + std::to_string(d.p[0]) + "$") &&
           Says(d, d.p[1] == 0   ? "inside an equilateral triangle"
                   : d.p[1] == 1 ? "inside a regular hexagon"
                                 : "outside the hexagon");
  }
  if (d.level != 5) return PrintsAll(d);
  const double r = static_cast<double>(d.p[0]);
  const std::vector<std::string> formulas = FormulasOf(d.question);
  return Near(ValueOf(formulas[0]), r) &&
         Near(ValueOf(formulas[1]), r * std::sqrt(static_cast<double>(d.p[1])));
}

bool AngleMeasures(const DrawnProblem& d) {
  if (d.level != 4) return PrintsAll(d);
  return Says(d, "\\angle A = " + std::to_string(d.p[0]) + "^\\circ") &&
         Says(d, d.p[1] == 2 ? "\\angle BDA" : "\\angle BDC") &&
         Says(d, "bisectors") == (d.p[1] == 3);
}

bool PercentChange(const DrawnProblem& d) {
  if (d.level != 4) return PrintsAll(d);
  const std::vector<std::string> formulas = FormulasOf(d.question);
  const double size = static_cast<double>(d.p[1]) / static_cast<double>(d.p[2]);
  return Near(ValueOf(formulas[0]) * 100.0, static_cast<double>(d.p[0])) &&
         Near(ValueOf(formulas[1]) * 100.0, size) && Says(d, d.p[3] > 0 ? "higher" : "lower");
}

bool Vectors(const DrawnProblem& d) {
  if (d.level != 5) return PrintsAll(d);
  const std::vector<std::string> formulas = FormulasOf(d.question);
  for (size_t i = 0; i < 3; ++i) {
    const double w = static_cast<double>(d.p[6 + i]);
    const double expected[3] = {static_cast<double>(d.p[i]) + w, w,
                                static_cast<double>(d.p[3 + i]) + w};
    for (size_t j = 0; j < 3; ++j) {
      const std::vector<Complex> point = PointOf(formulas[j]);
      if (point.size() != 3 || !Near(point[i], expected[j])) return false;
    }
  }
  return true;
}

// The check of the gold reads the decimals themselves.
bool RepeatingDecimal(const DrawnProblem& d) { return d.level > 1 || PrintsAll(d); }

bool Arrangements(const DrawnProblem& d) {
  if (d.level == 1) return PrintsAll(d);
  std::string letters;
  for (size_t i = 0; i < 4; ++i) {
    letters += std::string(static_cast<size_t>(d.p[i]), static_cast<char>('A' + i));
  }
  return Says(d, "$" + std::to_string(letters.size()) + "$ letters $\\text{" + letters + "}$");
}

bool PrimeFactorization(const DrawnProblem& d) {
  if (d.level != 3) return PrintsAll(d);
  return Says(d, "from $" + std::to_string(d.p[1] + 1) + "$ to $" + std::to_string(d.p[0]) + "$");
}

const GoldChecks& Readers() {
  static const GoldChecks readers = {{"angle_measures", &AngleMeasures},
                                     {"arrangements", &Arrangements},
                                     {"base_arithmetic", &BaseArithmetic},
                                     {"base_fractions", &BaseFractions},
                                     {"circle_areas", &CircleAreas},
                                     {"circle_equation", &CircleEquation},
                                     {"interval_solution", &IntervalSolution},
                                     {"percent_change", &PercentChange},
                                     {"polar_form", &PolarForm},
                                     {"polynomial_remainder", &PolynomialRemainder},
                                     {"prime_factorization", &PrimeFactorization},
                                     {"repeating_decimal", &RepeatingDecimal},
                                     {"trig_equations", &TrigEquations},
                                     {"trig_values", &TrigValues},
                                     {"vectors", &Vectors}};
  return readers;
}

}  // namespace

bool StatesItsParameters(std::string_view family, const DrawnProblem& problem) {
  const auto reader = Readers().find(family);
  return reader == Readers().end() ? PrintsAll(problem) : reader->second(problem);
}

}  // namespace rbench
