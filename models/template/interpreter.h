#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "models/template/call.h"
#include "models/template/clock.h"
#include "models/template/interpreter_values.h"
#include "models/template/syntax.h"
#include "models/template/value.h"

namespace rbench::jinja {

// Walks the tree of a template once. One object a rendering, one thread.
class Interpreter {
 public:
  Interpreter(Budget& budget, const ClockTime& clock) : budget_(budget), clock_(clock) {}
  ~Interpreter();
  Interpreter(const Interpreter&) = delete;
  Interpreter& operator=(const Interpreter&) = delete;

  // `variables` are the context. Errors carry the line where they arose.
  Result<Text> Render(const Body& body, Dict variables);

 private:
  enum class Flow { kNormal, kBreak, kContinue };
  class ScopeGuard;

  // Statements (interpreter.cc).
  Result<Flow> Execute(const Body& body);
  Result<Flow> ExecuteStatement(const Statement& statement);
  Result<Flow> ExecuteOne(const Statement& statement);
  Result<Flow> ExecuteIf(const Statement& statement);
  Result<Flow> ExecuteFor(const Statement& statement);
  // True where an iteration ran to the end of the body; else the loop's else comes.
  Result<bool> RunLoop(const Statement& statement, const Loop& loop, const Value& loop_value);
  Result<std::vector<Value>> LoopItems(const Statement& statement);
  Result<Flow> ExecuteWith(const Statement& statement);
  Result<Flow> ExecuteScoped(const Body& body);
  Result<Flow> ExecuteSetBlock(const Statement& statement);
  Result<Flow> ExecuteFilterBlock(const Statement& statement);
  Status ExecuteCallBlock(const Statement& statement);
  Status Output(const Value& value);
  // Runs a body with an output of its own.
  Result<TextPtr> Capture(const Body& body, Flow& flow);
  Status Assign(const Expr& target, const Value& value);
  Value MakeMacro(const MacroDefinition& definition);
  Result<Value> CallMacro(const Macro& macro, const CallArguments& arguments);
  Status BindMacro(const Macro& macro, const CallArguments& arguments);
  Status BindMacroExtras(const MacroDefinition& definition, const CallArguments& arguments,
                         std::vector<bool>& used);

  // Expressions (evaluate.cc).
  Result<Value> Evaluate(const Expr& expr);
  Result<Value> EvaluateOne(const Expr& expr);
  Result<Value> EvaluateName(const Expr& expr);
  Result<Value> EvaluateContainer(const Expr& expr);
  Result<Value> EvaluateDict(const Expr& expr);
  Result<Value> EvaluateUnary(const Expr& expr);
  Result<Value> EvaluateBinary(const Expr& expr);
  Result<Value> EvaluateConcat(const Expr& expr);
  Result<Value> EvaluateCompare(const Expr& expr);
  Result<Value> EvaluateConditional(const Expr& expr);
  Result<Value> EvaluateAttribute(const Expr& expr);
  Result<Value> EvaluateSubscript(const Expr& expr);
  Result<Value> EvaluateCall(const Expr& expr);
  Result<Value> EvaluateFilter(const Expr& expr);
  Result<Value> EvaluateTest(const Expr& expr);
  Result<CallArguments> EvaluateArguments(const Arguments& arguments);
  Status AddDoubleStar(const Value& mapping, CallArguments& out);
  Result<Value> EvaluateOrNone(const ExprPtr& expr);
  Result<Value> Call(const Value& callee, const CallArguments& arguments);
  Result<Value> CallFunction(std::string_view name, const CallArguments& arguments);
  // Sets the place of an error that has none yet.
  Error At(int line, Error error);

  const Value* FindVariable(std::string_view name) const;

  Budget& budget_;
  ClockTime clock_;
  std::shared_ptr<Scope> scope_;
  TextBuilder* output_ = nullptr;
  const Value* filter_input_ = nullptr;  // what a filter chain without an input is applied to
  bool error_placed_ = false;
  // Everything that could be part of a cycle: kept until the end, then emptied one by one.
  std::vector<std::shared_ptr<Scope>> captured_;
  std::vector<std::shared_ptr<const Namespace>> namespaces_;

  Result<Value> MakeNamespace(const CallArguments& arguments);
};

// The global functions that need no interpreter: range, dict. Returns the dict or range made.
Result<Value> MakeRange(const CallArguments& arguments);
Result<Dict> DictFromArguments(const CallArguments& arguments, Budget& budget);

}  // namespace rbench::jinja
