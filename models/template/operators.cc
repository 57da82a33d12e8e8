#include "models/template/operators.h"

#include <cmath>

#include <fmt/format.h>

#include "models/template/formatting.h"

namespace rbench::jinja {
namespace {

const char* Spelling(Op op) {
  switch (op) {
    case Op::kAdd:
      return "+";
    case Op::kSubtract:
      return "-";
    case Op::kMultiply:
      return "*";
    case Op::kDivide:
      return "/";
    case Op::kFloorDivide:
      return "//";
    case Op::kModulo:
      return "%";
    case Op::kPower:
      return "**";
    default:
      return "?";
  }
}

Error Unsupported(Op op, const Value& left, const Value& right) {
  return InvalidInput(fmt::format("unsupported operand types for {}: '{}' and '{}'", Spelling(op),
                                  TypeName(left), TypeName(right)));
}

Error IntegerOverflow() { return InvalidInput("integer result does not fit 64 bits"); }
Error DivisionByZero() { return InvalidInput("division by zero"); }

Result<Value> IntPower(int64_t base, int64_t exponent) {
  if (exponent < 0) {
    if (base == 0) return DivisionByZero();
    return Value::Float(std::pow(static_cast<double>(base), static_cast<double>(exponent)));
  }
  int64_t result = 1;
  while (exponent > 0) {
    if ((exponent & 1) != 0 && __builtin_mul_overflow(result, base, &result))
      return IntegerOverflow();
    exponent >>= 1;
    if (exponent > 0 && __builtin_mul_overflow(base, base, &base)) return IntegerOverflow();
  }
  return Value::Int(result);
}

Result<Value> IntArithmetic(Op op, int64_t a, int64_t b) {
  int64_t result = 0;
  switch (op) {
    case Op::kAdd:
      if (__builtin_add_overflow(a, b, &result)) return IntegerOverflow();
      return Value::Int(result);
    case Op::kSubtract:
      if (__builtin_sub_overflow(a, b, &result)) return IntegerOverflow();
      return Value::Int(result);
    case Op::kMultiply:
      if (__builtin_mul_overflow(a, b, &result)) return IntegerOverflow();
      return Value::Int(result);
    case Op::kDivide:
      if (b == 0) return DivisionByZero();
      return Value::Float(
          static_cast<double>(static_cast<long double>(a) / static_cast<long double>(b)));
    case Op::kFloorDivide:
    case Op::kModulo: {
      if (b == 0) return DivisionByZero();
      if (b == -1) {
        if (op == Op::kModulo) return Value::Int(0);
        if (a == INT64_MIN) return IntegerOverflow();
      }
      int64_t quotient = a / b;
      int64_t rest = a % b;
      if (rest != 0 && (rest < 0) != (b < 0)) {
        --quotient;
        rest += b;
      }
      return Value::Int(op == Op::kModulo ? rest : quotient);
    }
    case Op::kPower:
      return IntPower(a, b);
    default:
      return InvalidInput("not an arithmetic operator");
  }
}

// Python's float floor division and modulo, which agree with each other.
Result<Value> FloatDivMod(Op op, double a, double b) {
  if (b == 0) return DivisionByZero();
  double rest = std::fmod(a, b);
  double quotient = (a - rest) / b;
  if (rest != 0) {
    if ((b < 0) != (rest < 0)) {
      rest += b;
      quotient -= 1;
    }
  } else {
    rest = std::copysign(0.0, b);
  }
  if (op == Op::kModulo) return Value::Float(rest);
  if (quotient == 0) return Value::Float(std::copysign(0.0, a / b));
  double floored = std::floor(quotient);
  if (quotient - floored > 0.5) floored += 1;
  return Value::Float(floored);
}

Result<Value> FloatPower(double a, double b) {
  if (a == 0 && b < 0) return DivisionByZero();
  if (a < 0 && std::isfinite(a) && std::isfinite(b) && std::floor(b) != b) {
    return InvalidInput("a negative number to a fractional power is complex");
  }
  const double result = std::pow(a, b);
  if (std::isinf(result) && std::isfinite(a) && std::isfinite(b)) {
    return InvalidInput("float result is too large");
  }
  return Value::Float(result);
}

Result<Value> FloatArithmetic(Op op, double a, double b) {
  switch (op) {
    case Op::kAdd:
      return Value::Float(a + b);
    case Op::kSubtract:
      return Value::Float(a - b);
    case Op::kMultiply:
      return Value::Float(a * b);
    case Op::kDivide:
      if (b == 0) return DivisionByZero();
      return Value::Float(a / b);
    case Op::kFloorDivide:
    case Op::kModulo:
      return FloatDivMod(op, a, b);
    case Op::kPower:
      return FloatPower(a, b);
    default:
      return InvalidInput("not an arithmetic operator");
  }
}

Result<Value> JoinTexts(const Text& a, const Text& b, Budget& budget) {
  RBENCH_RETURN_IF_ERROR(
      budget.Text(a.bytes.size() + b.bytes.size(), a.untrusted.size() + b.untrusted.size()));
  TextBuilder out;
  out.Append(a);
  out.Append(b);
  return Value::Str(out.Finish());
}

Result<Value> JoinSequences(const Value& left, const Value& right, Budget& budget) {
  const auto& a = left.As<Sequence>().items;
  const auto& b = right.As<Sequence>().items;
  RBENCH_RETURN_IF_ERROR(budget.Steps(a.size() + b.size()));
  std::vector<Value> items = a;
  items.insert(items.end(), b.begin(), b.end());
  return left.is(Kind::kList) ? MakeList(std::move(items)) : MakeTuple(std::move(items));
}

Result<Value> Repeat(const Value& value, int64_t times, Budget& budget) {
  const uint64_t count = times > 0 ? static_cast<uint64_t>(times) : 0;
  uint64_t total = 0;
  if (value.is(Kind::kText)) {
    const Text& text = value.text();
    if (__builtin_mul_overflow(count, text.bytes.size(), &total)) total = UINT64_MAX;
    if (text.bytes.empty()) return value;
    RBENCH_RETURN_IF_ERROR(
        budget.Text(total, std::min<uint64_t>(count, total) * text.untrusted.size()));
    TextBuilder out;
    for (uint64_t i = 0; i < count; ++i) out.Append(text);
    return Value::Str(out.Finish());
  }
  const auto& items = value.As<Sequence>().items;
  if (__builtin_mul_overflow(count, items.size(), &total)) total = UINT64_MAX;
  RBENCH_RETURN_IF_ERROR(budget.Steps(total));
  std::vector<Value> repeated;
  if (!items.empty()) {
    for (uint64_t i = 0; i < count; ++i)
      repeated.insert(repeated.end(), items.begin(), items.end());
  }
  return value.is(Kind::kList) ? MakeList(std::move(repeated)) : MakeTuple(std::move(repeated));
}

bool IsRepeatable(const Value& value) {
  return value.is(Kind::kText) || value.is(Kind::kList) || value.is(Kind::kTuple);
}

}  // namespace

Result<Value> ApplyUnary(Op op, const Value& operand) {
  if (op == Op::kNot) return Value::Bool(!Truth(operand));
  if (operand.is(Kind::kUndefined)) return InvalidInput(operand.UndefinedMessage());
  if (operand.IsIntegral()) {
    if (op == Op::kPlus) return Value::Int(operand.AsInt());
    if (operand.AsInt() == INT64_MIN) return IntegerOverflow();
    return Value::Int(-operand.AsInt());
  }
  if (operand.is(Kind::kFloat)) {
    return Value::Float(op == Op::kPlus ? operand.AsDouble() : -operand.AsDouble());
  }
  return InvalidInput(fmt::format("bad operand type for unary {}: '{}'",
                                  op == Op::kPlus ? "+" : "-", TypeName(operand)));
}

Result<Value> ApplyBinary(Op op, const Value& left, const Value& right, Budget& budget) {
  if (left.IsIntegral() && right.IsIntegral())
    return IntArithmetic(op, left.AsInt(), right.AsInt());
  if (left.IsNumber() && right.IsNumber()) {
    return FloatArithmetic(op, left.AsDouble(), right.AsDouble());
  }
  if (left.is(Kind::kUndefined)) return InvalidInput(left.UndefinedMessage());
  if (op == Op::kModulo && left.is(Kind::kText)) {
    RBENCH_ASSIGN_OR_RETURN(TextPtr text, FormatPercent(left.text(), right, budget));
    return Value::Str(std::move(text));
  }
  if (right.is(Kind::kUndefined)) return InvalidInput(right.UndefinedMessage());
  if (op == Op::kAdd && left.kind() == right.kind()) {
    if (left.is(Kind::kText)) return JoinTexts(left.text(), right.text(), budget);
    if (left.is(Kind::kList) || left.is(Kind::kTuple)) return JoinSequences(left, right, budget);
  }
  if (op == Op::kMultiply) {
    if (IsRepeatable(left) && right.IsIntegral()) return Repeat(left, right.AsInt(), budget);
    if (IsRepeatable(right) && left.IsIntegral()) return Repeat(right, left.AsInt(), budget);
  }
  return Unsupported(op, left, right);
}

Result<bool> ApplyComparison(Op op, const Value& left, const Value& right, Budget& budget) {
  switch (op) {
    case Op::kEqual:
      return Equal(left, right, budget);
    case Op::kNotEqual: {
      RBENCH_ASSIGN_OR_RETURN(const bool equal, Equal(left, right, budget));
      return !equal;
    }
    case Op::kIn:
      return Contains(right, left, budget);
    case Op::kNotIn: {
      RBENCH_ASSIGN_OR_RETURN(const bool contained, Contains(right, left, budget));
      return !contained;
    }
    default:
      break;
  }
  RBENCH_ASSIGN_OR_RETURN(const int order, Compare(left, right, budget));
  switch (op) {
    case Op::kLess:
      return order == -1;
    case Op::kLessEqual:
      return order == -1 || order == 0;
    case Op::kGreater:
      return order == 1;
    default:
      return order == 1 || order == 0;
  }
}

Result<bool> Contains(const Value& container, const Value& item, Budget& budget) {
  switch (container.kind()) {
    case Kind::kText: {
      if (!item.is(Kind::kText)) {
        return InvalidInput(
            fmt::format("'in <string>' needs a string on the left, not '{}'", TypeName(item)));
      }
      RBENCH_RETURN_IF_ERROR(budget.Text(container.text().bytes.size()));
      return FindBytes(container.text().bytes, item.text().bytes) != std::string::npos;
    }
    case Kind::kDict: {
      if (!IsHashable(item))
        return InvalidInput(fmt::format("unhashable type: '{}'", TypeName(item)));
      RBENCH_RETURN_IF_ERROR(budget.Steps(1));
      return container.As<Dict>().Find(item) != nullptr;
    }
    case Kind::kRange:
      if (item.IsIntegral()) {
        const Range& range = container.As<Range>();
        RBENCH_RETURN_IF_ERROR(budget.Steps(static_cast<uint64_t>(range.count)));
        for (int64_t i = 0; i < range.count; ++i) {
          if (range.At(i) == item.AsInt()) return true;
        }
        return false;
      }
      break;
    default:
      break;
  }
  RBENCH_ASSIGN_OR_RETURN(const std::vector<Value> items, Items(container, budget));
  for (const Value& candidate : items) {
    RBENCH_ASSIGN_OR_RETURN(const bool equal, Equal(candidate, item, budget));
    if (equal) return true;
  }
  return false;
}

}  // namespace rbench::jinja
