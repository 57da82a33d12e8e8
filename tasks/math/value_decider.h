#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tasks/math/decide.h"

// The decision behind EqualValues (decide.h): its members by source file.

namespace rbench::math {

inline constexpr Outcome kDifferentKind{Decision::kNotEqual, "kind"};
inline constexpr Outcome kDifferentLength{Decision::kNotEqual, "length"};
inline constexpr Outcome kSameForm{Decision::kEqual, "same_form"};

inline Outcome NotEqual(const char* reason) { return {Decision::kNotEqual, reason}; }

// All of several: not equal if one is not, else the first that is not decided.
class AllOutcomes {
 public:
  // Returns whether to go on.
  bool Add(const Outcome& outcome) {
    if (outcome.decision == Decision::kNotEqual) {
      total_ = outcome;
      return false;
    }
    if (!outcome.equal() && total_.equal()) total_ = outcome;
    if (outcome.equal() && total_.equal() && std::string_view(outcome.reason) != kSameForm.reason) {
      total_ = outcome;
    }
    return true;
  }
  Outcome total() const { return total_; }

 private:
  Outcome total_ = kSameForm;
};

// One gold against one answer; of one check.
class ValueDecider {
 public:
  ValueDecider(const Policy& policy, ExpressionDecider& decider)
      : policy_(policy), d_(decider), e_(decider.expressions()) {}

  Outcome Equal(const Value& gold, const Value& answer);

 private:
  using Kind = ValueKind;

  // By the kinds of both sides.
  Outcome EqualKinds(const Value& gold, const Value& answer);
  Outcome Unevaluated(const Value& gold, const Value& answer);
  // One of the two has a condition.
  Outcome Conditional(const Value& gold, const Value& answer);
  Outcome Texts(const Value& gold, const Value& answer);
  Outcome Ratios(const Value& gold, const Value& answer);
  Outcome Congruences(const Value& gold, const Value& answer);
  // Nothing where one of the two is no set of real numbers.
  std::optional<Outcome> Sets(const Value& gold, const Value& answer);
  Outcome SetsOrIntervals(const Value& gold, const Value& answer);

  // Numbers.
  Outcome Numbers(const Value& gold, const Value& answer);
  // The answer's amount in the gold's unit, or the outcome where the units decide already.
  std::optional<Outcome> MatchUnits(const Value& gold, const Value& answer, ExprId& amount);
  Outcome DegreesAndRadians(const Value& gold, const Value& answer, ExprId g, ExprId a);
  Outcome BarePercent(const Value& gold, const Value& answer, ExprId g, ExprId a);
  // g and a within what the policy forgives.
  Outcome Amounts(const Value& gold, const Value& answer, ExprId g, ExprId a);
  ExprId Radians(ExprId degrees);
  // F + C and F + K: the constant of integration is a bound name. Nothing where one side has none.
  std::optional<Outcome> UpToConstant(ExprId gold, ExprId answer);
  // At least one of the two is written in a base.
  Outcome Numerals(const Value& gold, const Value& answer);

  // Collections.
  Outcome Items(const std::vector<Value>& gold, const std::vector<Value>& answer);
  // `collapse`: items that repeat count once.
  Outcome Unordered(const std::vector<Value>& gold, const std::vector<Value>& answer,
                    bool collapse);
  Outcome Lists(const Value& gold, const Value& answer);
  Outcome Brackets(const Value& gold, const Value& answer);
  Outcome Matrices(const Value& gold, const Value& answer);
  Outcome Cases(const Value& gold, const Value& answer);
  // One item in a list or set is still one item; (1) was unwrapped by reading.
  Outcome GoldCollection(const Value& gold, const Value& answer);
  Outcome AnswerCollection(const Value& gold, const Value& answer);
  // Items of a list without their names, where all have the same or only the first has one.
  std::vector<Value> Unnamed(const std::vector<Value>& items) const;

  // Relations.
  bool IsName(const Value& value) const;
  // "x = value".
  bool IsDefinition(const Value& value) const;
  // x, f(x) (read as a product), (x, y), AB, \angle ABC: what an equation defines.
  bool IsNameLike(const Value& value) const;
  bool IsNameLikeFormula(const Value& value) const;
  Outcome Relations(const Value& gold, const Value& answer);
  // "difference op 0" with one of = != < <=.
  struct AgainstZero {
    ExprId difference;
    std::string_view op;
  };
  std::optional<AgainstZero> Difference(const Value& relation);
  // g and a of the gold and the answer; `definitions`: both say what something is.
  Outcome Differences(const Value& gold, const Value& answer, const AgainstZero& g,
                      const AgainstZero& a, bool definitions);
  // A gold that is no relation, an answer that is one: x = 5 for 5, 2 + 3 = 5, x in (1, 2).
  Outcome AgainstRelation(const Value& gold, const Value& answer);
  // A gold "x = 5" or "x in S", an answer that is no relation.
  Outcome GoldRelation(const Value& gold, const Value& answer);

  // Families.
  // {what | k in Z}, or "k pi, k in Z": the parameter's name is bound.
  Outcome Families(Value gold, Value answer);
  // x = k pi becomes k pi; the outcome where the two sides name different things.
  std::optional<Outcome> DropNames(Value& gold, Value& answer) const;
  // k of "k in Z"; empty where the condition is another.
  std::string ParameterOf(const Value& family) const;
  // The parameter of an answer without a condition: the one name that the gold lacks.
  std::string UnboundParameter(ExprId gold, ExprId answer, const std::string& parameter) const;
  // Whether g and a, linear in the parameter, run over the same values.
  bool SameProgression(ExprId g, ExprId a, const std::string& parameter);

  const Policy& policy_;
  ExpressionDecider& d_;
  Expressions& e_;
  int depth_ = 0;
  int comparisons_left_ = 20000;
};

}  // namespace rbench::math
