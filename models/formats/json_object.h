#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace rbench {

// Typed reading of one JSON object of a checkpoint's small files; errors name the place and key.
// Look-ups are linear in the keys, so this is not for objects that hold a vocabulary. The value
// must outlive it.
class JsonObject {
 public:
  // `where` names the object in errors: "model", "normalizer.normalizers[1]".
  static Result<JsonObject> Of(const Json& value, std::string where);

  const std::string& where() const { return where_; }
  const Json& value() const { return *value_; }
  // The member, or nullptr where it is absent or null.
  const Json* Find(std::string_view key) const;
  Result<std::optional<bool>> Bool(std::string_view key) const;
  Result<std::optional<std::string>> Text(std::string_view key) const;
  // An integer of [0, max].
  Result<std::optional<int64_t>> Integer(std::string_view key, int64_t max) const;
  // The string at "type", which must be there.
  Result<std::string> Type() const;
  // An error for a member that is not in `known`; what changes tokens must not be passed over.
  Status OnlyKeys(std::initializer_list<std::string_view> known) const;
  // "model.dropout"
  std::string Place(std::string_view key) const;

 private:
  JsonObject(const Json& value, std::string where) : value_(&value), where_(std::move(where)) {}

  const Json* value_;
  std::string where_;
};

}  // namespace rbench
