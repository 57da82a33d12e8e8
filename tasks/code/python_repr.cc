#include "tasks/code/python_repr.h"

#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "tasks/code/float_text.h"
#include "tasks/code/surrogate_utf8.h"

namespace rbench {
namespace {

// Python's choice: single quotes, unless the text has those and no double ones.
char QuoteFor(std::string_view text) {
  return text.find('\'') != std::string_view::npos && text.find('"') == std::string_view::npos
             ? '"'
             : '\'';
}

void AppendCodePoint(char32_t c, char quote, std::string& out) {
  if (c == static_cast<char32_t>(quote) || c == '\\') {
    out += '\\';
    out += static_cast<char>(c);
  } else if (c == '\n') {
    out += "\\n";
  } else if (c == '\r') {
    out += "\\r";
  } else if (c == '\t') {
    out += "\\t";
  } else if (c >= 0x20 && c < 0x7F) {
    out += static_cast<char>(c);
  } else if (c < 0x100) {
    out += fmt::format("\\x{:02x}", static_cast<unsigned>(c));
  } else if (c < 0x10000) {
    out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
  } else {
    out += fmt::format("\\U{:08x}", static_cast<unsigned>(c));
  }
}

std::string FloatSource(double value) {
  std::string text = FloatRepr(value);
  return std::isfinite(value) ? text : fmt::format("float('{}')", text);
}

void AppendRepr(const Value& value, std::string& out);

void AppendItems(const Value& value, std::string& out) {
  bool first = true;
  for (const Value& item : value.items()) {
    if (!first) out += ", ";
    first = false;
    AppendRepr(item, out);
  }
}

void AppendDict(const Value& value, std::string& out) {
  const std::vector<Value>& entries = value.items();
  out += '{';
  for (size_t i = 0; i < entries.size(); i += 2) {
    if (i > 0) out += ", ";
    AppendRepr(entries[i], out);
    out += ": ";
    AppendRepr(entries[i + 1], out);
  }
  out += '}';
}

void AppendRepr(const Value& value, std::string& out) {
  switch (value.kind()) {
    case ValueKind::kNone:
      out += "None";
      return;
    case ValueKind::kBool:
      out += value.boolean() ? "True" : "False";
      return;
    case ValueKind::kInt:
      out += value.digits();
      return;
    case ValueKind::kFloat:
      out += FloatSource(value.real());
      return;
    case ValueKind::kComplex:
      out += fmt::format("complex({}, {})", FloatSource(value.real()), FloatSource(value.imag()));
      return;
    case ValueKind::kStr:
      out += PythonStringLiteral(value.text());
      return;
    case ValueKind::kBytes:
      out += PythonBytesLiteral(value.text());
      return;
    case ValueKind::kList:
      out += '[';
      AppendItems(value, out);
      out += ']';
      return;
    case ValueKind::kTuple:
      out += '(';
      AppendItems(value, out);
      out += value.size() == 1 ? ",)" : ")";
      return;
    case ValueKind::kSet:
      if (value.size() == 0) {
        out += "set()";
        return;
      }
      out += '{';
      AppendItems(value, out);
      out += '}';
      return;
    case ValueKind::kFrozenset:
      out += value.size() == 0 ? "frozenset(" : "frozenset({";
      AppendItems(value, out);
      out += value.size() == 0 ? ")" : "})";
      return;
    case ValueKind::kDict:
      return AppendDict(value, out);
  }
}

}  // namespace

std::string PythonStringLiteral(std::string_view text) {
  const char quote = QuoteFor(text);
  std::string out(1, quote);
  size_t position = 0;
  while (position < text.size()) {
    // A Value holds no ill-formed text; should one come all the same, it must not become code.
    AppendCodePoint(NextSurrogateCodePoint(text, position).value_or(0xFFFD), quote, out);
  }
  return out + quote;
}

std::string PythonBytesLiteral(std::string_view bytes) {
  const char quote = QuoteFor(bytes);
  std::string out = "b";
  out += quote;
  for (const char c : bytes) AppendCodePoint(static_cast<unsigned char>(c), quote, out);
  return out + quote;
}

std::string PythonRepr(const Value& value) {
  std::string out;
  AppendRepr(value, out);
  return out;
}

}  // namespace rbench
