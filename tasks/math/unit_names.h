#pragma once

#include <string>
#include <string_view>

namespace rbench::math {

// Whether a word in lower case names a unit of measurement, singular or plural.
bool IsUnitName(std::string_view word);

// Spaces collapsed, braces of exponents dropped, "sq." and "square" alike: "cm^{2}" -> "cm^2".
std::string NormalUnit(std::string_view text);

}  // namespace rbench::math
