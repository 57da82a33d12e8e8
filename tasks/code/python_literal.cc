#include "tasks/code/python_literal.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "base/utf8.h"
#include "tasks/code/float_text.h"
#include "tasks/code/python_number.h"
#include "tasks/code/python_string.h"

namespace rbench {
namespace {

bool IsNameCharacter(char c, bool first) {
  const char lower = static_cast<char>(c | 0x20);
  return c == '_' || (lower >= 'a' && lower <= 'z') || (!first && c >= '0' && c <= '9');
}

Value Negated(const Value& value) {
  if (value.kind() == ValueKind::kFloat) return Value::Float(-value.real());
  if (value.kind() == ValueKind::kComplex) return Value::Complex(-value.real(), -value.imag());
  const std::string& digits = value.digits();
  if (digits == "0") return value;
  return Value::IntFromDigits(digits[0] == '-' ? digits.substr(1) : "-" + digits);
}

std::optional<double> AsFloat(const Value& value) {
  if (value.kind() == ValueKind::kFloat) return value.real();
  if (value.kind() != ValueKind::kInt) return std::nullopt;
  const std::optional<double> number = ParseDecimalFloat(value.digits());
  // Python raises OverflowError.
  return number && std::isfinite(*number) ? number : std::nullopt;
}

// What float() makes of a text.
std::optional<double> FloatFromText(std::string_view text) {
  std::string word(text);
  std::transform(word.begin(), word.end(), word.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  const bool negative = word.starts_with('-');
  std::string_view bare = word;
  if (negative || word.starts_with('+')) bare.remove_prefix(1);
  const double sign = negative ? -1.0 : 1.0;
  if (bare == "inf" || bare == "infinity") return sign * std::numeric_limits<double>::infinity();
  if (bare == "nan") return std::copysign(std::numeric_limits<double>::quiet_NaN(), sign);
  return ParseDecimalFloat(text);
}

class Reader {
 public:
  Reader(std::string_view text, size_t position, const LiteralOptions& options)
      : text_(text), at_(position), options_(options), limits_(options.limits) {}

  size_t position() const { return at_; }
  void Skip() { at_ = SkipPythonSpace(text_, at_); }
  Error Wrong(std::string_view what) const {
    return InvalidInput(fmt::format("Python literal, byte {}: {}", at_, what));
  }

  // One value; white space before it is passed over.
  Result<Value> ReadValue(int depth) {
    if (++nodes_ > limits_.max_nodes) {
      return ResourceExhausted(fmt::format("more than {} values", limits_.max_nodes));
    }
    Skip();
    if (at_ == text_.size()) return Wrong("the text ends where a value is due");
    const char c = text_[at_];
    if (c == '-' || c == '+' || PythonNumberBegins(text_, at_)) return ReadSum();
    if (PythonStringBegins(text_, at_)) return ReadStrings();
    if (c == '[' || c == '(' || c == '{') {
      if (depth >= limits_.max_depth) return TooDeep();
      ++at_;
      if (c == '[') return ReadList(depth);
      if (c == '(') return ReadParenthesis(depth);
      return ReadBraces(depth);
    }
    return ReadName(depth);
  }

  // Behind "(", to behind ")"; `to_end`: to the end of the text instead.
  Result<CallArguments> ReadArguments(bool to_end) {
    CallArguments arguments;
    while (true) {
      Skip();
      if (to_end ? at_ == text_.size() : Take(')')) return arguments;
      if (at_ == text_.size()) return Wrong("a call without end");
      RBENCH_RETURN_IF_ERROR(ReadArgument(arguments));
      Skip();
      if (to_end ? at_ == text_.size() : Take(')')) return arguments;
      if (!Take(',')) return Wrong("\",\" is due");
    }
  }

 private:
  Error TooDeep() const {
    return ResourceExhausted(fmt::format("nested deeper than {} levels", limits_.max_depth));
  }

  bool Take(char c) {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  Status AddNamed(std::string name, Value value, CallArguments& arguments) {
    // Calls have few arguments: a list of names is searched.
    constexpr size_t kMaxNamed = 64;
    if (arguments.named.size() == kMaxNamed) return ResourceExhausted("too many named arguments");
    for (const auto& [known, ignored] : arguments.named) {
      if (known == name) return Wrong("the argument " + name + " twice");
    }
    arguments.named.emplace_back(std::move(name), std::move(value));
    return {};
  }

  Status ReadArgument(CallArguments& arguments) {
    if (text_.substr(at_, 2) == "**") return ReadUnpacked(arguments);
    const std::string_view name = PythonNameAt(text_, at_);
    if (!name.empty()) {
      const size_t equals = SkipPythonSpace(text_, at_ + name.size());
      if (text_.substr(equals, 1) == "=" && text_.substr(equals, 2) != "==") {
        at_ = equals + 1;
        RBENCH_ASSIGN_OR_RETURN(Value value, ReadValue(0));
        return AddNamed(std::string(name), std::move(value), arguments);
      }
    }
    if (!arguments.named.empty()) return Wrong("a positional argument behind a named one");
    RBENCH_ASSIGN_OR_RETURN(Value value, ReadValue(0));
    arguments.positional.push_back(std::move(value));
    return {};
  }

  Status ReadUnpacked(CallArguments& arguments) {
    at_ += 2;
    Skip();
    const std::string_view name = PythonNameAt(text_, at_);
    if (options_.names == nullptr) return Wrong("an unpacked argument");
    const auto found = options_.names->find(name);
    if (found == options_.names->end() || found->second.kind() != ValueKind::kDict) {
      return Wrong("an unpacked argument that is not known");
    }
    at_ += name.size();
    const std::vector<Value>& entries = found->second.items();
    for (size_t i = 0; i < entries.size(); i += 2) {
      if (entries[i].kind() != ValueKind::kStr) return Wrong("an argument whose name is no text");
      RBENCH_RETURN_IF_ERROR(AddNamed(entries[i].text(), entries[i + 1], arguments));
    }
    return {};
  }

  // A number with its signs, or a real one plus or minus an imaginary one.
  Result<Value> ReadSum() {
    RBENCH_ASSIGN_OR_RETURN(Value left, ReadSigned());
    const size_t after = at_;
    Skip();
    const char sign = at_ < text_.size() ? text_[at_] : '\0';
    if (left.kind() == ValueKind::kComplex || (sign != '+' && sign != '-')) {
      at_ = after;
      return left;
    }
    ++at_;
    Skip();
    if (!PythonNumberBegins(text_, at_)) return Wrong("an operator");
    RBENCH_ASSIGN_OR_RETURN(const Value right, ReadPythonNumberAt(text_, at_, limits_));
    const std::optional<double> real = AsFloat(left);
    if (right.kind() != ValueKind::kComplex || !real) return Wrong("an operator");
    return sign == '+' ? Value::Complex(*real + right.real(), 0.0 + right.imag())
                       : Value::Complex(*real - right.real(), 0.0 - right.imag());
  }

  Result<Value> ReadSigned() {
    bool negative = false;
    if (text_[at_] == '-' || text_[at_] == '+') {
      negative = text_[at_] == '-';
      ++at_;
      Skip();
    }
    if (options_.infinity_name && PythonNameAt(text_, at_) == "inf") {
      at_ += 3;
      const double infinity = std::numeric_limits<double>::infinity();
      return Value::Float(negative ? -infinity : infinity);
    }
    if (PythonNameAt(text_, at_) == "float") {
      RBENCH_ASSIGN_OR_RETURN(const Value value, ReadName(0));
      return negative ? Negated(value) : value;
    }
    if (!PythonNumberBegins(text_, at_)) return Wrong("not a number behind a sign");
    RBENCH_ASSIGN_OR_RETURN(Value value, ReadPythonNumberAt(text_, at_, limits_));
    return negative ? Negated(value) : value;
  }

  Result<Value> ReadStrings() {
    std::string joined;
    std::optional<bool> is_bytes;
    size_t end = at_;
    while (PythonStringBegins(text_, at_)) {
      RBENCH_ASSIGN_OR_RETURN(const PythonStringToken token, ScanPythonString(text_, at_));
      if (is_bytes.value_or(token.is_bytes) != token.is_bytes) return Wrong("text beside bytes");
      is_bytes = token.is_bytes;
      RBENCH_ASSIGN_OR_RETURN(const std::string part, DecodePythonString(token));
      joined += part;
      end = token.end;
      at_ = SkipPythonSpace(text_, end);
    }
    at_ = end;
    return *is_bytes ? Value::Bytes(std::move(joined)) : Value::Str(std::move(joined));
  }

  // Items up to `close`, which is taken; `comma` says whether one stood before it.
  Result<std::vector<Value>> ReadItems(char close, int depth, bool& comma) {
    std::vector<Value> items;
    comma = false;
    while (true) {
      Skip();
      if (Take(close)) return items;
      if (!items.empty() && !comma) return Wrong("\",\" is due");
      RBENCH_ASSIGN_OR_RETURN(Value item, ReadValue(depth + 1));
      items.push_back(std::move(item));
      Skip();
      comma = Take(',');
    }
  }

  Result<Value> ReadList(int depth) {
    bool comma = false;
    RBENCH_ASSIGN_OR_RETURN(std::vector<Value> items, ReadItems(']', depth, comma));
    return Value::List(std::move(items));
  }

  Result<Value> ReadParenthesis(int depth) {
    bool comma = false;
    RBENCH_ASSIGN_OR_RETURN(std::vector<Value> items, ReadItems(')', depth, comma));
    if (items.size() == 1 && !comma) return std::move(items[0]);
    return Value::Tuple(std::move(items));
  }

  Result<Value> ReadBraces(int depth) {
    Skip();
    if (Take('}')) return Value::Dict({});
    std::vector<Value> items;
    std::optional<bool> is_dict;
    while (true) {
      RBENCH_ASSIGN_OR_RETURN(Value item, ReadValue(depth + 1));
      items.push_back(std::move(item));
      Skip();
      const bool colon = Take(':');
      if (is_dict.value_or(colon) != colon) return Wrong("a key without value");
      is_dict = colon;
      if (colon) {
        RBENCH_ASSIGN_OR_RETURN(Value value, ReadValue(depth + 1));
        items.push_back(std::move(value));
        Skip();
      }
      const bool comma = Take(',');
      Skip();
      if (Take('}')) break;
      if (!comma) return Wrong("\",\" is due");
    }
    return *is_dict ? Value::Dict(std::move(items)) : Value::Set(std::move(items));
  }

  Result<Value> ReadName(int depth) {
    const std::string_view name = PythonNameAt(text_, at_);
    if (name == "None" || (options_.json_constants && name == "null")) return Word(4, {});
    if (name == "True" || (options_.json_constants && name == "true")) {
      return Word(4, Value::Bool(true));
    }
    if (name == "False" || (options_.json_constants && name == "false")) {
      return Word(5, Value::Bool(false));
    }
    if (options_.infinity_name && name == "inf") {
      return Word(3, Value::Float(std::numeric_limits<double>::infinity()));
    }
    const bool known = name == "set" || name == "frozenset" || name == "float" || name == "complex";
    if (!known) return Wrong(name.empty() ? "not a value" : "a name");
    const size_t open = SkipPythonSpace(text_, at_ + name.size());
    if (text_.substr(open, 1) != "(") return Wrong("a name");
    if (depth >= limits_.max_depth) return TooDeep();
    at_ = open + 1;
    bool comma = false;
    RBENCH_ASSIGN_OR_RETURN(std::vector<Value> items, ReadItems(')', depth, comma));
    return Call(name, std::move(items));
  }

  Result<Value> Word(size_t length, Value value) {
    at_ += length;
    return value;
  }

  Result<Value> Call(std::string_view name, std::vector<Value> items) {
    if (name == "float") {
      if (items.size() != 1 || items[0].kind() != ValueKind::kStr) return Wrong("a call of float");
      const std::optional<double> value = FloatFromText(items[0].text());
      if (!value) return Wrong("a call of float");
      return Value::Float(*value);
    }
    if (name == "complex") {
      if (items.size() != 2) return Wrong("a call of complex");
      const std::optional<double> real = AsFloat(items[0]);
      const std::optional<double> imag = AsFloat(items[1]);
      if (!real || !imag) return Wrong("a call of complex");
      return Value::Complex(*real, *imag);
    }
    std::vector<Value> members;
    if (items.size() > 1) return Wrong("a call with several arguments");
    if (items.size() == 1) {
      if (!items[0].IsSequence() && !items[0].IsSet()) return Wrong("a call with that argument");
      members = items[0].items();
    }
    return name == "set" ? Value::Set(std::move(members)) : Value::Frozenset(std::move(members));
  }

  std::string_view text_;
  size_t at_;
  const LiteralOptions& options_;
  const ValueLimits& limits_;
  size_t nodes_ = 0;
};

Status CheckText(std::string_view text, const LiteralOptions& options) {
  if (text.size() > options.limits.max_bytes) {
    return ResourceExhausted(fmt::format("a Python literal of {} bytes is over the bound of {}",
                                         text.size(), options.limits.max_bytes));
  }
  if (!IsValidUtf8(text)) return InvalidInput("Python source is not UTF-8");
  return {};
}

}  // namespace

size_t SkipPythonSpace(std::string_view text, size_t position) {
  while (position < text.size()) {
    const char c = text[position];
    if (c == ' ' || c == '\t' || c == '\f' || c == '\n' || c == '\r') {
      ++position;
    } else if (c == '#') {
      position = std::min(text.find('\n', position), text.size());
    } else if (c == '\\' &&
               (text.substr(position + 1, 1) == "\n" || text.substr(position + 1, 2) == "\r\n")) {
      position += 2;
    } else {
      break;
    }
  }
  return position;
}

std::string_view PythonNameAt(std::string_view text, size_t position) {
  size_t end = position;
  while (end < text.size() && IsNameCharacter(text[end], end == position)) ++end;
  return position < text.size() ? text.substr(position, end - position) : std::string_view();
}

Result<Value> ReadPythonLiteralAt(std::string_view text, size_t& position,
                                  const LiteralOptions& options) {
  Reader reader(text, position, options);
  Result<Value> value = reader.ReadValue(0);
  position = reader.position();
  return value;
}

Result<CallArguments> ReadCallArgumentsAt(std::string_view text, size_t& position,
                                          const LiteralOptions& options) {
  Reader reader(text, position, options);
  Result<CallArguments> arguments = reader.ReadArguments(false);
  position = reader.position();
  return arguments;
}

Result<Value> ReadPythonLiteral(std::string_view text, const LiteralOptions& options) {
  RBENCH_RETURN_IF_ERROR(CheckText(text, options));
  Reader reader(text, 0, options);
  RBENCH_ASSIGN_OR_RETURN(Value value, reader.ReadValue(0));
  reader.Skip();
  if (reader.position() != text.size()) return reader.Wrong("text after the value");
  return value;
}

Result<CallArguments> ReadCallArguments(std::string_view text, const LiteralOptions& options) {
  RBENCH_RETURN_IF_ERROR(CheckText(text, options));
  Reader reader(text, 0, options);
  return reader.ReadArguments(true);
}

}  // namespace rbench
