#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "tasks/math/value_reader.h"

namespace rbench::math {
namespace {

constexpr size_t kMaxMatrixProducts = 512;  // scalar products of one matrix product
constexpr int64_t kMaxMatrixPower = 8;

// Every entry changed, as plain expressions.
template <typename Change>
Value WithEntries(Value matrix, const Change& change) {
  for (Value& entry : matrix.items) {
    Value changed;
    changed.kind = ValueKind::kExpression;
    changed.expr = change(entry.expr);
    entry = std::move(changed);
  }
  return matrix;
}

}  // namespace

std::optional<ExprId> ValueReader::Determinant(NodeId id) {
  const Node& node = tree_[id];
  const size_t rows = node.count;
  if (rows == 0 || rows > 3 || node.num_children != rows * rows) return std::nullopt;
  std::vector<ExprId> m;
  for (const NodeId child : Children(id)) {
    const auto value = Expression(child);
    if (!value) return std::nullopt;
    m.push_back(*value);
  }
  unevaluated_ = true;
  const auto product = [&](ExprId a, ExprId b) { return e_.Make(EXACT_MUL, a, b); };
  const auto minor = [&](size_t a, size_t b, size_t c, size_t d) {
    return e_.Difference(product(m[a], m[d]), product(m[b], m[c]));
  };
  if (rows == 1) return m[0];
  if (rows == 2) return minor(0, 1, 2, 3);
  return e_.Sum({product(m[0], minor(4, 5, 7, 8)), e_.Negate(product(m[1], minor(3, 5, 6, 8))),
                 product(m[2], minor(3, 4, 6, 7))});
}

bool ValueReader::HasMatrix(NodeId id) const {
  if (Kind(id) == NodeKind::kMatrix) return Text(id) != "||";
  if (Kind(id) < NodeKind::kNegate || Kind(id) > NodeKind::kPower) return false;
  const auto children = Children(id);
  return std::any_of(children.begin(), children.end(),
                     [&](NodeId child) { return HasMatrix(child); });
}

std::optional<Value> ValueReader::MatrixProduct(const Value& a, const Value& b) {
  const size_t rows = static_cast<size_t>(a.count);
  const size_t inner = static_cast<size_t>(b.count);
  const size_t columns = b.items.size() / inner;
  if (a.items.size() != rows * inner || rows * columns * inner > kMaxMatrixProducts) {
    return std::nullopt;
  }
  Value out = a;
  out.items.clear();
  for (size_t r = 0; r < rows; ++r) {
    for (size_t c = 0; c < columns; ++c) {
      std::vector<ExprId> terms;
      for (size_t k = 0; k < inner; ++k) {
        terms.push_back(
            e_.Make(EXACT_MUL, a.items[r * inner + k].expr, b.items[k * columns + c].expr));
      }
      Value entry;
      entry.kind = ValueKind::kExpression;
      entry.expr = e_.Sum(std::move(terms));
      out.items.push_back(std::move(entry));
    }
  }
  unevaluated_ = true;
  return out;
}

std::optional<Value> ValueReader::MatrixSum(NodeId id) {
  std::optional<Value> total;
  for (const NodeId child : Children(id)) {
    const auto term = Matrix(child);
    if (!term) return std::nullopt;
    if (!total) {
      total = term;
      continue;
    }
    if (total->count != term->count || total->items.size() != term->items.size()) {
      return std::nullopt;
    }
    for (size_t i = 0; i < term->items.size(); ++i) {
      total->items[i].expr = e_.Sum({total->items[i].expr, term->items[i].expr});
      total->items[i].literal = false;
      total->items[i].decimals = -1;
    }
    unevaluated_ = true;
  }
  return total;
}

std::optional<Value> ValueReader::MatrixFactors(NodeId id) {
  std::optional<Value> product;
  std::vector<ExprId> scalars;
  for (const NodeId child : Children(id)) {
    if (!HasMatrix(child)) {
      const auto scalar = Expression(child);
      if (!scalar) return std::nullopt;
      scalars.push_back(*scalar);
      continue;
    }
    auto factor = Matrix(child);
    if (!factor) return std::nullopt;
    product = product ? MatrixProduct(*product, *factor) : std::move(factor);
    if (!product) return std::nullopt;
  }
  if (!product || scalars.empty()) return product;
  const ExprId scale = e_.Product(std::move(scalars));
  return WithEntries(*product, [&](ExprId x) { return e_.Make(EXACT_MUL, scale, x); });
}

std::optional<Value> ValueReader::MatrixPower(NodeId id) {
  const auto base = Matrix(Children(id)[0]);
  const auto exponent = SmallInteger(Children(id)[1]);
  if (!base || !exponent || *exponent < 1 || *exponent > kMaxMatrixPower) return std::nullopt;
  std::optional<Value> power = base;
  for (int64_t k = 1; k < *exponent && power; ++k) power = MatrixProduct(*power, *base);
  return power;
}

std::optional<Value> ValueReader::Matrix(NodeId id) {
  const auto children = Children(id);
  switch (Kind(id)) {
    case NodeKind::kMatrix: {
      Value matrix = Items(ValueKind::kMatrix, id);
      const bool plain = Text(id) != "||" && matrix.count > 0 &&
                         std::all_of(matrix.items.begin(), matrix.items.end(), [](const Value& v) {
                           return v.kind == ValueKind::kExpression && v.unit.empty();
                         });
      return plain ? std::optional(std::move(matrix)) : std::nullopt;
    }
    case NodeKind::kNegate: {
      const auto inner = Matrix(children[0]);
      if (!inner) return std::nullopt;
      return WithEntries(*inner, [&](ExprId x) { return e_.Negate(x); });
    }
    case NodeKind::kSum:
      return MatrixSum(id);
    case NodeKind::kProduct:
      return MatrixFactors(id);
    case NodeKind::kQuotient: {
      const auto top = Matrix(children[0]);
      const auto bottom = Expression(children[1]);
      if (!top || !bottom) return std::nullopt;
      return WithEntries(*top, [&](ExprId x) { return e_.Make(EXACT_DIV, x, *bottom); });
    }
    case NodeKind::kPower:
      return MatrixPower(id);
    default:
      return std::nullopt;
  }
}

}  // namespace rbench::math
