#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "base/utf8.h"
#include "models/template/access.h"
#include "models/template/characters.h"
#include "models/template/filters.h"
#include "models/template/formatting.h"
#include "models/template/json_text.h"
#include "models/template/printing.h"
#include "models/template/text_operations.h"

namespace rbench::jinja {
namespace {

Result<Value> AsValue(Result<TextPtr> text) {
  if (!text) return std::move(text).error();
  return Value::Str(*std::move(text));
}

Result<Value> Trim(const FilterCall& call) {
  RBENCH_ASSIGN_OR_RETURN(const BoundArguments bound, Bind("trim", call.arguments, {"chars"}));
  RBENCH_ASSIGN_OR_RETURN(const TextPtr text, ToText(call.input, call.budget));
  RBENCH_ASSIGN_OR_RETURN(const TextPtr chars, TextOr(bound[0], nullptr, "chars"));
  RBENCH_RETURN_IF_ERROR(call.budget.Text(text->bytes.size(), text->untrusted.size()));
  return Value::Str(Strip(*text, chars.get(), Side::kBoth));
}

Result<Value> Case(const FilterCall& call) {
  RBENCH_RETURN_IF_ERROR(Bind(call.name, call.arguments, {}));
  RBENCH_ASSIGN_OR_RETURN(const TextPtr text, ToText(call.input, call.budget));
  const Casing casing = call.name == "upper"   ? Casing::kUpper
                        : call.name == "lower" ? Casing::kLower
                                               : Casing::kCapitalize;
  return AsValue(ChangeCase(*text, casing, call.budget));
}

// Unlike str.title, words start only after blanks, dashes and opening brackets.
Result<Value> Title(const FilterCall& call) {
  RBENCH_RETURN_IF_ERROR(Bind("title", call.arguments, {}));
  RBENCH_ASSIGN_OR_RETURN(const TextPtr text, ToText(call.input, call.budget));
  RBENCH_RETURN_IF_ERROR(call.budget.Text(3 * text->bytes.size(), text->untrusted.size()));
  TextBuilder out;
  std::string mapped;
  bool starts_word = true;
  ForEachCharacter(*text, [&](char32_t c, bool untrusted, size_t, size_t) {
    mapped.clear();
    if (starts_word) {
      AppendUpper(c, mapped);
    } else {
      AppendLower(c, mapped);
    }
    out.Append(mapped, untrusted);
    starts_word = IsSpace(c) || c == '-' || c == '(' || c == '{' || c == '[' || c == '<';
    return true;
  });
  return Value::Str(out.Finish());
}

Result<Value> ReplaceText(const FilterCall& call) {
  RBENCH_ASSIGN_OR_RETURN(const BoundArguments bound,
                          Bind("replace", call.arguments, {"old", "new", "count"}, 2));
  RBENCH_ASSIGN_OR_RETURN(const TextPtr text, ToText(call.input, call.budget));
  RBENCH_ASSIGN_OR_RETURN(const TextPtr old_part, ToText(*bound[0], call.budget));
  RBENCH_ASSIGN_OR_RETURN(const TextPtr new_part, ToText(*bound[1], call.budget));
  const bool has_count = bound[2] != nullptr && !bound[2]->is(Kind::kNone);
  RBENCH_ASSIGN_OR_RETURN(const int64_t count, IntOr(has_count ? bound[2] : nullptr, -1, "count"));
  return AsValue(Replace(*text, *old_part, *new_part, count, call.budget));
}

Result<Value> Escape(const FilterCall& call) {
  RBENCH_RETURN_IF_ERROR(Bind(call.name, call.arguments, {}));
  RBENCH_ASSIGN_OR_RETURN(const TextPtr text, ToText(call.input, call.budget));
  RBENCH_RETURN_IF_ERROR(call.budget.Text(6 * text->bytes.size(), text->untrusted.size()));
  TextBuilder out;
  for (size_t at = 0; at < text->bytes.size(); ++at) {
    const char c = text->bytes[at];
    const std::string_view entity = c == '&'    ? "&amp;"
                                    : c == '<'  ? "&lt;"
                                    : c == '>'  ? "&gt;"
                                    : c == '"'  ? "&#34;"
                                    : c == '\'' ? "&#39;"
                                                : "";
    if (entity.empty()) {
      out.Append(*text, at, at + 1);
    } else {
      out.Append(entity, IsUntrusted(*text, at));
    }
  }
  return Value::Str(out.Finish());
}

Result<Value> String(const FilterCall& call) {
  RBENCH_RETURN_IF_ERROR(Bind(call.name, call.arguments, {}));
  return AsValue(ToText(call.input, call.budget));
}

Result<Value> Indent(const FilterCall& call) {
  RBENCH_ASSIGN_OR_RETURN(const BoundArguments bound,
                          Bind("indent", call.arguments, {"width", "first", "blank"}));
  if (!call.input.is(Kind::kText)) {
    return InvalidInput(fmt::format("indent needs a string, not '{}'", TypeName(call.input)));
  }
  const TextPtr text = call.input.text_ptr();
  TextPtr indentation = MakeText("    ");
  if (bound[0] != nullptr && bound[0]->is(Kind::kText)) {
    indentation = bound[0]->text_ptr();
  } else if (bound[0] != nullptr) {
    RBENCH_ASSIGN_OR_RETURN(const int64_t width, IntOr(bound[0], 4, "width"));
    RBENCH_RETURN_IF_ERROR(call.budget.Text(static_cast<uint64_t>(std::max<int64_t>(width, 0))));
    indentation = MakeText(std::string(static_cast<size_t>(std::max<int64_t>(width, 0)), ' '));
  }
  TextBuilder ended;
  ended.Append(*text);
  ended.Append("\n");
  RBENCH_ASSIGN_OR_RETURN(const std::vector<Value> lines,
                          SplitLines(*ended.Finish(), false, call.budget));
  TextBuilder out;
  for (size_t i = 0; i < lines.size(); ++i) {
    const Text& line = lines[i].text();
    RBENCH_RETURN_IF_ERROR(
        call.budget.Grow(out.size(), 1 + indentation->bytes.size() + line.bytes.size()));
    if (i > 0) out.Append("\n");
    const bool indented =
        i == 0 ? BoolOr(bound[1], false) : BoolOr(bound[2], false) || !line.bytes.empty();
    if (indented) out.Append(*indentation);
    out.Append(line);
  }
  return Value::Str(out.Finish());
}

Result<Value> WordCount(const FilterCall& call) {
  RBENCH_RETURN_IF_ERROR(Bind("wordcount", call.arguments, {}));
  RBENCH_ASSIGN_OR_RETURN(const TextPtr text, ToText(call.input, call.budget));
  RBENCH_RETURN_IF_ERROR(call.budget.Text(text->bytes.size()));
  int64_t count = 0;
  bool in_word = false;
  ForEachCharacter(*text, [&](char32_t c, bool, size_t, size_t) {
    count += IsWord(c) && !in_word ? 1 : 0;
    in_word = IsWord(c);
    return true;
  });
  return Value::Int(count);
}

Result<Value> Format(const FilterCall& call) {
  RBENCH_ASSIGN_OR_RETURN(const TextPtr text, ToText(call.input, call.budget));
  if (!call.arguments.keywords.empty()) {
    if (!call.arguments.positional.empty()) {
      return InvalidInput("format takes positional or keyword arguments, not both");
    }
    Dict dict;
    for (const auto& [name, value] : call.arguments.keywords) dict.Set(Value::Str(name), value);
    RBENCH_ASSIGN_OR_RETURN(const Value mapping, MakeDict(std::move(dict)));
    return AsValue(FormatPercent(*text, mapping, call.budget));
  }
  RBENCH_ASSIGN_OR_RETURN(const Value tuple, MakeTuple(call.arguments.positional));
  return AsValue(FormatPercent(*text, tuple, call.budget));
}

Result<Value> Default(const FilterCall& call) {
  RBENCH_ASSIGN_OR_RETURN(const BoundArguments bound,
                          Bind(call.name, call.arguments, {"default_value", "boolean"}));
  const bool replaced =
      call.input.is(Kind::kUndefined) || (BoolOr(bound[1], false) && !Truth(call.input));
  if (!replaced) return call.input;
  return bound[0] == nullptr ? Value::Str("") : *bound[0];
}

// A number in a text as Python's int() and float() read it: blanks around, single underscores
// between digits.
std::string NumberText(const Text& text) {
  std::string_view bytes = text.bytes;
  bytes.remove_prefix(LeadingSpace(bytes));
  bytes.remove_suffix(TrailingSpace(bytes));
  std::string out;
  const auto is_digit = [](char c) {
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
  };
  for (size_t i = 0; i < bytes.size(); ++i) {
    const bool between = bytes[i] == '_' && i > 0 && is_digit(bytes[i - 1]) &&
                         i + 1 < bytes.size() && is_digit(bytes[i + 1]);
    if (!between) out.push_back(bytes[i]);
  }
  return out;
}

std::optional<double> ParseFloat(const Text& text) {
  std::string number = NumberText(text);
  const bool negative = number.starts_with('-');
  if (negative || number.starts_with('+')) number.erase(0, 1);
  if (number.empty() || number[0] == '-' || number[0] == '+') return std::nullopt;
  std::string lower = LowerCopy(number);
  double value = 0;
  if (lower == "inf" || lower == "infinity") {
    value = HUGE_VAL;
  } else if (lower == "nan") {
    value = std::nan("");
  } else {
    // from_chars would also take hexadecimal digits after "0x" as an end; only decimal forms count
    // here.
    const auto parsed = std::from_chars(number.data(), number.data() + number.size(), value);
    if (parsed.ptr != number.data() + number.size() ||
        lower.find_first_of("in") != std::string::npos)
      return std::nullopt;
    if (parsed.ec == std::errc::result_out_of_range) {
      value = lower.find("e-") != std::string::npos ? 0.0 : HUGE_VAL;
    } else if (parsed.ec != std::errc()) {
      return std::nullopt;
    }
  }
  return negative ? -value : value;
}

enum class IntParse { kNone, kValue, kTooLarge };

IntParse ParseInt(const Text& text, int base, int64_t& value) {
  std::string number = NumberText(text);
  const bool negative = number.starts_with('-');
  if (negative || number.starts_with('+')) number.erase(0, 1);
  const char marker =
      number.size() > 2 && number[0] == '0' ? static_cast<char>(number[1] | 0x20) : '\0';
  const int marked = marker == 'x' ? 16 : marker == 'o' ? 8 : marker == 'b' ? 2 : 0;
  if (marked != 0 && (base == marked || base == 0)) {
    number.erase(0, 2);
    base = marked;
  } else if (base == 0) {
    if (number.size() > 1 && number[0] == '0' && number.find_first_not_of('0') != std::string::npos)
      return IntParse::kNone;
    base = 10;
  }
  if (number.empty() || number[0] == '-') return IntParse::kNone;
  if (negative) number.insert(0, "-");
  const auto parsed = std::from_chars(number.data(), number.data() + number.size(), value, base);
  if (parsed.ptr != number.data() + number.size()) return IntParse::kNone;
  if (parsed.ec == std::errc::result_out_of_range) return IntParse::kTooLarge;
  return parsed.ec == std::errc() ? IntParse::kValue : IntParse::kNone;
}

Result<Value> FloatToInt(double number) {
  const double whole = std::trunc(number);
  if (std::isinf(whole)) return InvalidInput("cannot convert float infinity to integer");
  if (whole >= 9223372036854775808.0 || whole < -9223372036854775808.0) {
    return InvalidInput("integer result does not fit 64 bits");
  }
  return Value::Int(static_cast<int64_t>(whole));
}

Result<Value> Int(const FilterCall& call) {
  RBENCH_ASSIGN_OR_RETURN(const BoundArguments bound,
                          Bind("int", call.arguments, {"default", "base"}));
  const Value fallback = bound[0] == nullptr ? Value::Int(0) : *bound[0];
  RBENCH_ASSIGN_OR_RETURN(const int64_t base, IntOr(bound[1], 10, "base"));
  if (call.input.is(Kind::kUndefined)) return InvalidInput(call.input.UndefinedMessage());
  if (call.input.IsIntegral()) return Value::Int(call.input.AsInt());
  if (call.input.is(Kind::kFloat)) {
    if (std::isnan(call.input.AsDouble())) return fallback;
    return FloatToInt(call.input.AsDouble());
  }
  if (!call.input.is(Kind::kText)) return fallback;
  if (base != 0 && (base < 2 || base > 36)) return fallback;
  RBENCH_RETURN_IF_ERROR(call.budget.Text(call.input.text().bytes.size()));
  int64_t number = 0;
  switch (ParseInt(call.input.text(), static_cast<int>(base), number)) {
    case IntParse::kValue:
      return Value::Int(number);
    case IntParse::kTooLarge:
      return InvalidInput("integer result does not fit 64 bits");
    case IntParse::kNone:
      break;
  }
  const std::optional<double> real = ParseFloat(call.input.text());
  if (!real || !std::isfinite(*real)) return fallback;
  return FloatToInt(*real);
}

Result<Value> Float(const FilterCall& call) {
  RBENCH_ASSIGN_OR_RETURN(const BoundArguments bound, Bind("float", call.arguments, {"default"}));
  const Value fallback = bound[0] == nullptr ? Value::Float(0) : *bound[0];
  if (call.input.is(Kind::kUndefined)) return InvalidInput(call.input.UndefinedMessage());
  if (call.input.IsNumber()) return Value::Float(call.input.AsDouble());
  if (!call.input.is(Kind::kText)) return fallback;
  RBENCH_RETURN_IF_ERROR(call.budget.Text(call.input.text().bytes.size()));
  const std::optional<double> real = ParseFloat(call.input.text());
  return real ? Value::Float(*real) : fallback;
}

Result<Value> Abs(const FilterCall& call) {
  RBENCH_RETURN_IF_ERROR(Bind("abs", call.arguments, {}));
  if (call.input.IsIntegral() && call.input.AsInt() != INT64_MIN)
    return Value::Int(std::abs(call.input.AsInt()));
  if (call.input.is(Kind::kFloat)) return Value::Float(std::fabs(call.input.AsDouble()));
  return InvalidInput(fmt::format("bad operand type for abs(): '{}'", TypeName(call.input)));
}

// Python's round(): to the nearest, ties to even, decided on the exact decimal value.
double RoundFloat(double number, int64_t digits) {
  if (!std::isfinite(number) || digits > 323) return number;
  if (digits < -308) return std::copysign(0.0, number);
  if (digits < 0) {
    const long double scale = std::pow(10.0L, static_cast<long double>(-digits));
    return static_cast<double>(std::nearbyint(static_cast<long double>(number) / scale) * scale);
  }
  char buffer[800];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::fixed,
                                 static_cast<int>(digits))
                       .ptr;
  double rounded = 0;
  std::from_chars(buffer, end, rounded);
  return rounded;
}

Result<Value> RoundInt(int64_t number, int64_t digits) {
  if (digits >= 0) return Value::Int(number);
  if (digits < -18) return Value::Int(0);
  int64_t scale = 1;
  for (int64_t i = 0; i < -digits; ++i) scale *= 10;
  const int64_t rest = number % scale;
  const int64_t base = number - rest;
  const int64_t distance = std::abs(rest);
  const bool odd = (base / scale) % 2 != 0;
  if (distance * 2 < scale || (distance * 2 == scale && !odd)) return Value::Int(base);
  int64_t result = 0;
  if (__builtin_add_overflow(base, rest < 0 ? -scale : scale, &result)) {
    return InvalidInput("integer result does not fit 64 bits");
  }
  return Value::Int(result);
}

Result<Value> Round(const FilterCall& call) {
  RBENCH_ASSIGN_OR_RETURN(const BoundArguments bound,
                          Bind("round", call.arguments, {"precision", "method"}));
  RBENCH_ASSIGN_OR_RETURN(const int64_t digits, IntOr(bound[0], 0, "precision"));
  RBENCH_ASSIGN_OR_RETURN(const TextPtr method, TextOr(bound[1], MakeText("common"), "method"));
  if (call.input.is(Kind::kUndefined)) return InvalidInput(call.input.UndefinedMessage());
  if (!call.input.IsNumber())
    return InvalidInput(fmt::format("cannot round '{}'", TypeName(call.input)));
  if (method->bytes == "common") {
    if (call.input.IsIntegral()) return RoundInt(call.input.AsInt(), digits);
    return Value::Float(RoundFloat(call.input.AsDouble(), digits));
  }
  if (method->bytes != "ceil" && method->bytes != "floor") {
    return InvalidInput("method must be common, ceil or floor");
  }
  if (digits < -300 || digits > 300) return InvalidInput("the precision is out of range");
  const double scale = std::pow(10.0, static_cast<double>(digits));
  const double scaled = call.input.AsDouble() * scale;
  if (!std::isfinite(scaled)) return InvalidInput("cannot round this float");
  // Python goes through an integer here, which has no negative zero.
  const double whole = method->bytes == "ceil" ? std::ceil(scaled) : std::floor(scaled);
  return Value::Float((whole + 0.0) / scale);
}

Result<Value> ToJson(const FilterCall& call) {
  RBENCH_ASSIGN_OR_RETURN(
      const BoundArguments bound,
      Bind("tojson", call.arguments, {"ensure_ascii", "indent", "separators", "sort_keys"}));
  JsonTextOptions options;
  options.ensure_ascii = BoolOr(bound[0], false);
  options.sort_keys = BoolOr(bound[3], false);
  if (bound[1] != nullptr && bound[1]->is(Kind::kText)) {
    options.indent = bound[1]->text_ptr();
  } else if (bound[1] != nullptr && !bound[1]->is(Kind::kNone)) {
    RBENCH_ASSIGN_OR_RETURN(const int64_t width, IntOr(bound[1], 0, "indent"));
    RBENCH_RETURN_IF_ERROR(call.budget.Text(static_cast<uint64_t>(std::max<int64_t>(width, 0))));
    options.indent = MakeText(std::string(static_cast<size_t>(std::max<int64_t>(width, 0)), ' '));
  }
  if (bound[2] != nullptr && !bound[2]->is(Kind::kNone)) {
    RBENCH_ASSIGN_OR_RETURN(const std::vector<Value> separators, Items(*bound[2], call.budget));
    if (separators.size() != 2 || !separators[0].is(Kind::kText) ||
        !separators[1].is(Kind::kText)) {
      return InvalidInput("separators must be two strings");
    }
    options.item_separator = separators[0].text_ptr();
    options.key_separator = separators[1].text_ptr();
  }
  return AsValue(ToJsonText(call.input, options, call.budget));
}

Result<Value> Attribute(const FilterCall& call) {
  RBENCH_ASSIGN_OR_RETURN(const BoundArguments bound, Bind("attr", call.arguments, {"name"}, 1));
  RBENCH_ASSIGN_OR_RETURN(const TextPtr name, ToText(*bound[0], call.budget));
  // Only attributes, never items.
  if (call.input.is(Kind::kDict)) {
    return Value::Undefined(fmt::format("'dict object' has no attribute '{}'", name->bytes));
  }
  return GetAttribute(call.input, name->bytes);
}

Result<Value> Same(const FilterCall& call) {
  RBENCH_RETURN_IF_ERROR(Bind(call.name, call.arguments, {}));
  return call.input;
}

constexpr FilterRow kRows[] = {
    {"abs", Abs},
    {"attr", Attribute},
    {"capitalize", Case},
    {"d", Default},
    {"default", Default},
    {"e", Escape},
    {"escape", Escape},
    {"float", Float},
    {"forceescape", Escape},
    {"format", Format},
    {"indent", Indent},
    {"int", Int},
    {"lower", Case},
    {"replace", ReplaceText},
    {"round", Round},
    {"safe", Same},
    {"string", String},
    {"title", Title},
    {"tojson", ToJson},
    {"trim", Trim},
    {"upper", Case},
    {"wordcount", WordCount},
};

}  // namespace

const FilterRow* FindScalarFilter(std::string_view name) {
  const auto* row = std::find_if(std::begin(kRows), std::end(kRows),
                                 [&](const FilterRow& r) { return r.name == name; });
  return row == std::end(kRows) ? nullptr : row;
}

}  // namespace rbench::jinja
