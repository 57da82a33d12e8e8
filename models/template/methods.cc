#include "models/template/methods.h"

#include <fmt/format.h>

namespace rbench::jinja {
namespace {

Result<Value> CallDictMethod(const Value& self, std::string_view name,
                             const CallArguments& arguments, Budget& budget) {
  const Dict& dict = self.As<Dict>();
  if (name == "get") {
    RBENCH_ASSIGN_OR_RETURN(const BoundArguments bound,
                            Bind("get", arguments, {"key", "default"}, 1));
    if (!IsHashable(*bound[0]))
      return InvalidInput(fmt::format("unhashable type: '{}'", TypeName(*bound[0])));
    if (const Value* found = dict.Find(*bound[0])) return *found;
    return bound[1] == nullptr ? Value::None() : *bound[1];
  }
  RBENCH_RETURN_IF_ERROR(Bind(name, arguments, {}));
  if (name == "copy") return self;
  RBENCH_RETURN_IF_ERROR(budget.Steps(3 * dict.items().size()));
  std::vector<Value> items;
  items.reserve(dict.items().size());
  for (const auto& [key, value] : dict.items()) {
    if (name == "keys") {
      items.push_back(key);
    } else if (name == "values") {
      items.push_back(value);
    } else if (name == "items") {
      RBENCH_ASSIGN_OR_RETURN(Value pair, MakeTuple({key, value}));
      items.push_back(std::move(pair));
    } else {
      return InvalidInput(fmt::format("the method '{}' of dict is not supported", name));
    }
  }
  return MakeView(fmt::format("dict_{}", name), std::move(items));
}

Result<Value> CallSequenceMethod(const Value& self, std::string_view name,
                                 const CallArguments& arguments, Budget& budget) {
  if (name == "copy") {
    RBENCH_RETURN_IF_ERROR(Bind(name, arguments, {}));
    return self;
  }
  RBENCH_ASSIGN_OR_RETURN(const BoundArguments bound,
                          Bind(name, arguments, {"value", "start", "stop"}, 1));
  RBENCH_ASSIGN_OR_RETURN(const std::vector<Value> items, Items(self, budget));
  const auto length = static_cast<int64_t>(items.size());
  RBENCH_ASSIGN_OR_RETURN(int64_t start, IntOr(bound[1], 0, "start"));
  RBENCH_ASSIGN_OR_RETURN(int64_t stop, IntOr(bound[2], length, "stop"));
  if (start < 0) start = start < -length ? 0 : start + length;
  if (stop < 0) stop = stop < -length ? 0 : stop + length;
  int64_t count = 0;
  for (int64_t i = start; i < std::min(stop, length); ++i) {
    RBENCH_ASSIGN_OR_RETURN(const bool equal,
                            Equal(items[static_cast<size_t>(i)], *bound[0], budget));
    if (equal && name == "index") return Value::Int(i);
    count += equal ? 1 : 0;
  }
  if (name == "count") return Value::Int(count);
  return InvalidInput("the value is not in the list");
}

Result<Value> CallLoopMethod(const Loop& loop, std::string_view name,
                             const CallArguments& arguments, Budget& budget) {
  if (!arguments.keywords.empty())
    return InvalidInput(fmt::format("loop.{} takes no keyword arguments", name));
  const std::vector<Value>& values = arguments.positional;
  if (name == "cycle") {
    if (values.empty()) return InvalidInput("no items for cycling given");
    return values[loop.index0 % values.size()];
  }
  bool changed = !loop.changed || loop.changed->size() != values.size();
  for (size_t i = 0; !changed && i < values.size(); ++i) {
    RBENCH_ASSIGN_OR_RETURN(const bool equal, Equal((*loop.changed)[i], values[i], budget));
    changed = !equal;
  }
  if (changed && !loop.ended) loop.changed = values;
  return Value::Bool(changed);
}

}  // namespace

Result<Value> CallMethod(const Method& method, const CallArguments& arguments, Budget& budget) {
  RBENCH_RETURN_IF_ERROR(budget.Steps(1));
  switch (method.self.kind()) {
    case Kind::kText:
      return CallTextMethod(method.self, method.name, arguments, budget);
    case Kind::kDict:
      return CallDictMethod(method.self, method.name, arguments, budget);
    case Kind::kLoop:
      return CallLoopMethod(method.self.As<Loop>(), method.name, arguments, budget);
    default:
      return CallSequenceMethod(method.self, method.name, arguments, budget);
  }
}

}  // namespace rbench::jinja
