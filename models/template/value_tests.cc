#include <algorithm>

#include <fmt/format.h>

#include "models/template/filters.h"
#include "models/template/methods.h"
#include "models/template/operators.h"
#include "models/template/printing.h"

namespace rbench::jinja {
namespace {

struct TestCall {
  std::string_view name;
  const Value& input;
  const BoundArguments& bound;
  Budget& budget;
};

template <Kind kind>
Result<bool> IsKind(const TestCall& call) {
  return call.input.is(kind);
}

Result<bool> IsDefined(const TestCall& call) { return !call.input.is(Kind::kUndefined); }
Result<bool> IsTrue(const TestCall& call) {
  return call.input.is(Kind::kBool) && call.input.AsInt() != 0;
}
Result<bool> IsFalse(const TestCall& call) {
  return call.input.is(Kind::kBool) && call.input.AsInt() == 0;
}
Result<bool> IsNumber(const TestCall& call) { return call.input.IsNumber(); }
Result<bool> IsIterableTest(const TestCall& call) { return IsIterable(call.input); }
Result<bool> IsEscaped(const TestCall&) { return false; }

Result<bool> IsSequence(const TestCall& call) {
  switch (call.input.kind()) {
    case Kind::kUndefined:
    case Kind::kText:
    case Kind::kList:
    case Kind::kTuple:
    case Kind::kDict:
    case Kind::kRange:
      return true;
    default:
      return false;
  }
}

Result<bool> IsCallable(const TestCall& call) {
  switch (call.input.kind()) {
    case Kind::kUndefined:
    case Kind::kMacro:
    case Kind::kMethod:
    case Kind::kLoop:
    case Kind::kFunction:
      return true;
    default:
      return false;
  }
}

Result<bool> IsCased(const TestCall& call) {
  RBENCH_ASSIGN_OR_RETURN(const TextPtr text, ToText(call.input, call.budget));
  RBENCH_RETURN_IF_ERROR(call.budget.Text(text->bytes.size()));
  return call.name == "lower" ? IsLowerText(*text) : IsUpperText(*text);
}

Result<bool> IsDivisible(const TestCall& call) {
  const Value divisor = call.bound[0] == nullptr ? Value::Int(2) : *call.bound[0];
  RBENCH_ASSIGN_OR_RETURN(const Value rest,
                          ApplyBinary(Op::kModulo, call.input, divisor, call.budget));
  const Value wanted = Value::Int(call.name == "odd" ? 1 : 0);
  return Equal(rest, wanted, call.budget);
}

Result<bool> IsOrdered(const TestCall& call) {
  struct Row {
    std::string_view name;
    Op op;
  };
  static constexpr Row kComparisons[] = {{"==", Op::kEqual},        {"eq", Op::kEqual},
                                         {"equalto", Op::kEqual},   {"!=", Op::kNotEqual},
                                         {"ne", Op::kNotEqual},     {">", Op::kGreater},
                                         {"gt", Op::kGreater},      {"greaterthan", Op::kGreater},
                                         {">=", Op::kGreaterEqual}, {"ge", Op::kGreaterEqual},
                                         {"<", Op::kLess},          {"lt", Op::kLess},
                                         {"lessthan", Op::kLess},   {"<=", Op::kLessEqual},
                                         {"le", Op::kLessEqual},    {"in", Op::kIn}};
  for (const Row& row : kComparisons) {
    if (row.name == call.name)
      return ApplyComparison(row.op, call.input, *call.bound[0], call.budget);
  }
  return InvalidInput("unknown comparison");
}

Result<bool> IsSame(const TestCall& call) {
  const Value& other = *call.bound[0];
  if (call.input.kind() != other.kind()) return false;
  if (call.input.IsIntegral()) return call.input.AsInt() == other.AsInt();
  if (call.input.is(Kind::kNone)) return true;
  if (call.input.is(Kind::kText))
    return call.input.text_ptr() == other.text_ptr() ||
           call.input.text().bytes == other.text().bytes;
  return call.input.object() != nullptr && call.input.object() == other.object();
}

Result<bool> IsFilterName(const TestCall& call) {
  if (!IsHashable(call.input)) return InvalidInput("a filter's name must be hashable");
  if (!call.input.is(Kind::kText)) return false;
  const std::string& name = call.input.text().bytes;
  return FindScalarFilter(name) != nullptr || FindSequenceFilter(name) != nullptr;
}

Result<bool> IsTestNameTest(const TestCall& call) {
  if (!IsHashable(call.input)) return InvalidInput("a test's name must be hashable");
  return call.input.is(Kind::kText) && IsTestName(call.input.text().bytes);
}

struct TestRow {
  std::string_view name;
  size_t arguments;
  Result<bool> (*holds)(const TestCall&);
};

constexpr TestRow kRows[] = {
    {"boolean", 0, IsKind<Kind::kBool>},
    {"callable", 0, IsCallable},
    {"defined", 0, IsDefined},
    {"divisibleby", 1, IsDivisible},
    {"escaped", 0, IsEscaped},
    {"even", 0, IsDivisible},
    {"false", 0, IsFalse},
    {"filter", 0, IsFilterName},
    {"float", 0, IsKind<Kind::kFloat>},
    {"integer", 0, IsKind<Kind::kInt>},
    {"iterable", 0, IsIterableTest},
    {"lower", 0, IsCased},
    {"mapping", 0, IsKind<Kind::kDict>},
    {"none", 0, IsKind<Kind::kNone>},
    {"number", 0, IsNumber},
    {"odd", 0, IsDivisible},
    {"sameas", 1, IsSame},
    {"sequence", 0, IsSequence},
    {"string", 0, IsKind<Kind::kText>},
    {"test", 0, IsTestNameTest},
    {"true", 0, IsTrue},
    {"undefined", 0, IsKind<Kind::kUndefined>},
    {"upper", 0, IsCased},
    {"!=", 1, IsOrdered},
    {"<", 1, IsOrdered},
    {"<=", 1, IsOrdered},
    {"==", 1, IsOrdered},
    {">", 1, IsOrdered},
    {">=", 1, IsOrdered},
    {"eq", 1, IsOrdered},
    {"equalto", 1, IsOrdered},
    {"ge", 1, IsOrdered},
    {"greaterthan", 1, IsOrdered},
    {"gt", 1, IsOrdered},
    {"in", 1, IsOrdered},
    {"le", 1, IsOrdered},
    {"lessthan", 1, IsOrdered},
    {"lt", 1, IsOrdered},
    {"ne", 1, IsOrdered},
};

const TestRow* FindTest(std::string_view name) {
  const auto* row = std::find_if(std::begin(kRows), std::end(kRows),
                                 [&](const TestRow& r) { return r.name == name; });
  return row == std::end(kRows) ? nullptr : row;
}

}  // namespace

bool IsTestName(std::string_view name) { return FindTest(name) != nullptr; }

Result<bool> ApplyTest(std::string_view name, const Value& input, const CallArguments& arguments,
                       Budget& budget) {
  RBENCH_RETURN_IF_ERROR(budget.Steps(1));
  const TestRow* row = FindTest(name);
  if (row == nullptr) return InvalidInput(fmt::format("no test named '{}'", name));
  if (row->arguments == 0) {
    RBENCH_RETURN_IF_ERROR(Bind(name, arguments, {}));
    return row->holds({name, input, BoundArguments(1, nullptr), budget});
  }
  RBENCH_ASSIGN_OR_RETURN(const BoundArguments bound, Bind(name, arguments, {"other"}, 1));
  return row->holds({name, input, bound, budget});
}

}  // namespace rbench::jinja
