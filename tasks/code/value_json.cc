#include "tasks/code/value_json.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/utf8.h"
#include "tasks/code/float_text.h"
#include "tasks/code/surrogate_utf8.h"

namespace rbench {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::optional<unsigned> HexDigit(char c) {
  if (IsDigit(c)) return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

class Reader {
 public:
  Reader(std::string_view text, size_t position, const ValueLimits& limits)
      : text_(text), position_(position), limits_(limits) {}

  size_t position() const { return position_; }
  void SkipSpace() { position_ = SkipJsonSpace(text_, position_); }
  Error Wrong(std::string_view what) const {
    return InvalidInput(fmt::format("JSON, byte {}: {}", position_, what));
  }

  Result<Value> ReadValue(int depth) {
    SkipSpace();
    if (++nodes_ > limits_.max_nodes) {
      return ResourceExhausted(fmt::format("more than {} values", limits_.max_nodes));
    }
    if (position_ == text_.size()) return Wrong("the text ends where a value is due");
    switch (text_[position_]) {
      case '{':
        return ReadObject(depth);
      case '[':
        return ReadArray(depth);
      case '"': {
        RBENCH_ASSIGN_OR_RETURN(std::string text, ReadString());
        return Value::Str(std::move(text));
      }
      default:
        return ReadWordOrNumber();
    }
  }

 private:
  bool Take(std::string_view word) {
    if (text_.substr(position_, word.size()) != word) return false;
    position_ += word.size();
    return true;
  }

  Result<Value> ReadWordOrNumber() {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    if (Take("null")) return Value::None();
    if (Take("true")) return Value::Bool(true);
    if (Take("false")) return Value::Bool(false);
    if (Take("NaN")) return Value::Float(std::numeric_limits<double>::quiet_NaN());
    if (Take("Infinity")) return Value::Float(kInfinity);
    if (Take("-Infinity")) return Value::Float(-kInfinity);
    return ReadNumber();
  }

  size_t CountDigits(size_t at) const {
    const size_t start = at;
    while (at < text_.size() && IsDigit(text_[at])) ++at;
    return at - start;
  }

  Result<Value> ReadNumber() {
    const bool negative = text_[position_] == '-';
    const size_t start = position_ + (negative ? 1 : 0);
    size_t whole = CountDigits(start);
    if (whole == 0) return Wrong("not a value");
    // A zero stands alone: "01" is a 0 with text after it.
    if (text_[start] == '0') whole = 1;
    size_t end = start + whole;
    bool is_float = false;
    if (end < text_.size() && text_[end] == '.') {
      if (const size_t digits = CountDigits(end + 1); digits > 0) {
        end += 1 + digits;
        is_float = true;
      }
    }
    if (end < text_.size() && (text_[end] == 'e' || text_[end] == 'E')) {
      size_t at = end + 1;
      if (at < text_.size() && (text_[at] == '+' || text_[at] == '-')) ++at;
      if (const size_t digits = CountDigits(at); digits > 0) {
        end = at + digits;
        is_float = true;
      }
    }
    const std::string_view spelling = text_.substr(position_, end - position_);
    if (!is_float && whole > limits_.max_int_digits) {
      return ResourceExhausted(
          fmt::format("an integer of more than {} digits", limits_.max_int_digits));
    }
    position_ = end;
    if (!is_float) {
      return Value::IntFromDigits(CanonicalDigits(negative, text_.substr(start, whole)));
    }
    return Value::Float(ParseDecimalFloat(spelling).value_or(0));
  }

  // Four hexadecimal digits at `at`.
  std::optional<char32_t> ReadUnit(size_t at) const {
    if (text_.size() - at < 4) return std::nullopt;
    char32_t unit = 0;
    for (size_t i = 0; i < 4; ++i) {
      const std::optional<unsigned> digit = HexDigit(text_[at + i]);
      if (!digit) return std::nullopt;
      unit = unit << 4 | *digit;
    }
    return unit;
  }

  // After "\u".
  Status ReadUnicodeEscape(std::string& out) {
    const std::optional<char32_t> unit = ReadUnit(position_);
    if (!unit) return Wrong("a wrong \\u escape");
    position_ += 4;
    char32_t code_point = *unit;
    if (*unit >= 0xD800 && *unit <= 0xDBFF && text_.substr(position_, 2) == "\\u") {
      const std::optional<char32_t> low = ReadUnit(position_ + 2);
      if (low && *low >= 0xDC00 && *low <= 0xDFFF) {
        code_point = 0x10000 + ((*unit - 0xD800) << 10) + (*low - 0xDC00);
        position_ += 6;
      }
    }
    AppendSurrogateUtf8(code_point, out);
    return {};
  }

  Result<std::string> ReadString() {
    ++position_;
    std::string out;
    while (true) {
      size_t end = position_;
      while (end < text_.size() && text_[end] != '"' && text_[end] != '\\' &&
             static_cast<unsigned char>(text_[end]) >= 0x20) {
        ++end;
      }
      out += text_.substr(position_, end - position_);
      position_ = end;
      if (position_ == text_.size()) return Wrong("a string without end");
      const char c = text_[position_];
      if (c == '"') {
        ++position_;
        return out;
      }
      if (c != '\\') return Wrong("a control character in a string");
      RBENCH_RETURN_IF_ERROR(ReadEscape(out));
    }
  }

  Status ReadEscape(std::string& out) {
    ++position_;
    if (position_ == text_.size()) return Wrong("a string without end");
    constexpr std::string_view kMarks = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    const char c = text_[position_];
    if (const size_t at = kMarks.find(c); at != std::string_view::npos) {
      out += kMeanings[at];
      ++position_;
      return {};
    }
    if (c != 'u') return Wrong("an unknown escape");
    ++position_;
    return ReadUnicodeEscape(out);
  }

  Status CheckDepth(int depth) const {
    if (depth < limits_.max_depth) return {};
    return ResourceExhausted(fmt::format("nested deeper than {} levels", limits_.max_depth));
  }

  Result<Value> ReadArray(int depth) {
    RBENCH_RETURN_IF_ERROR(CheckDepth(depth));
    ++position_;
    std::vector<Value> items;
    SkipSpace();
    if (Take("]")) return Value::List(std::move(items));
    while (true) {
      RBENCH_ASSIGN_OR_RETURN(Value item, ReadValue(depth + 1));
      items.push_back(std::move(item));
      SkipSpace();
      if (Take("]")) return Value::List(std::move(items));
      if (!Take(",")) return Wrong("\",\" or \"]\" is due");
    }
  }

  Result<Value> ReadObject(int depth) {
    RBENCH_RETURN_IF_ERROR(CheckDepth(depth));
    ++position_;
    std::vector<Value> entries;
    SkipSpace();
    if (Take("}")) return Value::Dict(std::move(entries));
    while (true) {
      SkipSpace();
      if (position_ == text_.size() || text_[position_] != '"') return Wrong("a key is due");
      if (++nodes_ > limits_.max_nodes) {
        return ResourceExhausted(fmt::format("more than {} values", limits_.max_nodes));
      }
      RBENCH_ASSIGN_OR_RETURN(std::string key, ReadString());
      SkipSpace();
      if (!Take(":")) return Wrong("\":\" is due");
      RBENCH_ASSIGN_OR_RETURN(Value value, ReadValue(depth + 1));
      entries.push_back(Value::Str(std::move(key)));
      entries.push_back(std::move(value));
      SkipSpace();
      if (Take("}")) return Value::Dict(std::move(entries));
      if (!Take(",")) return Wrong("\",\" or \"}\" is due");
    }
  }

  std::string_view text_;
  size_t position_;
  const ValueLimits& limits_;
  size_t nodes_ = 0;
};

}  // namespace

size_t SkipJsonSpace(std::string_view text, size_t position) {
  return std::min(text.find_first_not_of(" \t\n\r", position), text.size());
}

Result<Value> ReadJsonValueAt(std::string_view text, size_t& position, const ValueLimits& limits) {
  Reader reader(text, position, limits);
  Result<Value> value = reader.ReadValue(0);
  position = reader.position();
  return value;
}

std::string_view JsonMemberText(std::string_view object, std::string_view key) {
  std::string_view found;
  size_t position = SkipJsonSpace(object, 0);
  if (object.substr(position, 1) != "{") return found;
  do {
    position = SkipJsonSpace(object, position + 1);
    const Result<Value> name = ReadJsonValueAt(object, position);
    position = SkipJsonSpace(object, position);
    if (!name || name->kind() != ValueKind::kStr || object.substr(position, 1) != ":") return {};
    position = SkipJsonSpace(object, position + 1);
    const size_t begin = position;
    if (!ReadJsonValueAt(object, position)) return {};
    if (name->text() == key) found = object.substr(begin, position - begin);
    position = SkipJsonSpace(object, position);
  } while (object.substr(position, 1) == ",");
  return found;
}

Result<Value> ReadJsonValue(std::string_view text, const ValueLimits& limits) {
  if (text.size() > limits.max_bytes) {
    return ResourceExhausted(
        fmt::format("JSON of {} bytes is over the bound of {}", text.size(), limits.max_bytes));
  }
  if (!IsValidUtf8(text)) return InvalidInput("JSON text is not UTF-8");
  size_t position = 0;
  RBENCH_ASSIGN_OR_RETURN(Value value, ReadJsonValueAt(text, position, limits));
  position = SkipJsonSpace(text, position);
  if (position != text.size()) {
    return InvalidInput(fmt::format("JSON, byte {}: text after the value", position));
  }
  return value;
}

}  // namespace rbench
