#include "base/base64.h"

#include <array>
#include <cstdint>

#include <fmt/format.h>

namespace rbench {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr uint8_t kNotInAlphabet = 64;

constexpr std::array<uint8_t, 256> MakeDigits() {
  std::array<uint8_t, 256> digits{};
  for (uint8_t& digit : digits) digit = kNotInAlphabet;
  for (size_t i = 0; i < kAlphabet.size(); ++i) {
    digits[static_cast<unsigned char>(kAlphabet[i])] = static_cast<uint8_t>(i);
  }
  return digits;
}
constexpr std::array<uint8_t, 256> kDigits = MakeDigits();

}  // namespace

std::string EncodeBase64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  const auto byte_at = [&](size_t i) -> uint32_t {
    return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0;
  };
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const uint32_t group = byte_at(i) << 16 | byte_at(i + 1) << 8 | byte_at(i + 2);
    text += kAlphabet[group >> 18];
    text += kAlphabet[group >> 12 & 63];
    text += i + 1 < bytes.size() ? kAlphabet[group >> 6 & 63] : '=';
    text += i + 2 < bytes.size() ? kAlphabet[group & 63] : '=';
  }
  return text;
}

Result<std::string> DecodeBase64(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  uint32_t group = 0;
  int digits = 0;   // of the group, 0 to 3
  int padding = 0;  // the signs = that stand at the end
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n' || c == '\r') continue;
    if (c == '=') {
      ++padding;
      if (digits + padding > 4 || digits < 2) {
        return InvalidInput(fmt::format("base64: unexpected \"=\" at byte {}", i));
      }
      continue;
    }
    const uint8_t digit = kDigits[static_cast<unsigned char>(c)];
    if (digit == kNotInAlphabet || padding > 0) {
      return InvalidInput(fmt::format("base64: unexpected character at byte {}", i));
    }
    group = group << 6 | digit;
    if (++digits < 4) continue;
    bytes += static_cast<char>(group >> 16);
    bytes += static_cast<char>(group >> 8);
    bytes += static_cast<char>(group);
    group = 0;
    digits = 0;
  }
  if (digits == 0) return bytes;
  if (digits + padding != 4) return InvalidInput("base64: the text ends inside a group");
  // Two digits carry one byte and 4 bits, three carry two bytes and 2 bits.
  const int unused = digits == 2 ? 4 : 2;
  if ((group & ((1u << unused) - 1)) != 0) {
    return InvalidInput("base64: the last digit has bits that belong to no byte");
  }
  group >>= unused;
  if (digits == 3) bytes += static_cast<char>(group >> 8);
  bytes += static_cast<char>(group);
  return bytes;
}

}  // namespace rbench
