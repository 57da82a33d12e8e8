#pragma once

#include <string_view>

#include "base/result.h"
#include "models/template/value.h"

// How `value.name` and `value[key]` find things: Python attributes (methods) first for the dot,
// items first for the brackets, undefined where there is neither. Methods that would change a value
// are undefined, as in the sandbox that chat templates run in elsewhere.

namespace rbench::jinja {

Result<Value> GetAttribute(const Value& value, std::string_view name);
Result<Value> GetItem(const Value& value, const Value& key, Budget& budget);

// value[start:stop:step]; each bound an integer or none.
Result<Value> GetSlice(const Value& value, const Value& start, const Value& stop, const Value& step,
                       Budget& budget);

// "a.b.0": GetItem for each part, numbers as indices. An integer is one index.
Result<Value> GetPath(const Value& value, const Value& path, Budget& budget);

}  // namespace rbench::jinja
