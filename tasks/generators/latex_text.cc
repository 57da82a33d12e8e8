#include "tasks/generators/latex_text.h"

#include <cstdlib>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/check.h"

namespace rbench {

SquareParts SplitSquare(int64_t n) {
  RBENCH_CHECK(n > 0);
  SquareParts parts{1, n};
  for (int64_t i = 2; i * i <= parts.inside; ++i) {
    while (parts.inside % (i * i) == 0) {
      parts.inside /= i * i;
      parts.outside *= i;
    }
  }
  return parts;
}

std::string Latex(const Fraction& value) {
  if (value.IsInteger()) return std::to_string(value.top);
  return fmt::format("{}\\frac{{{}}}{{{}}}", value.top < 0 ? "-" : "", std::abs(value.top),
                     value.bottom);
}

std::string LatexTerm(const Fraction& value, const std::string& symbol, SymbolPlace place) {
  if (value.top == 0) return "0";
  if (symbol.empty()) return Latex(value);
  const char* sign = value.top < 0 ? "-" : "";
  const int64_t top = std::abs(value.top);
  if (value.IsInteger()) return sign + (top == 1 ? "" : std::to_string(top)) + symbol;
  if (place == SymbolPlace::kBeside) return Latex(value) + symbol;
  return fmt::format("{}\\frac{{{}{}}}{{{}}}", sign, top == 1 ? "" : std::to_string(top), symbol,
                     value.bottom);
}

std::string LatexSum(const std::vector<std::string>& terms) {
  std::string sum;
  for (const std::string& term : terms) {
    if (term == "0") continue;
    if (!sum.empty() && term[0] != '-') sum += '+';
    sum += term;
  }
  return sum.empty() ? "0" : sum;
}

std::string LatexSurd(const Fraction& value, int64_t radicand) {
  if (radicand == 0) return "0";
  const SquareParts parts = SplitSquare(radicand);
  const std::string root =
      parts.inside == 1 ? std::string() : fmt::format("\\sqrt{{{}}}", parts.inside);
  return LatexTerm(value * parts.outside, root, SymbolPlace::kInside);
}

std::string LatexSurdSum(const Fraction& a, const Fraction& b, int64_t radicand) {
  const SquareParts parts = SplitSquare(radicand);
  if (parts.inside == 1) return Latex(a + b * parts.outside);
  const Fraction root = b * parts.outside;
  const int64_t bottom = a.bottom / Gcd(a.bottom, root.bottom) * root.bottom;
  if (a.top == 0 || root.top == 0 || bottom == 1) {
    return LatexSum({Latex(a), LatexSurd(root, parts.inside)});
  }
  return fmt::format("\\frac{{{}}}{{{}}}",
                     LatexSum({Latex(a * bottom), LatexSurd(root * bottom, parts.inside)}), bottom);
}

std::string LatexPolynomial(const std::vector<Fraction>& coefficients, const std::string& symbol) {
  std::vector<std::string> terms;
  for (size_t i = 0; i < coefficients.size(); ++i) {
    const size_t power = coefficients.size() - 1 - i;
    std::string factor = power == 0 ? "" : symbol;
    if (power > 1) factor += power < 10 ? fmt::format("^{}", power) : fmt::format("^{{{}}}", power);
    terms.push_back(LatexTerm(coefficients[i], factor));
  }
  return LatexSum(terms);
}

std::string LatexComplex(const Fraction& real, const Fraction& imaginary) {
  return LatexSum({Latex(real), LatexTerm(imaginary, "i")});
}

std::string LatexPi(const Fraction& value) {
  return LatexTerm(value, "\\pi", SymbolPlace::kInside);
}

std::string LatexFactor(const Fraction& root, const std::string& symbol) {
  if (root.top == 0) return symbol;
  return "(" + LatexSum({symbol, Latex(-root)}) + ")";
}

std::string LatexMatrix(const std::vector<std::vector<Fraction>>& rows) {
  std::vector<std::string> lines;
  for (const auto& row : rows) {
    std::vector<std::string> entries;
    for (const Fraction& entry : row) entries.push_back(Latex(entry));
    lines.push_back(fmt::format("{}", fmt::join(entries, " & ")));
  }
  return fmt::format("\\begin{{pmatrix}} {} \\end{{pmatrix}}", fmt::join(lines, " \\\\ "));
}

std::string LatexColumn(const std::vector<Fraction>& entries) {
  std::vector<std::vector<Fraction>> rows;
  for (const Fraction& entry : entries) rows.push_back({entry});
  return LatexMatrix(rows);
}

std::string LatexList(const std::vector<std::string>& items) {
  return fmt::format("{}", fmt::join(items, ", "));
}

std::string LatexTuple(const std::vector<std::string>& items) {
  return fmt::format("({})", fmt::join(items, ","));
}

std::string LatexPoint(const std::vector<Fraction>& values) {
  std::vector<std::string> items;
  for (const Fraction& value : values) items.push_back(Latex(value));
  return LatexTuple(items);
}

std::string LatexSet(const std::vector<std::string>& items) {
  return fmt::format("\\{{{}\\}}", fmt::join(items, ","));
}

std::string DigitsInBase(int64_t n, int64_t base) {
  RBENCH_CHECK(n >= 0 && base >= 2 && base <= 10);
  std::string digits;
  do {
    digits.insert(digits.begin(), static_cast<char>('0' + n % base));
    n /= base;
  } while (n > 0);
  return digits;
}

std::string LatexNumeral(int64_t n, int64_t base) {
  return DigitsInBase(n, base) + (base < 10 ? fmt::format("_{}", base) : "_{10}");
}

std::string LatexDecimal(const Fraction& value) {
  RBENCH_CHECK(value.top >= 0);
  std::string text = std::to_string(value.top / value.bottom);
  int64_t rest = value.top % value.bottom;
  if (rest == 0) return text;
  // Long division; the place at which a remainder was first seen starts the period.
  std::string digits;
  std::map<int64_t, size_t> seen;
  while (rest != 0 && seen.emplace(rest, digits.size()).second) {
    digits += static_cast<char>('0' + rest * 10 / value.bottom);
    rest = rest * 10 % value.bottom;
  }
  if (rest == 0) return text + "." + digits;
  const size_t start = seen[rest];
  return fmt::format("{}.{}\\overline{{{}}}", text, digits.substr(0, start), digits.substr(start));
}

std::vector<PrimePower> Factorize(int64_t n) {
  RBENCH_CHECK(n > 1);
  std::vector<PrimePower> powers;
  for (int64_t p = 2; n > 1; p = p * p > n ? n : p + 1) {
    int64_t exponent = 0;
    for (; n % p == 0; n /= p) ++exponent;
    if (exponent > 0) powers.push_back({p, exponent});
  }
  return powers;
}

std::string LatexFactorization(const std::vector<PrimePower>& powers) {
  std::vector<std::string> factors;
  for (const PrimePower& power : powers) {
    if (power.exponent == 0) continue;
    factors.push_back(std::to_string(power.prime));
    if (power.exponent > 1) {
      factors.back() += power.exponent < 10 ? fmt::format("^{}", power.exponent)
                                            : fmt::format("^{{{}}}", power.exponent);
    }
  }
  return fmt::format("{}", fmt::join(factors, " \\cdot "));
}

}  // namespace rbench
