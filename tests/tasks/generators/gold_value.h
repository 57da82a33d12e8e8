#pragma once

#include <complex>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

// A tiny reader of gold texts for the tests of generated suites: LaTeX to doubles. What it cannot
// read becomes NaN or an empty result, which is near to nothing.

namespace rbench {

using Complex = std::complex<double>;
using Variables = std::map<char, Complex>;

// A formula: + - and juxtaposition, powers, \frac, \sqrt, \pi, \log_{b}, \sin and \cos, i,
// \overline,
// %, degrees (as plain numbers) and the given one-letter variables.
Complex ValueOf(std::string_view text, const Variables& variables = {});

// Equal within 1e-9 of the larger one, or of 1.
bool Near(Complex a, Complex b, double tolerance = 1e-9);

// The parts between separators outside all brackets, without spaces around them.
std::vector<std::string> SplitTop(std::string_view text, char separator = ',');

// What stands between the dollar signs of a question.
std::vector<std::string> FormulasOf(std::string_view question);

// The values of a list "1, 2"; of a point "(1,2)".
std::vector<Complex> ListOf(std::string_view text);
std::vector<Complex> PointOf(std::string_view text);

bool SameOrder(const std::vector<Complex>& a, const std::vector<Complex>& b);
// As sets with multiplicity.
bool SameValues(std::vector<Complex> a, std::vector<Complex> b, double tolerance = 1e-9);

// The gold as a function of x, compared with another at several points.
bool SameFunction(std::string_view gold, const std::function<Complex(Complex)>& expected);

// The entries of a pmatrix, row by row; empty unless it has that shape.
std::vector<double> MatrixOf(std::string_view text, size_t rows, size_t columns);

// A union of intervals, or an inequality in x.
struct Span {
  double low, high;
  bool low_closed, high_closed;
};
std::vector<Span> SpansOf(std::string_view text);
// True for x in a span, where the ends are met within 1e-9.
bool Contains(const std::vector<Span>& spans, double x);

}  // namespace rbench
