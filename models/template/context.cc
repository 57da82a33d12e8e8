#include "models/template/context.h"

#include <limits>

#include <fmt/format.h>

#include "base/utf8.h"

namespace rbench::jinja {
namespace {

Result<Value> ImportText(const std::string& bytes, bool untrusted, Budget& budget) {
  RBENCH_RETURN_IF_ERROR(budget.Text(bytes.size()));
  if (!IsValidUtf8(bytes)) return InvalidInput("a string of the template's context is not UTF-8");
  return Value::Str(MakeText(bytes, untrusted));
}

Result<Value> Import(const Json& json, int depth, Budget& budget);

Result<Value> ImportObject(const Json& json, int depth, bool is_message, Budget& budget) {
  Dict dict;
  for (const auto& [key, item] : json.items()) {
    RBENCH_ASSIGN_OR_RETURN(const Value name, ImportText(key, true, budget));
    const bool is_role = is_message && key == "role" && item.is_string();
    RBENCH_ASSIGN_OR_RETURN(Value value,
                            is_role ? ImportText(item.get_ref<const std::string&>(), false, budget)
                                    : Import(item, depth + 1, budget));
    dict.Set(name, std::move(value));
  }
  return MakeDict(std::move(dict));
}

Result<Value> Import(const Json& json, int depth, Budget& budget) {
  if (depth > kMaxValueDepth) return ResourceExhausted("the template's context nests too deeply");
  RBENCH_RETURN_IF_ERROR(budget.Steps(1));
  switch (json.type()) {
    case Json::value_t::null:
      return Value::None();
    case Json::value_t::boolean:
      return Value::Bool(json.get<bool>());
    case Json::value_t::number_integer:
      return Value::Int(json.get<int64_t>());
    case Json::value_t::number_unsigned: {
      const auto number = json.get<uint64_t>();
      if (number > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) {
        return InvalidInput("an integer of the template's context does not fit 64 bits");
      }
      return Value::Int(static_cast<int64_t>(number));
    }
    case Json::value_t::number_float:
      return Value::Float(json.get<double>());
    case Json::value_t::string:
      return ImportText(json.get_ref<const std::string&>(), true, budget);
    case Json::value_t::array: {
      std::vector<Value> items;
      items.reserve(json.size());
      for (const Json& item : json) {
        RBENCH_ASSIGN_OR_RETURN(Value value, Import(item, depth + 1, budget));
        items.push_back(std::move(value));
      }
      return MakeList(std::move(items));
    }
    case Json::value_t::object:
      return ImportObject(json, depth, false, budget);
    default:
      return InvalidInput("the template's context holds something that is no JSON value");
  }
}

Result<Value> ImportMessages(const Json& messages, Budget& budget) {
  std::vector<Value> items;
  for (const Json& message : messages) {
    RBENCH_ASSIGN_OR_RETURN(Value item, message.is_object() ? ImportObject(message, 1, true, budget)
                                                            : Import(message, 1, budget));
    items.push_back(std::move(item));
  }
  return MakeList(std::move(items));
}

}  // namespace

Result<Dict> VariablesFrom(const Json& context, Budget& budget) {
  if (!context.is_object()) return InvalidInput("the template's context is not an object");
  Dict variables;
  for (const auto& [key, item] : context.items()) {
    RBENCH_ASSIGN_OR_RETURN(const Value name, ImportText(key, false, budget));
    Value value;
    if (key == "messages" && item.is_array()) {
      RBENCH_ASSIGN_OR_RETURN(value, ImportMessages(item, budget));
    } else if (item.is_string() && key.ends_with("_token")) {
      RBENCH_ASSIGN_OR_RETURN(value, ImportText(item.get_ref<const std::string&>(), false, budget));
    } else {
      RBENCH_ASSIGN_OR_RETURN(value, Import(item, 1, budget));
    }
    variables.Set(name, std::move(value));
  }
  return variables;
}

}  // namespace rbench::jinja
