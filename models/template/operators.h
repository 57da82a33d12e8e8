#pragma once

#include "base/result.h"
#include "models/template/syntax.h"
#include "models/template/value.h"

// Python's operators on values.

namespace rbench::jinja {

Result<Value> ApplyUnary(Op op, const Value& operand);
// Arithmetic only; and, or and comparisons short-circuit in the interpreter.
Result<Value> ApplyBinary(Op op, const Value& left, const Value& right, Budget& budget);
Result<bool> ApplyComparison(Op op, const Value& left, const Value& right, Budget& budget);
// item in container
Result<bool> Contains(const Value& container, const Value& item, Budget& budget);

}  // namespace rbench::jinja
