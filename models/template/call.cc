#include "models/template/call.h"

#include <fmt/format.h>

namespace rbench::jinja {

Result<BoundArguments> Bind(std::string_view what, const CallArguments& arguments,
                            std::initializer_list<std::string_view> parameters, size_t required) {
  if (arguments.positional.size() > parameters.size()) {
    return InvalidInput(fmt::format("{} takes at most {} arguments, {} given", what,
                                    parameters.size(), arguments.positional.size()));
  }
  BoundArguments bound(parameters.size(), nullptr);
  for (size_t i = 0; i < arguments.positional.size(); ++i) bound[i] = &arguments.positional[i];
  for (const auto& [name, value] : arguments.keywords) {
    size_t index = 0;
    for (const std::string_view parameter : parameters) {
      if (parameter == name) break;
      ++index;
    }
    if (index == parameters.size()) {
      return InvalidInput(fmt::format("{} got an unexpected keyword argument '{}'", what, name));
    }
    if (bound[index] != nullptr) {
      return InvalidInput(fmt::format("{} got multiple values for argument '{}'", what, name));
    }
    bound[index] = &value;
  }
  for (size_t i = 0; i < required; ++i) {
    if (bound[i] == nullptr) {
      return InvalidInput(
          fmt::format("{} is missing the argument '{}'", what, *(parameters.begin() + i)));
    }
  }
  return bound;
}

bool BoolOr(const Value* value, bool fallback) {
  return value == nullptr ? fallback : Truth(*value);
}

Result<int64_t> IntOr(const Value* value, int64_t fallback, std::string_view what) {
  if (value == nullptr) return fallback;
  if (value->IsIntegral()) return value->AsInt();
  if (value->is(Kind::kUndefined)) return InvalidInput(value->UndefinedMessage());
  return InvalidInput(fmt::format("{} must be an integer, not '{}'", what, TypeName(*value)));
}

Result<TextPtr> TextOr(const Value* value, TextPtr fallback, std::string_view what) {
  if (value == nullptr || value->is(Kind::kNone)) return fallback;
  if (value->is(Kind::kText)) return value->text_ptr();
  if (value->is(Kind::kUndefined)) return InvalidInput(value->UndefinedMessage());
  return InvalidInput(fmt::format("{} must be a string, not '{}'", what, TypeName(*value)));
}

}  // namespace rbench::jinja
