#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "tasks/math/lexer.h"

// The lexer behind Lex (lexer.h): its members by source file.

namespace rbench::math {

class Lexer {
 public:
  explicit Lexer(std::string_view text);
  LexResult Run();

 private:
  using Kind = TokenKind;
  static constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
  static constexpr bool IsLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  std::string_view Rest() const { return text_.substr(at_); }
  bool Starts(std::string_view word) const { return Rest().starts_with(word); }
  char Peek(size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  void Add(Kind kind, std::string_view text, int value = 0);
  // White space of text and LaTeX, sizes, and $ that only delimits.
  void SkipSpace();
  bool Next();
  bool One(Kind kind, std::string_view meaning, size_t bytes);
  // sqrt12 is the root of 12, other than \sqrt12.
  bool PlainRoot(std::string_view index, size_t bytes);
  bool Sign(char c);
  bool Unicode();
  static bool MakeNumeral(Token& token, std::string_view base);
  // The base behind an underscore at `at`: 2, {2}, {(2)}, {\text{two}}, (2). Zero where there is
  // none; `end` behind it.
  int BaseAt(size_t at, size_t* end) const;
  // Digits, or digits and capital letters, with a base behind them.
  bool Numeral();
  // The end of a separator of thousands at `i`, with what follows three digits; or 0.
  size_t Thousands(size_t i, bool* silent) const;
  // Whether every comma between digits from `i` on stands before a group of three: 10,100,1000 is a
  // list.
  bool CommasGroup(size_t i) const;
  bool Number();
  // \overline{36}, \bar3, \dot{3}, \dot1 4\dot2, (36) or three repeats and dots behind a decimal
  // point; the end, or 0.
  size_t RepeatingBlock(size_t i, std::string& fraction, std::string* block) const;
  size_t SkipDots(size_t i) const;
  bool Letters();
  // The content of the group that opens at or behind `at`; `end` behind its brace.
  bool Group(size_t at, std::string_view* inside, size_t* end) const;
  bool Command();
  bool Text(size_t behind, std::string_view command);
  // "3", "3/4", "3, 5 and 7": numbers and what stands between them.
  static bool IsNumbers(std::string_view content);
  // \text{BEEF}_{16}, with the position behind the group.
  bool NumeralOf(std::string_view content);

  const std::string_view text_;
  size_t at_ = 0;
  size_t depth_ = 0;  // of ( [ and \{
  bool space_ = false;
  bool commas_group_ = false;  // of the number being read
  bool lone_dollar_ = false;
  LexResult result_;
};

}  // namespace rbench::math
