#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tasks/exact_number.h"

// Reads one number as people and models write it, without any floating point.
//
//   42   -7   +3   0042   1,234,567   1{,}234   1\,234   3.50   .5   6.02e23   6.02\times 10^{23}
//   3/4   -3/4   \frac{3}{4}   \dfrac34   1 1/2   2\frac{1}{3}   2½   50%   50\%   $5   \$5 5\text{
//   cm}   90^\circ
//
// The whole text must be one number; a fragment of a longer expression never counts.

namespace rbench {

enum class PercentReading { kValue, kDrop, kRefuse };  // 50% is 1/2, is 50, is not a number

struct NumberStyle {
  bool units =
      true;  // `\text{...}`, degrees and, where lenient, plain words after the number are ignored
  bool currency = true;  // a currency sign before or after the number is ignored
  bool lenient = false;  // also: plain unit words; the right side of any equation
  PercentReading percent = PercentReading::kValue;
};

struct WrittenNumber {
  ExactNumber value;
  bool percent = false;    // written with a percent sign
  bool decimal = true;     // written as one decimal, not as a fraction
  int64_t last_place = 0;  // power of ten of the last digit written: -2 for 3.50; decimals only
  size_t significant_digits = 0;  // digits written from the first that is not zero; decimals only
};

enum class NumberReading { kNumber, kNotANumber, kTooLarge };

// kTooLarge: it is a number, beyond kMaxNumberDigits. `out` is set for kNumber only. Linear time.
NumberReading ReadNumber(std::string_view text, const NumberStyle& style, WrittenNumber* out);

}  // namespace rbench
