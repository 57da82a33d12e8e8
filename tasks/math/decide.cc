#include "tasks/math/decide.h"

#include <optional>

#include "tasks/math/real_set.h"
#include "tasks/math/value_decider.h"

namespace rbench::math {
namespace {

constexpr int kMaxNesting = 80;

bool IsCollection(ValueKind kind) { return kind == ValueKind::kList || kind == ValueKind::kSet; }

// What may mean a set of real numbers; so may a list, where the other side is no list.
bool IsRealSet(ValueKind kind) {
  switch (kind) {
    case ValueKind::kUnion:
    case ValueKind::kIntersection:
    case ValueKind::kSetMinus:
    case ValueKind::kNumberSet:
    case ValueKind::kEmptySet:
    case ValueKind::kBracketed:
    case ValueKind::kSet:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::optional<Outcome> ValueDecider::Sets(const Value& gold, const Value& answer) {
  // "x in [0, 1)" names an interval.
  const auto condition = [](const Value& v) {
    return (v.kind == Kind::kRelation && v.text != "in") || v.kind == Kind::kList;
  };
  const bool mixed = condition(gold) != condition(answer);
  const auto g = RealSetOf(gold, condition(gold), d_);
  if (!g) return std::nullopt;
  const auto a = RealSetOf(answer, condition(answer), d_);
  if (!a) return std::nullopt;
  if (mixed && !policy_.interval_for_inequality) return NotEqual("kind");
  return EqualSets(*g, *a, d_);
}

Outcome ValueDecider::Ratios(const Value& gold, const Value& answer) {
  if (gold.kind == Kind::kRatio && answer.kind == Kind::kRatio) {
    if (!gold.text.empty() && !answer.text.empty() && gold.text != answer.text) {
      return NotEqual("time");
    }
    if (gold.items.size() != answer.items.size()) return kDifferentLength;
    // 12:30 may be a time of day: then 24:60 is none, although the ratios are equal.
    if (gold.count == 1) return Items(gold.items, answer.items);
    // a:b:c = ra:rb:rc
    AllOutcomes all;
    for (size_t i = 1; i < gold.items.size(); ++i) {
      for (const Value* v : {&gold.items[0], &gold.items[i], &answer.items[0], &answer.items[i]}) {
        if (v->kind != Kind::kExpression) return kDifferentKind;
      }
      const ExprId left = e_.Make(EXACT_MUL, gold.items[0].expr, answer.items[i].expr);
      const ExprId right = e_.Make(EXACT_MUL, gold.items[i].expr, answer.items[0].expr);
      if (!all.Add(d_.Equal(left, right))) break;
    }
    return all.total();
  }
  const Value& ratio = gold.kind == Kind::kRatio ? gold : answer;
  const Value& other = gold.kind == Kind::kRatio ? answer : gold;
  if (ratio.items.size() != 2 || !ratio.text.empty() || other.kind != Kind::kExpression ||
      ratio.items[0].kind != Kind::kExpression || ratio.items[1].kind != Kind::kExpression) {
    return kDifferentKind;
  }
  return d_.Equal(e_.Make(EXACT_DIV, ratio.items[0].expr, ratio.items[1].expr), other.expr);
}

Outcome ValueDecider::Congruences(const Value& gold, const Value& answer) {
  if (gold.items.size() != 3 || answer.items.size() != 3) return kDifferentLength;
  for (const Value* v : {&gold.items[1], &gold.items[2], &answer.items[1], &answer.items[2]}) {
    if (v->kind != Kind::kExpression) return kDifferentKind;
  }
  AllOutcomes all;
  if (!all.Add(Equal(gold.items[0], answer.items[0]))) return all.total();
  if (!all.Add(Equal(gold.items[2], answer.items[2]))) return all.total();
  const ExprId m = gold.items[2].expr;
  all.Add(d_.Equal(e_.Make(EXACT_MOD, gold.items[1].expr, m),
                   e_.Make(EXACT_MOD, answer.items[1].expr, m)));
  return all.total();
}

Outcome ValueDecider::Texts(const Value& gold, const Value& answer) {
  if (gold.kind == Kind::kText && answer.kind == Kind::kText) {
    if (gold.text == answer.text) return {Decision::kEqual, "text"};
    if (gold.items.empty() || answer.items.empty()) return NotEqual("text");
    return d_.Equal(gold.items[0].expr, answer.items[0].expr);
  }
  const Value& text = gold.kind == Kind::kText ? gold : answer;
  const Value& other = gold.kind == Kind::kText ? answer : gold;
  if (!text.items.empty() && other.kind == Kind::kExpression) {
    return d_.Equal(text.items[0].expr, other.expr);
  }
  return kDifferentKind;
}

Outcome ValueDecider::Unevaluated(const Value& gold, const Value& answer) {
  if (gold.kind == answer.kind && gold.text == answer.text &&
      gold.items.size() == answer.items.size() && Items(gold.items, answer.items).equal()) {
    return kSameForm;
  }
  if (answer.kind == Kind::kUnevaluated && !policy_.unevaluated_ok) return NotEqual("unevaluated");
  return {Decision::kUndecided, "unevaluated"};
}

Outcome ValueDecider::Conditional(const Value& gold, const Value& answer) {
  if (gold.kind == Kind::kSuchThat) return Families(gold, answer);
  if (const auto sets = Sets(gold, answer)) return *sets;
  // "5, where x > 0" for 5
  if (answer.items.size() == 2) return Equal(gold, answer.items[0]);
  return kDifferentKind;
}

Outcome ValueDecider::SetsOrIntervals(const Value& gold, const Value& answer) {
  const Kind g = gold.kind;
  const Kind a = answer.kind;
  if ((g == Kind::kBracketed || a == Kind::kBracketed) && (IsCollection(g) || IsCollection(a))) {
    // (1, 2) against {1, 2} or 1, 2
    if (policy_.set_for_tuple && g == Kind::kBracketed) return Items(gold.items, answer.items);
    return kDifferentKind;
  }
  if (g == Kind::kNumberSet && a == Kind::kNumberSet) {
    return gold.text == answer.text ? kSameForm : NotEqual("set");
  }
  if (const auto sets = Sets(gold, answer)) return *sets;
  if (g == a && gold.text == answer.text) return Unordered(gold.items, answer.items, false);
  return kDifferentKind;
}

Outcome ValueDecider::EqualKinds(const Value& gold, const Value& answer) {
  const Kind g = gold.kind;
  const Kind a = answer.kind;
  const auto either = [&](Kind kind) { return g == kind || a == kind; };
  if (either(Kind::kUnevaluated)) return Unevaluated(gold, answer);
  if (g == Kind::kRelation && a == Kind::kRelation) return Relations(gold, answer);
  if (either(Kind::kSuchThat)) return Conditional(gold, answer);
  if (either(Kind::kRelation)) {
    // Conditions side by side are a list.
    if (either(Kind::kList)) {
      if (const auto sets = Sets(gold, answer)) return *sets;
    }
    return a == Kind::kRelation ? AgainstRelation(gold, answer) : GoldRelation(gold, answer);
  }
  if (g == Kind::kExpression && a == Kind::kExpression) return Numbers(gold, answer);
  if (either(Kind::kNumeral)) return Numerals(gold, answer);
  if (g == Kind::kInfinity && a == Kind::kInfinity) {
    return gold.count == answer.count ? kSameForm : NotEqual("infinity");
  }
  if (either(Kind::kText)) return Texts(gold, answer);
  if (either(Kind::kRatio)) return Ratios(gold, answer);
  if (g == Kind::kCases && a == Kind::kCases) return Cases(gold, answer);
  if (g == Kind::kCongruence && a == Kind::kCongruence) return Congruences(gold, answer);
  if (either(Kind::kMatrix)) return Matrices(gold, answer);
  if (IsCollection(g) && IsCollection(a)) return Lists(gold, answer);
  if (g == Kind::kBracketed && a == Kind::kBracketed) return Brackets(gold, answer);
  if ((IsRealSet(g) || g == Kind::kList) && (IsRealSet(a) || a == Kind::kList)) {
    return SetsOrIntervals(gold, answer);
  }
  if (IsCollection(g) && a == Kind::kExpression) return GoldCollection(gold, answer);
  if (g == Kind::kExpression && IsCollection(a)) return AnswerCollection(gold, answer);
  return kDifferentKind;
}

Outcome ValueDecider::Equal(const Value& gold, const Value& answer) {
  // Values nest no deeper than syntax, but relations look at their sides again.
  // Matching sets of sets asks about the same pairs again and again.
  if (depth_ > kMaxNesting || --comparisons_left_ < 0) return {Decision::kUndecided, "bound"};
  ++depth_;
  const Outcome outcome = EqualKinds(gold, answer);
  --depth_;
  return outcome;
}

Outcome EqualValues(const Value& gold, const Value& answer, const Policy& policy,
                    ExpressionDecider& decider) {
  return ValueDecider(policy, decider).Equal(gold, answer);
}

}  // namespace rbench::math
