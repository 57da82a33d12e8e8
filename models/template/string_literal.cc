#include "models/template/string_literal.h"

#include <charconv>

#include <fmt/format.h>

#include "base/utf8.h"

namespace rbench::jinja {
namespace {

struct SimpleEscape {
  char letter;
  std::string_view text;
};

constexpr SimpleEscape kSimpleEscapes[] = {
    {'\n', ""},  {'\\', "\\"}, {'\'', "'"}, {'"', "\""}, {'a', "\a"}, {'b', "\b"},
    {'f', "\f"}, {'n', "\n"},  {'r', "\r"}, {'t', "\t"}, {'v', "\v"},
};

Status AppendCodePoint(uint32_t code_point, std::string& out) {
  if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF)) {
    return InvalidInput(fmt::format("escape of U+{:04X}, which is no character", code_point));
  }
  AppendUtf8(code_point, out);
  return {};
}

// Exactly `digits` hexadecimal digits at `at`.
Result<uint32_t> Hexadecimal(std::string_view text, size_t at, size_t digits) {
  const std::string_view part = text.substr(std::min(at, text.size()), digits);
  uint32_t value = 0;
  const auto parsed = std::from_chars(part.data(), part.data() + part.size(), value, 16);
  if (part.size() != digits || parsed.ec != std::errc() ||
      parsed.ptr != part.data() + part.size()) {
    return InvalidInput("escape cut short in a string literal");
  }
  return value;
}

bool IsOctal(char c) { return c >= '0' && c <= '7'; }

}  // namespace

Result<std::string> UnescapeLiteral(std::string_view inside) {
  std::string out;
  for (size_t i = 0; i < inside.size(); ++i) {
    if (inside[i] != '\\') {
      out.push_back(inside[i]);
      continue;
    }
    if (++i >= inside.size()) return InvalidInput("string literal ends in a backslash");
    const char letter = inside[i];
    const auto* simple = std::begin(kSimpleEscapes);
    while (simple != std::end(kSimpleEscapes) && simple->letter != letter) ++simple;
    if (simple != std::end(kSimpleEscapes)) {
      out.append(simple->text);
    } else if (letter == 'x' || letter == 'u' || letter == 'U') {
      const size_t digits = letter == 'x' ? 2 : letter == 'u' ? 4 : 8;
      RBENCH_ASSIGN_OR_RETURN(const uint32_t code_point, Hexadecimal(inside, i + 1, digits));
      RBENCH_RETURN_IF_ERROR(AppendCodePoint(code_point, out));
      i += digits;
    } else if (IsOctal(letter)) {
      uint32_t code_point = 0;
      size_t count = 0;
      while (count < 3 && i + count < inside.size() && IsOctal(inside[i + count])) {
        code_point = code_point * 8 + static_cast<uint32_t>(inside[i + count] - '0');
        ++count;
      }
      RBENCH_RETURN_IF_ERROR(AppendCodePoint(code_point, out));
      i += count - 1;
    } else if (letter == 'N') {
      return InvalidInput("\\N{...} escapes are not supported");
    } else {
      out.push_back('\\');
      out.push_back(letter);
    }
  }
  return out;
}

}  // namespace rbench::jinja
