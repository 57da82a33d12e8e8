#pragma once

#include <string_view>
#include <vector>

#include "tasks/math/value.h"

// What the text of a relation says: its operators, in the order of the items between which they
// stand.

namespace rbench::math {

// "< <=" -> "<", "<=": views into `text`.
std::vector<std::string_view> RelationOperators(std::string_view text);

// The operator that says the same with its sides exchanged: > for <, = for =.
std::string_view MirroredOperator(std::string_view op);

// A relation whose operators all say that its items are the same.
bool IsEquation(const Value& value);

}  // namespace rbench::math
