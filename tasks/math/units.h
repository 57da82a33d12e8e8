#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rbench::math {

// A unit as powers of the base units and an exact factor: 1 unit = numerator / denominator of them.
struct UnitMeaning {
  std::string dimension;  // "m", "m^2", "m/s", "$": equal dimensions convert into each other
  int64_t numerator = 1;
  int64_t denominator = 1;
};

// Nothing for names that no table has ("apples").
std::optional<UnitMeaning> MeaningOfUnit(std::string_view unit);

// Whether two names mean one unit although no table has them: equal up to a plural.
bool SameUnitName(std::string_view a, std::string_view b);

}  // namespace rbench::math
