#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "tasks/math/reading.h"

// The reader behind ReadValue (reading.h): its members by source file.

namespace rbench::math {

// One walk over a syntax tree, for one of the two cases of \pm.
class ValueReader {
 public:
  ValueReader(const SyntaxTree& tree, Expressions& expressions, const ReadingOptions& options)
      : tree_(tree), e_(expressions), options_(options) {}

  Value Read(NodeId id);
  // Whether a sum, product or determinant was carried out.
  bool unevaluated() const { return unevaluated_; }
  // 1 or -1: what \pm means from here on.
  void set_sign(int sign) { sign_ = sign; }

 private:
  std::span<const NodeId> Children(NodeId id) const { return tree_.ChildrenOf(id); }
  NodeKind Kind(NodeId id) const { return tree_[id].kind; }
  const std::string& Text(NodeId id) const { return tree_[id].text; }

  // Structures.
  Value Items(ValueKind kind, NodeId id);
  Value Bracketed(NodeId id);
  Value List(NodeId id);
  Value Infinity(NodeId id, int sign);
  // The text of a node as it stands.
  Value TextValue(NodeId id) const;
  Value Words(NodeId id);
  // A word, and the product that its letters may also be.
  Value Letters(NodeId id);
  Value Ratio(NodeId id);
  // What has no value of its own.
  Value Opaque(NodeId id);
  // Nodes below `id`; scientific notation counts as one.
  size_t CountNodes(NodeId id) const;

  // Numbers.
  // A number or formula that stands as a whole item.
  Value Number(NodeId id);
  // How the number that begins at `id`, behind its signs, is written.
  void Literal(Value& value, NodeId id) const;
  // Percent, degrees, units and currency around a number; also behind a sign.
  Value Dressed(NodeId id);
  Value Based(NodeId id);
  // "three" is 3.
  void NumberWord(Value& text);
  // Whether multiplying out would change what is written below `id`.
  bool IsExpandable(NodeId id) const;
  static std::string WithoutCommas(std::string_view text);

  // Expressions: nothing where the node is none (a tuple, a word).
  std::optional<ExprId> Expression(NodeId id);
  std::optional<ExprId> Arithmetic(NodeId id);
  std::optional<ExprId> Factorial(NodeId id, ExprId of);
  std::optional<ExprId> BigOperator(NodeId id);
  std::optional<ExprId> Repeating(std::string_view text);
  std::optional<ExprId> Numeral(NodeId id);
  ExprId Symbol(std::string_view name);
  ExprId Run(std::string_view letters);
  std::optional<int64_t> SmallInteger(NodeId id) const;

  // Functions.
  std::optional<ExprId> Call(NodeId id);
  std::optional<ExprId> Function(std::string_view name, ExprId x);
  std::optional<ExprId> Function(std::string_view name, ExprId x, ExprId y);

  // Matrices: sums, multiples, products and small powers; nothing where `id` is none.
  std::optional<Value> Matrix(NodeId id);
  std::optional<Value> MatrixSum(NodeId id);
  // Matrices and scalars side by side.
  std::optional<Value> MatrixFactors(NodeId id);
  std::optional<Value> MatrixProduct(const Value& a, const Value& b);
  std::optional<Value> MatrixPower(NodeId id);
  std::optional<ExprId> Determinant(NodeId id);
  bool HasMatrix(NodeId id) const;

  const SyntaxTree& tree_;
  Expressions& e_;
  const ReadingOptions& options_;
  int sign_ = 1;  // the case of \pm that is being read
  bool unevaluated_ = false;
};

}  // namespace rbench::math
