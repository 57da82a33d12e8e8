#include "tasks/math/reading.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "tasks/math/value_reader.h"

namespace rbench::math {
namespace {

bool HasPlusMinus(const SyntaxTree& tree) {
  return std::any_of(tree.nodes.begin(), tree.nodes.end(),
                     [](const Node& node) { return node.kind == NodeKind::kPlusMinus; });
}

}  // namespace

size_t ValueReader::CountNodes(NodeId id) const {
  const auto children = Children(id);
  if (Kind(id) == NodeKind::kProduct && children.size() == 2 &&
      Kind(children[0]) == NodeKind::kNumber && Kind(children[1]) == NodeKind::kPower) {
    const NodeId base = Children(children[1])[0];
    if (Kind(base) == NodeKind::kNumber && Text(base) == "10") return 1;
  }
  size_t count = 1;
  for (const NodeId child : children) count += CountNodes(child);
  return count;
}

Value ValueReader::Opaque(NodeId id) {
  Value value;
  value.kind = ValueKind::kUnevaluated;
  value.nodes = CountNodes(id);
  if (Kind(id) == NodeKind::kBigOperator) {
    value.text = Text(id);
    for (const NodeId child : Children(id)) value.items.push_back(Read(child));
    return value;
  }
  SyntaxTree part = tree_;
  part.root = id;
  value.text = DumpSyntax(part);
  return value;
}

Value ValueReader::Items(ValueKind kind, NodeId id) {
  Value value;
  value.kind = kind;
  value.text = Text(id);
  value.count = tree_[id].count;
  value.nodes = CountNodes(id);
  for (const NodeId child : Children(id)) value.items.push_back(Read(child));
  return value;
}

Value ValueReader::Bracketed(NodeId id) {
  const std::string& brackets = Text(id);
  if (brackets == "{}") return Items(ValueKind::kSet, id);
  if (Children(id).size() == 1 && (brackets == "()" || brackets == "[]")) {
    return Read(Children(id)[0]);
  }
  return Items(ValueKind::kBracketed, id);
}

// Lists flatten: "1, 2 and 3", "2 ± 1, 5".
Value ValueReader::List(NodeId id) {
  Value list = Items(ValueKind::kList, id);
  std::vector<Value> flat;
  for (Value& item : list.items) {
    if (item.kind == ValueKind::kList) {
      for (Value& inner : item.items) flat.push_back(std::move(inner));
    } else {
      flat.push_back(std::move(item));
    }
  }
  list.items = std::move(flat);
  return list;
}

Value ValueReader::Infinity(NodeId id, int sign) {
  Value value;
  value.kind = ValueKind::kInfinity;
  value.count = sign;
  value.nodes = CountNodes(id);
  return value;
}

Value ValueReader::TextValue(NodeId id) const {
  Value value;
  value.kind = ValueKind::kText;
  value.text = Text(id);
  value.nodes = CountNodes(id);
  return value;
}

Value ValueReader::Words(NodeId id) {
  Value value = TextValue(id);
  NumberWord(value);
  return value;
}

Value ValueReader::Letters(NodeId id) {
  Value value = TextValue(id);
  std::transform(value.text.begin(), value.text.end(), value.text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  if (Text(id).size() <= 3) {
    Value product;
    product.kind = ValueKind::kExpression;
    product.expr = Run(Text(id));
    value.items.push_back(std::move(product));
  }
  NumberWord(value);
  return value;
}

Value ValueReader::Ratio(NodeId id) {
  Value ratio = Items(ValueKind::kRatio, id);
  const auto children = Children(id);
  const std::string& minutes = Text(children[1]);
  ratio.count = children.size() <= 3 && Kind(children[0]) == NodeKind::kNumber &&
                Kind(children[1]) == NodeKind::kNumber && Text(children[0]).size() <= 2 &&
                minutes.size() == 2 && minutes[0] < '6';
  return ratio;
}

Value ValueReader::Read(NodeId id) {
  switch (Kind(id)) {
    case NodeKind::kNegate:
      if (Kind(Children(id)[0]) == NodeKind::kInfinity) return Infinity(id, -1);
      return Dressed(id);
    case NodeKind::kPercent:
    case NodeKind::kDegree:
    case NodeKind::kCurrency:
    case NodeKind::kQuantity:
      return Dressed(id);
    case NodeKind::kInfinity:
      return Infinity(id, 1);
    case NodeKind::kNumeral:
      return Based(id);
    case NodeKind::kSymbolRun:
      return Letters(id);
    case NodeKind::kWords:
      return Words(id);
    case NodeKind::kEmptySet:
      return Items(ValueKind::kEmptySet, id);
    case NodeKind::kNumberSet:
      return Items(ValueKind::kNumberSet, id);
    case NodeKind::kEllipsis:
      return Opaque(id);
    case NodeKind::kBracketed:
      return Bracketed(id);
    case NodeKind::kList:
      return List(id);
    case NodeKind::kUnion:
      return Items(ValueKind::kUnion, id);
    case NodeKind::kIntersection:
      return Items(ValueKind::kIntersection, id);
    case NodeKind::kSetMinus:
      return Items(ValueKind::kSetMinus, id);
    case NodeKind::kMatrix:
      if (Text(id) == "||") return Number(id);
      return Items(ValueKind::kMatrix, id);
    case NodeKind::kRelation:
      return Items(ValueKind::kRelation, id);
    case NodeKind::kCongruence:
      return Items(ValueKind::kCongruence, id);
    case NodeKind::kSuchThat:
      return Items(ValueKind::kSuchThat, id);
    case NodeKind::kCases:
      return Items(ValueKind::kCases, id);
    case NodeKind::kColon:
      return Ratio(id);
    default:
      return Number(id);
  }
}

Value ReadValue(const SyntaxTree& tree, Expressions& expressions, const ReadingOptions& options) {
  ValueReader reader(tree, expressions, options);
  Value value = reader.Read(tree.root);
  value.unevaluated = reader.unevaluated();
  if (!HasPlusMinus(tree)) return value;
  reader.set_sign(-1);
  Value other = reader.Read(tree.root);
  other.unevaluated = reader.unevaluated();
  Value both;
  both.kind = ValueKind::kList;
  both.nodes = value.nodes;
  both.unevaluated = reader.unevaluated();
  for (Value* side : {&value, &other}) {
    // A list that holds ± among others keeps its other items once.
    if (side->kind == ValueKind::kList) {
      for (Value& item : side->items) both.items.push_back(std::move(item));
    } else {
      both.items.push_back(std::move(*side));
    }
  }
  if (value.kind == ValueKind::kList) both.text = "collapse";
  return both;
}

bool HasBareLog(const SyntaxTree& tree) {
  return std::any_of(tree.nodes.begin(), tree.nodes.end(), [](const Node& node) {
    return node.kind == NodeKind::kCall && node.text == "log" && node.num_children == 1;
  });
}

}  // namespace rbench::math
