#include "tasks/code/surrogate_utf8.h"

#include <cstddef>

#include "base/check.h"

namespace rbench {

std::optional<char32_t> NextSurrogateCodePoint(std::string_view bytes, size_t& position) {
  const auto byte_at = [&](size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const unsigned char first = byte_at(position);
  const size_t start = position++;
  if (first < 0x80) return first;
  const size_t length = first >= 0xC2 && first <= 0xDF   ? 2
                        : first >= 0xE0 && first <= 0xEF ? 3
                        : first >= 0xF0 && first <= 0xF4 ? 4
                                                         : 0;
  if (length == 0 || bytes.size() - start < length) return std::nullopt;
  char32_t code_point = first & (0xFF >> (length + 1));
  for (size_t i = start + 1; i < start + length; ++i) {
    if ((byte_at(i) & 0xC0) != 0x80) return std::nullopt;
    code_point = code_point << 6 | (byte_at(i) & 0x3F);
  }
  // Shortest forms only, nothing beyond the last code point.
  constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code_point < kSmallest[length] || code_point > 0x10FFFF) return std::nullopt;
  position = start + length;
  return code_point;
}

bool IsValidSurrogateUtf8(std::string_view bytes) {
  size_t position = 0;
  while (position < bytes.size()) {
    if (!NextSurrogateCodePoint(bytes, position)) return false;
  }
  return true;
}

void AppendSurrogateUtf8(char32_t code_point, std::string& out) {
  RBENCH_CHECK(code_point <= 0x10FFFF);
  if (code_point < 0x80) {
    out += static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    out += static_cast<char>(0xC0 | code_point >> 6);
    out += static_cast<char>(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    out += static_cast<char>(0xE0 | code_point >> 12);
    out += static_cast<char>(0x80 | (code_point >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (code_point & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | code_point >> 18);
    out += static_cast<char>(0x80 | (code_point >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (code_point >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (code_point & 0x3F));
  }
}

}  // namespace rbench
