#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "tasks/generators/families.h"
#include "tasks/generators/latex_text.h"
#include "tasks/generators/number_draw.h"
#include "tasks/generators/unspoiled.h"

namespace rbench {
namespace {

constexpr const char* kInPi = "Give an exact answer in terms of $\\pi$.";
constexpr const char* kRadical = "Give your answer in simplest radical form.";

GeneratedProblem CircleAreas(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  const int64_t r = draw(2, 40), square = r * r, kind = draw(0, 2);
  // p pi + q sqrt(n).
  const auto sum = [](const Fraction& p, const Fraction& q, int64_t n) {
    const std::string pi = LatexPi(p), surd = LatexSurd(q, n);
    return pi[0] == '-' ? LatexSum({surd, pi}) : LatexSum({pi, surd});
  };
  if (level == 1) {
    return {fmt::format("A circle has circumference ${}\\pi$. Find its area. {}", r, kInPi),
            LatexPi(Ratio(square, 4)),
            {r}};
  }
  if (level == 2) {
    const int64_t degrees = 5 * draw(3, 69);
    return {fmt::format("Find the area of a sector with central angle ${}^\\circ$ of a circle with "
                        "radius ${}$. {}",
                        degrees, r, kInPi),
            LatexPi(Ratio(square * degrees, 360)),
            {r, degrees}};
  }
  if (level == 3) {
    const int64_t degrees = kind == 0 ? 60 : kind == 1 ? 90 : 120;
    const Fraction triangle = kind == 1 ? Ratio(-square, 2) : Ratio(-square, 4);
    return {fmt::format("A chord of a circle with radius ${}$ subtends a central angle of "
                        "${}^\\circ$. Find the area of the smaller region between the chord and "
                        "the circle. {}",
                        r, degrees, kInPi),
            sum(Ratio(square * degrees, 360), triangle, kind == 1 ? 1 : 3),
            {r, degrees}};
  }
  if (level == 4) {
    // The polygon has side r.
    static constexpr const char* kRegions[] = {
        "inside an equilateral triangle with side length ${}$ and outside its inscribed circle",
        "inside a regular hexagon with side length ${}$ and outside its inscribed circle",
        ("inside the circumscribed circle of a regular hexagon with side length ${}$ and outside "
         "the hexagon")};
    const Fraction pi[] = {Ratio(-square, 12), Ratio(-3 * square, 4), square};
    const Fraction root[] = {Ratio(square, 4), Ratio(3 * square, 2), Ratio(-3 * square, 2)};
    return {fmt::format("Find the area of the region {}. {}",
                        fmt::format(fmt::runtime(kRegions[kind]), r), kInPi),
            sum(pi[kind], root[kind], 3),
            {r, kind}};
  }
  // Centers at distance r, r sqrt 2 or r sqrt 3.
  const Fraction pi[] = {Ratio(2 * square, 3), Ratio(square, 2), Ratio(square, 3)};
  const Fraction root[] = {Ratio(-square, 2), -square, Ratio(-square, 2)};
  return {
      fmt::format("Two circles with radius ${}$ have their centers ${}$ apart. Find the area of "
                  "the region that lies inside both circles. {}",
                  r, LatexSurd(r, kind + 1), kInPi),
      sum(pi[kind], root[kind], kind == 1 ? 1 : 3),
      {r, kind + 1}};
}

GeneratedProblem TriangleLengths(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  const int64_t a = draw(3, 25), b = draw(3, 25), c = draw(3, 25);
  std::string question, answer;
  std::vector<int64_t> parameters = {a, b};
  if (level == 1) {
    if (a >= b) return TriangleLengths(stream, level);
    question = fmt::format(
        "A right triangle has a leg of length ${}$ and a hypotenuse of length "
        "${}$. Find the length of the other leg.",
        a, b);
    answer = LatexSurd(1, b * b - a * a);
  } else if (level == 2) {
    question = fmt::format("Find the area of an equilateral triangle with perimeter ${}$.", 2 * a);
    answer = LatexSurd(Ratio(a * a, 9), 3);
    parameters = {2 * a};
  } else if (level == 3) {
    const int64_t degrees = draw.Coin() ? 60 : 120;
    question = fmt::format(
        "In triangle $ABC$, $AB = {}$, $AC = {}$ and $\\angle A = "
        "{}^\\circ$. Find $BC$.",
        a, b, degrees);
    answer = LatexSurd(1, a * a + b * b + (degrees == 60 ? -a * b : a * b));
    parameters.push_back(degrees);
  } else {
    if (a + b <= c || a + c <= b || b + c <= a || b == c) return TriangleLengths(stream, level);
    question = fmt::format(
        "In triangle $ABC$, $AB = {}$, $AC = {}$ and $BC = {}$. Find the length "
        "of the {} from $A$ to $BC$.",
        a, b, c, level == 4 ? "median" : "angle bisector");
    answer = level == 4 ? LatexSurd(Ratio(1, 2), 2 * a * a + 2 * b * b - c * c)
                        : LatexSurd(Ratio(1, a + b), a * b * ((a + b) * (a + b) - c * c));
    parameters.push_back(c);
  }
  if (answer.find("sqrt") == std::string::npos) return TriangleLengths(stream, level);
  return {question + " " + kRadical, answer, parameters};
}

GeneratedProblem SolidVolumes(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  const int64_t r = draw(2, 15), h = draw(2, 20);
  if (level == 1) {
    return {fmt::format("Find the volume of a cylinder with radius ${}$ and height ${}$. {}", r, h,
                        kInPi),
            LatexPi(r * r * h),
            {r, h}};
  }
  if (level == 2) {
    if (h <= r) return SolidVolumes(stream, level);
    const SquareParts height = SplitSquare(h * h - r * r);
    if (height.inside == 1) return SolidVolumes(stream, level);
    return {fmt::format("A cone has radius ${}$ and slant height ${}$. Find its volume. Give an "
                        "exact answer in terms of $\\pi$, in simplest radical form.",
                        r, h),
            LatexTerm(Ratio(r * r * height.outside, 3),
                      fmt::format("\\sqrt{{{}}}\\pi", height.inside), SymbolPlace::kInside),
            {r, h}};
  }
  if (level == 3) {
    const int64_t small = draw(1, r - 1);
    return {fmt::format("A bucket has the form of a frustum of a cone. Its circular ends have "
                        "radii ${}$ and ${}$, and its height is ${}$. Find its volume. {}",
                        small, r, h, kInPi),
            LatexPi(Ratio(h * (r * r + r * small + small * small), 3)),
            {small, r, h}};
  }
  if (level == 4) {
    // V^2 = a^4 (l^2 - a^2/2)/9 = a^4 (4 l^2 - 2 a^2)/36.
    const int64_t square = 4 * h * h - 2 * r * r;
    if (square <= 0 || SplitSquare(square).inside == 1) return SolidVolumes(stream, level);
    return {fmt::format("A pyramid has a square base with side length ${}$, and each of its other "
                        "four edges has length ${}$. Find its volume. {}",
                        r, h, kRadical),
            LatexSurd(Ratio(r * r, 6), square),
            {r, h}};
  }
  // The sphere inside has radius r h / (r + l); l is an integer by Euclid's formula.
  const int64_t m = draw(2, 5), n = draw(1, m - 1), scale = draw(1, 4);
  int64_t radius = scale * (m * m - n * n), height = scale * 2 * m * n;
  if (draw.Coin()) std::swap(radius, height);
  const Fraction inside = Ratio(radius * height, radius + scale * (m * m + n * n));
  return {fmt::format("A sphere is inscribed in a cone with base radius ${}$ and height ${}$, so "
                      "that it touches the base and the lateral surface. Find the volume of the "
                      "sphere. {}",
                      radius, height, kInPi),
          LatexPi(inside * inside * inside * Ratio(4, 3)),
          {radius, height}};
}

GeneratedProblem AngleMeasures(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  const std::string form = "Give your answer in degrees, with the degree sign.";
  const auto answer = [&](const std::string& question, int64_t degrees,
                          const std::vector<int64_t>& parameters) {
    return GeneratedProblem{question + " " + form, fmt::format("{}^\\circ", degrees), parameters};
  };
  const int64_t a = draw(20, 110), b = draw(15, 85), c = 180 - a - b;
  if (level == 1) {
    if (c < 5) return AngleMeasures(stream, level);
    return answer(fmt::format("Two angles of a triangle measure ${}^\\circ$ and ${}^\\circ$. Find "
                              "the third angle.",
                              a, b),
                  c, {a, b});
  }
  if (level == 2) {
    // Angles p x + s, q x + t, u x + w.
    const int64_t x = draw(5, 20), p = draw(1, 5), q = draw(1, 5), s = draw(-20, 30);
    const int64_t t = draw(-20, 30), first = p * x + s, second = q * x + t;
    const int64_t third = 180 - first - second, u = draw(1, 5), w = third - u * x;
    if (first < 5 || second < 5 || third < 5 || std::abs(w) > 60) {
      return AngleMeasures(stream, level);
    }
    const auto angle = [](int64_t by, int64_t plus) { return LatexPolynomial({by, plus}); };
    return answer(fmt::format("The angles of a triangle measure $({})^\\circ$, $({})^\\circ$ and "
                              "$({})^\\circ$. Find the largest angle.",
                              angle(p, s), angle(q, t), angle(u, w)),
                  std::max({first, second, third}), {p, s, q, t, u, w});
  }
  if (level == 3) {
    const int64_t m = draw.Of({3, 4, 5, 6, 8, 9, 10, 12, 15, 18, 20, 24, 30, 36, 40});
    const int64_t n = draw.Of({3, 4, 5, 6, 8, 9, 10, 12, 15, 18, 20, 24, 30, 36, 40});
    const int64_t between = 360 / m + 360 / n;
    if (m >= n || between >= 180) return AngleMeasures(stream, level);
    return answer(fmt::format("A regular polygon with ${}$ sides and a regular polygon with ${}$ "
                              "sides share the side $AB$ and lie on opposite sides of it. The next "
                              "vertices after $A$ are $P$ on the first and $Q$ on the second "
                              "polygon. Find the angle $PAQ$ that lies outside both polygons.",
                              m, n),
                  between, {m, n});
  }
  if (level == 4) {
    const int64_t apex = 4 * draw(3, 42), at = draw(1, 3);
    const int64_t base = (180 - apex) / 2;
    if (at == 3) {
      // The bisectors from B and C.
      return answer(fmt::format("In triangle $ABC$, $AB = AC$ and $\\angle A = {}^\\circ$. The "
                                "bisectors of the angles at $B$ and $C$ meet at $D$. Find "
                                "$\\angle BDC$.",
                                apex),
                    180 - base, {apex, at});
    }
    return answer(fmt::format("In triangle $ABC$, $AB = AC$ and $\\angle A = {}^\\circ$. Point $D$ "
                              "lies on side $AC$ so that $BD$ bisects $\\angle B$. Find "
                              "$\\angle {}$.",
                              apex, at == 1 ? "BDC" : "BDA"),
                  at == 1 ? 180 - base - base / 2 : base + base / 2, {apex, at});
  }
  if (a >= 90 || b >= 90 || c >= 90 || c % 2 != 0) return AngleMeasures(stream, level);
  return answer(
      fmt::format("In triangle $ABC$, $\\angle A = {}^\\circ$ and $\\angle B = "
                  "{}^\\circ$. The altitude from $B$ and the bisector of the angle at $C$ "
                  "meet at $P$. Find $\\angle BPC$.",
                  a, b),
      90 + c / 2, {a, b});
}

// The point at the same distance from three points that are not on a line.
struct Point {
  Fraction x, y;
};
Point Circumcenter(const int64_t (&x)[3], const int64_t (&y)[3]) {
  const int64_t d = 2 * (x[0] * (y[1] - y[2]) + x[1] * (y[2] - y[0]) + x[2] * (y[0] - y[1]));
  int64_t top_x = 0, top_y = 0;
  for (int i = 0; i < 3; ++i) {
    const int j = (i + 1) % 3, k = (i + 2) % 3;
    const int64_t square = x[i] * x[i] + y[i] * y[i];
    top_x += square * (y[j] - y[k]);
    top_y += square * (x[k] - x[j]);
  }
  return {Ratio(top_x, d), Ratio(top_y, d)};
}

GeneratedProblem PlanePoints(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  const int64_t x[3] = {draw(-9, 9), draw(-9, 9), draw(-9, 9)};
  const int64_t y[3] = {draw(-9, 9), draw(-9, 9), draw(-9, 9)};
  const std::string form = "Write your answer as an ordered pair.";
  if (level <= 2) {
    if (x[0] == x[1] && y[0] == y[1]) return PlanePoints(stream, level);
    const int64_t m = level == 1 ? 1 : draw(1, 5), n = level == 1 ? 1 : draw(1, 5);
    if (level == 2 && (m == n || Gcd(m, n) != 1)) return PlanePoints(stream, level);
    const std::string ends = fmt::format("$A = ({},{})$ and $B = ({},{})$", x[0], y[0], x[1], y[1]);
    return {level == 1
                ? fmt::format("Let {}. Find the midpoint of the segment $AB$. {}", ends, form)
                : fmt::format("Let {}. Point $P$ lies on the segment $AB$ with $AP : PB = "
                              "{} : {}$. Find $P$. {}",
                              ends, m, n, form),
            LatexPoint({Ratio(n * x[0] + m * x[1], m + n), Ratio(n * y[0] + m * y[1], m + n)}),
            {x[0], y[0], x[1], y[1], m, n}};
  }
  if (level == 3) {
    const int64_t a = draw.NonZero(5), b = draw.NonZero(5), c = draw(-12, 12);
    const int64_t off = a * x[0] + b * y[0] - c, norm = a * a + b * b;
    if (off == 0) return PlanePoints(stream, level);
    return {fmt::format("Find the reflection of the point $({},{})$ in the line ${} = {}$. {}",
                        x[0], y[0], LatexSum({LatexTerm(a, "x"), LatexTerm(b, "y")}), c, form),
            LatexPoint({Fraction(x[0]) - Ratio(2 * a * off, norm),
                        Fraction(y[0]) - Ratio(2 * b * off, norm)}),
            {x[0], y[0], a, b, c}};
  }
  if ((x[1] - x[0]) * (y[2] - y[0]) == (x[2] - x[0]) * (y[1] - y[0])) {
    return PlanePoints(stream, level);
  }
  const Point center = Circumcenter(x, y);
  const std::string triangle =
      fmt::format("the triangle with vertices $({},{})$, $({},{})$ and $({},{})$", x[0], y[0], x[1],
                  y[1], x[2], y[2]);
  const std::vector<int64_t> parameters = {x[0], y[0], x[1], y[1], x[2], y[2]};
  if (level == 4) {
    return {fmt::format("Find the center of the circumscribed circle of {}. {}", triangle, form),
            LatexPoint({center.x, center.y}), parameters};
  }
  // Euler's line: H = A + B + C - 2 O.
  return {fmt::format("The three altitudes of {}, extended where needed, meet at $H$. The center "
                      "of its circumscribed circle is $O$. Find the midpoint of $OH$. {}",
                      triangle, form),
          LatexPoint({(Fraction(x[0] + x[1] + x[2]) - center.x) / 2,
                      (Fraction(y[0] + y[1] + y[2]) - center.y) / 2}),
          parameters};
}

GeneratedProblem CircleEquation(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  const int64_t h = draw.NonZero(9), k = draw.NonZero(9), p = draw(1, 8), q = draw(1, 8);
  const std::string form =
      "Write your answer in the form $(x-h)^2 + (y-k)^2 = r^2$, with the "
      "value of $r^2$ on the right.";
  const auto circle = [](const Fraction& x, const Fraction& y, const Fraction& square) {
    return fmt::format("{}^2+{}^2={}", LatexFactor(x, "x"), LatexFactor(y, "y"), Latex(square));
  };
  if (level == 1) {
    return {fmt::format("Find the equation of the circle with center $({},{})$ and radius ${}$. {}",
                        h, k, LatexSurd(1, p * q), form),
            circle(h, k, p * q),
            {h, k, p * q}};
  }
  if (level == 2) {
    const int64_t x = h + draw.NonZero(9), y = k + draw.NonZero(9);
    return {
        fmt::format("The points $({},{})$ and $({},{})$ are the ends of a diameter of a "
                    "circle. Find the equation of the circle. {}",
                    h, k, x, y, form),
        circle(Ratio(h + x, 2), Ratio(k + y, 2), Ratio((h - x) * (h - x) + (k - y) * (k - y), 4)),
        {h, k, x, y}};
  }
  if (level == 3) {
    const int64_t a = draw.NonZero(6), b = draw.NonZero(6), c = draw(-12, 12);
    const int64_t off = a * h + b * k - c;
    if (off == 0) return CircleEquation(stream, level);
    return {fmt::format("A circle with center $({},{})$ is tangent to the line ${} = {}$. Find the "
                        "equation of the circle. {}",
                        h, k, LatexSum({LatexTerm(a, "x"), LatexTerm(b, "y")}), c, form),
            circle(h, k, Ratio(off * off, a * a + b * b)),
            {h, k, a, b, c}};
  }
  // Three of the eight points of the circle with offsets p and q.
  int64_t x[3], y[3];
  for (int i = 0; i < 3; ++i) {
    const bool swap = draw.Coin();
    x[i] = h + (draw.Coin() ? 1 : -1) * (swap ? q : p);
    y[i] = k + (draw.Coin() ? 1 : -1) * (swap ? p : q);
  }
  if ((x[1] - x[0]) * (y[2] - y[0]) == (x[2] - x[0]) * (y[1] - y[0])) {
    return CircleEquation(stream, level);
  }
  if (level == 4) {
    return {fmt::format("Find the equation of the circle through $({},{})$, $({},{})$ and "
                        "$({},{})$. {}",
                        x[0], y[0], x[1], y[1], x[2], y[2], form),
            circle(h, k, p * p + q * q),
            {x[0], y[0], x[1], y[1], x[2], y[2]}};
  }
  // A line through the center that is not the bisector of the two points.
  const int64_t a = draw.NonZero(5), b = draw.NonZero(5);
  if (a * (y[0] - y[1]) == b * (x[0] - x[1])) return CircleEquation(stream, level);
  return {fmt::format("A circle passes through $({},{})$ and $({},{})$, and its center lies on the "
                      "line ${} = {}$. Find the equation of the circle. {}",
                      x[0], y[0], x[1], y[1], LatexSum({LatexTerm(a, "x"), LatexTerm(b, "y")}),
                      a * h + b * k, form),
          circle(h, k, p * p + q * q),
          {x[0], y[0], x[1], y[1], a, b, a * h + b * k}};
}

}  // namespace

std::vector<ProblemFamily> MathGeometryFamilies() {
  return {{"circle_areas", "Geometry", &Unspoiled<&CircleAreas>},
          {"triangle_lengths", "Geometry", &Unspoiled<&TriangleLengths>},
          {"solid_volumes", "Geometry", &Unspoiled<&SolidVolumes>},
          {"angle_measures", "Geometry", &Unspoiled<&AngleMeasures>},
          {"plane_points", "Geometry", &Unspoiled<&PlanePoints>},
          {"circle_equation", "Geometry", &Unspoiled<&CircleEquation>}};
}

}  // namespace rbench
