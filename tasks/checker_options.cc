#include "tasks/checker_options.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/nearest.h"

namespace rbench {

const Json* CheckerOptions::Find(const char* key) {
  known_.push_back(key);
  if (!options_.is_object()) return nullptr;
  const auto found = options_.find(key);
  return found == options_.end() ? nullptr : &*found;
}

void CheckerOptions::Fault(std::string message) {
  if (fault_.empty()) fault_ = std::move(message);
}

bool CheckerOptions::Bool(const char* key, bool fallback) {
  const Json* value = Find(key);
  if (value != nullptr && !value->is_boolean()) {
    Fault(fmt::format("option \"{}\" must be true or false", key));
  } else if (value != nullptr) {
    fallback = value->get<bool>();
  }
  effective_[key] = fallback;
  return fallback;
}

int64_t CheckerOptions::Int(const char* key, int64_t fallback, int64_t low, int64_t high) {
  const Json* value = Find(key);
  if (value != nullptr) {
    const bool too_large = value->is_number_unsigned() && value->get<uint64_t>() > INT64_MAX;
    const bool ok = value->is_number_integer() && !too_large && value->get<int64_t>() >= low &&
                    value->get<int64_t>() <= high;
    if (ok) {
      fallback = value->get<int64_t>();
    } else {
      Fault(fmt::format("option \"{}\" must be an integer from {} to {}", key, low, high));
    }
  }
  effective_[key] = fallback;
  return fallback;
}

std::string CheckerOptions::Choice(const char* key, const char* fallback,
                                   const std::vector<std::string>& names) {
  std::string chosen = fallback;
  if (const Json* value = Find(key); value != nullptr) {
    chosen = value->is_string() ? value->get<std::string>() : DumpJson(*value);
    if (std::find(names.begin(), names.end(), chosen) == names.end()) {
      Fault(fmt::format("option \"{}\" must be one of {}, not \"{}\"{}", key,
                        fmt::join(names, ", "), chosen, DidYouMean(chosen, names)));
      chosen = fallback;
    }
  }
  effective_[key] = chosen;
  return chosen;
}

std::string CheckerOptions::Text(const char* key, const char* fallback) {
  std::string text = fallback;
  if (const Json* value = Find(key); value != nullptr) {
    if (value->is_string()) {
      text = value->get<std::string>();
    } else if (value->is_number()) {
      text = DumpJson(*value);
    } else {
      Fault(fmt::format("option \"{}\" must be a text", key));
    }
  }
  effective_[key] = text;
  return text;
}

Status CheckerOptions::Finish() const {
  if (!options_.is_object() && !options_.is_null()) {
    return InvalidInput(fmt::format("options of checker \"{}\" must be a map", kind_));
  }
  for (const auto& [key, value] : options_.items()) {
    if (std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
    return InvalidInput(fmt::format("unknown option \"{}\" of checker \"{}\"{}", key, kind_,
                                    DidYouMean(key, known_)));
  }
  if (!fault_.empty()) return InvalidInput(fmt::format("checker \"{}\": {}", kind_, fault_));
  return {};
}

}  // namespace rbench
