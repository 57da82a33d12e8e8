#include "base/utf8.h"

#include <cstring>

#include <fmt/format.h>

#include "base/check.h"

namespace rbench {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

uint8_t ByteAt(std::string_view bytes, size_t i) { return static_cast<uint8_t>(bytes[i]); }

struct Sequence {
  size_t length = 0;  // bytes of the valid sequence, or of the maximal ill-formed one
  bool valid = false;
  bool incomplete = false;  // ill-formed only because the text ends
};

// The sequence at `position`, by table 3-7 of the Unicode standard: the lead byte fixes the length
// and the range of the second byte; all later bytes are 80..BF.
Sequence SequenceAt(std::string_view bytes, size_t position) {
  const uint8_t lead = ByteAt(bytes, position);
  if (lead < 0x80) return {1, true, false};
  if (lead < 0xC2 || lead > 0xF4) return {1, false, false};
  const size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  uint8_t low = 0x80;
  uint8_t high = 0xBF;
  if (lead == 0xE0) low = 0xA0;
  if (lead == 0xED) high = 0x9F;
  if (lead == 0xF0) low = 0x90;
  if (lead == 0xF4) high = 0x8F;
  for (size_t i = 1; i < length; ++i) {
    if (position + i == bytes.size()) return {i, false, true};
    const uint8_t byte = ByteAt(bytes, position + i);
    if (byte < low || byte > high) return {i, false, false};
    low = 0x80;
    high = 0xBF;
  }
  return {length, true, false};
}

// The first position at or after `position` that is not ASCII, in steps of eight bytes.
size_t SkipAscii(std::string_view bytes, size_t position) {
  while (position + 8 <= bytes.size()) {
    uint64_t word = 0;
    std::memcpy(&word, bytes.data() + position, 8);
    if ((word & 0x8080808080808080) != 0) break;
    position += 8;
  }
  while (position < bytes.size() && ByteAt(bytes, position) < 0x80) ++position;
  return position;
}

// Invisible characters that reorder or break the line around them.
bool IsDisruptive(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x61C || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

}  // namespace

bool IsValidUtf8(std::string_view bytes) {
  size_t position = SkipAscii(bytes, 0);
  while (position < bytes.size()) {
    const Sequence sequence = SequenceAt(bytes, position);
    if (!sequence.valid) return false;
    position += sequence.length;
    if (position < bytes.size() && ByteAt(bytes, position) < 0x80) {
      position = SkipAscii(bytes, position);
    }
  }
  return true;
}

std::string SanitizeUtf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  size_t position = 0;
  while (position < bytes.size()) {
    const size_t next = SkipAscii(bytes, position);
    out.append(bytes, position, next - position);
    position = next;
    if (position == bytes.size()) break;
    const Sequence sequence = SequenceAt(bytes, position);
    out += sequence.valid ? bytes.substr(position, sequence.length) : kReplacement;
    position += sequence.length;
  }
  return out;
}

size_t IncompleteUtf8Suffix(std::string_view bytes) {
  const size_t most = bytes.size() < 3 ? bytes.size() : 3;
  for (size_t length = 1; length <= most; ++length) {
    const uint8_t byte = ByteAt(bytes, bytes.size() - length);
    if (byte >= 0x80 && byte < 0xC0) continue;  // a continuation byte; the lead is further left
    return SequenceAt(bytes, bytes.size() - length).incomplete &&
                   SequenceAt(bytes, bytes.size() - length).length == length
               ? length
               : 0;
  }
  return 0;
}

void AppendUtf8(char32_t c, std::string& out) {
  RBENCH_CHECK(c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF));
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | (c >> 12));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (c >> 18));
    out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

char32_t NextCodePoint(std::string_view valid, size_t& position) {
  RBENCH_CHECK(position < valid.size());
  const uint8_t lead = ByteAt(valid, position);
  const size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  RBENCH_CHECK(valid.size() - position >= length);
  char32_t c = length == 1 ? lead : lead & (0x7F >> length);
  for (size_t i = 1; i < length; ++i) c = c << 6 | (ByteAt(valid, position + i) & 0x3F);
  position += length;
  return c;
}

std::string EscapeForTerminal(std::string_view bytes) {
  const std::string text = SanitizeUtf8(bytes);
  std::string out;
  out.reserve(text.size());
  size_t position = 0;
  while (position < text.size()) {
    const size_t start = position;
    const char32_t c = NextCodePoint(text, position);
    if (!IsDisruptive(c)) {
      out.append(text, start, position - start);
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c < 0x100) {
      out += fmt::format("\\x{:02x}", static_cast<uint32_t>(c));
    } else {
      out += fmt::format("\\u{:04x}", static_cast<uint32_t>(c));
    }
  }
  return out;
}

}  // namespace rbench
