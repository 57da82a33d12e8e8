#include "tasks/math/policy.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/nearest.h"

namespace rbench::math {
namespace {

struct Switch {
  const char* name;
  bool Policy::*flag = nullptr;
  std::string Policy::*text = nullptr;
  std::vector<std::string> allowed = {};  // of a text; empty = a decimal number or nothing
};

const std::vector<Switch>& Switches() {
  static const std::vector<Switch> switches = {
      {"approx_ok", &Policy::approx_ok},
      {"bare_percent", &Policy::bare_percent},
      {"base_stated", &Policy::base_stated},
      {"decimal_comma", &Policy::decimal_comma},
      {"decimal_gold_rounds", &Policy::decimal_gold_rounds},
      {"form", nullptr, &Policy::form, {"any", "reduced", "factored", "expanded"}},
      {"interval_for_inequality", &Policy::interval_for_inequality},
      {"list_order", &Policy::list_order},
      {"names_optional", &Policy::names_optional},
      {"percent_stated", &Policy::percent_stated},
      {"relative_tolerance", nullptr, &Policy::relative_tolerance},
      {"sampling_ok", &Policy::sampling_ok},
      {"set_for_tuple", &Policy::set_for_tuple},
      {"tolerance", nullptr, &Policy::tolerance},
      {"unevaluated_ok", &Policy::unevaluated_ok},
      {"units", nullptr, &Policy::units, {"match", "ignore"}},
  };
  return switches;
}

// "0.01", "1e-2": digits, at most one point, an exponent of at most two digits.
bool IsTolerance(const std::string& text) {
  size_t i = 0;
  size_t digits = 0;
  bool point = false;
  for (; i < text.size() && (text[i] == '.' || (text[i] >= '0' && text[i] <= '9')); ++i) {
    if (text[i] == '.' && point) return false;
    if (text[i] == '.')
      point = true;
    else
      ++digits;
  }
  if (digits == 0 || digits > 40) return false;
  if (i == text.size()) return true;
  if (text[i] != 'e' && text[i] != 'E') return false;
  ++i;
  if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
  const size_t left = text.size() - i;
  return left >= 1 && left <= 2 && text.find_first_not_of("0123456789", i) == std::string::npos;
}

}  // namespace

Policy StrictPolicy() { return {}; }

Policy LenientPolicy() {
  Policy policy;
  policy.decimal_comma = true;
  policy.interval_for_inequality = true;
  policy.unevaluated_ok = true;
  return policy;
}

Result<Policy> PolicyFromJson(const Json& json, Policy base) {
  if (json.is_null()) return base;
  if (!json.is_object()) return InvalidInput("the policy is not an object of switches");
  for (const auto& [key, value] : json.items()) {
    const auto& all = Switches();
    const auto found = std::find_if(
        all.begin(), all.end(), [&wanted = key](const Switch& row) { return wanted == row.name; });
    if (found == all.end()) {
      std::vector<std::string> names;
      for (const Switch& row : all) names.push_back(row.name);
      return InvalidInput(
          fmt::format("unknown policy switch \"{}\"{}", key, DidYouMean(key, names)));
    }
    if (found->flag != nullptr) {
      if (!value.is_boolean()) {
        return InvalidInput(fmt::format("policy switch \"{}\" is true or false", key));
      }
      base.*found->flag = value.get<bool>();
      continue;
    }
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    const bool fine =
        found->allowed.empty()
            ? text.empty() || IsTolerance(text)
            : std::find(found->allowed.begin(), found->allowed.end(), text) != found->allowed.end();
    if (!fine) {
      return InvalidInput(fmt::format("policy switch \"{}\" cannot be \"{}\"{}", key, text,
                                      DidYouMean(text, found->allowed)));
    }
    base.*found->text = text;
  }
  return base;
}

Json PolicyToJson(const Policy& policy) {
  Json json = Json::object();
  for (const Switch& row : Switches()) {
    if (row.flag != nullptr)
      json[row.name] = policy.*row.flag;
    else
      json[row.name] = policy.*row.text;
  }
  return json;
}

}  // namespace rbench::math
