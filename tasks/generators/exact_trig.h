#pragma once

#include <array>
#include <cstdint>
#include <string>

// Sines of the multiples of 15 degrees, exactly.

namespace rbench {

// (c[0] + c[1] sqrt 2 + c[2] sqrt 3 + c[3] sqrt 6) / bottom.
struct RootSum {
  std::array<int64_t, 4> c{};
  int64_t bottom = 1;
  bool IsZero() const { return c == std::array<int64_t, 4>{}; }
};

// `degrees` is a multiple of 15, of any sign.
RootSum SineOf(int64_t degrees);
RootSum CosineOf(int64_t degrees);
RootSum TangentOf(int64_t degrees);  // not where the cosine is 0

RootSum operator*(const RootSum& value, int64_t factor);

// In lowest terms: "\frac{\sqrt{6}-\sqrt{2}}{4}", "2+\sqrt{3}", "0".
std::string Latex(const RootSum& value);
// real + imaginary i: "1+\sqrt{3}i", "-\frac{1}{2}i".
std::string LatexComplex(const RootSum& real, const RootSum& imaginary);

}  // namespace rbench
