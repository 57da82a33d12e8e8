#include "models/template/parser.h"

#include <algorithm>
#include <initializer_list>

#include <fmt/format.h>

#include "models/template/expression_parser.h"

namespace rbench::jinja {
namespace {

class Parser : public ExpressionParser {
 public:
  using ExpressionParser::ExpressionParser;

  Result<Body> Run() {
    Body body;
    RBENCH_RETURN_IF_ERROR(ParseBody({}, body));
    return body;
  }

 private:
  using Names = std::initializer_list<std::string_view>;

  // Statements up to a tag named in `ends`, whose name stays the current token; with no `ends`, up
  // to the end.
  Status ParseBody(Names ends, Body& body) {
    const Level level(nesting_);
    RBENCH_RETURN_IF_ERROR(CheckNesting(nesting_, Current().line));
    while (Current().kind != TokenKind::kEnd) {
      const Token& token = Current();
      if (token.kind == TokenKind::kData) {
        Statement& text = Add(body, StatementKind::kText);
        text.text = Value::Str(token.text);
        Skip();
      } else if (token.kind == TokenKind::kVariableBegin) {
        Statement& output = Add(body, StatementKind::kOutput);
        Skip();
        RBENCH_ASSIGN_OR_RETURN(ExprPtr expr, ParseTuple({}));
        output.exprs.push_back(std::move(expr));
        RBENCH_RETURN_IF_ERROR(Expect(TokenKind::kVariableEnd));
      } else {
        RBENCH_RETURN_IF_ERROR(Expect(TokenKind::kBlockBegin));
        if (std::any_of(ends.begin(), ends.end(), [this](auto end) { return IsName(end); }))
          return {};
        RBENCH_RETURN_IF_ERROR(ParseStatement(body));
        RBENCH_RETURN_IF_ERROR(Expect(TokenKind::kBlockEnd));
      }
    }
    if (ends.size() == 0) return {};
    return Fail(fmt::format("unexpected end of the template, expected '{}'", *(ends.end() - 1)));
  }

  // The same after the end of the tag that opens the body.
  Status ParseBlock(Names ends, Body& body) {
    SkipOperator(":");
    RBENCH_RETURN_IF_ERROR(Expect(TokenKind::kBlockEnd));
    return ParseBody(ends, body);
  }

  Status ParseBlockToEnd(std::string_view end, Body& body) {
    RBENCH_RETURN_IF_ERROR(ParseBlock({end}, body));
    Skip();
    return {};
  }

  Statement& Add(Body& body, StatementKind kind) {
    Statement& statement = body.emplace_back();
    statement.kind = kind;
    statement.line = Current().line;
    return statement;
  }

  Status ParseStatement(Body& body) {
    if (Current().kind != TokenKind::kName) return Fail("expected the name of a tag");
    const std::string& tag = Current().text;
    struct Row {
      std::string_view tag;
      StatementKind kind;
      Status (Parser::*parse)(Statement&);
    };
    static constexpr Row kRows[] = {
        {"if", StatementKind::kIf, &Parser::ParseIf},
        {"for", StatementKind::kFor, &Parser::ParseFor},
        {"set", StatementKind::kSet, &Parser::ParseSet},
        {"with", StatementKind::kWith, &Parser::ParseWith},
        {"macro", StatementKind::kMacro, &Parser::ParseMacro},
        {"call", StatementKind::kCall, &Parser::ParseCallBlock},
        {"filter", StatementKind::kFilterBlock, &Parser::ParseFilterBlock},
        {"print", StatementKind::kOutput, &Parser::ParsePrint},
        {"generation", StatementKind::kScope, &Parser::ParseGeneration},
        {"break", StatementKind::kBreak, &Parser::ParseLoopControl},
        {"continue", StatementKind::kContinue, &Parser::ParseLoopControl},
    };
    for (const Row& row : kRows) {
      if (row.tag == tag) {
        // Parsed apart, since the vector may move while inner statements are added elsewhere.
        Statement statement;
        statement.kind = row.kind;
        statement.line = Current().line;
        RBENCH_RETURN_IF_ERROR((this->*row.parse)(statement));
        body.push_back(std::move(statement));
        return {};
      }
    }
    return Fail(fmt::format("unknown tag '{}'", tag));
  }

  Status ParseIf(Statement& statement) {
    while (true) {
      Skip();  // if, elif
      TupleOptions options;
      options.conditional = false;
      RBENCH_ASSIGN_OR_RETURN(ExprPtr test, ParseTuple(options));
      Body body;
      RBENCH_RETURN_IF_ERROR(ParseBlock({"elif", "else", "endif"}, body));
      statement.branches.emplace_back(std::move(test), std::move(body));
      if (!IsName("elif")) break;
    }
    if (SkipName("else")) return ParseBlockToEnd("endif", statement.otherwise);
    Skip();
    return {};
  }

  Status ParseFor(Statement& statement) {
    Skip();
    RBENCH_ASSIGN_OR_RETURN(statement.target, ParseTarget(false, "in"));
    if (!SkipName("in")) return Fail("expected 'in' in a for loop");
    TupleOptions options;
    options.conditional = false;
    options.end_name = "recursive";
    RBENCH_ASSIGN_OR_RETURN(statement.value, ParseTuple(options));
    if (SkipName("if")) {
      RBENCH_ASSIGN_OR_RETURN(statement.test, ParseExpression());
    }
    if (IsName("recursive")) return Fail("recursive loops are not supported; use a macro");
    ++loops_;
    RBENCH_RETURN_IF_ERROR(ParseBlock({"else", "endfor"}, statement.body));
    --loops_;
    if (SkipName("else")) return ParseBlockToEnd("endfor", statement.otherwise);
    Skip();
    return {};
  }

  Status ParseSet(Statement& statement) {
    Skip();
    RBENCH_ASSIGN_OR_RETURN(statement.target, ParseTarget(true));
    if (SkipOperator("=")) {
      RBENCH_ASSIGN_OR_RETURN(statement.value, ParseTuple({}));
      return {};
    }
    statement.kind = StatementKind::kSetBlock;
    RBENCH_ASSIGN_OR_RETURN(statement.value, ParseFilters(nullptr, false));
    return ParseBlockToEnd("endset", statement.body);
  }

  Status ParseWith(Statement& statement) {
    Skip();
    while (Current().kind != TokenKind::kBlockEnd) {
      if (!statement.targets.empty()) RBENCH_RETURN_IF_ERROR(ExpectOperator(","));
      // One name a binding: a comma starts the next one.
      const int line = Current().line;
      RBENCH_ASSIGN_OR_RETURN(std::string name, ParseName());
      auto target = std::make_unique<Expr>();
      target->kind = ExprKind::kName;
      target->line = line;
      target->name = std::move(name);
      statement.targets.push_back(std::move(target));
      RBENCH_RETURN_IF_ERROR(ExpectOperator("="));
      RBENCH_ASSIGN_OR_RETURN(ExprPtr value, ParseExpression());
      statement.exprs.push_back(std::move(value));
    }
    return ParseBlockToEnd("endwith", statement.body);
  }

  Status ParseSignature(MacroDefinition& macro) {
    RBENCH_RETURN_IF_ERROR(ExpectOperator("("));
    while (!IsOperator(")")) {
      if (!macro.parameters.empty()) RBENCH_RETURN_IF_ERROR(ExpectOperator(","));
      RBENCH_ASSIGN_OR_RETURN(std::string name, ParseName());
      if (std::find(macro.parameters.begin(), macro.parameters.end(), name) !=
          macro.parameters.end()) {
        return Fail(fmt::format("parameter '{}' is repeated", name));
      }
      macro.parameters.push_back(std::move(name));
      if (SkipOperator("=")) {
        RBENCH_ASSIGN_OR_RETURN(ExprPtr value, ParseExpression());
        macro.defaults.push_back(std::move(value));
      } else if (!macro.defaults.empty()) {
        return Fail("a parameter without default follows one with a default");
      }
    }
    Skip();
    return {};
  }

  // The body of a macro or a call block: a break inside never reaches a loop outside.
  Status ParseMacroBody(MacroDefinition& macro, std::string_view end) {
    macros_.push_back(&macro);
    const int loops = loops_;
    loops_ = 0;
    const Status status = ParseBlockToEnd(end, macro.body);
    loops_ = loops;
    macros_.pop_back();
    return status;
  }

  Status ParseMacro(Statement& statement) {
    Skip();
    statement.macro = std::make_unique<MacroDefinition>();
    statement.macro->line = statement.line;
    RBENCH_ASSIGN_OR_RETURN(statement.macro->name, ParseName());
    RBENCH_RETURN_IF_ERROR(ParseSignature(*statement.macro));
    return ParseMacroBody(*statement.macro, "endmacro");
  }

  Status ParseCallBlock(Statement& statement) {
    Skip();
    statement.macro = std::make_unique<MacroDefinition>();
    statement.macro->name = "caller";
    statement.macro->line = statement.line;
    if (IsOperator("(")) RBENCH_RETURN_IF_ERROR(ParseSignature(*statement.macro));
    RBENCH_ASSIGN_OR_RETURN(statement.value, ParseExpression());
    if (statement.value->kind != ExprKind::kCall) return Fail("expected a call");
    return ParseMacroBody(*statement.macro, "endcall");
  }

  Status ParseFilterBlock(Statement& statement) {
    Skip();
    RBENCH_ASSIGN_OR_RETURN(statement.value, ParseFilters(nullptr, true));
    return ParseBlockToEnd("endfilter", statement.body);
  }

  Status ParsePrint(Statement& statement) {
    Skip();
    while (Current().kind != TokenKind::kBlockEnd) {
      if (!statement.exprs.empty()) RBENCH_RETURN_IF_ERROR(ExpectOperator(","));
      RBENCH_ASSIGN_OR_RETURN(ExprPtr expr, ParseExpression());
      statement.exprs.push_back(std::move(expr));
    }
    return {};
  }

  Status ParseGeneration(Statement& statement) {
    Skip();
    const int loops = loops_;
    loops_ = 0;
    RBENCH_RETURN_IF_ERROR(ParseBlockToEnd("endgeneration", statement.body));
    loops_ = loops;
    return {};
  }

  Status ParseLoopControl(Statement&) {
    if (loops_ == 0) return Fail(fmt::format("'{}' outside of a loop", Current().text));
    Skip();
    return {};
  }

  int loops_ = 0;  // loops around the current position, up to the nearest macro
};

}  // namespace

Result<Body> ParseTemplate(std::string_view source, int max_nesting) {
  RBENCH_ASSIGN_OR_RETURN(std::vector<Token> tokens, Tokenize(source));
  return Parser(std::move(tokens), max_nesting).Run();
}

}  // namespace rbench::jinja
