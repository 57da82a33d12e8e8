#include "tasks/code/python_assert.h"

#include <fmt/format.h>

#include "tasks/code/python_statements.h"
#include "tasks/code/python_string.h"
#include "tasks/code/value_compare.h"

namespace rbench {
namespace {

// Values of all calls of one source together; `**name` could otherwise multiply one value.
constexpr size_t kMaxScriptNodes = 4'000'000;

bool StartsWithWord(std::string_view text, std::string_view word) {
  return PythonNameAt(text, 0) == word;
}

class AssertParser {
 public:
  AssertParser(std::string_view text, const LiteralOptions& options)
      : text_(text), options_(options) {}

  Result<AssertCall> Parse() {
    if (!TakeWord("assert")) return Wrong("not an assert statement");
    RBENCH_RETURN_IF_ERROR(ParseCondition(0));
    Skip();
    // The message is only looked at when the condition fails.
    if (at_ != text_.size() && text_[at_] != ',') return Wrong("an operator");
    return std::move(call_);
  }

 private:
  static constexpr int kMaxParentheses = 20;

  void Skip() { at_ = SkipPythonSpace(text_, at_); }
  Error Wrong(std::string_view what) const {
    return InvalidInput(fmt::format("assert, byte {}: {}", at_, what));
  }

  bool Take(std::string_view sign) {
    Skip();
    if (text_.substr(at_, sign.size()) != sign) return false;
    at_ += sign.size();
    return true;
  }

  bool TakeWord(std::string_view word) {
    Skip();
    if (PythonNameAt(text_, at_) != word) return false;
    at_ += word.size();
    return true;
  }

  Status ParseCondition(int depth) {
    if (depth > kMaxParentheses) return Wrong("too many parentheses");
    const bool negated = TakeWord("not");
    RBENCH_RETURN_IF_ERROR(ParseOperand(depth));
    const bool bare = call_.relation == AssertRelation::kTruthy;
    if (bare && !negated) return ParseComparison();
    if (!negated) return {};
    // `not f() == x` denies the comparison, which is another relation.
    if (!bare) return Wrong("a negated comparison");
    call_.relation = AssertRelation::kFalsy;
    return {};
  }

  // A call, or a condition in parentheses.
  Status ParseOperand(int depth) {
    if (Take("(")) {
      RBENCH_RETURN_IF_ERROR(ParseCondition(depth + 1));
      if (!Take(")")) return Wrong("\")\" is due");
      return {};
    }
    Skip();
    const size_t start = at_;
    while (true) {
      const std::string_view name = PythonNameAt(text_, at_);
      if (name.empty()) return Wrong("not a call");
      at_ += name.size();
      if (at_ == text_.size() || text_[at_] != '.') break;
      ++at_;
    }
    call_.callee = std::string(text_.substr(start, at_ - start));
    if (!Take("(")) return Wrong("not a call");
    RBENCH_ASSIGN_OR_RETURN(call_.arguments, ReadCallArgumentsAt(text_, at_, options_));
    call_.relation = AssertRelation::kTruthy;
    return {};
  }

  Status ParseComparison() {
    if (Take("==")) {
      RBENCH_ASSIGN_OR_RETURN(call_.expected, ReadPythonLiteralAt(text_, at_, options_));
      call_.relation = AssertRelation::kEqual;
      return {};
    }
    if (TakeWord("is")) {
      RBENCH_ASSIGN_OR_RETURN(call_.expected, ReadPythonLiteralAt(text_, at_, options_));
      if (!call_.expected.IsNone() && call_.expected.kind() != ValueKind::kBool) {
        return Wrong("the identity of a value");
      }
      call_.relation = AssertRelation::kIs;
    }
    return {};
  }

  std::string_view text_;
  const LiteralOptions& options_;
  size_t at_ = 0;
  AssertCall call_;
};

Error AtLine(const PythonStatement& statement, Error error) {
  return std::move(error).WithContext(fmt::format("line {}", statement.line));
}

// `assert True` with or without a message.
bool IsAssertTrue(std::string_view text) {
  size_t at = SkipPythonSpace(text, std::string_view("assert").size());
  if (PythonNameAt(text, at) != "True") return false;
  at = SkipPythonSpace(text, at + 4);
  return at == text.size() || text[at] == ',';
}

// A text that stands alone: a docstring.
bool IsBareText(std::string_view text) {
  LiteralOptions options;
  size_t at = 0;
  if (!PythonStringBegins(text, 0)) return false;
  return ReadPythonLiteralAt(text, at, options).has_value() &&
         SkipPythonSpace(text, at) == text.size();
}

class NodeBudget {
 public:
  Status Charge(const AssertCall& call) {
    for (const Value& value : call.arguments.positional) used_ += CountNodes(value);
    for (const auto& [name, value] : call.arguments.named) used_ += CountNodes(value);
    used_ += CountNodes(call.expected);
    if (used_ <= kMaxScriptNodes) return {};
    return ResourceExhausted(fmt::format("more than {} values in one test", kMaxScriptNodes));
  }

 private:
  size_t used_ = 0;
};

// "def check(candidate):" -> "candidate"; empty where it is another statement.
std::string_view CheckParameter(std::string_view text) {
  if (!StartsWithWord(text, "def")) return {};
  size_t at = SkipPythonSpace(text, 3);
  const std::string_view name = PythonNameAt(text, at);
  at = SkipPythonSpace(text, at + name.size());
  if (name != "check" || text.substr(at, 1) != "(") return {};
  at = SkipPythonSpace(text, at + 1);
  const std::string_view parameter = PythonNameAt(text, at);
  at = SkipPythonSpace(text, at + parameter.size());
  if (text.substr(at, 1) != ")") return {};
  at = SkipPythonSpace(text, at + 1);
  return text.substr(at) == ":" ? parameter : std::string_view();
}

// A statement of the top level that cannot itself fail a program.
bool IsQuietStatement(std::string_view text) {
  for (const std::string_view word : {"import", "from", "def", "class"}) {
    if (StartsWithWord(text, word)) return true;
  }
  if (text.starts_with('@') || IsBareText(text)) return true;
  const std::string_view name = PythonNameAt(text, 0);
  const size_t at = SkipPythonSpace(text, name.size());
  return !name.empty() && text.substr(at, 1) == "=" && text.substr(at, 2) != "==";
}

}  // namespace

const char* AssertRelationName(AssertRelation relation) {
  switch (relation) {
    case AssertRelation::kEqual:
      return "equal";
    case AssertRelation::kIs:
      return "is";
    case AssertRelation::kTruthy:
      return "truthy";
    case AssertRelation::kFalsy:
      return "falsy";
  }
  return "equal";
}

Result<AssertCall> ParseAssert(std::string_view statement, const LiteralOptions& options) {
  return AssertParser(statement, options).Parse();
}

Result<std::vector<AssertCall>> ParseCheckFunction(std::string_view source,
                                                   const LiteralOptions& options) {
  RBENCH_ASSIGN_OR_RETURN(const std::vector<PythonStatement> statements,
                          SplitPythonStatements(source));
  std::vector<AssertCall> calls;
  NodeBudget budget;
  std::string_view parameter;
  bool inside = false;
  int body_indent = 0;
  for (const PythonStatement& statement : statements) {
    if (statement.indent == 0) {
      inside = false;
      const std::string_view found = CheckParameter(statement.text);
      if (!found.empty()) {
        if (!parameter.empty()) return AtLine(statement, InvalidInput("a second check function"));
        parameter = found;
        inside = true;
        body_indent = 0;
      } else if (!IsQuietStatement(statement.text)) {
        return AtLine(statement, InvalidInput("a statement beside the check function"));
      }
      continue;
    }
    if (!inside) continue;  // of another function
    if (body_indent == 0) body_indent = statement.indent;
    if (statement.indent != body_indent) {
      return AtLine(statement, InvalidInput("a nested statement"));
    }
    if (statement.text == "pass" || IsBareText(statement.text)) continue;
    if (StartsWithWord(statement.text, "assert") && IsAssertTrue(statement.text)) continue;
    Result<AssertCall> call = ParseAssert(statement.text, options);
    if (!call) return AtLine(statement, std::move(call).error());
    if (call->callee != parameter) {
      return AtLine(statement, InvalidInput("a call of " + call->callee));
    }
    RBENCH_RETURN_IF_ERROR(budget.Charge(*call));
    calls.push_back(std::move(*call));
  }
  if (calls.empty()) return InvalidInput("no check function with asserts on literals");
  return calls;
}

Result<std::vector<AssertCall>> ParseAssertScript(std::string_view source,
                                                  const LiteralOptions& options) {
  RBENCH_ASSIGN_OR_RETURN(const std::vector<PythonStatement> statements,
                          SplitPythonStatements(source));
  std::map<std::string, Value, std::less<>> names;
  LiteralOptions with_names = options;
  with_names.names = &names;
  std::vector<AssertCall> calls;
  NodeBudget budget;
  for (const PythonStatement& statement : statements) {
    if (statement.indent != 0) return AtLine(statement, InvalidInput("a nested statement"));
    const std::string_view text = statement.text;
    if (StartsWithWord(text, "assert")) {
      Result<AssertCall> call = ParseAssert(text, with_names);
      if (!call) return AtLine(statement, std::move(call).error());
      RBENCH_RETURN_IF_ERROR(budget.Charge(*call));
      calls.push_back(std::move(*call));
      continue;
    }
    const std::string_view name = PythonNameAt(text, 0);
    size_t at = SkipPythonSpace(text, name.size());
    if (name.empty() || text.substr(at, 1) != "=") {
      return AtLine(statement, InvalidInput("neither an assert nor an assignment"));
    }
    at = SkipPythonSpace(text, at + 1);
    const std::string_view made = PythonNameAt(text, at);
    if (!made.empty() && text.substr(at + made.size()) == "()") continue;  // object = Class()
    Result<Value> value = ReadPythonLiteral(text.substr(at), options);
    if (!value) return AtLine(statement, std::move(value).error());
    names.insert_or_assign(std::string(name), std::move(*value));
  }
  if (calls.empty()) return InvalidInput("no assert on literals");
  return calls;
}

bool RelationHolds(AssertRelation relation, const Value& result, const Value& expected) {
  switch (relation) {
    case AssertRelation::kEqual:
      return PythonEqual(result, expected);
    case AssertRelation::kIs:
      return result.Identical(expected);
    case AssertRelation::kTruthy:
      return IsTruthy(result);
    case AssertRelation::kFalsy:
      return !IsTruthy(result);
  }
  return false;
}

}  // namespace rbench
