#include "tasks/generators/exact_trig.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "base/check.h"
#include "tasks/generators/latex_text.h"

namespace rbench {
namespace {

// In lowest terms with bottom > 0.
RootSum Reduce(RootSum value) {
  int64_t common = value.bottom;
  for (const int64_t c : value.c) common = Gcd(common, c);
  if (value.bottom < 0) common = common < 0 ? common : -common;
  for (int64_t& c : value.c) c /= common;
  value.bottom /= common;
  return value;
}

RootSum Product(const RootSum& a, const RootSum& b) {
  // Index 0 .. 3 stands for 1, sqrt 2, sqrt 3, sqrt 6: bits 0 and 1 say which primes are inside.
  RootSum product;
  product.bottom = a.bottom * b.bottom;
  for (size_t i = 0; i < 4; ++i) {
    for (size_t j = 0; j < 4; ++j) {
      const size_t twice = i & j;
      const int64_t outside = (twice & 1 ? 2 : 1) * (twice & 2 ? 3 : 1);
      product.c[i ^ j] += a.c[i] * b.c[j] * outside;
    }
  }
  return Reduce(product);
}

}  // namespace

RootSum SineOf(int64_t degrees) {
  RBENCH_CHECK(degrees % 15 == 0);
  degrees = (degrees % 360 + 360) % 360;
  if (degrees >= 180) return SineOf(degrees - 180) * -1;
  if (degrees > 90) degrees = 180 - degrees;
  static constexpr int64_t kTable[7][4] = {{0, 0, 0, 0}, {0, -1, 0, 1}, {2, 0, 0, 0}, {0, 2, 0, 0},
                                           {0, 0, 2, 0}, {0, 1, 0, 1},  {4, 0, 0, 0}};
  const auto& row = kTable[degrees / 15];
  return Reduce({{row[0], row[1], row[2], row[3]}, 4});
}

RootSum CosineOf(int64_t degrees) { return SineOf(degrees + 90); }

RootSum TangentOf(int64_t degrees) {
  RBENCH_CHECK((degrees % 180 + 180) % 180 != 90);
  // tan x = (1 - cos 2x) / sin 2x, times sin 2x above and below: its square is rational.
  const RootSum top = SineOf(2 * degrees);
  RootSum conjugate = CosineOf(2 * degrees) * -1;
  conjugate.c[0] += conjugate.bottom;
  if (top.IsZero()) return {};
  const RootSum square = Product(top, top);
  const RootSum scaled = Product(top, conjugate);
  RBENCH_CHECK(square.c[1] == 0 && square.c[2] == 0 && square.c[3] == 0);
  return Product(scaled, {{square.bottom, 0, 0, 0}, square.c[0]});
}

RootSum operator*(const RootSum& value, int64_t factor) {
  RootSum product = value;
  for (int64_t& c : product.c) c *= factor;
  return Reduce(product);
}

std::string Latex(const RootSum& value) {
  const RootSum reduced = Reduce(value);
  static constexpr const char* kRoots[] = {"", "\\sqrt{2}", "\\sqrt{3}", "\\sqrt{6}"};
  std::vector<std::string> terms;
  int64_t signs = 0;
  for (const size_t i : {size_t{0}, size_t{3}, size_t{2}, size_t{1}}) {
    if (reduced.c[i] == 0) continue;
    terms.push_back(LatexTerm(reduced.c[i], kRoots[i]));
    signs += reduced.c[i] < 0 ? -1 : 1;
  }
  // Positive terms first: sqrt 2 - sqrt 6.
  std::stable_partition(terms.begin(), terms.end(),
                        [](const std::string& term) { return term[0] != '-'; });
  if (reduced.bottom == 1 || terms.empty()) return LatexSum(terms);
  // A common minus stands before the fraction.
  if (signs == -static_cast<int64_t>(terms.size())) return "-" + Latex(reduced * -1);
  return fmt::format("\\frac{{{}}}{{{}}}", LatexSum(terms), reduced.bottom);
}

std::string LatexComplex(const RootSum& real, const RootSum& imaginary) {
  if (imaginary.IsZero()) return Latex(real);
  std::string factor = Latex(imaginary);
  if (factor == "1") factor = "";
  if (factor == "-1") factor = "-";
  int terms = 0;
  for (const int64_t c : imaginary.c) terms += c != 0;
  if (terms > 1 && imaginary.bottom == 1) factor = "(" + factor + ")";
  return LatexSum({Latex(real), factor + "i"});
}

}  // namespace rbench
