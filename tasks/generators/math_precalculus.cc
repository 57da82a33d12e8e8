#include <array>
#include <string>

#include <fmt/format.h>

#include "tasks/generators/families.h"
#include "tasks/generators/latex_text.h"
#include "tasks/generators/number_draw.h"
#include "tasks/generators/unspoiled.h"

namespace rbench {
namespace {

constexpr const char* kRadical = "Give your answer in simplest radical form.";

using Rows = std::vector<std::vector<Fraction>>;
Rows Product(const Rows& a, const Rows& b) {
  Rows product(a.size(), std::vector<Fraction>(b[0].size()));
  for (size_t i = 0; i < a.size(); ++i) {
    for (size_t j = 0; j < b[0].size(); ++j) {
      for (size_t k = 0; k < b.size(); ++k) product[i][j] = product[i][j] + a[i][k] * b[k][j];
    }
  }
  return product;
}
Rows Inverse(const Rows& m) {
  const Fraction d = m[0][0] * m[1][1] - m[0][1] * m[1][0];
  return {{m[1][1] / d, -m[0][1] / d}, {-m[1][0] / d, m[0][0] / d}};
}

GeneratedProblem MatrixAlgebra(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  std::vector<int64_t> p;
  for (int i = 0; i < 8; ++i) p.push_back(draw(-7, 7));
  const Rows a = {{p[0], p[1]}, {p[2], p[3]}}, b = {{p[4], p[5]}, {p[6], p[7]}};
  const bool singular = p[0] * p[3] == p[1] * p[2];
  const std::string both =
      fmt::format("Let $A = {}$ and $B = {}$.", LatexMatrix(a), LatexMatrix(b));
  if (level == 1) {
    const int64_t k = draw(2, 5), m = draw(2, 5);
    Rows sum = a;
    for (size_t i = 0; i < 4; ++i) sum[i / 2][i % 2] = Fraction(k * p[i] - m * p[i + 4]);
    p.insert(p.end(), {k, m});
    return {fmt::format("{} Find ${}A - {}B$.", both, k, m), LatexMatrix(sum), p};
  }
  if (level == 2) return {both + " Find $AB$.", LatexMatrix(Product(a, b)), p};
  if (level <= 4 && singular) return MatrixAlgebra(stream, level);
  if (level == 3) {
    return {fmt::format("Find the inverse of the matrix ${}$.", LatexMatrix(a)),
            LatexMatrix(Inverse(a)),
            {p[0], p[1], p[2], p[3]}};
  }
  if (level == 4) {
    const bool left = draw.Coin();
    p.push_back(left);
    return {fmt::format("{} Find the matrix $X$ with ${} = B$.", both, left ? "AX" : "XA"),
            LatexMatrix(left ? Product(Inverse(a), b) : Product(b, Inverse(a))), p};
  }
  // P D P^-1 with det P = 1 and small eigenvalues.
  const int64_t s = draw.NonZero(2), t = draw.NonZero(2), u = draw(-3, 3), v = draw(-3, 3);
  const int64_t n = draw(6, 9);
  if (u == v || u * u == v * v) return MatrixAlgebra(stream, level);
  const Rows basis = {{1 + s * t, s}, {t, 1}};
  const auto power = [&](int64_t exponent) {
    const int e = static_cast<int>(exponent);
    return Product(Product(basis, Rows{{Power(u, e), 0}, {0, Power(v, e)}}), Inverse(basis));
  };
  const Rows m = power(1);
  return {fmt::format("Let $A = {}$. Find $A^{}$.", LatexMatrix(m), n),
          LatexMatrix(power(n)),
          {m[0][0].top, m[0][1].top, m[1][0].top, m[1][1].top, n}};
}

GeneratedProblem Vectors(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  std::array<int64_t, 3> u, v;
  for (int64_t& x : u) x = draw(-7, 7);
  for (int64_t& x : v) x = draw(-7, 7);
  const auto dot = [](const auto& x, const auto& y) {
    return x[0] * y[0] + x[1] * y[1] + x[2] * y[2];
  };
  const std::array<int64_t, 3> cross = {u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2],
                                        u[0] * v[1] - u[1] * v[0]};
  if (dot(cross, cross) == 0) return Vectors(stream, level);
  const std::string text =
      fmt::format("Let $\\mathbf{{u}} = {}$ and $\\mathbf{{v}} = {}$.",
                  LatexColumn({u[0], u[1], u[2]}), LatexColumn({v[0], v[1], v[2]}));
  std::vector<int64_t> parameters = {u[0], u[1], u[2], v[0], v[1], v[2]};
  if (level == 1) {
    const int64_t k = draw(2, 6), m = draw(2, 6);
    parameters.insert(parameters.end(), {k, m});
    return {
        fmt::format("{} Find ${}\\mathbf{{u}} - {}\\mathbf{{v}}$ as a column vector.", text, k, m),
        LatexColumn({k * u[0] - m * v[0], k * u[1] - m * v[1], k * u[2] - m * v[2]}), parameters};
  }
  if (level == 2) {
    const int64_t square = dot(u, u) * dot(v, v);
    return {fmt::format("{} Find the cosine of the angle between $\\mathbf{{u}}$ and "
                        "$\\mathbf{{v}}$. {}",
                        text, kRadical),
            LatexSurd(Ratio(dot(u, v), square), square), parameters};
  }
  if (level == 3) {
    return {text + " Find the cross product $\\mathbf{u} \\times \\mathbf{v}$ as a column vector.",
            LatexColumn({cross[0], cross[1], cross[2]}), parameters};
  }
  if (level == 4) {
    const Fraction by = Ratio(dot(u, v), dot(v, v));
    if (by.top == 0) return Vectors(stream, level);
    return {text + " Find the projection of $\\mathbf{u}$ onto $\\mathbf{v}$ as a column vector.",
            LatexColumn({by * v[0], by * v[1], by * v[2]}), parameters};
  }
  // The distance of the point u + w from the line w + t v.
  std::array<int64_t, 3> w;
  for (int64_t& x : w) x = draw(-5, 5);
  parameters.insert(parameters.end(), {w[0], w[1], w[2]});
  return {fmt::format("Find the distance from the point ${}$ to the line through ${}$ and ${}$ in "
                      "space. {}",
                      LatexPoint({u[0] + w[0], u[1] + w[1], u[2] + w[2]}),
                      LatexPoint({w[0], w[1], w[2]}),
                      LatexPoint({v[0] + w[0], v[1] + w[1], v[2] + w[2]}), kRadical),
          LatexSurd(Ratio(1, dot(v, v)), dot(cross, cross) * dot(v, v)), parameters};
}

GeneratedProblem Planes(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  std::array<int64_t, 3> a, b, c;
  for (auto* point : {&a, &b, &c}) {
    for (int64_t& x : *point) x = draw(-6, 6);
  }
  const std::string form =
      "Write your answer in the form $Ax + By + Cz + D = 0$ with integers $A$, "
      "$B$, $C$, $D$ that have greatest common divisor $1$ and with $A > 0$.";
  const auto point = [](const auto& p) { return fmt::format("$({},{},{})$", p[0], p[1], p[2]); };
  const auto left = [](const auto& n, int64_t constant) {
    return LatexSum({LatexTerm(n[0], "x"), LatexTerm(n[1], "y"), LatexTerm(n[2], "z"),
                     std::to_string(constant)});
  };
  // The plane with that normal through that point; empty where A would be 0.
  const auto plane = [&](std::array<int64_t, 3> n, const std::array<int64_t, 3>& p) -> std::string {
    int64_t d = -(n[0] * p[0] + n[1] * p[1] + n[2] * p[2]);
    if (n[0] == 0) return {};
    const int64_t by = Gcd(Gcd(n[0], n[1]), Gcd(n[2], d)) * (n[0] < 0 ? -1 : 1);
    for (int64_t& x : n) x /= by;
    return left(n, d / by) + "=0";
  };
  const auto cross = [](const auto& u, const auto& v) {
    return std::array<int64_t, 3>{u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2],
                                  u[0] * v[1] - u[1] * v[0]};
  };
  const auto minus = [](const auto& u, const auto& v) {
    return std::array<int64_t, 3>{u[0] - v[0], u[1] - v[1], u[2] - v[2]};
  };
  std::string question, answer;
  std::vector<int64_t> parameters = {a[0], a[1], a[2], b[0], b[1], b[2]};
  if (level == 1) {
    question = fmt::format("Find the plane through {} with normal vector ${}$.", point(a),
                           LatexColumn({b[0], b[1], b[2]}));
    answer = plane(b, a);
  } else if (level == 2) {
    question =
        fmt::format("Find the plane that bisects the segment from {} to {} at a right angle.",
                    point(a), point(b));
    const std::array<int64_t, 3> middle = {a[0] + b[0], a[1] + b[1], a[2] + b[2]};
    auto normal = minus(a, b);
    for (int64_t& x : normal) x *= 2;
    // The middle is doubled, so the normal is too, and the constant is halved by `plane`.
    const int64_t d = -(normal[0] * middle[0] + normal[1] * middle[1] + normal[2] * middle[2]) / 2;
    const int64_t by = Gcd(Gcd(normal[0], normal[1]), Gcd(normal[2], d)) * (normal[0] < 0 ? -1 : 1);
    if (normal[0] == 0) return Planes(stream, level);
    for (int64_t& x : normal) x /= by;
    answer = left(normal, d / by) + "=0";
  } else {
    parameters.insert(parameters.end(), {c[0], c[1], c[2]});
    if (level == 3) {
      question = fmt::format("Find the plane through {}, {} and {}.", point(a), point(b), point(c));
      answer = plane(cross(minus(b, a), minus(c, a)), a);
    } else if (level == 4) {
      // Holds the line a + t b and the point c.
      question = fmt::format(
          "Find the plane that contains the point {} and the line $(x,y,z) = "
          "({}, {}, {})$, where $t$ runs over the real numbers.",
          point(c), LatexPolynomial({b[0], a[0]}, "t"), LatexPolynomial({b[1], a[1]}, "t"),
          LatexPolynomial({b[2], a[2]}, "t"));
      answer = plane(cross(b, minus(c, a)), a);
    } else {
      // Normals a and b, and the point c on neither plane.
      const int64_t d = draw.NonZero(9), e = draw.NonZero(9);
      const int64_t at_a = a[0] * c[0] + a[1] * c[1] + a[2] * c[2] + d;
      const int64_t at_b = b[0] * c[0] + b[1] * c[1] + b[2] * c[2] + e;
      if (cross(a, b) == std::array<int64_t, 3>{} || at_a == 0 || at_b == 0) {
        return Planes(stream, level);
      }
      question = fmt::format(
          "Find the plane that contains the point {} and the line in which the "
          "planes ${} = 0$ and ${} = 0$ meet.",
          point(c), left(a, d), left(b, e));
      std::array<int64_t, 3> n;
      for (size_t i = 0; i < 3; ++i) n[i] = at_b * a[i] - at_a * b[i];
      answer = plane(n, c);
      parameters.insert(parameters.end(), {d, e});
    }
  }
  if (answer.empty()) return Planes(stream, level);
  return {question + " " + form, answer, parameters};
}

}  // namespace

std::vector<ProblemFamily> MathPrecalculusFamilies() {
  std::vector<ProblemFamily> families = MathTrigonometryFamilies();
  families.push_back({"matrix_algebra", "Precalculus", &Unspoiled<&MatrixAlgebra>});
  families.push_back({"vectors", "Precalculus", &Unspoiled<&Vectors>});
  families.push_back({"planes", "Precalculus", &Unspoiled<&Planes>});
  return families;
}

}  // namespace rbench
