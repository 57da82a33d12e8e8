#include "models/tokenizer/sanitized_text.h"

#include <gtest/gtest.h>

#include "base/utf8.h"
#include "tests/models/tokenizer/small_spec.h"

namespace rbench {
namespace {

// For every byte of the sanitised text: was any byte of its unit untrusted? Units by brute force:
// the sanitised length of a prefix plus a byte that always starts a new unit tells where each unit
// ends.
std::string SlowMarks(const MarkedText& text) {
  std::string untrusted(text.text.size(), '.');
  for (const ByteSpan& span : text.untrusted) {
    for (size_t i = span.begin; i < span.end; ++i) untrusted[i] = 'x';
  }
  std::string marks;
  size_t unit = 0;
  for (size_t end = 1; end <= text.text.size(); ++end) {
    // An edge is where the halves sanitise to the whole.
    const std::string_view bytes = text.text;
    if (SanitizeUtf8(bytes.substr(0, end)) + SanitizeUtf8(bytes.substr(end)) != SanitizeUtf8(bytes))
      continue;
    const size_t size = SanitizeUtf8(bytes.substr(unit, end - unit)).size();
    const bool any = untrusted.substr(unit, end - unit).find('x') != std::string::npos;
    marks += std::string(size, any ? 'x' : '.');
    unit = end;
  }
  return marks;
}

std::string Marks(const MarkedText& text) {
  std::string marks(text.text.size(), '.');
  size_t last = 0;
  for (const ByteSpan& span : text.untrusted) {
    EXPECT_LE(last, span.begin);
    EXPECT_LT(span.begin, span.end);
    EXPECT_LE(span.end, text.text.size());
    last = span.end;
    for (size_t i = span.begin; i < span.end; ++i) marks[i] = 'x';
  }
  return marks;
}

TEST(SanitizedText, Table) {
  const MarkedText out =
      SanitizeMarked({"a\xFF"
                      "b\xE2\x82 c\xC3\xA9",
                      {{1, 2}, {4, 6}, {8, 9}}});
  EXPECT_EQ(out.text,
            "a\uFFFD"
            "b\uFFFD c\u00e9");
  EXPECT_EQ(out.untrusted, (std::vector<ByteSpan>{{1, 4}, {5, 9}, {10, 12}}));
}

TEST(SanitizedText, MarksFollowTheirCharacters) {
  constexpr std::string_view kBytes = "ab\xE2\x82\xAC\xC3\xA9\xF0\x9F\x98\x80\xED\xA0\xFF\xC0\x80";
  for (uint64_t seed = 1; seed <= 4000; ++seed) {
    Rng rng(seed);
    MarkedText text;
    for (size_t i = Below(rng, 14); i > 0; --i) {
      if (Below(rng, 3) == 0) {
        const size_t at = Below(rng, kBytes.size());
        text.text += kBytes.substr(at, 1 + Below(rng, 4));
      } else {
        text.text += kBytes[Below(rng, kBytes.size())];
      }
    }
    for (size_t at = 0; at < text.text.size();) {
      const size_t begin = at + Below(rng, 4);
      const size_t end = std::min(begin + Below(rng, 4), text.text.size());
      if (begin > end) break;
      text.untrusted.push_back({begin, end});
      at = end + Below(rng, 2);
    }
    const MarkedText out = SanitizeMarked(text);
    ASSERT_EQ(out.text, SanitizeUtf8(text.text)) << "seed " << seed;
    ASSERT_EQ(Marks(out), SlowMarks(text)) << "seed " << seed;
  }
}

}  // namespace
}  // namespace rbench
