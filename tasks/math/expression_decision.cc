#include "tasks/math/expression_decision.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace rbench::math {
namespace {

constexpr Outcome Equal(const char* reason) { return {Decision::kEqual, reason}; }
constexpr Outcome Different(const char* reason) { return {Decision::kNotEqual, reason}; }
constexpr Outcome Undecided(const char* reason) { return {Decision::kUndecided, reason}; }

constexpr int32_t kCoarse = 64;  // bits of the balls that are tried first
constexpr int kPointsWanted = 8;
constexpr int kPointsTried = 40;

// Rational sample points without small denominators that formulas like to have as poles. Positive
// first; both signs in turn. Variable v takes the point of another row.
struct Point {
  int64_t numerator;
  int64_t denominator;
};
constexpr Point kPoints[] = {
    {37, 29},   {-41, 31},   {113, 47}, {-97, 53}, {19, 43},   {-23, 59}, {211, 61},
    {-157, 67}, {71, 83},    {-13, 89}, {307, 97}, {-89, 101}, {61, 103}, {-59, 107},
    {419, 109}, {-331, 113}, {11, 127}, {-7, 131}, {523, 137}, {-5, 139},
};

}  // namespace

ExpressionDecider::ExpressionDecider(Expressions& expressions, const Policy& policy, Prover* prover,
                                     std::function<void(std::string)> say)
    : expressions_(expressions),
      policy_(policy),
      prover_(prover),
      say_(std::move(say)),
      session_(expressions, exact_default_limits()) {}

Outcome ExpressionDecider::Equal(ExprId a, ExprId b) {
  if (a == b) return math::Equal("same_form");
  if (--decisions_left_ < 0) return Undecided("bound");
  exact_session* session = session_.get();
  if (session == nullptr) return Undecided("bound");
  const exact_kind ka = exact_kind_of(session, a);
  const exact_kind kb = exact_kind_of(session, b);
  if (ka == EXACT_UNDEFINED || kb == EXACT_UNDEFINED) {
    return ka == kb ? Undecided("undefined") : Different("undefined");
  }
  if (ka == EXACT_RATIONAL && kb == EXACT_RATIONAL) {
    return exact_compare_rationals(session, a, b) == 0 ? math::Equal("rational")
                                                       : Different("rational");
  }
  if (expressions_.HasVariable(a) || expressions_.HasVariable(b)) return EqualFunctions(a, b);
  return EqualConstants(a, b);
}

Outcome ExpressionDecider::EqualConstants(ExprId a, ExprId b) {
  exact_session* session = session_.get();
  const int32_t finest = exact_default_limits().max_precision;
  if (exact_refute(session, a, b, kCoarse, kCoarse) == EXACT_DIFFERENT) return Different("refuted");
  if (--costly_left_ < 0) return Undecided("bound");
  // A normal form speaks of values only where both have one.
  const bool finite = exact_is_finite(session, a) && exact_is_finite(session, b);
  const exact_truth form = finite ? exact_normal_form(session, a, b) : EXACT_UNKNOWN;
  if (form == EXACT_EQUAL) return math::Equal("normal_form");
  if (exact_refute(session, a, b, kCoarse * 4, finest) == EXACT_DIFFERENT) {
    return Different("refuted");
  }
  if (say_) say_("balls do not separate the two, the normal form does not join them");
  const exact_truth algebraic = exact_algebraic(session, a, b);
  if (algebraic == EXACT_EQUAL) return math::Equal("proved");
  if (algebraic == EXACT_DIFFERENT) return Different("proved");
  if (session_.spent()) return Undecided("bound");
  if (say_) say_("no separation bound decides; asking a check worker");
  return Prove(a, b);
}

Outcome ExpressionDecider::Prove(ExprId a, ExprId b) {
  if (prover_ == nullptr) return Undecided("no_prover");
  switch (prover_->Prove(expressions_.Program(), a, b, fuel_left_)) {
    case Prover::Answer::kEqual:
      return math::Equal("proved");
    case Prover::Answer::kDifferent:
      return Different("proved");
    case Prover::Answer::kUnknown:
      return Undecided("unknown");
    case Prover::Answer::kBound:
      return Undecided("bound");
    case Prover::Answer::kUnavailable:
      return {Decision::kUngraded, "no_worker"};
  }
  return Undecided("unknown");
}

// n! and gcd(m, n) speak of integers; floor(n/2) and n mod 2 do where the names are those of
// integers, but floor(x) is a function of the reals.
bool ExpressionDecider::IntegerDomain(ExprId a, ExprId b) const {
  const auto holds = [&](exact_op op) {
    return expressions_.Contains(a, op) || expressions_.Contains(b, op);
  };
  if (holds(EXACT_FACTORIAL) || holds(EXACT_BINOMIAL) || holds(EXACT_GCD) || holds(EXACT_LCM)) {
    return true;
  }
  if (!holds(EXACT_FLOOR) && !holds(EXACT_CEIL) && !holds(EXACT_MOD)) return false;
  constexpr std::string_view kIntegers[] = {"n", "m", "k", "j", "N", "M", "K"};
  for (const ExprId side : {a, b}) {
    for (const std::string& name : expressions_.VariablesOf(side)) {
      if (std::find(std::begin(kIntegers), std::end(kIntegers), name) == std::end(kIntegers)) {
        return false;
      }
    }
  }
  return true;
}

Outcome ExpressionDecider::EqualFunctions(ExprId a, ExprId b) {
  if (--costly_left_ < 0) return Undecided("bound");
  exact_session* session = session_.get();
  const exact_truth form = exact_normal_form(session, a, b);
  if (form == EXACT_EQUAL) return math::Equal("normal_form");
  if (form == EXACT_DIFFERENT) return Different("normal_form");
  const size_t num_variables = expressions_.variables().size();
  if (num_variables > 16) return Undecided("bound");
  // Points are steps of the program as well.
  bool integers = IntegerDomain(a, b);
  for (int round = 0; round < 2; ++round, integers = true) {
    std::vector<std::vector<uint32_t>> points;
    for (int p = 0; p < kPointsTried; ++p) {
      std::vector<uint32_t> values;
      for (size_t v = 0; v < num_variables; ++v) {
        if (integers) {
          // Both orders of the names: (n-k)! is defined in one of them only.
          const size_t place = p % 2 == 0 ? v : num_variables - 1 - v;
          values.push_back(expressions_.Integer(static_cast<int64_t>(2 + p + 3 * place)));
        } else {
          const Point& point = kPoints[(static_cast<size_t>(p) + 7 * v) % std::size(kPoints)];
          const int64_t shift = p / static_cast<int>(std::size(kPoints));
          values.push_back(expressions_.Fraction(point.numerator + shift * point.denominator,
                                                 point.denominator));
        }
      }
      points.push_back(std::move(values));
    }
    session = session_.get();
    if (session == nullptr) return Undecided("bound");
    int agreed = 0;
    for (const std::vector<uint32_t>& point : points) {
      const exact_truth truth = exact_at_point(session, a, b, point.data());
      if (truth == EXACT_DIFFERENT) {
        if (say_) say_("the two differ at a rational point");
        return Different("sampled");
      }
      if (truth == EXACT_EQUAL && ++agreed == kPointsWanted) break;
    }
    if (agreed == kPointsWanted) {
      if (say_) say_(fmt::format("the two agree at {} rational points", agreed));
      return policy_.sampling_ok ? math::Equal("sampled") : Undecided("sampled");
    }
    if (integers) break;
  }
  return Undecided(form == EXACT_BOUND || session_.spent() ? "bound" : "unknown");
}

Outcome ExpressionDecider::Within(ExprId a, ExprId b, ExprId tolerance) {
  exact_session* session = session_.get();
  if (session == nullptr) return Undecided("bound");
  if (expressions_.HasVariable(a) || expressions_.HasVariable(b)) return Different("refuted");
  const exact_truth truth = exact_within(session, a, b, tolerance);
  if (truth == EXACT_EQUAL) return math::Equal("tolerance");
  if (truth == EXACT_DIFFERENT) return Different("tolerance");
  // At the very edge: exact where all is rational.
  const ExprId difference = expressions_.Make(EXACT_ABS, expressions_.Difference(a, b));
  session = session_.get();
  if (session != nullptr && exact_kind_of(session, difference) == EXACT_RATIONAL &&
      exact_kind_of(session, tolerance) == EXACT_RATIONAL) {
    return exact_compare_rationals(session, difference, tolerance) <= 0 ? math::Equal("tolerance")
                                                                        : Different("tolerance");
  }
  return Undecided("bound");
}

Outcome ExpressionDecider::RoundsTo(ExprId a, ExprId target, int places) {
  if (places < 0 || places > 1000) return Different("rational");
  const ExprId half = expressions_.Make(
      EXACT_DIV, expressions_.Integer(1),
      expressions_.Make(
          EXACT_MUL, expressions_.Integer(2),
          expressions_.Make(EXACT_POW, expressions_.Integer(10), expressions_.Integer(places))));
  const Outcome within = Within(a, target, half);
  return within.equal() ? math::Equal("rounded") : within;
}

Outcome ExpressionDecider::Proportional(ExprId a, ExprId b, int* sign) {
  exact_session* session = session_.get();
  if (session == nullptr || --costly_left_ < 0) return Undecided("bound");
  switch (exact_proportional(session, a, b, sign)) {
    case EXACT_EQUAL:
      return math::Equal("normal_form");
    case EXACT_DIFFERENT:
      return Different("normal_form");
    case EXACT_UNKNOWN:
      return Undecided("unknown");
    case EXACT_BOUND:
      return Undecided("bound");
  }
  return Undecided("bound");
}

bool ExpressionDecider::Order(ExprId a, ExprId b, int* order) {
  if (expressions_.HasVariable(a) || expressions_.HasVariable(b)) return false;
  exact_session* session = session_.get();
  if (session == nullptr) return false;
  if (exact_compare(session, a, b, order) == EXACT_EQUAL) return true;
  if (!Equal(a, b).equal()) return false;
  *order = 0;
  return true;
}

bool ExpressionDecider::IsInteger(ExprId a) {
  exact_session* session = session_.get();
  return session != nullptr && exact_is_integer(session, a) != 0;
}

}  // namespace rbench::math
