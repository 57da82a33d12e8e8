#include "tasks/math/unit_names.h"

#include <algorithm>

namespace rbench::math {
namespace {

// Lower case, sorted, singular where a plural only adds s.
constexpr std::string_view kUnits[] = {
    "acre",    "centimeter", "centimetre", "cent",   "cm",     "cubic",  "cup",      "day",
    "dm",      "dollar",     "euro",       "feet",   "foot",   "ft",     "gallon",   "gram",
    "hectare", "hour",       "hr",         "hrs",    "hz",     "inch",   "inches",   "joule",
    "kg",      "kilogram",   "kilometer",  "kilometre", "km",  "km/h",   "kph",      "kw",
    "lb",      "liter",      "litre",      "meter",  "metre",  "mg",     "mile",     "milliliter",
    "min",     "minute",     "ml",         "mm",     "month",  "mph",    "newton",   "oz",
    "ounce",   "pound",      "radian",     "rad",    "sec",    "second", "sq",       "square",
    "ton",     "tonne",      "unit",       "usd",    "watt",   "week",   "yard",     "yd",
    "year",    "yen",
};

}  // namespace

bool IsUnitName(std::string_view word) {
  word = word.substr(0, word.find_first_of(" ^/."));
  const auto known = [&](std::string_view name) {
    return std::find(std::begin(kUnits), std::end(kUnits), name) != std::end(kUnits);
  };
  return known(word) || (word.size() > 2 && word.ends_with('s') &&
                         known(word.substr(0, word.size() - 1)));
}

std::string NormalUnit(std::string_view text) {
  std::string unit;
  for (const char c : text) {
    if (c == '{' || c == '}' || c == '$' || c == '.') continue;
    if (c == ' ' && (unit.empty() || unit.back() == ' ')) continue;
    unit += c;
  }
  while (!unit.empty() && unit.back() == ' ') unit.pop_back();
  return unit;
}

}  // namespace rbench::math
