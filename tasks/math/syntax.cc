#include "tasks/math/syntax.h"

#include <algorithm>

#include "base/check.h"

namespace rbench::math {
namespace {

struct Row {
  NodeKind kind;
  const char* name;
};
constexpr Row kNames[] = {
    {NodeKind::kNumber, "number"},       {NodeKind::kRepeating, "repeating"},
    {NodeKind::kNumeral, "numeral"},     {NodeKind::kSymbol, "symbol"},
    {NodeKind::kSymbolRun, "run"},       {NodeKind::kWords, "words"},
    {NodeKind::kInfinity, "infinity"},   {NodeKind::kEmptySet, "empty"},
    {NodeKind::kNumberSet, "numbers"},   {NodeKind::kEllipsis, "ellipsis"},
    {NodeKind::kNegate, "negate"},       {NodeKind::kSum, "sum"},
    {NodeKind::kProduct, "product"},     {NodeKind::kQuotient, "quotient"},
    {NodeKind::kMixed, "mixed"},         {NodeKind::kPower, "power"},
    {NodeKind::kFactorial, "factorial"}, {NodeKind::kCall, "call"},
    {NodeKind::kPlusMinus, "plusminus"}, {NodeKind::kBigOperator, "big"},
    {NodeKind::kPercent, "percent"},     {NodeKind::kDegree, "degree"},
    {NodeKind::kCurrency, "currency"},   {NodeKind::kQuantity, "quantity"},
    {NodeKind::kColon, "colon"},         {NodeKind::kBracketed, "bracketed"},
    {NodeKind::kList, "list"},           {NodeKind::kUnion, "union"},
    {NodeKind::kIntersection, "intersection"}, {NodeKind::kSetMinus, "setminus"},
    {NodeKind::kMatrix, "matrix"},       {NodeKind::kRelation, "relation"},
    {NodeKind::kCongruence, "congruence"}, {NodeKind::kSuchThat, "suchthat"},
    {NodeKind::kCases, "cases"},
};

void Dump(const SyntaxTree& tree, NodeId id, std::string& out) {
  const Node& node = tree[id];
  out += '(';
  out += NodeKindName(node.kind);
  if (node.count != 0) out += " #" + std::to_string(node.count);
  if (!node.text.empty()) {
    const bool quoted = node.text.find_first_of(" ()[]{}<>,;\"#") != std::string::npos;
    out += ' ';
    if (quoted) out += '"';
    out += node.text;
    if (quoted) out += '"';
  }
  for (const NodeId child : tree.ChildrenOf(id)) {
    out += ' ';
    Dump(tree, child, out);
  }
  out += ')';
}

}  // namespace

const char* NodeKindName(NodeKind kind) {
  for (const Row& row : kNames) {
    if (row.kind == kind) return row.name;
  }
  CheckFailed(__FILE__, __LINE__, "a syntax node without a name");
}

std::string DumpSyntax(const SyntaxTree& tree) {
  std::string out;
  Dump(tree, tree.root, out);
  return out;
}

}  // namespace rbench::math
