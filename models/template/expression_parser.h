#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "models/template/lexer.h"
#include "models/template/syntax.h"

namespace rbench::jinja {

// The expression half of the parser: operator precedence climbing over the tokens of a template.
// Precedences are Jinja's: or, and, not, comparison, + -, ~, * / // %, ** (left to right), unary
// sign, postfix, filters and tests.
class ExpressionParser {
 public:
  ExpressionParser(std::vector<Token> tokens, int max_nesting)
      : tokens_(std::move(tokens)), max_nesting_(max_nesting) {}

 protected:
  struct TupleOptions {
    bool conditional = true;         // an inline if is part of the expression
    bool parenthesised = false;      // () is allowed
    std::string_view end_name = {};  // a name that ends the tuple too
  };

  Result<ExprPtr> ParseExpression(bool conditional = true);
  Result<ExprPtr> ParseTuple(const TupleOptions& options);
  // Names, tuples of names and, where allowed, namespace attributes.
  Result<ExprPtr> ParseTarget(bool namespaces, std::string_view end_name = {});
  // `| name(...)` any number of times after `input` (null in block filters).
  Result<ExprPtr> ParseFilters(ExprPtr input, bool starts_with_name);
  Result<std::string> ParseName();

  const Token& Current() const { return tokens_[position_]; }
  const Token& Next() const { return tokens_[std::min(position_ + 1, tokens_.size() - 1)]; }
  void Skip() {
    if (position_ + 1 < tokens_.size()) ++position_;
  }
  bool IsOperator(std::string_view op) const {
    return Current().kind == TokenKind::kOperator && Current().text == op;
  }
  bool IsName(std::string_view name) const {
    return Current().kind == TokenKind::kName && Current().text == name;
  }
  bool SkipOperator(std::string_view op);
  bool SkipName(std::string_view name);
  Status ExpectOperator(std::string_view op);
  Status Expect(TokenKind kind);
  Error Fail(std::string_view message) const { return TemplateError(Current().line, message); }
  Error Unexpected() const;

  // Counts a level of nesting for as long as it lives.
  class Level {
   public:
    explicit Level(int& depth) : depth_(depth) { ++depth_; }
    ~Level() { --depth_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

   private:
    int& depth_;
  };
  Status CheckNesting(int depth, int line) const;

  std::vector<Token> tokens_;
  size_t position_ = 0;
  int max_nesting_;
  int nesting_ = 0;
  // The macros around the current position: which special names their bodies use.
  std::vector<MacroDefinition*> macros_;

 private:
  struct Infix {
    Op op = Op::kNone;
    int level = 0;
    int tokens = 0;
  };
  Infix CurrentInfix() const;
  Result<ExprPtr> ParseOperators(int level);
  Result<ExprPtr> ParseComparison(ExprPtr left);
  Result<ExprPtr> ParseConcat(ExprPtr left);
  Result<ExprPtr> ParseUnary(bool with_filters);
  Result<ExprPtr> ParsePrimary();
  Result<ExprPtr> ParseNameOrLiteral();
  Result<ExprPtr> ParseList();
  Result<ExprPtr> ParseDict();
  Result<ExprPtr> ParsePostfix(ExprPtr node);
  Result<ExprPtr> ParseFilterChain(ExprPtr node);
  Result<ExprPtr> ParseAttribute(ExprPtr node);
  Result<ExprPtr> ParseSubscript(ExprPtr node);
  Result<ExprPtr> ParseSubscriptItem();
  Result<ExprPtr> ParseCall(ExprPtr node);
  Result<ExprPtr> ParseTest(ExprPtr node);
  Result<Arguments> ParseArguments();
  Result<ExprPtr> ParseTargetItem(bool namespaces);
  Result<std::string> ParseDottedName();

  ExprPtr Make(ExprKind kind, int line) const;
  // Sets the depth from the children and checks it.
  Result<ExprPtr> Finish(ExprPtr expr) const;
};

}  // namespace rbench::jinja
