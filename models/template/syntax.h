#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "models/template/value.h"

// The tree of a parsed template. Built once, read by any number of threads.

namespace rbench::jinja {

enum class ExprKind {
  kConstant,
  kName,
  kTuple,
  kList,
  kDict,         // children: key, value, key, value ...
  kUnary,        // op: kNegate, kPlus, kNot
  kBinary,       // op: arithmetic, kAnd, kOr
  kConcat,       // children joined by ~
  kCompare,      // children[0] ops[0] children[1] ops[1] ...
  kConditional,  // children: test, then, else (may be null)
  kAttribute,    // children[0].name
  kSubscript,    // children[0][children[1]]
  kSlice,        // children: start, stop, step (each may be null); only below kSubscript
  kCall,         // children[0](arguments)
  kFilter,  // children[0] | name(arguments); children[0] null = the text of the block around it
  kTest,    // children[0] is name(arguments)
  kNamespaceRef,  // name.attribute as the target of a set; attribute in `attribute`
};

enum class Op {
  kNone,
  kNegate,
  kPlus,
  kNot,
  kAnd,
  kOr,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kFloorDivide,
  kModulo,
  kPower,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kIn,
  kNotIn,
};

struct Expr;
using ExprPtr = std::unique_ptr<Expr>;

struct Arguments {
  std::vector<ExprPtr> positional;
  std::vector<std::pair<std::string, ExprPtr>> keywords;
  ExprPtr star;         // *args
  ExprPtr double_star;  // **kwargs
};

struct Expr {
  ExprKind kind = ExprKind::kConstant;
  Op op = Op::kNone;
  int line = 1;
  int depth = 1;
  std::string name;
  std::string attribute;
  Value constant;
  std::vector<ExprPtr> children;
  std::vector<Op> ops;
  Arguments arguments;
};

enum class StatementKind {
  kText,      // literal
  kOutput,    // exprs printed in order
  kIf,        // branches, then `otherwise`
  kFor,       // target in value, `test` (may be null), body, `otherwise`
  kSet,       // target = value
  kSetBlock,  // target = text of body through `value` (a filter chain or null)
  kWith,      // targets = exprs, body
  kMacro,
  kCall,         // value = the call; macro = the caller's signature and body
  kFilterBlock,  // value = filter chain, body
  kScope,        // {% generation %}: body in a scope of its own
  kBreak,
  kContinue,
};

struct Statement;
using Body = std::vector<Statement>;

struct MacroDefinition {
  std::string name;
  int line = 1;
  std::vector<std::string> parameters;
  std::vector<ExprPtr> defaults;  // of the last parameters
  Body body;
  bool uses_caller = false;
  bool uses_varargs = false;
  bool uses_kwargs = false;
};

struct Statement {
  StatementKind kind = StatementKind::kText;
  int line = 1;
  Value text;
  ExprPtr target;
  ExprPtr value;
  ExprPtr test;
  std::vector<ExprPtr> targets;
  std::vector<ExprPtr> exprs;
  std::vector<std::pair<ExprPtr, Body>> branches;
  Body body;
  Body otherwise;
  std::unique_ptr<MacroDefinition> macro;
};

}  // namespace rbench::jinja
