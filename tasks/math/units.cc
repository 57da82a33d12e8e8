#include "tasks/math/units.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace rbench::math {
namespace {

struct UnitRow {
  std::string_view name;
  std::string_view base;
  int power;  // of the base
  int64_t numerator;
  int64_t denominator;
};

// Names in singular and without blanks; exact factors only (the inch is 0.0254 m by definition).
constexpr UnitRow kUnits[] = {
    {"m", "m", 1, 1, 1},
    {"meter", "m", 1, 1, 1},
    {"metre", "m", 1, 1, 1},
    {"km", "m", 1, 1000, 1},
    {"kilometer", "m", 1, 1000, 1},
    {"kilometre", "m", 1, 1000, 1},
    {"dm", "m", 1, 1, 10},
    {"cm", "m", 1, 1, 100},
    {"centimeter", "m", 1, 1, 100},
    {"centimetre", "m", 1, 1, 100},
    {"mm", "m", 1, 1, 1000},
    {"millimeter", "m", 1, 1, 1000},
    {"millimetre", "m", 1, 1, 1000},
    {"in", "m", 1, 254, 10000},
    {"inch", "m", 1, 254, 10000},
    {"inches", "m", 1, 254, 10000},
    {"ft", "m", 1, 3048, 10000},
    {"foot", "m", 1, 3048, 10000},
    {"feet", "m", 1, 3048, 10000},
    {"yd", "m", 1, 9144, 10000},
    {"yard", "m", 1, 9144, 10000},
    {"mi", "m", 1, 1609344, 1000},
    {"mile", "m", 1, 1609344, 1000},
    {"l", "m", 3, 1, 1000},
    {"L", "m", 3, 1, 1000},
    {"liter", "m", 3, 1, 1000},
    {"litre", "m", 3, 1, 1000},
    {"ml", "m", 3, 1, 1000000},
    {"mL", "m", 3, 1, 1000000},
    {"milliliter", "m", 3, 1, 1000000},
    {"s", "s", 1, 1, 1},
    {"sec", "s", 1, 1, 1},
    {"second", "s", 1, 1, 1},
    {"ms", "s", 1, 1, 1000},
    {"min", "s", 1, 60, 1},
    {"minute", "s", 1, 60, 1},
    {"h", "s", 1, 3600, 1},
    {"hr", "s", 1, 3600, 1},
    {"hour", "s", 1, 3600, 1},
    {"day", "s", 1, 86400, 1},
    {"week", "s", 1, 604800, 1},
    {"month", "month", 1, 1, 1},
    {"year", "month", 1, 12, 1},
    {"g", "kg", 1, 1, 1000},
    {"gram", "kg", 1, 1, 1000},
    {"kg", "kg", 1, 1, 1},
    {"kilogram", "kg", 1, 1, 1},
    {"mg", "kg", 1, 1, 1000000},
    {"t", "kg", 1, 1000, 1},
    {"tonne", "kg", 1, 1000, 1},
    {"lb", "kg", 1, 45359237, 100000000},
    {"pound", "kg", 1, 45359237, 100000000},
    {"oz", "kg", 1, 45359237, 1600000000},
    {"ounce", "kg", 1, 45359237, 1600000000},
    {"$", "$", 1, 1, 1},
    {"dollar", "$", 1, 1, 1},
    {"usd", "$", 1, 1, 1},
    {"cent", "$", 1, 1, 100},
    {"¢", "$", 1, 1, 100},
    {"€", "€", 1, 1, 1},
    {"euro", "€", 1, 1, 1},
    {"£", "£", 1, 1, 1},
    {"¥", "¥", 1, 1, 1},
    {"yen", "¥", 1, 1, 1},
    {"₹", "₹", 1, 1, 1},
    {"rupee", "₹", 1, 1, 1},
    {"unit", "unit", 1, 1, 1},
    {"K", "K", 1, 1, 1},
    {"N", "N", 1, 1, 1},
    {"newton", "N", 1, 1, 1},
    {"J", "J", 1, 1, 1},
    {"joule", "J", 1, 1, 1},
    {"kJ", "J", 1, 1000, 1},
    {"W", "W", 1, 1, 1},
    {"watt", "W", 1, 1, 1},
    {"kW", "W", 1, 1000, 1},
    {"Hz", "Hz", 1, 1, 1},
    {"hertz", "Hz", 1, 1, 1},
    {"kHz", "Hz", 1, 1000, 1},
    {"rad", "", 0, 1, 1},
    {"radian", "", 0, 1, 1},
};

const UnitRow* FindRow(std::string_view name) {
  for (const UnitRow& row : kUnits) {
    if (row.name == name) return &row;
  }
  if (name.size() > 2 && name.back() == 's') return FindRow(name.substr(0, name.size() - 1));
  return nullptr;
}

bool Multiply(int64_t& value, int64_t by) {
  return !__builtin_mul_overflow(value, by, &value);
}

// One factor "cm^2", "square feet", "cubic cm", "sq ft" onto the meaning; `sign` -1 behind a slash.
bool AddFactor(std::string_view text, int sign, std::vector<std::pair<std::string, int>>& powers,
               UnitMeaning& meaning) {
  int power = 1;
  struct Prefix {
    std::string_view word;
    int power;
  };
  constexpr Prefix kPrefixes[] = {{"square ", 2}, {"sq ", 2}, {"sq. ", 2}, {"cubic ", 3},
                                  {"cu ", 3}};
  for (const Prefix& prefix : kPrefixes) {
    if (!text.starts_with(prefix.word)) continue;
    text.remove_prefix(prefix.word.size());
    power = prefix.power;
    break;
  }
  if (text.ends_with(" squared") || text.ends_with(" cubed")) {
    power = text.ends_with(" squared") ? 2 : 3;
    text = text.substr(0, text.rfind(' '));
  }
  if (const size_t caret = text.find('^'); caret != std::string_view::npos) {
    const std::string_view exponent = text.substr(caret + 1);
    if (exponent.size() != 1 || exponent[0] < '1' || exponent[0] > '9') return false;
    power *= exponent[0] - '0';
    text = text.substr(0, caret);
  }
  const UnitRow* row = FindRow(text);
  if (row == nullptr || power > 9) return false;
  for (int i = 0; i < power; ++i) {
    const bool fine = sign > 0 ? Multiply(meaning.numerator, row->numerator) &&
                                     Multiply(meaning.denominator, row->denominator)
                               : Multiply(meaning.numerator, row->denominator) &&
                                     Multiply(meaning.denominator, row->numerator);
    if (!fine) return false;
  }
  const int exponent = sign * power * row->power;
  for (auto& [base, sum] : powers) {
    if (base != row->base) continue;
    sum += exponent;
    return true;
  }
  powers.emplace_back(std::string(row->base), exponent);
  return true;
}

}  // namespace

std::optional<UnitMeaning> MeaningOfUnit(std::string_view unit) {
  UnitMeaning meaning;
  std::vector<std::pair<std::string, int>> powers;
  if (unit == "mph") unit = "mile/hour";
  struct Separator {
    std::string_view text;
    int sign;  // of the powers behind it
  };
  constexpr Separator kSeparators[] = {{"/", -1}, {" per ", -1}, {"*", 1}, {"·", 1}};
  int sign = 1;
  while (true) {
    size_t end = std::string_view::npos;
    Separator separator{};
    for (const Separator& row : kSeparators) {
      const size_t at = unit.find(row.text);
      if (at >= end) continue;
      end = at;
      separator = row;
    }
    if (!AddFactor(unit.substr(0, end), sign, powers, meaning)) return std::nullopt;
    if (end == std::string_view::npos) break;
    unit.remove_prefix(end + separator.text.size());
    sign = separator.sign;
  }
  std::sort(powers.begin(), powers.end());
  for (const auto& [base, power] : powers) {
    if (power == 0) continue;
    if (!meaning.dimension.empty()) meaning.dimension += '*';
    meaning.dimension += base + '^' + std::to_string(power);
  }
  return meaning;
}

bool SameUnitName(std::string_view a, std::string_view b) {
  const auto singular = [](std::string_view name) {
    if (name.size() > 3 && name.ends_with("ies")) return std::string(name.substr(0, name.size() - 3)) + "y";
    if (name.size() > 2 && name.ends_with('s')) return std::string(name.substr(0, name.size() - 1));
    return std::string(name);
  };
  return a == b || singular(a) == singular(b);
}

}  // namespace rbench::math
