#include "models/template/printing.h"

#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "models/template/characters.h"

namespace rbench::jinja {
namespace {

void AppendEscaped(const Text& text, char quote, TextBuilder& out) {
  ForEachCharacter(text, [&](char32_t c, bool untrusted, size_t begin, size_t end) {
    const auto value = static_cast<uint32_t>(c);
    if (c == static_cast<char32_t>(quote) || c == '\\') {
      out.Append("\\", untrusted);
      out.Append(text, begin, end);
    } else if (c == '\n') {
      out.Append("\\n", untrusted);
    } else if (c == '\r') {
      out.Append("\\r", untrusted);
    } else if (c == '\t') {
      out.Append("\\t", untrusted);
    } else if (IsPrintable(c)) {
      out.Append(text, begin, end);
    } else if (value < 0x100) {
      out.Append(fmt::format("\\x{:02x}", value), untrusted);
    } else if (value < 0x10000) {
      out.Append(fmt::format("\\u{:04x}", value), untrusted);
    } else {
      out.Append(fmt::format("\\U{:08x}", value), untrusted);
    }
    return true;
  });
}

Status AppendTextRepr(const Text& text, Budget& budget, TextBuilder& out) {
  RBENCH_RETURN_IF_ERROR(budget.Grow(out.size(), 2 * text.bytes.size(), text.untrusted.size()));
  const bool has_single = text.bytes.find('\'') != std::string::npos;
  const bool has_double = text.bytes.find('"') != std::string::npos;
  const char quote = has_single && !has_double ? '"' : '\'';
  out.Append(std::string_view(&quote, 1));
  AppendEscaped(text, quote, out);
  out.Append(std::string_view(&quote, 1));
  return {};
}

Status AppendItems(const std::vector<Value>& items, Budget& budget, TextBuilder& out) {
  bool first = true;
  for (const Value& item : items) {
    if (!first) out.Append(", ");
    first = false;
    RBENCH_RETURN_IF_ERROR(AppendRepr(item, budget, out));
  }
  return {};
}

Status AppendSequence(const Value& value, Budget& budget, TextBuilder& out) {
  const Sequence& sequence = value.As<Sequence>();
  if (value.is(Kind::kView)) out.Append(sequence.name + "(");
  out.Append(value.is(Kind::kTuple) ? "(" : "[");
  RBENCH_RETURN_IF_ERROR(AppendItems(sequence.items, budget, out));
  if (value.is(Kind::kTuple)) {
    out.Append(sequence.items.size() == 1 ? ",)" : ")");
  } else {
    out.Append("]");
  }
  if (value.is(Kind::kView)) out.Append(")");
  return {};
}

Status AppendDict(const std::vector<std::pair<Value, Value>>& items, Budget& budget,
                  TextBuilder& out) {
  out.Append("{");
  bool first = true;
  for (const auto& [key, value] : items) {
    if (!first) out.Append(", ");
    first = false;
    RBENCH_RETURN_IF_ERROR(AppendRepr(key, budget, out));
    out.Append(": ");
    RBENCH_RETURN_IF_ERROR(AppendRepr(value, budget, out));
  }
  out.Append("}");
  return {};
}

Status AppendNamespace(const Namespace& space, Budget& budget, TextBuilder& out) {
  out.Append("<Namespace ");
  RBENCH_RETURN_IF_ERROR(AppendDict(space.attributes.items(), budget, out));
  out.Append(">");
  return {};
}

std::string RangeRepr(const Range& range) {
  if (range.step == 1) return fmt::format("range({}, {})", range.start, range.stop);
  return fmt::format("range({}, {}, {})", range.start, range.stop, range.step);
}

}  // namespace

std::string FloatRepr(double number) {
  if (std::isnan(number)) return "nan";
  if (std::isinf(number)) return number > 0 ? "inf" : "-inf";
  char buffer[64];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::scientific).ptr;
  std::string_view text(buffer, static_cast<size_t>(end - buffer));
  std::string out;
  if (text.front() == '-') {
    out = "-";
    text.remove_prefix(1);
  }
  const size_t e = text.find('e');
  int exponent = 0;
  const std::string_view exponent_text = text.substr(e + 1);
  const size_t sign = exponent_text[0] == '+' ? 1 : 0;
  std::from_chars(exponent_text.data() + sign, exponent_text.data() + exponent_text.size(),
                  exponent);
  std::string digits(text.substr(0, e));
  std::erase(digits, '.');
  const auto count = static_cast<int>(digits.size());
  if (exponent < -4 || exponent >= 16) {
    out += digits.substr(0, 1);
    if (count > 1) out += "." + digits.substr(1);
    return out + fmt::format("e{}{:02}", exponent < 0 ? '-' : '+', std::abs(exponent));
  }
  if (exponent < 0)
    return out + "0." + std::string(static_cast<size_t>(-exponent - 1), '0') + digits;
  if (count <= exponent + 1)
    return out + digits + std::string(static_cast<size_t>(exponent + 1 - count), '0') + ".0";
  const auto whole = static_cast<size_t>(exponent + 1);
  return out + digits.substr(0, whole) + "." + digits.substr(whole);
}

Status AppendRepr(const Value& value, Budget& budget, TextBuilder& out) {
  RBENCH_RETURN_IF_ERROR(budget.Grow(out.size(), 32));
  const Budget::Nesting nesting(budget);
  RBENCH_RETURN_IF_ERROR(nesting.status());
  switch (value.kind()) {
    case Kind::kUndefined:
      out.Append("Undefined");
      return {};
    case Kind::kNone:
      out.Append("None");
      return {};
    case Kind::kBool:
      out.Append(value.AsInt() != 0 ? "True" : "False");
      return {};
    case Kind::kInt:
      out.Append(std::to_string(value.AsInt()));
      return {};
    case Kind::kFloat:
      out.Append(FloatRepr(value.AsDouble()));
      return {};
    case Kind::kText:
      return AppendTextRepr(value.text(), budget, out);
    case Kind::kList:
    case Kind::kTuple:
    case Kind::kView:
      return AppendSequence(value, budget, out);
    case Kind::kDict:
      return AppendDict(value.As<Dict>().items(), budget, out);
    case Kind::kRange:
      out.Append(RangeRepr(value.As<Range>()));
      return {};
    case Kind::kNamespace:
      return AppendNamespace(value.As<Namespace>(), budget, out);
    case Kind::kLoop: {
      const Loop& loop = value.As<Loop>();
      out.Append(fmt::format("<LoopContext {}/{}>", loop.index0 + 1, loop.items.size()));
      return {};
    }
    default:
      // Python prints an address here, which no template can rely on.
      out.Append(fmt::format("<{} object>", TypeName(value)));
      return {};
  }
}

Status AppendStr(const Value& value, Budget& budget, TextBuilder& out) {
  if (value.is(Kind::kUndefined)) return {};
  if (!value.is(Kind::kText)) return AppendRepr(value, budget, out);
  const Text& text = value.text();
  RBENCH_RETURN_IF_ERROR(budget.Grow(out.size(), text.bytes.size(), text.untrusted.size()));
  out.Append(text);
  return {};
}

Result<TextPtr> ToText(const Value& value, Budget& budget) {
  if (value.is(Kind::kText)) return value.text_ptr();
  TextBuilder out;
  RBENCH_RETURN_IF_ERROR(AppendStr(value, budget, out));
  return out.Finish();
}

Result<TextPtr> ToRepr(const Value& value, Budget& budget) {
  TextBuilder out;
  RBENCH_RETURN_IF_ERROR(AppendRepr(value, budget, out));
  return out.Finish();
}

}  // namespace rbench::jinja
