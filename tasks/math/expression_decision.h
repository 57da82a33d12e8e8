#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "tasks/math/check.h"
#include "tasks/math/expression.h"
#include "tasks/math/prover.h"

namespace rbench::math {

struct Outcome {
  Decision decision = Decision::kUndecided;
  const char* reason = "unknown";

  bool equal() const { return decision == Decision::kEqual; }
};

// Decides whether two expressions are equal, cheapest method first: the same formula; rationals;
// balls that refute (Arb); the normal form over kernels; finer balls; Calcium in a check worker;
// values at rational points where there are variables. Every step is a proof, except "sampled"
// equality. Remembers pairs.
class ExpressionDecider {
 public:
  // `say` is called with one line a step; may be empty.
  ExpressionDecider(Expressions& expressions, const Policy& policy, Prover* prover,
                    std::function<void(std::string)> say);

  Outcome Equal(ExprId a, ExprId b);
  // |a - b| <= tolerance for constants.
  Outcome Within(ExprId a, ExprId b, ExprId tolerance);
  // Whether a rounds to the decimal `target` at `places` places; ties either way.
  Outcome RoundsTo(ExprId a, ExprId target, int places);
  // a = c b with a rational c other than 0; its sign in *sign.
  Outcome Proportional(ExprId a, ExprId b, int* sign);
  // Sign of a - b for real constants; false where it is not known.
  bool Order(ExprId a, ExprId b, int* order);
  bool IsInteger(ExprId a);

  Expressions& expressions() { return expressions_; }

 private:
  Outcome EqualConstants(ExprId a, ExprId b);
  Outcome EqualFunctions(ExprId a, ExprId b);
  Outcome Prove(ExprId a, ExprId b);
  bool IntegerDomain(ExprId a, ExprId b) const;

  Expressions& expressions_;
  const Policy& policy_;
  Prover* prover_;
  std::function<void(std::string)> say_;
  ExactSession session_;
  int decisions_left_ = 4000;
  int costly_left_ = 64;  // normal forms, samplings and proofs of one check
  int64_t fuel_left_ = kFuelBytes;
};

}  // namespace rbench::math
