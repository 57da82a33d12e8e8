#pragma once

#include "tasks/math/expression.h"
#include "tasks/math/syntax.h"
#include "tasks/math/value.h"

namespace rbench::math {

struct ReadingOptions {
  bool log_is_base_10 = false;  // \log without a base
};

// The meaning of a syntax tree. \pm becomes the list of its two cases; finite sums and products of
// at most kMaxSumTerms terms are carried out; what has no value of its own (an integral) is
// kUnevaluated. Names are variables, but pi, e and i are the constants.
Value ReadValue(const SyntaxTree& tree, Expressions& expressions, const ReadingOptions& options);

// Whether reading depends on ReadingOptions::log_is_base_10.
bool HasBareLog(const SyntaxTree& tree);

inline constexpr int64_t kMaxSumTerms = 256;

}  // namespace rbench::math
