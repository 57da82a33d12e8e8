#include "bench/field_path.h"

#include <utility>

#include <fmt/format.h>

namespace rbench {
namespace {

std::string Joined(const std::string& name, std::string_view next) {
  return name.empty() ? std::string(next) : fmt::format("{}.{}", name, next);
}

void Collect(const Json& value, std::string_view path, const std::string& name,
             std::vector<FieldValue>& found) {
  if (path.empty()) {
    found.push_back({name, &value});
    return;
  }
  const size_t dot = path.find('.');
  const std::string_view step = path.substr(0, dot);
  const std::string_view rest = dot == std::string_view::npos ? "" : path.substr(dot + 1);
  if (step == "*") {
    if (value.is_object()) {
      for (const auto& [key, member] : value.items())
        Collect(member, rest, Joined(name, key), found);
    } else if (value.is_array()) {
      for (size_t i = 0; i < value.size(); ++i)
        Collect(value[i], rest, Joined(name, fmt::format("{}", i + 1)), found);
    }
    return;
  }
  if (!value.is_object()) return;
  if (const auto whole = value.find(std::string(path)); whole != value.end()) {
    found.push_back({name, &*whole});
  } else if (const auto member = value.find(std::string(step)); member != value.end()) {
    Collect(*member, rest, name, found);
  }
}

}  // namespace

std::vector<FieldValue> ValuesAt(const Json& root, std::string_view path) {
  std::vector<FieldValue> found;
  Collect(root, path, "", found);
  return found;
}

}  // namespace rbench
