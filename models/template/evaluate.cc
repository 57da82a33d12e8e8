#include <fmt/format.h>

#include "models/template/access.h"
#include "models/template/filters.h"
#include "models/template/interpreter.h"
#include "models/template/methods.h"
#include "models/template/operators.h"
#include "models/template/printing.h"

namespace rbench::jinja {
namespace {

constexpr std::string_view kFunctions[] = {"range", "dict", "namespace", "raise_exception",
                                           "strftime_now"};

}  // namespace

Result<Value> Interpreter::Evaluate(const Expr& expr) {
  const Budget::Nesting nesting(budget_);
  Status status = nesting.status();
  if (status) status = budget_.Steps(1);
  if (!status) return At(expr.line, status.error());
  Result<Value> value = EvaluateOne(expr);
  if (!value) return At(expr.line, std::move(value).error());
  return value;
}

Result<Value> Interpreter::EvaluateOne(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kConstant:
      return expr.constant;
    case ExprKind::kName:
      return EvaluateName(expr);
    case ExprKind::kTuple:
    case ExprKind::kList:
      return EvaluateContainer(expr);
    case ExprKind::kDict:
      return EvaluateDict(expr);
    case ExprKind::kUnary:
      return EvaluateUnary(expr);
    case ExprKind::kBinary:
      return EvaluateBinary(expr);
    case ExprKind::kConcat:
      return EvaluateConcat(expr);
    case ExprKind::kCompare:
      return EvaluateCompare(expr);
    case ExprKind::kConditional:
      return EvaluateConditional(expr);
    case ExprKind::kAttribute:
      return EvaluateAttribute(expr);
    case ExprKind::kSubscript:
      return EvaluateSubscript(expr);
    case ExprKind::kCall:
      return EvaluateCall(expr);
    case ExprKind::kFilter:
      return EvaluateFilter(expr);
    case ExprKind::kTest:
      return EvaluateTest(expr);
    case ExprKind::kSlice:
    case ExprKind::kNamespaceRef:
      break;
  }
  return InvalidInput("this expression has no value");
}

Result<Value> Interpreter::EvaluateName(const Expr& expr) {
  if (const Value* found = FindVariable(expr.name)) return *found;
  for (const std::string_view function : kFunctions) {
    if (function != expr.name) continue;
    auto object = std::make_shared<Function>();
    object->name = function;
    return Value::Of(Kind::kFunction, std::move(object));
  }
  return Value::Undefined(fmt::format("'{}' is undefined", expr.name));
}

Result<Value> Interpreter::EvaluateContainer(const Expr& expr) {
  std::vector<Value> items;
  items.reserve(expr.children.size());
  for (const ExprPtr& child : expr.children) {
    RBENCH_ASSIGN_OR_RETURN(Value item, Evaluate(*child));
    items.push_back(std::move(item));
  }
  return expr.kind == ExprKind::kList ? MakeList(std::move(items)) : MakeTuple(std::move(items));
}

Result<Value> Interpreter::EvaluateDict(const Expr& expr) {
  Dict dict;
  for (size_t i = 0; i + 1 < expr.children.size(); i += 2) {
    RBENCH_ASSIGN_OR_RETURN(const Value key, Evaluate(*expr.children[i]));
    RBENCH_ASSIGN_OR_RETURN(Value value, Evaluate(*expr.children[i + 1]));
    if (!IsHashable(key)) return InvalidInput(fmt::format("unhashable type: '{}'", TypeName(key)));
    if (!key.is(Kind::kText)) RBENCH_RETURN_IF_ERROR(budget_.Steps(dict.items().size()));
    dict.Set(key, std::move(value));
  }
  return MakeDict(std::move(dict));
}

Result<Value> Interpreter::EvaluateUnary(const Expr& expr) {
  RBENCH_ASSIGN_OR_RETURN(const Value operand, Evaluate(*expr.children[0]));
  return ApplyUnary(expr.op, operand);
}

Result<Value> Interpreter::EvaluateBinary(const Expr& expr) {
  RBENCH_ASSIGN_OR_RETURN(Value left, Evaluate(*expr.children[0]));
  if (expr.op == Op::kAnd && !Truth(left)) return left;
  if (expr.op == Op::kOr && Truth(left)) return left;
  RBENCH_ASSIGN_OR_RETURN(Value right, Evaluate(*expr.children[1]));
  if (expr.op == Op::kAnd || expr.op == Op::kOr) return right;
  return ApplyBinary(expr.op, left, right, budget_);
}

Result<Value> Interpreter::EvaluateConcat(const Expr& expr) {
  std::vector<Value> values;
  for (const ExprPtr& child : expr.children) {
    RBENCH_ASSIGN_OR_RETURN(Value value, Evaluate(*child));
    values.push_back(std::move(value));
  }
  TextBuilder out;
  for (const Value& value : values) RBENCH_RETURN_IF_ERROR(AppendStr(value, budget_, out));
  return Value::Str(out.Finish());
}

Result<Value> Interpreter::EvaluateCompare(const Expr& expr) {
  RBENCH_ASSIGN_OR_RETURN(Value left, Evaluate(*expr.children[0]));
  for (size_t i = 0; i < expr.ops.size(); ++i) {
    RBENCH_ASSIGN_OR_RETURN(Value right, Evaluate(*expr.children[i + 1]));
    RBENCH_ASSIGN_OR_RETURN(const bool holds, ApplyComparison(expr.ops[i], left, right, budget_));
    if (!holds) return Value::Bool(false);
    left = std::move(right);
  }
  return Value::Bool(true);
}

Result<Value> Interpreter::EvaluateConditional(const Expr& expr) {
  RBENCH_ASSIGN_OR_RETURN(const Value test, Evaluate(*expr.children[0]));
  if (Truth(test)) return Evaluate(*expr.children[1]);
  if (expr.children[2] != nullptr) return Evaluate(*expr.children[2]);
  return Value::Undefined(
      fmt::format("the inline if on line {} is false and has no else", expr.line));
}

Result<Value> Interpreter::EvaluateAttribute(const Expr& expr) {
  RBENCH_ASSIGN_OR_RETURN(const Value value, Evaluate(*expr.children[0]));
  return GetAttribute(value, expr.name);
}

Result<Value> Interpreter::EvaluateOrNone(const ExprPtr& expr) {
  if (expr == nullptr) return Value::None();
  return Evaluate(*expr);
}

Result<Value> Interpreter::EvaluateSubscript(const Expr& expr) {
  RBENCH_ASSIGN_OR_RETURN(const Value value, Evaluate(*expr.children[0]));
  const Expr& key = *expr.children[1];
  if (key.kind == ExprKind::kSlice) {
    RBENCH_ASSIGN_OR_RETURN(const Value start, EvaluateOrNone(key.children[0]));
    RBENCH_ASSIGN_OR_RETURN(const Value stop, EvaluateOrNone(key.children[1]));
    RBENCH_ASSIGN_OR_RETURN(const Value step, EvaluateOrNone(key.children[2]));
    return GetSlice(value, start, stop, step, budget_);
  }
  RBENCH_ASSIGN_OR_RETURN(const Value index, Evaluate(key));
  return GetItem(value, index, budget_);
}

Status Interpreter::AddDoubleStar(const Value& mapping, CallArguments& out) {
  if (!mapping.is(Kind::kDict)) return InvalidInput("the argument after ** must be a mapping");
  RBENCH_RETURN_IF_ERROR(budget_.Steps(mapping.As<Dict>().items().size()));
  for (const auto& [key, value] : mapping.As<Dict>().items()) {
    if (!key.is(Kind::kText)) return InvalidInput("keywords must be strings");
    RBENCH_RETURN_IF_ERROR(budget_.Steps(out.keywords.size() / 8));
    for (const auto& [name, known] : out.keywords) {
      if (name == key.text().bytes)
        return InvalidInput(fmt::format("multiple values for keyword argument '{}'", name));
    }
    out.keywords.emplace_back(key.text().bytes, value);
  }
  return {};
}

Result<CallArguments> Interpreter::EvaluateArguments(const Arguments& arguments) {
  CallArguments out;
  for (const ExprPtr& expr : arguments.positional) {
    RBENCH_ASSIGN_OR_RETURN(Value value, Evaluate(*expr));
    out.positional.push_back(std::move(value));
  }
  if (arguments.star != nullptr) {
    RBENCH_ASSIGN_OR_RETURN(const Value star, Evaluate(*arguments.star));
    RBENCH_ASSIGN_OR_RETURN(const std::vector<Value> items, Items(star, budget_));
    out.positional.insert(out.positional.end(), items.begin(), items.end());
  }
  for (const auto& [name, expr] : arguments.keywords) {
    RBENCH_ASSIGN_OR_RETURN(Value value, Evaluate(*expr));
    out.keywords.emplace_back(name, std::move(value));
  }
  if (arguments.double_star != nullptr) {
    RBENCH_ASSIGN_OR_RETURN(const Value mapping, Evaluate(*arguments.double_star));
    RBENCH_RETURN_IF_ERROR(AddDoubleStar(mapping, out));
  }
  return out;
}

Result<Value> Interpreter::EvaluateCall(const Expr& expr) {
  RBENCH_ASSIGN_OR_RETURN(const Value callee, Evaluate(*expr.children[0]));
  RBENCH_ASSIGN_OR_RETURN(const CallArguments arguments, EvaluateArguments(expr.arguments));
  return Call(callee, arguments);
}

Result<Value> Interpreter::Call(const Value& callee, const CallArguments& arguments) {
  switch (callee.kind()) {
    case Kind::kUndefined:
      return InvalidInput(callee.UndefinedMessage());
    case Kind::kMacro:
      return CallMacro(callee.As<Macro>(), arguments);
    case Kind::kMethod:
      return CallMethod(callee.As<Method>(), arguments, budget_);
    case Kind::kFunction:
      return CallFunction(callee.As<Function>().name, arguments);
    default:
      return InvalidInput(fmt::format("'{}' object is not callable", TypeName(callee)));
  }
}

Result<Value> Interpreter::EvaluateFilter(const Expr& expr) {
  Value input;
  if (expr.children[0] != nullptr) {
    RBENCH_ASSIGN_OR_RETURN(input, Evaluate(*expr.children[0]));
  } else {
    input = *filter_input_;
  }
  RBENCH_ASSIGN_OR_RETURN(const CallArguments arguments, EvaluateArguments(expr.arguments));
  return ApplyFilter(expr.name, input, arguments, budget_);
}

Result<Value> Interpreter::EvaluateTest(const Expr& expr) {
  RBENCH_ASSIGN_OR_RETURN(const Value input, Evaluate(*expr.children[0]));
  RBENCH_ASSIGN_OR_RETURN(const CallArguments arguments, EvaluateArguments(expr.arguments));
  RBENCH_ASSIGN_OR_RETURN(const bool holds, ApplyTest(expr.name, input, arguments, budget_));
  return Value::Bool(holds);
}

Result<Value> Interpreter::CallFunction(std::string_view name, const CallArguments& arguments) {
  RBENCH_RETURN_IF_ERROR(budget_.Steps(1));
  if (name == "range") return MakeRange(arguments);
  if (name == "namespace") return MakeNamespace(arguments);
  if (name == "dict") {
    RBENCH_ASSIGN_OR_RETURN(Dict dict, DictFromArguments(arguments, budget_));
    return MakeDict(std::move(dict));
  }
  if (name == "strftime_now") {
    RBENCH_ASSIGN_OR_RETURN(const BoundArguments bound, Bind(name, arguments, {"format"}, 1));
    if (!bound[0]->is(Kind::kText)) return InvalidInput("strftime_now needs a string");
    RBENCH_ASSIGN_OR_RETURN(TextPtr text, FormatClock(clock_, bound[0]->text(), budget_));
    return Value::Str(std::move(text));
  }
  RBENCH_ASSIGN_OR_RETURN(const BoundArguments bound, Bind(name, arguments, {"message"}, 1));
  RBENCH_ASSIGN_OR_RETURN(const TextPtr message, ToText(*bound[0], budget_));
  return InvalidInput(message->bytes);
}

Result<Value> Interpreter::MakeNamespace(const CallArguments& arguments) {
  RBENCH_ASSIGN_OR_RETURN(Dict dict, DictFromArguments(arguments, budget_));
  auto space = std::make_shared<Namespace>();
  space->attributes = std::move(dict);
  namespaces_.push_back(space);
  return Value::Of(Kind::kNamespace, std::move(space));
}

Result<Value> MakeRange(const CallArguments& arguments) {
  constexpr int64_t kMaxRange = 100000;
  if (!arguments.keywords.empty()) return InvalidInput("range takes no keyword arguments");
  std::vector<int64_t> numbers;
  for (const Value& value : arguments.positional) {
    RBENCH_ASSIGN_OR_RETURN(const int64_t number, IntOr(&value, 0, "an argument of range"));
    numbers.push_back(number);
  }
  if (numbers.empty() || numbers.size() > 3)
    return InvalidInput("range takes one to three arguments");
  auto range = std::make_shared<Range>();
  range->start = numbers.size() == 1 ? 0 : numbers[0];
  range->stop = numbers.size() == 1 ? numbers[0] : numbers[1];
  if (numbers.size() == 3) range->step = numbers[2];
  if (range->step == 0) return InvalidInput("range's step must not be zero");
  const bool up = range->step > 0;
  const auto low = static_cast<uint64_t>(up ? range->start : range->stop);
  const auto high = static_cast<uint64_t>(up ? range->stop : range->start);
  const bool empty = up ? range->start >= range->stop : range->start <= range->stop;
  const uint64_t stride =
      up ? static_cast<uint64_t>(range->step) : 0 - static_cast<uint64_t>(range->step);
  const uint64_t count = empty ? 0 : (high - low - 1) / stride + 1;
  if (count > kMaxRange) {
    return ResourceExhausted(fmt::format("a range of more than {} numbers", kMaxRange));
  }
  range->count = static_cast<int64_t>(count);
  return Value::Of(Kind::kRange, std::move(range));
}

Result<Dict> DictFromArguments(const CallArguments& arguments, Budget& budget) {
  Dict dict;
  if (arguments.positional.size() > 1)
    return InvalidInput("at most one positional argument is taken");
  const auto set = [&](const Value& key, const Value& value) -> Status {
    if (!IsHashable(key)) return InvalidInput(fmt::format("unhashable type: '{}'", TypeName(key)));
    RBENCH_RETURN_IF_ERROR(budget.Steps(key.is(Kind::kText) ? 1 : 1 + dict.items().size()));
    dict.Set(key, value);
    return {};
  };
  if (!arguments.positional.empty()) {
    const Value& source = arguments.positional[0];
    if (source.is(Kind::kDict)) {
      RBENCH_RETURN_IF_ERROR(budget.Steps(source.As<Dict>().items().size()));
      dict = source.As<Dict>();
    } else {
      RBENCH_ASSIGN_OR_RETURN(const std::vector<Value> pairs, Items(source, budget));
      for (const Value& pair : pairs) {
        RBENCH_ASSIGN_OR_RETURN(const std::vector<Value> entry, Items(pair, budget));
        if (entry.size() != 2) return InvalidInput("a dict is made from pairs");
        RBENCH_RETURN_IF_ERROR(set(entry[0], entry[1]));
      }
    }
  }
  for (const auto& [name, value] : arguments.keywords)
    RBENCH_RETURN_IF_ERROR(set(Value::Str(name), value));
  return dict;
}

}  // namespace rbench::jinja
