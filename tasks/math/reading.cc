#include "tasks/math/reading.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

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

constexpr size_t kMaxMatrixProducts = 512;  // scalar products of one matrix product
constexpr int64_t kMaxMatrixPower = 8;

class Reader {
 public:
  Reader(const SyntaxTree& tree, Expressions& expressions, const ReadingOptions& options)
      : tree_(tree), e_(expressions), options_(options) {}

  Value Read(NodeId id);
  bool unevaluated() const { return unevaluated_; }
  void set_sign(int sign) { sign_ = sign; }

 private:
  std::span<const NodeId> Children(NodeId id) const { return tree_.ChildrenOf(id); }
  NodeKind Kind(NodeId id) const { return tree_[id].kind; }
  const std::string& Text(NodeId id) const { return tree_[id].text; }

  // Nothing where the node is no expression (a tuple, a word).
  std::optional<ExprId> Expression(NodeId id);
  std::optional<ExprId> Call(NodeId id);
  std::optional<ExprId> BigOperator(NodeId id);
  std::optional<ExprId> Determinant(NodeId id);
  std::optional<ExprId> Symbol(std::string_view name);
  std::optional<ExprId> Run(std::string_view letters);
  std::optional<ExprId> Repeating(std::string_view text);
  std::optional<ExprId> Numeral(NodeId id);
  std::optional<int64_t> SmallInteger(NodeId id) const;

  // Sums, multiples, products and small powers of matrices; nothing where `id` is none.
  std::optional<Value> Matrix(NodeId id);
  std::optional<Value> MatrixProduct(const Value& a, const Value& b);
  bool HasMatrix(NodeId id) const;

  Value Number(NodeId id);
  Value Dressed(NodeId id);
  Value Bracketed(NodeId id);
  Value List(NodeId id);
  Value Opaque(NodeId id);
  void NumberWord(Value& text);
  Value Items(ValueKind kind, NodeId id);

  const SyntaxTree& tree_;
  Expressions& e_;
  const ReadingOptions& options_;
  int sign_ = 1;  // the case of \pm that is being read
  bool unevaluated_ = false;
};

std::string WithoutCommas(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ',') out += c;
  }
  return out;
}

// Nodes below `id`; scientific notation counts as one.
size_t CountNodes(const SyntaxTree& tree, NodeId id) {
  const Node& node = tree[id];
  if (node.kind == NodeKind::kProduct && node.num_children == 2) {
    const auto children = tree.ChildrenOf(id);
    if (tree[children[0]].kind == NodeKind::kNumber && tree[children[1]].kind == NodeKind::kPower) {
      const auto power = tree.ChildrenOf(children[1]);
      if (tree[power[0]].kind == NodeKind::kNumber && tree[power[0]].text == "10") return 1;
    }
  }
  size_t count = 1;
  for (const NodeId child : tree.ChildrenOf(id)) count += CountNodes(tree, child);
  return count;
}

// Whether multiplying out would change what is written below `id`.
bool IsExpandable(const SyntaxTree& tree, NodeId id) {
  const NodeKind kind = tree[id].kind;
  const auto children = tree.ChildrenOf(id);
  const auto is_sum = [&](NodeId child) { return tree[child].kind == NodeKind::kSum; };
  if (kind == NodeKind::kProduct && std::any_of(children.begin(), children.end(), is_sum)) {
    return true;
  }
  if (kind == NodeKind::kPower && is_sum(children[0]) &&
      tree[children[1]].kind == NodeKind::kNumber) {
    return true;
  }
  return std::any_of(children.begin(), children.end(),
                     [&](NodeId child) { return IsExpandable(tree, child); });
}

bool HasPlusMinus(const SyntaxTree& tree) {
  return std::any_of(tree.nodes.begin(), tree.nodes.end(),
                     [](const Node& node) { return node.kind == NodeKind::kPlusMinus; });
}

std::optional<int64_t> Reader::SmallInteger(NodeId id) const {
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

std::optional<ExprId> Reader::Symbol(std::string_view name) {
  if (name == "pi") return e_.Constant(EXACT_PI);
  if (name == "e") return e_.Constant(EXACT_E);
  if (name == "i") return e_.Constant(EXACT_I);
  return e_.Variable(name);
}

std::optional<ExprId> Reader::Run(std::string_view letters) {
  std::vector<ExprId> factors;
  for (const char c : letters) factors.push_back(*Symbol(std::string_view(&c, 1)));
  return e_.Product(std::move(factors));
}

// "0.1(36)": 136/999... = (136 - 1) / 990
std::optional<ExprId> Reader::Repeating(std::string_view text) {
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

std::optional<ExprId> Reader::Numeral(NodeId id) {
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

std::optional<ExprId> Reader::Determinant(NodeId id) {
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

std::optional<ExprId> Reader::BigOperator(NodeId id) {
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

std::optional<ExprId> Reader::Call(NodeId id) {
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
  const auto inverse = [&](ExprId x) { return e_.Make(EXACT_DIV, e_.Integer(1), x); };
  if (a.size() == 1) {
    if (const auto op = Find(kFunctions, name)) return e_.Make(*op, a[0]);
    if (const auto op = Find(kReciprocals, name)) return inverse(e_.Make(*op, a[0]));
    if (const auto op = Find(kInverseReciprocals, name)) return e_.Make(*op, inverse(a[0]));
    if (name == "sqrt") return e_.Make(EXACT_ROOT, a[0], e_.Integer(2));
    if (name == "cis") { /* cos x + i sin x */
      return e_.Sum(
          {e_.Make(EXACT_COS, a[0]), e_.Product({e_.Constant(EXACT_I), e_.Make(EXACT_SIN, a[0])})});
    }
    if (name == "exp") return e_.Make(EXACT_POW, e_.Constant(EXACT_E), a[0]);
    if (name == "acot") { /* pi/2 - atan x: continuous, as school books have it */
      const ExprId half = e_.Make(EXACT_DIV, e_.Constant(EXACT_PI), e_.Integer(2));
      return e_.Difference(half, e_.Make(EXACT_ATAN, a[0]));
    }
    const auto log_base = [&](int base) {
      return e_.Make(EXACT_DIV, e_.Make(EXACT_LOG, a[0]), e_.Make(EXACT_LOG, e_.Integer(base)));
    };
    if (name == "log10" || name == "lg") return log_base(10);
    if (name == "log2") return log_base(2);
    if (name == "log") return options_.log_is_base_10 ? log_base(10) : e_.Make(EXACT_LOG, a[0]);
    if (name == "round") {
      return e_.Make(EXACT_FLOOR, e_.Make(EXACT_ADD, a[0], e_.Fraction(1, 2)));
    }
    return std::nullopt;
  }
  if (a.size() == 2) {
    if (name == "root") return e_.Make(EXACT_ROOT, a[0], a[1]);
    if (name == "log") {
      return e_.Make(EXACT_DIV, e_.Make(EXACT_LOG, a[0]), e_.Make(EXACT_LOG, a[1]));
    }
    if (name == "binom") return e_.Make(EXACT_BINOMIAL, a[0], a[1]);
    if (name == "mod") return e_.Make(EXACT_MOD, a[0], a[1]);
    if (name == "perm") { /* n! / (n-k)! = C(n,k) k! */
      return e_.Make(EXACT_MUL, e_.Make(EXACT_BINOMIAL, a[0], a[1]),
                     e_.Make(EXACT_FACTORIAL, a[1]));
    }
  }
  if (const auto op = Find(kFolds, name); op && !a.empty()) {
    ExprId folded = a[0];
    for (size_t i = 1; i < a.size(); ++i) folded = e_.Make(*op, folded, a[i]);
    return folded;
  }
  return std::nullopt;
}

std::optional<ExprId> Reader::Expression(NodeId id) {
  const Node& node = tree_[id];
  const auto children = Children(id);
  const auto all = [&]() -> std::optional<std::vector<ExprId>> {
    std::vector<ExprId> values;
    for (const NodeId child : children) {
      const auto value = Expression(child);
      if (!value) return std::nullopt;
      values.push_back(*value);
    }
    return values;
  };
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
      if (children.size() == 1 && (node.text == "()" || node.text == "[]")) {
        return Expression(children[0]);
      }
      return std::nullopt;
    default:
      break;
  }
  const bool arithmetic = node.kind >= NodeKind::kNegate && node.kind <= NodeKind::kQuantity;
  if (!arithmetic) return std::nullopt;
  const auto values = all();
  if (!values) return std::nullopt;
  const std::vector<ExprId>& v = *values;
  switch (node.kind) {
    case NodeKind::kNegate:
      return e_.Negate(v[0]);
    case NodeKind::kSum:
      return e_.Sum(v);
    case NodeKind::kProduct:
      return e_.Product(v);
    case NodeKind::kQuotient:
      return e_.Make(EXACT_DIV, v[0], v[1]);
    case NodeKind::kMixed:
      return e_.Make(EXACT_ADD, v[0], e_.Make(EXACT_DIV, v[1], v[2]));
    case NodeKind::kPower:
      return e_.Make(EXACT_POW, v[0], v[1]);
    case NodeKind::kFactorial: {
      if (node.count <= 1) return e_.Make(EXACT_FACTORIAL, v[0]);
      const auto n = SmallInteger(children[0]);
      if (!n || node.count > 2 || *n > 300) return std::nullopt;
      ExprId product = e_.Integer(1);
      for (int64_t k = *n; k > 1; k -= 2) product = e_.Make(EXACT_MUL, product, e_.Integer(k));
      return product;
    }
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

Value Reader::Opaque(NodeId id) {
  Value value;
  value.kind = ValueKind::kUnevaluated;
  value.nodes = CountNodes(tree_, id);
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

bool Reader::HasMatrix(NodeId id) const {
  if (Kind(id) == NodeKind::kMatrix) return Text(id) != "||";
  if (Kind(id) < NodeKind::kNegate || Kind(id) > NodeKind::kPower) return false;
  const auto children = Children(id);
  return std::any_of(children.begin(), children.end(),
                     [&](NodeId child) { return HasMatrix(child); });
}

std::optional<Value> Reader::MatrixProduct(const Value& a, const Value& b) {
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

std::optional<Value> Reader::Matrix(NodeId id) {
  const auto children = Children(id);
  const auto each = [&](Value matrix, const auto& change) {
    for (Value& entry : matrix.items) {
      Value changed;
      changed.kind = ValueKind::kExpression;
      changed.expr = change(entry.expr);
      entry = std::move(changed);
    }
    return matrix;
  };
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
      return each(*inner, [&](ExprId x) { return e_.Negate(x); });
    }
    case NodeKind::kSum: {
      std::optional<Value> total;
      for (const NodeId child : children) {
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
    case NodeKind::kProduct: {
      std::optional<Value> product;
      std::vector<ExprId> scalars;
      for (const NodeId child : children) {
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
      return each(*product, [&](ExprId x) { return e_.Make(EXACT_MUL, scale, x); });
    }
    case NodeKind::kQuotient: {
      const auto top = Matrix(children[0]);
      const auto bottom = Expression(children[1]);
      if (!top || !bottom) return std::nullopt;
      return each(*top, [&](ExprId x) { return e_.Make(EXACT_DIV, x, *bottom); });
    }
    case NodeKind::kPower: {
      const auto base = Matrix(children[0]);
      const auto exponent = SmallInteger(children[1]);
      if (!base || !exponent || *exponent < 1 || *exponent > kMaxMatrixPower) return std::nullopt;
      std::optional<Value> power = base;
      for (int64_t k = 1; k < *exponent && power; ++k) power = MatrixProduct(*power, *base);
      return power;
    }
    default:
      return std::nullopt;
  }
}

// A number or formula that stands as a whole item.
Value Reader::Number(NodeId id) {
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
  value.nodes = CountNodes(tree_, id);
  NodeId inner = id;
  while (Kind(inner) == NodeKind::kNegate) inner = Children(inner)[0];
  value.is_sum = Kind(inner) == NodeKind::kSum;
  value.expandable = IsExpandable(tree_, id);
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
    if (p && q && *q != 0) {
      int64_t a = *p;
      int64_t b = *q;
      while (b != 0) a = std::exchange(b, a % b);
      value.reduced = *q != 1 && (a == 1 || a == -1);
    }
  }
  return value;
}

// Percent, degrees, units and currency around a number; also behind a sign.
Value Reader::Dressed(NodeId id) {
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

Value Reader::Items(ValueKind kind, NodeId id) {
  Value value;
  value.kind = kind;
  value.text = Text(id);
  value.count = tree_[id].count;
  value.nodes = CountNodes(tree_, id);
  for (const NodeId child : Children(id)) value.items.push_back(Read(child));
  return value;
}

Value Reader::Bracketed(NodeId id) {
  const std::string& brackets = Text(id);
  if (brackets == "{}") return Items(ValueKind::kSet, id);
  if (Children(id).size() == 1 && (brackets == "()" || brackets == "[]")) {
    return Read(Children(id)[0]);
  }
  return Items(ValueKind::kBracketed, id);
}

// Lists flatten: "1, 2 and 3", "2 ± 1, 5".
Value Reader::List(NodeId id) {
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

// "three" is 3.
void Reader::NumberWord(Value& text) {
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

Value Reader::Read(NodeId id) {
  const Node& node = tree_[id];
  Value value;
  value.nodes = CountNodes(tree_, id);
  switch (node.kind) {
    case NodeKind::kNegate:
      if (Kind(Children(id)[0]) == NodeKind::kInfinity) {
        value.kind = ValueKind::kInfinity;
        value.count = -1;
        return value;
      }
      return Dressed(id);
    case NodeKind::kPercent:
    case NodeKind::kDegree:
    case NodeKind::kCurrency:
    case NodeKind::kQuantity:
      return Dressed(id);
    case NodeKind::kInfinity:
      value.kind = ValueKind::kInfinity;
      value.count = 1;
      return value;
    case NodeKind::kNumeral: {
      const auto expr = Numeral(id);
      if (!expr) return Opaque(id);
      value.kind = ValueKind::kNumeral;
      value.expr = *expr;
      value.count = node.count;
      return value;
    }
    case NodeKind::kSymbolRun:
      value.kind = ValueKind::kText;
      value.text = node.text;
      std::transform(value.text.begin(), value.text.end(), value.text.begin(),
                     [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
      if (node.text.size() <= 3) {
        Value product;
        product.kind = ValueKind::kExpression;
        product.expr = *Run(node.text);
        value.items.push_back(std::move(product));
      }
      NumberWord(value);
      return value;
    case NodeKind::kWords:
      value.kind = ValueKind::kText;
      value.text = node.text;
      NumberWord(value);
      return value;
    case NodeKind::kEmptySet:
      value.kind = ValueKind::kEmptySet;
      return value;
    case NodeKind::kNumberSet:
      value.kind = ValueKind::kNumberSet;
      value.text = node.text;
      return value;
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
      if (node.text == "||") return Number(id);
      return Items(ValueKind::kMatrix, id);
    case NodeKind::kRelation:
      return Items(ValueKind::kRelation, id);
    case NodeKind::kCongruence:
      return Items(ValueKind::kCongruence, id);
    case NodeKind::kSuchThat:
      return Items(ValueKind::kSuchThat, id);
    case NodeKind::kCases:
      return Items(ValueKind::kCases, id);
    case NodeKind::kColon: {
      Value ratio = Items(ValueKind::kRatio, id);
      const auto children = Children(id);
      const std::string& minutes = Text(children[1]);
      ratio.count = children.size() <= 3 && Kind(children[0]) == NodeKind::kNumber &&
                    Kind(children[1]) == NodeKind::kNumber && Text(children[0]).size() <= 2 &&
                    minutes.size() == 2 && minutes[0] < '6';
      return ratio;
    }
    default:
      return Number(id);
  }
}

}  // namespace

Value ReadValue(const SyntaxTree& tree, Expressions& expressions, const ReadingOptions& options) {
  Reader reader(tree, expressions, options);
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
