#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tasks/generators/fraction.h"

// Writers of exact values as LaTeX, in the form of published golds: lowest terms, no square factor
// under a root, no 1 before a symbol, no +-.

namespace rbench {

// n = outside^2 * inside for n > 0, inside without a square factor.
struct SquareParts {
  int64_t outside, inside;
};
SquareParts SplitSquare(int64_t n);

std::string Latex(const Fraction& value);  // "5", "-\frac{3}{4}"

// value * symbol: "0", "-x", "\frac{3}{4}x"; with `inside`, "\frac{3x}{4}".
enum class SymbolPlace { kBeside, kInside };
std::string LatexTerm(const Fraction& value, const std::string& symbol,
                      SymbolPlace place = SymbolPlace::kBeside);

// Terms joined by their signs; "0" terms are left out.
std::string LatexSum(const std::vector<std::string>& terms);

// value * sqrt(radicand) for radicand >= 0: "2\sqrt{3}", "-\frac{\sqrt{2}}{2}", "6".
std::string LatexSurd(const Fraction& value, int64_t radicand);

// a + b sqrt(radicand) over one bottom: "3-2\sqrt{5}", "\frac{1+\sqrt{5}}{2}".
std::string LatexSurdSum(const Fraction& a, const Fraction& b, int64_t radicand);

// Coefficients from the highest power down.
std::string LatexPolynomial(const std::vector<Fraction>& coefficients,
                            const std::string& symbol = "x");

std::string LatexComplex(const Fraction& real, const Fraction& imaginary);  // "3-\frac{1}{2}i"
std::string LatexPi(const Fraction& value);                                 // "\frac{3\pi}{4}"

// "(x-3)", "(x+\frac{1}{2})", "x": symbol - root as a factor.
std::string LatexFactor(const Fraction& root, const std::string& symbol = "x");

std::string LatexMatrix(const std::vector<std::vector<Fraction>>& rows);  // pmatrix
std::string LatexColumn(const std::vector<Fraction>& entries);            // pmatrix

std::string LatexList(const std::vector<std::string>& items);   // "1, 2"
std::string LatexTuple(const std::vector<std::string>& items);  // "(1,2)"
std::string LatexPoint(const std::vector<Fraction>& values);    // "(1,\frac{1}{2})"
std::string LatexSet(const std::vector<std::string>& items);    // "\{1,2\}"

// Digits of n >= 0 in base 2 .. 10: "1103", and with the base "1103_6" ("_{10}" for ten).
std::string DigitsInBase(int64_t n, int64_t base);
std::string LatexNumeral(int64_t n, int64_t base);

// The decimal of a fraction >= 0, its period under a line: "0.375", "1.4\overline{27}".
std::string LatexDecimal(const Fraction& value);

// 2^3 \cdot 5 for n > 1; the primes with their exponents from the smallest up.
struct PrimePower {
  int64_t prime, exponent;
};
std::vector<PrimePower> Factorize(int64_t n);
std::string LatexFactorization(const std::vector<PrimePower>& powers);

}  // namespace rbench
