#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "tasks/generators/families.h"
#include "tasks/generators/latex_text.h"
#include "tasks/generators/number_draw.h"
#include "tasks/generators/unspoiled.h"

namespace rbench {
namespace {

constexpr const char* kLowestTerms = "Give your answer as a common fraction in lowest terms.";

GeneratedProblem PolynomialRemainder(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  const int64_t p = draw.NonZero(4), q = draw.NonZero(9), r = draw.NonZero(9), s = draw.NonZero(9);
  const int64_t a = draw.NonZero(4), b = draw.NonZero(4), c = draw.NonZero(4);
  if (level <= 2) {
    // (x - a)(p x^2 + q x + r) + s.
    const std::vector<int64_t> dividend = {p, q - a * p, r - a * q, s - a * r};
    const std::string text = LatexPolynomial({p, q - a * p, r - a * q, s - a * r});
    return {fmt::format("Find the {} when ${}$ is divided by ${}$.",
                        level == 1 ? "remainder" : "quotient", text, LatexPolynomial({1, -a})),
            level == 1 ? std::to_string(s) : LatexPolynomial({p, q, r}),
            {dividend[0], dividend[1], dividend[2], dividend[3], a}};
  }
  if (level == 3) {
    // (x^2 + b x + c)(p x^2 + q x + a) + r x + s.
    const int64_t third = a + b * q + c * p, second = b * a + c * q + r;
    return {fmt::format("Find the remainder when ${}$ is divided by ${}$.",
                        LatexPolynomial({p, q + b * p, third, second, c * a + s}),
                        LatexPolynomial({1, b, c})),
            LatexPolynomial({r, s}),
            {p, q + b * p, third, second, c * a + s, b, c}};
  }
  if (level == 4) {
    const int n = static_cast<int>(draw(6, 12));
    if (a >= b) return PolynomialRemainder(stream, level);
    const int64_t slope = (Power(a, n) - Power(b, n)) / (a - b);
    return {fmt::format("Find the remainder when $x^{{{}}}$ is divided by ${}$.", n,
                        LatexPolynomial({1, -a - b, a * b})),
            LatexPolynomial({slope, Power(a, n) - slope * a}),
            {n, a, b}};
  }
  if (a == b || b == c || a == c) return PolynomialRemainder(stream, level);
  const auto at = [&](int64_t x) { return (p * x + q) * x + r; };
  return {
      fmt::format("When the polynomial $P(x)$ is divided by ${}$, ${}$ and ${}$, the remainders "
                  "are ${}$, ${}$ and ${}$, respectively. Find the remainder when $P(x)$ is "
                  "divided by ${}{}{}$.",
                  LatexPolynomial({1, -a}), LatexPolynomial({1, -b}), LatexPolynomial({1, -c}),
                  at(a), at(b), at(c), LatexFactor(a), LatexFactor(b), LatexFactor(c)),
      LatexPolynomial({p, q, r}),
      {a, b, c, at(a), at(b), at(c)}};
}

struct Gaussian {
  int64_t re, im;
};
Gaussian operator*(const Gaussian& x, const Gaussian& y) {
  return {x.re * y.re - x.im * y.im, x.re * y.im + x.im * y.re};
}
std::string Text(const Gaussian& z) { return LatexComplex(z.re, z.im); }

GeneratedProblem ComplexNumbers(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  const Gaussian z = {draw.NonZero(9), draw.NonZero(9)}, w = {draw.NonZero(9), draw.NonZero(9)};
  const std::string form = "Write your answer in the form $a + bi$.";
  const std::vector<int64_t> parameters = {z.re, z.im, w.re, w.im};
  if (level == 1) {
    return {fmt::format("Let $z = {}$ and $w = {}$. Compute $zw$. {}", Text(z), Text(w), form),
            Text(z * w), parameters};
  }
  if (level == 2) {
    const Gaussian top = z * Gaussian{w.re, -w.im};
    const int64_t norm = w.re * w.re + w.im * w.im;
    const Gaussian square = w * w;
    if (top.im == 0 || (square.re == z.re && square.im == z.im)) {
      return ComplexNumbers(stream, level);
    }
    return {fmt::format("Let $z = {}$ and $w = {}$. Compute $\\frac{{z}}{{w}}$. {}", Text(z),
                        Text(w), form),
            LatexComplex(Ratio(top.re, norm), Ratio(top.im, norm)), parameters};
  }
  if (level == 3) {
    const int64_t n = draw(3, 6);
    if (std::abs(z.re) + std::abs(z.im) > 8) return ComplexNumbers(stream, level);
    Gaussian power = z;
    for (int64_t i = 1; i < n; ++i) power = power * z;
    return {fmt::format("Let $z = {}$. Compute $z^{}$. {}", Text(z), n, form),
            Text(power),
            {z.re, z.im, n}};
  }
  const std::string list = "List both, separated by a comma, each in the form $a + bi$.";
  if (level == 4) {
    const Gaussian square = z * z;
    if (square.re == 0) return ComplexNumbers(stream, level);
    const Gaussian root = z.re > 0 ? z : Gaussian{-z.re, -z.im};
    return {fmt::format("Find all complex numbers $z$ with $z^2 = {}$. {}", Text(square), list),
            LatexList({Text({-root.re, -root.im}), Text(root)}),
            {square.re, square.im}};
  }
  const Gaussian sum = {z.re + w.re, z.im + w.im}, product = z * w;
  if (sum.re == 0 || sum.im == 0 || product.re == 0 || product.im == 0 ||
      (z.re == w.re && z.im == w.im)) {
    return ComplexNumbers(stream, level);
  }
  return {fmt::format("Find all complex solutions of $z^2 - ({})z + ({}) = 0$. {}", Text(sum),
                      Text(product), list),
          LatexList({Text(z), Text(w)}),
          {sum.re, sum.im, product.re, product.im}};
}

GeneratedProblem RootSums(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  const int64_t a = level == 5 ? 1 : draw(2, 7), b = draw.NonZero(9), c = draw.NonZero(9);
  const int64_t d = draw.NonZero(9), k = draw.NonZero(4);
  const Fraction e1 = Ratio(-b, a), e2 = Ratio(c, a), e3 = Ratio(-d, a);
  if (level == 1) {
    if (b * b == 4 * a * c) return RootSums(stream, level);
    const Fraction value = e1 * e1 - e2 * 2;
    if (value.IsInteger()) return RootSums(stream, level);
    return {fmt::format("Let $r$ and $s$ be the two roots of ${}$, real or not. Find $r^2 + s^2$. "
                        "{}",
                        LatexPolynomial({a, b, c}), kLowestTerms),
            Latex(value),
            {a, b, c}};
  }
  const std::string roots =
      fmt::format("Let $r$, $s$ and $t$ be the roots of ${}$, with multiplicity.",
                  LatexPolynomial({a, b, c, d}));
  std::vector<int64_t> parameters = {a, b, c, d};
  if (level == 5) {
    const bool squares = draw.Coin();
    const std::string answer =
        squares ? LatexPolynomial({1, e2 * 2 - e1 * e1, e2 * e2 - e1 * e3 * 2, -(e3 * e3)})
                : LatexPolynomial({1, -e2, e1 * e3, -(e3 * e3)});
    return {
        fmt::format("{} Find the monic polynomial in $x$ of degree $3$ whose roots are {}, with "
                    "multiplicity. Write it in expanded form.",
                    roots, squares ? "$r^2$, $s^2$ and $t^2$" : "$rs$, $st$ and $tr$"),
        answer,
        {a, b, c, d, squares}};
  }
  Fraction value;
  const char* wanted = "r^2 + s^2 + t^2";
  std::string sum;
  if (level == 2) {
    value = e2 / e3;
    wanted = "\\frac{1}{r} + \\frac{1}{s} + \\frac{1}{t}";
  } else if (level == 3) {
    value = e1 * e1 - e2 * 2;
  } else {
    // Sum of 1/(k - r) = P'(k)/P(k).
    const int64_t at = ((a * k + b) * k + c) * k + d;
    if (at == 0) return RootSums(stream, level);
    value = Ratio((3 * a * k + 2 * b) * k + c, at);
    parameters.push_back(k);
    const std::string k_text = std::to_string(k);
    sum = fmt::format("\\frac{{1}}{{{0}-r}} + \\frac{{1}}{{{0}-s}} + \\frac{{1}}{{{0}-t}}", k_text);
    wanted = sum.c_str();
  }
  if (value.IsInteger()) return RootSums(stream, level);
  return {fmt::format("{} Find ${}$. {}", roots, wanted, kLowestTerms), Latex(value), parameters};
}

GeneratedProblem PartialFractions(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  const int64_t a = draw.NonZero(6), b = draw.NonZero(6), c = draw.NonZero(6);
  const int64_t p = draw.NonZero(9), q = draw.NonZero(9), r = draw.NonZero(9);
  if (level == 5) {
    // 1/((n+u)(n+v)) telescopes over the gap v - u.
    const int64_t u = draw(0, 6), gap = draw(2, 5), top = draw(1, 9);
    Fraction sum;
    for (int64_t i = 1; i <= gap; ++i) sum = sum + Ratio(1, u + i);
    sum = sum * Ratio(top, gap);
    if (sum.IsInteger()) return PartialFractions(stream, level);
    return {fmt::format("Find $\\sum_{{n=1}}^{{\\infty}} \\frac{{{}}}{{{}}}$. {}", top,
                        LatexPolynomial({1, 2 * u + gap, u * (u + gap)}, "n"), kLowestTerms),
            Latex(sum),
            {top, 2 * u + gap, u * (u + gap)}};
  }
  if (a == b || b == c || a == c) return PartialFractions(stream, level);
  const auto over = [](const std::string& top, const std::string& below) {
    return fmt::format("\\frac{{{}}}{{{}}}", top, below);
  };
  const auto linear = [](int64_t root) { return LatexPolynomial({1, -root}); };
  const std::string ask =
      "Find constants {} such that ${} = {}$ for all $x$ for which both sides are defined. Write "
      "your answer as the ordered {}.";
  if (level == 1) {
    const int64_t slope = p + q, constant = -p * b - q * a;
    return {fmt::format(fmt::runtime(ask), "$A$ and $B$",
                        over(LatexPolynomial({slope, constant}), LatexFactor(a) + LatexFactor(b)),
                        over("A", linear(a)) + " + " + over("B", linear(b)), "pair $(A,B)$"),
            LatexPoint({p, q}),
            {slope, constant, a, b}};
  }
  std::vector<int64_t> n;
  std::string below, sum;
  if (level == 2) {
    n = {p + q + r, -p * (b + c) - q * (a + c) - r * (a + b), p * b * c + q * a * c + r * a * b};
    below = LatexFactor(a) + LatexFactor(b) + LatexFactor(c);
    sum = over("A", linear(a)) + " + " + over("B", linear(b)) + " + " + over("C", linear(c));
  } else if (level == 3) {
    // p (x-a)(x-b) + q (x-b) + r (x-a)^2.
    n = {p + r, -p * (a + b) + q - 2 * r * a, p * a * b - q * b + r * a * a};
    below = LatexFactor(a) + "^2" + LatexFactor(b);
    sum = over("A", linear(a)) + " + " + over("B", LatexFactor(a) + "^2") + " + " +
          over("C", linear(b));
  } else {
    // p (x^2 + b x + d) + (q x + r)(x - a), the quadratic without real roots.
    const int64_t d = b * b + std::abs(c);
    n = {p + q, p * b + r - q * a, p * d - r * a, d};
    below = fmt::format("{}({})", LatexFactor(a), LatexPolynomial({1, b, d}));
    sum = over("A", linear(a)) + " + " + over("Bx+C", LatexPolynomial({1, b, d}));
  }
  std::vector<int64_t> parameters = {n[0], n[1], n[2], a, b};
  if (level == 2) parameters.push_back(c);
  if (level == 4) parameters.push_back(n[3]);
  return {fmt::format(fmt::runtime(ask), "$A$, $B$ and $C$",
                      over(LatexPolynomial({n[0], n[1], n[2]}), below), sum, "triple $(A,B,C)$"),
          LatexPoint({p, q, r}), parameters};
}

GeneratedProblem Conics(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  const int64_t h = draw.NonZero(6), k = draw.NonZero(6), a = draw(2, 25), b = draw(2, 25);
  if (level == 1) {
    const int64_t lead = draw.NonZero(5), linear = draw.NonZero(15);
    const Fraction x = Ratio(-linear, 2 * lead);
    return {fmt::format("Find the vertex of the parabola $y = {}$. Write your answer as an ordered "
                        "pair.",
                        LatexPolynomial({lead, linear, k})),
            LatexPoint({x, Fraction(k) - x * x * lead}),
            {lead, linear, k}};
  }
  if (level == 2) {
    if (a == b) return Conics(stream, level);
    return {fmt::format("Find the distance between the foci of the ellipse $\\frac{{x^2}}{{{}}} + "
                        "\\frac{{y^2}}{{{}}} = 1$. Give your answer in simplest radical form.",
                        a, b),
            LatexSurd(2, std::abs(a - b)),
            {a, b}};
  }
  if (level == 3) {
    // y - k = +- (m/n)(x - h).
    const int64_t m = draw(2, 7), n = draw(2, 7);
    const Fraction slope = Ratio(m, n);
    const auto line = [&](const Fraction& by) {
      return "y=" + LatexPolynomial({by, Fraction(k) - by * h});
    };
    return {fmt::format("Find the two asymptotes of the hyperbola $\\frac{{{}^2}}{{{}}} - "
                        "\\frac{{{}^2}}{{{}}} = 1$. Write each in the form $y = mx + b$ and list "
                        "them, separated by a comma.",
                        LatexFactor(h), n * n, LatexFactor(k, "y"), m * m),
            LatexList({line(slope), line(-slope)}),
            {h, n * n, k, m * m}};
  }
  // b (x - h)^2 + a (y - k)^2 = a b, expanded.
  const int64_t constant = b * h * h + a * k * k - a * b;
  const std::string equation =
      LatexSum({LatexTerm(b, "x^2"), LatexTerm(a, "y^2"), LatexTerm(-2 * b * h, "x"),
                LatexTerm(-2 * a * k, "y"), std::to_string(constant)});
  const std::vector<int64_t> parameters = {b, a, -2 * b * h, -2 * a * k, constant};
  if (a == b || Gcd(a, b) != 1) return Conics(stream, level);
  if (level == 4) {
    const int64_t large = std::max(a, b), small = std::min(a, b);
    return {fmt::format("Find the eccentricity of the ellipse ${} = 0$. Give your answer in "
                        "simplest radical form.",
                        equation),
            LatexSurd(Ratio(1, large), large * (large - small)), parameters};
  }
  const auto focus = [&](int64_t sign) {
    if (a > b) return LatexTuple({LatexSurdSum(h, sign, a - b), std::to_string(k)});
    return LatexTuple({std::to_string(h), LatexSurdSum(k, sign, b - a)});
  };
  return {
      fmt::format("Find the foci of the ellipse ${} = 0$. List them as ordered pairs, separated "
                  "by a comma, in simplest radical form.",
                  equation),
      LatexList({focus(-1), focus(1)}), parameters};
}

GeneratedProblem AbsoluteAndRange(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  const int64_t a = draw(2, 7), b = draw.NonZero(12), c = draw(1, 15), d = draw.NonZero(12);
  if (level == 1) {
    return {fmt::format("Find all real solutions of $|{}| = {}$. List them, separated by commas.",
                        LatexPolynomial({a, b}), c),
            LatexList({Latex(Ratio(-c - b, a)), Latex(Ratio(c - b, a))}),
            {a, b, c}};
  }
  if (level == 2) {
    const int64_t low = draw(-6, 3), high = low + draw(2, 7), lead = draw.NonZero(3);
    const auto at = [&](const Fraction& x) { return (x * lead + b) * x + d; };
    Fraction least = std::min(at(low), at(high)), most = std::max(at(low), at(high));
    const Fraction vertex = Ratio(-b, 2 * lead);
    if (!(Fraction(low) < vertex && vertex < Fraction(high))) {
      return AbsoluteAndRange(stream, level);
    }
    least = std::min(least, at(vertex));
    most = std::max(most, at(vertex));
    return {
        fmt::format("Find the range of $f(x) = {}$ on the interval $[{},{}]$. Write your answer "
                    "in interval notation.",
                    LatexPolynomial({lead, b, d}), low, high),
        fmt::format("[{},{}]", Latex(least), Latex(most)),
        {lead, b, d, low, high}};
  }
  if (level == 3) {
    // a |x - b| + d x + c: below b the sign of the first part turns.
    const auto piece = [&](int64_t by) { return LatexPolynomial({by + d, c - by * b}); };
    return {fmt::format("Write $f(x) = {}|{}| {} {}$ as a piecewise function without absolute "
                        "values: give one expression for $x < {}$ and one for $x \\ge {}$, in a "
                        "cases environment.",
                        a, LatexPolynomial({1, -b}), d < 0 ? "-" : "+",
                        LatexPolynomial({std::abs(d), c}), b, b),
            fmt::format("\\begin{{cases}} {} & x<{} \\\\ {} & x\\ge {} \\end{{cases}}", piece(-a),
                        b, piece(a), b),
            {a, b, d, c}};
  }
  if (level == 4) {
    const int64_t e = draw(1, 7);
    const Fraction p = Ratio(-b - d, a + e), q = a == e ? Fraction() : Ratio(d - b, a - e);
    if (a == e || p == q) return AbsoluteAndRange(stream, level);
    const std::string low = Latex(std::min(p, q)), high = Latex(std::max(p, q));
    return {fmt::format("Find all real $x$ with $|{}| < |{}|$. Write your answer in interval "
                        "notation.",
                        LatexPolynomial({a, b}), LatexPolynomial({e, d})),
            a > e ? fmt::format("({},{})", low, high)
                  : fmt::format("(-\\infty,{})\\cup({},\\infty)", low, high),
            {a, b, e, d}};
  }
  // y = (a x + b)/(x^2 + c): the discriminant a^2 - 4 y (c y - b) is at least 0.
  const int64_t square = b * b + c * a * a;
  if (SplitSquare(square).inside == 1) return AbsoluteAndRange(stream, level);
  return {
      fmt::format("Find the range of the real function $f(x) = \\frac{{{}}}{{{}}}$. Write your "
                  "answer in interval notation, with ends in simplest radical form.",
                  LatexPolynomial({a, b}), LatexPolynomial({1, 0, c})),
      fmt::format("\\left[{},{}\\right]", LatexSurdSum(Ratio(b, 2 * c), Ratio(-1, 2 * c), square),
                  LatexSurdSum(Ratio(b, 2 * c), Ratio(1, 2 * c), square)),
      {a, b, c}};
}

}  // namespace

std::vector<ProblemFamily> MathIntermediateAlgebraFamilies() {
  static constexpr const char* kSubject = "Intermediate Algebra";
  return {{"polynomial_remainder", kSubject, &Unspoiled<&PolynomialRemainder>},
          {"complex_numbers", kSubject, &Unspoiled<&ComplexNumbers>},
          {"root_sums", kSubject, &Unspoiled<&RootSums>},
          {"partial_fractions", kSubject, &Unspoiled<&PartialFractions>},
          {"conics", kSubject, &Unspoiled<&Conics>},
          {"absolute_and_range", kSubject, &Unspoiled<&AbsoluteAndRange>}};
}

}  // namespace rbench
