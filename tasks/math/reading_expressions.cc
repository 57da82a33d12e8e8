#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tasks/math/value_reader.h"

namespace rbench::math {

std::string ValueReader::WithoutCommas(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ',') out += c;
  }
  return out;
}

std::optional<int64_t> ValueReader::SmallInteger(NodeId id) const {
  if (Kind(id) == NodeKind::kNegate) {
    const auto inner = SmallInteger(Children(id)[0]);
    return inner ? std::optional(-*inner) : std::nullopt;
  }
  if (Kind(id) != NodeKind::kNumber) return std::nullopt;
  const std::string& text = Text(id);
  if (text.empty() || text.size() > 9) return std::nullopt;
  int64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

ExprId ValueReader::Symbol(std::string_view name) {
  if (name == "pi") return e_.Constant(EXACT_PI);
  if (name == "e") return e_.Constant(EXACT_E);
  if (name == "i") return e_.Constant(EXACT_I);
  return e_.Variable(name);
}

ExprId ValueReader::Run(std::string_view letters) {
  std::vector<ExprId> factors;
  for (const char c : letters) factors.push_back(Symbol(std::string_view(&c, 1)));
  return e_.Product(std::move(factors));
}

// "0.1(36)": 136/999... = (136 - 1) / 990
std::optional<ExprId> ValueReader::Repeating(std::string_view text) {
  const size_t point = text.find('.');
  const size_t open = text.find('(');
  const size_t close = text.find(')');
  if (point == std::string_view::npos || open == std::string_view::npos ||
      close == std::string_view::npos || open < point || close < open + 2) {
    return std::nullopt;
  }
  const std::string whole(text.substr(0, point));
  const std::string fixed(text.substr(point + 1, open - point - 1));
  const std::string block(text.substr(open + 1, close - open - 1));
  const auto digits = [&](const std::string& d) { return e_.Decimal(d.empty() ? "0" : d); };
  const ExprId top = e_.Difference(digits(whole + fixed + block), digits(whole + fixed));
  const std::string bottom = std::string(block.size(), '9') + std::string(fixed.size(), '0');
  return e_.Make(EXACT_DIV, top, e_.Integer(bottom));
}

std::optional<ExprId> ValueReader::Numeral(NodeId id) {
  const int base = tree_[id].count;
  if (base < 2 || base > 36) return std::nullopt;
  // Horner's rule over the digits, exact in the expression's own arithmetic.
  ExprId value = e_.Integer(0);
  ExprId scale = e_.Integer(1);
  bool fraction = false;
  for (const char c : Text(id)) {
    if (c == '.') {
      if (fraction) return std::nullopt;
      fraction = true;
      continue;
    }
    int digit = -1;
    if (c >= '0' && c <= '9') digit = c - '0';
    if (c >= 'A' && c <= 'Z') digit = c - 'A' + 10;
    if (c >= 'a' && c <= 'z') digit = c - 'a' + 10;
    if (digit < 0 || digit >= base) return std::nullopt;
    value = e_.Make(EXACT_ADD, e_.Make(EXACT_MUL, value, e_.Integer(base)), e_.Integer(digit));
    if (fraction) scale = e_.Make(EXACT_MUL, scale, e_.Integer(base));
  }
  return fraction ? e_.Make(EXACT_DIV, value, scale) : value;
}

std::optional<ExprId> ValueReader::BigOperator(NodeId id) {
  const auto children = Children(id);
  const std::string& name = Text(id);
  unevaluated_ = true;
  if ((name != "sum" && name != "prod") || children.size() != 3) return std::nullopt;
  // lower is "k = 1"
  if (Kind(children[1]) != NodeKind::kRelation || Text(children[1]) != "=") return std::nullopt;
  const auto lower = Children(children[1]);
  if (lower.size() != 2 || Kind(lower[0]) != NodeKind::kSymbol) return std::nullopt;
  const auto from = SmallInteger(lower[1]);
  const auto to = SmallInteger(children[2]);
  if (!from || !to || *to - *from >= kMaxSumTerms) return std::nullopt;
  const auto body = Expression(children[0]);
  if (!body) return std::nullopt;
  const bool is_sum = name == "sum";
  ExprId total = e_.Integer(is_sum ? 0 : 1);
  for (int64_t k = *from; k <= *to; ++k) {
    const ExprId term = e_.Substitute(*body, Text(lower[0]), e_.Integer(k));
    total = e_.Make(is_sum ? EXACT_ADD : EXACT_MUL, total, term);
  }
  return total;
}

// n!! of a whole number is carried out.
std::optional<ExprId> ValueReader::Factorial(NodeId id, ExprId of) {
  const Node& node = tree_[id];
  if (node.count <= 1) return e_.Make(EXACT_FACTORIAL, of);
  const auto n = SmallInteger(Children(id)[0]);
  if (!n || node.count > 2 || *n > 300) return std::nullopt;
  ExprId product = e_.Integer(1);
  for (int64_t k = *n; k > 1; k -= 2) product = e_.Make(EXACT_MUL, product, e_.Integer(k));
  return product;
}

std::optional<ExprId> ValueReader::Arithmetic(NodeId id) {
  const Node& node = tree_[id];
  std::vector<ExprId> v;
  for (const NodeId child : Children(id)) {
    const auto value = Expression(child);
    if (!value) return std::nullopt;
    v.push_back(*value);
  }
  switch (node.kind) {
    case NodeKind::kNegate:
      return e_.Negate(v[0]);
    case NodeKind::kSum:
      return e_.Sum(std::move(v));
    case NodeKind::kProduct:
      return e_.Product(std::move(v));
    case NodeKind::kQuotient:
      return e_.Make(EXACT_DIV, v[0], v[1]);
    case NodeKind::kMixed:
      return e_.Make(EXACT_ADD, v[0], e_.Make(EXACT_DIV, v[1], v[2]));
    case NodeKind::kPower:
      return e_.Make(EXACT_POW, v[0], v[1]);
    case NodeKind::kFactorial:
      return Factorial(id, v[0]);
    case NodeKind::kPlusMinus: {
      const bool minus = (sign_ < 0) != (node.count == 1);
      if (v.size() == 1) return minus ? e_.Negate(v[0]) : v[0];
      return minus ? e_.Difference(v[0], v[1]) : e_.Sum({v[0], v[1]});
    }
    case NodeKind::kPercent:
      return e_.Make(EXACT_DIV, v[0], e_.Integer(100));
    case NodeKind::kDegree: /* inside a formula an angle counts in radians */
      return e_.Make(EXACT_DIV, e_.Make(EXACT_MUL, v[0], e_.Constant(EXACT_PI)), e_.Integer(180));
    case NodeKind::kCurrency:
    case NodeKind::kQuantity: /* inside a formula a unit is a name like any other */
      return e_.Make(EXACT_MUL, v[0], e_.Variable("unit " + node.text));
    default:
      return std::nullopt;
  }
}

std::optional<ExprId> ValueReader::Expression(NodeId id) {
  const Node& node = tree_[id];
  switch (node.kind) {
    case NodeKind::kNumber:
      return e_.Decimal(WithoutCommas(node.text));
    case NodeKind::kRepeating:
      return Repeating(node.text);
    case NodeKind::kNumeral:
      return Numeral(id);
    case NodeKind::kSymbol:
      return Symbol(node.text);
    case NodeKind::kSymbolRun:
      return Run(node.text);
    case NodeKind::kBigOperator:
      return BigOperator(id);
    case NodeKind::kCall:
      return Call(id);
    case NodeKind::kMatrix:
      if (node.text == "||") return Determinant(id);
      return std::nullopt;
    case NodeKind::kBracketed:
      if (Children(id).size() == 1 && (node.text == "()" || node.text == "[]")) {
        return Expression(Children(id)[0]);
      }
      return std::nullopt;
    default:
      break;
  }
  const bool arithmetic = node.kind >= NodeKind::kNegate && node.kind <= NodeKind::kQuantity;
  return arithmetic ? Arithmetic(id) : std::nullopt;
}

}  // namespace rbench::math
