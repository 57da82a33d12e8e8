#include "models/tokenizer/pre_tokenizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <utf8proc.h>

#include "base/utf8.h"
#include "tests/models/tokenizer/small_spec.h"

namespace rbench {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> Pieces(const PreTokenizer& pre, std::string_view text) {
  std::vector<size_t> ends;
  pre.Split(text, 0, ends);
  std::vector<std::string> pieces;
  size_t begin = 0;
  for (const size_t end : ends) {
    EXPECT_GT(end, begin) << "an empty piece";
    pieces.emplace_back(text.substr(begin, end - begin));
    begin = end;
  }
  EXPECT_EQ(begin, text.size()) << "a gap";
  return pieces;
}

std::vector<std::string> Pieces(const char* name, std::string_view text) {
  const Result<PreTokenizer> pre = PreTokenizer::Create(name);
  EXPECT_TRUE(pre.has_value());
  return Pieces(*pre, text);
}

// A second reading of GPT-2's rules, by hand: one step a rule, no regular expressions.
class SlowGpt2 {
 public:
  explicit SlowGpt2(std::string_view text) {
    for (size_t position = 0; position < text.size();) {
      const size_t begin = position;
      const char32_t c = NextCodePoint(text, position);
      characters_.push_back({c, KindOf(c), begin, position});
    }
  }

  std::vector<size_t> Ends() const {
    std::vector<size_t> ends;
    for (size_t i = 0; i < characters_.size();) {
      i = Next(i);
      ends.push_back(characters_[i - 1].end);
    }
    return ends;
  }

 private:
  enum Kind { kLetter, kNumber, kSpace, kOther };
  struct Character {
    char32_t value;
    Kind kind;
    size_t begin, end;
  };

  static Kind KindOf(char32_t c) {
    if ((c >= 9 && c <= 13) || c == 0x85) return kSpace;
    const std::string category = utf8proc_category_string(static_cast<utf8proc_int32_t>(c));
    if (category[0] == 'L') return kLetter;
    if (category[0] == 'N') return kNumber;
    return category[0] == 'Z' ? kSpace : kOther;
  }
  bool Is(size_t i, char32_t c) const {
    return i < characters_.size() && characters_[i].value == c;
  }
  size_t Run(size_t i) const {
    size_t end = i;
    while (end < characters_.size() && characters_[end].kind == characters_[i].kind) ++end;
    return end;
  }
  size_t Next(size_t i) const {
    if (Is(i, U'\'')) {
      for (const char32_t c : U"stmd") {
        if (c != 0 && Is(i + 1, c)) return i + 2;
      }
      const std::u32string two[] = {U"re", U"ve", U"ll"};
      for (const std::u32string& t : two) {
        if (Is(i + 1, t[0]) && Is(i + 2, t[1])) return i + 3;
      }
    }
    if (characters_[i].kind != kSpace) return Run(i);
    if (Is(i, U' ') && i + 1 < characters_.size() && characters_[i + 1].kind != kSpace) {
      return Run(i + 1);
    }
    const size_t end = Run(i);
    return end == characters_.size() || end == i + 1 ? end : end - 1;
  }

  std::vector<Character> characters_;
};

TEST(PreTokenizer, Gpt2) {
  EXPECT_THAT(Pieces("gpt-2", "Hello world! 123"), ElementsAre("Hello", " world", "!", " 123"));
  EXPECT_THAT(Pieces("gpt-2", "don't we'LL"), ElementsAre("don", "'t", " we", "'", "LL"));
  EXPECT_THAT(Pieces("gpt-2", "  a   b  "), ElementsAre(" ", " a", "  ", " b", "  "));
  EXPECT_THAT(Pieces("gpt-2", "\n\n1\nx"), ElementsAre("\n", "\n", "1", "\n", "x"));
  EXPECT_THAT(Pieces("gpt-2", "x\u00a0y"), ElementsAre("x", "\u00a0", "y"));
  EXPECT_THAT(Pieces("gpt-2", ""), ElementsAre());
  // U+180E is no space, U+0085 and U+2003 are.
  EXPECT_THAT(Pieces("gpt-2", "!\u180e!"), ElementsAre("!\u180e!"));
  EXPECT_THAT(Pieces("gpt-2", "!\u0085!\u2003!"), ElementsAre("!", "\u0085", "!", "\u2003", "!"));
}

TEST(PreTokenizer, DigitsApart) {
  EXPECT_THAT(Pieces("smollm", "a 12"), ElementsAre("a", " ", "1", "2"));
  EXPECT_THAT(Pieces("starcoder", "a 12"), ElementsAre("a", " ", "1", "2"));
  // All of \p{N}: letters that count, fractions, other scripts.
  EXPECT_THAT(Pieces("smollm", "\u2167\u00bd\u0663"), ElementsAre("\u2167", "\u00bd", "\u0663"));
  EXPECT_THAT(Pieces("gpt-2", "\u2167\u00bd\u0663"), ElementsAre("\u2167\u00bd\u0663"));
  // Where they differ: the look-ahead of the spaces sees the digit, or does not.
  EXPECT_THAT(Pieces("smollm", "x\n\n1"), ElementsAre("x", "\n", "\n", "1"));
  EXPECT_THAT(Pieces("starcoder", "x\n\n1"), ElementsAre("x", "\n\n", "1"));
  EXPECT_THAT(Pieces("smollm", "\u65e5 \u00b2\u00b2x"),
              ElementsAre("\u65e5", " ", "\u00b2", "\u00b2", "x"));
}

constexpr const char* kNames[] = {"gpt-2", "smollm",       "starcoder",      "llama-bpe",
                                  "qwen2", "deepseek-llm", "deepseek-coder", "deepseek-v3"};

TEST(PreTokenizer, WordsOfLlama3AndQwen2) {
  EXPECT_THAT(Pieces("llama-bpe", "Hello world!\n\n1234567"),
              ElementsAre("Hello", " world", "!\n\n", "123", "456", "7"));
  EXPECT_THAT(Pieces("qwen2", "a 123"), ElementsAre("a", " ", "1", "2", "3"));
  // A word takes any one character in front; contractions are of any case, also the long s.
  EXPECT_THAT(Pieces("qwen2", "(hi $x I'LL we'\u017f"),
              ElementsAre("(hi", " $", "x", " I", "'LL", " we", "'\u017f"));
  // Spaces before a line end belong to it.
  EXPECT_THAT(Pieces("llama-bpe", "a  \n \n  b"), ElementsAre("a", "  \n \n", " ", " b"));
  EXPECT_THAT(Pieces("llama-bpe", "\u180e\u180ex"), ElementsAre("\u180e\u180e", "x"));
  for (const char* name : {"llama3", "llama-v3"}) {
    EXPECT_EQ(PreTokenizer::Create(name)->rules(), PreTokenizer::Create("llama-bpe")->rules());
  }
  EXPECT_EQ(PreTokenizer::Create("deepseek-r1-qwen")->rules(),
            PreTokenizer::Create("qwen2")->rules());
}

TEST(PreTokenizer, WordsOfDeepSeek) {
  EXPECT_THAT(Pieces("deepseek-v3", "x1234 \u65e5\u672c\u304c ok!\n(a)"),
              ElementsAre("x", "123", "4", " ", "\u65e5\u672c\u304c", " ok", "!\n", "(a", ")"));
  EXPECT_THAT(Pieces("deepseek-llm", "Hi the\u0431 \u05d0 12\n  x  "),
              ElementsAre("Hi", " the", "\u0431", " \u05d0 ", "1", "2", "\n", " ", " x", "  "));
  EXPECT_THAT(Pieces("deepseek-coder", "a_b (x) 12 \ud55c"),
              ElementsAre("a", "_", "b", " (", "x", ")", " ", "1", "2", " ", "\ud55c"));
}

// A name says more than where text is cut.
TEST(PreTokenizer, NamesSetTheRestOfTheSpec) {
  TokenizerSpec spec;
  spec.pre = "qwen2";
  PreTokenizer::ApplyName(spec);
  EXPECT_TRUE(spec.nfc && !spec.ignore_merges);
  EXPECT_EQ(PreTokenizer::NameOf("qwen2-words", spec), "qwen2");
  spec.pre = "llama-bpe";
  PreTokenizer::ApplyName(spec);
  EXPECT_TRUE(!spec.nfc && spec.ignore_merges);
  EXPECT_EQ(PreTokenizer::NameOf("llama3-words", spec), "llama-bpe");
  spec.ignore_merges = false;
  EXPECT_EQ(PreTokenizer::NameOf("llama3-words", spec), "");
  EXPECT_EQ(PreTokenizer::StepsOf("starcoder"), "digits+gpt2-words");
  EXPECT_EQ(Pieces("letters+digits", "ab1 c"), Pieces("letters+digits", "ab1 c"));
  EXPECT_THAT(Pieces("letters+digits", "ab12 c"), ElementsAre("ab", "1", "2", " c"));
  for (const char* steps : {"letters+", "+letters", "letters++digits", "letters+qwen2", "+"}) {
    EXPECT_EQ(PreTokenizer::Create(steps).has_value(), std::string_view(steps) == "letters+");
  }
  std::string many = "digits";
  for (int i = 0; i < 40; ++i) many += "+digits";
  EXPECT_THAT(PreTokenizer::Create(many).error().message, HasSubstr("more than 32 steps"));
}

TEST(PreTokenizer, UnknownNamesListTheKnownOnes) {
  for (const char* name : {"", "default", "llama-spm", "GPT-2", "smollm "}) {
    const Result<PreTokenizer> pre = PreTokenizer::Create(name);
    ASSERT_FALSE(pre.has_value()) << name;
    EXPECT_THAT(pre.error().message, HasSubstr("known: gpt-2, smollm, starcoder")) << name;
    EXPECT_THAT(pre.error().message, HasSubstr("tokenizer.ggml.pre")) << name;
  }
  EXPECT_TRUE(IsValidUtf8(PreTokenizer::Create("\xFFx").error().message));
}

TEST(PreTokenizer, AgreesWithTheSlowReading) {
  const Result<PreTokenizer> pre = PreTokenizer::Create("gpt-2");
  // The Unicode versions of the two libraries differ beyond the basic plane only in new characters.
  Rng rng(20);
  for (int round = 0; round < 3000; ++round) {
    std::string text = SanitizeUtf8(RandomText(rng, Below(rng, 12)));
    for (size_t i = Below(rng, 8); i > 0; --i) {
      const auto c = static_cast<char32_t>(Below(rng, i % 2 == 0 ? 0x300 : 0xD800));
      AppendUtf8(c, text);
      if (Below(rng, 3) == 0) text += ' ';
    }
    std::vector<size_t> ends;
    pre->Split(text, 0, ends);
    ASSERT_EQ(ends, SlowGpt2(text).Ends()) << "round " << round << ": " << text;
  }
}

TEST(PreTokenizer, CompiledAndInterpretedPatternsAgree) {
  for (const char* name : kNames) {
    const Result<PreTokenizer> fast = PreTokenizer::Create(name);
    const Result<PreTokenizer> slow = PreTokenizer::Create(name, /*allow_jit=*/false);
    Rng rng(3);
    for (int round = 0; round < 500; ++round) {
      const std::string text = SanitizeUtf8(RandomText(rng, 1 + Below(rng, 40)));
      ASSERT_EQ(Pieces(*fast, text), Pieces(*slow, text)) << name << " round " << round;
    }
    EXPECT_EQ(fast->rules(), slow->rules());
  }
}

// A match or stack limit would show as pieces of another size; quadratic time as a test that runs
// for minutes.
TEST(PreTokenizer, LongRunsMeetNoLimit) {
  constexpr size_t kBytes = size_t{2} << 20;
  for (const bool jit : {true, false}) {
    const Result<PreTokenizer> pre = PreTokenizer::Create("gpt-2", jit);
    for (const std::string_view unit : {" ", "a", "\n", "1", "!", "'", "\u00e9", "\u2003"}) {
      std::string text;
      while (text.size() < kBytes) text += unit;
      const size_t run = text.size();
      std::vector<size_t> ends;
      pre->Split(text, 0, ends);
      EXPECT_EQ(ends, std::vector<size_t>{run}) << unit;
      text += "\u4e00;";  // a letter, then punctuation: runs of spaces leave their last one
      ends.clear();
      pre->Split(text, 5, ends);
      ASSERT_GE(ends.size(), 2u);
      EXPECT_EQ(ends.back(), text.size() + 5);
      EXPECT_LE(ends.size(), 4u) << unit;
    }
  }
  for (const char* name : kNames) {
    const Result<PreTokenizer> pre = PreTokenizer::Create(name);
    for (const std::string_view unit : {" ", "a", "\n", "1", "!", "'", " \n", "\t ", " a  ",
                                        "\u2003", "\u0301", "\u65e5", "\u65e5 ", "'s", "! "}) {
      std::string text;
      while (text.size() < kBytes / 8) text += unit;
      for (const char* end : {"", "x", "\n"}) {
        std::vector<size_t> ends;
        pre->Split(text + end, 0, ends);
        ASSERT_FALSE(ends.empty());
        EXPECT_EQ(ends.back(), text.size() + std::string_view(end).size()) << name;
      }
    }
  }
}

}  // namespace
}  // namespace rbench
