#include <algorithm>

#include <fmt/format.h>

#include "models/template/expression_parser.h"

// The operands of expressions: literals, names, containers, what follows them (attributes, calls,
// filters, tests), and the targets of assignments.

namespace rbench::jinja {

Result<ExprPtr> ExpressionParser::ParsePrimary() {
  if (IsOperator("(")) {
    Skip();
    TupleOptions options;
    options.parenthesised = true;
    RBENCH_ASSIGN_OR_RETURN(ExprPtr node, ParseTuple(options));
    RBENCH_RETURN_IF_ERROR(ExpectOperator(")"));
    return node;
  }
  if (IsOperator("[")) return ParseList();
  if (IsOperator("{")) return ParseDict();
  return ParseNameOrLiteral();
}

Result<ExprPtr> ExpressionParser::ParseNameOrLiteral() {
  const Token& token = Current();
  ExprPtr node = Make(ExprKind::kConstant, token.line);
  switch (token.kind) {
    case TokenKind::kName:
      if (token.text == "true" || token.text == "True") {
        node->constant = Value::Bool(true);
      } else if (token.text == "false" || token.text == "False") {
        node->constant = Value::Bool(false);
      } else if (token.text == "none" || token.text == "None") {
        node->constant = Value::None();
      } else {
        node->kind = ExprKind::kName;
        node->name = token.text;
        for (MacroDefinition* macro : macros_) {
          macro->uses_caller |= token.text == "caller";
          macro->uses_varargs |= token.text == "varargs";
          macro->uses_kwargs |= token.text == "kwargs";
        }
      }
      break;
    case TokenKind::kString: {
      std::string text;
      while (Current().kind == TokenKind::kString) {
        text += Current().text;
        Skip();
      }
      node->constant = Value::Str(text);
      return node;
    }
    case TokenKind::kInteger:
      node->constant = Value::Int(token.integer);
      break;
    case TokenKind::kFloat:
      node->constant = Value::Float(token.number);
      break;
    default:
      return Unexpected();
  }
  Skip();
  return node;
}

Result<ExprPtr> ExpressionParser::ParseTuple(const TupleOptions& options) {
  ExprPtr node = Make(ExprKind::kTuple, Current().line);
  bool is_tuple = false;
  while (true) {
    if (!node->children.empty()) RBENCH_RETURN_IF_ERROR(ExpectOperator(","));
    const bool at_end = Current().kind == TokenKind::kVariableEnd ||
                        Current().kind == TokenKind::kBlockEnd || IsOperator(")") ||
                        (!options.end_name.empty() && IsName(options.end_name));
    if (at_end) break;
    RBENCH_ASSIGN_OR_RETURN(ExprPtr item, ParseExpression(options.conditional));
    node->children.push_back(std::move(item));
    if (!IsOperator(",")) break;
    is_tuple = true;
  }
  if (!is_tuple) {
    if (!node->children.empty()) return std::move(node->children[0]);
    if (!options.parenthesised) return Fail("expected an expression before " + Describe(Current()));
  }
  return Finish(std::move(node));
}

Result<ExprPtr> ExpressionParser::ParseList() {
  ExprPtr node = Make(ExprKind::kList, Current().line);
  RBENCH_RETURN_IF_ERROR(ExpectOperator("["));
  while (!IsOperator("]")) {
    if (!node->children.empty()) RBENCH_RETURN_IF_ERROR(ExpectOperator(","));
    if (IsOperator("]")) break;
    RBENCH_ASSIGN_OR_RETURN(ExprPtr item, ParseExpression());
    node->children.push_back(std::move(item));
  }
  Skip();
  return Finish(std::move(node));
}

Result<ExprPtr> ExpressionParser::ParseDict() {
  ExprPtr node = Make(ExprKind::kDict, Current().line);
  RBENCH_RETURN_IF_ERROR(ExpectOperator("{"));
  while (!IsOperator("}")) {
    if (!node->children.empty()) RBENCH_RETURN_IF_ERROR(ExpectOperator(","));
    if (IsOperator("}")) break;
    RBENCH_ASSIGN_OR_RETURN(ExprPtr key, ParseExpression());
    RBENCH_RETURN_IF_ERROR(ExpectOperator(":"));
    RBENCH_ASSIGN_OR_RETURN(ExprPtr value, ParseExpression());
    node->children.push_back(std::move(key));
    node->children.push_back(std::move(value));
  }
  Skip();
  return Finish(std::move(node));
}

Result<ExprPtr> ExpressionParser::ParsePostfix(ExprPtr node) {
  while (true) {
    if (IsOperator(".")) {
      RBENCH_ASSIGN_OR_RETURN(node, ParseAttribute(std::move(node)));
    } else if (IsOperator("[")) {
      RBENCH_ASSIGN_OR_RETURN(node, ParseSubscript(std::move(node)));
    } else if (IsOperator("(")) {
      RBENCH_ASSIGN_OR_RETURN(node, ParseCall(std::move(node)));
    } else {
      return node;
    }
  }
}

Result<ExprPtr> ExpressionParser::ParseFilterChain(ExprPtr node) {
  while (true) {
    if (IsOperator("|")) {
      RBENCH_ASSIGN_OR_RETURN(node, ParseFilters(std::move(node), false));
    } else if (IsName("is")) {
      RBENCH_ASSIGN_OR_RETURN(node, ParseTest(std::move(node)));
    } else if (IsOperator("(")) {
      RBENCH_ASSIGN_OR_RETURN(node, ParseCall(std::move(node)));
    } else {
      return node;
    }
  }
}

Result<ExprPtr> ExpressionParser::ParseAttribute(ExprPtr node) {
  const int line = Current().line;
  Skip();
  const Token& token = Current();
  ExprPtr result;
  if (token.kind == TokenKind::kName) {
    result = Make(ExprKind::kAttribute, line);
    result->name = token.text;
    result->children.push_back(std::move(node));
  } else if (token.kind == TokenKind::kInteger) {
    result = Make(ExprKind::kSubscript, line);
    ExprPtr index = Make(ExprKind::kConstant, line);
    index->constant = Value::Int(token.integer);
    result->children.push_back(std::move(node));
    result->children.push_back(std::move(index));
  } else {
    return Fail("expected a name or number after '.'");
  }
  Skip();
  return Finish(std::move(result));
}

Result<ExprPtr> ExpressionParser::ParseSubscript(ExprPtr node) {
  ExprPtr result = Make(ExprKind::kSubscript, Current().line);
  Skip();
  std::vector<ExprPtr> items;
  while (!IsOperator("]")) {
    if (!items.empty()) RBENCH_RETURN_IF_ERROR(ExpectOperator(","));
    RBENCH_ASSIGN_OR_RETURN(ExprPtr item, ParseSubscriptItem());
    items.push_back(std::move(item));
  }
  Skip();
  result->children.push_back(std::move(node));
  if (items.size() == 1) {
    result->children.push_back(std::move(items[0]));
  } else {
    ExprPtr tuple = Make(ExprKind::kTuple, result->line);
    for (const ExprPtr& item : items) {
      if (item->kind == ExprKind::kSlice)
        return Fail("slices of more than one dimension are not supported");
    }
    tuple->children = std::move(items);
    RBENCH_ASSIGN_OR_RETURN(tuple, Finish(std::move(tuple)));
    result->children.push_back(std::move(tuple));
  }
  return Finish(std::move(result));
}

Result<ExprPtr> ExpressionParser::ParseSubscriptItem() {
  const int line = Current().line;
  ExprPtr start;
  if (!IsOperator(":")) {
    RBENCH_ASSIGN_OR_RETURN(start, ParseExpression());
    if (!IsOperator(":")) return start;
  }
  Skip();
  ExprPtr slice = Make(ExprKind::kSlice, line);
  slice->children.push_back(std::move(start));
  ExprPtr stop;
  if (!IsOperator(":") && !IsOperator("]") && !IsOperator(",")) {
    RBENCH_ASSIGN_OR_RETURN(stop, ParseExpression());
  }
  slice->children.push_back(std::move(stop));
  ExprPtr step;
  if (SkipOperator(":") && !IsOperator("]") && !IsOperator(",")) {
    RBENCH_ASSIGN_OR_RETURN(step, ParseExpression());
  }
  slice->children.push_back(std::move(step));
  return Finish(std::move(slice));
}

Result<Arguments> ExpressionParser::ParseArguments() {
  Arguments arguments;
  RBENCH_RETURN_IF_ERROR(ExpectOperator("("));
  bool first = true;
  while (!IsOperator(")")) {
    if (!first) RBENCH_RETURN_IF_ERROR(ExpectOperator(","));
    if (!first && IsOperator(")")) break;
    first = false;
    const bool is_keyword = Current().kind == TokenKind::kName &&
                            Next().kind == TokenKind::kOperator && Next().text == "=";
    if (SkipOperator("*")) {
      if (arguments.star || arguments.double_star) return Fail("invalid arguments of a call");
      RBENCH_ASSIGN_OR_RETURN(arguments.star, ParseExpression());
    } else if (SkipOperator("**")) {
      if (arguments.double_star) return Fail("invalid arguments of a call");
      RBENCH_ASSIGN_OR_RETURN(arguments.double_star, ParseExpression());
    } else if (is_keyword) {
      if (arguments.double_star) return Fail("invalid arguments of a call");
      std::string name = Current().text;
      Skip();
      Skip();
      RBENCH_ASSIGN_OR_RETURN(ExprPtr value, ParseExpression());
      for (const auto& [known, expr] : arguments.keywords) {
        if (known == name) return Fail(fmt::format("keyword argument '{}' is repeated", name));
      }
      arguments.keywords.emplace_back(std::move(name), std::move(value));
    } else {
      if (arguments.star || arguments.double_star || !arguments.keywords.empty()) {
        return Fail("invalid arguments of a call");
      }
      RBENCH_ASSIGN_OR_RETURN(ExprPtr value, ParseExpression());
      arguments.positional.push_back(std::move(value));
    }
  }
  Skip();
  return arguments;
}

Result<ExprPtr> ExpressionParser::ParseCall(ExprPtr node) {
  ExprPtr call = Make(ExprKind::kCall, Current().line);
  RBENCH_ASSIGN_OR_RETURN(call->arguments, ParseArguments());
  call->children.push_back(std::move(node));
  return Finish(std::move(call));
}

Result<ExprPtr> ExpressionParser::ParseFilters(ExprPtr input, bool starts_with_name) {
  ExprPtr node = std::move(input);
  while (starts_with_name || IsOperator("|")) {
    if (!starts_with_name) Skip();
    starts_with_name = false;
    ExprPtr filter = Make(ExprKind::kFilter, Current().line);
    RBENCH_ASSIGN_OR_RETURN(filter->name, ParseDottedName());
    if (IsOperator("(")) {
      RBENCH_ASSIGN_OR_RETURN(filter->arguments, ParseArguments());
    }
    filter->children.push_back(std::move(node));
    RBENCH_ASSIGN_OR_RETURN(node, Finish(std::move(filter)));
  }
  return node;
}

Result<ExprPtr> ExpressionParser::ParseTest(ExprPtr node) {
  const int line = Current().line;
  Skip();
  const bool negated = SkipName("not");
  ExprPtr test = Make(ExprKind::kTest, line);
  RBENCH_ASSIGN_OR_RETURN(test->name, ParseDottedName());
  const TokenKind kind = Current().kind;
  if (IsOperator("(")) {
    RBENCH_ASSIGN_OR_RETURN(test->arguments, ParseArguments());
  } else if ((kind == TokenKind::kName && !IsName("else") && !IsName("or") && !IsName("and")) ||
             kind == TokenKind::kString || kind == TokenKind::kInteger ||
             kind == TokenKind::kFloat || IsOperator("[") || IsOperator("{")) {
    if (IsName("is")) return Fail("tests with 'is' cannot be chained");
    RBENCH_ASSIGN_OR_RETURN(ExprPtr argument, ParsePrimary());
    RBENCH_ASSIGN_OR_RETURN(argument, ParsePostfix(std::move(argument)));
    test->arguments.positional.push_back(std::move(argument));
  }
  test->children.push_back(std::move(node));
  RBENCH_ASSIGN_OR_RETURN(test, Finish(std::move(test)));
  if (!negated) return test;
  ExprPtr negation = Make(ExprKind::kUnary, line);
  negation->op = Op::kNot;
  negation->children.push_back(std::move(test));
  return Finish(std::move(negation));
}

Result<ExprPtr> ExpressionParser::ParseTargetItem(bool namespaces) {
  if (IsOperator("(")) {
    const Level level(nesting_);
    RBENCH_RETURN_IF_ERROR(CheckNesting(nesting_ / 2, Current().line));
    Skip();
    RBENCH_ASSIGN_OR_RETURN(ExprPtr tuple, ParseTarget(namespaces));
    RBENCH_RETURN_IF_ERROR(ExpectOperator(")"));
    return tuple;
  }
  const int line = Current().line;
  RBENCH_ASSIGN_OR_RETURN(std::string name, ParseName());
  constexpr std::string_view kConstants[] = {"true", "True", "false", "False", "none", "None"};
  if (std::find(std::begin(kConstants), std::end(kConstants), name) != std::end(kConstants)) {
    return TemplateError(line, fmt::format("cannot assign to '{}'", name));
  }
  ExprPtr target = Make(ExprKind::kName, line);
  if (namespaces && SkipOperator(".")) {
    target->kind = ExprKind::kNamespaceRef;
    RBENCH_ASSIGN_OR_RETURN(target->attribute, ParseName());
  }
  target->name = std::move(name);
  return target;
}

Result<ExprPtr> ExpressionParser::ParseTarget(bool namespaces, std::string_view end_name) {
  ExprPtr node = Make(ExprKind::kTuple, Current().line);
  bool is_tuple = false;
  while (true) {
    if (!node->children.empty()) RBENCH_RETURN_IF_ERROR(ExpectOperator(","));
    if (Current().kind == TokenKind::kBlockEnd || Current().kind == TokenKind::kVariableEnd ||
        IsOperator(")") || (is_tuple && IsOperator("=")) ||
        (!end_name.empty() && IsName(end_name))) {
      break;
    }
    RBENCH_ASSIGN_OR_RETURN(ExprPtr item, ParseTargetItem(namespaces));
    node->children.push_back(std::move(item));
    if (!IsOperator(",")) break;
    is_tuple = true;
  }
  if (node->children.empty()) return Fail("expected a name to assign to");
  if (!is_tuple) return std::move(node->children[0]);
  return Finish(std::move(node));
}

}  // namespace rbench::jinja
