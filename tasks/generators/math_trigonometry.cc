#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "tasks/generators/exact_trig.h"
#include "tasks/generators/families.h"
#include "tasks/generators/latex_text.h"
#include "tasks/generators/number_draw.h"
#include "tasks/generators/unspoiled.h"

namespace rbench {
namespace {

constexpr const char* kRadical = "Give your answer in simplest radical form.";
constexpr const char* kLowestTerms = "Give your answer as a common fraction in lowest terms.";
constexpr const char* kNames[] = {"\\sin", "\\cos", "\\tan"};

RootSum ValueOf(int64_t function, int64_t degrees) {
  if (function == 0) return SineOf(degrees);
  return function == 1 ? CosineOf(degrees) : TangentOf(degrees);
}

// An angle of the quadrant (0 .. 3) whose sine and cosine are rational, with its signs.
struct RationalAngle {
  Fraction sine, cosine;
};
RationalAngle DrawAngle(NumberDraw& draw, int64_t quadrant) {
  static constexpr int64_t kTriples[][3] = {{3, 4, 5},   {5, 12, 13},  {8, 15, 17},
                                            {7, 24, 25}, {20, 21, 29}, {12, 35, 37}};
  const auto& triple = kTriples[draw(0, 5)];
  const int64_t swap = draw(0, 1);
  return {Ratio(quadrant < 2 ? triple[swap] : -triple[swap], triple[2]),
          Ratio(quadrant == 0 || quadrant == 3 ? triple[1 - swap] : -triple[1 - swap], triple[2])};
}
std::string Range(const char* name, int64_t quadrant) {
  return fmt::format("${}^\\circ < {} < {}^\\circ$", 90 * quadrant, name, 90 * quadrant + 90);
}

GeneratedProblem TrigValues(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  const int64_t function = draw(0, 2), i = draw(0, 3), j = draw(0, 3);
  if (level <= 2) {
    const int64_t turns = 180 * draw(-3, 5);
    const int64_t degrees =
        turns + (level == 1 ? draw.Of({30, 45, 60, 120, 135, 150}) : draw.Of({15, 75, 105, 165}));
    return {
        fmt::format("Let $x = {}^\\circ$. Find the exact value of ${} x$. {}", degrees,
                    kNames[function], level == 1 ? "Leave no root in a denominator." : kRadical),
        Latex(ValueOf(function, degrees)),
        {function, degrees}};
  }
  const RationalAngle a = DrawAngle(draw, i), b = DrawAngle(draw, j);
  if (level == 3) {
    const Fraction sine = a.sine * a.cosine * 2, cosine = Fraction(1) - a.sine * a.sine * 2;
    const Fraction value = function == 0 ? sine : function == 1 ? cosine : sine / cosine;
    return {fmt::format("If $\\sin A = {}$ and {}, find ${} 2A$. {}", Latex(a.sine), Range("A", i),
                        kNames[function], kLowestTerms),
            Latex(value),
            {a.sine.top, a.sine.bottom, i, function}};
  }
  if (level == 4) {
    // From the tangent of A and the cosine of B.
    const bool sum = draw.Coin();
    const Fraction sign = sum ? 1 : -1;
    const Fraction value = function == 0 ? a.sine * b.cosine + sign * a.cosine * b.sine
                                         : a.cosine * b.cosine - sign * a.sine * b.sine;
    if (value.IsInteger()) return TrigValues(stream, level);
    const Fraction tangent = a.sine / a.cosine;
    return {fmt::format("If $\\tan A = {}$, $\\cos B = {}$, {} and {}, find ${} (A {} B)$. {}",
                        Latex(tangent), Latex(b.cosine), Range("A", i), Range("B", j),
                        kNames[function == 0 ? 0 : 1], sum ? "+" : "-", kLowestTerms),
            Latex(value),
            {tangent.top, tangent.bottom, i, b.cosine.top, b.cosine.bottom, j,
             function == 0 ? 0 : 1, sum ? 1 : -1}};
  }
  // The half of A lies between 0 and 180 degrees, so only its cosine can be negative.
  const Fraction tangent = a.sine / a.cosine;
  const std::string half =
      fmt::format("If $\\tan A = {}$ and {}, find", Latex(tangent), Range("A", i));
  const std::vector<int64_t> parameters = {tangent.top, tangent.bottom, i, function};
  if (function < 2) {
    const Fraction square = (Fraction(1) + (function == 0 ? -a.cosine : a.cosine)) / 2;
    const int64_t sign = function == 1 && i >= 2 ? -1 : 1;
    return {fmt::format("{} ${} \\frac{{A}}{{2}}$. {}", half, kNames[function], kRadical),
            LatexSurd(Ratio(sign, square.bottom), square.top * square.bottom), parameters};
  }
  // (sin + cos)^2 = 1 + sin A; the sum is negative where the half lies beyond 135 degrees.
  const Fraction square = a.sine + 1;
  return {fmt::format("{} $\\sin \\frac{{A}}{{2}} + \\cos \\frac{{A}}{{2}}$. {}", half, kRadical),
          LatexSurd(Ratio(i == 3 ? -1 : 1, square.bottom), square.top * square.bottom), parameters};
}

// sign sqrt(n)/2 for n = 0 .. 4: the values that sines take at multiples of 30 and 45 degrees.
RootSum HalfRoot(int64_t code) {
  static constexpr int64_t kDegrees[] = {0, 30, 45, 60, 90};
  return SineOf(code < 0 ? -kDegrees[-code] : kDegrees[code]);
}
// Whether the sine or cosine of the angle has that code.
bool Takes(int64_t function, int64_t degrees, int64_t code) {
  return Latex(ValueOf(function, degrees)) == Latex(HalfRoot(code));
}

GeneratedProblem TrigEquations(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  const int64_t function = draw(0, 1), a = draw(-4, 4), b = draw(-4, 4), k = draw(2, 3);
  const std::string name = kNames[function];
  std::vector<Fraction> solutions;  // in units of pi
  std::string equation;
  std::vector<int64_t> parameters = {function, a, b};
  const bool degrees = level == 1 && draw.Coin();
  if (level == 1) {
    for (int64_t x = 0; x < 360; x += 15) {
      if (Takes(function, x, a)) solutions.push_back(Ratio(x, 180));
    }
    equation = fmt::format("2{} x = {}", name, Latex(HalfRoot(a) * 2));
    parameters = {function, a, degrees};
  } else if (level == 2) {
    // k x + shift runs over the angles of the right side.
    const int64_t shift = draw.Of({-60, -45, -30, 30, 45, 60});
    for (int64_t y = 0; y < 360 * k; y += 15) {
      if (!Takes(function, y, a)) continue;
      Fraction x = Ratio(y - shift, 180 * k);
      while (x < Fraction(0)) x = x + 2;
      while (!(x < Fraction(2))) x = x - 2;
      if (x < Fraction(1)) solutions.push_back(x);
    }
    equation = fmt::format("2{} \\left({}x {} {}\\right) = {}", name, k, shift < 0 ? "-" : "+",
                           LatexPi(Ratio(std::abs(shift), 180)), Latex(HalfRoot(a) * 2));
    parameters = {function, a, k, shift};
  } else if (level <= 4) {
    // (2 s - u)(s - v) with s the sine or cosine, u = 0, +-1, +-2 and v an integer.
    const int64_t u = draw(-2, 2), v = draw(-4, 4), code = u == 2 || u == -2 ? 2 * u : u;
    const int64_t linear = -u - 2 * v, constant = u * v;
    for (int64_t x = 0; x < 360; x += 15) {
      if (Takes(function, x, code) || (std::abs(v) <= 1 && Takes(function, x, 4 * v))) {
        solutions.push_back(Ratio(x, 180));
      }
    }
    const std::string s = name + " x";
    parameters = {function, linear, constant};
    if (level == 3) {
      equation =
          LatexSum({fmt::format("2{}^2 x", name), LatexTerm(linear, s), std::to_string(constant)}) +
          " = 0";
    } else {
      // 2 sin^2 = 1 - cos 2x, 2 cos^2 = 1 + cos 2x; both sides hold a part.
      const int64_t left = draw.NonZero(5);
      equation = LatexSum({function == 0 ? "-\\cos 2x" : "\\cos 2x", LatexTerm(linear + left, s)}) +
                 " = " + LatexSum({LatexTerm(left, s), std::to_string(-constant - 1)});
      parameters.push_back(left);
    }
  } else {
    // (2 sin x - u)(2 cos x - v) = 2 sin 2x - 2 v sin x - 2 u cos x + u v, u and v twice the codes.
    const RootSum u = HalfRoot(a) * 2, v = HalfRoot(b) * 2;
    if (a == 0 || b == 0 ||
        (std::abs(a) != 1 && std::abs(a) != 4 && std::abs(b) != 1 && std::abs(b) != 4)) {
      return TrigEquations(stream, level);
    }
    for (int64_t x = 0; x < 360; x += 15) {
      if (Takes(0, x, a) || Takes(1, x, b)) solutions.push_back(Ratio(x, 180));
    }
    const auto whole = [](const RootSum& value) { return value.c[0]; };
    const RootSum product = whole(u) != 0 ? v * whole(u) : u * whole(v);
    const auto term = [&](const RootSum& value, const char* symbol) {
      return whole(value) != 0 ? LatexTerm(whole(value), symbol)
                               : Latex(value) + (symbol[0] == 0 ? "" : std::string(" ") + symbol);
    };
    equation = LatexSum({"2\\sin 2x", term(v * -2, "\\sin x"), term(u * -2, "\\cos x"),
                         term(product, "")}) +
               " = 0";
  }
  std::sort(solutions.begin(), solutions.end());
  solutions.erase(std::unique(solutions.begin(), solutions.end()), solutions.end());
  if (solutions.empty() || solutions.size() > 6) return TrigEquations(stream, level);
  std::vector<std::string> items;
  for (const Fraction& x : solutions) {
    items.push_back(degrees ? Latex(x * 180) + "^\\circ" : LatexPi(x));
  }
  const std::string range = degrees      ? "$0^\\circ \\le x < 360^\\circ$"
                            : level == 2 ? "$0 \\le x < \\pi$"
                                         : "$0 \\le x < 2\\pi$";
  return {
      fmt::format("Find all solutions of ${}$ with {}. List them in increasing order, separated "
                  "by commas{}.",
                  equation, range, degrees ? ", in degrees with the degree sign" : ", in radians"),
      LatexList(items), parameters};
}

GeneratedProblem PolarForm(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  const int64_t r = draw(2, 12),
                angle = draw.Of({30, 45, 60, 120, 135, 150, 210, 225, 240, 300, 315, 330});
  // 45 degrees with a root before it, so that the sides are integers.
  const bool diagonal = angle % 90 == 45;
  const RootSum x = CosineOf(angle) * r, y = SineOf(angle) * r;
  const std::string form = "Write your answer in the form $a + bi$.";
  if (level == 1) {
    return {
        fmt::format("Convert the point $(r,\\theta) = \\left({},{}\\right)$ in polar coordinates "
                    "to rectangular coordinates. Write your answer as an ordered pair.",
                    r, LatexPi(Ratio(angle, 180))),
        LatexTuple({Latex(x), Latex(y)}),
        {r, angle}};
  }
  // (sqrt 2 r or 2 r) at that angle.
  const RootSum wide_x =
      diagonal ? RootSum{{CosineOf(angle).c[1] * r, 0, 0, 0}, 1} : CosineOf(angle) * (2 * r);
  const RootSum wide_y =
      diagonal ? RootSum{{SineOf(angle).c[1] * r, 0, 0, 0}, 1} : SineOf(angle) * (2 * r);
  if (level == 2) {
    return {
        fmt::format("Convert the point $({},{})$ in rectangular coordinates to polar coordinates "
                    "$(r,\\theta)$ with $r > 0$ and $0 \\le \\theta < 2\\pi$. Write your answer "
                    "as an ordered pair.",
                    Latex(wide_x), Latex(wide_y)),
        LatexTuple(
            {diagonal ? LatexSurd(r, 2) : std::to_string(2 * r), LatexPi(Ratio(angle, 180))}),
        {r, angle}};
  }
  if (level == 3) {
    const int n = static_cast<int>(draw(5, 11)), small = static_cast<int>(draw(1, 2));
    const int64_t length = diagonal ? Power(2, n / 2) : Power(2, n);
    const RootSum base_x =
        diagonal ? RootSum{{CosineOf(angle).c[1], 0, 0, 0}, 1} : CosineOf(angle) * 2;
    const RootSum base_y = diagonal ? RootSum{{SineOf(angle).c[1], 0, 0, 0}, 1} : SineOf(angle) * 2;
    // An odd power of sqrt 2 leaves one root, which the root of the exact sine takes up.
    const int64_t scale = length * Power(small, n);
    RootSum real = CosineOf(angle * n) * scale, imaginary = SineOf(angle * n) * scale;
    if (diagonal && n % 2 == 1) {
      real = {{real.c[1] * 2, 0, 0, 0}, real.bottom};
      imaginary = {{imaginary.c[1] * 2, 0, 0, 0}, imaginary.bottom};
    }
    return {fmt::format("Let $z = {}$. Compute $z^{}$. {}",
                        LatexComplex(base_x * small, base_y * small),
                        n < 10 ? std::to_string(n) : fmt::format("{{{}}}", n), form),
            LatexComplex(real, imaginary),
            {diagonal ? 2 : 4, angle, small, n}};
  }
  const int64_t k = draw(1, 9);
  std::vector<std::string> roots;
  const auto add_root = [&](int64_t at) {
    roots.push_back(LatexComplex(CosineOf(at) * k, SineOf(at) * k));
  };
  const std::string list = "List them, separated by commas, each in the form $a + bi$.";
  if (level == 4) {
    const int64_t n = draw.Of({3, 3, 4, 6});
    const int64_t turn = n == 3 ? 90 * draw(0, 3) : 180 * draw(0, 1);
    if (k > 5) return PolarForm(stream, level);
    for (int64_t at = turn / n; at < 360; at += 360 / n) add_root(at);
    const int64_t size = Power(k, static_cast<int>(n)) * (turn >= 180 ? -1 : 1);
    return {fmt::format("Find all complex numbers $z$ with $z^{} = {}$. {}", n,
                        LatexTerm(size, turn % 180 == 90 ? "i" : ""), list),
            LatexList(roots),
            {n, size, turn % 180 == 90}};
  }
  // z^2n +- k^n z^n + k^2n = 0 has z^n = k^n at +-120 or +-60 degrees; one half plane of roots.
  const int64_t n = draw.Of({2, 4}), sign = draw(0, 1) * 2 - 1, side = draw(0, 3);
  const int64_t lead = sign > 0 ? 120 : 60, power = Power(k, static_cast<int>(n));
  for (int64_t at = 0; at < 360; at += 15) {
    const int64_t turned = at * n % 360;
    if (turned != lead && turned != 360 - lead) continue;
    const bool positive = side % 2 == 0 ? at < 90 || at > 270 : at < 180;
    if (positive == (side < 2)) add_root(at);
  }
  static constexpr const char* kSides[] = {"positive real part", "positive imaginary part",
                                           "negative real part", "negative imaginary part"};
  return {fmt::format(
              "Find all solutions of ${} = 0$ with {}. {}",
              LatexSum({fmt::format("z^{}", 2 * n), LatexTerm(sign * power, fmt::format("z^{}", n)),
                        std::to_string(power * power)}),
              kSides[side], list),
          LatexList(roots),
          {n, sign * power, power * power, side}};
}

}  // namespace

std::vector<ProblemFamily> MathTrigonometryFamilies() {
  return {{"trig_values", "Precalculus", &Unspoiled<&TrigValues>},
          {"trig_equations", "Precalculus", &Unspoiled<&TrigEquations>},
          {"polar_form", "Precalculus", &Unspoiled<&PolarForm>}};
}

}  // namespace rbench
