#include "models/template/expression_parser.h"

#include <algorithm>

#include <fmt/format.h>

namespace rbench::jinja {
namespace {

constexpr int kLevelOr = 1;
constexpr int kLevelAnd = 2;
constexpr int kLevelNot = 3;
constexpr int kLevelCompare = 4;
constexpr int kLevelAdd = 5;
constexpr int kLevelConcat = 6;
constexpr int kLevelMultiply = 7;
constexpr int kLevelPower = 8;

struct OperatorRow {
  std::string_view spelling;
  Op op;
  int level;
};

constexpr OperatorRow kOperatorRows[] = {
    {"==", Op::kEqual, kLevelCompare},  {"!=", Op::kNotEqual, kLevelCompare},
    {"<", Op::kLess, kLevelCompare},    {"<=", Op::kLessEqual, kLevelCompare},
    {">", Op::kGreater, kLevelCompare}, {">=", Op::kGreaterEqual, kLevelCompare},
    {"+", Op::kAdd, kLevelAdd},         {"-", Op::kSubtract, kLevelAdd},
    {"~", Op::kNone, kLevelConcat},     {"*", Op::kMultiply, kLevelMultiply},
    {"/", Op::kDivide, kLevelMultiply}, {"//", Op::kFloorDivide, kLevelMultiply},
    {"%", Op::kModulo, kLevelMultiply}, {"**", Op::kPower, kLevelPower},
};

}  // namespace

Error ExpressionParser::Unexpected() const { return Fail("unexpected " + Describe(Current())); }

bool ExpressionParser::SkipOperator(std::string_view op) {
  if (!IsOperator(op)) return false;
  Skip();
  return true;
}

bool ExpressionParser::SkipName(std::string_view name) {
  if (!IsName(name)) return false;
  Skip();
  return true;
}

Status ExpressionParser::ExpectOperator(std::string_view op) {
  if (SkipOperator(op)) return {};
  return Fail(fmt::format("expected '{}' before {}", op, Describe(Current())));
}

Status ExpressionParser::Expect(TokenKind kind) {
  if (Current().kind != kind) {
    Token wanted;
    wanted.kind = kind;
    return Fail(fmt::format("expected {} before {}", Describe(wanted), Describe(Current())));
  }
  Skip();
  return {};
}

Status ExpressionParser::CheckNesting(int depth, int line) const {
  if (depth <= max_nesting_) return {};
  return ResourceExhausted(fmt::format(
      "template line {}: expressions or blocks nest deeper than {}", line, max_nesting_));
}

ExprPtr ExpressionParser::Make(ExprKind kind, int line) const {
  auto expr = std::make_unique<Expr>();
  expr->kind = kind;
  expr->line = line;
  return expr;
}

Result<ExprPtr> ExpressionParser::Finish(ExprPtr expr) const {
  int depth = 0;
  const auto add = [&depth](const ExprPtr& child) {
    if (child != nullptr) depth = std::max(depth, child->depth);
  };
  for (const ExprPtr& child : expr->children) add(child);
  for (const ExprPtr& child : expr->arguments.positional) add(child);
  for (const auto& [name, child] : expr->arguments.keywords) add(child);
  add(expr->arguments.star);
  add(expr->arguments.double_star);
  expr->depth = depth + 1;
  // Long chains of operators and filters nest to the left without recursion here; evaluating them
  // recurses.
  RBENCH_RETURN_IF_ERROR(CheckNesting(expr->depth, expr->line));
  return expr;
}

Result<std::string> ExpressionParser::ParseName() {
  if (Current().kind != TokenKind::kName) {
    return Fail(fmt::format("expected a name before {}", Describe(Current())));
  }
  std::string name = Current().text;
  Skip();
  return name;
}

Result<std::string> ExpressionParser::ParseDottedName() {
  RBENCH_ASSIGN_OR_RETURN(std::string name, ParseName());
  while (SkipOperator(".")) {
    RBENCH_ASSIGN_OR_RETURN(const std::string part, ParseName());
    name += "." + part;
  }
  return name;
}

Result<ExprPtr> ExpressionParser::ParseExpression(bool conditional) {
  const Level level(nesting_);
  RBENCH_RETURN_IF_ERROR(CheckNesting(nesting_ / 2, Current().line));
  int line = Current().line;
  RBENCH_ASSIGN_OR_RETURN(ExprPtr value, ParseOperators(kLevelOr));
  while (conditional && SkipName("if")) {
    ExprPtr node = Make(ExprKind::kConditional, line);
    RBENCH_ASSIGN_OR_RETURN(ExprPtr test, ParseOperators(kLevelOr));
    ExprPtr otherwise;
    if (SkipName("else")) {
      RBENCH_ASSIGN_OR_RETURN(otherwise, ParseExpression());
    }
    node->children.push_back(std::move(test));
    node->children.push_back(std::move(value));
    node->children.push_back(std::move(otherwise));
    line = Current().line;
    RBENCH_ASSIGN_OR_RETURN(value, Finish(std::move(node)));
  }
  return value;
}

ExpressionParser::Infix ExpressionParser::CurrentInfix() const {
  const Token& token = Current();
  if (token.kind == TokenKind::kName) {
    if (token.text == "or") return {Op::kOr, kLevelOr, 1};
    if (token.text == "and") return {Op::kAnd, kLevelAnd, 1};
    if (token.text == "in") return {Op::kIn, kLevelCompare, 1};
    if (token.text == "not" && Next().kind == TokenKind::kName && Next().text == "in") {
      return {Op::kNotIn, kLevelCompare, 2};
    }
    return {};
  }
  if (token.kind != TokenKind::kOperator) return {};
  for (const OperatorRow& row : kOperatorRows) {
    if (row.spelling == token.text) return {row.op, row.level, 1};
  }
  return {};
}

Result<ExprPtr> ExpressionParser::ParseOperators(int level) {
  const Level nesting(nesting_);
  RBENCH_RETURN_IF_ERROR(CheckNesting(nesting_ / 2, Current().line));
  int line = Current().line;
  ExprPtr left;
  if (level <= kLevelNot && IsName("not")) {
    Skip();
    left = Make(ExprKind::kUnary, line);
    left->op = Op::kNot;
    RBENCH_ASSIGN_OR_RETURN(ExprPtr operand, ParseOperators(kLevelNot));
    left->children.push_back(std::move(operand));
    RBENCH_ASSIGN_OR_RETURN(left, Finish(std::move(left)));
  } else {
    RBENCH_ASSIGN_OR_RETURN(left, ParseUnary(true));
  }
  while (true) {
    const Infix infix = CurrentInfix();
    if (infix.level == 0 || infix.level < level) return left;
    if (infix.level == kLevelCompare) {
      RBENCH_ASSIGN_OR_RETURN(left, ParseComparison(std::move(left)));
      continue;
    }
    if (infix.level == kLevelConcat) {
      RBENCH_ASSIGN_OR_RETURN(left, ParseConcat(std::move(left)));
      continue;
    }
    Skip();
    ExprPtr node = Make(ExprKind::kBinary, line);
    node->op = infix.op;
    RBENCH_ASSIGN_OR_RETURN(ExprPtr right, ParseOperators(infix.level + 1));
    node->children.push_back(std::move(left));
    node->children.push_back(std::move(right));
    RBENCH_ASSIGN_OR_RETURN(left, Finish(std::move(node)));
    line = Current().line;
  }
}

Result<ExprPtr> ExpressionParser::ParseComparison(ExprPtr left) {
  ExprPtr node = Make(ExprKind::kCompare, left->line);
  node->children.push_back(std::move(left));
  for (Infix infix = CurrentInfix(); infix.level == kLevelCompare; infix = CurrentInfix()) {
    for (int i = 0; i < infix.tokens; ++i) Skip();
    RBENCH_ASSIGN_OR_RETURN(ExprPtr right, ParseOperators(kLevelAdd));
    node->ops.push_back(infix.op);
    node->children.push_back(std::move(right));
  }
  return Finish(std::move(node));
}

Result<ExprPtr> ExpressionParser::ParseConcat(ExprPtr left) {
  ExprPtr node = Make(ExprKind::kConcat, left->line);
  node->children.push_back(std::move(left));
  while (SkipOperator("~")) {
    RBENCH_ASSIGN_OR_RETURN(ExprPtr right, ParseOperators(kLevelMultiply));
    node->children.push_back(std::move(right));
  }
  return Finish(std::move(node));
}

Result<ExprPtr> ExpressionParser::ParseUnary(bool with_filters) {
  ExprPtr node;
  if (IsOperator("-") || IsOperator("+")) {
    const Level level(nesting_);
    RBENCH_RETURN_IF_ERROR(CheckNesting(nesting_ / 2, Current().line));
    node = Make(ExprKind::kUnary, Current().line);
    node->op = IsOperator("-") ? Op::kNegate : Op::kPlus;
    Skip();
    RBENCH_ASSIGN_OR_RETURN(ExprPtr operand, ParseUnary(false));
    node->children.push_back(std::move(operand));
    RBENCH_ASSIGN_OR_RETURN(node, Finish(std::move(node)));
  } else {
    RBENCH_ASSIGN_OR_RETURN(node, ParsePrimary());
  }
  RBENCH_ASSIGN_OR_RETURN(node, ParsePostfix(std::move(node)));
  if (!with_filters) return node;
  return ParseFilterChain(std::move(node));
}

}  // namespace rbench::jinja
