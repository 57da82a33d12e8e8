#include "base/utf8.h"

#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace rbench {
namespace {

constexpr char kFffd[] = "\xEF\xBF\xBD";

// Decodes one candidate of 1 to 4 bytes by arithmetic only: build the number, write it again,
// compare.
bool SlowIsCharacter(std::string_view bytes) {
  if (bytes.empty() || bytes.size() > 4) return false;
  const auto byte = [&](size_t i) { return static_cast<uint32_t>(static_cast<uint8_t>(bytes[i])); };
  if (bytes.size() == 1) return byte(0) < 0x80;
  static constexpr uint32_t kMark[] = {0, 0, 0xC0, 0xE0, 0xF0};
  static constexpr uint32_t kMask[] = {0, 0, 0xE0, 0xF0, 0xF8};
  static constexpr uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  if ((byte(0) & kMask[bytes.size()]) != kMark[bytes.size()]) return false;
  uint32_t code = byte(0) & ~kMask[bytes.size()] & 0xFF;
  for (size_t i = 1; i < bytes.size(); ++i) {
    if ((byte(i) & 0xC0) != 0x80) return false;
    code = code * 64 + (byte(i) & 0x3F);
  }
  return code >= kLeast[bytes.size()] && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
}

// True where some character begins with `bytes`: tries continuation bytes at the ends of every
// range.
bool SlowIsPrefix(const std::string& bytes) {
  if (SlowIsCharacter(bytes)) return true;
  if (bytes.size() >= 4) return false;
  for (const char next : {'\x80', '\x8F', '\x90', '\x9F', '\xA0', '\xBF'}) {
    if (SlowIsPrefix(bytes + next)) return true;
  }
  return false;
}

struct SlowResult {
  std::string text;
  bool valid = true;
  size_t incomplete = 0;
};

SlowResult SlowSanitize(const std::string& bytes) {
  SlowResult result;
  for (size_t i = 0; i < bytes.size();) {
    size_t length = 1;
    bool character = false;
    for (size_t n = 1; n <= 4 && i + n <= bytes.size() && !character; ++n) {
      character = SlowIsCharacter(bytes.substr(i, n));
      if (character) length = n;
    }
    if (character) {
      result.text += bytes.substr(i, length);
    } else {
      while (i + length < bytes.size() && SlowIsPrefix(bytes.substr(i, length + 1))) ++length;
      result.valid = false;
      result.text += kFffd;
      if (i + length == bytes.size() && SlowIsPrefix(bytes.substr(i, length))) {
        result.incomplete = length;
      }
    }
    i += length;
  }
  return result;
}

TEST(Utf8, Table) {
  struct Row {
    std::string bytes;
    std::string sanitized;
    size_t incomplete;
  };
  const std::string f = kFffd;
  const std::vector<Row> rows = {
      {"", "", 0},
      {"abc", "abc", 0},
      {"caf\xC3\xA9", "caf\xC3\xA9", 0},
      {"\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80", 0},
      {"\xC3", f, 1},
      {"\xE2\x82", f, 2},
      {"\xF0\x9F\x98", f, 3},
      {"\xF0\x9F\x98x", f + "x", 0},
      {"\x80", f, 0},
      {"\x80\x80\x80\x80", f + f + f + f, 0},
      {"\xC0\xAF", f + f, 0},                  // overlong
      {"\xE0\x80\xAF", f + f + f, 0},          // overlong
      {"\xED\xA0\x80", f + f + f, 0},          // surrogate
      {"\xED\xA0", f + f, 0},                  // never to be completed
      {"\xF4\x90\x80\x80", f + f + f + f, 0},  // above U+10FFFF
      {"\xF5\x80", f + f, 0},
      {"\xFF\xFE", f + f, 0},
      {"\xF4\x8F\xBF\xBF", "\xF4\x8F\xBF\xBF", 0},  // U+10FFFF
      {"\xEF\xBF\xBF", "\xEF\xBF\xBF", 0},          // a noncharacter is still a character
      // The example of the Unicode standard, table 3-8.
      {"\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64",
       "a" + f + f + f + "b" + f + "c" + f + f + "d", 0},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(SanitizeUtf8(row.bytes), row.sanitized) << testing::PrintToString(row.bytes);
    EXPECT_EQ(IsValidUtf8(row.bytes), row.bytes == row.sanitized);
    EXPECT_EQ(IncompleteUtf8Suffix(row.bytes), row.incomplete) << testing::PrintToString(row.bytes);
  }
}

TEST(Utf8, EveryCodePointRoundTrips) {
  std::string all;
  for (char32_t c = 0; c <= 0x10FFFF; c += c < 0x3000 ? 1 : 7) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string one;
    AppendUtf8(c, one);
    ASSERT_TRUE(SlowIsCharacter(one)) << static_cast<uint32_t>(c);
    size_t position = 0;
    ASSERT_EQ(NextCodePoint(one, position), c);
    ASSERT_EQ(position, one.size());
    all += one;
  }
  EXPECT_TRUE(IsValidUtf8(all));
  EXPECT_EQ(SanitizeUtf8(all), all);
}

TEST(Utf8, AgreesWithASlowDecoder) {
  constexpr unsigned kSeed = 97;
  std::mt19937_64 random(kSeed);
  // Bytes at the borders of all ranges come often, so that nearly-valid sequences do too.
  const std::string borders =
      "\x7F\x80\x8F\x90\x9F\xA0\xBF\xC0\xC1\xC2\xDF\xE0\xE1\xEC\xED\xEE\xEF\xF0\xF1\xF4\xF5\xFF"
      "a";
  for (int round = 0; round < 20000; ++round) {
    std::string bytes(random() % 4 == 0 ? 8 : 0, 'x');
    for (uint64_t i = random() % 12; i > 0; --i) bytes += borders[random() % borders.size()];
    const SlowResult slow = SlowSanitize(bytes);
    ASSERT_EQ(SanitizeUtf8(bytes), slow.text)
        << "seed " << kSeed << " " << testing::PrintToString(bytes);
    ASSERT_EQ(IsValidUtf8(bytes), slow.valid)
        << "seed " << kSeed << " " << testing::PrintToString(bytes);
    ASSERT_EQ(IncompleteUtf8Suffix(bytes), slow.incomplete)
        << "seed " << kSeed << " " << testing::PrintToString(bytes);
  }
}

TEST(Utf8, EscapeForTerminalLeavesNothingThatMovesTheCursor) {
  EXPECT_EQ(EscapeForTerminal("plain caf\xC3\xA9"), "plain caf\xC3\xA9");
  EXPECT_EQ(EscapeForTerminal("a\nb\tc\r\x1b[31m\x7f"), "a\\nb\\tc\\r\\x1b[31m\\x7f");
  EXPECT_EQ(EscapeForTerminal("\xC2\x9B"
                              "31m"),
            "\\x9b31m");                                    // C1: one-byte CSI
  EXPECT_EQ(EscapeForTerminal("\xE2\x80\xAE"), "\\u202e");  // right-to-left override
  EXPECT_EQ(EscapeForTerminal("\xFF"), kFffd);
  EXPECT_EQ(EscapeForTerminal(std::string_view("\0", 1)), "\\x00");
}

}  // namespace
}  // namespace rbench
