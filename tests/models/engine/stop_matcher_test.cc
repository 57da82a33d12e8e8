#include "models/engine/stop_matcher.h"

#include <random>

#include <gtest/gtest.h>

namespace rbench {
namespace {

struct Ended {
  std::string text;
  bool stopped = false;
};

Ended Feed(const std::vector<std::string>& stops, const std::vector<std::string>& pieces) {
  StopMatcher matcher(stops);
  Ended ended;
  for (const std::string& piece : pieces) {
    if (matcher.Push(piece, ended.text)) {
      ended.stopped = true;
      return ended;
    }
  }
  matcher.Finish(ended.text);
  return ended;
}

// The rule by brute force: the smallest end of any match, of these the longest.
Ended Slow(const std::vector<std::string>& stops, const std::string& text) {
  for (size_t end = 1; end <= text.size(); ++end) {
    size_t longest = 0;
    for (const std::string& stop : stops) {
      if (stop.size() <= end && text.compare(end - stop.size(), stop.size(), stop) == 0) {
        longest = std::max(longest, stop.size());
      }
    }
    if (longest > 0) return {text.substr(0, end - longest), true};
  }
  return {text, false};
}

TEST(StopMatcherTest, Table) {
  struct Case {
    std::vector<std::string> stops;
    std::vector<std::string> pieces;
    std::string text;
    bool stopped;
  };
  const Case cases[] = {
      {{}, {"abc", "def"}, "abcdef", false},
      {{"Q:"}, {"one Q", ": two"}, "one ", true},
      {{"Q:"}, {"one Q", "x", "Q"}, "one QxQ", false},
      {{"aab"}, {"aaaa", "ab"}, "aaa", true},
      {{"bcd", "c"}, {"abcd"}, "ab", true},
      {{"d", "bcd"}, {"abcd"}, "a", true},
      {{"\n\n"}, {"a\n", "b\n", "\n", "c"}, "a\nb", true},
      {{std::string("\0x", 2)}, {std::string("a\0", 2), "x"}, "a", true},
      {{"\xff"}, {"\xf0\xff"}, "\xf0", true},
      {{"x"}, {"x"}, "", true},
  };
  for (const Case& c : cases) {
    const Ended got = Feed(c.stops, c.pieces);
    EXPECT_EQ(got.text, c.text);
    EXPECT_EQ(got.stopped, c.stopped);
  }
}

TEST(StopMatcherTest, AgreesWithBruteForceHoweverTheTextIsCut) {
  std::mt19937_64 random(11);
  auto word = [&](size_t longest) {
    std::string s;
    const size_t n = 1 + random() % longest;
    for (size_t i = 0; i < n; ++i) s.push_back(static_cast<char>('a' + random() % 2));
    return s;
  };
  for (int round = 0; round < 5000; ++round) {
    std::vector<std::string> stops;
    for (size_t i = 0; i < 1 + random() % 4; ++i)
      stops.push_back(word(6) + (random() % 3 == 0 ? "c" : ""));
    std::vector<std::string> pieces;
    std::string text;
    for (size_t i = 0; i < random() % 8; ++i) {
      pieces.push_back(word(5) + (random() % 6 == 0 ? "c" : ""));
      text += pieces.back();
    }
    const Ended want = Slow(stops, text);
    const Ended got = Feed(stops, pieces);
    ASSERT_EQ(got.text, want.text) << round;
    ASSERT_EQ(got.stopped, want.stopped) << round;
  }
}

TEST(StopMatcherTest, GivesOutEverythingThatIsCertain) {
  StopMatcher matcher({"</answer>"});
  std::string text;
  EXPECT_FALSE(matcher.Push("x</ans", text));
  EXPECT_EQ(text, "x");
  EXPECT_EQ(matcher.held(), 5u);
  EXPECT_FALSE(matcher.Push("<", text));
  EXPECT_EQ(text, "x</ans");
  EXPECT_EQ(matcher.held(), 1u);
}

}  // namespace
}  // namespace rbench
