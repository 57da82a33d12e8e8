#include <cstdlib>
#include <string>

#include <fmt/format.h>

#include "tasks/generators/families.h"
#include "tasks/generators/integer_math.h"

namespace rbench {
namespace {

struct RightTriangle {
  int64_t leg, other_leg, hypotenuse;
};

// A Pythagorean triple by Euclid's formula, scaled.
RightTriangle DrawRightTriangle(PhiloxStream& stream, int64_t max_scale) {
  const int64_t m = stream.NextInRange(2, 8);
  const int64_t n = stream.NextInRange(1, m - 1);
  const int64_t scale = stream.NextInRange(1, max_scale);
  RightTriangle triangle{scale * (m * m - n * n), scale * 2 * m * n, scale * (m * m + n * n)};
  if (stream.NextBelow(2) == 1) std::swap(triangle.leg, triangle.other_leg);
  return triangle;
}

// Two right triangles glued along a common leg give integer sides and an integer area.
GeneratedProblem TriangleFromSides(PhiloxStream& stream, int level) {
  while (true) {
    const RightTriangle left = DrawRightTriangle(stream, 1);
    const RightTriangle right = DrawRightTriangle(stream, 1);
    const int64_t height = left.leg / Gcd(left.leg, right.leg) * right.leg;
    const int64_t base =
        left.other_leg * (height / left.leg) + right.other_leg * (height / right.leg);
    const int64_t a = left.hypotenuse * (height / left.leg);
    const int64_t b = right.hypotenuse * (height / right.leg);
    const int64_t divisor = Gcd(Gcd(a, b), base);
    const int64_t max_scale = level == 1 ? 2 : 6;
    const int64_t scale = stream.NextInRange(1, max_scale);
    const int64_t sides[3] = {a / divisor * scale, b / divisor * scale, base / divisor * scale};
    // area = base * height / 2 in the scaled triangle.
    const int64_t twice_area_numerator = base * height * scale * scale;
    if (twice_area_numerator % (2 * divisor * divisor) != 0) continue;
    const int64_t area = twice_area_numerator / (2 * divisor * divisor);
    const int64_t perimeter = sides[0] + sides[1] + sides[2];
    const std::vector<int64_t> parameters = {sides[0], sides[1], sides[2]};
    const std::string triangle = fmt::format(
        "Triangle $ABC$ has $AB = {}$, $AC = {}$ and $BC = {}$.", sides[0], sides[1], sides[2]);
    if (level == 1) {
      if (area > kMaxAimeAnswer) continue;
      return {triangle + " Find its area.", std::to_string(area), parameters};
    }
    // Level 2: the inradius 2 area / perimeter, level 3: the circumradius abc / (4 area), each as
    // p/q with p + q.
    const int64_t numerator = level == 2 ? 2 * area : sides[0] * sides[1] * sides[2];
    const int64_t denominator = level == 2 ? perimeter : 4 * area;
    const int64_t common = Gcd(numerator, denominator);
    const int64_t answer = numerator / common + denominator / common;
    if (answer > kMaxAimeAnswer) continue;
    return {fmt::format("{} The radius of its {} is $\\frac{{p}}{{q}}$ in lowest terms (with $q = "
                        "1$ where it is an integer). Find $p + q$.",
                        triangle, level == 2 ? "inscribed circle" : "circumscribed circle"),
            std::to_string(answer), parameters};
  }
}

// Interior lattice points by Pick's theorem: area = inside + boundary / 2 - 1.
GeneratedProblem LatticeTriangle(PhiloxStream& stream, int level) {
  const int64_t size = level == 1 ? 15 : 40;
  while (true) {
    int64_t x[3] = {0, stream.NextInRange(1, size), stream.NextInRange(1, size)};
    int64_t y[3] = {0, stream.NextInRange(0, size), stream.NextInRange(1, size)};
    if (level > 1) {
      x[0] = stream.NextInRange(-size / 2, 0);
      y[0] = stream.NextInRange(-size / 2, 0);
    }
    const int64_t twice_area =
        std::abs((x[1] - x[0]) * (y[2] - y[0]) - (x[2] - x[0]) * (y[1] - y[0]));
    if (twice_area == 0) continue;
    int64_t boundary = 0;
    for (int i = 0; i < 3; ++i) boundary += Gcd(x[(i + 1) % 3] - x[i], y[(i + 1) % 3] - y[i]);
    const int64_t inside = (twice_area - boundary + 2) / 2;
    const int64_t answer = level == 3 ? inside + boundary : inside;
    if (inside < 1 || answer > kMaxAimeAnswer) continue;
    const char* where = level == 3 ? "inside or on the boundary of" : "strictly inside";
    return {fmt::format("How many points with integer coordinates lie {} the triangle with "
                        "vertices $({},{})$, $({},{})$ and $({},{})$?",
                        where, x[0], y[0], x[1], y[1], x[2], y[2]),
            std::to_string(answer),
            {x[0], y[0], x[1], y[1], x[2], y[2]}};
  }
}

GeneratedProblem ParallelCut(PhiloxStream& stream, int level) {
  while (true) {
    const int64_t m = stream.NextInRange(1, 9);
    const int64_t n = stream.NextInRange(1, 9);
    if (Gcd(m, n) != 1) continue;
    const int64_t whole = m + n;
    const int64_t unit = stream.NextInRange(1, 120);
    const int64_t area = unit * whole * whole;
    const int64_t top = unit * m * m;
    const std::string figure = fmt::format(
        "Points $D$ and $E$ lie on sides $AB$ and $AC$ of triangle $ABC$ so that $DE$ is parallel "
        "to $BC$ and $AD : DB = {} : {}$.",
        m, n);
    if (level == 1 && area <= 2000 && area - top <= kMaxAimeAnswer) {
      return {
          fmt::format("{} The area of triangle $ABC$ is ${}$. Find the area of trapezoid $DBCE$.",
                      figure, area),
          std::to_string(area - top),
          {m, n, area}};
    }
    if (level == 2 && area <= kMaxAimeAnswer) {
      return {
          fmt::format("{} The area of trapezoid $DBCE$ is ${}$. Find the area of triangle $ABC$.",
                      figure, area - top),
          std::to_string(area),
          {m, n, area - top}};
    }
    // Triangle DEC shares its height with the trapezoid: area(ADE) : area(DEC) = AE : EC = m : n.
    if (level == 3 && unit * m * n <= kMaxAimeAnswer && area <= 9999) {
      return {fmt::format("{} The area of triangle $ABC$ is ${}$. Find the area of triangle $DEC$.",
                          figure, area),
              std::to_string(unit * m * n),
              {m, n, area}};
    }
  }
}

GeneratedProblem ChordInCircle(PhiloxStream& stream, int level) {
  while (true) {
    const RightTriangle triangle = DrawRightTriangle(stream, 30);
    const int64_t radius = triangle.hypotenuse;
    const int64_t distance = triangle.leg;
    const int64_t half_chord = triangle.other_leg;
    if (level == 1 && 2 * half_chord <= kMaxAimeAnswer) {
      return {fmt::format("A chord of a circle of radius ${}$ is at distance ${}$ from the center. "
                          "Find the length of the chord.",
                          radius, distance),
              std::to_string(2 * half_chord),
              {radius, distance}};
    }
    if (level == 2 && half_chord * distance <= kMaxAimeAnswer) {
      return {fmt::format("A chord $AB$ of length ${}$ is drawn in a circle with center $O$ and "
                          "radius ${}$. Find the area of triangle $OAB$.",
                          2 * half_chord, radius),
              std::to_string(half_chord * distance),
              {2 * half_chord, radius}};
    }
    if (level == 3) {
      // A point P on the chord: PA * PB is its power, radius^2 - OP^2.
      const int64_t pa = stream.NextInRange(1, 2 * half_chord - 1);
      const int64_t power = pa * (2 * half_chord - pa);
      if (power > kMaxAimeAnswer) continue;
      return {fmt::format("A chord $AB$ of a circle with center $O$ and radius ${}$ is at distance "
                          "${}$ from $O$. Point $P$ lies on the chord "
                          "with $AP = {}$. Find ${}^2 - OP^2$.",
                          radius, distance, pa, radius),
              std::to_string(power),
              {radius, distance, pa}};
    }
  }
}

}  // namespace

std::vector<ProblemFamily> GeometryFamilies() {
  return {{"triangle_from_sides", "geometry", &TriangleFromSides},
          {"lattice_triangle", "geometry", &LatticeTriangle},
          {"parallel_cut", "geometry", &ParallelCut},
          {"chord_in_circle", "geometry", &ChordInCircle}};
}

}  // namespace rbench
