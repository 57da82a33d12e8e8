#pragma once

#include <optional>
#include <vector>

#include "tasks/math/expression_decision.h"
#include "tasks/math/value.h"

// Sets of real numbers as unions of intervals and points: (-oo, 2) u {3} u [5, oo).

namespace rbench::math {

struct Segment {
  std::optional<ExprId> low;   // nothing: minus infinity
  std::optional<ExprId> high;  // nothing: plus infinity
  bool low_closed = false;
  bool high_closed = false;
};

// Sorted, disjoint, not touching.
struct RealSet {
  std::vector<Segment> segments;
};

inline constexpr size_t kMaxSegments = 64;

// The set that a value means: intervals, finite sets, unions, differences, R, the empty set,
// {x | x > 2} and, where `from_inequality`, an inequality in one name (also a list of them: and
// inside, or between). Nothing where it is none, or where two endpoints cannot be ordered.
std::optional<RealSet> RealSetOf(const Value& value, bool from_inequality,
                                 ExpressionDecider& decider);

Outcome EqualSets(const RealSet& a, const RealSet& b, ExpressionDecider& decider);

}  // namespace rbench::math
