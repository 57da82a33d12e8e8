#pragma once

#include "tasks/math/expression_decision.h"
#include "tasks/math/policy.h"
#include "tasks/math/value.h"

namespace rbench::math {

// Whether the value of an answer equals that of a gold, kind by kind: the gold's kind says how
// brackets, order and names count (the policy table of policy.h).
Outcome EqualValues(const Value& gold, const Value& answer, const Policy& policy,
                    ExpressionDecider& decider);

}  // namespace rbench::math
