#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "models/template/value.h"

namespace rbench::jinja {

// The evaluated arguments of a call, filter or test.
struct CallArguments {
  std::vector<Value> positional;
  std::vector<std::pair<std::string, Value>> keywords;
};

// Arguments matched to parameter names, as Python matches them; null where one was not given.
// `required` first parameters must be given. Valid as long as `arguments` lives.
using BoundArguments = std::vector<const Value*>;
Result<BoundArguments> Bind(std::string_view what, const CallArguments& arguments,
                            std::initializer_list<std::string_view> parameters,
                            size_t required = 0);

// Readers of one bound argument, with a default for one that is absent.
bool BoolOr(const Value* value, bool fallback);
Result<int64_t> IntOr(const Value* value, int64_t fallback, std::string_view what);
// None counts as absent.
Result<TextPtr> TextOr(const Value* value, TextPtr fallback, std::string_view what);

}  // namespace rbench::jinja
