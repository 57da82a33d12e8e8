#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tasks/math/units.h"
#include "tasks/math/value_decider.h"

namespace rbench::math {

Outcome ValueDecider::Amounts(const Value& gold, const Value& answer, ExprId g, ExprId a) {
  const Outcome exact = d_.Equal(g, a);
  if (exact.decision != Decision::kNotEqual) return exact;
  if (!policy_.tolerance.empty()) {
    const Outcome near = d_.Within(a, g, e_.Decimal(policy_.tolerance));
    if (near.equal()) return near;
  }
  if (!policy_.relative_tolerance.empty()) {
    const ExprId limit =
        e_.Make(EXACT_ABS, e_.Make(EXACT_MUL, g, e_.Decimal(policy_.relative_tolerance)));
    const Outcome near = d_.Within(a, g, limit);
    if (near.equal()) return near;
  }
  if (gold.decimals > 0 && policy_.decimal_gold_rounds) {
    return d_.RoundsTo(a, g, gold.decimals);
  }
  if (policy_.approx_ok && answer.decimals > 0 && answer.significant >= 3) {
    return d_.RoundsTo(g, a, answer.decimals);
  }
  return exact;
}

std::optional<Outcome> ValueDecider::UpToConstant(ExprId gold, ExprId answer) {
  const auto only_in = [&](ExprId here, ExprId there) {
    const auto known = e_.VariablesOf(there);
    std::vector<std::string> names;
    for (std::string& name : e_.VariablesOf(here)) {
      if (std::find(known.begin(), known.end(), name) == known.end()) {
        names.push_back(std::move(name));
      }
    }
    return names;
  };
  const auto g = only_in(gold, answer);
  const auto a = only_in(answer, gold);
  if (g.size() != 1 || a.size() != 1 || (g[0] != "C" && g[0] != "c" && g[0] != "C_1") ||
      a[0].size() > 3) {
    return std::nullopt;
  }
  const auto without = [&](ExprId whole, const std::string& name) -> std::optional<ExprId> {
    const ExprId rest = e_.Substitute(whole, name, e_.Integer(0));
    if (!d_.Equal(whole, e_.Sum({rest, e_.Variable(name)})).equal()) return std::nullopt;
    return rest;
  };
  const auto rest_of_gold = without(gold, g[0]);
  if (!rest_of_gold || !e_.HasVariable(*rest_of_gold)) return std::nullopt;
  const auto rest_of_answer = without(answer, a[0]);
  if (!rest_of_answer) return std::nullopt;
  return d_.Equal(*rest_of_gold, *rest_of_answer);
}

ExprId ValueDecider::Radians(ExprId degrees) {
  return e_.Make(EXACT_DIV, e_.Make(EXACT_MUL, degrees, e_.Constant(EXACT_PI)), e_.Integer(180));
}

std::optional<Outcome> ValueDecider::MatchUnits(const Value& gold, const Value& answer,
                                                ExprId& amount) {
  if (!gold.unit.empty() && !answer.unit.empty()) {
    const auto g = MeaningOfUnit(gold.unit);
    const auto a = MeaningOfUnit(answer.unit);
    if (!g || !a) {
      return SameUnitName(gold.unit, answer.unit) ? std::nullopt : std::optional(NotEqual("unit"));
    }
    if (g->dimension != a->dimension) return NotEqual("unit");
    if (g->numerator != a->numerator || g->denominator != a->denominator) {
      // The answer in the gold's unit, so that the gold's decimals keep their meaning.
      const ExprId factor = e_.Make(EXACT_DIV, e_.Fraction(a->numerator, a->denominator),
                                    e_.Fraction(g->numerator, g->denominator));
      amount = e_.Make(EXACT_MUL, amount, factor);
    }
    return std::nullopt;
  }
  const auto is_radian = [](const std::string& unit) {
    return unit == "rad" || unit.starts_with("radian");
  };
  if (gold.degrees && !answer.unit.empty()) {
    if (!is_radian(answer.unit)) return NotEqual("unit");
    return Amounts(gold, answer, Radians(gold.expr), amount);
  }
  if (answer.degrees && !gold.unit.empty()) {
    if (!is_radian(gold.unit)) return NotEqual("unit");
    return Amounts(gold, answer, gold.expr, Radians(amount));
  }
  return std::nullopt;
}

// One of the two is in degrees: the same number, or the same angle.
Outcome ValueDecider::DegreesAndRadians(const Value& gold, const Value& answer, ExprId g,
                                        ExprId a) {
  const Outcome plain = Amounts(gold, answer, g, a);
  if (plain.equal()) return plain;
  const Outcome turned = gold.degrees ? d_.Equal(Radians(g), a) : d_.Equal(g, Radians(a));
  if (turned.equal()) return turned;
  return plain.decision == Decision::kUndecided ? plain : turned;
}

// A gold in percent, an answer without: 0.5 or 50 for 50 %.
Outcome ValueDecider::BarePercent(const Value& gold, const Value& answer, ExprId g, ExprId a) {
  const Outcome hundredth = Amounts(gold, answer, g, a);
  if (hundredth.decision != Decision::kNotEqual) return hundredth;
  Value whole = gold;
  whole.decimals = gold.decimals < 0 ? -1 : gold.decimals - 2;
  return Amounts(whole, answer, e_.Make(EXACT_MUL, g, e_.Integer(100)), a);
}

Outcome ValueDecider::Numbers(const Value& gold, const Value& answer) {
  if (!policy_.unevaluated_ok && gold.literal &&
      answer.nodes > 4 * std::max<size_t>(gold.nodes, 1)) {
    return NotEqual("unevaluated");
  }
  const ExprId g = gold.expr;
  ExprId a = answer.expr;
  if (policy_.units == "match") {
    if (const auto decided = MatchUnits(gold, answer, a)) return *decided;
  }
  if (gold.degrees != answer.degrees) return DegreesAndRadians(gold, answer, g, a);
  if (gold.percent && !answer.percent && policy_.bare_percent) {
    return BarePercent(gold, answer, g, a);
  }
  if (policy_.form == "factored" && answer.is_sum && e_.HasVariable(a)) return NotEqual("form");
  if (policy_.form == "expanded" && answer.expandable) return NotEqual("form");
  Outcome outcome = Amounts(gold, answer, g, a);
  if (answer.percent && !gold.percent && policy_.percent_stated &&
      outcome.decision == Decision::kNotEqual) {
    outcome = Amounts(gold, answer, g, e_.Make(EXACT_MUL, a, e_.Integer(100)));
  }
  if (outcome.decision == Decision::kNotEqual && e_.HasVariable(g) && e_.HasVariable(a)) {
    if (const auto bound = UpToConstant(g, a); bound && bound->equal()) {
      return {Decision::kEqual, "parameter"};
    }
  }
  if (outcome.equal() && policy_.form == "reduced" && !answer.reduced) return NotEqual("form");
  return outcome;
}

Outcome ValueDecider::Numerals(const Value& gold, const Value& answer) {
  const bool gold_is_numeral = gold.kind == Kind::kNumeral;
  if (gold.kind == answer.kind) {
    const Outcome value = d_.Equal(gold.expr, answer.expr);
    if (value.equal() && gold.count != answer.count) return NotEqual("base");
    return value;
  }
  const Value& numeral = gold_is_numeral ? gold : answer;
  const Value& other = gold_is_numeral ? answer : gold;
  if (other.kind != Kind::kExpression) return kDifferentKind;
  if (numeral.count == 10) return d_.Equal(gold.expr, answer.expr);
  if (gold_is_numeral && policy_.base_stated && answer.literal && answer.decimals == 0 &&
      !answer.text.empty()) {
    // The answer's digits in the gold's base.
    ExprId value = e_.Integer(0);
    for (const char c : answer.text) {
      if (c < '0' || c - '0' >= gold.count) return NotEqual("base");
      value = e_.Make(EXACT_ADD, e_.Make(EXACT_MUL, value, e_.Integer(gold.count)),
                      e_.Integer(c - '0'));
    }
    return d_.Equal(gold.expr, value);
  }
  return NotEqual("base");
}

}  // namespace rbench::math
