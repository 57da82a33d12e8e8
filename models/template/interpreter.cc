#include "models/template/interpreter.h"

#include <algorithm>

#include <fmt/format.h>

#include "models/template/printing.h"

namespace rbench::jinja {

// A scope below the current one for as long as it lives.
class Interpreter::ScopeGuard {
 public:
  explicit ScopeGuard(Interpreter& interpreter) : ScopeGuard(interpreter, interpreter.scope_) {}
  ScopeGuard(Interpreter& interpreter, std::shared_ptr<Scope> parent)
      : interpreter_(interpreter), outer_(interpreter.scope_) {
    interpreter_.scope_ = std::make_shared<Scope>();
    interpreter_.scope_->parent = std::move(parent);
  }
  ~ScopeGuard() { interpreter_.scope_ = std::move(outer_); }
  ScopeGuard(const ScopeGuard&) = delete;
  ScopeGuard& operator=(const ScopeGuard&) = delete;

 private:
  Interpreter& interpreter_;
  std::shared_ptr<Scope> outer_;
};

Interpreter::~Interpreter() {
  // First every link between them, while all are alive; so nothing is destroyed recursively.
  for (const auto& scope : captured_) {
    const std::shared_ptr<Scope> parent = std::move(scope->parent);
    const Dict variables = std::move(scope->variables);
  }
  for (const auto& space : namespaces_) const Dict attributes = std::move(space->attributes);
}

Error Interpreter::At(int line, Error error) {
  if (!error_placed_) {
    error_placed_ = true;
    error.message = fmt::format("template line {}: {}", line, error.message);
  }
  return error;
}

Result<Text> Interpreter::Render(const Body& body, Dict variables) {
  scope_ = std::make_shared<Scope>();
  scope_->variables = std::move(variables);
  TextBuilder out;
  output_ = &out;
  RBENCH_RETURN_IF_ERROR(Execute(body));
  output_ = nullptr;
  return out.Take();
}

const Value* Interpreter::FindVariable(std::string_view name) const {
  for (const Scope* scope = scope_.get(); scope != nullptr; scope = scope->parent.get()) {
    if (const Value* found = scope->variables.Find(name)) return found;
  }
  return nullptr;
}

Result<Interpreter::Flow> Interpreter::Execute(const Body& body) {
  for (const Statement& statement : body) {
    RBENCH_ASSIGN_OR_RETURN(const Flow flow, ExecuteStatement(statement));
    if (flow != Flow::kNormal) return flow;
  }
  return Flow::kNormal;
}

Result<Interpreter::Flow> Interpreter::ExecuteStatement(const Statement& statement) {
  const Budget::Nesting nesting(budget_);
  Status status = nesting.status();
  if (status) status = budget_.Steps(1);
  if (!status) return At(statement.line, status.error());
  Result<Flow> flow = ExecuteOne(statement);
  if (!flow) return At(statement.line, std::move(flow).error());
  return flow;
}

Result<Interpreter::Flow> Interpreter::ExecuteOne(const Statement& statement) {
  switch (statement.kind) {
    case StatementKind::kText:
      RBENCH_RETURN_IF_ERROR(Output(statement.text));
      break;
    case StatementKind::kOutput:
      for (const ExprPtr& expr : statement.exprs) {
        RBENCH_ASSIGN_OR_RETURN(const Value value, Evaluate(*expr));
        RBENCH_RETURN_IF_ERROR(Output(value));
      }
      break;
    case StatementKind::kIf:
      return ExecuteIf(statement);
    case StatementKind::kFor:
      return ExecuteFor(statement);
    case StatementKind::kSet: {
      RBENCH_ASSIGN_OR_RETURN(const Value value, Evaluate(*statement.value));
      RBENCH_RETURN_IF_ERROR(Assign(*statement.target, value));
      break;
    }
    case StatementKind::kSetBlock:
      return ExecuteSetBlock(statement);
    case StatementKind::kWith:
      return ExecuteWith(statement);
    case StatementKind::kMacro:
      scope_->variables.Set(Value::Str(statement.macro->name), MakeMacro(*statement.macro));
      break;
    case StatementKind::kCall:
      RBENCH_RETURN_IF_ERROR(ExecuteCallBlock(statement));
      break;
    case StatementKind::kFilterBlock:
      return ExecuteFilterBlock(statement);
    case StatementKind::kScope:
      return ExecuteScoped(statement.body);
    case StatementKind::kBreak:
      return Flow::kBreak;
    case StatementKind::kContinue:
      return Flow::kContinue;
  }
  return Flow::kNormal;
}

Status Interpreter::Output(const Value& value) { return AppendStr(value, budget_, *output_); }

Result<Interpreter::Flow> Interpreter::ExecuteIf(const Statement& statement) {
  for (const auto& [test, body] : statement.branches) {
    RBENCH_ASSIGN_OR_RETURN(const Value value, Evaluate(*test));
    if (Truth(value)) return Execute(body);
  }
  return Execute(statement.otherwise);
}

Result<std::vector<Value>> Interpreter::LoopItems(const Statement& statement) {
  RBENCH_ASSIGN_OR_RETURN(const Value iterable, Evaluate(*statement.value));
  RBENCH_ASSIGN_OR_RETURN(std::vector<Value> items, Items(iterable, budget_));
  if (statement.test == nullptr) return items;
  std::vector<Value> kept;
  for (Value& item : items) {
    const ScopeGuard guard(*this);
    RBENCH_RETURN_IF_ERROR(Assign(*statement.target, item));
    RBENCH_ASSIGN_OR_RETURN(const Value holds, Evaluate(*statement.test));
    if (Truth(holds)) kept.push_back(std::move(item));
  }
  return kept;
}

Result<Interpreter::Flow> Interpreter::ExecuteFor(const Statement& statement) {
  RBENCH_ASSIGN_OR_RETURN(std::vector<Value> items, LoopItems(statement));
  if (items.empty()) return ExecuteScoped(statement.otherwise);
  const auto loop = std::make_shared<Loop>();
  for (const Value& item : items) loop->depth = std::max(loop->depth, item.depth() + 1);
  if (loop->depth > kMaxValueDepth) return ResourceExhausted("values nest too deeply");
  loop->items = std::move(items);
  const Result<bool> completed = RunLoop(statement, *loop, Value::Of(Kind::kLoop, loop));
  // A loop may remember itself through loop.changed(loop).
  loop->ended = true;
  loop->changed.reset();
  if (!completed) return completed.error();
  // Jinja runs the else also where every iteration left the body early.
  return *completed ? Flow::kNormal : ExecuteScoped(statement.otherwise);
}

Result<bool> Interpreter::RunLoop(const Statement& statement, const Loop& loop,
                                  const Value& loop_value) {
  const Value name = Value::Str("loop");
  bool completed = false;
  for (loop.index0 = 0; loop.index0 < loop.items.size(); ++loop.index0) {
    const ScopeGuard guard(*this);
    scope_->variables.Set(name, loop_value);
    RBENCH_RETURN_IF_ERROR(Assign(*statement.target, loop.items[loop.index0]));
    RBENCH_ASSIGN_OR_RETURN(const Flow flow, Execute(statement.body));
    if (flow == Flow::kBreak) break;
    completed |= flow == Flow::kNormal;
  }
  return completed;
}

Result<Interpreter::Flow> Interpreter::ExecuteScoped(const Body& body) {
  const ScopeGuard guard(*this);
  return Execute(body);
}

Result<Interpreter::Flow> Interpreter::ExecuteWith(const Statement& statement) {
  std::vector<Value> values;
  for (const ExprPtr& expr : statement.exprs) {
    RBENCH_ASSIGN_OR_RETURN(Value value, Evaluate(*expr));
    values.push_back(std::move(value));
  }
  const ScopeGuard guard(*this);
  for (size_t i = 0; i < values.size(); ++i)
    RBENCH_RETURN_IF_ERROR(Assign(*statement.targets[i], values[i]));
  return Execute(statement.body);
}

Result<TextPtr> Interpreter::Capture(const Body& body, Flow& flow) {
  TextBuilder out;
  TextBuilder* const outer = output_;
  output_ = &out;
  Result<Flow> result = Execute(body);
  output_ = outer;
  if (!result) return std::move(result).error();
  flow = *result;
  return out.Finish();
}

Result<Interpreter::Flow> Interpreter::ExecuteSetBlock(const Statement& statement) {
  Flow flow = Flow::kNormal;
  TextPtr text;
  {
    const ScopeGuard guard(*this);
    RBENCH_ASSIGN_OR_RETURN(text, Capture(statement.body, flow));
  }
  if (flow != Flow::kNormal) return flow;
  Value value = Value::Str(std::move(text));
  if (statement.value != nullptr) {
    const Value input = value;
    filter_input_ = &input;
    RBENCH_ASSIGN_OR_RETURN(value, Evaluate(*statement.value));
  }
  RBENCH_RETURN_IF_ERROR(Assign(*statement.target, value));
  return Flow::kNormal;
}

Result<Interpreter::Flow> Interpreter::ExecuteFilterBlock(const Statement& statement) {
  const ScopeGuard guard(*this);
  Flow flow = Flow::kNormal;
  RBENCH_ASSIGN_OR_RETURN(TextPtr text, Capture(statement.body, flow));
  if (flow != Flow::kNormal) return flow;
  const Value input = Value::Str(std::move(text));
  filter_input_ = &input;
  RBENCH_ASSIGN_OR_RETURN(const Value value, Evaluate(*statement.value));
  RBENCH_RETURN_IF_ERROR(Output(value));
  return Flow::kNormal;
}

Status Interpreter::ExecuteCallBlock(const Statement& statement) {
  const Expr& call = *statement.value;
  RBENCH_ASSIGN_OR_RETURN(const Value callee, Evaluate(*call.children[0]));
  RBENCH_ASSIGN_OR_RETURN(CallArguments arguments, EvaluateArguments(call.arguments));
  arguments.keywords.emplace_back("caller", MakeMacro(*statement.macro));
  RBENCH_ASSIGN_OR_RETURN(const Value value, Call(callee, arguments));
  return Output(value);
}

Status Interpreter::Assign(const Expr& target, const Value& value) {
  switch (target.kind) {
    case ExprKind::kName:
      scope_->variables.Set(Value::Str(target.name), value);
      return {};
    case ExprKind::kNamespaceRef: {
      const Value* space = FindVariable(target.name);
      if (space == nullptr || !space->is(Kind::kNamespace)) {
        return InvalidInput(fmt::format("cannot assign attribute '{}': '{}' is no namespace",
                                        target.attribute, target.name));
      }
      space->As<Namespace>().attributes.Set(Value::Str(target.attribute), value);
      return {};
    }
    default:
      break;
  }
  RBENCH_ASSIGN_OR_RETURN(const std::vector<Value> items, Items(value, budget_));
  if (items.size() != target.children.size()) {
    return InvalidInput(
        fmt::format("cannot unpack {} values into {} names", items.size(), target.children.size()));
  }
  for (size_t i = 0; i < items.size(); ++i)
    RBENCH_RETURN_IF_ERROR(Assign(*target.children[i], items[i]));
  return {};
}

Value Interpreter::MakeMacro(const MacroDefinition& definition) {
  auto macro = std::make_shared<Macro>();
  macro->definition = &definition;
  macro->scope = scope_;
  if (captured_.empty() || captured_.back() != scope_) captured_.push_back(scope_);
  return Value::Of(Kind::kMacro, std::move(macro));
}

Status Interpreter::BindMacroExtras(const MacroDefinition& definition,
                                    const CallArguments& arguments, std::vector<bool>& used) {
  Dict& variables = scope_->variables;
  const auto& keywords = arguments.keywords;
  const auto has_parameter = [&](std::string_view name) {
    return std::find(definition.parameters.begin(), definition.parameters.end(), name) !=
           definition.parameters.end();
  };
  if (definition.uses_caller && !has_parameter("caller")) {
    Value caller = Value::Undefined("no caller defined");
    for (size_t i = 0; i < keywords.size(); ++i) {
      if (keywords[i].first == "caller") {
        caller = keywords[i].second;
        used[i] = true;
      }
    }
    variables.Set(Value::Str("caller"), std::move(caller));
  }
  Dict rest;
  for (size_t i = 0; i < keywords.size(); ++i) {
    if (used[i]) continue;
    if (!definition.uses_kwargs) {
      return InvalidInput(fmt::format("macro '{}' takes no keyword argument '{}'", definition.name,
                                      keywords[i].first));
    }
    rest.Set(Value::Str(keywords[i].first), keywords[i].second);
  }
  if (definition.uses_kwargs && !has_parameter("kwargs")) {
    RBENCH_ASSIGN_OR_RETURN(Value dict, MakeDict(std::move(rest)));
    variables.Set(Value::Str("kwargs"), std::move(dict));
  }
  const size_t count = definition.parameters.size();
  if (!definition.uses_varargs && arguments.positional.size() > count) {
    return InvalidInput(
        fmt::format("macro '{}' takes not more than {} arguments", definition.name, count));
  }
  if (definition.uses_varargs && !has_parameter("varargs")) {
    std::vector<Value> extra;
    for (size_t i = count; i < arguments.positional.size(); ++i)
      extra.push_back(arguments.positional[i]);
    RBENCH_ASSIGN_OR_RETURN(Value tuple, MakeTuple(std::move(extra)));
    variables.Set(Value::Str("varargs"), std::move(tuple));
  }
  return {};
}

Status Interpreter::BindMacro(const Macro& macro, const CallArguments& arguments) {
  const MacroDefinition& definition = *macro.definition;
  const size_t count = definition.parameters.size();
  std::vector<bool> used(arguments.keywords.size(), false);
  std::vector<const Value*> given(count, nullptr);
  for (size_t i = 0; i < count; ++i) {
    if (i < arguments.positional.size()) {
      given[i] = &arguments.positional[i];
      continue;
    }
    for (size_t k = 0; k < arguments.keywords.size(); ++k) {
      if (arguments.keywords[k].first != definition.parameters[i]) continue;
      given[i] = &arguments.keywords[k].second;
      used[k] = true;
    }
  }
  RBENCH_RETURN_IF_ERROR(BindMacroExtras(definition, arguments, used));
  for (size_t i = 0; i < count; ++i) {
    const std::string& name = definition.parameters[i];
    Value value;
    const size_t first_default = count - definition.defaults.size();
    if (given[i] != nullptr) {
      value = *given[i];
    } else if (i >= first_default) {
      RBENCH_ASSIGN_OR_RETURN(value, Evaluate(*definition.defaults[i - first_default]));
    } else {
      value = Value::Undefined(fmt::format("parameter '{}' was not provided", name));
    }
    scope_->variables.Set(Value::Str(name), std::move(value));
  }
  return {};
}

Result<Value> Interpreter::CallMacro(const Macro& macro, const CallArguments& arguments) {
  const ScopeGuard guard(*this, macro.scope);
  RBENCH_RETURN_IF_ERROR(BindMacro(macro, arguments));
  Flow flow = Flow::kNormal;
  RBENCH_ASSIGN_OR_RETURN(TextPtr text, Capture(macro.definition->body, flow));
  return Value::Str(std::move(text));
}

}  // namespace rbench::jinja
