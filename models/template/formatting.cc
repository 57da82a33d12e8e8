#include "models/template/formatting.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "models/template/printing.h"

namespace rbench::jinja {
namespace {

// One conversion of either style.
struct Spec {
  std::string fill = " ";
  char align = '\0';  // < > ^ = or none
  char sign = '-';
  bool alternate = false;
  char group = '\0';  // , or _
  int64_t width = 0;
  int precision = -1;
  char type = '\0';
};

constexpr int kMaxPrecision = 400;

std::string Digits(uint64_t value, int base, bool upper) {
  char buffer[70];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, base).ptr;
  std::string out(buffer, end);
  if (upper)
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'a' ? static_cast<char>(c - 32) : c; });
  return out;
}

std::string Grouped(const std::string& digits, char separator) {
  const size_t whole = std::min(digits.find_first_not_of("0123456789"), digits.size());
  std::string out;
  for (size_t i = 0; i < whole; ++i) {
    if (i > 0 && (whole - i) % 3 == 0) out.push_back(separator);
    out.push_back(digits[i]);
  }
  return out + digits.substr(whole);
}

// Digits of |number| in style e, f or g.
std::string FloatDigits(double number, char type, int precision, bool alternate) {
  const bool upper = type == 'E' || type == 'F' || type == 'G';
  const char style = static_cast<char>(type | 0x20);
  const double magnitude = std::fabs(number);
  if (!std::isfinite(number)) {
    std::string out = std::isnan(number) ? "nan" : "inf";
    if (upper) out = std::isnan(number) ? "NAN" : "INF";
    return out;
  }
  const auto format = style == 'e'   ? std::chars_format::scientific
                      : style == 'f' ? std::chars_format::fixed
                                     : std::chars_format::general;
  char buffer[1024];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, magnitude, format,
                                 style == 'g' ? std::max(precision, 1) : precision)
                       .ptr;
  std::string out(buffer, end);
  if (alternate && out.find('.') == std::string::npos) out += ".";
  if (upper)
    std::transform(out.begin(), out.end(), out.begin(), [](char c) { return c == 'e' ? 'E' : c; });
  return out;
}

Status AppendPadded(const Text& body, const Spec& spec, char standard_align, size_t prefix,
                    Budget& budget, TextBuilder& out) {
  const uint64_t padding = spec.width > static_cast<int64_t>(body.characters)
                               ? static_cast<uint64_t>(spec.width) - body.characters
                               : 0;
  RBENCH_RETURN_IF_ERROR(budget.Grow(out.size(), body.bytes.size() + padding * spec.fill.size(),
                                     body.untrusted.size()));
  const char align = spec.align == '\0' ? standard_align : spec.align;
  const uint64_t left = align == '>' ? padding : align == '^' ? padding / 2 : 0;
  const uint64_t inner = align == '=' ? padding : 0;
  for (uint64_t i = 0; i < left; ++i) out.Append(spec.fill);
  out.Append(body, 0, inner > 0 ? prefix : 0);
  for (uint64_t i = 0; i < inner; ++i) out.Append(spec.fill);
  out.Append(body, inner > 0 ? prefix : 0, body.bytes.size());
  for (uint64_t i = left + inner; i < padding; ++i) out.Append(spec.fill);
  return {};
}

Status AppendNumber(std::string digits, bool negative, const std::string& base_prefix,
                    const Spec& spec, Budget& budget, TextBuilder& out) {
  if (spec.group != '\0') digits = Grouped(digits, spec.group);
  std::string prefix = negative ? "-" : spec.sign == '+' ? "+" : spec.sign == ' ' ? " " : "";
  prefix += base_prefix;
  const TextPtr body = MakeText(prefix + digits);
  return AppendPadded(*body, spec, '>', prefix.size(), budget, out);
}

Status AppendInteger(int64_t value, const Spec& spec, Budget& budget, TextBuilder& out) {
  const uint64_t magnitude =
      value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
  const char type = spec.type;
  const int base = type == 'x' || type == 'X' ? 16 : type == 'o' ? 8 : type == 'b' ? 2 : 10;
  std::string digits = Digits(magnitude, base, type == 'X');
  if (spec.precision > static_cast<int>(digits.size())) {
    digits.insert(0, static_cast<size_t>(spec.precision) - digits.size(), '0');
  }
  const std::string prefix = spec.alternate && base != 10 ? std::string("0") + type : "";
  return AppendNumber(std::move(digits), value < 0, prefix, spec, budget, out);
}

Status AppendFloat(double value, const Spec& spec, Budget& budget, TextBuilder& out) {
  const int precision = spec.precision < 0 ? 6 : spec.precision;
  std::string digits = FloatDigits(value, spec.type, precision, spec.alternate);
  return AppendNumber(std::move(digits), std::signbit(value) && !std::isnan(value), "", spec,
                      budget, out);
}

Status AppendText(const Text& text, const Spec& spec, Budget& budget, TextBuilder& out) {
  if (spec.precision >= 0 && static_cast<size_t>(spec.precision) < text.characters) {
    const TextPtr cut = Slice(text, 0, ByteOfCharacter(text, static_cast<size_t>(spec.precision)));
    return AppendPadded(*cut, spec, '<', 0, budget, out);
  }
  return AppendPadded(text, spec, '<', 0, budget, out);
}

Result<int64_t> Integral(const Value& value, char type) {
  if (value.IsIntegral()) return value.AsInt();
  if (value.is(Kind::kFloat) && (type == 'd' || type == 'i' || type == 'u')) {
    const double whole = std::trunc(value.AsDouble());
    if (std::isfinite(whole) && std::fabs(whole) < 9.2e18) return static_cast<int64_t>(whole);
    return InvalidInput("cannot convert this float to an integer");
  }
  if (value.is(Kind::kUndefined)) return InvalidInput(value.UndefinedMessage());
  return InvalidInput(
      fmt::format("%{} format: a number is required, not {}", type, TypeName(value)));
}

class PercentFormatter {
 public:
  PercentFormatter(const Text& format, const Value& arguments, Budget& budget)
      : format_(format), arguments_(arguments), budget_(budget) {}

  Result<TextPtr> Run() {
    const std::string& bytes = format_.bytes;
    RBENCH_RETURN_IF_ERROR(budget_.Text(bytes.size(), format_.untrusted.size()));
    while (at_ < bytes.size()) {
      const size_t percent = std::min(bytes.find('%', at_), bytes.size());
      out_.Append(format_, at_, percent);
      at_ = percent;
      if (at_ < bytes.size()) RBENCH_RETURN_IF_ERROR(Conversion());
    }
    const bool is_mapping = arguments_.is(Kind::kDict) || arguments_.is(Kind::kList) ||
                            arguments_.is(Kind::kUndefined) || arguments_.is(Kind::kRange);
    const size_t given = arguments_.is(Kind::kTuple) ? arguments_.As<Sequence>().items.size()
                         : is_mapping                ? 0
                                                     : 1;
    if (used_ < given) return InvalidInput("not all arguments converted during string formatting");
    return out_.Finish();
  }

 private:
  char Peek() const { return at_ < format_.bytes.size() ? format_.bytes[at_] : '\0'; }

  Result<Value> NextArgument() {
    if (arguments_.is(Kind::kTuple)) {
      const auto& items = arguments_.As<Sequence>().items;
      if (used_ >= items.size()) return InvalidInput("not enough arguments for format string");
      return items[used_++];
    }
    if (used_++ > 0) return InvalidInput("not enough arguments for format string");
    return arguments_;
  }

  Result<int64_t> Number() {
    if (Peek() == '*') {
      ++at_;
      RBENCH_ASSIGN_OR_RETURN(const Value value, NextArgument());
      if (!value.IsIntegral()) return InvalidInput("* wants an integer");
      return value.AsInt();
    }
    int64_t number = 0;
    while (Peek() >= '0' && Peek() <= '9') {
      number = std::min<int64_t>(number * 10 + (Peek() - '0'), INT32_MAX);
      ++at_;
    }
    return number;
  }

  Result<std::optional<Value>> Key() {
    if (Peek() != '(') return std::optional<Value>();
    const size_t close = format_.bytes.find(')', at_);
    if (close == std::string::npos) return InvalidInput("incomplete format key");
    if (!arguments_.is(Kind::kDict)) return InvalidInput("format requires a mapping");
    const std::string key = format_.bytes.substr(at_ + 1, close - at_ - 1);
    const Value* found = arguments_.As<Dict>().Find(key);
    if (found == nullptr) return InvalidInput(fmt::format("key '{}' is missing", key));
    at_ = close + 1;
    return std::optional<Value>(*found);
  }

  Status Conversion() {
    const size_t begin = at_++;
    RBENCH_ASSIGN_OR_RETURN(std::optional<Value> value, Key());
    Spec spec;
    bool zero = false;
    bool left = false;
    while (Peek() != '\0' && std::string_view("#0- +").find(Peek()) != std::string_view::npos) {
      spec.alternate |= Peek() == '#';
      zero |= Peek() == '0';
      left |= Peek() == '-';
      if (Peek() == '+') spec.sign = '+';
      if (Peek() == ' ' && spec.sign != '+') spec.sign = ' ';
      ++at_;
    }
    RBENCH_ASSIGN_OR_RETURN(spec.width, Number());
    if (spec.width < 0) {
      left = true;
      spec.width = spec.width == INT64_MIN ? INT64_MAX : -spec.width;
    }
    if (Peek() == '.') {
      ++at_;
      RBENCH_ASSIGN_OR_RETURN(const int64_t precision, Number());
      spec.precision = static_cast<int>(std::clamp<int64_t>(precision, 0, INT32_MAX));
    }
    while (Peek() == 'l' || Peek() == 'h' || Peek() == 'L') ++at_;
    if (at_ >= format_.bytes.size()) return InvalidInput("incomplete format");
    spec.type = format_.bytes[at_++];
    if (spec.type == '%') {
      out_.Append("%", IsUntrusted(format_, begin));
      return {};
    }
    if (!value) {
      RBENCH_ASSIGN_OR_RETURN(value, NextArgument());
    }
    if (left) {
      spec.align = '<';
    } else {
      spec.align = '>';
      const bool is_text = std::string_view("sarc").find(spec.type) != std::string_view::npos;
      if (zero && !is_text) {
        spec.align = '=';
        spec.fill = "0";
      }
    }
    return Convert(*value, spec);
  }

  Status Convert(const Value& value, Spec& spec) {
    switch (spec.type) {
      case 's': {
        RBENCH_ASSIGN_OR_RETURN(const TextPtr text, ToText(value, budget_));
        return AppendText(*text, spec, budget_, out_);
      }
      case 'r': {
        RBENCH_ASSIGN_OR_RETURN(const TextPtr text, ToRepr(value, budget_));
        return AppendText(*text, spec, budget_, out_);
      }
      case 'c': {
        TextPtr text;
        if (value.is(Kind::kText) && value.text().characters == 1) {
          text = value.text_ptr();
        } else if (value.IsIntegral() && value.AsInt() >= 0 && value.AsInt() <= 0x10FFFF &&
                   (value.AsInt() < 0xD800 || value.AsInt() > 0xDFFF)) {
          TextBuilder character;
          character.AppendCodePoint(static_cast<char32_t>(value.AsInt()), false);
          text = character.Finish();
        } else {
          return InvalidInput("%c requires a character");
        }
        return AppendText(*text, spec, budget_, out_);
      }
      case 'd':
      case 'i':
      case 'u':
      case 'x':
      case 'X':
      case 'o': {
        if (spec.precision > kMaxPrecision)
          return ResourceExhausted("the precision of a format is too large");
        RBENCH_ASSIGN_OR_RETURN(const int64_t number, Integral(value, spec.type));
        if (spec.type == 'i' || spec.type == 'u') spec.type = 'd';
        return AppendInteger(number, spec, budget_, out_);
      }
      case 'e':
      case 'E':
      case 'f':
      case 'F':
      case 'g':
      case 'G':
        if (spec.precision > kMaxPrecision)
          return ResourceExhausted("the precision of a format is too large");
        if (!value.IsNumber())
          return InvalidInput(fmt::format("must be a real number, not {}", TypeName(value)));
        return AppendFloat(value.AsDouble(), spec, budget_, out_);
      default:
        return InvalidInput("unsupported format character");
    }
  }

  const Text& format_;
  const Value& arguments_;
  Budget& budget_;
  TextBuilder out_;
  size_t at_ = 0;
  size_t used_ = 0;
};

// [[fill]align][sign][#][0][width][,][.precision][type]
Result<Spec> ParseSpec(std::string_view text) {
  Spec spec;
  constexpr std::string_view kAligns = "<>=^";
  size_t at = 0;
  size_t fill_end = 1;
  while (fill_end < text.size() && (static_cast<unsigned char>(text[fill_end]) & 0xC0) == 0x80)
    ++fill_end;
  if (fill_end < text.size() && kAligns.find(text[fill_end]) != std::string_view::npos) {
    spec.fill = text.substr(0, fill_end);
    spec.align = text[fill_end];
    at = fill_end + 1;
  } else if (!text.empty() && kAligns.find(text[0]) != std::string_view::npos) {
    spec.align = text[0];
    at = 1;
  }
  const auto peek = [&] { return at < text.size() ? text[at] : '\0'; };
  if (peek() == '+' || peek() == '-' || peek() == ' ') spec.sign = text[at++];
  if (peek() == '#') {
    spec.alternate = true;
    ++at;
  }
  if (peek() == '0') {
    ++at;
    if (spec.align == '\0') {
      spec.align = '=';
      spec.fill = "0";
    }
  }
  for (; peek() >= '0' && peek() <= '9'; ++at)
    spec.width = std::min<int64_t>(spec.width * 10 + (peek() - '0'), INT32_MAX);
  if (peek() == ',' || peek() == '_') spec.group = text[at++];
  if (peek() == '.') {
    ++at;
    if (peek() < '0' || peek() > '9')
      return InvalidInput("format specifier is missing its precision");
    int64_t precision = 0;
    for (; peek() >= '0' && peek() <= '9'; ++at)
      precision = std::min<int64_t>(precision * 10 + (peek() - '0'), INT32_MAX);
    spec.precision = static_cast<int>(precision);
  }
  if (at < text.size()) spec.type = text[at++];
  if (at != text.size()) return InvalidInput("invalid format specifier");
  return spec;
}

Status AppendFormatted(const Value& value, std::string_view spec_text, Budget& budget,
                       TextBuilder& out) {
  if (spec_text.empty()) return AppendStr(value, budget, out);
  RBENCH_ASSIGN_OR_RETURN(Spec spec, ParseSpec(spec_text));
  const auto type_in = [&](std::string_view types) {
    return spec.type == '\0' || types.find(spec.type) != std::string_view::npos;
  };
  const Error unknown =
      InvalidInput(fmt::format("unknown format code '{}' for '{}'", spec_text, TypeName(value)));
  if (value.is(Kind::kText)) {
    if (!type_in("s") || spec.align == '=' || spec.group != '\0' || spec.alternate ||
        spec.sign != '-')
      return unknown;
    return AppendText(value.text(), spec, budget, out);
  }
  if (!value.IsNumber()) return unknown;
  if (spec.type == '%' ||
      (spec.type != '\0' && std::string_view("eEfFgG").find(spec.type) != std::string_view::npos)) {
    if (spec.precision > kMaxPrecision)
      return ResourceExhausted("the precision of a format is too large");
    if (spec.type != '%') return AppendFloat(value.AsDouble(), spec, budget, out);
    std::string digits =
        FloatDigits(value.AsDouble() * 100, 'f', spec.precision < 0 ? 6 : spec.precision, false);
    return AppendNumber(digits + "%", value.AsDouble() < 0, "", spec, budget, out);
  }
  if (value.IsIntegral()) {
    if (!type_in("dxXobn") || spec.precision >= 0) return unknown;
    return AppendInteger(value.AsInt(), spec, budget, out);
  }
  if (spec.type != '\0' || spec.precision >= 0) return unknown;
  const std::string repr = FloatRepr(std::fabs(value.AsDouble()));
  return AppendNumber(repr, std::signbit(value.AsDouble()), "", spec, budget, out);
}

Result<Value> FieldValue(std::string_view name, const CallArguments& arguments, size_t& automatic) {
  if (name.empty() || (name[0] >= '0' && name[0] <= '9')) {
    size_t index = automatic;
    if (name.empty()) {
      ++automatic;
    } else if (std::from_chars(name.data(), name.data() + name.size(), index).ptr !=
               name.data() + name.size()) {
      return InvalidInput("this field of a format is not supported");
    }
    if (index >= arguments.positional.size()) {
      return InvalidInput("replacement index out of range for positional arguments");
    }
    return arguments.positional[index];
  }
  if (name.find_first_of(".[{") != std::string_view::npos) {
    return InvalidInput("attributes and subscripts in fields of a format are not supported");
  }
  for (const auto& [keyword, value] : arguments.keywords) {
    if (keyword == name) return value;
  }
  return InvalidInput(fmt::format("format field '{}' is not given", name));
}

}  // namespace

Result<TextPtr> FormatPercent(const Text& format, const Value& arguments, Budget& budget) {
  return PercentFormatter(format, arguments, budget).Run();
}

Result<TextPtr> FormatBraces(const Text& format, const CallArguments& arguments, Budget& budget) {
  const std::string& bytes = format.bytes;
  RBENCH_RETURN_IF_ERROR(budget.Text(bytes.size(), format.untrusted.size()));
  TextBuilder out;
  size_t automatic = 0;
  for (size_t at = 0; at < bytes.size();) {
    const size_t brace = std::min(bytes.find_first_of("{}", at), bytes.size());
    out.Append(format, at, brace);
    if (brace >= bytes.size()) break;
    if (brace + 1 < bytes.size() && bytes[brace + 1] == bytes[brace]) {
      out.Append(format, brace, brace + 1);
      at = brace + 2;
      continue;
    }
    const size_t close = bytes.find('}', brace);
    if (bytes[brace] == '}' || close == std::string::npos)
      return InvalidInput("single brace in a format string");
    const std::string_view field = std::string_view(bytes).substr(brace + 1, close - brace - 1);
    const size_t colon = std::min(field.find(':'), field.size());
    const size_t bang = std::min(field.substr(0, colon).find('!'), colon);
    RBENCH_ASSIGN_OR_RETURN(Value value, FieldValue(field.substr(0, bang), arguments, automatic));
    const std::string_view conversion = field.substr(bang, colon - bang);
    if (!conversion.empty()) {
      if (conversion != "!r" && conversion != "!s")
        return InvalidInput("unknown conversion in a format string");
      RBENCH_ASSIGN_OR_RETURN(TextPtr text,
                              conversion == "!r" ? ToRepr(value, budget) : ToText(value, budget));
      value = Value::Str(std::move(text));
    }
    const std::string_view spec =
        colon < field.size() ? field.substr(colon + 1) : std::string_view();
    RBENCH_RETURN_IF_ERROR(AppendFormatted(value, spec, budget, out));
    at = close + 1;
  }
  return out.Finish();
}

}  // namespace rbench::jinja
