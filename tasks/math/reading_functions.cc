#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tasks/math/value_reader.h"

namespace rbench::math {
namespace {

struct FunctionRow {
  std::string_view name;
  exact_op op;
};
constexpr FunctionRow kFunctions[] = {
    {"abs", EXACT_ABS},     {"acos", EXACT_ACOS},   {"acosh", EXACT_ACOSH}, {"arg", EXACT_ARG},
    {"asin", EXACT_ASIN},   {"asinh", EXACT_ASINH}, {"atan", EXACT_ATAN},   {"atanh", EXACT_ATANH},
    {"ceil", EXACT_CEIL},   {"conj", EXACT_CONJ},   {"cos", EXACT_COS},     {"cosh", EXACT_COSH},
    {"floor", EXACT_FLOOR}, {"im", EXACT_IM},       {"ln", EXACT_LOG},      {"re", EXACT_RE},
    {"sgn", EXACT_SIGN},    {"sin", EXACT_SIN},     {"sinh", EXACT_SINH},   {"tan", EXACT_TAN},
    {"tanh", EXACT_TANH},
};
// 1/f of another function, and inverse functions of 1/x.
constexpr FunctionRow kReciprocals[] = {
    {"cot", EXACT_TAN},   {"sec", EXACT_COS},   {"csc", EXACT_SIN},
    {"coth", EXACT_TANH}, {"sech", EXACT_COSH}, {"csch", EXACT_SINH},
};
constexpr FunctionRow kInverseReciprocals[] = {{"asec", EXACT_ACOS}, {"acsc", EXACT_ASIN}};
constexpr FunctionRow kFolds[] = {
    {"gcd", EXACT_GCD}, {"lcm", EXACT_LCM}, {"max", EXACT_MAX}, {"min", EXACT_MIN}};

template <size_t N>
std::optional<exact_op> Find(const FunctionRow (&rows)[N], std::string_view name) {
  for (const FunctionRow& row : rows) {
    if (row.name == name) return row.op;
  }
  return std::nullopt;
}

}  // namespace

std::optional<ExprId> ValueReader::Function(std::string_view name, ExprId x) {
  const auto inverse = [&](ExprId of) { return e_.Make(EXACT_DIV, e_.Integer(1), of); };
  if (const auto op = Find(kFunctions, name)) return e_.Make(*op, x);
  if (const auto op = Find(kReciprocals, name)) return inverse(e_.Make(*op, x));
  if (const auto op = Find(kInverseReciprocals, name)) return e_.Make(*op, inverse(x));
  if (name == "sqrt") return e_.Make(EXACT_ROOT, x, e_.Integer(2));
  if (name == "cis") { /* cos x + i sin x */
    return e_.Sum(
        {e_.Make(EXACT_COS, x), e_.Product({e_.Constant(EXACT_I), e_.Make(EXACT_SIN, x)})});
  }
  if (name == "exp") return e_.Make(EXACT_POW, e_.Constant(EXACT_E), x);
  if (name == "acot") { /* pi/2 - atan x: continuous, as school books have it */
    const ExprId half = e_.Make(EXACT_DIV, e_.Constant(EXACT_PI), e_.Integer(2));
    return e_.Difference(half, e_.Make(EXACT_ATAN, x));
  }
  const auto log_base = [&](int base) {
    return e_.Make(EXACT_DIV, e_.Make(EXACT_LOG, x), e_.Make(EXACT_LOG, e_.Integer(base)));
  };
  if (name == "log10" || name == "lg") return log_base(10);
  if (name == "log2") return log_base(2);
  if (name == "log") return options_.log_is_base_10 ? log_base(10) : e_.Make(EXACT_LOG, x);
  if (name == "round") return e_.Make(EXACT_FLOOR, e_.Make(EXACT_ADD, x, e_.Fraction(1, 2)));
  return std::nullopt;
}

std::optional<ExprId> ValueReader::Function(std::string_view name, ExprId x, ExprId y) {
  if (name == "root") return e_.Make(EXACT_ROOT, x, y);
  if (name == "log") return e_.Make(EXACT_DIV, e_.Make(EXACT_LOG, x), e_.Make(EXACT_LOG, y));
  if (name == "binom") return e_.Make(EXACT_BINOMIAL, x, y);
  if (name == "mod") return e_.Make(EXACT_MOD, x, y);
  if (name == "perm") { /* n! / (n-k)! = C(n,k) k! */
    return e_.Make(EXACT_MUL, e_.Make(EXACT_BINOMIAL, x, y), e_.Make(EXACT_FACTORIAL, y));
  }
  return std::nullopt;
}

std::optional<ExprId> ValueReader::Call(NodeId id) {
  const std::string& name = Text(id);
  std::vector<ExprId> a;
  for (const NodeId child : Children(id)) {
    const auto value = Expression(child);
    if (!value) {
      if (name == "det" && Kind(child) == NodeKind::kMatrix) return Determinant(child);
      return std::nullopt;
    }
    a.push_back(*value);
  }
  if (a.size() == 1) return Function(name, a[0]);
  if (a.size() == 2) {
    if (const auto value = Function(name, a[0], a[1])) return value;
  }
  if (const auto op = Find(kFolds, name); op && !a.empty()) {
    ExprId folded = a[0];
    for (size_t i = 1; i < a.size(); ++i) folded = e_.Make(*op, folded, a[i]);
    return folded;
  }
  return std::nullopt;
}

}  // namespace rbench::math
