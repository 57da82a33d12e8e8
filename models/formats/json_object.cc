#include "models/formats/json_object.h"

#include <algorithm>

#include <fmt/format.h>

#include "models/tokenizer/vocabulary.h"

namespace rbench {

Result<JsonObject> JsonObject::Of(const Json& value, std::string where) {
  if (!value.is_object()) return InvalidInput(where + " is not an object");
  return JsonObject(value, std::move(where));
}

const Json* JsonObject::Find(std::string_view key) const {
  for (auto member = value_->begin(); member != value_->end(); ++member) {
    if (member.key() == key) return member->is_null() ? nullptr : &*member;
  }
  return nullptr;
}

Result<std::optional<bool>> JsonObject::Bool(std::string_view key) const {
  const Json* const found = Find(key);
  if (found == nullptr) return std::optional<bool>();
  if (!found->is_boolean()) return InvalidInput(Place(key) + " is not true or false");
  return std::optional<bool>(found->get<bool>());
}

Result<std::optional<std::string>> JsonObject::Text(std::string_view key) const {
  const Json* const found = Find(key);
  if (found == nullptr) return std::optional<std::string>();
  if (!found->is_string()) return InvalidInput(Place(key) + " is not a string");
  return std::optional<std::string>(found->get<std::string>());
}

Result<std::optional<int64_t>> JsonObject::Integer(std::string_view key, int64_t max) const {
  const Json* const found = Find(key);
  if (found == nullptr) return std::optional<int64_t>();
  const bool fits = found->is_number_unsigned()
                        ? found->get<uint64_t>() <= static_cast<uint64_t>(max)
                        : found->is_number_integer() && found->get<int64_t>() >= 0;
  if (!fits) return InvalidInput(fmt::format("{} is not an integer from 0 to {}", Place(key), max));
  return std::optional<int64_t>(found->get<int64_t>());
}

Result<std::string> JsonObject::Type() const {
  RBENCH_ASSIGN_OR_RETURN(std::optional<std::string> type, Text("type"));
  if (!type) return InvalidInput(Place("type") + " is missing");
  return *std::move(type);
}

Status JsonObject::OnlyKeys(std::initializer_list<std::string_view> known) const {
  for (auto member = value_->begin(); member != value_->end(); ++member) {
    if (std::find(known.begin(), known.end(), member.key()) == known.end()) {
      return InvalidInput(fmt::format("{} has the unknown key {}, which may change the tokens",
                                      where_, QuoteBriefly(member.key())));
    }
  }
  return {};
}

std::string JsonObject::Place(std::string_view key) const {
  return fmt::format("{}.{}", where_, key);
}

}  // namespace rbench
