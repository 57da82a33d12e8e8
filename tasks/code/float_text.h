#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rbench {

// The double nearest to decimal text of the form [+-]digits[.digits][e[+-]digits], with a digit
// before or after the point; nothing where the text is anything else. Too large becomes an infinity
// and too small a zero, as in C and Python. Linear in the text; never depends on a locale.
std::optional<double> ParseDecimalFloat(std::string_view text);

// Python's repr of a float: "0.1", "1e+16", "-0.0", "inf", "nan".
std::string FloatRepr(double value);

}  // namespace rbench
