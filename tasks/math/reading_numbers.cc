#include <algorithm>
#include <iterator>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "tasks/math/value_reader.h"

namespace rbench::math {
namespace {

int DecimalsOf(std::string_view text) {
  const size_t e = text.find('e');
  const std::string_view digits = text.substr(0, e);
  const size_t point = digits.find('.');
  int decimals = point == std::string_view::npos ? 0 : static_cast<int>(digits.size() - point - 1);
  if (e != std::string_view::npos) {
    int exponent = 0;
    bool negative = false;
    for (const char c : text.substr(e + 1)) {
      if (c == '-') negative = true;
      if (c >= '0' && c <= '9' && exponent < 100000) exponent = exponent * 10 + (c - '0');
    }
    decimals += negative ? exponent : -exponent;
  }
  return decimals < 0 ? 0 : decimals;
}

int SignificantDigits(std::string_view text) {
  int digits = 0;
  for (const char c : text.substr(0, text.find('e'))) {
    if (c < '0' || c > '9' || (c == '0' && digits == 0)) continue;
    ++digits;
  }
  return digits;
}

}  // namespace

bool ValueReader::IsExpandable(NodeId id) const {
  const auto children = Children(id);
  const auto is_sum = [&](NodeId child) { return Kind(child) == NodeKind::kSum; };
  if (Kind(id) == NodeKind::kProduct && std::any_of(children.begin(), children.end(), is_sum)) {
    return true;
  }
  if (Kind(id) == NodeKind::kPower && is_sum(children[0]) &&
      Kind(children[1]) == NodeKind::kNumber) {
    return true;
  }
  return std::any_of(children.begin(), children.end(),
                     [&](NodeId child) { return IsExpandable(child); });
}

void ValueReader::Literal(Value& value, NodeId id) const {
  NodeId inner = id;
  while (Kind(inner) == NodeKind::kNegate) inner = Children(inner)[0];
  value.is_sum = Kind(inner) == NodeKind::kSum;
  const auto is_number = [&](NodeId n) { return Kind(n) == NodeKind::kNumber; };
  if (is_number(inner)) {
    value.literal = true;
    if (inner == id) value.text = WithoutCommas(Text(inner));
    value.decimals = DecimalsOf(Text(inner));
    value.significant = SignificantDigits(Text(inner));
  } else if (Kind(inner) == NodeKind::kRepeating || Kind(inner) == NodeKind::kMixed) {
    value.literal = true;
  } else if (Kind(inner) == NodeKind::kQuotient) {
    const auto parts = Children(inner);
    value.literal = is_number(parts[0]) && is_number(parts[1]);
    const auto p = SmallInteger(parts[0]);
    const auto q = SmallInteger(parts[1]);
    if (p && q && *q != 0) value.reduced = *q != 1 && std::gcd(*p, *q) == 1;
  }
}

Value ValueReader::Number(NodeId id) {
  const auto expr = Expression(id);
  if (!expr) {
    if (HasMatrix(id)) {
      if (auto matrix = Matrix(id)) return *std::move(matrix);
    }
    return Opaque(id);
  }
  Value value;
  value.kind = ValueKind::kExpression;
  value.expr = *expr;
  value.nodes = CountNodes(id);
  value.expandable = IsExpandable(id);
  Literal(value, id);
  return value;
}

Value ValueReader::Based(NodeId id) {
  const auto expr = Numeral(id);
  if (!expr) return Opaque(id);
  Value value;
  value.kind = ValueKind::kNumeral;
  value.nodes = CountNodes(id);
  value.expr = *expr;
  value.count = tree_[id].count;
  return value;
}

Value ValueReader::Dressed(NodeId id) {
  const Node& node = tree_[id];
  const NodeId child = Children(id)[0];
  Value value = Read(child);
  if (value.kind != ValueKind::kExpression) {
    // "3, 4 cm": the unit says nothing that the parts do not.
    if (node.kind == NodeKind::kQuantity && value.kind != ValueKind::kUnevaluated) return value;
    return Number(id);
  }
  switch (node.kind) {
    case NodeKind::kNegate:
      value.expr = e_.Negate(value.expr);
      ++value.nodes;
      return value;
    case NodeKind::kPercent:
      if (value.percent || value.degrees || !value.unit.empty()) return Number(id);
      value.percent = true;
      value.expr = e_.Make(EXACT_DIV, value.expr, e_.Integer(100));
      value.decimals = value.decimals < 0 ? -1 : value.decimals + 2;
      return value;
    case NodeKind::kDegree:
      if (value.percent || value.degrees || !value.unit.empty()) return Number(id);
      value.degrees = true;
      return value;
    default:
      if (value.degrees || !value.unit.empty()) return Number(id);
      value.unit = node.text;
      return value;
  }
}

void ValueReader::NumberWord(Value& text) {
  constexpr std::string_view kWords[] = {
      "zero",     "one",     "two",     "three",     "four",     "five",     "six",
      "seven",    "eight",   "nine",    "ten",       "eleven",   "twelve",   "thirteen",
      "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"};
  const auto found = std::find(std::begin(kWords), std::end(kWords), text.text);
  if (found == std::end(kWords)) return;
  Value number;
  number.kind = ValueKind::kExpression;
  number.expr = e_.Integer(found - std::begin(kWords));
  text.items = {std::move(number)};
}

}  // namespace rbench::math
