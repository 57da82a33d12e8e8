#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tasks/math/relation_operators.h"
#include "tasks/math/value_decider.h"

namespace rbench::math {

bool ValueDecider::IsName(const Value& value) const {
  return value.kind == Kind::kExpression && value.unit.empty() &&
         e_.step(value.expr).op == EXACT_VARIABLE;
}

bool ValueDecider::IsDefinition(const Value& value) const {
  return IsEquation(value) && value.items.size() == 2 && IsName(value.items[0]);
}

bool ValueDecider::IsNameLike(const Value& value) const {
  if (IsName(value)) return true;
  if (value.kind == Kind::kText) return true;
  if (value.kind == Kind::kBracketed || value.kind == Kind::kList || value.kind == Kind::kRatio) {
    return std::all_of(value.items.begin(), value.items.end(),
                       [&](const Value& item) { return IsNameLike(item); });
  }
  return value.kind == Kind::kExpression && !value.literal && IsNameLikeFormula(value);
}

// A product, quotient or sum of names, |AB|, tan A.
bool ValueDecider::IsNameLikeFormula(const Value& value) const {
  std::vector<ExprId> open{value.expr};
  bool sum = false;
  bool number = false;
  while (!open.empty()) {
    const exact_step& step = e_.step(open.back());
    open.pop_back();
    switch (step.op) {
      case EXACT_VARIABLE:
      case EXACT_E:
      case EXACT_I:
        break;
      case EXACT_NUMBER:
        number = true;
        break;
      case EXACT_ADD:
        sum = true;
        [[fallthrough]];
      case EXACT_MUL:
      case EXACT_DIV:
        open.push_back(step.a);
        open.push_back(step.b);
        break;
      case EXACT_ABS:
      case EXACT_SIN:
      case EXACT_COS:
      case EXACT_TAN:
        open.push_back(step.a);
        break;
      default:
        return false;
    }
  }
  // f(0) = 3 defines, since the number may be an argument; m + 1 = 3 is an equation.
  if (value.nodes > 8 || (sum && number)) return false;
  // xy = 12 is a curve, not the name of a product.
  const std::vector<std::string> names = e_.VariablesOf(value.expr);
  const bool coordinates = std::all_of(names.begin(), names.end(), [](const std::string& name) {
    return name == "x" || name == "y" || name == "z";
  });
  return !names.empty() && (names.size() == 1 || !coordinates);
}

std::optional<ValueDecider::AgainstZero> ValueDecider::Difference(const Value& relation) {
  if (relation.items.size() != 2) return std::nullopt;
  const Value& left = relation.items[0];
  const Value& right = relation.items[1];
  const auto side = [](const Value& v) -> std::optional<ExprId> {
    if (v.kind == Kind::kExpression) return v.expr;
    if (v.kind == Kind::kText && !v.items.empty()) return v.items[0].expr;
    return std::nullopt;
  };
  const auto l = side(left);
  const auto r = side(right);
  if (!l || !r) return std::nullopt;
  if (relation.text == ">" || relation.text == ">=") {
    return AgainstZero{e_.Difference(*r, *l), MirroredOperator(relation.text)};
  }
  if (relation.text == "<" || relation.text == "<=" || relation.text == "!=" ||
      relation.text == "=") {
    return AgainstZero{e_.Difference(*l, *r), relation.text};
  }
  return std::nullopt;
}

Outcome ValueDecider::Differences(const Value& gold, const Value& answer, const AgainstZero& g,
                                  const AgainstZero& a, bool definitions) {
  if (g.op != a.op) return NotEqual("operator");
  int sign = 1;
  const Outcome same = d_.Proportional(g.difference, a.difference, &sign);
  if (same.equal() && sign < 0 && (g.op == "<" || g.op == "<=")) return NotEqual("operator");
  if (same.decision != Decision::kUndecided) return same;
  // With kernels: the two differences themselves, either way round.
  const Outcome direct = d_.Equal(g.difference, a.difference);
  if (direct.equal()) return direct;
  if (g.op == "=" || g.op == "!=") {
    const Outcome turned = d_.Equal(g.difference, e_.Negate(a.difference));
    if (turned.equal()) return turned;
    if (definitions) return Items(gold.items, answer.items);
  }
  return direct.decision == Decision::kNotEqual ? Outcome{Decision::kUndecided, "unknown"} : direct;
}

Outcome ValueDecider::Relations(const Value& gold, const Value& answer) {
  // Definitions of one name are their right sides; of two names, never equal.
  const bool definitions = IsEquation(gold) && IsEquation(answer) && IsNameLike(gold.items[0]) &&
                           IsNameLike(answer.items[0]);
  if (definitions && Equal(gold.items[0], answer.items[0]).equal()) {
    if (gold.items.size() != 2 || answer.items.size() != 2) {
      return AgainstRelation(gold.items.back(), answer);
    }
    const Outcome right = Equal(gold.items[1], answer.items[1]);
    if (right.decision != Decision::kNotEqual) return right;
    // y = 2x and y = x + y - x: not the right sides alone.
  }
  if (gold.text == "in" && answer.text == "in" && gold.items.size() == 2 &&
      answer.items.size() == 2) {
    return Items(gold.items, answer.items);
  }
  const auto g = Difference(gold);
  const auto a = Difference(answer);
  if (g && a) return Differences(gold, answer, *g, *a, definitions);
  if (const auto sets = Sets(gold, answer)) return *sets;
  if (gold.items.size() != answer.items.size()) return kDifferentLength;
  if (gold.text == answer.text) {
    const Outcome forward = Items(gold.items, answer.items);
    if (forward.decision != Decision::kNotEqual) return forward;
  }
  // a < b < c and c > b > a
  Value mirrored = answer;
  std::reverse(mirrored.items.begin(), mirrored.items.end());
  std::vector<std::string_view> ops = RelationOperators(answer.text);
  std::reverse(ops.begin(), ops.end());
  std::string text;
  for (const std::string_view op : ops) {
    if (!text.empty()) text += ' ';
    text += MirroredOperator(op);
  }
  if (text != gold.text) return NotEqual("operator");
  return Items(gold.items, mirrored.items);
}

Outcome ValueDecider::AgainstRelation(const Value& gold, const Value& answer) {
  if (answer.text == "in" && answer.items.size() == 2) return Equal(gold, answer.items[1]);
  if (!IsEquation(answer)) {
    if (const auto sets = Sets(gold, answer)) return *sets;
    return kDifferentKind;
  }
  size_t first = 0;
  // "n + r = 11 * 13 = 143": what has names is what the rest is the value of.
  const auto with_names = [&](const Value& v) {
    return v.kind == Kind::kExpression && e_.HasVariable(v.expr);
  };
  const bool label = answer.items.size() > 2 && gold.kind == Kind::kExpression &&
                     !e_.HasVariable(gold.expr) && with_names(answer.items[0]);
  if (answer.items.size() > 1 && (label || IsNameLike(answer.items[0]))) {
    // The name itself may be the gold: "x = y" for x.
    if (!policy_.names_optional) return kDifferentKind;
    first = 1;
  }
  const auto ops = RelationOperators(answer.text);
  AllOutcomes all;
  bool any = false;
  for (size_t i = first; i < answer.items.size(); ++i) {
    // What stands behind "about" counts only where nothing exact stands before it.
    if (i > 0 && ops[i - 1] == "~" && any) {
      const bool decimal_gold = gold.kind == Kind::kExpression && gold.decimals > 0;
      if (!decimal_gold) continue;
      const Outcome rounded = Equal(gold, answer.items[i]);
      if (rounded.equal()) return rounded;
      continue;
    }
    any = true;
    if (!all.Add(Equal(gold, answer.items[i]))) {
      // "2x + 1 = 5" is no chain of equal values but an equation.
      return all.total();
    }
  }
  return all.total();
}

Outcome ValueDecider::GoldRelation(const Value& gold, const Value& answer) {
  if (gold.text == "in" && gold.items.size() == 2) return Equal(gold.items[1], answer);
  if (IsEquation(gold) && gold.items.size() >= 2 && IsNameLike(gold.items[0]) &&
      policy_.names_optional) {
    return Equal(gold.items.back(), answer);
  }
  // "1 = x = 0" says last what x is.
  const bool ends_in_definition =
      IsEquation(gold) && gold.items.size() > 2 && IsName(gold.items[gold.items.size() - 2]);
  if (ends_in_definition && policy_.names_optional) return Equal(gold.items.back(), answer);
  if (IsEquation(gold) && gold.items.size() >= 2 && policy_.names_optional &&
      gold.items[0].kind == Kind::kExpression && !IsName(gold.items[0])) {
    // "2 + 3 = 5": a chain of one value.
    const Outcome chain = Equal(gold.items[0], gold.items.back());
    if (chain.equal()) return Equal(gold.items.back(), answer);
  }
  if (const auto sets = Sets(gold, answer)) return *sets;
  return kDifferentKind;
}

}  // namespace rbench::math
