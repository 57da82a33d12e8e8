#include "models/tokenizer/normal_form.h"

#include <gtest/gtest.h>
#include <utf8proc.h>

#include "base/utf8.h"
#include "models/tokenizer/character_class.h"
#include "tests/models/tokenizer/small_spec.h"

namespace rbench {
namespace {

// utf8proc's own, which is n squared on long runs of marks.
std::string Reference(const std::string& text) {
  utf8proc_uint8_t* out = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                   static_cast<utf8proc_ssize_t>(text.size()), &out,
                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  EXPECT_GE(size, 0);
  std::string result(reinterpret_cast<char*>(out), static_cast<size_t>(size));
  std::free(out);
  return result;
}

TEST(NormalForm, Table) {
  const std::pair<const char*, const char*> rows[] = {
      {"", ""},
      {"plain", "plain"},
      {"caf\u00e9", "caf\u00e9"},
      {"cafe\u0301!", "caf\u00e9!"},
      {">\u0338", "\u226f"},
      {"\u1112\u1161\u11ab", "\ud55c"},
      {"a\u0307\u0323", "\u1ea1\u0307"},
      {"\u212b\u2126\u0958", "\u00c5\u03a9\u0915\u093c"},
      {"\u0344", "\u0308\u0301"},
      {"\u0301x", "\u0301x"},
  };
  for (const auto& [text, want] : rows) {
    EXPECT_EQ(NormalizeNfc(std::string_view(text)), want);
    EXPECT_EQ(Reference(text), want);
  }
  EXPECT_TRUE(IsPlainlyNfc("caf\u00e9 12"));
  EXPECT_FALSE(IsPlainlyNfc("e\u0301"));
}

TEST(NormalForm, AgreesWithUtf8procAndIsStable) {
  Rng rng(5);
  for (int round = 0; round < 4000; ++round) {
    std::string text;
    for (size_t i = Below(rng, 12); i > 0; --i) {
      const size_t bounds[] = {0x80, 0x300, 0x370, 0x1200, 0x3100, 0xD800};
      size_t c = Below(rng, bounds[Below(rng, 6)]);
      if (Below(rng, 3) == 0) c = 0x300 + Below(rng, 0x6F);
      AppendUtf8(static_cast<char32_t>(c), text);
    }
    const std::string once = NormalizeNfc(std::string_view(text));
    ASSERT_EQ(once, Reference(text)) << round;
    ASSERT_EQ(NormalizeNfc(std::string_view(once)), once);
  }
}

TEST(NormalForm, MarksMoveWithTheirCharacters) {
  using Spans = std::vector<ByteSpan>;
  const std::string text = "ab e\u0301 cd\u0301";
  // "ab " 0-3, "e" 3, mark 4-6, " " 6, "c" 7, "d" 8, mark 9-11.
  const auto spans = [&](Spans untrusted) { return NormalizeNfc({text, std::move(untrusted)}); };
  EXPECT_EQ(spans({}).text, "ab \u00e9 cd\u0301");
  EXPECT_EQ(spans({{0, 1}, {2, 3}}).untrusted, (Spans{{0, 1}, {2, 3}}));
  EXPECT_EQ(spans({{4, 6}}).untrusted, (Spans{{3, 5}}));  // the letter with its mark
  EXPECT_EQ(spans({{3, 4}}).untrusted, (Spans{{3, 5}}));
  EXPECT_EQ(spans({{6, 8}}).untrusted, (Spans{{5, 7}}));
  EXPECT_EQ(spans({{0, text.size()}}).untrusted, (Spans{{0, text.size() - 1}}));
  EXPECT_EQ(spans({{2, 2}}).untrusted, Spans{});
}

// n squared would be 10^12 steps.
TEST(NormalForm, LongRunsOfMarks) {
  std::string text = "a";
  for (int i = 0; i < 500000; ++i) text += i % 2 == 0 ? "\u0301" : "\u0323";
  const std::string normal = NormalizeNfc(std::string_view(text));
  EXPECT_EQ(normal.substr(0, 3), "\u1ea1");
  EXPECT_EQ(NormalizeNfc({text, {{1, text.size()}}}).untrusted.size(), 1u);
}

TEST(CharacterClass, Table) {
  for (const char32_t c : U" \t\n\v\f\r\u0085\u00a0\u1680\u2003\u2028\u2029\u202f\u205f\u3000") {
    EXPECT_EQ(IsWhiteSpace(c), c != 0) << static_cast<int>(c);
  }
  for (const char32_t c : U"a\u180e\u200b\ufeff_") EXPECT_FALSE(IsWhiteSpace(c));
  for (const char32_t c :
       {U'a', U'_', U'7', U'\u00e9', U'\u0301', U'\u2167', U'\u200d', U'\u24b6'}) {
    EXPECT_TRUE(IsWordCharacter(c)) << static_cast<int>(c);
  }
  for (const char32_t c : {U' ', U'-', U'\u00b2', U'\u2019', U'\u20ac'}) {
    EXPECT_FALSE(IsWordCharacter(c)) << static_cast<int>(c);
  }
  EXPECT_EQ(TrailingSpace("a \u3000\n"), 1u);
  EXPECT_EQ(TrailingSpace(" \n"), 0u);
  EXPECT_EQ(TrailingSpace("a"), 1u);
  EXPECT_EQ(LeadingSpace(" \u3000a "), 4u);
  EXPECT_EQ(LeadingSpace(""), 0u);
  EXPECT_TRUE(EndsWithWordCharacter("-\u00e9"));
  EXPECT_FALSE(EndsWithWordCharacter("a-"));
  EXPECT_FALSE(StartsWithWordCharacter(""));
}

}  // namespace
}  // namespace rbench
