#include "models/tokenizer/byte_alphabet.h"

#include <set>

#include <gtest/gtest.h>

namespace rbench {
namespace {

TEST(ByteAlphabet, IsABijection) {
  std::set<char32_t> characters;
  for (int byte = 0; byte < 256; ++byte) {
    const char32_t character = ByteToAlphabet(static_cast<uint8_t>(byte));
    EXPECT_TRUE(characters.insert(character).second);
    EXPECT_EQ(AlphabetToByte(character), byte);
  }
}

TEST(ByteAlphabet, PublishedSpellings) {
  EXPECT_EQ(SpellBytes(" the"), "\u0120the");
  EXPECT_EQ(SpellBytes("\n"), "\u010a");
  EXPECT_EQ(SpellBytes("\t"), "\u0109");
  EXPECT_EQ(SpellBytes("\r"), "\u010d");
  EXPECT_EQ(SpellBytes("\u00e9"), "\u00c3\u00a9");
  EXPECT_EQ(ByteToAlphabet(0x00), U'\u0100');
  EXPECT_EQ(ByteToAlphabet(0x7F), U'\u0121');
  EXPECT_EQ(ByteToAlphabet(0xA0), U'\u0142');
  EXPECT_EQ(ByteToAlphabet(0xAD), U'\u0143');
  EXPECT_EQ(ByteToAlphabet('~'), U'~');
  EXPECT_EQ(ByteToAlphabet(0xFF), U'\u00ff');
}

TEST(ByteAlphabet, OtherCharactersAreNoBytes) {
  for (const char32_t character :
       {U' ', U'\n', U'\u0000', U'\u00a0', U'\u00ad', U'\u0144', U'\u65e5'}) {
    EXPECT_EQ(AlphabetToByte(character), -1);
  }
  EXPECT_FALSE(BytesOfSpelling("a b"));
  EXPECT_FALSE(BytesOfSpelling("\xFF"));
  EXPECT_FALSE(BytesOfSpelling("\xC4"));
  EXPECT_EQ(BytesOfSpelling(""), "");
}

TEST(ByteAlphabet, RoundTrip) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  EXPECT_EQ(BytesOfSpelling(SpellBytes(all)), all);
}

}  // namespace
}  // namespace rbench
