#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tasks/math/relation_operators.h"
#include "tasks/math/value_decider.h"

namespace rbench::math {

std::optional<Outcome> ValueDecider::DropNames(Value& gold, Value& answer) const {
  ExprId names[2] = {0, 0};
  bool named[2] = {false, false};
  for (int side = 0; side < 2; ++side) {
    Value& what = side == 0 ? gold : answer;
    Value& inner = what.kind == Kind::kSuchThat && what.items.size() == 2 ? what.items[0] : what;
    if (!IsDefinition(inner)) continue;
    named[side] = true;
    names[side] = inner.items[0].expr;
    inner = Value(inner.items[1]);
  }
  if (named[0] && named[1] && names[0] != names[1]) return NotEqual("name");
  return std::nullopt;
}

std::string ValueDecider::ParameterOf(const Value& family) const {
  if (family.items.size() != 2) return {};
  const Value& where = family.items[1];
  if (where.kind != Kind::kRelation || where.text != "in" || where.items.size() != 2) return {};
  if (where.items[1].kind != Kind::kNumberSet || !IsName(where.items[0])) return {};
  return e_.variables()[e_.step(where.items[0].expr).a];
}

std::string ValueDecider::UnboundParameter(ExprId gold, ExprId answer,
                                           const std::string& parameter) const {
  const auto names = e_.VariablesOf(answer);
  if (std::find(names.begin(), names.end(), parameter) != names.end()) return parameter;
  const auto known = e_.VariablesOf(gold);
  for (const std::string& name : names) {
    if (std::find(known.begin(), known.end(), name) == known.end()) return name;
  }
  return {};
}

// g = p k + q and a = p' k + q' run over the same values where |p| = |p'| and (q - q')/p is whole.
bool ValueDecider::SameProgression(ExprId g, ExprId a, const std::string& parameter) {
  const ExprId k = e_.Variable(parameter);
  const auto at = [&](ExprId f, int value) {
    return e_.Substitute(f, parameter, e_.Integer(value));
  };
  const auto slope = [&](ExprId f) { return e_.Difference(at(f, 1), at(f, 0)); };
  const auto linear = [&](ExprId f) {
    return d_.Equal(f, e_.Sum({e_.Make(EXACT_MUL, slope(f), k), at(f, 0)})).equal();
  };
  if (!linear(g) || !linear(a)) return false;
  const ExprId p = slope(g);
  if (!d_.Equal(p, slope(a)).equal() && !d_.Equal(p, e_.Negate(slope(a))).equal()) return false;
  // The shift counted in steps, for the small ones that occur.
  const ExprId shift = e_.Difference(at(a, 0), at(g, 0));
  for (int steps = -8; steps <= 8; ++steps) {
    if (d_.Equal(shift, e_.Make(EXACT_MUL, e_.Integer(steps), p)).equal()) return true;
  }
  return false;
}

Outcome ValueDecider::Families(Value gold, Value answer) {
  if (policy_.names_optional) {
    if (const auto different = DropNames(gold, answer)) return *different;
  }
  const std::string name = ParameterOf(gold);
  if (name.empty() || gold.items[0].kind != Kind::kExpression) {
    if (const auto sets = Sets(gold, answer)) return *sets;
    if (gold.kind == answer.kind) return Items(gold.items, answer.items);
    // A condition that the answer leaves out.
    if (gold.kind == Kind::kSuchThat && gold.items.size() == 2) return Equal(gold.items[0], answer);
    return kDifferentKind;
  }
  const ExprId g = gold.items[0].expr;
  ExprId a = 0;
  std::string other;
  if (answer.kind == Kind::kSuchThat) {
    other = ParameterOf(answer);
    if (other.empty() || answer.items[0].kind != Kind::kExpression) return kDifferentKind;
    if (gold.items[1].items[1].text != answer.items[1].items[1].text) return NotEqual("parameter");
    a = answer.items[0].expr;
  } else if (answer.kind == Kind::kExpression) {
    a = answer.expr;
    other = UnboundParameter(g, a, name);
    if (other.empty()) return NotEqual("parameter");
  } else {
    return kDifferentKind;
  }
  const ExprId k = e_.Variable(name);
  if (other != name) a = e_.Substitute(a, other, k);
  const Outcome same = d_.Equal(g, a);
  if (same.equal() || gold.items[1].items[1].text != "Z") return same;
  return SameProgression(g, a, name) ? Outcome{Decision::kEqual, "parameter"} : same;
}

}  // namespace rbench::math
