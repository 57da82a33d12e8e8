#include <algorithm>
#include <functional>
#include <string>

#include <fmt/format.h>

#include "tasks/generators/families.h"
#include "tasks/generators/latex_text.h"
#include "tasks/generators/number_draw.h"
#include "tasks/generators/unspoiled.h"

namespace rbench {
namespace {

// a x + b y = c, as LaTeX.
std::string LinearEquation(int64_t a, int64_t b, int64_t c, const std::string& x = "x",
                           const std::string& y = "y") {
  return LatexSum({LatexTerm(a, x), LatexTerm(b, y)}) + " = " + std::to_string(c);
}

GeneratedProblem LineEquation(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  const int64_t x1 = draw(-9, 9), y1 = draw(-9, 9), x2 = draw(-9, 9), y2 = draw(-9, 9);
  const int64_t a = draw.NonZero(7), b = draw.NonZero(7), c = draw(-12, 12);
  const std::string form = "Write your answer in the form $y = mx + b$.";
  const auto line = [](const Fraction& slope, const Fraction& x, const Fraction& y) {
    return "y=" + LatexPolynomial({slope, y - slope * x});
  };
  if (level == 1) {
    const Fraction slope = Ratio(a, draw(2, 7));
    return {fmt::format("A line has slope ${}$ and passes through $({},{})$. Find its equation. {}",
                        Latex(slope), x1, y1, form),
            line(slope, x1, y1),
            {slope.top, slope.bottom, x1, y1}};
  }
  if (x1 == x2 || y1 == y2) return LineEquation(stream, level);
  if (level == 2) {
    return {fmt::format("Find the equation of the line through $({},{})$ and $({},{})$. {}", x1, y1,
                        x2, y2, form),
            line(Ratio(y2 - y1, x2 - x1), x1, y1),
            {x1, y1, x2, y2}};
  }
  if (level == 3) {
    if (a * x1 + b * y1 == c) return LineEquation(stream, level);
    return {fmt::format("Find the equation of the line through $({},{})$ that is parallel to the "
                        "line ${}$. {}",
                        x1, y1, LinearEquation(a, b, c), form),
            line(Ratio(-a, b), x1, y1),
            {x1, y1, a, b, c}};
  }
  if (level == 4) {
    return {fmt::format("Find the equation of the perpendicular bisector of the segment from "
                        "$({},{})$ to $({},{})$. {}",
                        x1, y1, x2, y2, form),
            line(Ratio(x1 - x2, y2 - y1), Ratio(x1 + x2, 2), Ratio(y1 + y2, 2)),
            {x1, y1, x2, y2}};
  }
  // Two lines that cross at (x1, y1), and a third one that is perpendicular to the answer and to
  // neither of them.
  const int64_t d = draw.NonZero(7), e = draw.NonZero(7), f = draw.NonZero(7), g = draw.NonZero(7);
  if (a * e == b * d || a * f + b * g == 0 || d * f + e * g == 0)
    return LineEquation(stream, level);
  return {fmt::format("A line passes through the point where the lines ${}$ and ${}$ meet, and it "
                      "is perpendicular to the line ${}$. Find its equation. {}",
                      LinearEquation(a, b, a * x1 + b * y1), LinearEquation(d, e, d * x1 + e * y1),
                      LinearEquation(f, g, c), form),
          line(Ratio(g, f), x1, y1),
          {a, b, a * x1 + b * y1, d, e, d * x1 + e * y1, f, g, c}};
}

GeneratedProblem QuadraticRoots(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  const std::string ask = "Find all real solutions of ${}$. List them, separated by commas.";
  const int64_t p = draw.NonZero(12), q = draw.NonZero(12), k = draw(2, 6), m = draw(2, 6);
  const auto solve = [&](const std::string& equation, const std::vector<std::string>& roots,
                         const std::vector<int64_t>& parameters) {
    return GeneratedProblem{fmt::format(fmt::runtime(ask), equation), LatexList(roots), parameters};
  };
  if (level <= 2) {
    // (k x - p)(m x - q) = 0.
    const int64_t a = level == 1 ? 1 : k, b = level == 1 ? 1 : m;
    const Fraction low = std::min(Ratio(p, a), Ratio(q, b)),
                   high = std::max(Ratio(p, a), Ratio(q, b));
    if (low == high || Gcd(a, p) != 1 || Gcd(b, q) != 1) return QuadraticRoots(stream, level);
    return solve(LatexPolynomial({a * b, -a * q - b * p, p * q}) + " = 0",
                 {Latex(low), Latex(high)}, {a * b, -a * q - b * p, p * q});
  }
  const int64_t r = draw.SquareFree();
  if (level == 3) {
    // (k x - p)^2 = m^2 r.
    if (Gcd(Gcd(k, p), m) != 1) return QuadraticRoots(stream, level);
    const Fraction center = Ratio(p, k), radius = Ratio(m, k);
    const int64_t constant = p * p - m * m * r;
    return solve(LatexPolynomial({k * k, -2 * k * p, constant}) + " = 0",
                 {LatexSurdSum(center, -radius, r), LatexSurdSum(center, radius, r)},
                 {k * k, -2 * k * p, constant});
  }
  if (level == 4) {
    // k/(x - p) + m/(x - q) = c.
    const int64_t c = draw(1, 3), sum = c * (p + q) + k + m;
    const int64_t product = c * p * q + k * q + m * p, square = sum * sum - 4 * c * product;
    if (p == q || square <= 0 || SplitSquare(square).inside == 1) {
      return QuadraticRoots(stream, level);
    }
    const auto over = [](int64_t top, int64_t root) {
      return fmt::format("\\frac{{{}}}{{{}}}", top, LatexPolynomial({1, -root}));
    };
    return solve(fmt::format("{} + {} = {}", over(k, p), over(m, q), c),
                 {LatexSurdSum(Ratio(sum, 2 * c), Ratio(-1, 2 * c), square),
                  LatexSurdSum(Ratio(sum, 2 * c), Ratio(1, 2 * c), square)},
                 {k, p, m, q, c});
  }
  // (x^2 + s x)^2 - (u + v)(x^2 + s x) + u v = 0; x^2 + s x = u has integer roots.
  const int64_t s = p + q, u = -p * q, v = draw.NonZero(15), square = s * s + 4 * v;
  if (p == q || s == 0 || u == v || square <= 0 || SplitSquare(square).inside == 1) {
    return QuadraticRoots(stream, level);
  }
  const std::string inner = LatexPolynomial({1, s, 0});
  const std::string middle = LatexTerm(-u - v, "(" + inner + ")");
  return solve(LatexSum({"(" + inner + ")^2", middle, std::to_string(u * v)}) + " = 0",
               {std::to_string(std::min(-p, -q)), std::to_string(std::max(-p, -q)),
                LatexSurdSum(Ratio(-s, 2), Ratio(-1, 2), square),
                LatexSurdSum(Ratio(-s, 2), Ratio(1, 2), square)},
               {s, u + v, u * v});
}

// Three equations of the values x, y, z with coefficients from -4 .. 4.
GeneratedProblem ThreeUnknowns(PhiloxStream& stream) {
  NumberDraw draw(stream);
  const int64_t x = draw.NonZero(9), y = draw.NonZero(9), z = draw.NonZero(9);
  std::vector<int64_t> m;
  std::string equations;
  for (int row = 0; row < 3; ++row) {
    const int64_t a = draw.NonZero(4), b = draw.NonZero(4), c = draw.NonZero(4);
    const int64_t right = a * x + b * y + c * z;
    m.insert(m.end(), {a, b, c, right});
    equations += fmt::format("{} &= {}{}",
                             LatexSum({LatexTerm(a, "x"), LatexTerm(b, "y"), LatexTerm(c, "z")}),
                             right, row < 2 ? " \\\\ " : "");
  }
  const int64_t determinant = m[0] * (m[5] * m[10] - m[6] * m[9]) -
                              m[1] * (m[4] * m[10] - m[6] * m[8]) +
                              m[2] * (m[4] * m[9] - m[5] * m[8]);
  if (determinant == 0) return ThreeUnknowns(stream);
  return {fmt::format("Solve the system \\begin{{align*}} {} \\end{{align*}} Write your answer as "
                      "an ordered triple $(x,y,z)$.",
                      equations),
          LatexPoint({x, y, z}), m};
}

GeneratedProblem LinearSystem(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  if (level == 3) return ThreeUnknowns(stream);
  const int64_t a = draw.NonZero(9), b = draw.NonZero(9), c = draw.NonZero(9), d = draw.NonZero(9);
  const int64_t determinant = a * d - b * c;
  if (level == 5) {
    // x (y + z), y (z + x), z (x + y) of three different positive numbers.
    const int64_t x = draw(1, 12), y = draw(1, 12), z = draw(1, 12);
    if (x == y || y == z || x == z) return LinearSystem(stream, level);
    return {fmt::format("Positive numbers $x$, $y$ and $z$ satisfy $x(y+z) = {}$, $y(z+x) = {}$ "
                        "and $z(x+y) = {}$. Find the ordered triple $(x,y,z)$.",
                        x * (y + z), y * (z + x), z * (x + y)),
            LatexPoint({x, y, z}),
            {x * (y + z), y * (z + x), z * (x + y)}};
  }
  if (determinant == 0) return LinearSystem(stream, level);
  const int64_t u = draw.NonZero(level == 1 ? 12 : 20), v = draw.NonZero(level == 1 ? 12 : 20);
  const int64_t e = level == 1 ? a * u + b * v : u, f = level == 1 ? c * u + d * v : v;
  const Fraction x = Ratio(e * d - b * f, determinant), y = Ratio(a * f - e * c, determinant);
  if (level == 4) {
    // The same system in 1/x and 1/y.
    if (x.top == 0 || y.top == 0) return LinearSystem(stream, level);
    const auto over = [](int64_t top, const char* below) {
      return fmt::format("{}\\frac{{{}}}{{{}}}", top < 0 ? "-" : "", std::abs(top), below);
    };
    return {fmt::format("Solve the system ${} = {}$, ${} = {}$. Write your answer as an ordered "
                        "pair $(x,y)$.",
                        LatexSum({over(a, "x"), over(b, "y")}), e,
                        LatexSum({over(c, "x"), over(d, "y")}), f),
            LatexPoint({Fraction(1) / x, Fraction(1) / y}),
            {a, b, e, c, d, f}};
  }
  if (level == 2 && x.IsInteger() && y.IsInteger()) return LinearSystem(stream, level);
  return {fmt::format("Solve the system ${}$, ${}$. Write your answer as an ordered pair $(x,y)$.",
                      LinearEquation(a, b, e), LinearEquation(c, d, f)),
          LatexPoint({x, y}),
          {a, b, e, c, d, f}};
}

// The x for which `holds`, which changes only at the points; empty where one x stands alone.
std::string UnionWhere(std::vector<Fraction> points,
                       const std::function<bool(const Fraction&)>& holds) {
  std::sort(points.begin(), points.end());
  points.erase(std::unique(points.begin(), points.end()), points.end());
  std::vector<std::string> parts;
  std::string open;  // the left end of the interval that is being followed
  bool before = holds(points.front() - 1);
  if (before) open = "(-\\infty";
  for (size_t i = 0; i < points.size(); ++i) {
    const bool last = i + 1 == points.size();
    const bool here = holds(points[i]);
    const bool after = holds(last ? points[i] + 1 : (points[i] + points[i + 1]) / 2);
    const std::string at = Latex(points[i]);
    if (here && !before && !after) return {};
    if (before && !(here && after)) parts.push_back(open + "," + at + (here ? "]" : ")"));
    if (after && !(here && before)) open = (here ? "[" : "(") + at;
    before = after;
  }
  if (before) parts.push_back(open + ",\\infty)");
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : "\\cup") + part;
  return text;
}

GeneratedProblem IntervalSolution(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  const int64_t a = draw(-9, 9), b = draw(-9, 9), c = draw(-9, 9), d = draw(-9, 9);
  const int64_t k = draw(2, 7), sign = draw(0, 3);
  static constexpr const char* kSigns[] = {"<", "\\le", ">", "\\ge"};
  const auto related = [&](const Fraction& value) {
    if (sign == 0) return value.top < 0;
    if (sign == 1) return value.top <= 0;
    return sign == 2 ? value.top > 0 : value.top >= 0;
  };
  const auto quadratic = [](int64_t p, int64_t q) { return LatexPolynomial({1, -p - q, p * q}); };
  std::string text, answer;
  std::vector<int64_t> parameters = {a, b, c, d, k, sign};
  if (level == 1) {
    const int64_t size = draw(1, 15);
    text = fmt::format("|{}| {} {}", LatexPolynomial({k, a}), kSigns[sign], size);
    answer = UnionWhere({Ratio(-size - a, k), Ratio(size - a, k)}, [&](const Fraction& x) {
      const Fraction inner = x * k + a;
      return related((inner.top < 0 ? -inner : inner) - size);
    });
    parameters = {k, a, size, sign};
  } else if (level == 2) {
    if (a == b) return IntervalSolution(stream, level);
    text = fmt::format("{} {} 0", quadratic(a, b), kSigns[sign]);
    answer = UnionWhere({a, b}, [&](const Fraction& x) { return related((x - a) * (x - b)); });
    parameters = {a, b, sign};
  } else if (level == 3) {
    // (k x + a)/(x - b) against c.
    if (k == c || k * b + a == 0) return IntervalSolution(stream, level);
    text = fmt::format("\\frac{{{}}}{{{}}} {} {}", LatexPolynomial({k, a}),
                       LatexPolynomial({1, -b}), kSigns[sign], c);
    answer = UnionWhere({b, Ratio(-a - c * b, k - c)}, [&](const Fraction& x) {
      return !(x == Fraction(b)) && related((x * k + a) / (x - b) - c);
    });
    parameters = {k, a, b, c, sign};
  } else if (level == 4) {
    if (a == b || a == c || a == d || b == c || b == d || c == d) {
      return IntervalSolution(stream, level);
    }
    text = fmt::format("\\frac{{{}}}{{{}}} {} 0", quadratic(a, b), quadratic(c, d), kSigns[sign]);
    answer = UnionWhere({a, b, c, d}, [&](const Fraction& x) {
      const Fraction below = (x - c) * (x - d);
      return below.top != 0 && related((x - a) * (x - b) / below);
    });
    parameters = {a, b, c, d, sign};
  } else {
    if (a == b) return IntervalSolution(stream, level);
    answer = UnionWhere({a, b, c - k, c + k}, [&](const Fraction& x) {
      return ((x - a) * (x - b)).top >= 0 && !(x == Fraction(c - k)) && !(x == Fraction(c + k));
    });
    parameters = {a, b, c, k};
  }
  if (answer.empty()) return IntervalSolution(stream, level);
  if (level < 5) {
    return {
        fmt::format("Find all real $x$ with ${}$. Write your answer in interval notation.", text),
        answer, parameters};
  }
  return {fmt::format("Find the domain of the real-valued function $f(x) = "
                      "\\frac{{\\sqrt{{{}}}}}{{|{}| - {}}}$. Write your answer in interval "
                      "notation.",
                      quadratic(a, b), LatexPolynomial({1, -c}), k),
          answer, parameters};
}

// (a x + b)/(c x + d) with c > 0, or its quotient by the common divisor.
std::string LatexQuotient(int64_t a, int64_t b, int64_t c, int64_t d) {
  const int64_t divisor = Gcd(Gcd(a, b), Gcd(c, d)) * (c < 0 ? -1 : 1);
  return fmt::format("\\frac{{{}}}{{{}}}", LatexPolynomial({a / divisor, b / divisor}),
                     LatexPolynomial({c / divisor, d / divisor}));
}

GeneratedProblem FunctionExpression(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  const int64_t a = draw.NonZero(6), b = draw.NonZero(9), c = draw(2, 6), d = draw.NonZero(9);
  const int64_t e = draw.NonZero(5), f = draw.NonZero(9);
  if (level == 1) {
    return {fmt::format("If $f(x) = {}$ and $g(x) = {}$, find $f(g(x))$ as a polynomial in $x$.",
                        LatexPolynomial({a, b}), LatexPolynomial({c, d})),
            LatexPolynomial({a * c, a * d + b}),
            {a, b, c, d}};
  }
  if (level == 2) {
    return {fmt::format("If $f(x) = {}$ and $g(x) = {}$, find $f(g(x))$ as a polynomial in $x$.",
                        LatexPolynomial({a, b, e}), LatexPolynomial({c, d})),
            LatexPolynomial({a * c * c, 2 * a * c * d + b * c, a * d * d + b * d + e}),
            {a, b, e, c, d}};
  }
  if (a * d == b * c || Gcd(Gcd(a, b), Gcd(c, d)) != 1) return FunctionExpression(stream, level);
  const std::string single = "Write your answer as a single fraction.";
  if (level == 3) {
    return {fmt::format("If $f(x) = {}$, find the inverse function $f^{{-1}}(x)$. {}",
                        LatexQuotient(a, b, c, d), single),
            LatexQuotient(-d, b, c, -a),
            {a, b, c, d}};
  }
  if (level == 4) {
    const int64_t below = c * b + d * d, top = a * b + b * d;
    if (a + d == 0) return FunctionExpression(stream, level);
    return {fmt::format("If $f(x) = {}$, find $f(f(x))$. {}", LatexQuotient(a, b, c, d), single),
            LatexQuotient(a * a + b * c, top, c * (a + d), below),
            {a, b, c, d}};
  }
  // f(t) = e g(t) + f, with g the inverse of (a x + b)/(c x + d).
  if (f * c - e * d == 0 && e * b - f * a == 0) return FunctionExpression(stream, level);
  return {fmt::format("A function satisfies $f\\left({}\\right) = {}$ for all $x$ for which both "
                      "sides are defined. Find $f(x)$. {}",
                      LatexQuotient(a, b, c, d), LatexPolynomial({e, f}), single),
          LatexQuotient(f * c - e * d, e * b - f * a, c, -a),
          {a, b, c, d, e, f}};
}

GeneratedProblem LogarithmValue(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  const int64_t base = draw.Of({2, 3, 5, 7});
  const int most = base == 2 ? 9 : base == 3 ? 6 : 4;
  const int m = static_cast<int>(draw(2, most)), n = static_cast<int>(draw(1, most));
  const std::string lowest = "Give your answer as a common fraction in lowest terms.";
  if (level <= 2) {
    const int64_t p = draw(2, 40), q = draw(2, 12);
    const int64_t product = p * Power(base, n), negative = draw(0, 1);
    const Fraction exponent = Ratio(negative && level == 1 ? -n : n, m);
    if (exponent.IsInteger()) return LogarithmValue(stream, level);
    const std::string log = fmt::format("\\log_{{{}}}", Power(base, m));
    if (level == 1) {
      const std::string inside = Latex(negative ? Ratio(1, Power(base, n)) : Power(base, n));
      return {fmt::format("To what power must ${}$ be raised to give ${}$? {}", Power(base, m),
                          inside, lowest),
              Latex(exponent),
              {Power(base, m), Power(base, n), negative}};
    }
    // None of the three is the answer.
    if (q == Power(base, n) || p * q == Power(base, n)) return LogarithmValue(stream, level);
    return {fmt::format("Let $a = {0} {1}$, $b = {0} {2}$ and $c = {0} {3}$. Find the value of "
                        "$a + b - c$. {4}",
                        log, product, q, p * q, lowest),
            Latex(exponent),
            {Power(base, m), product, q, p * q}};
  }
  if (level == 3) {
    const int64_t u = draw(-9, 9), v = draw(-9, 9), value = Power(base, n);
    const int64_t square = (u - v) * (u - v) + 4 * value;
    if (u >= v || u == 0 || v == 0 || SplitSquare(square).inside == 1) {
      return LogarithmValue(stream, level);
    }
    return {fmt::format("Solve $\\log_{{{}}} ({}) + \\log_{{{}}} ({}) = {}$ for real $x$. Write "
                        "your answer in simplest radical form.",
                        base, LatexPolynomial({1, u}), base, LatexPolynomial({1, v}), n),
            LatexSurdSum(Ratio(-u - v, 2), Ratio(1, 2), square),
            {base, u, v, n}};
  }
  if (level == 4) {
    const int a = static_cast<int>(draw(1, 4)), b = static_cast<int>(draw(1, 3));
    const int c = static_cast<int>(draw(1, 4)), d = static_cast<int>(draw(1, 3));
    const int64_t other = base == 3 ? 7 : 3, first = Power(base, a) * Power(other, b);
    const int64_t second = Power(base, c) * Power(other, d);
    if (a * d == b * c || Gcd(Gcd(a, b), Gcd(c, d)) != 1) return LogarithmValue(stream, level);
    const auto pq = [](int64_t p, int64_t q) {
      return LatexSum({LatexTerm(p, "p"), LatexTerm(q, "q")});
    };
    return {fmt::format("Let $p = \\ln {}$ and $q = \\ln {}$. Write $\\log_{{{}}} {}$ as a single "
                        "fraction in terms of $p$ and $q$.",
                        base, other, first, second),
            fmt::format("\\frac{{{}}}{{{}}}", pq(c, d), pq(a, b)),
            {base, other, first, second}};
  }
  const int64_t u = draw(2, 20), v = draw(2, 20), k = draw(2, 5);
  const auto is_power = [&](int64_t value) {
    while (value % base == 0) value /= base;
    return value == 1;
  };
  if (u >= v || is_power(u) || is_power(v)) return LogarithmValue(stream, level);
  return {fmt::format("Find all real solutions of ${} \\cdot {}^x + {} \\cdot {}^{{-x}} = {}$. "
                      "Write each as a single logarithm with base ${}$, and list them, separated "
                      "by commas.",
                      k, base, k * u * v, base, k * (u + v), base),
          fmt::format("\\log_{{{}}} {}, \\log_{{{}}} {}", base, u, base, v),
          {base, k, k * u * v, k * (u + v)}};
}

}  // namespace

std::vector<ProblemFamily> MathAlgebraFamilies() {
  return {{"line_equation", "Algebra", &Unspoiled<&LineEquation>},
          {"quadratic_roots", "Algebra", &Unspoiled<&QuadraticRoots>},
          {"linear_system", "Algebra", &Unspoiled<&LinearSystem>},
          {"interval_solution", "Algebra", &Unspoiled<&IntervalSolution>},
          {"function_expression", "Algebra", &Unspoiled<&FunctionExpression>},
          {"logarithm_value", "Algebra", &Unspoiled<&LogarithmValue>}};
}

}  // namespace rbench
