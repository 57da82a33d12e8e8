#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// The tokens of an answer. LaTeX, ASCII and Unicode spellings of one thing are one token; what says
// nothing (\left, \displaystyle, spaces, $) leaves none.

namespace rbench::math {

enum class TokenKind : uint8_t {
  kEnd,
  kNumber,      // as NodeKind::kNumber
  kRepeating,   // as NodeKind::kRepeating
  kNumeral,     // text = digits, `value` = base
  kName,        // one symbol
  kRun,         // plain letters
  kFunction,    // canonical name of a function: "sin", "log", "gcd"
  kText,        // content of \text{...}: single blanks, trimmed, case kept
  kOpen,        // ( [ and \{ as "{", \langle as "<"
  kClose,       // ) ] and \} as "}", \rangle as ">"
  kGroupOpen,   // { of LaTeX
  kGroupClose,
  kBar,         // |
  kOpenBar,     // \lvert
  kCloseBar,
  kFloorOpen,
  kFloorClose,
  kCeilOpen,
  kCeilClose,
  kPlus,
  kMinus,
  kPlusMinus,
  kMinusPlus,
  kTimes,
  kDivide,
  kCaret,
  kUnderscore,
  kBang,
  kPrime,
  kComma,
  kSemicolon,
  kColon,
  kPercent,
  kDegree,
  kCurrency,    // text = sign
  kRelation,    // text as in NodeKind::kRelation
  kMid,         // \mid
  kFrac,
  kSqrt,
  kBinom,
  kChoose,
  kInfinity,
  kEmptySet,
  kNumberSet,   // text = letter
  kEllipsis,
  kUnion,
  kIntersection,
  kSetMinus,
  kAnd,
  kOr,
  kBigOperator, // text = "sum" ...
  kMod,         // \bmod, \mod
  kPmod,        // \pmod, before its group
  kBegin,       // text = environment
  kEnd_,        // \end; text = environment
  kAmpersand,
  kRowEnd,      // two backslashes
  kDecorated,   // \vec, \overline ...: text = what, before its group
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  bool space_before = false;
  int value = 0;
  size_t position = 0;
  std::string text;
};

struct LexResult {
  bool ok = false;
  std::vector<Token> tokens;  // ends in kEnd
  size_t position = 0;        // of the byte that cannot be read
  bool too_large = false;     // a number of too many digits
};

LexResult Lex(std::string_view text);

// Canonical name of a function ("arcsin" -> "asin"), or an empty view.
std::string_view FunctionName(std::string_view word);

}  // namespace rbench::math
