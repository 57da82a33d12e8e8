#include "tasks/math/real_set.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "tasks/math/relation_operators.h"

namespace rbench::math {
namespace {

class SetBuilder {
 public:
  explicit SetBuilder(ExpressionDecider& decider) : decider_(decider) {}

  bool failed() const { return failed_; }

  std::optional<RealSet> Of(const Value& value, bool from_inequality) {
    switch (value.kind) {
      case ValueKind::kEmptySet:
        return RealSet{};
      case ValueKind::kNumberSet:
        if (value.text != "R") return std::nullopt;
        return RealSet{{Segment{}}};
      case ValueKind::kBracketed:
        return Interval(value);
      case ValueKind::kSet:
        return Points(value);
      case ValueKind::kUnion:
      case ValueKind::kIntersection:
      case ValueKind::kSetMinus:
        return Combined(value, from_inequality);
      case ValueKind::kSuchThat:
        if (value.items.size() != 2) return std::nullopt;
        return Of(value.items[1], true);
      case ValueKind::kRelation:
        if (value.text == "in" && value.items.size() == 2) {
          return Of(value.items[1], from_inequality);
        }
        return from_inequality ? Inequality(value) : std::nullopt;
      case ValueKind::kList:
        return from_inequality ? Conditions(value) : std::nullopt;
      default:
        return std::nullopt;
    }
  }

  // Sorted and merged; failure where endpoints cannot be ordered.
  RealSet Normal(RealSet set) {
    std::vector<Segment> kept;
    for (const Segment& s : set.segments) {
      if (s.low && s.high) {
        const int order = Order(*s.low, *s.high);
        if (order > 0 || (order == 0 && !(s.low_closed && s.high_closed))) continue;
      }
      kept.push_back(s);
    }
    // Insertion sort: comparisons are costly and may fail, and there are few.
    for (size_t i = 1; i < kept.size() && !failed_; ++i) {
      for (size_t j = i; j > 0 && StartsBefore(kept[j], kept[j - 1]); --j) {
        std::swap(kept[j], kept[j - 1]);
      }
    }
    RealSet merged;
    for (const Segment& s : kept) {
      if (failed_) break;
      if (!merged.segments.empty() && Touches(merged.segments.back(), s)) {
        Extend(merged.segments.back(), s);
      } else {
        merged.segments.push_back(s);
      }
    }
    return merged;
  }

 private:
  int Order(ExprId a, ExprId b) {
    int order = 0;
    if (!failed_ && !decider_.Order(a, b, &order)) failed_ = true;
    return order;
  }

  bool StartsBefore(const Segment& a, const Segment& b) {
    if (!a.low || !b.low) return !a.low && b.low;
    const int order = Order(*a.low, *b.low);
    return order < 0 || (order == 0 && a.low_closed && !b.low_closed);
  }

  // `next` starts at or before the end of `last`, without a gap of even one point.
  bool Touches(const Segment& last, const Segment& next) {
    if (!last.high || !next.low) return true;
    const int order = Order(*next.low, *last.high);
    return order < 0 || (order == 0 && (next.low_closed || last.high_closed));
  }

  void Extend(Segment& last, const Segment& next) {
    if (!last.high) return;
    const int order = next.high ? Order(*next.high, *last.high) : 1;
    if (order > 0) {
      last.high = next.high;
      last.high_closed = next.high_closed;
    } else if (order == 0) {
      last.high_closed = last.high_closed || next.high_closed;
    }
  }

  RealSet Complement(const RealSet& set) {
    RealSet out;
    Segment gap;
    bool open_end = true;
    for (const Segment& s : set.segments) {
      if (s.low) {
        gap.high = s.low;
        gap.high_closed = !s.low_closed;
        out.segments.push_back(gap);
      }
      gap = Segment{};
      open_end = s.high.has_value();
      gap.low = s.high;
      gap.low_closed = !s.high_closed;
    }
    if (open_end) out.segments.push_back(gap);
    return Normal(std::move(out));
  }

  RealSet Intersection(const RealSet& a, const RealSet& b) {
    RealSet out;
    for (const Segment& x : a.segments) {
      for (const Segment& y : b.segments) {
        Segment both = x;
        if (y.low) {
          const int order = both.low ? Order(*y.low, *both.low) : 1;
          if (order > 0) {
            both.low = y.low;
            both.low_closed = y.low_closed;
          } else if (order == 0) {
            both.low_closed = both.low_closed && y.low_closed;
          }
        }
        if (y.high) {
          const int order = both.high ? Order(*y.high, *both.high) : -1;
          if (order < 0) {
            both.high = y.high;
            both.high_closed = y.high_closed;
          } else if (order == 0) {
            both.high_closed = both.high_closed && y.high_closed;
          }
        }
        out.segments.push_back(both);
        if (out.segments.size() > kMaxSegments) failed_ = true;
        if (failed_) return out;
      }
    }
    return Normal(std::move(out));
  }

  static bool EndPoint(const Value& value, std::optional<ExprId>& end) {
    if (value.kind == ValueKind::kInfinity) return true;
    if (value.kind != ValueKind::kExpression || !value.unit.empty() || value.degrees) return false;
    end = value.expr;
    return true;
  }

  std::optional<RealSet> Interval(const Value& value) {
    if (value.items.size() != 2 || value.text.size() != 2) return std::nullopt;
    Segment s;
    if (!EndPoint(value.items[0], s.low) || !EndPoint(value.items[1], s.high)) return std::nullopt;
    const auto infinite_wrong = [&](size_t i, int sign) {
      return value.items[i].kind == ValueKind::kInfinity && value.items[i].count != sign;
    };
    if (infinite_wrong(0, -1) || infinite_wrong(1, 1)) return std::nullopt;
    const char open = value.text[0];
    const char close = value.text[1];
    if ((open != '(' && open != '[' && open != ']') ||
        (close != ')' && close != ']' && close != '[')) {
      return std::nullopt;
    }
    s.low_closed = open == '[' && s.low;
    s.high_closed = close == ']' && s.high;
    if (s.low && s.high) { /* (2, 1) is a pair */
      const int order = Order(*s.low, *s.high);
      if (order > 0 || (order == 0 && !(s.low_closed && s.high_closed))) return std::nullopt;
    }
    return RealSet{{s}};
  }

  std::optional<RealSet> Points(const Value& value) {
    RealSet set;
    if (value.items.size() > kMaxSegments) return std::nullopt;
    for (const Value& item : value.items) {
      if (item.kind != ValueKind::kExpression ||
          decider_.expressions().Contains(item.expr, EXACT_I)) {
        return std::nullopt;
      }
      set.segments.push_back({item.expr, item.expr, true, true});
    }
    return set;
  }

  std::optional<RealSet> Combined(const Value& value, bool from_inequality) {
    std::optional<RealSet> total;
    for (const Value& item : value.items) {
      // R \ 0 and R - {0} are written alike.
      Value one;
      const Value* part = &item;
      if (item.kind == ValueKind::kExpression || item.kind == ValueKind::kList) {
        one.kind = ValueKind::kSet;
        if (item.kind == ValueKind::kList)
          one.items = item.items;
        else
          one.items.push_back(item);
        part = &one;
      }
      std::optional<RealSet> set = Of(*part, from_inequality);
      if (!set) return std::nullopt;
      RealSet normal = Normal(*std::move(set));
      if (failed_) return std::nullopt;
      if (!total) {
        total = std::move(normal);
      } else if (value.kind == ValueKind::kUnion) {
        for (Segment& s : normal.segments) total->segments.push_back(s);
        if (total->segments.size() > kMaxSegments) return std::nullopt;
        total = Normal(*std::move(total));
      } else {
        total =
            Intersection(*total, value.kind == ValueKind::kSetMinus ? Complement(normal) : normal);
      }
      if (failed_) return std::nullopt;
    }
    return total;
  }

  // The half line of `name op bound`.
  static std::optional<RealSet> HalfLine(std::string_view op, const Value& bound) {
    Segment below;
    Segment above;
    if (!EndPoint(bound, below.high)) return std::nullopt;
    above.low = below.high;
    if (op == "=") return RealSet{{{above.low, below.high, true, true}}};
    if (!below.high)
      return op == "<" || op == ">" ? std::optional(RealSet{{Segment{}}}) : std::nullopt;
    below.high_closed = op == "<=";
    above.low_closed = op == ">=";
    if (op == "<" || op == "<=") return RealSet{{below}};
    if (op == ">" || op == ">=") return RealSet{{above}};
    if (op == "!=") return RealSet{{below, above}};
    return std::nullopt;
  }

  // A set is told by conditions on one name; x > 2 and y < 5 are none.
  bool IsName(const Value& value) {
    if (value.kind != ValueKind::kExpression ||
        decider_.expressions().step(value.expr).op != EXACT_VARIABLE) {
      return false;
    }
    if (!name_) name_ = value.expr;
    return *name_ == value.expr;
  }

  std::optional<RealSet> Inequality(const Value& value) {
    const std::vector<std::string_view> ops = RelationOperators(value.text);
    if (ops.size() + 1 != value.items.size()) return std::nullopt;
    const auto constant = [&](const Value& item) {
      return item.kind == ValueKind::kInfinity || (item.kind == ValueKind::kExpression &&
                                                   !decider_.expressions().HasVariable(item.expr));
    };
    const auto& items = value.items;
    if (items.size() == 2 && IsName(items[0]) && constant(items[1])) {
      return HalfLine(ops[0], items[1]);
    }
    if (items.size() == 2 && constant(items[0]) && IsName(items[1])) {
      return HalfLine(MirroredOperator(ops[0]), items[0]);
    }
    if (items.size() == 3 && constant(items[0]) && IsName(items[1]) && constant(items[2])) {
      const auto left = HalfLine(MirroredOperator(ops[0]), items[0]);
      const auto right = HalfLine(ops[1], items[2]);
      if (!left || !right) return std::nullopt;
      return Intersection(*left, *right);
    }
    return std::nullopt;
  }

  // "x < 2 or x > 5", "x > 2 and x < 5"; a comma stands for "or" unless both bound one side.
  std::optional<RealSet> Conditions(const Value& value) {
    std::optional<RealSet> total;
    for (const Value& item : value.items) {
      std::optional<RealSet> set = Of(item, true);
      if (!set) return std::nullopt;
      RealSet normal = Normal(*std::move(set));
      if (failed_) return std::nullopt;
      if (!total) {
        total = std::move(normal);
      } else if (value.text == "and" || value.text == ",") {
        total = Intersection(*total, normal);
      } else {
        for (Segment& s : normal.segments) total->segments.push_back(s);
        total = Normal(*std::move(total));
      }
      if (failed_) return std::nullopt;
    }
    return total;
  }

  ExpressionDecider& decider_;
  std::optional<ExprId> name_;
  bool failed_ = false;
};

}  // namespace

std::optional<RealSet> RealSetOf(const Value& value, bool from_inequality,
                                 ExpressionDecider& decider) {
  SetBuilder builder(decider);
  std::optional<RealSet> set = builder.Of(value, from_inequality);
  if (!set || set->segments.size() > kMaxSegments) return std::nullopt;
  RealSet normal = builder.Normal(*std::move(set));
  if (builder.failed()) return std::nullopt;
  return normal;
}

Outcome EqualSets(const RealSet& a, const RealSet& b, ExpressionDecider& decider) {
  if (a.segments.size() != b.segments.size()) return {Decision::kNotEqual, "set"};
  Outcome result{Decision::kEqual, "set"};
  for (size_t i = 0; i < a.segments.size(); ++i) {
    const Segment& x = a.segments[i];
    const Segment& y = b.segments[i];
    if (x.low_closed != y.low_closed || x.high_closed != y.high_closed ||
        x.low.has_value() != y.low.has_value() || x.high.has_value() != y.high.has_value()) {
      return {Decision::kNotEqual, "set"};
    }
    for (const auto& [p, q] : {std::pair(x.low, y.low), std::pair(x.high, y.high)}) {
      if (!p) continue;
      const Outcome ends = decider.Equal(*p, *q);
      if (ends.decision == Decision::kNotEqual) return {Decision::kNotEqual, "set"};
      if (!ends.equal()) result = ends;
    }
  }
  return result;
}

}  // namespace rbench::math
