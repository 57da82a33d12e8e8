#pragma once

#include <memory>

#include "models/template/syntax.h"
#include "models/template/value.h"

namespace rbench::jinja {

// Variables of one block; names that are not here are looked up in the parent.
struct Scope {
  std::shared_ptr<Scope> parent;
  Dict variables;
};

// A macro and the scope it was defined in. The interpreter keeps such scopes until the rendering
// ends and clears them then, since a macro that is a variable of its own scope is a cycle.
struct Macro : Object {
  const MacroDefinition* definition = nullptr;
  std::shared_ptr<Scope> scope;
};

}  // namespace rbench::jinja
